//! What a query may ask about the rest of the vault, answered from a catalog.

use std::collections::{BTreeMap, BTreeSet};

use vaultdex_notes::VaultPath;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::links::lookup::lookup;
use vaultdex_query::search::{DateRange, Expr, Fact, Kind, VaultFacts};

use super::deadline::Deadline;
use super::session::Session;
use crate::error::{Error, Result};
use crate::index::Part;

/// The facts about the vault that a query depends on.
pub struct CatalogFacts {
    catalog: Catalog,
    /// The files that the query names, looked up once instead of for every candidate.
    named_files: BTreeMap<String, usize>,
    systems: Systems,
    /// The files that record an integration of a system, by the name of the system in the query.
    files_by_system: BTreeMap<String, BTreeSet<usize>>,
    /// The time limit of the query.
    pub deadline: Deadline,
}

impl CatalogFacts {
    /// Loads the facts that an expression depends on. If there are none, reads nothing.
    ///
    /// # Errors
    ///
    /// Fails if the expression names a note that does not exist or is ambiguous, or if the index cannot be read.
    pub fn load(session: &Session, expr: &Expr, deadline: Deadline) -> Result<CatalogFacts> {
        let facts = expr.facts();
        let mut loaded = CatalogFacts {
            catalog: Catalog::default(),
            named_files: BTreeMap::new(),
            systems: Systems::default(),
            files_by_system: BTreeMap::new(),
            deadline,
        };
        if facts.is_empty() {
            return Ok(loaded);
        }
        let parts: BTreeSet<Part> = facts.iter().flat_map(|fact| parts(fact)).copied().collect();
        loaded.catalog = session.catalog(&Vec::from_iter(parts))?;
        if facts.iter().any(|fact| matches!(fact, Fact::System(_))) {
            loaded.systems = Systems::new(&loaded.catalog);
        }
        for fact in facts {
            match fact {
                Fact::LinksTo(name) | Fact::LinkedFrom(name) => {
                    let file = lookup(&loaded.catalog, name).map_err(|unclear| Error::unclear_note(name, unclear))?;
                    loaded.named_files.insert(name.clone(), file);
                }
                Fact::System(name) => {
                    // An unknown system is not an error: the query finds nothing.
                    if let Some(system) = loaded.systems.find(&loaded.catalog, name) {
                        let involvements = loaded.systems.involvements.iter().filter(|it| it.system == system);
                        loaded.files_by_system.insert(name.clone(), involvements.map(|it| it.file).collect());
                    }
                }
                Fact::Kind(_) | Fact::Id(_) | Fact::Changed(_) => {}
            }
        }
        Ok(loaded)
    }

    fn is_linked(&self, from: Option<usize>, to: Option<usize>) -> bool {
        let (Some(from), Some(to)) = (from, to) else { return false };
        self.catalog.links(from).any(|(_, destination)| destination == Some(to))
    }
}

/// Returns the parts of the index that a fact depends on.
fn parts(fact: &Fact) -> &'static [Part] {
    match fact {
        Fact::LinksTo(_) | Fact::LinkedFrom(_) => &[Part::Links, Part::Outline],
        // Whether a name in a record is known depends on the names of the notes.
        Fact::Kind(_) => &[Part::Names, Part::Records],
        Fact::System(_) | Fact::Id(_) => &[Part::Outline, Part::Records],
        Fact::Changed(_) => &[Part::Changes],
    }
}

impl VaultFacts for CatalogFacts {
    fn links_to(&self, path: &VaultPath, name: &str) -> bool {
        self.is_linked(self.catalog.position(path.as_str()), self.named_files.get(name).copied())
    }

    fn linked_from(&self, path: &VaultPath, name: &str) -> bool {
        self.is_linked(self.named_files.get(name).copied(), self.catalog.position(path.as_str()))
    }

    fn kind(&self, path: &VaultPath, kind: Kind) -> bool {
        self.catalog.position(path.as_str()).is_some_and(|file| integrations::is_kind(&self.catalog, file, kind))
    }

    fn system(&self, path: &VaultPath, name: &str) -> bool {
        let file = self.catalog.position(path.as_str());
        file.is_some_and(|file| self.files_by_system.get(name).is_some_and(|files| files.contains(&file)))
    }

    fn id(&self, path: &VaultPath, id: &str) -> bool {
        self.catalog.position(path.as_str()).is_some_and(|file| integrations::has_id(&self.catalog, file, id))
    }

    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool {
        let Some(file) = self.catalog.position(path.as_str()) else { return false };
        self.catalog.files[file].extraction.entries().iter().any(|entry| range.contains(entry.moment.date))
    }

    fn is_timed_out(&self) -> bool {
        self.deadline.is_over()
    }
}
