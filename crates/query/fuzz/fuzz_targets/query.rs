//! Any query is read or refused, and one that is refused points at a character of it. Run: `cargo +nightly fuzz run query`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_query::search;

fuzz_target!(|query: &str| {
    match search::parse(query) {
        Ok(expr) => {
            let _ = search::explain(&expr);
            let _ = search::needs(&expr, search::Options::default());
            let _ = search::Prepared::new(&expr, search::Options::default());
        }
        Err(error) => {
            assert!(error.at <= query.len());
            let _ = error.point(query);
        }
    }
});
