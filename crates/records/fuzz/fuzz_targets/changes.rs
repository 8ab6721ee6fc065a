//! The history of a note is read whatever its lines say: every entry and every malformed line has its place in the note.
//! Run: `cargo +nightly fuzz run changes`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_records::Page;
use vaultdex_records::Words;
use vaultdex_notes::parse;

fuzz_target!(|lines: Vec<&str>| {
    let history = lines.join("\n- 2024-12-07_10-00 - ");
    let text = format!("## Modification History\n\n- 2024-12-07_10-00 - {history}");
    let (note, words) = (parse::note(&text), Words::default());
    let page = Page::new(&text, &note, &words);
    for log in [vaultdex_records::changes(&page), vaultdex_records::changes_of_changelog(&page)] {
        for span in log.entries.iter().map(|it| it.span).chain(log.malformed.iter().map(|it| it.span)) {
            assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }
});
