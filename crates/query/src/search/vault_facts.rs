//! What one note alone can't tell.

use vaultdex_notes::VaultPath;

use super::dates::DateRange;
use super::expr::{Fact, Kind};

/// Answers what needs the whole vault: its links, records and change entries. `path` is the note that is asked about.
pub trait Outside {
    /// Whether the note links to the one that `name` means.
    fn links_to(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the one that `name` means links to the note.
    fn linked_from(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the note is of that kind.
    fn kind(&self, path: &VaultPath, kind: Kind) -> bool;
    /// Whether the note is an integration that touches the system.
    fn system(&self, path: &VaultPath, name: &str) -> bool;
    /// Whether the note is an integration with that ID.
    fn id(&self, path: &VaultPath, id: &str) -> bool;
    /// Whether the note has a change entry in the range.
    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool;

    /// Whether the answer has taken too long. The matcher then says soon what it can, which is not to be relied on.
    fn is_late(&self) -> bool {
        false
    }
}

/// Asks the one question that a fact is.
pub(crate) fn holds(outside: &dyn Outside, path: &VaultPath, fact: &Fact) -> bool {
    match fact {
        Fact::LinksTo(name) => outside.links_to(path, name),
        Fact::LinkedFrom(name) => outside.linked_from(path, name),
        Fact::Kind(kind) => outside.kind(path, *kind),
        Fact::System(name) => outside.system(path, name),
        Fact::Id(id) => outside.id(path, id),
        Fact::Changed(range) => outside.changed(path, range),
    }
}
