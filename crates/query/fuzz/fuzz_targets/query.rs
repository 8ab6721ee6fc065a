//! Parses any text as a query. Run: `cargo +nightly fuzz run query`

#![no_main]

libfuzzer_sys::fuzz_target!(|query: &str| vaultdex_query_fuzz::query(query));
