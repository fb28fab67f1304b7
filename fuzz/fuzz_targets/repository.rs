//! A whole repository in one text: any files, joined as they are joined in a run, judged by every rule.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll_fuzz::Repository;

fuzz_target!(|text: &str| Repository::of(text, "manifest.yaml").check());
