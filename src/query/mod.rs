//! Questions and their answers as values: search expressions and their exact matcher, links, graphs, the timeline,
//! tags, properties, tasks.
//! Knows nothing of files, of the index or of how answers are shown.

pub mod graph;
pub mod keys;
pub mod links;
pub mod lookup;
pub mod mentions;
pub mod naming;
pub mod outline;
pub mod properties;
pub mod record;
pub mod records;
pub mod resolve;
pub mod search;
pub mod stated;
pub mod systems;
pub mod tags;
pub mod tasks;
pub mod templates;
pub mod timeline;
pub mod wanted;
