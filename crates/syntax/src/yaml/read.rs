//! Reads a text part by part.

use std::ops::Range;

use diag::SourceId;

use super::build::Builder;
use super::error::{self, Fault};
use super::{Stream, reader};

/// Reads the documents of all parts.
pub(super) fn stream(source: SourceId, text: &str, parts: Vec<Range<usize>>) -> Stream {
    let mut builder = Builder::new(source, text);
    if u32::try_from(text.len()).is_err() {
        builder.fail(Fault::new(0, error::too_large()));
        return builder.into_stream();
    }
    for part in parts {
        builder.count(part.len());
        reader::read(&mut builder, text, part);
    }
    builder.into_stream()
}
