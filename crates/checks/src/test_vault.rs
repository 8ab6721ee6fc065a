//! A vault for tests of rules.

use jiff::civil::date;
use vaultdex_notes::{Note, VaultPath, parse};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::enrich;
use vaultdex_query::landscape::graph::Landscape;
use vaultdex_query::landscape::questions::Questions;
use vaultdex_records::{Synonyms, extract};

use crate::check::{Checked, SelectedRule, Selection, check};
use crate::shelf::rule_called;

/// Splits a text in which each file follows a line `//- path`.
fn files(text: &str) -> Vec<(VaultPath, String)> {
    let parts = text.split("//- ").skip(1);
    let file = |part: &str| part.split_once('\n').map(|(path, text)| (VaultPath::new(path), text.to_owned()));
    parts.filter_map(file).collect()
}

fn catalog(files: &[(VaultPath, String)]) -> Catalog {
    let synonyms = Synonyms::default();
    let file = |(path, text): &(VaultPath, String)| {
        let note = match path.extension() {
            "md" => parse::note(text),
            _ => Note::default(),
        };
        let extraction = extract(text, &note, path, &synonyms);
        File { extraction, ..File::new(path.clone(), note) }
    };
    let mut files: Vec<File> = files.iter().map(file).collect();
    enrich::apply_declared_formats(&mut files);
    let mut catalog = Catalog::new(files);
    enrich::complete_records(&mut catalog, &synonyms);
    enrich::judge_systems(&mut catalog, None);
    catalog
}

/// Runs rules on a vault on 15 June 2026.
pub fn checked(rules: &[&str], text: &str) -> (Catalog, Checked) {
    let files = files(text);
    let catalog = catalog(&files);
    let systems = Systems::new(&catalog);
    let landscape = Landscape::new(&catalog, &systems);
    let text_of = |path: &VaultPath| files.iter().find(|(it, _)| it == path).map(|(_, text)| text.clone());
    let read_note = |path: &VaultPath| text_of(path).map(|text| (text.clone(), parse::note(&text)));
    let questions = Questions::new(&landscape, &read_note, date(2026, 6, 15));
    let rules =
        rules.iter().map(|it| SelectedRule { rule: rule_called(it).expect("a rule"), severity: None }).collect();
    let result = check(&questions, &text_of, &Selection { rules, includes: &|_, _| true });
    (catalog, result)
}

/// Returns `PATH:LINE:COLUMN SEVERITY MESSAGE` of each finding, followed by ` => SUGGESTION` if there is one.
pub fn found(rules: &[&str], text: &str) -> Vec<String> {
    let (catalog, checked) = checked(rules, text);
    let line = |it: &crate::rule::Finding| {
        let suggestion = it.suggestion.as_ref().map(|it| format!(" => {it}")).unwrap_or_default();
        let (path, span, severity) = (catalog.path(it.file), it.span, it.severity.name());
        format!("{path}:{}:{} {severity} {}{suggestion}", span.line, span.column, it.message)
    };
    checked.findings.iter().map(line).collect()
}

/// Checks what a rule finds in a vault.
#[track_caller]
pub fn check_rule(rule: &str, text: &str, expected: &[&str]) {
    assert_eq!(found(&[rule], text), expected, "{rule} in {text}");
}

/// Checks that a rule finds nothing in a vault.
#[track_caller]
pub fn check_clean(rule: &str, text: &str) {
    check_rule(rule, text, &[]);
}
