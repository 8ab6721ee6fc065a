//! Signals outside the structure of a note: its file name, folder, tags and title.

use vaultdex_notes::{Note, VaultPath};

/// Whether a folder of the path has one of some names, apart from an ordinal: `20 Integrations`.
pub(crate) fn in_folder(path: &VaultPath, names: &[&str]) -> bool {
    path.folder().split('/').any(|folder| {
        let bare = folder.trim_start_matches(|letter: char| !letter.is_alphabetic());
        let bare = bare.trim_end_matches(|letter: char| !letter.is_alphabetic());
        names.iter().any(|name| bare.eq_ignore_ascii_case(name))
    })
}

/// Whether a note has the tag `#integration`, `#integrations` or a nested one.
pub(crate) fn has_tag(note: &Note) -> bool {
    note.tags.iter().any(|tag| {
        let name = tag.name.trim_start_matches('#').split('/').next().unwrap_or_default();
        name.eq_ignore_ascii_case("integration") || name.eq_ignore_ascii_case("integrations")
    })
}

/// Whether a name contains an arrow.
pub(crate) fn has_arrow(name: &str) -> bool {
    !name.is_ascii() && name.contains(['→', '⇒', '↔', '⇔', '⟶']) || name.contains("->") || name.contains("=>")
}
