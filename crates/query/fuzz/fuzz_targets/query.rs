//! Parses any text as a query. Run: `cargo +nightly fuzz run query`

#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|query: &str| targets::query(query));
