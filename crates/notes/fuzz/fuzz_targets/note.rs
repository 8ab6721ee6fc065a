//! Parses any text as a note. Run: `cargo +nightly fuzz run note`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|text: &str| targets::note(text));
