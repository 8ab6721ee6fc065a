//! A compact table from names to files.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The files of each name. A vault has hundreds of thousands of names, most of them of one file, so names and files are
/// kept in a few long buffers instead of one allocation per name.
#[derive(Debug, Default)]
pub(super) struct NamesTable {
    /// All names, concatenated.
    names: String,
    /// The end of each name; it begins where the previous one ends.
    ends: Vec<usize>,
    /// The indices of the names in `ends`.
    table: HashTable<usize>,
    hasher: DefaultHashBuilder,
    /// Pairs of a name's index and a file: in the order of insertion, after [`NamesTable::finish`] sorted.
    pairs: Vec<(usize, usize)>,
    /// The files of `pairs`.
    files: Vec<usize>,
}

impl NamesTable {
    /// Adds a name, which `write` appends to its argument, for a file.
    pub fn add(&mut self, file: usize, write: impl FnOnce(&mut String)) {
        let start = self.names.len();
        write(&mut self.names);
        let NamesTable { names, ends, table, hasher, pairs, .. } = self;
        let name_at = |index: &usize| &names[index.checked_sub(1).map_or(0, |before| ends[before])..ends[*index]];
        let name = &names[start..];
        let hash = hasher.hash_one(name);
        let index = match table.find(hash, |index| name_at(index) == name) {
            Some(index) => *index,
            None => {
                table.insert_unique(hash, ends.len(), |index| hasher.hash_one(name_at(index)));
                ends.len()
            }
        };
        pairs.push((index, file));
        match index == ends.len() {
            true => ends.push(names.len()),
            false => names.truncate(start),
        }
    }

    /// Groups the files by name after all names were added.
    pub fn finish(mut self) -> NamesTable {
        self.pairs.sort();
        self.pairs.dedup();
        self.files = self.pairs.iter().map(|(_, file)| *file).collect();
        self
    }

    /// Returns the files with a name, sorted.
    pub fn get(&self, name: &str) -> Option<&[usize]> {
        let start = |index: usize| index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let is_name = |index: &usize| self.names[start(*index)..self.ends[*index]] == *name;
        let index = *self.table.find(self.hasher.hash_one(name), is_name)?;
        let first = self.pairs.partition_point(|(other, _)| *other < index);
        let count = self.pairs[first..].iter().take_while(|(other, _)| *other == index).count();
        Some(&self.files[first..first + count])
    }
}
