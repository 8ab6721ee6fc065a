//! Notes without links: orphans, which nothing links to, and dead ends, which link to nothing.

use crate::catalog::Catalog;

/// Returns the paths of the notes that no other file links to. If `strict`, only those that link to no other file
/// either.
pub fn orphans(catalog: &Catalog, strict: bool) -> Vec<&str> {
    let is_orphan = |file: usize| catalog.backlinks(file).all(|(source, _)| source == file);
    let links_nowhere = |file: usize| catalog.links(file).all(|(_, destination)| destination == Some(file));
    let found = catalog.notes().filter(|file| is_orphan(*file) && (!strict || links_nowhere(*file)));
    found.map(|file| catalog.path(file)).collect()
}

/// Returns the paths of the notes without any outgoing link, resolved or not.
pub fn deadends(catalog: &Catalog) -> Vec<&str> {
    let found = catalog.notes().filter(|file| catalog.files[*file].note.links.is_empty());
    found.map(|file| catalog.path(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::test_catalog::catalog;

    #[test]
    fn orphans_and_dead_ends() {
        let catalog = catalog(&[
            ("a.md", &["b", "a"]),
            ("b.md", &[]),
            ("board.canvas", &["d"]),
            ("c.md", &["Missing"]),
            ("d.md", &[]),
            ("e.md", &["#Here"]),
            ("pic.png", &[]),
        ]);
        assert_eq!(orphans(&catalog, false), ["a.md", "c.md", "e.md"]);
        assert_eq!(orphans(&catalog, true), ["e.md"]);
        assert_eq!(deadends(&catalog), ["b.md", "d.md"]);
    }
}
