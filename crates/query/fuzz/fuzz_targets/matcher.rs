//! Matches any query against any note. Run: `cargo +nightly fuzz run matcher`

#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &str, bool, bool)| vaultdex_query_fuzz::matcher(input.0, input.1, input.2, input.3));
