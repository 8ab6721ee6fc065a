//! Links between the files of a vault: rows of links, unresolved targets, orphans and dead ends, the explanation of one
//! link, unlinked mentions, and the files that a name means.

pub(crate) mod entity_names;
pub mod explain;
mod isolated;
mod link_rows;
pub mod lookup;
pub mod lookup_keys;
pub mod mentions;
mod names_table;
#[cfg(test)]
mod test_catalog;
mod unresolved;

pub use isolated::{deadends, orphans};
pub use link_rows::{LinkRow, LinkState, MAX_RIVALS, all_links, backlinks, links};
pub use unresolved::{UnresolvedTarget, unresolved, unresolved_key};
pub use vaultdex_notes::resolve::SubpathTarget;
