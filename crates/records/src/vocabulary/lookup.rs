//! Lookup of table entries by name.

use hashbrown::HashMap;

/// The entries of a table, indexed by name.
pub(crate) type Names<T> = HashMap<&'static str, T>;

/// Indexes a table by its names. If several entries have the same name, the first one wins.
pub(crate) fn by_name<T: Copy>(table: &[(T, &[&'static str])]) -> Names<T> {
    let mut names = HashMap::new();
    for (entry, entry_names) in table {
        for name in *entry_names {
            names.entry(*name).or_insert(*entry);
        }
    }
    names
}
