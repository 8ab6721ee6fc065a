//! Reads the tables of any note. Cells must be trimmed and within their row, and rows no longer than the header. Run:
//! `cargo +nightly fuzz run tables`

#![no_main]

use libfuzzer_sys::fuzz_target;
use vaultdex_records::document::tables;
use vaultdex_notes::LineIndex;
use vaultdex_notes::parse;

fuzz_target!(|rows: Vec<&str>| {
    let text = format!("| a | b |\n|---|---|\n{}", rows.join("\n"));
    let note = parse::note(&text);
    for table in tables::tables(&text, &note, &LineIndex::new(&text)) {
        for row in &table.rows {
            assert!(row.cells.len() <= table.header.len() && row.cells.len() <= row.n_written);
            for cell in &row.cells {
                assert_eq!(text.get(cell.span.range()), Some(cell.raw));
                assert_eq!(cell.raw, cell.raw.trim());
                assert!(row.span.start <= cell.span.start && cell.span.end <= row.span.end);
            }
        }
    }
});
