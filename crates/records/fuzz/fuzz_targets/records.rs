//! What a note records is read whatever it says, and every value's place holds the beginning of its text.
//! Run: `cargo +nightly fuzz run records`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_records::Page;
use vaultdex_records::Words;
use vaultdex_notes::VaultPath;
use vaultdex_notes::parse;

fuzz_target!(|input: (&str, &str)| {
    let (title, body) = input;
    let text = format!("# Integration Specification: {title}\n## Basic Information\n{body}");
    let note = parse::note(&text);
    let Some(records) = vaultdex_records::records(&Page::new(&text, &note, &Words::default()), &VaultPath::new("Integrations/A -> B.md")) else { return };
    for it in &records.integrations {
        let fields = it.values.iter().map(|(_, stated)| stated).chain(&it.extra);
        for stated in fields.chain(it.systems.iter().map(|it| &it.name)).filter(|it| it.span.line > 0) {
            let written = text.get(stated.span.range());
            assert!(written.is_some_and(|written| stated.raw.starts_with(written)), "{stated:?}");
        }
    }
});
