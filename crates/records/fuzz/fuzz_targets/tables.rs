//! Reads the tables of any note. Run: `cargo +nightly fuzz run tables`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|rows: Vec<&str>| targets::tables(&rows));
