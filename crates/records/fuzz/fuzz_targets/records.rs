//! Extracts the records of any note. Run: `cargo +nightly fuzz run records`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| targets::records(input.0, input.1));
