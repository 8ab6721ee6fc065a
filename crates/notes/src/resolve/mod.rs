//! Resolution of links: from a linkpath to a file, and from a subpath to a heading, block or footnote.
//!
//! [`Resolver`] resolves single links against the paths of a vault, and [`LinkGraph`] resolves all links of all notes
//! at once. [`SubpathTargets`] finds what a subpath names in the destination. Files are identified by their index in
//! the list of paths that the caller passes in.

mod link_graph;
mod name_table;
mod resolver;
mod subpath;

pub use link_graph::{Backlink, LinkGraph};
pub use resolver::{Resolution, Resolver, Rule, join_relative};
pub use subpath::{SubpathTarget, SubpathTargets};
