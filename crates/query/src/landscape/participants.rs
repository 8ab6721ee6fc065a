//! The systems of one integration by side.

use std::collections::BTreeSet;

use vaultdex_records::Role;

use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::Systems;

/// The systems of an integration by side, as positions in the list of systems, without names that are guesses. The sets
/// are disjoint, except that a system may be both source and target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Participants {
    /// The sources and publishers.
    pub sources: BTreeSet<usize>,
    /// The targets and subscribers.
    pub targets: BTreeSet<usize>,
    /// The systems in between, in the order of the record.
    pub middleware: Vec<usize>,
    /// The systems whose side is not known.
    pub parties: BTreeSet<usize>,
}

impl Participants {
    /// Returns the systems of an integration.
    pub fn of(systems: &Systems, entry: &CatalogueEntry) -> Participants {
        let mut participants = Participants::default();
        let involvements = systems.involvements_of(entry);
        for it in involvements {
            match it.role {
                Role::Source | Role::Publisher => drop(participants.sources.insert(it.system)),
                Role::Target | Role::Subscriber => drop(participants.targets.insert(it.system)),
                Role::Middleware | Role::Party => {}
            }
        }
        let Participants { sources, targets, middleware, parties } = &mut participants;
        let has_side = |system: usize| sources.contains(&system) || targets.contains(&system);
        for it in involvements.iter().filter(|it| it.role == Role::Middleware) {
            if !has_side(it.system) && !middleware.contains(&it.system) {
                middleware.push(it.system);
            }
        }
        for it in involvements.iter().filter(|it| it.role == Role::Party) {
            if !has_side(it.system) && !middleware.contains(&it.system) {
                parties.insert(it.system);
            }
        }
        participants
    }

    /// Returns all systems. One that is both source and target occurs twice.
    pub fn all(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().chain(&self.targets).chain(&self.middleware).chain(&self.parties).copied()
    }

    /// Whether a system takes part in any role.
    pub fn contains(&self, system: usize) -> bool {
        self.all().any(|it| it == system)
    }
}
