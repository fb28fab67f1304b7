//! Variables in Compose files and in Dockerfiles: expansion ends, and stays within its bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syntax::words::{self, Dialect, Lookup};

fuzz_target!(|text: &str| {
    drop(syntax::template::parts(text));
    drop(syntax::template::expand(text, &mut |name| (name.len() > 1).then(|| name.to_owned())));
    for escape in [b'\\', b'`'] {
        let lookup =
            |name: &str| if name.len() > 1 { Lookup::Known("a b".into()) } else { Lookup::Unset };
        drop(words::expand_word(text, Dialect::with_escape(escape), lookup));
        drop(words::expand_words(text, Dialect::with_escape(escape), lookup));
    }
});
