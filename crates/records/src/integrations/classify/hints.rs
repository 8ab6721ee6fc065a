//! Signals outside the structure of a note: its file name, folder, tags and title.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use vaultdex_notes::{Note, VaultPath};

use crate::document::title::sides;
use crate::vocabulary::shapes::INTEGRATION_WORDS;

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

/// Whether the file name or the title names two sides, and the text mentions integrations: a title such as
/// `Tokyo → Kyoto` has an arrow too.
pub(crate) fn name_has_sides(text: &str, path: &VaultPath, note: &Note) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(INTEGRATION_WORDS).expect("few enough words")
    });
    let title = note.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.as_str());
    let names_sides = [Some(path.stem()), title].into_iter().flatten().any(|name| sides(name).is_some());
    names_sides && WORDS.is_match(text)
}
