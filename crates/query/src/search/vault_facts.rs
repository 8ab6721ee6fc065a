//! What a query can ask that one note alone cannot answer.

use vaultdex_notes::VaultPath;

use super::dates::DateRange;
use super::expr::{Fact, Kind, RecordFact};

/// Answers the operators that need the whole vault: its links, records and change entries. In every method, `path` is
/// the note being matched.
pub trait VaultFacts {
    /// Whether the note links to the note that `name` denotes.
    fn links_to(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the note that `name` denotes links to this note.
    fn linked_from(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the note is of that kind.
    fn kind(&self, path: &VaultPath, kind: Kind) -> bool;
    /// Whether the note is an integration that touches the system.
    fn system(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the note is an integration with that ID.
    fn id(&self, path: &VaultPath, id: &str) -> bool;
    /// Whether the note has a change entry dated within the range.
    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool;

    /// Whether the note records an integration of which the condition holds.
    fn record(&self, path: &VaultPath, fact: &RecordFact) -> bool;

    /// Whether the time for the query is up. The matcher then stops early, and its result must be discarded.
    fn is_timed_out(&self) -> bool {
        false
    }
}

/// Evaluates one fact for a note.
pub(crate) fn holds(facts: &dyn VaultFacts, path: &VaultPath, fact: &Fact) -> bool {
    match fact {
        Fact::LinksTo(name) => facts.links_to(path, name),
        Fact::LinkedFrom(name) => facts.linked_from(path, name),
        Fact::Kind(kind) => facts.kind(path, *kind),
        Fact::System(name) => facts.system(path, name),
        Fact::Id(id) => facts.id(path, id),
        Fact::Changed(range) => facts.changed(path, range),
        Fact::Record(fact) => facts.record(path, fact),
    }
}
