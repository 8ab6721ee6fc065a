//! From a linkpath to a file: Obsidian's resolution algorithm (spec/obsidian.md 2.1) over the names of all files.

use std::collections::HashMap;

use serde::Serialize;

use super::name_table::{Group, Table};
use crate::model::{VaultPath, text};

/// The names of every file of a vault, ready for look-ups. Files are known by their position in the list they came in.
#[derive(Debug, Default)]
pub struct Names {
    table: Table,
    /// Files whose key is another's too, by the spelling on disk that tells them apart. Mostly none.
    twins: HashMap<Box<str>, u32>,
}

/// Which step of the algorithm decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An empty linkpath is the note itself (step 0).
    SameNote,
    /// No other file has the name (step 2).
    OnlyName,
    /// The path from the vault's root is written out; for a bare name: the file lies at the root (step 5).
    ExactPath,
    /// The nearest of several: it lies in the source's folder or below (step 7).
    SameFolder,
    /// The shortest path of several (step 7).
    ShortestPath,
    /// No file has the name (step 1).
    NoSuchName,
    /// A path from the root (`/…`) that is not there (step 6).
    NoSuchRootPath,
    /// Files of the name exist, but none at the end of such a path (step 7).
    NoSuchPath,
}

/// Where a link leads, why, and who else could have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The step that decided.
    pub rule: Rule,
    /// Every file that the link could mean, the destination first; empty where the link is unresolved.
    pub candidates: Vec<u32>,
}

impl Resolution {
    /// The file that the link leads to.
    pub fn destination(&self) -> Option<u32> {
        self.candidates.first().copied()
    }

    /// The other files that the link could mean, best first.
    pub fn rivals(&self) -> &[u32] {
        self.candidates.get(1..).unwrap_or(&[])
    }
}

/// What is left of a linkpath before the choice between several files.
enum Shortlist<'a> {
    Decided(Rule, Option<u32>),
    /// The files of the name, the path that each must end with, and the source's folder.
    Choose(&'a Group, String, String),
}

impl Names {
    /// Reads the names of a vault's files, which come sorted by path.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a VaultPath>) -> Names {
        let paths: Vec<&VaultPath> = paths.into_iter().collect();
        let mut names = Names { table: Table::new(&paths), twins: HashMap::new() };
        let table = &names.table;
        for group in table.groups().filter(|group| group.count > 1) {
            let same_key = table.by_key(group).chunk_by(|left, right| table.key(*left) == table.key(*right));
            let twins = same_key.filter(|same| same.len() > 1).flatten();
            names.twins.extend(twins.map(|file| (paths[*file as usize].as_str().into(), *file)));
        }
        names
    }

    /// The file that a linkpath (the target before its `#`) leads to from a note. The note need not exist.
    pub fn destination(&self, linkpath: &str, source: &VaultPath) -> Option<u32> {
        match self.shortlist(linkpath, source) {
            Shortlist::Decided(_, destination) => destination,
            Shortlist::Choose(group, ending, folder) => self.best(group, &ending, &folder),
        }
    }

    /// The file that a linkpath leads to from every note of the vault; `None` where that depends on the note.
    pub fn from_anywhere(&self, linkpath: &str) -> Option<u32> {
        match self.shortlist(linkpath, &VaultPath::new("")) {
            // Only these two rules do not look at where the link stands.
            Shortlist::Decided(Rule::OnlyName | Rule::ExactPath, destination) if !is_relative(linkpath) => destination,
            _ => None,
        }
    }

    /// Where a linkpath leads from a note, with the rule that decided and every candidate.
    pub fn resolve(&self, linkpath: &str, source: &VaultPath) -> Resolution {
        match self.shortlist(linkpath, source) {
            Shortlist::Decided(rule, destination) => {
                let mut candidates: Vec<u32> = destination.into_iter().collect();
                if rule == Rule::ExactPath && !linkpath.starts_with('/') {
                    candidates.extend(self.rivals_of_exact(candidates[0], source));
                }
                Resolution { rule, candidates }
            }
            Shortlist::Choose(group, ending, folder) => {
                let candidates = self.in_order(self.table.by_size(group).iter().copied(), &ending, &folder);
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
    fn shortlist(&self, linkpath: &str, source: &VaultPath) -> Shortlist<'_> {
        if linkpath.is_empty() {
            let key = source.key();
            let named = self.table.named(&text::link_key(source.file_name()));
            let own = self.twins.get(source.as_str()).copied().or_else(|| self.table.with_key(named?, &key));
            return Shortlist::Decided(Rule::SameNote, own);
        }
        let mut wanted = String::new();
        let mut group = None;
        // Neither normal form nor letter case makes a dot or takes one away.
        if last_part(linkpath).contains('.') {
            wanted = text::link_key(linkpath);
            group = self.table.named(last_part(&wanted));
        }
        if group.is_none() {
            // Lower-cased as one string with the extension: a final sigma is one only at the end of the whole name.
            wanted = text::link_key(&format!("{linkpath}.md"));
            group = self.table.named(last_part(&wanted));
        }
        let Some(group) = group else { return Shortlist::Decided(Rule::NoSuchName, None) };
        if group.count == 1 && !wanted.contains('/') {
            return Shortlist::Decided(Rule::OnlyName, Some(group.shortest));
        }
        let folder = text::link_key(source.folder());
        if is_relative(&wanted) {
            wanted = join(&folder, &wanted);
        }
        let wanted = wanted.strip_prefix('/').unwrap_or(&wanted).to_owned();
        // Even for a bare name: a note at the root beats one beside the source.
        if let Some(exact) = self.table.with_key(group, &wanted) {
            return Shortlist::Decided(Rule::ExactPath, Some(exact));
        }
        if linkpath.starts_with('/') {
            return Shortlist::Decided(Rule::NoSuchRootPath, None);
        }
        Shortlist::Choose(group, wanted, folder)
    }

    /// Step 7: of the files that end so the first in order.
    fn best(&self, group: &Group, ending: &str, folder: &str) -> Option<u32> {
        let ends = |file: &u32| self.table.key(*file).ends_with(ending);
        // Those below the folder are few where thousands have one name.
        let below = self.table.below(group, folder).iter().copied().filter(ends);
        let nearest = below.min_by_key(|file| self.table.size(*file));
        nearest.or_else(|| self.table.by_size(group).iter().copied().find(ends))
    }

    /// The files that the same words would reach if the exact one were not there.
    fn rivals_of_exact(&self, exact: u32, source: &VaultPath) -> Vec<u32> {
        let (ending, folder) = (self.table.key(exact), text::link_key(source.folder()));
        let same_name = self.table.named(last_part(ending)).map_or(&[][..], |group| self.table.by_size(group));
        self.in_order(same_name.iter().copied().filter(|file| *file != exact), ending, &folder)
    }

    /// Those of the files, shorter paths first, that end so, in step 7's order: those below the source's folder first,
    /// then shorter paths, then path order. The folder counts as a plain prefix, without a slash at its end, so
    /// `Editor.md` is near a source in `Editor/`.
    fn in_order(&self, files: impl Iterator<Item = u32>, ending: &str, folder: &str) -> Vec<u32> {
        let ends = files.filter(|file| self.table.key(*file).ends_with(ending));
        let is_below = |file: &u32| self.table.key(*file).starts_with(folder);
        let (mut found, elsewhere): (Vec<u32>, Vec<u32>) = ends.partition(is_below);
        found.extend(elsewhere);
        found
    }
}

fn is_relative(linkpath: &str) -> bool {
    linkpath.starts_with("./") || linkpath.starts_with("../")
}

/// Step 3: a path that begins with `./` or `../`, taken from the source's folder. Never fails above the root; `..` in the middle stays as it is.
pub fn join(folder: &str, relative: &str) -> String {
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

pub(crate) fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
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

    fn vault(paths: &[&str]) -> (Vec<VaultPath>, Names) {
        let mut paths: Vec<VaultPath> = paths.iter().map(|path| VaultPath::new(*path)).collect();
        paths.sort();
        let names = Names::new(&paths);
        (paths, names)
    }

    #[test]
    fn the_acceptance_table_of_the_spec() {
        let (paths, names) = vault(VAULT);
        let check = |source: &str, link: &str, expected: &str| {
            let source = VaultPath::new(source);
            let found = names.destination(link, &source).map(|file| paths[file as usize].as_str());
            assert_eq!(found.unwrap_or("unresolved"), expected, "[[{link}]] from {source}");
            let whole = names.resolve(link, &source);
            assert_eq!(
                whole.destination().map(|file| paths[file as usize].as_str()),
                found,
                "[[{link}]] from {source}"
            );
        };
        check("a/src.md", "Note", "Note.md");
        check("a/b/src.md", "Note", "Note.md");
        check("a/b/src.md", "./Note", "a/b/Note.md");
        check("a/b/src.md", "../Note", "a/Note.md");
        check("a/b/src.md", "../../Note", "Note.md");
        check("a/b/src.md", "../../../../Note", "Note.md");
        check("a/b/src.md", "/Note", "Note.md");
        check("a/src.md", "/b/Note", "unresolved");
        check("a/src.md", "b/Note", "a/b/Note.md");
        check("q.md", "a/note", "a/Note.md");
        check("Projects/s.md", "x", "Projects/x.md");
        check("Projects/sub/s.md", "x", "z/x.md");
        check("deep/s.md", "x", "deep/er/x.md");
        check("q.md", "x", "z/x.md");
        check("z/s.md", "x", "z/x.md");
        check("q.md", "b/note2", "b/note2.md");
        check("q.md", "note2", "b/note2.md");
        check("q.md", "img", "c/img.md");
        check("q.md", "img.png", "c/img.png");
        check("q.md", "c/img", "c/img.md");
        check("q.md", "v1.2", "v1.2.md");
        check("q.md", "v1", "v1.md");
        check("q.md", "v1.md", "v1.md");
        check("q.md", "dir", "dir/dir.md");
        check("q.md", "dir/", "unresolved");
        check("q.md", "Name.md", "Name.md.md");
        check("q.md", "Name", "unresolved");
        check("q.md", "Canvas", "unresolved");
        check("q.md", "Canvas.canvas", "k/Canvas.canvas");
        check("q.md", "T", "unresolved");
        check("q.md", "T.base", "k/T.base");
        check("q.md", "été", "Été.md");
        check("q.md", "ÉTÉ", "Été.md");
        check("q.md", "οδοσ", "ΟΔΟΣ.md");
        check("q.md", "ΟΔΟΣ", "ΟΔΟΣ.md");
        check("folder/a.md", "./b", "x/folder/b.md");
        check("folder/a.md", "b", "x/folder/b.md");
        check("src/i.md", "../2026.04/notes", "2026.04/notes.md");
        check("q.md", "mixed case", "MiXed Case.md");
        check("q.md", "mixed  case", "unresolved");
        check("q.md", "only.MD", "Projects/Only.md");
        check("q.md", "a/../Note", "unresolved");
        check("q.md", "a\\Note", "unresolved");
        check("a/src.md", "", "unresolved");
        check("q.md", "Missing", "unresolved");
        check("Projects/s.md", "Projects/Only", "Projects/Only.md");
        check("z/s.md", "jects/Only", "Projects/Only.md");
        check("z/x.md", "", "z/x.md");
    }

    #[test]
    fn the_rule_and_the_rivals_are_told() {
        let (paths, names) = vault(VAULT);
        let check = |source: &str, link: &str, rule: Rule, candidates: &[&str]| {
            let found = names.resolve(link, &VaultPath::new(source));
            let told: Vec<&str> = found.candidates.iter().map(|file| paths[*file as usize].as_str()).collect();
            assert_eq!((found.rule, told.as_slice()), (rule, candidates), "[[{link}]] from {source}");
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
    fn names_that_collide_by_case_or_form_are_both_kept() {
        let (paths, names) = vault(&["A.md", "a.md", "e\u{301}.md", "\u{e9}.md"]);
        let of = |link: &str| {
            let found = names.resolve(link, &VaultPath::new("q.md"));
            found.candidates.iter().map(|file| paths[*file as usize].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("a"), ["A.md", "a.md"]);
        assert_eq!(of("\u{e9}"), ["e\u{301}.md", "\u{e9}.md"]);
        assert_eq!(of("e\u{301}"), ["e\u{301}.md", "\u{e9}.md"]);
    }

    #[test]
    fn a_note_among_twins_is_itself() {
        let (paths, names) = vault(&["A.md", "a.md", "b/e\u{301}.md", "b/\u{e9}.md", "c.md"]);
        for path in &paths {
            let own = names.destination("", path).map(|file| &paths[file as usize]);
            assert_eq!(own, Some(path));
        }
    }

    #[test]
    fn the_form_that_the_disk_keeps_decides_nothing() {
        let check = |vault_paths: &[&str], link: &str, expected: &str| {
            let (paths, names) = vault(vault_paths);
            let found = names.destination(link, &VaultPath::new("q.md"));
            assert_eq!(found.map(|file| paths[file as usize].as_str()), Some(expected), "{vault_paths:?}");
        };
        // One letter is shorter than two, in whichever form.
        check(&["ab/x.md", "\u{e9}/x.md"], "x", "\u{e9}/x.md");
        check(&["ab/x.md", "e\u{301}/x.md"], "x", "e\u{301}/x.md");
        // Of equals the first in path order, in whichever form.
        check(&["f/x.md", "\u{e9}/x.md"], "x", "f/x.md");
        check(&["f/x.md", "e\u{301}/x.md"], "x", "f/x.md");
    }
}
