//! An index of the paths of a vault by file name, normalized as links are.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::model::{VaultPath, last_component, text};

/// The paths of a vault, grouped by file name.
///
/// A vault may have hundreds of thousands of paths, so the table consists of a few large arrays, without an allocation
/// per path. Files are identified by their index in the list passed to [`NameTable::new`].
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    /// The keys of all paths (see [`VaultPath::key`]), concatenated.
    keys: String,
    paths: Vec<PathInfo>,
    groups: Vec<Group>,
    /// Maps the key of a file name, with its extension, to its group.
    by_name: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Group by group, the files of the group ordered by [`NameTable::size`].
    in_size_order: Vec<u32>,
    /// Group by group, the files of the group ordered by key.
    in_key_order: Vec<u32>,
}

/// What determines the choice between files of the same name. Obsidian converts paths to NFC, so neither length nor
/// order depends on the normal form used on disk (docs/spec/obsidian.md#name-comparison).
#[derive(Debug)]
struct PathInfo {
    /// The end of its key in `keys`. It begins at the end of the previous one.
    end: usize,
    /// The length in UTF-16 code units.
    length: u32,
    /// The rank among all paths, sorted in NFC.
    rank: u32,
}

/// The files of the same name.
#[derive(Debug)]
pub(crate) struct Group {
    /// The index of the first file in the arrays ordered by group.
    start: u32,
    /// The number of files.
    pub count: u32,
    /// The file with the smallest [`NameTable::size`].
    pub shortest: u32,
}

impl NameTable {
    /// Builds the table from paths, which must be sorted.
    pub fn new(paths: &[&VaultPath]) -> NameTable {
        let mut table = NameTable::default();
        table.keys.reserve(paths.iter().map(|path| path.as_str().len()).sum());
        table.paths.reserve(paths.len());
        let mut normalized: Vec<Cow<str>> = Vec::with_capacity(paths.len());
        for path in paths {
            let nfc = text::nfc(path.as_str());
            let start = table.keys.len();
            let length = if nfc.is_ascii() {
                table.keys.push_str(&nfc);
                table.keys[start..].make_ascii_lowercase();
                nfc.len()
            } else {
                table.keys.push_str(&path.key());
                nfc.encode_utf16().count()
            };
            table.paths.push(PathInfo { end: table.keys.len(), length: length as u32, rank: 0 });
            normalized.push(nfc);
        }
        let mut sorted: Vec<u32> = (0..paths.len() as u32).collect();
        // A no-op if the paths are in NFC on disk. Stable, so that paths with equal NFC keep their order.
        sorted.sort_by_key(|file| &normalized[*file as usize]);
        for (rank, file) in sorted.iter().enumerate() {
            table.paths[*file as usize].rank = rank as u32;
        }
        table.group(&sorted);
        table
    }

    /// Groups the files by name. `sorted` has all files, ordered by path in NFC.
    fn group(&mut self, sorted: &[u32]) {
        let mut by_name = HashTable::with_capacity(sorted.len());
        let mut groups: Vec<Group> = Vec::with_capacity(sorted.len());
        let mut group_of = vec![0; sorted.len()];
        for &file in sorted {
            let name = self.name(file);
            let name_of = |group: &u32| self.name(groups[*group as usize].shortest);
            let hash = |name: &str| self.hasher.hash_one(name);
            let found = by_name.entry(hash(name), |group| name_of(group) == name, |group| hash(name_of(group)));
            let group = *found.or_insert(groups.len() as u32).get();
            group_of[file as usize] = group;
            match groups.get_mut(group as usize) {
                None => groups.push(Group { start: 0, count: 1, shortest: file }),
                Some(group) => {
                    group.count += 1;
                    if self.paths[file as usize].length < self.paths[group.shortest as usize].length {
                        group.shortest = file;
                    }
                }
            }
        }
        let mut start = 0;
        for group in &mut groups {
            (group.start, start) = (start, start + group.count);
        }
        let mut next: Vec<u32> = groups.iter().map(|group| group.start).collect();
        let mut in_size_order = vec![0; sorted.len()];
        for &file in sorted {
            let slot = &mut next[group_of[file as usize] as usize];
            in_size_order[*slot as usize] = file;
            *slot += 1;
        }
        let mut in_key_order = in_size_order.clone();
        for group in groups.iter().filter(|group| group.count > 1) {
            // Stable, so that files with equal keys stay in path order.
            in_key_order[group.range()].sort_by_key(|file| self.key(*file));
            in_size_order[group.range()].sort_by_key(|file| self.size(*file));
        }
        (self.by_name, self.groups) = (by_name, groups);
        (self.in_size_order, self.in_key_order) = (in_size_order, in_key_order);
    }

    /// Returns all groups.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// Returns the files of a name, given as a key.
    pub fn group_of(&self, name: &str) -> Option<&Group> {
        let is_match = |group: &u32| self.name(self.groups[*group as usize].shortest) == name;
        let group = self.by_name.find(self.hasher.hash_one(name), is_match)?;
        Some(&self.groups[*group as usize])
    }

    /// Returns the files of a group ordered by [`NameTable::size`].
    pub fn by_size(&self, group: &Group) -> &[u32] {
        &self.in_size_order[group.range()]
    }

    /// Returns the files of a group ordered by key.
    pub fn by_key(&self, group: &Group) -> &[u32] {
        &self.in_key_order[group.range()]
    }

    /// Returns the first file of a group with exactly this key.
    pub fn with_key(&self, group: &Group, key: &str) -> Option<u32> {
        let files = self.by_key(group);
        let first = files.partition_point(|file| self.key(*file) < key);
        files.get(first).copied().filter(|file| self.key(*file) == key)
    }

    /// Returns the files of a group whose keys begin with the key of a folder.
    pub fn with_prefix(&self, group: &Group, folder: &str) -> &[u32] {
        let files = self.by_key(group);
        let files = &files[files.partition_point(|file| self.key(*file) < folder)..];
        &files[..files.partition_point(|file| self.key(*file).starts_with(folder))]
    }

    /// Returns the key of the path of a file.
    pub fn key(&self, file: u32) -> &str {
        let file = file as usize;
        let start = file.checked_sub(1).map_or(0, |previous| self.paths[previous].end);
        &self.keys[start..self.paths[file].end]
    }

    /// Returns the length and rank of the path of a file. Links prefer the file with the smaller pair: the shorter
    /// path, then the first in path order.
    pub fn size(&self, file: u32) -> (u32, u32) {
        let PathInfo { length, rank, .. } = self.paths[file as usize];
        (length, rank)
    }

    /// Returns the key of the file name. It is a suffix of the key of the path, because neither normalization nor case
    /// mapping crosses a slash.
    fn name(&self, file: u32) -> &str {
        last_component(self.key(file))
    }
}

impl Group {
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.count) as usize
    }
}
