//! What the entries of a vault are resolved with.

use super::people::People;
use crate::catalog::Catalog;
use crate::links::entity_names::EntityNames;

/// A catalog with the names of its notes and people.
#[derive(Clone, Copy)]
pub(super) struct ResolveContext<'a> {
    pub catalog: &'a Catalog,
    pub names: &'a EntityNames,
    pub people: &'a People,
}
