//! Shell text: every command has its place in it, and every wrapper can be peeled.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let script = syntax::shell::parse(text);
    for command in script.commands() {
        assert!(text.get(command.span.range()).is_some(), "{:?}", command.span);
        drop(command.peeled().program());
    }
});
