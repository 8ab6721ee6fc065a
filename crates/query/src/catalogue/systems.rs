//! The systems of a vault: those that have a note and those that are only named, with the integrations that involve
//! them (docs/spec/integrations.md#system-names). Systems with similar names are reported, never merged.

use std::collections::HashMap;

use vaultdex_notes::text;
use vaultdex_records::normalize::{strip_system_word, system_key, word_key};
use vaultdex_records::{Extracted, Participation, Role, Shape};

use super::entry::CatalogueEntry;
use super::integrations;
use super::repetitions::Repetitions;
use super::similar_names::similar_pairs;
use super::system_names::SystemNames;
use crate::catalog::Catalog;

/// A system of the vault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct System {
    /// The name that its note states, else the name that the first integration uses.
    pub name: String,
    /// The position of its note; `None` for a system that is only named.
    pub note: Option<usize>,
    /// The life cycle that its note states.
    pub status: Option<String>,
    /// The owner that its note states.
    pub owner: Option<String>,
    /// The domain that its note states.
    pub domain: Option<String>,
    /// The positions of the systems that may be the same one.
    pub similar: Vec<usize>,
}

/// The role of a system in an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Involvement {
    /// The position of the note that records the integration.
    pub file: usize,
    /// The index of the integration in that note.
    pub index: usize,
    /// The role.
    pub role: Role,
    /// The position of the system.
    pub system: usize,
}

/// All systems of a vault with their roles.
#[derive(Debug, Default)]
pub struct Systems {
    /// The systems, sorted by name.
    pub list: Vec<System>,
    /// The roles, sorted by integration. A role that an integration states twice occurs once.
    pub involvements: Vec<Involvement>,
    /// The rows that only repeat another record.
    pub repetitions: Repetitions,
    names: SystemNames,
    /// The systems without a note, by their [`system_key`].
    without_note: HashMap<String, usize>,
    /// The systems with a note, by the position of the note.
    with_note: HashMap<usize, usize>,
}

impl Systems {
    /// Collects the systems from the system notes and from all integrations, without names that are guesses. The
    /// catalog must hold outlines and records.
    pub fn new(catalog: &Catalog) -> Systems {
        let repetitions = Repetitions::new(catalog);
        let mut systems = Systems { names: SystemNames::new(catalog), ..Systems::default() };
        for (position, file) in catalog.files.iter().enumerate() {
            if file.is_catalogued() && file.shape() == Some(Shape::System) {
                systems.add_note(catalog, position);
            }
        }
        for entry in integrations::listed(catalog, &repetitions) {
            for participation in entry.integration.participations().filter(|it| !it.is_suspect()) {
                let system = systems.add_named(catalog, entry.file, &participation.name);
                let role = participation.role;
                systems.involvements.push(Involvement { file: entry.file, index: entry.index, role, system });
            }
        }
        systems.repetitions = repetitions;
        systems.sort();
        systems.find_similar();
        systems
    }

    /// Returns the [integrations](integrations::integrations) of the vault by path and line.
    pub fn integrations<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = CatalogueEntry<'a>> {
        integrations::listed(catalog, &self.repetitions)
    }

    /// Returns the roles of the systems in one integration.
    pub fn involvements_of(&self, entry: &CatalogueEntry) -> &[Involvement] {
        let integration = (entry.file, entry.index);
        let start = self.involvements.partition_point(|it| (it.file, it.index) < integration);
        let end = self.involvements.partition_point(|it| (it.file, it.index) <= integration);
        &self.involvements[start..end]
    }

    /// Returns the position of the system with this name, or whose note has this name or path.
    pub fn find(&self, catalog: &Catalog, name: &str) -> Option<usize> {
        let note = self.names.note_named(catalog, None, name).or_else(|| catalog.position(name));
        let with_note = note.and_then(|note| self.with_note.get(&note).copied());
        with_note.or_else(|| self.without_note.get(&system_key(name)).copied())
    }

    /// Returns the position of the system that a value in the note `host` names.
    pub fn system_of(&self, catalog: &Catalog, host: usize, value: &Extracted) -> Option<usize> {
        match self.names.note_of_value(catalog, host, value) {
            Some(note) => self.with_note.get(&note).copied(),
            None => self.without_note.get(&system_key(value.text()?)).copied(),
        }
    }

    /// Returns the owner that the note of a system states.
    pub fn owner_of<'a>(&self, catalog: &'a Catalog, system: usize) -> Option<&'a Extracted> {
        let records = catalog.files[self.list[system].note?].extraction.records.as_ref()?;
        records.system.as_ref()?.owner.as_ref().filter(|owner| owner.text().is_some())
    }

    /// Returns the names of at most three systems whose names are most similar to `name`, best first.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        let words = words_of(name);
        let similarity = |system: &System| {
            let name = words_of(&system.name);
            // Who types a part of a name may mean it.
            let is_part = words.chars().count() > 2 && name.split(' ').any(|word| word == words);
            if is_part { 0.9 } else { strsim::normalized_damerau_levenshtein(&name, &words) }
        };
        // The distance to a much longer name, which can't be similar, would be expensive.
        let list = self.list.iter().filter(|system| system.name.len() <= 4 * words.len().max(50));
        let mut nearest: Vec<(f64, &str)> = list.map(|system| (similarity(system), &*system.name)).collect();
        nearest.retain(|(similarity, _)| *similarity >= 0.4);
        nearest.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
        nearest.into_iter().take(3).map(|(_, name)| name).collect()
    }

    /// Returns the position of the note of a participating system. `host` is the note that records the integration.
    pub fn destination(&self, catalog: &Catalog, host: usize, participation: &Participation) -> Option<usize> {
        self.names.note_of_value(catalog, host, &participation.name)
    }

    /// Returns the position of the system that a value in `host` names, and adds the system if necessary.
    fn add_named(&mut self, catalog: &Catalog, host: usize, value: &Extracted) -> usize {
        if let Some(note) = self.names.note_of_value(catalog, host, value) {
            return self.add_note(catalog, note);
        }
        let name = value.text().unwrap_or_default();
        let next = self.list.len();
        let system = *self.without_note.entry(system_key(name)).or_insert(next);
        if system == next {
            self.list.push(System { name: name.to_owned(), ..System::default() });
        }
        system
    }

    /// Returns the position of the system with this note, and adds the system if necessary.
    fn add_note(&mut self, catalog: &Catalog, note: usize) -> usize {
        if let Some(system) = self.with_note.get(&note) {
            return *system;
        }
        let file = &catalog.files[note];
        let record = file.extraction.records.as_ref().and_then(|records| records.system.as_ref());
        let text = |value: Option<&Extracted>| value.and_then(Extracted::text).map(str::to_owned);
        let title = || strip_system_word(file.title()).to_owned();
        self.list.push(System {
            name: text(record.and_then(|it| it.name.as_ref())).unwrap_or_else(title),
            note: Some(note),
            status: text(record.and_then(|it| it.status.as_ref())),
            owner: text(record.and_then(|it| it.owner.as_ref())),
            domain: text(record.and_then(|it| it.domain.as_ref())),
            similar: Vec::new(),
        });
        self.with_note.insert(note, self.list.len() - 1);
        self.list.len() - 1
    }

    /// Sorts the systems by name and the roles by integration.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_cached_key(|position| {
            let system = &self.list[*position];
            (text::fold(&system.name).into_owned(), system.name.clone(), system.note)
        });
        let mut new_positions = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| new_positions[*old] = new);
        self.list = order.iter().map(|old| std::mem::take(&mut self.list[*old])).collect();
        self.without_note.values_mut().for_each(|position| *position = new_positions[*position]);
        self.with_note.values_mut().for_each(|position| *position = new_positions[*position]);
        self.involvements.iter_mut().for_each(|it| it.system = new_positions[it.system]);
        self.involvements.sort();
        self.involvements.dedup();
    }

    fn find_similar(&mut self) {
        let keys: Vec<String> = self.list.iter().map(|system| words_of(&system.name)).collect();
        for (left, right) in similar_pairs(&keys) {
            self.list[left].similar.push(right);
            self.list[right].similar.push(left);
        }
        for system in &mut self.list {
            system.similar.sort_unstable();
            system.similar.dedup();
        }
    }
}

/// Returns the words of a system's name. Unlike [`system_key`], it is empty for a name without words, which is not
/// similar to anything.
fn words_of(name: &str) -> String {
    word_key(strip_system_word(name))
}
