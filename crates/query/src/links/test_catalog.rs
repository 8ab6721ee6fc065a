//! A catalog for tests.

use vaultdex_notes::{Link, LinkKind, Note, Span, VaultPath};

use crate::catalog::{Catalog, File};

/// Returns a catalog of files, each with the targets of its links, one per line.
pub fn catalog(files: &[(&str, &[&str])]) -> Catalog {
    let link = |(index, target): (usize, &&str)| {
        Link::new(LinkKind::Wikilink, Span { line: index as u32 + 1, ..Span::default() }, *target)
    };
    let file = |(path, targets): &(&str, &[&str])| {
        let links = targets.iter().enumerate().map(link).collect();
        File::new(VaultPath::new(*path), Note { links, ..Note::default() })
    };
    Catalog::new(files.iter().map(file).collect())
}
