//! Extracts the records of any note. Run: `cargo +nightly fuzz run records`

#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| vaultdex_records_fuzz::records(input.0, input.1));
