//! Matching any query against any note does not panic, and every match is on character boundaries of the note.
//! Run: `cargo +nightly fuzz run matcher`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_notes::VaultPath;
use vaultdex_notes::parse;
use vaultdex_query::search;
use vaultdex_query::search::CompiledQuery;
use vaultdex_query::search::DateRange;
use vaultdex_query::search::Kind;
use vaultdex_query::search::Options;
use vaultdex_query::search::SearchDocument;
use vaultdex_query::search::VaultFacts;

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
    fn changed(&self, _: &VaultPath, _: &DateRange) -> bool {
        true
    }
}

fuzz_target!(|input: (&str, &str, bool, bool)| {
    let (query, text, match_case, ignore_diacritics) = input;
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
});
