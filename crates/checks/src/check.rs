//! Runs rules on a vault.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vaultdex_notes::VaultPath;
use vaultdex_query::landscape::questions::Questions;

use crate::context::{Context, is_template};
use crate::ignores::{Ignore, ignores, unused};
use crate::note_text::NoteText;
use crate::rule::{Finding, Findings, Rule, Scope, Severity};
use crate::secrets::mask;

/// Returns the text of a note as it is now; `None` if it cannot be read.
pub type ReadText<'a> = dyn Fn(&VaultPath) -> Option<String> + Sync + 'a;

/// A rule that runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelectedRule {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity of all its findings, if it is configured.
    pub severity: Option<Severity>,
}

/// Which rules run on which notes.
pub struct Selection<'a> {
    /// The rules that run.
    pub rules: Vec<SelectedRule>,
    /// Whether findings of a rule in the note with a path are reported.
    pub includes: &'a (dyn Fn(&Rule, &str) -> bool + Sync),
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings by note and place.
    pub findings: Vec<Finding>,
    /// The number of findings that comments in notes ignore.
    pub ignored: usize,
    /// The number of notes that were checked.
    pub notes: usize,
}

/// Runs the selected rules on a vault.
pub fn check(questions: &Questions, read: &ReadText, selection: &Selection) -> Checked {
    let context = Context::new(questions);
    let catalog = context.catalog();
    let includes = |rule: &Rule, file: usize| (selection.includes)(rule, catalog.path(file));
    let mut by_note: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    let mut note_rules: Vec<(SelectedRule, fn(&NoteText, &mut Findings))> = Vec::new();
    let mut judges_ignores = false;
    for selected in &selection.rules {
        match selected.rule.scope {
            Scope::Vault(run) => {
                let mut findings = Findings::new(selected.rule);
                run(&context, &mut findings);
                // A template is no place for findings, and nobody sees an excluded note.
                let is_checked = |file: usize| !catalog.files[file].excluded && !is_template(catalog, file);
                for finding in findings.into_list().into_iter().filter(|it| is_checked(it.file)) {
                    by_note.entry(finding.file).or_default().push(with_severity(finding, selected));
                }
            }
            Scope::Note(run) => note_rules.push((*selected, run)),
            Scope::Ignores => judges_ignores = true,
        }
    }
    for findings in by_note.values_mut() {
        findings.retain(|finding| includes(finding.rule, finding.file));
    }
    let notes: Vec<usize> =
        context.notes().filter(|file| selection.rules.iter().any(|it| includes(it.rule, *file))).collect();
    // If no rule needs the text of all notes, only comments next to findings matter.
    let needs_text = |file: &&usize| {
        !note_rules.is_empty() || judges_ignores || by_note.get(file).is_some_and(|findings| !findings.is_empty())
    };
    let read_notes: Vec<(usize, Vec<Finding>, Vec<Ignore>)> = notes
        .par_iter()
        .filter(needs_text)
        .filter_map(|file| {
            let text = read(&catalog.files[*file].path)?;
            let note = NoteText::new(*file, &catalog.files[*file], &text);
            let mut found = Vec::new();
            for (selected, run) in note_rules.iter().filter(|(it, _)| includes(it.rule, *file)) {
                let mut findings = Findings::new(selected.rule);
                run(&note, &mut findings);
                found.extend(findings.into_list().into_iter().map(|finding| with_severity(finding, selected)));
            }
            let ignores = ignores(&note);
            (!found.is_empty() || !ignores.is_empty()).then_some((*file, found, ignores))
        })
        .collect();
    let mut checked = Checked { notes: notes.len(), ..Checked::default() };
    for (file, found, ignores) in read_notes {
        let findings = by_note.entry(file).or_default();
        findings.extend(found);
        let ran = |rule: &Rule| selection.rules.iter().any(|it| it.rule == rule) && includes(rule, file);
        let unused = unused(file, &ignores, findings, &ran);
        let before = findings.len();
        findings.retain(|finding| !ignores.iter().any(|ignore| ignore.covers(finding)));
        checked.ignored += before - findings.len();
        let of_ignores = selection.rules.iter().find(|it| matches!(it.rule.scope, Scope::Ignores));
        if let Some(selected) = of_ignores.filter(|it| includes(it.rule, file)) {
            findings.extend(unused.into_iter().map(|finding| with_severity(finding, selected)));
        }
    }
    checked.findings = by_note.into_values().flatten().map(masked).collect();
    let place = |it: &Finding| (it.file, it.span.line, it.span.column, it.rule.id);
    checked
        .findings
        .sort_by(|left, right| place(left).cmp(&place(right)).then_with(|| left.message.cmp(&right.message)));
    checked
}

fn with_severity(finding: Finding, selected: &SelectedRule) -> Finding {
    Finding { severity: selected.severity.unwrap_or(finding.severity), ..finding }
}

/// Masks secrets that a finding quotes.
fn masked(finding: Finding) -> Finding {
    let text = |text: String| mask(&text).into_owned();
    Finding {
        message: text(finding.message),
        suggestion: finding.suggestion.map(text),
        subject: text(finding.subject),
        ..finding
    }
}
