//! Reads the history of any note. Every entry and malformed line must have a valid span. Run: `cargo +nightly fuzz run
//! changes`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_records::NoteSource;
use vaultdex_records::Synonyms;
use vaultdex_notes::parse;

fuzz_target!(|lines: Vec<&str>| {
    let history = lines.join("\n- 2024-12-07_10-00 - ");
    let text = format!("## Modification History\n\n- 2024-12-07_10-00 - {history}");
    let (note, synonyms) = (parse::note(&text), Synonyms::default());
    let source = NoteSource::new(&text, &note, &synonyms);
    for log in [vaultdex_records::changes(&source), vaultdex_records::changes_of_changelog(&source)] {
        for span in log.entries.iter().map(|it| it.span).chain(log.malformed.iter().map(|it| it.span)) {
            assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }
});
