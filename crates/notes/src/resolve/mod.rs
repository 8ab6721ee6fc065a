//! Who answers to a link: which file a linkpath means, which heading or block a subpath means.
//! Knows nothing of where paths and notes come from.

mod link_graph;
mod name_table;
mod resolver;
mod subpath;

pub use link_graph::{Backlink, LinkGraph};
pub use resolver::{Names, Resolution, Rule, join};
pub use subpath::{Anchor, Anchors};
