//! Who answers to a link: which file a linkpath means, which heading or block a subpath means.
//! Knows nothing of where paths and notes come from.

mod anchor;
mod graph;
mod names;
mod table;

pub use anchor::{Anchor, Anchors};
pub use graph::{Backlink, LinkGraph};
pub use names::{Names, Resolution, Rule, join};
