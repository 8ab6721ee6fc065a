//! Runs rules on a vault.

use std::collections::BTreeMap;

use rayon::prelude::*;
use vaultdex_notes::VaultPath;
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::landscape::questions::Questions;

use crate::context::{Context, Includes, is_template};
use crate::ignores::{Ignore, ignores, unused};
use crate::note_text::NoteText;
use crate::rule::{Finding, Findings, Rule, Scope, Severity};
use crate::secrets::Mask;

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
    /// Which findings are reported.
    pub includes: &'a Includes<'a>,
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

impl Selection<'_> {
    /// Whether a rule runs, and its findings in a note are reported.
    fn runs(&self, rule: &Rule, path: &str) -> bool {
        self.rules.iter().any(|it| it.rule == rule) && (self.includes)(rule.id, path)
    }

    /// Whether a rule is selected for which all notes are read.
    fn needs_text(&self) -> bool {
        self.rules.iter().any(|it| !matches!(it.rule.scope, Scope::Vault(_)))
    }
}

/// What was found in the text of a note.
struct Read {
    file: usize,
    findings: Vec<Finding>,
    ignores: Vec<Ignore>,
    mask: Mask,
}

/// Runs the selected rules on a vault.
pub fn check(questions: &Questions, read: &ReadText, selection: &Selection) -> Checked {
    let context = Context::new(questions, selection.includes);
    let catalog = context.catalog();
    let is_checked =
        |file: &usize| selection.rules.iter().any(|it| (selection.includes)(it.rule.id, catalog.path(*file)));
    let notes: Vec<usize> = context.notes().filter(is_checked).collect();
    let mut by_note = check_vault(&context, selection);
    // If no rule needs the text of all notes, only comments next to findings matter.
    let is_read = |file: &&usize| selection.needs_text() || by_note.contains_key(file);
    let of_notes = notes.par_iter().filter(is_read).filter_map(|file| {
        let (note, has_findings) = (&catalog.files[*file], by_note.contains_key(file));
        read_note(*file, note, has_findings, read, selection)
    });
    let of_notes: Vec<Read> = of_notes.collect();
    let mut checked = Checked { notes: notes.len(), ..Checked::default() };
    for note in of_notes {
        let findings = by_note.entry(note.file).or_default();
        checked.ignored += settle(note, findings, catalog, selection);
    }
    checked.findings = by_note.into_values().flatten().collect();
    let place = |it: &Finding| (it.file, it.span.line, it.span.column, it.rule.id);
    checked
        .findings
        .sort_by(|left, right| place(left).cmp(&place(right)).then_with(|| left.message.cmp(&right.message)));
    checked
}

/// Runs the rules that look at the whole vault. Returns what they found, by note.
fn check_vault(context: &Context, selection: &Selection) -> BTreeMap<usize, Vec<Finding>> {
    let catalog = context.catalog();
    let mut by_note: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for selected in &selection.rules {
        let Scope::Vault(run) = selected.rule.scope else { continue };
        let mut findings = Findings::new(selected.rule);
        run(context, &mut findings);
        for finding in findings.into_list() {
            // A template is no place for findings, and nobody sees an excluded note.
            let is_hidden = catalog.files[finding.file].excluded || is_template(catalog, finding.file);
            if !is_hidden && (selection.includes)(selected.rule.id, catalog.path(finding.file)) {
                by_note.entry(finding.file).or_default().push(with_severity(finding, selected));
            }
        }
    }
    by_note
}

/// Runs the rules that look at the text of a note. Returns `None` if there is nothing to say about it.
fn read_note(position: usize, file: &File, has_findings: bool, read: &ReadText, selection: &Selection) -> Option<Read> {
    let text = read(&file.path).unwrap_or_default();
    let note = NoteText::new(position, file, &text);
    let mut findings = Vec::new();
    for selected in &selection.rules {
        let Scope::Note(run) = selected.rule.scope else { continue };
        if (selection.includes)(selected.rule.id, file.path.as_str()) {
            let mut found = Findings::new(selected.rule);
            run(&note, &mut found);
            findings.extend(found.into_list().into_iter().map(|finding| with_severity(finding, selected)));
        }
    }
    let ignores = ignores(&note);
    let has_findings = has_findings || !findings.is_empty();
    let mask = if has_findings { Mask::of(&text) } else { Mask::default() };
    (has_findings || !ignores.is_empty()).then_some(Read { file: position, findings, ignores, mask })
}

/// Adds what was found in the text of a note, leaves out what its comments ignore, and masks its secrets. Returns the
/// number of findings that are ignored.
fn settle(note: Read, findings: &mut Vec<Finding>, catalog: &Catalog, selection: &Selection) -> usize {
    let Read { file, findings: of_text, ignores, mask } = note;
    findings.extend(of_text);
    let ran = |rule: &Rule| selection.runs(rule, catalog.path(file));
    let unused = unused(file, &ignores, findings, &ran);
    let before = findings.len();
    findings.retain(|finding| !ignores.iter().any(|ignore| ignore.covers(finding)));
    let ignored = before - findings.len();
    let of_ignores = selection.rules.iter().find(|it| matches!(it.rule.scope, Scope::Ignores));
    if let Some(selected) = of_ignores.filter(|it| ran(it.rule)) {
        findings.extend(unused.into_iter().map(|finding| with_severity(finding, selected)));
    }
    findings.iter_mut().for_each(|finding| mask_finding(finding, &mask));
    ignored
}

fn with_severity(finding: Finding, selected: &SelectedRule) -> Finding {
    Finding { severity: selected.severity.unwrap_or(finding.severity), ..finding }
}

/// Masks secrets that a finding quotes.
fn mask_finding(finding: &mut Finding, mask: &Mask) {
    finding.message = mask.text(&finding.message);
    finding.subject = mask.text(&finding.subject);
    finding.suggestion = finding.suggestion.as_deref().map(|text| mask.text(text));
}
