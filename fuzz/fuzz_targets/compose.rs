//! A Compose project, with the files that it includes, extends and builds: resolved.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll_fuzz::Repository;

fuzz_target!(|text: &str| drop(Repository::of(text, "compose.yaml").project()));
