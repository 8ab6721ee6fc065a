//! Who links to whom: outgoing links, backlinks, wanted notes, orphans and dead ends.

pub mod entity_names;
pub mod explain;
pub mod lookup;
pub mod lookup_keys;
pub mod mentions;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde::Serialize;
pub use vaultdex_notes::resolve::Anchor;
use vaultdex_notes::resolve::Anchors;
use vaultdex_notes::{FileKind, Link, LinkKind, VaultPath};

use crate::catalog::{Catalog, File};

/// One occurrence of a link, as every command shows it (spec/cli.md, JSON shapes).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkRow<'a> {
    /// Path of the file that holds it.
    pub source: &'a str,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset of its first byte.
    pub start: u32,
    /// Byte offset behind its last.
    pub end: u32,
    /// How it is written.
    pub kind: LinkKind,
    /// Linkpath and subpath.
    pub target: &'a str,
    /// The part that names a file.
    pub linkpath: &'a str,
    /// The part that names a heading or block, with its `#`.
    pub subpath: Option<&'a str>,
    /// What a reader sees.
    pub display: &'a str,
    /// Whether it stands in a comment.
    pub in_comment: bool,
    /// For a link in a property: its key path.
    pub property: Option<&'a str>,
    /// Whether a file answers to it.
    pub state: LinkState,
    /// The file that it leads to.
    pub destination: Option<&'a str>,
    /// The other files that it could have meant, best first; the first [`RIVALS`] of them.
    pub rivals: Rc<[&'a str]>,
    /// How many other files it could have meant.
    pub rivals_total: usize,
    /// Whether the heading or block is there.
    pub anchor: Anchor,
}

/// Whether a file answers to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum LinkState {
    Resolved,
    Unresolved,
}

/// A target that no file answers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wanted<'a> {
    /// The target as Obsidian keeps it: without subpath and `.md`, case as written (spec/obsidian.md 2.3).
    pub target: &'a str,
    /// How often it is linked.
    pub count: usize,
    /// The files that link to it, by path.
    pub sources: Vec<&'a str>,
    /// Each occurrence: file and line.
    #[serde(skip)]
    pub places: Vec<(&'a str, u32)>,
}

/// How many rivals of a link are named. Where thousands of files share a name, more would help nobody.
pub const RIVALS: usize = 20;

/// The links of one file, in document order.
pub fn links(catalog: &Catalog, file: usize) -> Vec<LinkRow<'_>> {
    let mut rows = Rows::new(catalog);
    catalog.links(file).map(|(link, destination)| rows.row(file, link, destination)).collect()
}

/// The links of every file, by path, then in document order.
pub fn all_links(catalog: &Catalog) -> Vec<LinkRow<'_>> {
    let mut rows = Rows::new(catalog);
    let mut all = Vec::new();
    for file in 0..catalog.files.len() {
        all.extend(catalog.links(file).map(|(link, destination)| rows.row(file, link, destination)));
    }
    all
}

/// The links that lead to a file, by source, then in document order; links of the file to itself included.
pub fn backlinks(catalog: &Catalog, file: usize) -> Vec<LinkRow<'_>> {
    let mut rows = Rows::new(catalog);
    catalog.backlinks(file).map(|(source, link)| rows.row(source, link, Some(file))).collect()
}

/// Every target that no file answers to, most wanted first, then by name.
pub fn unresolved(catalog: &Catalog) -> Vec<Wanted<'_>> {
    let mut wanted: BTreeMap<&str, Wanted> = BTreeMap::new();
    for (position, file) in catalog.files.iter().enumerate() {
        for (link, destination) in catalog.links(position) {
            if destination.is_some() {
                continue;
            }
            let target = unresolved_key(link.linkpath());
            let entry =
                wanted.entry(target).or_insert_with(|| Wanted { target, count: 0, sources: vec![], places: vec![] });
            entry.count += 1;
            entry.places.push((file.path.as_str(), link.span.line));
            if entry.sources.last() != Some(&file.path.as_str()) {
                entry.sources.push(file.path.as_str());
            }
        }
    }
    let mut wanted: Vec<Wanted> = wanted.into_values().collect();
    wanted.sort_by(|left, right| right.count.cmp(&left.count).then(left.target.cmp(right.target)));
    wanted
}

/// Under which name Obsidian keeps an unresolved link: one trailing `.md` in any case dropped, all else as written
/// (spec/obsidian.md 2.3).
pub fn unresolved_key(linkpath: &str) -> &str {
    let cut = linkpath.len().saturating_sub(3);
    match linkpath.get(cut..) {
        Some(ending) if cut > 0 && ending.eq_ignore_ascii_case(".md") => &linkpath[..cut],
        _ => linkpath,
    }
}

/// Paths of the notes that nothing else links to. A link of a note to itself does not count. `strict`: only those that
/// link nowhere either.
pub fn orphans(catalog: &Catalog, strict: bool) -> Vec<&str> {
    let is_orphan = |file: usize| catalog.backlinks(file).all(|(source, _)| source == file);
    let links_nowhere = |file: usize| catalog.links(file).all(|(_, destination)| destination == Some(file));
    let found = catalog.notes().filter(|file| is_orphan(*file) && (!strict || links_nowhere(*file)));
    found.map(|file| path(catalog, file)).collect()
}

/// Paths of the notes without any outgoing link, resolved or not.
pub fn deadends(catalog: &Catalog) -> Vec<&str> {
    let found = catalog.notes().filter(|file| catalog.files[*file].note.links.is_empty());
    found.map(|file| path(catalog, file)).collect()
}

fn path(catalog: &Catalog, file: usize) -> &str {
    catalog.files[file].path.as_str()
}

/// Whether a file has the heading or block that a subpath names.
pub(crate) fn anchor_in(file: &File, subpath: &str) -> Anchor {
    if has_anchors(file) { Anchors::new(&file.note).find(subpath) } else { Anchor::None }
}

/// Pages of a PDF, views of a base: not ours to judge.
fn has_anchors(file: &File) -> bool {
    file.kind() == FileKind::Note
}

/// The first rivals of a link, and how many there are.
type Rivals<'a> = (Rc<[&'a str]>, usize);

/// Makes rows, and keeps what many of them share: the rivals of a linkpath from a folder, the headings of a destination.
struct Rows<'a> {
    catalog: &'a Catalog,
    rivals: HashMap<(&'a str, &'a str), Rivals<'a>>,
    anchors: HashMap<usize, Anchors<'a>>,
}

impl<'a> Rows<'a> {
    fn new(catalog: &'a Catalog) -> Rows<'a> {
        Rows { catalog, rivals: HashMap::new(), anchors: HashMap::new() }
    }

    fn row(&mut self, source: usize, link: &'a Link, destination: Option<usize>) -> LinkRow<'a> {
        let catalog = self.catalog;
        let file = &catalog.files[source];
        let (rivals, rivals_total) = self.rivals(link.linkpath(), &file.path);
        let anchor = match destination {
            Some(file) if has_anchors(&catalog.files[file]) => {
                let anchors = self.anchors.entry(file).or_insert_with(|| Anchors::new(&catalog.files[file].note));
                anchors.find(link.subpath())
            }
            _ => Anchor::None,
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
            destination: destination.map(|file| path(catalog, file)),
            rivals,
            rivals_total,
            anchor,
        }
    }

    /// The first rivals of a linkpath and how many there are; none of a link to its own note.
    fn rivals(&mut self, linkpath: &'a str, source: &'a VaultPath) -> Rivals<'a> {
        if linkpath.is_empty() {
            return (Rc::from([]), 0);
        }
        let catalog = self.catalog;
        let resolve = || {
            let resolution = catalog.names.resolve(linkpath, source);
            let named = resolution.rivals().iter().take(RIVALS).map(|rival| path(catalog, *rival as usize)).collect();
            (named, resolution.rivals().len())
        };
        self.rivals.entry((linkpath, source.folder())).or_insert_with(resolve).clone()
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Span};

    use super::*;

    fn catalog(files: &[(&str, &[&str])]) -> Catalog {
        let link = |line: usize, target: &str| {
            Link::new(LinkKind::Wikilink, Span { line: line as u32 + 1, ..Span::default() }, target)
        };
        let file = |(path, targets): &(&str, &[&str])| {
            File::new(
                VaultPath::new(*path),
                Note {
                    links: targets.iter().enumerate().map(|(line, target)| link(line, target)).collect(),
                    ..Note::default()
                },
            )
        };
        Catalog::new(files.iter().map(file).collect())
    }

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

    #[test]
    fn wanted_notes_are_counted_by_occurrence_and_told_apart_by_case() {
        let catalog = catalog(&[("a.md", &["Foo#x", "foo", "Foo.MD", "../Foo"]), ("b.md", &["Foo"])]);
        let found: Vec<_> = unresolved(&catalog).into_iter().map(|it| (it.target, it.count, it.sources)).collect();
        assert_eq!(found, [("Foo", 3, vec!["a.md", "b.md"]), ("../Foo", 1, vec!["a.md"]), ("foo", 1, vec!["a.md"])]);
    }

    #[test]
    fn backlinks_name_the_line_of_each_occurrence() {
        let catalog = catalog(&[("a.md", &["b", "x", "b#H"]), ("b.md", &["#Own"])]);
        let told: Vec<_> = backlinks(&catalog, 1).into_iter().map(|row| (row.source, row.line, row.anchor)).collect();
        assert_eq!(told, [("a.md", 1, Anchor::None), ("a.md", 3, Anchor::Missing), ("b.md", 1, Anchor::Missing)]);
    }
}
