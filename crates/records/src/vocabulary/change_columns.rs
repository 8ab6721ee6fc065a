//! Names of columns of change tables, in lower case and without decoration. If a table has several columns with the
//! same meaning, the one whose name comes first in the list is used.

pub(crate) const DATE: &[&str] = &["date", "datum", "timestamp", "change date", "release date", "day", "when"];

/// Names of date columns that are recognized only within a history.
pub(crate) const DATE_IN_HISTORY: &[&str] =
    &["effective date", "date of change", "date changed", "modification date", "revision date"];

pub(crate) const CHANGE: &[&str] =
    &["changes", "change", "change description", "description of change", "description of changes", "what changed"];

pub(crate) const TEXT: &[&str] =
    &["description", "summary", "event", "action", "comment", "comments", "mod", "modification"];

pub(crate) const VERSION: &[&str] = &["version", "ver", "ver.", "rev", "rev.", "revision", "#"];

pub(crate) const AUTHOR: &[&str] = &["author", "by", "changed by", "owner", "authors", "updated by"];

pub(crate) const AUTHOR_IN_HISTORY: &[&str] =
    &["modified by", "made by", "edited by", "revised by", "author(s)", "who"];

/// Names of columns that hold the text of the change, recognized only within a history and if no other column does.
pub(crate) const TEXT_IN_HISTORY: &[&str] = &[
    "change made",
    "changes made",
    "change details",
    "change summary",
    "update",
    "updates",
    "details",
    "detail",
    "notes",
    "note",
    "remarks",
    "what",
];

pub(crate) const IMPACT: &[&str] = &["impact"];

pub(crate) const DETAILS: &[&str] = &["details", "detail"];

/// Returns every name of a column.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    [DATE, CHANGE, TEXT, VERSION, AUTHOR, IMPACT, DETAILS].into_iter().flatten().copied()
}
