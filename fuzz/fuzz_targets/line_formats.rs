//! Formats that are read line by line: env files, ignore files, AppArmor profiles.
#![no_main]

use diag::{Source, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("file", text));
    drop(syntax::dotenv::parse(id, text));
    drop(syntax::apparmor::File::parse(id, text));
    let ignore = syntax::dockerignore::parse(id, text);
    for path in ["Dockerfile", "a/b", ".env", "node_modules/x/y.js"] {
        ignore.ignores(path);
    }
});
