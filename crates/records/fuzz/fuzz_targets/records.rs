//! Extracts the records of any note. The place of every value must contain the beginning of its text. Run: `cargo
//! +nightly fuzz run records`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_records::NoteSource;
use vaultdex_records::Synonyms;
use vaultdex_notes::VaultPath;
use vaultdex_notes::parse;

fuzz_target!(|input: (&str, &str)| {
    let (title, body) = input;
    let text = format!("# Integration Specification: {title}\n## Basic Information\n{body}");
    let note = parse::note(&text);
    let Some(records) = vaultdex_records::records(&NoteSource::new(&text, &note, &Synonyms::default()), &VaultPath::new("Integrations/A -> B.md")) else { return };
    for it in &records.integrations {
        let fields = it.values.iter().map(|(_, value)| value).chain(&it.extra);
        for value in fields.chain(it.systems.iter().map(|it| &it.name)).filter(|it| it.span.line > 0) {
            let written = text.get(value.span.range());
            assert!(written.is_some_and(|written| value.raw.starts_with(written)), "{value:?}");
        }
    }
});
