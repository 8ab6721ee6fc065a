//! What the fuzz targets of this crate check. The tests in `tests/it/fuzz_targets.rs` check the same on the fixtures.

use vaultdex_notes::{VaultPath, parse};
use vaultdex_query::search;
use vaultdex_query::search::{CompiledQuery, DateRange, Kind, Options, RecordFact, SearchDocument, VaultFacts};

/// Facts with fixed answers, some true and some false.
struct FixedFacts;

impl VaultFacts for FixedFacts {
    fn links_to(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn linked_from(&self, _: &VaultPath, _: &str) -> bool {
        true
    }
    fn kind(&self, _: &VaultPath, _: Kind) -> bool {
        false
    }
    fn system(&self, _: &VaultPath, _: &str) -> bool {
        true
    }
    fn id(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn record(&self, _: &VaultPath, fact: &RecordFact) -> bool {
        *fact == RecordFact::Status(Some("active"))
    }
    fn changed(&self, _: &VaultPath, _: &DateRange) -> bool {
        true
    }
}

/// Any text is either a query or an error with an offset within it.
pub fn query(query: &str) {
    match search::parse(query) {
        Ok(expr) => {
            let _ = search::explain(&expr);
            let _ = search::narrow(&expr, Options::default());
            let _ = CompiledQuery::new(&expr, Options::default());
        }
        Err(error) => {
            assert!(error.offset <= query.len());
            let _ = error.render(query);
        }
    }
}

/// Matching any query against any note does not panic, and every match is on character boundaries of the note.
pub fn matcher(query: &str, text: &str, match_case: bool, ignore_diacritics: bool) {
    let Ok(expr) = search::parse(query) else { return };
    let options = Options { match_case, ignore_diacritics };
    let Ok(query) = CompiledQuery::new(&expr, options) else { return };
    let path = VaultPath::new("a/Note.md");
    let note = parse::note(text);
    let document = SearchDocument { path: &path, text, note: &note, facts: &FixedFacts };
    let matches = search::find_matches(&query, &document);
    assert!(matches.is_empty() || search::is_match(&query, &document));
    for found in &matches {
        assert!(text.get(found.start..found.end).is_some(), "{found:?}");
    }
    let _ = search::best_lines(search::matched_lines(text, &matches), 3);
}
