//! What nodes of files have in common in every view: labels that work as links, and tags.

use std::collections::BTreeSet;
use std::sync::Arc;

use vaultdex_notes::{FileKind, text};

use crate::catalog::{Catalog, File};

/// Whether a link with this text leads to the file at `position` from every note of the vault.
pub(super) fn is_linkpath_of(catalog: &Catalog, text: &str, position: usize) -> bool {
    // A file may have such a name, but no link can contain it: part of it would be read as a subpath or alias, or be
    // removed (docs/spec/obsidian.md#wikilinks).
    let is_possible_linkpath = text.trim() == text && !text.contains(['#', '|', '\u{a0}']) && !text.ends_with('\\');
    is_possible_linkpath && catalog.resolver.destination_from_anywhere(text) == Some(position as u32)
}

/// Returns each occurrence of a tag in a file, without `#`. Tags of a canvas are not part of a graph
/// (docs/spec/obsidian.md#graph-view).
pub(super) fn tag_names(file: &File) -> impl Iterator<Item = &str> {
    let tags: &[_] = if file.kind() == FileKind::Note { &file.note.tags } else { &[] };
    tags.iter().map(|tag| tag.name.strip_prefix('#').unwrap_or(&tag.name)).filter(|name| !name.is_empty())
}

/// Returns the tags of one note as it spells them, without `#`, each once.
pub(super) fn tags_of(catalog: &Catalog, file: usize) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let names = tag_names(&catalog.files[file]).filter(|name| seen.insert(text::link_key(name)));
    names.map(Arc::from).collect()
}
