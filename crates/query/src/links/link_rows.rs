//! The links of files as rows: outgoing links and backlinks (docs/spec/cli.md#links-and-backlinks).

use std::collections::HashMap;
use std::rc::Rc;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::resolve::{SubpathTarget, SubpathTargets};
use vaultdex_notes::{FileKind, Link, LinkKind, VaultPath};

use crate::catalog::{Catalog, File};

/// One occurrence of a link.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkRow<'a> {
    /// The path of the file that contains the link.
    pub source: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte offset of the start.
    pub start: u32,
    /// The byte offset of the end, exclusive.
    pub end: u32,
    /// The syntax of the link.
    pub kind: LinkKind,
    /// Linkpath and subpath.
    pub target: &'a str,
    /// The part that names a file.
    pub linkpath: &'a str,
    /// The part that names a heading or block, with its `#`.
    pub subpath: Option<&'a str>,
    /// The text that a reader sees.
    pub display: &'a str,
    /// Whether the link is in a comment.
    pub in_comment: bool,
    /// For a link in a property: its key path.
    pub property: Option<&'a str>,
    /// Whether the link leads to a file.
    pub state: LinkState,
    /// The path of the file that the link leads to.
    pub destination: Option<&'a str>,
    /// The other files that the link could mean, best first; at most 20.
    pub rivals: Rc<[&'a str]>,
    /// The number of other files that the link could mean.
    pub rivals_total: usize,
    /// Whether the heading or block exists.
    pub anchor: SubpathTarget,
}

/// Whether a link leads to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkState {
    /// It leads to a file.
    Resolved,
    /// No file matches.
    Unresolved,
}

/// The number of rivals of a link that are listed: thousands of files may have the same name.
pub const MAX_RIVALS: usize = 20;

/// Returns the links of one file, in document order.
pub fn links(catalog: &Catalog, file: usize) -> Vec<LinkRow<'_>> {
    let mut rows = RowBuilder::new(catalog);
    catalog.links(file).map(|(link, destination)| rows.row(file, link, destination)).collect()
}

/// Returns the links of all files, by path, then in document order.
pub fn all_links(catalog: &Catalog) -> Vec<LinkRow<'_>> {
    let mut rows = RowBuilder::new(catalog);
    let mut all = Vec::new();
    for file in 0..catalog.files.len() {
        all.extend(catalog.links(file).map(|(link, destination)| rows.row(file, link, destination)));
    }
    all
}

/// Returns the links that lead to a file, by source, then in document order. Links of the file to itself are included.
pub fn backlinks(catalog: &Catalog, file: usize) -> Vec<LinkRow<'_>> {
    let mut rows = RowBuilder::new(catalog);
    catalog.backlinks(file).map(|(source, link)| rows.row(source, link, Some(file))).collect()
}

/// Returns the heading or block of a file that a subpath names.
pub(super) fn subpath_target(file: &File, subpath: &str) -> SubpathTarget {
    if has_subpaths(file) { SubpathTargets::new(&file.note).find(subpath) } else { SubpathTarget::None }
}

/// Whether subpaths into a file are checked. The pages of a PDF and the views of a base are not.
fn has_subpaths(file: &File) -> bool {
    file.kind() == FileKind::Note
}

/// The first rivals of a link, and the number of rivals.
type Rivals<'a> = (Rc<[&'a str]>, usize);

/// Builds rows and caches what many of them share: the rivals of a linkpath in a folder, the headings of a destination.
struct RowBuilder<'a> {
    catalog: &'a Catalog,
    rivals: HashMap<(&'a str, &'a str), Rivals<'a>>,
    subpaths: HashMap<usize, SubpathTargets<'a>>,
}

impl<'a> RowBuilder<'a> {
    fn new(catalog: &'a Catalog) -> RowBuilder<'a> {
        RowBuilder { catalog, rivals: HashMap::new(), subpaths: HashMap::new() }
    }

    fn row(&mut self, source: usize, link: &'a Link, destination: Option<usize>) -> LinkRow<'a> {
        let catalog = self.catalog;
        let file = &catalog.files[source];
        let (rivals, rivals_total) = self.rivals(link.linkpath(), &file.path);
        let anchor = match destination {
            Some(file) if has_subpaths(&catalog.files[file]) => {
                let subpaths =
                    self.subpaths.entry(file).or_insert_with(|| SubpathTargets::new(&catalog.files[file].note));
                subpaths.find(link.subpath())
            }
            _ => SubpathTarget::None,
        };
        LinkRow {
            source: file.path.as_str(),
            line: link.span.line,
            column: link.span.column,
            start: link.span.start,
            end: link.span.end,
            kind: link.kind,
            target: &link.target,
            linkpath: link.linkpath(),
            subpath: Some(link.subpath()).filter(|subpath| !subpath.is_empty()),
            display: link.display(),
            in_comment: link.in_comment,
            property: link.property(),
            state: if destination.is_some() { LinkState::Resolved } else { LinkState::Unresolved },
            destination: destination.map(|file| catalog.path(file)),
            rivals,
            rivals_total,
            anchor,
        }
    }

    /// Returns the first rivals of a linkpath and their number. A link to its own note has none.
    fn rivals(&mut self, linkpath: &'a str, source: &'a VaultPath) -> Rivals<'a> {
        if linkpath.is_empty() {
            return (Rc::from([]), 0);
        }
        let catalog = self.catalog;
        let resolve = || {
            let resolution = catalog.resolver.resolve(linkpath, source);
            let others = resolution.other_candidates();
            (others.iter().take(MAX_RIVALS).map(|file| catalog.path(*file as usize)).collect(), others.len())
        };
        self.rivals.entry((linkpath, source.folder())).or_insert_with(resolve).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::test_catalog::catalog;

    #[test]
    fn backlinks_have_the_line_of_each_occurrence() {
        let catalog = catalog(&[("a.md", &["b", "x", "b#H"]), ("b.md", &["#Own"])]);
        let found: Vec<_> = backlinks(&catalog, 1).into_iter().map(|row| (row.source, row.line, row.anchor)).collect();
        let (none, missing) = (SubpathTarget::None, SubpathTarget::Missing);
        assert_eq!(found, [("a.md", 1, none), ("a.md", 3, missing), ("b.md", 1, missing)]);
    }
}
