//! Matches any query against any note. Run: `cargo +nightly fuzz run matcher`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|input: (&str, &str, bool, bool)| targets::matcher(input.0, input.1, input.2, input.3));
