//! The types that every format of a graph shares.

use std::io::{self, Write};

use vaultdex_query::graph::GraphView;

use crate::render::uri;

/// An output format of a graph.
#[derive(Debug)]
pub struct Format {
    /// The name that `--format` takes.
    pub name: &'static str,
    /// The endings of its files, in lower case and without a dot; the usual one first.
    pub endings: &'static [&'static str],
    /// One line of help: what the format is and what reads it.
    pub about: &'static str,
    /// Whether it is a picture for people, in which the integrations between two systems are one line unless each is wanted
    /// (docs/spec/graph.md#bundles).
    pub is_bundled: bool,
    /// Whether it shows the last changes of an integration.
    pub has_history: bool,
    /// The files of the format; most formats have one. Where only one can be written, as to a pipe, it is the last one.
    pub parts: &'static [Part],
}

/// One file of a format.
#[derive(Debug)]
pub struct Part {
    /// The infix of the file's name before its extension; empty for a format with one file.
    pub name: &'static str,
    /// Writes a whole graph as UTF-8 with a newline at the end. If it fails for another reason than the writer, nothing
    /// has been written.
    pub render: fn(&GraphView, &Options, &mut dyn Write) -> Result<(), Failure>,
}

/// Options that apply to every format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the vault for `obsidian://open` links on nodes; `None` for no such links.
    pub links_uri: Option<String>,
}

impl Options {
    /// Returns the URI that opens a file in Obsidian, if nodes and edges are to have such links.
    pub(super) fn link(&self, path: Option<&str>) -> Option<String> {
        Some(uri::open_in_obsidian(self.links_uri.as_deref()?, path?, &[]))
    }
}

/// The reason why a graph could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The graph exceeds a limit of the format's reader.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The writer failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// The graph exceeds a limit of Mermaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the diagram has {count} {what} and Mermaid draws at most {limit}; narrow it with --around NOTE, --filter QUERY or \
     --max-nodes N, or write it as several diagrams with --split DIR"
)]
pub struct TooLarge {
    /// What exceeds the limit: `edges` or `characters`.
    pub what: &'static str,
    /// How many the diagram has.
    pub count: usize,
    /// The limit.
    pub limit: usize,
}
