//! Findings as rows, and how many there are.

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_checks::{Rule, Severity};

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingRow {
    /// The ID of the rule: `LK01`.
    pub rule: &'static str,
    /// The name of the rule: `unresolved-link`.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The path of the note.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte offset of the start; 0 like `end` if the note as a whole is meant.
    pub start: u32,
    /// The byte offset of the end, exclusive.
    pub end: u32,
    /// What was found, and what is expected.
    pub message: String,
    /// What to write or do instead; `None` if that is not clear.
    pub suggestion: Option<String>,
    /// Identifies the finding however the note is edited elsewhere.
    pub fingerprint: String,
    /// The rule itself.
    #[serde(skip)]
    pub about: &'static Rule,
    /// The line of the note, if the finding has a place on it.
    #[serde(skip)]
    pub source: Option<SourceLine>,
}

/// A line of a note, its secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The text.
    pub text: String,
    /// The bytes of it that are meant.
    pub range: (usize, usize),
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// The number of errors.
    pub error: usize,
    /// The number of warnings.
    pub warning: usize,
    /// The number of findings that are worth knowing.
    pub info: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(rows: &[FindingRow]) -> Counts {
        let count = |severity: Severity| rows.iter().filter(|row| row.severity == severity).count();
        Counts { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }
}

/// The result of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Totals {
    /// The number of findings by severity.
    pub counts: Counts,
    /// The number of findings that comments in notes ignore.
    pub ignored: usize,
    /// The number of notes that were checked.
    pub notes: usize,
}

/// Says how many findings there are, and in how many notes.
pub(super) fn summary(rows: &[FindingRow], totals: &Totals) -> String {
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let Counts { error, warning, info } = totals.counts;
    let kinds =
        [(error, counted(error, "error")), (warning, counted(warning, "warning")), (info, format!("{info} info"))];
    let kinds: Vec<String> = kinds.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    let mut notes: Vec<&str> = rows.iter().map(|row| row.path.as_str()).collect();
    notes.sort_unstable();
    notes.dedup();
    let ignored = if totals.ignored > 0 { format!("; {} ignored", totals.ignored) } else { String::new() };
    match kinds.is_empty() {
        true => format!("no findings in {}{ignored}", counted(totals.notes, "note")),
        false => format!("{} in {} of {}{ignored}", kinds.join(", "), notes.len(), counted(totals.notes, "note")),
    }
}
