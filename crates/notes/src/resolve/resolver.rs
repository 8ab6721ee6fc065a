//! Obsidian's link resolution algorithm (docs/spec/obsidian.md#resolution-algorithm).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::name_table::{Group, NameTable};
use crate::model::{VaultPath, last_component, text};

/// Resolves links against the paths of a vault. Files are identified by their index in the list passed to
/// [`Resolver::new`].
///
/// ```
/// use vaultdex_notes::VaultPath;
/// use vaultdex_notes::resolve::Resolver;
///
/// let paths = ["Archive/Orders.md", "Sales/Orders.md", "Sales/Plan.md"].map(VaultPath::new);
/// let resolver = Resolver::new(&paths);
/// assert_eq!(resolver.destination("orders", &paths[2]), Some(1)); // Nearest to Sales/Plan.md.
/// assert_eq!(resolver.destination("Archive/Orders", &paths[2]), Some(0));
/// assert_eq!(resolver.destination("Billing", &paths[2]), None);
/// ```
#[derive(Debug, Default)]
pub struct Resolver {
    table: NameTable,
    /// Files that share their key with another file, by the spelling on disk that distinguishes them. Usually empty.
    collisions: HashMap<Box<str>, u32>,
}

/// The rule of the resolution algorithm that determined the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An empty linkpath is the note itself (step 0).
    SameNote,
    /// There is only one file of the name (step 2).
    OnlyName,
    /// The linkpath is the full path of a file; for a bare name, the file is at the vault root (step 5).
    ExactPath,
    /// Of several files, one in the folder of the source or below it (step 7).
    SameFolder,
    /// Of several files, the one with the shortest path (step 7).
    ShortestPath,
    /// There is no file of the name (step 1).
    NoSuchName,
    /// The linkpath begins with `/`, and there is no file with that path (step 6).
    NoSuchRootPath,
    /// There are files of the name, but no path ends with the linkpath (step 7).
    NoSuchPath,
}

/// The resolution of a link: its destination, the rule that determined it, and the other candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The rule that determined the destination.
    pub rule: Rule,
    /// Every file that the link could mean, the destination first; empty if the link is unresolved.
    pub candidates: Vec<u32>,
}

impl Resolution {
    /// Returns the destination of the link; `None` if it is unresolved.
    pub fn destination(&self) -> Option<u32> {
        self.candidates.first().copied()
    }

    /// Returns the files other than the destination that the link could mean, best first.
    pub fn other_candidates(&self) -> &[u32] {
        self.candidates.get(1..).unwrap_or(&[])
    }
}

/// The outcome of steps 0 to 6 of the algorithm.
enum Lookup<'a> {
    Decided(Rule, Option<u32>),
    /// Step 7 has to choose between several files.
    Ambiguous {
        /// The files of the name.
        group: &'a Group,
        /// The key that the path must end with.
        suffix: String,
        /// The key of the folder of the source.
        folder: String,
    },
}

impl Resolver {
    /// Creates a resolver for the files of a vault, whose paths must be sorted.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a VaultPath>) -> Resolver {
        let paths: Vec<&VaultPath> = paths.into_iter().collect();
        let mut resolver = Resolver { table: NameTable::new(&paths), collisions: HashMap::new() };
        let table = &resolver.table;
        for group in table.groups().filter(|group| group.count > 1) {
            let same_key = table.by_key(group).chunk_by(|left, right| table.key(*left) == table.key(*right));
            let collisions = same_key.filter(|same| same.len() > 1).flatten();
            resolver.collisions.extend(collisions.map(|file| (paths[*file as usize].as_str().into(), *file)));
        }
        resolver
    }

    /// Returns the destination of a linkpath (see [`Link::linkpath`](crate::Link::linkpath)) in the note `source`,
    /// which need not exist; `None` if it is unresolved.
    pub fn destination(&self, linkpath: &str, source: &VaultPath) -> Option<u32> {
        match self.look_up(linkpath, source) {
            Lookup::Decided(_, destination) => destination,
            Lookup::Ambiguous { group, suffix, folder } => self.best_candidate(group, &suffix, &folder),
        }
    }

    /// Returns the destination of a linkpath if it is the same in every note of the vault; otherwise `None`.
    pub fn destination_from_anywhere(&self, linkpath: &str) -> Option<u32> {
        match self.look_up(linkpath, &VaultPath::new("")) {
            // Only these two rules do not depend on the source.
            Lookup::Decided(Rule::OnlyName | Rule::ExactPath, destination) if !is_relative(linkpath) => destination,
            _ => None,
        }
    }

    /// Resolves a linkpath in the note `source`, with the rule that applied and all candidates. Slower than
    /// [`Resolver::destination`], with which it always agrees.
    pub fn resolve(&self, linkpath: &str, source: &VaultPath) -> Resolution {
        match self.look_up(linkpath, source) {
            Lookup::Decided(rule, destination) => {
                let mut candidates: Vec<u32> = destination.into_iter().collect();
                if rule == Rule::ExactPath && !linkpath.starts_with('/') {
                    candidates.extend(self.candidates_besides(candidates[0], source));
                }
                Resolution { rule, candidates }
            }
            Lookup::Ambiguous { group, suffix, folder } => {
                let candidates = self.candidates(self.table.by_size(group).iter().copied(), &suffix, &folder);
                let rule = match candidates.first() {
                    None => Rule::NoSuchPath,
                    Some(first) if self.table.key(*first).starts_with(&folder) && !folder.is_empty() => {
                        Rule::SameFolder
                    }
                    Some(_) => Rule::ShortestPath,
                };
                Resolution { rule, candidates }
            }
        }
    }

    /// Steps 0 to 6 of the algorithm.
    fn look_up(&self, linkpath: &str, source: &VaultPath) -> Lookup<'_> {
        if linkpath.is_empty() {
            let key = source.key();
            let group = self.table.group_of(&text::link_key(source.file_name()));
            let note = self.collisions.get(source.as_str()).copied().or_else(|| self.table.with_key(group?, &key));
            return Lookup::Decided(Rule::SameNote, note);
        }
        let mut wanted = String::new();
        let mut group = None;
        // Neither normalization nor case mapping adds or removes a dot, so testing the raw linkpath is enough.
        if last_component(linkpath).contains('.') {
            wanted = text::link_key(linkpath);
            group = self.table.group_of(last_component(&wanted));
        }
        if group.is_none() {
            // Lower-cased together with the extension: sigma has its final form only at the end of the whole name.
            wanted = text::link_key(&format!("{linkpath}.md"));
            group = self.table.group_of(last_component(&wanted));
        }
        let Some(group) = group else { return Lookup::Decided(Rule::NoSuchName, None) };
        if group.count == 1 && !wanted.contains('/') {
            return Lookup::Decided(Rule::OnlyName, Some(group.shortest));
        }
        let folder = text::link_key(source.folder());
        if is_relative(&wanted) {
            wanted = join_relative(&folder, &wanted);
        }
        let wanted = wanted.strip_prefix('/').unwrap_or(&wanted).to_owned();
        // This applies to bare names too: a file at the root takes precedence over one in the folder of the source.
        if let Some(exact) = self.table.with_key(group, &wanted) {
            return Lookup::Decided(Rule::ExactPath, Some(exact));
        }
        if linkpath.starts_with('/') {
            return Lookup::Decided(Rule::NoSuchRootPath, None);
        }
        Lookup::Ambiguous { group, suffix: wanted, folder }
    }

    /// Step 7: returns the first of [`Resolver::candidates`], without collecting the others.
    fn best_candidate(&self, group: &Group, suffix: &str, folder: &str) -> Option<u32> {
        let is_candidate = |file: &u32| self.table.key(*file).ends_with(suffix);
        // Few files are below the folder, even if thousands share the name.
        let below = self.table.with_prefix(group, folder).iter().copied().filter(is_candidate);
        let nearest = below.min_by_key(|file| self.table.size(*file));
        nearest.or_else(|| self.table.by_size(group).iter().copied().find(is_candidate))
    }

    /// Returns the files that step 7 would choose from if the exact match did not exist.
    fn candidates_besides(&self, exact: u32, source: &VaultPath) -> Vec<u32> {
        let (suffix, folder) = (self.table.key(exact), text::link_key(source.folder()));
        let same_name = self.table.group_of(last_component(suffix)).map_or(&[][..], |group| self.table.by_size(group));
        self.candidates(same_name.iter().copied().filter(|file| *file != exact), suffix, &folder)
    }

    /// Returns those of the files whose path ends with `suffix`, in the order of step 7: files below the folder of the
    /// source first, then shorter paths, then path order. `files` must be ordered by size.
    ///
    /// As in Obsidian, the folder is a plain string prefix without a trailing slash, so `Editor.md` counts as below
    /// `Editor/`.
    fn candidates(&self, files: impl Iterator<Item = u32>, suffix: &str, folder: &str) -> Vec<u32> {
        let candidates = files.filter(|file| self.table.key(*file).ends_with(suffix));
        let is_below = |file: &u32| self.table.key(*file).starts_with(folder);
        let (mut found, elsewhere): (Vec<u32>, Vec<u32>) = candidates.partition(is_below);
        found.extend(elsewhere);
        found
    }
}

fn is_relative(linkpath: &str) -> bool {
    linkpath.starts_with("./") || linkpath.starts_with("../")
}

/// Joins a linkpath that begins with `./` or `../` to a folder (step 3 of the algorithm).
///
/// `..` at the vault root is ignored, and `..` after the beginning of the path is kept as it is.
pub fn join_relative(folder: &str, relative: &str) -> String {
    let mut rest = relative;
    let mut folder = folder;
    if rest.starts_with("./../") {
        rest = &rest[2..];
    }
    if let Some(below) = rest.strip_prefix("./") {
        rest = below;
    } else {
        while let Some(above) = rest.strip_prefix("../") {
            rest = above;
            folder = folder.rfind('/').map_or("", |slash| &folder[..slash]);
        }
    }
    if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VAULT: &[&str] = &[
        "2026.04/notes.md",
        "MiXed Case.md",
        "Name.md.md",
        "Note.md",
        "Projects/Only.md",
        "Projects/x.md",
        "ProjectsOld/x.md",
        "a/Note.md",
        "a/b/Note.md",
        "ab/note2.md",
        "b/note2.md",
        "c/img.md",
        "c/img.png",
        "deep/er/x.md",
        "dir/dir.md",
        "k/Canvas.canvas",
        "k/T.base",
        "src/i.md",
        "v1.2.md",
        "v1.md",
        "x/folder/b.md",
        "z/x.md",
        "Été.md",
        "ΟΔΟΣ.md",
    ];

    /// Source, linkpath and expected destination (docs/spec/obsidian.md#resolution-table).
    const RESOLUTIONS: &[(&str, &str, Option<&str>)] = &[
        ("a/src.md", "Note", Some("Note.md")),
        ("a/b/src.md", "Note", Some("Note.md")),
        ("a/b/src.md", "./Note", Some("a/b/Note.md")),
        ("a/b/src.md", "../Note", Some("a/Note.md")),
        ("a/b/src.md", "../../Note", Some("Note.md")),
        ("a/b/src.md", "../../../../Note", Some("Note.md")),
        ("a/b/src.md", "/Note", Some("Note.md")),
        ("a/src.md", "/b/Note", None),
        ("a/src.md", "b/Note", Some("a/b/Note.md")),
        ("q.md", "a/note", Some("a/Note.md")),
        ("Projects/s.md", "x", Some("Projects/x.md")),
        ("Projects/sub/s.md", "x", Some("z/x.md")),
        ("deep/s.md", "x", Some("deep/er/x.md")),
        ("q.md", "x", Some("z/x.md")),
        ("z/s.md", "x", Some("z/x.md")),
        ("q.md", "b/note2", Some("b/note2.md")),
        ("q.md", "note2", Some("b/note2.md")),
        ("q.md", "img", Some("c/img.md")),
        ("q.md", "img.png", Some("c/img.png")),
        ("q.md", "c/img", Some("c/img.md")),
        ("q.md", "v1.2", Some("v1.2.md")),
        ("q.md", "v1", Some("v1.md")),
        ("q.md", "v1.md", Some("v1.md")),
        ("q.md", "dir", Some("dir/dir.md")),
        ("q.md", "dir/", None),
        ("q.md", "Name.md", Some("Name.md.md")),
        ("q.md", "Name", None),
        ("q.md", "Canvas", None),
        ("q.md", "Canvas.canvas", Some("k/Canvas.canvas")),
        ("q.md", "T", None),
        ("q.md", "T.base", Some("k/T.base")),
        ("q.md", "été", Some("Été.md")),
        ("q.md", "ÉTÉ", Some("Été.md")),
        ("q.md", "οδοσ", Some("ΟΔΟΣ.md")),
        ("q.md", "ΟΔΟΣ", Some("ΟΔΟΣ.md")),
        ("folder/a.md", "./b", Some("x/folder/b.md")),
        ("folder/a.md", "b", Some("x/folder/b.md")),
        ("src/i.md", "../2026.04/notes", Some("2026.04/notes.md")),
        ("q.md", "mixed case", Some("MiXed Case.md")),
        ("q.md", "mixed  case", None),
        ("q.md", "only.MD", Some("Projects/Only.md")),
        ("q.md", "a/../Note", None),
        ("q.md", "a\\Note", None),
        ("a/src.md", "", None),
        ("q.md", "Missing", None),
        ("Projects/s.md", "Projects/Only", Some("Projects/Only.md")),
        ("z/s.md", "jects/Only", Some("Projects/Only.md")),
        ("z/x.md", "", Some("z/x.md")),
    ];

    fn vault(paths: &[&str]) -> (Vec<VaultPath>, Resolver) {
        let mut paths: Vec<VaultPath> = paths.iter().map(|path| VaultPath::new(*path)).collect();
        paths.sort();
        let resolver = Resolver::new(&paths);
        (paths, resolver)
    }

    #[test]
    fn resolution_table_of_the_specification_holds() {
        let (paths, resolver) = vault(VAULT);
        for (source, link, expected) in RESOLUTIONS {
            let source = VaultPath::new(*source);
            let path_of = |file: u32| paths[file as usize].as_str();
            assert_eq!(resolver.destination(link, &source).map(path_of), *expected, "[[{link}]] from {source}");
            let resolution = resolver.resolve(link, &source);
            assert_eq!(resolution.destination().map(path_of), *expected, "[[{link}]] from {source}");
        }
    }

    #[test]
    fn rule_and_candidates_are_reported() {
        let (paths, resolver) = vault(VAULT);
        let check = |source: &str, link: &str, rule: Rule, candidates: &[&str]| {
            let found = resolver.resolve(link, &VaultPath::new(source));
            let paths: Vec<&str> = found.candidates.iter().map(|file| paths[*file as usize].as_str()).collect();
            assert_eq!((found.rule, paths.as_slice()), (rule, candidates), "[[{link}]] from {source}");
        };
        check("q.md", "T.base", Rule::OnlyName, &["k/T.base"]);
        check("a/src.md", "Note", Rule::ExactPath, &["Note.md", "a/Note.md", "a/b/Note.md"]);
        check("a/src.md", "/Note", Rule::ExactPath, &["Note.md"]);
        let nearest_first = ["Projects/x.md", "ProjectsOld/x.md", "z/x.md", "deep/er/x.md"];
        check("Projects/s.md", "x", Rule::SameFolder, &nearest_first);
        check("q.md", "note2", Rule::ShortestPath, &["b/note2.md", "ab/note2.md"]);
        check("q.md", "/b/Note", Rule::NoSuchRootPath, &[]);
        check("q.md", "zz/x", Rule::NoSuchPath, &[]);
        check("q.md", "Missing", Rule::NoSuchName, &[]);
        check("z/x.md", "", Rule::SameNote, &["z/x.md"]);
    }

    #[test]
    fn names_that_differ_only_by_case_or_normal_form_are_all_candidates() {
        let (paths, resolver) = vault(&["A.md", "a.md", "e\u{301}.md", "\u{e9}.md"]);
        let of = |link: &str| {
            let found = resolver.resolve(link, &VaultPath::new("q.md"));
            found.candidates.iter().map(|file| paths[*file as usize].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("a"), ["A.md", "a.md"]);
        assert_eq!(of("\u{e9}"), ["e\u{301}.md", "\u{e9}.md"]);
        assert_eq!(of("e\u{301}"), ["e\u{301}.md", "\u{e9}.md"]);
    }

    #[test]
    fn empty_linkpath_is_the_note_itself_among_colliding_names() {
        let (paths, resolver) = vault(&["A.md", "a.md", "b/e\u{301}.md", "b/\u{e9}.md", "c.md"]);
        for path in &paths {
            let own = resolver.destination("", path).map(|file| &paths[file as usize]);
            assert_eq!(own, Some(path));
        }
    }

    #[test]
    fn normal_form_on_disk_does_not_matter() {
        let check = |vault_paths: &[&str], link: &str, expected: &str| {
            let (paths, resolver) = vault(vault_paths);
            let found = resolver.destination(link, &VaultPath::new("q.md"));
            assert_eq!(found.map(|file| paths[file as usize].as_str()), Some(expected), "{vault_paths:?}");
        };
        // One letter is shorter than two, in either normal form.
        check(&["ab/x.md", "\u{e9}/x.md"], "x", "\u{e9}/x.md");
        check(&["ab/x.md", "e\u{301}/x.md"], "x", "e\u{301}/x.md");
        // Of paths of the same length the first wins, in either normal form.
        check(&["f/x.md", "\u{e9}/x.md"], "x", "f/x.md");
        check(&["f/x.md", "e\u{301}/x.md"], "x", "f/x.md");
    }
}
