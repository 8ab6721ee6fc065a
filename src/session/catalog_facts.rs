//! What a query may ask about the rest of the vault, answered before any candidate is looked at.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use vaultdex_notes::{Note, VaultPath};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::enrich;
use vaultdex_query::landscape::conditions;
use vaultdex_query::links::lookup_keys;
use vaultdex_query::search::{DateRange, Expr, Fact, Kind, RecordFact, VaultFacts};

use super::budget::Budget;
use super::session::Session;
use crate::error::Result;
use crate::index::{Entry, LookupKey, Part};

/// The files for which each fact of a query holds.
#[derive(Default)]
pub struct CatalogFacts {
    links_to: HashMap<String, HashSet<VaultPath>>,
    linked_from: HashMap<String, HashSet<VaultPath>>,
    kinds: HashMap<Kind, HashSet<VaultPath>>,
    systems: HashMap<String, HashSet<VaultPath>>,
    ids: HashMap<String, HashSet<VaultPath>>,
    changed: Vec<(DateRange, HashSet<VaultPath>)>,
    records: HashMap<RecordFact, HashSet<VaultPath>>,
    /// The time that the query has left.
    budget: Arc<Budget>,
}

impl CatalogFacts {
    /// Finds the files for which the facts of an expression hold. Of the index, reads only what these depend on.
    ///
    /// # Errors
    ///
    /// Fails if the expression names a note that does not exist or is ambiguous, or if the index cannot be read.
    pub fn load(session: &Session, expr: &Expr, budget: Arc<Budget>) -> Result<CatalogFacts> {
        let facts = expr.facts();
        let mut loaded = CatalogFacts { budget, ..CatalogFacts::default() };
        loaded.add_records(session, &facts)?;
        loaded.add_changes(session, &facts)?;
        for fact in facts {
            match fact {
                Fact::LinksTo(name) if !loaded.links_to.contains_key(name) => {
                    let linked = session.backlinks(name)?;
                    let sources = linked.catalog.backlinks(linked.file).map(|(source, _)| source);
                    loaded.links_to.insert(name.clone(), paths(&linked.catalog, sources));
                }
                Fact::LinkedFrom(name) if !loaded.linked_from.contains_key(name) => {
                    let linking = session.partial_catalog(name, &[Part::Links])?;
                    let destinations = linking.catalog.links(linking.file).filter_map(|(_, destination)| destination);
                    loaded.linked_from.insert(name.clone(), paths(&linking.catalog, destinations));
                }
                _ => {}
            }
        }
        Ok(loaded)
    }

    /// Adds the facts that depend on records.
    fn add_records(&mut self, session: &Session, facts: &[&Fact]) -> Result<()> {
        let is_of_records =
            |fact: &&&Fact| matches!(fact, Fact::Kind(_) | Fact::System(_) | Fact::Id(_) | Fact::Record(_));
        if !facts.iter().any(|fact| is_of_records(&fact)) {
            return Ok(());
        }
        let catalog = record_catalog(session, facts)?;
        let files = || 0..catalog.files.len();
        let mut systems = None;
        for fact in facts {
            match fact {
                Fact::Kind(kind) => {
                    let found = files().filter(|file| integrations::is_kind(&catalog.files[*file], *kind));
                    let mut found = paths(&catalog, found);
                    if matches!(kind, Kind::Template | Kind::Daily) {
                        found.extend(without_records(session, &catalog, *kind)?);
                    }
                    self.kinds.insert(*kind, found);
                }
                Fact::Id(id) => {
                    let found = files().filter(|file| integrations::has_id(&catalog, *file, id));
                    self.ids.insert(id.clone(), paths(&catalog, found));
                }
                Fact::System(name) => {
                    let systems = systems.get_or_insert_with(|| Systems::new(&catalog));
                    // An unknown system is not an error: the query finds nothing.
                    let system = systems.find(&catalog, name);
                    let involvements = systems.involvements.iter().filter(|it| Some(it.system) == system);
                    self.systems.insert(name.clone(), paths(&catalog, involvements.map(|it| it.file)));
                }
                Fact::Record(fact) => {
                    let systems = systems.get_or_insert_with(|| Systems::new(&catalog));
                    let found = conditions::notes_with(&catalog, systems, fact);
                    self.records.insert(fact.clone(), paths(&catalog, found.into_iter()));
                }
                Fact::LinksTo(_) | Fact::LinkedFrom(_) | Fact::Changed(_) => {}
            }
        }
        Ok(())
    }

    /// Adds the facts that depend on change entries.
    fn add_changes(&mut self, session: &Session, facts: &[&Fact]) -> Result<()> {
        let mut files = None;
        for fact in facts {
            let Fact::Changed(range) = fact else { continue };
            if files.is_none() {
                let entries = session.reader.entries_with(Part::Changes)?;
                let mut read = session.read_files(&entries, &[Part::Changes])?;
                enrich::apply_declared_formats(&mut read);
                files = Some(read);
            }
            let found = files
                .iter()
                .flatten()
                .filter(|file| file.extraction.entries().iter().any(|entry| range.contains(entry.moment.date)));
            self.changed.push((*range, found.map(|file| file.path.clone()).collect()));
        }
        Ok(())
    }
}

/// Returns the files on which the kinds, systems and IDs of a query depend, with their names and records.
fn record_catalog(session: &Session, facts: &[&Fact]) -> Result<Catalog> {
    // The name of a system may be that of any note.
    if facts.iter().any(|fact| matches!(fact, Fact::System(_) | Fact::Record(_)))
        && !session.reader.entries_with(Part::Records)?.is_empty()
    {
        return session.catalog(&[Part::Names, Part::Records]);
    }
    let mut others: Vec<Entry> = Vec::new();
    for fact in facts {
        match fact {
            // A lookup key of an ID with a slash may be that of its last part.
            Fact::Id(id) if id.contains('/') => others.extend(session.reader.entries()?),
            Fact::Id(id) => {
                others.extend(session.reader.look_up(LookupKey::Name, lookup_keys::keys_of_argument(id))?);
            }
            _ => {}
        }
    }
    others.sort_unstable();
    others.dedup();
    session.files_with_records(&others)
}

/// Returns the notes that are not in a catalog and are of a kind by their names alone.
fn without_records(session: &Session, catalog: &Catalog, kind: Kind) -> Result<Vec<VaultPath>> {
    let found = session.reader.paths()?.into_par_iter().filter_map(|path| {
        let role = session.file_roles.of(&path);
        let file = File { role, ..File::new(path, Note::default()) };
        let is_found = integrations::is_kind(&file, kind) && catalog.position(file.path.as_str()).is_none();
        is_found.then_some(file.path)
    });
    Ok(found.collect())
}

/// Returns the paths of files by their positions.
fn paths(catalog: &Catalog, files: impl Iterator<Item = usize>) -> HashSet<VaultPath> {
    files.map(|file| catalog.files[file].path.clone()).collect()
}

impl VaultFacts for CatalogFacts {
    fn links_to(&self, path: &VaultPath, name: &str) -> bool {
        self.links_to.get(name).is_some_and(|files| files.contains(path))
    }

    fn linked_from(&self, path: &VaultPath, name: &str) -> bool {
        self.linked_from.get(name).is_some_and(|files| files.contains(path))
    }

    fn kind(&self, path: &VaultPath, kind: Kind) -> bool {
        self.kinds.get(&kind).is_some_and(|files| files.contains(path))
    }

    fn system(&self, path: &VaultPath, name: &str) -> bool {
        self.systems.get(name).is_some_and(|files| files.contains(path))
    }

    fn id(&self, path: &VaultPath, id: &str) -> bool {
        self.ids.get(id).is_some_and(|files| files.contains(path))
    }

    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool {
        self.changed.iter().any(|(changed, files)| changed == range && files.contains(path))
    }

    fn record(&self, path: &VaultPath, fact: &RecordFact) -> bool {
        self.records.get(fact).is_some_and(|files| files.contains(path))
    }

    fn is_timed_out(&self) -> bool {
        self.budget.is_over()
    }
}
