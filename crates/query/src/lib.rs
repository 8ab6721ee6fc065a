//! Questions about a vault and their answers as values: search expressions and their exact matcher, links, graphs, the
//! catalogue, the timeline, tags, properties, tasks. Pure: knows nothing of files, of the index or of how answers are
//! shown.

pub mod catalog;
pub mod catalogue;
pub mod enrich;
pub mod graph;
pub mod links;
pub mod search;
pub mod structure;
pub mod timeline;
