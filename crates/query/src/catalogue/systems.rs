//! The systems of a vault: those that have a note and those that are only named, with the integrations that touch them
//! (spec/integrations.md a.5, system names). Near-duplicates are told, never merged.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::{Participation, RecordField, Role, Shape, Stated};

use super::integrations;
use super::integrations::Entry;
use crate::catalog::Catalog;
use crate::links::entity_names::{Naming, key_words, system_name};

/// A system of the vault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct System {
    /// What its note calls it, else what the first integration calls it.
    pub name: String,
    /// Its note, by position; `None` for a system that is only named.
    pub note: Option<usize>,
    /// Its life cycle, as its note has it.
    pub status: Option<String>,
    /// Who owns it, as its note has it.
    pub owner: Option<String>,
    /// Its domain, as its note has it.
    pub domain: Option<String>,
    /// The systems, by position, that it may be the same as.
    pub near: Vec<usize>,
}

/// A system's part in an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The note that records the integration, by position.
    pub file: usize,
    /// Which of that note's integrations it is, from 0.
    pub nth: usize,
    /// The part.
    pub role: Role,
    /// The system, by position.
    pub system: usize,
}

/// Every system with its parts.
#[derive(Debug, Default)]
pub struct Systems {
    /// The systems, by name.
    pub list: Vec<System>,
    /// Who plays which part, by integration; a part that is stated twice stands once.
    pub parts: Vec<Part>,
    naming: Naming,
    /// Systems that are only named, by the words of their names.
    implicit: HashMap<String, usize>,
    with_note: HashMap<usize, usize>,
}

impl Systems {
    /// Gathers the systems from the system notes and from every integration. Wants the catalog's outlines and records.
    pub fn new(catalog: &Catalog) -> Systems {
        let mut systems = Systems { naming: Naming::new(catalog), ..Systems::default() };
        for (position, file) in catalog.files.iter().enumerate() {
            let records = file.extraction.records.as_ref().filter(|_| !file.excluded && !file.is_template());
            if records.is_some_and(|records| records.shape == Shape::System) {
                systems.of_note(catalog, position);
            }
        }
        for entry in integrations::integrations(catalog) {
            for participation in entry.integration.taking_part() {
                let system = systems.meant(catalog, entry.file, &participation.name);
                let part = Part { file: entry.file, nth: entry.nth, role: participation.role, system };
                systems.parts.push(part);
            }
        }
        systems.sort();
        systems.find_near();
        systems
    }

    /// The parts of one integration.
    pub fn parts_of(&self, entry: &Entry) -> &[Part] {
        let place = (entry.file, entry.nth);
        let start = self.parts.partition_point(|part| (part.file, part.nth) < place);
        let end = self.parts.partition_point(|part| (part.file, part.nth) <= place);
        &self.parts[start..end]
    }

    /// The system that a person means by a name or by the path of a note.
    pub fn find(&self, catalog: &Catalog, name: &str) -> Option<usize> {
        let noted = self.note_of(catalog, None, name).or_else(|| catalog.position(name));
        let by_note = noted.and_then(|note| self.with_note.get(&note).copied());
        by_note.or_else(|| self.implicit.get(&key_words(system_name(name))).copied())
    }

    /// The three systems whose names are most like a name, as long as they are like it at all.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        let wanted = key_words(system_name(name));
        let likeness = |system: &System| strsim::normalized_damerau_levenshtein(&key_words(&system.name), &wanted);
        let list = self.list.iter().filter(|system| system.name.len() <= 4 * wanted.len().max(50));
        let mut near: Vec<(f64, &str)> = list.map(|system| (likeness(system), &*system.name)).collect();
        near.retain(|(likeness, _)| *likeness >= 0.4);
        near.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
        near.into_iter().take(3).map(|(_, name)| name).collect()
    }

    /// The note that a participation's system has.
    pub fn destination(&self, catalog: &Catalog, host: usize, participation: &Participation) -> Option<usize> {
        self.note_meant(catalog, host, &participation.name)
    }

    fn meant(&mut self, catalog: &Catalog, host: usize, name: &Stated) -> usize {
        match self.note_meant(catalog, host, name) {
            Some(note) => self.of_note(catalog, note),
            None => {
                let shown = name.text().unwrap_or_default();
                let key = Some(key_words(system_name(shown))).filter(|key| !key.is_empty());
                let key = key.unwrap_or_else(|| shown.to_owned());
                let next = self.list.len();
                let system = *self.implicit.entry(key).or_insert(next);
                if system == next {
                    self.list.push(System { name: shown.to_owned(), ..System::default() });
                }
                system
            }
        }
    }

    /// A link leads where it leads; a name means the note that is called so.
    fn note_meant(&self, catalog: &Catalog, host: usize, name: &Stated) -> Option<usize> {
        if let Some(linkpath) = &name.linkpath {
            let found = catalog.names.destination(&text::nfc(linkpath), &catalog.files[host].path);
            if let Some(found) = found {
                return Some(found as usize);
            }
        }
        self.note_of(catalog, Some(host), name.text()?)
    }

    /// The note called so: of several, the one that is a system's. An integration is called by its own name and is no
    /// system for that.
    fn note_of(&self, catalog: &Catalog, host: Option<usize>, name: &str) -> Option<usize> {
        let candidates = self.naming.called(name).or_else(|| self.naming.called(system_name(name)))?;
        let shape = |file: usize| catalog.files[file].extraction.records.as_ref().map(|records| records.shape);
        let may_be = |file: &usize| Some(*file) != host && matches!(shape(*file), None | Some(Shape::System));
        let candidates: Vec<usize> = candidates.iter().copied().filter(may_be).collect();
        let systems: Vec<usize> =
            candidates.iter().copied().filter(|file| shape(*file) == Some(Shape::System)).collect();
        match (systems.as_slice(), candidates.as_slice()) {
            ([only], _) | ([], [only]) => Some(*only),
            _ => None,
        }
    }

    fn of_note(&mut self, catalog: &Catalog, note: usize) -> usize {
        if let Some(system) = self.with_note.get(&note) {
            return *system;
        }
        let file = &catalog.files[note];
        let said = file.extraction.records.as_ref().and_then(|records| records.system.as_ref());
        let text = |stated: Option<&Stated>| stated.and_then(Stated::text).map(str::to_owned);
        let name = text(said.and_then(|it| it.name.as_ref())).unwrap_or_else(|| system_name(file.title()).to_owned());
        let system = System {
            name,
            note: Some(note),
            status: text(said.and_then(|it| it.status.as_ref())),
            owner: text(said.and_then(|it| it.owner.as_ref())),
            domain: text(said.and_then(|it| it.domain.as_ref())),
            near: Vec::new(),
        };
        self.list.push(system);
        self.with_note.insert(note, self.list.len() - 1);
        self.list.len() - 1
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_cached_key(|at| {
            let system = &self.list[*at];
            (text::fold(&system.name).into_owned(), system.name.clone(), system.note)
        });
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        self.list = order.iter().map(|old| std::mem::take(&mut self.list[*old])).collect();
        self.implicit.values_mut().for_each(|at| *at = place[*at]);
        self.with_note.values_mut().for_each(|at| *at = place[*at]);
        self.parts.iter_mut().for_each(|part| part.system = place[part.system]);
        self.parts.sort();
        self.parts.dedup();
    }

    /// Finds systems that may be the same: all words of one are words of the other, or a slip of the pen apart.
    fn find_near(&mut self) {
        /// A word that so many systems have tells nothing of any.
        const COMMON: usize = 40;
        let keys: Vec<String> = self.list.iter().map(|system| key_words(system_name(&system.name))).collect();
        let words: Vec<Vec<&str>> = keys.iter().map(|key| key.split(' ').collect()).collect();
        let mut holding: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, words) in words.iter().enumerate() {
            for word in words.iter().filter(|word| !word.is_empty()) {
                let group = holding.entry(word).or_default();
                // A name may say a word twice.
                if group.last() != Some(&at) {
                    group.push(at);
                }
            }
        }
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for group in holding.values().filter(|group| group.len() <= COMMON) {
            let is_within = |left: usize, right: usize| words[left].iter().all(|word| words[right].contains(word));
            let all = group.iter().enumerate().flat_map(|(nth, left)| group[nth + 1..].iter().map(|it| (*left, *it)));
            pairs.extend(all.filter(|(left, right)| is_within(*left, *right) || is_within(*right, *left)));
        }
        let mut sorted: Vec<usize> = (0..keys.len()).collect();
        sorted.sort_by_key(|at| &keys[*at]);
        for (nth, left) in sorted.iter().enumerate() {
            // A slip rarely hits the beginning: what is near stands near in the alphabet.
            let window = sorted[nth + 1..].iter().take(COMMON);
            pairs.extend(window.filter(|right| is_slip(&keys[*left], &keys[**right])).map(|right| (*left, *right)));
        }
        for (left, right) in pairs {
            self.list[left].near.push(right);
            self.list[right].near.push(left);
        }
        for system in &mut self.list {
            system.near.sort_unstable();
            system.near.dedup();
        }
    }
}

/// Whether two keys differ by a slip of the pen; `System A` and `System B`, `SAP 1` and `SAP 2` differ on purpose.
fn is_slip(left: &str, right: &str) -> bool {
    /// No name is so long; a pasted text is.
    const LONGEST: usize = 200;
    let (left_length, right_length) = (left.chars().count(), right.chars().count());
    let (length, longest) = (left_length.min(right_length), left_length.max(right_length));
    let allowed = if length >= 8 { 2 } else { 1 };
    let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
    let last = |key: &str| key.rsplit(' ').next().map_or(0, |word| word.chars().count());
    length >= 4
        && longest <= LONGEST
        && longest - length <= allowed
        && digits(left) == digits(right)
        && last(left).min(last(right)) > 2
        && strsim::damerau_levenshtein(left, right) <= allowed
}

/// A system as the catalogue shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemRow {
    /// What it is called.
    pub name: String,
    /// Its note; `None` where it has none.
    pub destination: Option<String>,
    /// Its life cycle.
    pub status: Option<String>,
    /// Who owns it.
    pub owner: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// The integrations that bring it data.
    #[serde(rename = "in")]
    pub incoming: Vec<PartRow>,
    /// The integrations that take data from it.
    #[serde(rename = "out")]
    pub outgoing: Vec<PartRow>,
    /// The integrations that it has another part in.
    pub other: Vec<PartRow>,
    /// The names of systems that it may be the same as.
    pub near: Vec<String>,
}

/// An integration that a system has a part in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartRow {
    /// The integration's ID.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its life cycle.
    pub status: Option<String>,
    /// The system's part.
    pub role: Role,
    /// The note that records it.
    pub path: String,
    /// The line where the record begins.
    pub line: u32,
}

/// The systems with their integrations, by name.
pub fn rows(catalog: &Catalog, systems: &Systems) -> Vec<SystemRow> {
    let path = |file: usize| catalog.files[file].path.to_string();
    let mut rows: Vec<SystemRow> = systems
        .list
        .iter()
        .map(|system| SystemRow {
            name: system.name.clone(),
            destination: system.note.map(path),
            status: system.status.clone(),
            owner: system.owner.clone(),
            domain: system.domain.clone(),
            incoming: Vec::new(),
            outgoing: Vec::new(),
            other: Vec::new(),
            near: system.near.iter().map(|near| systems.list[*near].name.clone()).collect(),
        })
        .collect();
    for entry in integrations::integrations(catalog) {
        let integration = entry.integration;
        let two_way = integration.text(RecordField::Direction) == Some("two-way");
        for part in systems.parts_of(&entry) {
            let row = PartRow {
                id: integration.text(RecordField::Id).map(str::to_owned),
                name: entry.name(catalog),
                status: integration.text(RecordField::Status).map(str::to_owned),
                role: part.role,
                path: path(entry.file),
                line: integration.span.line.max(1),
            };
            let system = &mut rows[part.system];
            let (is_source, is_target) = match part.role {
                Role::Source | Role::Publisher => (true, two_way),
                Role::Target | Role::Subscriber => (two_way, true),
                Role::Middleware | Role::Party => (false, false),
            };
            // A system may be stated in two parts that mean the same, such as source and publisher.
            let once = |list: &mut Vec<PartRow>, row: PartRow| {
                if list
                    .last()
                    .is_none_or(|last| (&last.path, last.line, &last.name) != (&row.path, row.line, &row.name))
                {
                    list.push(row);
                }
            };
            if is_source {
                once(&mut system.outgoing, row.clone());
            }
            if is_target {
                once(&mut system.incoming, row.clone());
            }
            if !is_source && !is_target {
                once(&mut system.other, row);
            }
        }
    }
    rows
}
