//! Reads the history of any note. Run: `cargo +nightly fuzz run changes`

#![no_main]

libfuzzer_sys::fuzz_target!(|lines: Vec<&str>| vaultdex_records_fuzz::changes(&lines));
