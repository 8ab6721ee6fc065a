//! What was not understood in a note.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

/// A part of a note that seems to describe an integration, and of which nothing was read
/// (docs/spec/integrations.md#what-was-not-understood).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// What it is.
    pub kind: UnreadKind,
    /// The header of a table, the text of a heading or key, or the title of a note.
    pub text: String,
    /// Why nothing was read.
    pub reason: String,
    /// Where it begins.
    pub span: Span,
}

/// The kind of an unread part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum UnreadKind {
    Table,
    Heading,
    Key,
    /// The whole note, which is not in the catalogue.
    Note,
}
