//! SHELF: the formats of a graph. One file a format and one line in the list. Values in, bytes out; knows nothing of
//! the vault, of files and of flags.

mod json;
mod label;
mod mermaid;

use crate::query::graph::GraphView;

pub use mermaid::note;

/// One way to write a graph down.
pub struct Format {
    /// What the user calls it.
    pub name: &'static str,
    /// What it is and who reads it: one line of help.
    pub about: &'static str,
    /// Writes a whole graph: UTF-8 with a line break at its end.
    pub render: fn(&GraphView, &Options) -> Result<Vec<u8>, TooLarge>,
}

/// Every format, the default first.
pub static FORMATS: &[Format] = &[mermaid::FORMAT, json::FORMAT];

/// What the user may choose about a drawing, whatever its format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the vault for `obsidian://open` links on nodes; `None` for no such links.
    pub links_uri: Option<String>,
}

/// The graph is more than the format's reader takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the diagram has {count} {what} and Mermaid draws at most {limit}; narrow it with --around NOTE, --filter QUERY or \
     --max-nodes N"
)]
pub struct TooLarge {
    /// What there is too much of: `edges` or `characters`.
    pub what: &'static str,
    /// How many of them.
    pub count: usize,
    /// How many are drawn.
    pub limit: usize,
}
