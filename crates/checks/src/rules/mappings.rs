//! Mapping tables.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_records::{Integration, Mapping, MappingLevel, RecordField, SourceKind, UnreadKind};

use crate::context::Context;
use crate::note_text::NoteText;
use crate::rule::{Findings, Rule, Scope, Severity, quoted};

/// A target without a source.
pub static MP01: Rule = Rule {
    id: "MP01",
    name: "mapping-without-source",
    about: "A row of a mapping has a target but no source, and no rule, default or constant that says where the value comes from.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Name the source field, or write `generated` or `constant \"X\"`.",
    scope: Scope::Vault(without_source),
};

fn without_source(context: &Context, findings: &mut Findings) {
    for (file, row) in field_rows(context) {
        let Some(target) = row.target.as_deref().filter(|_| is_unexplained(row) && row.default.is_none()) else {
            continue;
        };
        findings.add(file, row.span, target, format!("nothing says where `{target}` comes from"));
    }
}

/// Whether a row has neither source nor words that say where the value comes from.
fn is_unexplained(row: &Mapping) -> bool {
    let is_blank = |text: Option<&str>| text.is_none_or(|text| !text.contains(char::is_alphanumeric));
    let says_nothing = is_blank(row.rule.as_deref()) && is_blank(row.notes.as_deref());
    row.source.is_none() && row.source_kind == SourceKind::None && row.via.is_none() && says_nothing
}

/// A mandatory target whose source may be absent.
pub static MP03: Rule = Rule {
    id: "MP03",
    name: "mandatory-without-value",
    about: "A mandatory field gets its value from a source that is optional or not named, without a default.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "State the default, or what happens if the source has no value.",
    scope: Scope::Vault(mandatory_without_value),
};

fn mandatory_without_value(context: &Context, findings: &mut Findings) {
    static OPTIONAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:optional|nullable|may be (?:empty|missing|null|blank)|can be (?:empty|missing|null|blank)|not always (?:filled|set|present))\b").expect("the pattern is valid")
    });
    static HANDLED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:default|otherwise|else|if (?:empty|missing|null|blank)|coalesce|fallback|reject|refuse|error)",
        )
        .expect("the pattern is valid")
    });
    for (file, row) in field_rows(context).filter(|(_, row)| row.mandatory == Some(true) && row.default.is_none()) {
        let Some(target) = row.target.as_deref() else { continue };
        let words = [row.rule.as_deref(), row.notes.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let is_optional = row.source.is_some() && OPTIONAL.is_match(&words) && !HANDLED.is_match(&words);
        if is_optional {
            findings.add(
                file,
                row.span,
                target,
                format!("`{target}` is mandatory, but its source is optional, and there is no default"),
            );
        }
    }
}

/// Returns the rows of field mappings that a note has itself, once each.
fn field_rows<'a>(context: &Context<'a>) -> impl Iterator<Item = (usize, &'a Mapping)> {
    let integrations = context.integrations().map(|(_, it)| (it.entry.file, it.entry.integration));
    let rows = integrations.flat_map(|(file, integration)| own_rows(integration).map(move |row| (file, row)));
    rows.filter(|(_, row)| row.level == MappingLevel::Field && row.is_written())
}

fn own_rows(integration: &Integration) -> impl Iterator<Item = &Mapping> {
    integration.mappings.iter().filter(|row| row.embedded_from.is_none())
}

/// A row with too few or too many cells.
pub static MP08: Rule = Rule {
    id: "MP08",
    name: "wrong-cell-count",
    about: "A row of a mapping table has more or fewer cells than the header, so that values are lost or in the wrong column.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Add or remove cells; write `\\|` for a bar within a cell, also in links.",
    scope: Scope::Note(cell_counts),
};

fn cell_counts(note: &NoteText, findings: &mut Findings) {
    let records = note.file.extraction.records.as_deref();
    let rows = records.into_iter().flat_map(|records| &records.integrations).flat_map(own_rows);
    let lines = note.lines();
    let text_of = |line: u32| &note.text[lines.line_range(line)];
    let is_row =
        |line: u32| line >= 1 && line <= lines.len() && text_of(line).contains('|') && !text_of(line).trim().is_empty();
    let mut checked_to = 0;
    let mut starts: Vec<u32> = rows.map(|row| row.span.line).filter(|line| is_row(*line)).collect();
    starts.sort_unstable();
    for row in starts {
        if row <= checked_to {
            continue;
        }
        let header = (1..row).rev().take_while(|line| is_row(*line)).last();
        checked_to = (row..=lines.len()).take_while(|line| is_row(*line)).last().unwrap_or(row);
        // The line below the header tells a table from text with bars.
        let Some(header) = header.filter(|header| is_delimiter_row(text_of(header + 1))) else { continue };
        let wanted = cells(text_of(header));
        for line in header + 2..=checked_to {
            let found = cells(text_of(line));
            if found != wanted {
                let range = lines.line_range(line);
                let text = text_of(line).trim();
                let start = range.start + (text.as_ptr() as usize - note.text[range].as_ptr() as usize);
                let message = format!("the row has {found} cells, but the header has {wanted}");
                findings.add(note.position, note.span(start..start + text.len()), text, message);
            }
        }
    }
}

fn is_delimiter_row(line: &str) -> bool {
    let is_of_row = |letter: char| matches!(letter, '|' | '-' | ':' | ' ' | '\t' | '>');
    line.contains("--") && line.chars().all(is_of_row)
}

/// Returns the number of cells of a row. A bar that is escaped separates nothing.
fn cells(line: &str) -> usize {
    let line = line.trim().trim_start_matches(['>', ' ']);
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|before| !before.ends_with('\\')).unwrap_or(line);
    let mut is_escaped = false;
    let bars = line.chars().filter(|letter| {
        let is_bar = *letter == '|' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        is_bar
    });
    bars.count() + 1
}

/// A table that was not understood.
pub static TB01: Rule = Rule {
    id: "TB01",
    name: "unread-table",
    about: "No column of a table below a heading about mappings, failures or changes was understood.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Rename its columns, or teach vaultdex their names in `[synonyms]` of `.vaultdex.toml`.",
    scope: Scope::Vault(unread_tables),
};

fn unread_tables(context: &Context, findings: &mut Findings) {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:field mapping|data mapping|mappings?|failure modes?|error handling|failures|change ?log|change history|revision history|modification history)\b").expect("the pattern is valid")
    });
    for file in context.notes() {
        let catalog = context.catalog();
        let note = &catalog.files[file];
        for unread in note.extraction.unread.iter().filter(|it| it.kind == UnreadKind::Table) {
            let heading = note.note.headings.iter().rfind(|heading| heading.span.start < unread.span.start);
            let Some(heading) = heading.filter(|heading| HEADING.is_match(&heading.text)) else { continue };
            let message =
                format!("no column of this table below \"{}\" was understood: {}", heading.text, quoted(&unread.text));
            findings.add(file, unread.span, &unread.text, message);
        }
    }
}

/// A target with two sources.
pub static MP02: Rule = Rule {
    id: "MP02",
    name: "target-mapped-twice",
    about: "Two rows of one table map different sources to the same target, and no rule or remark says when which applies.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Remove a row, or say in both when it applies.",
    scope: Scope::Vault(mapped_twice),
};

fn mapped_twice(context: &Context, findings: &mut Findings) {
    let mut known: HashMap<(usize, &str, &str, &str), &Mapping> = HashMap::new();
    for (file, row) in field_rows(context).filter(|(_, row)| row.source.is_some() && !row.is_reverse) {
        let is_blank = |text: Option<&str>| text.is_none_or(|text| !text.contains(char::is_alphanumeric));
        let Some(target) = row.target.as_deref() else { continue };
        let entity = row.target_entity.as_deref().unwrap_or_default();
        let first = *known.entry((file, row.place.as_str(), entity, target)).or_insert(row);
        let says_nothing = [first, row].iter().all(|it| is_blank(it.rule.as_deref()) && is_blank(it.notes.as_deref()));
        if first.span.line != row.span.line && first.source != row.source && says_nothing {
            let message = format!(
                "`{target}` already gets its value from `{}` on line {}",
                first.source.as_deref().unwrap_or_default(),
                first.span.line
            );
            findings.add(file, row.span, target, message);
        }
    }
}

/// Personal data without a classification.
pub static MP10: Rule = Rule {
    id: "MP10",
    name: "unclassified-personal-data",
    about: "A mapping has a field that looks like personal data, and the note classifies no data.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "State the classification of the data.",
    scope: Scope::Vault(unclassified_personal_data),
};

fn unclassified_personal_data(context: &Context, findings: &mut Findings) {
    static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[._\s-])(?:e?-?mail(?:_?address)?|phone(?:_?number)?|mobile|ssn|social_?security|dob|birth_?date|date_?of_?birth|iban|passport|tax_?id)$").expect("the pattern is valid")
    });
    for (_, connection) in context.integrations() {
        let integration = connection.entry.integration;
        if integration.get(RecordField::Classification).is_some() || !integration.data_classes.is_empty() {
            continue;
        }
        // `EmailAddress` has the words of `email_address`.
        let spaced = |name: &str| {
            let mut words = String::new();
            let mut was_small = false;
            for letter in name.chars() {
                if letter.is_uppercase() && was_small {
                    words.push('_');
                }
                was_small = letter.is_lowercase();
                words.push(letter);
            }
            words
        };
        let rows = own_rows(integration).filter(|row| row.level == MappingLevel::Field && row.is_written());
        let mut fields =
            rows.flat_map(|row| [&row.source, &row.target].into_iter().flatten().map(move |field| (row, field)));
        if let Some((row, field)) = fields.find(|(_, field)| PERSONAL.is_match(&spaced(field))) {
            let message = format!("`{field}` looks like personal data, and the note classifies no data");
            findings.add(connection.entry.file, row.span, field.as_str(), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn note(rows: &str) -> String {
        format!(
            "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\n---\n# Feed\n\n## Field Mapping\n\n\
             | Source Field | Target Field | Transformation Rule | Default Value | Mandatory | Notes |\n|---|---|---|---|---|---|\n\
             | Account.Id | CUST_NO | | | Y | |\n{rows}\n"
        )
    }

    #[test]
    fn targets_have_a_source() {
        check_rule(
            "MP01",
            &note("| | CUST_NAME | | | N | |"),
            &["A.md:14:1 error nothing says where `CUST_NAME` comes from"],
        );
        check_clean("MP01", &note("| Account.Name | CUST_NAME | | | N | |"));
        check_clean("MP01", &note("| *generated* | CUST_NAME | | | N | |"));
        check_clean("MP01", &note("| | CUST_NAME | always \"Shop\" | | N | |"));
        check_clean("MP01", &note("| | CUST_NAME | | Shop | N | |"));
        check_clean("MP01", &note("| - | CUST_NAME | | | N | set by the database |"));
        check_clean("MP01", &note("| [source_field] | [target_field] | [rule] | [default] | [Y/N] | |"));
    }

    #[test]
    fn mandatory_fields_have_a_value() {
        let message = "A.md:14:1 warning `MAIL` is mandatory, but its source is optional, and there is no default";
        check_rule("MP03", &note("| Account.Email | MAIL | | | Y | optional in the CRM |"), &[message]);
        check_clean("MP03", &note("| Account.Email | MAIL | | none | N | optional in the CRM |"));
        check_clean("MP03", &note("| Account.Email | MAIL | | n@x.example | Y | optional in the CRM |"));
        check_clean("MP03", &note("| Account.Email | MAIL | if empty, the contact's | | Y | optional in the CRM |"));
        check_clean("MP03", &note("| Account.Email | MAIL | | | Y | |"));
    }

    #[test]
    fn rows_have_as_many_cells_as_the_header() {
        let message = |found: u32| format!("A.md:14:1 warning the row has {found} cells, but the header has 6");
        check_rule("MP08", &note("| Name | NAME | | | N | [[Codes|the codes]] |"), &[&message(7)]);
        check_rule("MP08", &note("| Name | NAME |"), &[&message(2)]);
        check_clean("MP08", &note("| Name | NAME | | | N | [[Codes\\|the codes]] |"));
        check_clean("MP08", &note("Name | NAME | a | b | N | c"));
        check_clean("MP08", &note("\n| Name | NAME |"));
    }

    #[test]
    fn tables_of_mappings_are_understood() {
        let table = |heading: &str, header: &str| {
            note(&format!("\n## {heading}\n\n{header}\n|---|---|---|\n| kunnr | id | x |\n| name1 | name | y |"))
        };
        check_rule(
            "TB01",
            &table("Failure modes", "| Haben | Sollen | Rest |"),
            &[
                "A.md:17:1 warning no column of this table below \"Failure modes\" was understood: `Haben | Sollen | Rest`",
            ],
        );
        check_clean("TB01", &table("Failure modes", "| Failure | Cause | Recovery |"));
        check_clean("TB01", &table("Glossary", "| Haben | Sollen | Rest |"));
    }

    #[test]
    fn targets_are_mapped_once() {
        let message = "A.md:14:1 warning `CUST_NO` already gets its value from `Account.Id` on line 13";
        check_rule("MP02", &note("| Account.Number | CUST_NO | | | Y | |"), &[message]);
        check_clean("MP02", &note("| Account.Number | CUST_NO | if there is no ID | | Y | |"));
        check_clean("MP02", &note("| Account.Number | CUST_NUMBER | | | Y | |"));
    }

    #[test]
    fn personal_data_is_classified() {
        let row = "| Account.EmailAddress | MAIL | | | N | |";
        let message =
            "A.md:14:1 warning `Account.EmailAddress` looks like personal data, and the note classifies no data";
        check_rule("MP10", &note(row), &[message]);
        check_clean("MP10", &note(row).replace("target: ERP", "target: ERP\ndata_classification: confidential"));
        check_clean("MP10", &note("| Account.EmailOptOut | OPT | | | N | |"));
    }
}
