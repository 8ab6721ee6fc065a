//! Reads the history of any note. Run: `cargo +nightly fuzz run changes`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|lines: Vec<&str>| targets::changes(&lines));
