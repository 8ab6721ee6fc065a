//! What was not understood in the notes of a vault (docs/spec/integrations.md#what-was-not-understood).

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::UnreadKind;

use super::provenance::serialized_name;
use crate::catalog::Catalog;

/// A part of a note that seems to describe an integration, and of which nothing was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnreadRow {
    /// The path of the note.
    pub path: String,
    /// The line where the part begins, from 1.
    pub line: u32,
    /// What it is.
    pub kind: UnreadKind,
    /// The header of a table, the text of a heading or key, or the title of a note.
    pub text: String,
    /// Why nothing was read.
    pub reason: String,
}

impl UnreadRow {
    /// Returns the kind as it is printed.
    pub fn kind_name(&self) -> String {
        serialized_name(&self.kind)
    }
}

/// Returns what was not understood in the notes of the vault, by path and line. Templates and excluded files are left
/// out.
pub fn unread(catalog: &Catalog) -> Vec<UnreadRow> {
    let files = (0..catalog.files.len()).filter(|file| catalog.files[*file].is_catalogued());
    files.flat_map(|file| unread_of(catalog, file)).collect()
}

/// Returns what was not understood in one note, by line. Of a note that is not in the catalogue, nothing else is listed.
pub fn unread_of(catalog: &Catalog, file: usize) -> Vec<UnreadRow> {
    let unread = &catalog.files[file].extraction.unread;
    let is_left_out = unread.iter().any(|it| it.kind == UnreadKind::Note);
    let listed = unread.iter().filter(|it| !is_left_out || it.kind == UnreadKind::Note);
    let rows = listed.map(|it| UnreadRow {
        path: catalog.path(file).to_owned(),
        line: it.span.line.max(1),
        kind: it.kind,
        text: it.text.clone(),
        reason: it.reason.clone(),
    });
    let mut rows: Vec<UnreadRow> = rows.collect();
    rows.sort_by_key(|row| row.line);
    rows
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Span, VaultPath};
    use vaultdex_records::Unread;

    use super::*;
    use crate::catalog::{File, FileRole};

    fn file(path: &str, unread: &[(UnreadKind, u32)]) -> File {
        let mut file = File::new(VaultPath::new(path), Note::default());
        let part = |(kind, line): &(UnreadKind, u32)| Unread {
            kind: *kind,
            text: String::new(),
            reason: String::new(),
            span: Span { line: *line, ..Span::default() },
        };
        file.extraction.unread = unread.iter().map(part).collect();
        file
    }

    #[test]
    fn parts_are_listed_by_path_and_line() {
        let template = File { role: FileRole::Template, ..file("t.md", &[(UnreadKind::Table, 1)]) };
        let catalog = Catalog::new(vec![
            file("b.md", &[(UnreadKind::Key, 9), (UnreadKind::Table, 3)]),
            file("a.md", &[(UnreadKind::Note, 1), (UnreadKind::Table, 3)]),
            template,
        ]);
        let rows = unread(&catalog);
        let actual: Vec<String> =
            rows.iter().map(|row| format!("{}:{} {}", row.path, row.line, row.kind_name())).collect();
        assert_eq!(actual, ["a.md:1 note", "b.md:3 table", "b.md:9 key"]);
    }
}
