//! Reads the tables of any note. Run: `cargo +nightly fuzz run tables`

#![no_main]

libfuzzer_sys::fuzz_target!(|rows: Vec<&str>| vaultdex_records_fuzz::tables(&rows));
