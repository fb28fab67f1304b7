//! `plimsoll.yaml`: a mistake is an error with a place, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/cli/settings/shape.rs"]
#[expect(dead_code, reason = "only whether it reads is of interest")]
mod shape;

fuzz_target!(|text: &str| drop(serde_saphyr::from_str::<Option<shape::File>>(text)));
