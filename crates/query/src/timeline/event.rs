//! The events of a timeline (docs/spec/cli.md#changelog).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::{ChangeSource, Moment, Precision, Verb};

/// A name in an entry, with the note that it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResolvedName {
    /// The name without brackets and quotes.
    pub text: String,
    /// The path of the note, if exactly one has the name.
    pub destination: Option<String>,
}

/// The location of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Location {
    /// The path of the note.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// An event. Entries that report the same event in several places are merged.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Event {
    /// The date in the precision in which it is known: `2024-12-07`, `2024-12`, `2024-Q4`, `2024`.
    pub date: String,
    /// The time, `08:00`, if the entry states one.
    pub time: Option<String>,
    /// The precision of the moment.
    pub precision: Precision,
    /// The kind of change.
    pub verb: Option<Verb>,
    /// The text of the entry as written.
    pub text: String,
    /// What was changed.
    pub subject: Option<ResolvedName>,
    /// The second name of the sentence: what it was connected with, replaced by, and so on.
    pub object: Option<ResolvedName>,
    /// The version that the entry states.
    pub version: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The text below the entry.
    pub details: Vec<String>,
    /// The construct that contains the entry.
    pub source: ChangeSource,
    /// The path of the first location.
    pub path: String,
    /// The line of the first location, from 1.
    pub line: u32,
    /// All locations, sorted.
    pub locations: Vec<Location>,
    /// The moment, for sorting and filtering.
    #[serde(skip)]
    pub moment: Moment,
    /// The construct at each location.
    #[serde(skip)]
    pub(super) sources: Vec<ChangeSource>,
    /// The text in the form in which events are compared; see [`super::dedup::comparison_text`].
    #[serde(skip)]
    pub(super) comparison_text: String,
    /// The positions of the files that contain it, in the order of the timeline.
    #[serde(skip)]
    pub(super) hosts: Vec<usize>,
    /// The positions of the files that the entry names or links to.
    #[serde(skip)]
    pub(super) mentioned: BTreeSet<usize>,
}
