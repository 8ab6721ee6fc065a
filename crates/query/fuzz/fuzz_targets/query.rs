//! Any text is either a query or an error with an offset within it. Run: `cargo +nightly fuzz run query`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_query::search;

fuzz_target!(|query: &str| {
    match search::parse(query) {
        Ok(expr) => {
            let _ = search::explain(&expr);
            let _ = search::narrow(&expr, search::Options::default());
            let _ = search::CompiledQuery::new(&expr, search::Options::default());
        }
        Err(error) => {
            assert!(error.offset <= query.len());
            let _ = error.render(query);
        }
    }
});
