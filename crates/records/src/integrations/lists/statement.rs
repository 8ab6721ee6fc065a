//! What one unit of a note states about an integration.

use super::topic::Noun;
use crate::model::{Integration, Role};

/// What one unit of a note states about an integration.
pub(crate) struct Statement {
    /// What the readers found in the unit.
    pub record: Integration,
    /// The form of the unit, by which units belong together.
    pub form: Form,
    /// What the headings above it announce.
    pub noun: Option<Noun>,
}

/// The form of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A row of a table whose header alone makes it a list of integrations.
    Row,
    /// A row of a table that needs a title or heading to be one.
    TitledRow,
    /// A row of a table whose header announces nothing, but whose column of directions holds `A → B`.
    Directed,
    /// A row of a table that names no system, but has a column that only lists of integrations have and several of
    /// their other ones.
    Named,
    /// A heading with what is below it.
    Section,
    /// A heading with an arrow in a note that does not announce integrations.
    Untitled,
    /// A list item with what is below it.
    Item,
}

/// Whether a statement names a system that takes part.
pub(super) fn has_side(record: &Integration) -> bool {
    record.participations().next().is_some()
}

/// Whether a statement names a source and a target.
pub(super) fn has_two_sides(record: &Integration) -> bool {
    let has = |roles: [Role; 2]| roles.iter().any(|role| record.in_role(*role).next().is_some());
    has([Role::Source, Role::Publisher]) && has([Role::Target, Role::Subscriber])
}
