//! A Dockerfile: parsed, evaluated stage by stage, judged by every rule.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll_fuzz::Repository;

fuzz_target!(|text: &str| Repository::of(text, "Dockerfile").check());
