//! The notes that the names of systems in records mean (docs/spec/integrations.md#system-names).

use vaultdex_records::normalize::strip_system_word;
use vaultdex_records::{Extracted, Shape};

use crate::catalog::Catalog;
use crate::links::entity_names::EntityNames;

/// The names by which systems are looked up.
#[derive(Debug, Default)]
pub(super) struct SystemNames {
    names: EntityNames,
}

impl SystemNames {
    pub fn new(catalog: &Catalog) -> SystemNames {
        SystemNames { names: EntityNames::new(catalog) }
    }

    /// Returns the note that a value links to, else the note with its name.
    pub fn note_of_value(&self, catalog: &Catalog, host: usize, value: &Extracted) -> Option<usize> {
        let linked = value.linkpath.as_deref().and_then(|linkpath| catalog.destination(linkpath, host));
        linked.or_else(|| self.note_named(catalog, Some(host), value.text()?))
    }

    /// Returns the only system note with this name, else the only note with this name that is not a record. The note of
    /// an integration may be named like a system without being one.
    pub fn note_named(&self, catalog: &Catalog, host: Option<usize>, name: &str) -> Option<usize> {
        let candidates = self.names.candidates(name).or_else(|| self.names.candidates(strip_system_word(name)))?;
        let shape = |file: usize| catalog.files[file].shape();
        // The page of a system may list integrations of that system.
        let may_be = |file: &usize| match shape(*file) {
            Some(Shape::System) => true,
            None => Some(*file) != host,
            Some(_) => false,
        };
        let candidates: Vec<usize> = candidates.iter().copied().filter(may_be).collect();
        let systems: Vec<usize> =
            candidates.iter().copied().filter(|file| shape(*file) == Some(Shape::System)).collect();
        match (systems.as_slice(), candidates.as_slice()) {
            ([only], _) | ([], [only]) => Some(*only),
            _ => None,
        }
    }
}
