//! What the fuzz targets of this crate check. The tests in `tests/it/fuzz_targets.rs` check the same on the fixtures.

use vaultdex_notes::{LineIndex, VaultPath, parse};
use vaultdex_records::document::tables as read_tables;
use vaultdex_records::{NoteSource, Synonyms};

/// Every entry and malformed line of a history has a valid span.
pub fn changes(lines: &[&str]) {
    let history = lines.join("\n- 2024-12-07_10-00 - ");
    let text = format!("## Modification History\n\n- 2024-12-07_10-00 - {history}");
    let (note, synonyms) = (parse::note(&text), Synonyms::default());
    let source = NoteSource::new(&text, &note, &synonyms);
    for log in [vaultdex_records::changes(&source), vaultdex_records::changes_of_changelog(&source)] {
        for span in log.entries.iter().map(|it| it.span).chain(log.malformed.iter().map(|it| it.span)) {
            assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }
}

/// The place of every value of a record contains the beginning of its text.
pub fn records(title: &str, body: &str) {
    let text = format!("# Integration Specification: {title}\n## Basic Information\n{body}");
    let (note, synonyms) = (parse::note(&text), Synonyms::default());
    let path = VaultPath::new("Integrations/A -> B.md");
    let Some(records) = vaultdex_records::records(&NoteSource::new(&text, &note, &synonyms), &path) else { return };
    for it in &records.integrations {
        let fields = it.values.iter().map(|(_, value)| value).chain(&it.extra);
        for value in fields.chain(it.systems.iter().map(|it| &it.name)).filter(|it| it.span.line > 0) {
            let written = text.get(value.span.range());
            assert!(written.is_some_and(|written| value.raw.starts_with(written)), "{value:?}");
        }
    }
}

/// Cells are trimmed and within their row, and rows no longer than the header.
pub fn tables(rows: &[&str]) {
    let text = format!("| a | b |\n|---|---|\n{}", rows.join("\n"));
    let note = parse::note(&text);
    for table in read_tables::tables(&text, &note, &LineIndex::new(&text)) {
        for row in &table.rows {
            assert!(row.cells.len() <= table.header.len() && row.cells.len() <= row.n_written);
            for cell in &row.cells {
                assert_eq!(text.get(cell.span.range()), Some(cell.raw));
                assert_eq!(cell.raw, cell.raw.trim());
                assert!(row.span.start <= cell.span.start && cell.span.end <= row.span.end);
            }
        }
    }
}
