//! Any query asked of any note is answered, and what it finds lies on character boundaries of the note.
//! Run: `cargo +nightly fuzz run matcher`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_notes::VaultPath;
use vaultdex_notes::parse;
use vaultdex_query::search;
use vaultdex_query::search::DateRange;
use vaultdex_query::search::Kind;
use vaultdex_query::search::Options;
use vaultdex_query::search::Outside;
use vaultdex_query::search::Prepared;
use vaultdex_query::search::Subject;

struct Nobody;

impl Outside for Nobody {
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
    let Ok(query) = Prepared::new(&expr, options) else { return };
    let path = VaultPath::new("a/Note.md");
    let note = parse::note(text);
    let subject = Subject { path: &path, text, note: &note, outside: &Nobody };
    let found = search::finds(&query, &subject);
    assert!(found.is_empty() || search::matches(&query, &subject));
    for find in &found {
        assert!(text.get(find.start..find.end).is_some(), "{find:?}");
    }
    let _ = search::best(search::lines(text, &found), 3);
});
