//! Writes the inputs of `tests/resources` for `tools/resources`.
//!
//! ```text
//! cargo run --example resources            lists the constructs
//! cargo run --example resources -- NAME BYTES FOLDER
//! ```

use std::io::{self, Write as _};
use std::path::Path;

#[path = "../tests/resources/inputs/mod.rs"]
mod inputs;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, bytes, folder] = arguments.as_slice() else {
        return inputs::all().try_for_each(|it| writeln!(io::stdout(), "{}", it.name));
    };
    let construct = inputs::all().find(|it| it.name == name);
    let construct = construct.ok_or_else(|| io::Error::other("there is no such construct"))?;
    let bytes = bytes.parse().map_err(io::Error::other)?;
    for (path, text) in (construct.files)(bytes) {
        let path = Path::new(folder).join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}
