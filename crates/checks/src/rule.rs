//! A rule, and what it finds.

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::Span;

use crate::context::Context;
use crate::note_text::NoteText;

/// How bad a finding is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The note contradicts itself or another one, or something of it is lost.
    Error,
    /// Somebody who relies on the note will be misled.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    /// Returns the severity with a name.
    pub fn named(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// A rule. Its ID and name are stable.
pub struct Rule {
    /// Two to four letters for the family, and a number: `LK01`.
    pub id: &'static str,
    /// A name in kebab case: `unresolved-link`.
    pub name: &'static str,
    /// What it reports, as one sentence.
    pub about: &'static str,
    /// The severity of its findings. A rule may report some of them as more or less severe.
    pub severity: Severity,
    /// Whether it runs unless it is switched off.
    pub on_by_default: bool,
    /// What to do about a finding, as one sentence.
    pub how_to_mend: &'static str,
    /// What it looks at, and how it finds.
    pub scope: Scope,
}

/// What a rule looks at.
pub enum Scope {
    /// The records, links and changes of the whole vault.
    Vault(fn(&Context, &mut Findings)),
    /// The text of each note.
    Note(fn(&NoteText, &mut Findings)),
    /// The comments by which findings are ignored. They are judged once all other rules have run.
    Ignores,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id)
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity.
    pub severity: Severity,
    /// The position of the note in the catalog.
    pub file: usize,
    /// Where in the note; limited to one line.
    pub span: Span,
    /// What was found, and what is expected.
    pub message: String,
    /// What to write or do instead, if that is clear.
    pub suggestion: Option<String>,
    /// What the finding is about, without numbers of lines and days: the same finding has the same subject after the
    /// note was edited elsewhere.
    pub subject: String,
}

impl Finding {
    /// Sets another severity than that of the rule.
    pub fn severity(&mut self, severity: Severity) -> &mut Finding {
        self.severity = severity;
        self
    }

    /// Sets what to write or do instead.
    pub fn suggest(&mut self, suggestion: impl Into<String>) -> &mut Finding {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// Returns text of a note as a message quotes it: on one line, not too long, in backticks.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 70;
    let text = text.replace('`', "");
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", text[..end].trim_end()),
        None => format!("`{text}`"),
    }
}

/// Collects what a rule finds.
pub struct Findings {
    rule: &'static Rule,
    list: Vec<Finding>,
}

impl Findings {
    /// Starts an empty collection for a rule.
    pub fn new(rule: &'static Rule) -> Findings {
        Findings { rule, list: Vec::new() }
    }

    /// Adds a finding with the severity of the rule. `subject` says what it is about, in words that do not change when
    /// the note is edited elsewhere.
    pub fn add(
        &mut self,
        file: usize,
        span: Span,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Finding {
        let (subject, message) = (subject.into(), message.into());
        let span = Span { line: span.line.max(1), column: span.column.max(1), ..span };
        let severity = self.rule.severity;
        self.list.push(Finding { rule: self.rule, severity, file, span, message, suggestion: None, subject });
        self.list.last_mut().expect("a finding was added")
    }

    /// Returns the findings, in the order in which they were added.
    pub fn into_list(self) -> Vec<Finding> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_short_and_on_one_line() {
        assert_eq!(quoted("`Active` / `Planned`"), "`Active / Planned`");
        assert_eq!(quoted("a\n  b"), "`a b`");
        assert_eq!(quoted(&"ä".repeat(80)), format!("`{}…`", "ä".repeat(70)));
    }
}
