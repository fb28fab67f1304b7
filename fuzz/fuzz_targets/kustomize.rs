//! A kustomization with its resources, patches and components: rendered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll_fuzz::Repository;

fuzz_target!(|text: &str| drop(Repository::of(text, "kustomization.yaml").project()));
