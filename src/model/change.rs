//! A change entry: one dated line of a note's history.

use std::fmt;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::Span;

/// How exactly a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Precision {
    Year,
    Quarter,
    Month,
    Day,
    Minute,
}

/// A floating local time, known to some precision. Never shifted between time zones (spec/changelog.md b.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day; the first one of a month, quarter or year that is known no better.
    pub date: Date,
    /// The time of day, where it is given.
    pub time: Option<Time>,
    /// How much of the above was written down.
    pub precision: Precision,
}

impl fmt::Display for Moment {
    /// The moment as people write it, no more exact than it is known: `2024-12-07 08:00`, `2024-12-07`, `2024-12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.date.year(), self.date.month());
        match (self.precision, self.time) {
            (Precision::Year, _) => write!(f, "{year:04}"),
            (Precision::Quarter, _) => write!(f, "{year:04}-Q{}", (month + 2) / 3),
            (Precision::Month, _) => write!(f, "{year:04}-{month:02}"),
            (_, Some(time)) => write!(f, "{} {:02}:{:02}", self.date, time.hour(), time.minute()),
            (_, None) => write!(f, "{}", self.date),
        }
    }
}

/// What an entry says was done (spec/changelog.md b.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Verb {
    Updated,
    Modified,
    Connected,
    Added,
    Removed,
    Fixed,
    Enhanced,
    Revised,
    Deprecated,
    Retired,
    Disconnected,
    Replaced,
    Renamed,
    Changed,
    Security,
    Initial,
}

/// What carries an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ChangeSource {
    Log,
    Heading,
    Version,
    Table,
    KeepAChangelog,
    Frontmatter,
    Callout,
    Dates,
    Git,
}

/// One change entry as a note tells it. Names are text here; which notes they mean is found out with the whole vault.
///
/// ```text
/// - 2024-12-07_08-00 - Updated [[Orders]] for GDPR masking
/// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ span
///   ^^^^^^^^^^^^^^^^ moment
///                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ text
///                              ^^^^^^^^^^ subject
///                                             ^^^^^^^^^^^^ object
///   - masked the e-mail address          a detail
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// When.
    pub moment: Moment,
    /// What was done, where the text says so in a known way.
    pub verb: Option<Verb>,
    /// The entry's body as written, brackets and links kept.
    pub text: String,
    /// The first name of a recognised sentence, brackets and link syntax as written.
    pub subject: Option<String>,
    /// The second name or purpose of a recognised sentence.
    pub object: Option<String>,
    /// `1.1.0` of a trailing `(v1.1.0)`, or of a version list or table.
    pub version: Option<String>,
    /// Who, where the entry says so.
    pub author: Option<String>,
    /// The nested lines, in order, without their markers.
    pub details: Vec<String>,
    /// What carries it.
    pub source: ChangeSource,
    /// The entry's own line.
    pub span: Span,
}

/// A line that tried to be a change entry and is not one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// The line, trimmed.
    pub text: String,
    /// What is wrong with it, in a few words.
    pub reason: String,
    /// The line as it should read, where that is certain.
    pub suggestion: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// All that a note says of its history, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLog {
    /// The entries.
    pub entries: Vec<ChangeEntry>,
    /// What tried to be one.
    pub malformed: Vec<Malformed>,
}
