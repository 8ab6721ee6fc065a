//! The paths of a vault as links see them, found by the name of the file. Knows nothing of which one a link means.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::resolver::last_part;
use crate::model::{VaultPath, text};

/// Every path of a vault by its file's name.
///
/// A vault has names by the hundred thousand and most questions begin here, so all of them lie in a few long lists and
/// none is a value of its own.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// NFC and lower case of every path, one behind the other.
    keys: String,
    /// By position.
    paths: Vec<Known>,
    groups: Vec<Group>,
    /// NFC and lower case of a file name with its extension → its group.
    by_name: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Group by group: everyone of the name, shorter paths first, then in path order.
    in_size_order: Vec<u32>,
    /// Group by group: everyone of the name in the order of their keys.
    in_key_order: Vec<u32>,
}

/// What a choice between files looks at. The app knows no path but in NFC, so neither length nor order may depend on the
/// form that a disk keeps (spec/obsidian.md 2.1).
#[derive(Debug)]
struct Known {
    /// Where its key ends among the keys; it begins where that of the file before ends.
    end: usize,
    /// Length in UTF-16 units.
    length: u32,
    /// Where the path stands when all are sorted.
    place: u32,
}

/// The files of one name.
#[derive(Debug)]
pub(crate) struct Group {
    /// Where they begin in the lists by group.
    start: u32,
    /// How many they are.
    pub count: u32,
    /// The one whose path is the shortest, of equals the first in path order.
    pub shortest: u32,
}

impl Table {
    /// Reads paths, which come sorted.
    pub fn new(paths: &[&VaultPath]) -> Table {
        let mut table = Table::default();
        table.keys.reserve(paths.iter().map(|path| path.as_str().len()).sum());
        table.paths.reserve(paths.len());
        let mut normal: Vec<Cow<str>> = Vec::with_capacity(paths.len());
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
            table.paths.push(Known { end: table.keys.len(), length: length as u32, place: 0 });
            normal.push(nfc);
        }
        let mut sorted: Vec<u32> = (0..paths.len() as u32).collect();
        // They are sorted already where the disk keeps them in NFC. Stable, so that twins stay in the order of the disk.
        sorted.sort_by_key(|file| &normal[*file as usize]);
        for (place, file) in sorted.iter().enumerate() {
            table.paths[*file as usize].place = place as u32;
        }
        table.group(&sorted);
        table
    }

    /// Gathers the files by their names; they come in path order.
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
            let place = &mut next[group_of[file as usize] as usize];
            in_size_order[*place as usize] = file;
            *place += 1;
        }
        let mut in_key_order = in_size_order.clone();
        for group in groups.iter().filter(|group| group.count > 1) {
            // Stable, so that of twins the first in path order stays the first.
            in_key_order[group.range()].sort_by_key(|file| self.key(*file));
            in_size_order[group.range()].sort_by_key(|file| self.size(*file));
        }
        (self.by_name, self.groups) = (by_name, groups);
        (self.in_size_order, self.in_key_order) = (in_size_order, in_key_order);
    }

    /// Every name's files.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// The files of a name, which is a key.
    pub fn named(&self, name: &str) -> Option<&Group> {
        let is_it = |group: &u32| self.name(self.groups[*group as usize].shortest) == name;
        let group = self.by_name.find(self.hasher.hash_one(name), is_it)?;
        Some(&self.groups[*group as usize])
    }

    /// The files of a name, those with the shortest paths first.
    pub fn by_size(&self, group: &Group) -> &[u32] {
        &self.in_size_order[group.range()]
    }

    /// The files of a name in the order of their keys.
    pub fn by_key(&self, group: &Group) -> &[u32] {
        &self.in_key_order[group.range()]
    }

    /// The file of a name that has exactly this key; of twins the first one.
    pub fn with_key(&self, group: &Group, key: &str) -> Option<u32> {
        let files = self.by_key(group);
        let first = files.partition_point(|file| self.key(*file) < key);
        files.get(first).copied().filter(|file| self.key(*file) == key)
    }

    /// The files of a name whose keys begin with that of a folder.
    pub fn below(&self, group: &Group, folder: &str) -> &[u32] {
        let files = self.by_key(group);
        let files = &files[files.partition_point(|file| self.key(*file) < folder)..];
        &files[..files.partition_point(|file| self.key(*file).starts_with(folder))]
    }

    /// NFC and lower case of a file's path.
    pub fn key(&self, file: u32) -> &str {
        let file = file as usize;
        let start = file.checked_sub(1).map_or(0, |before| self.paths[before].end);
        &self.keys[start..self.paths[file].end]
    }

    /// The length of a file's path and its place in path order: the shorter one and then the earlier one is the better.
    pub fn size(&self, file: u32) -> (u32, u32) {
        let Known { length, place, .. } = self.paths[file as usize];
        (length, place)
    }

    /// What stands behind the last slash of the key: neither normal form nor letter case reaches over a slash.
    fn name(&self, file: u32) -> &str {
        last_part(self.key(file))
    }
}

impl Group {
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.count) as usize
    }
}
