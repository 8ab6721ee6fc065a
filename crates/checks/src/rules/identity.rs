//! IDs of integrations.

use std::collections::BTreeMap;

use vaultdex_notes::{Span, text};
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_records::RecordField;

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity};

/// Two integrations with one ID.
pub static ID01: Rule = Rule {
    id: "ID01",
    name: "duplicate-id",
    about: "Two notes record different integrations under the same ID.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Give one of the integrations an ID of its own.",
    scope: Scope::Vault(duplicate_ids),
};

fn duplicate_ids(context: &Context, findings: &mut Findings) {
    let mut by_id: BTreeMap<String, Vec<&CatalogueEntry>> = BTreeMap::new();
    for (_, connection) in context.integrations() {
        // The number of a row identifies nothing outside of its list.
        let id = connection.entry.integration.text(RecordField::Id).filter(|id| is_identifying(id));
        if let Some(id) = id {
            by_id.entry(text::link_key(id.trim())).or_default().push(&connection.entry);
        }
    }
    for entries in by_id.values() {
        for entry in entries {
            // Two lists may number their rows alike.
            let clashes =
                |other: &&&CatalogueEntry| other.file != entry.file && !(other.is_listed() && entry.is_listed());
            let Some(other) = entries.iter().find(clashes) else { continue };
            let id = entry.integration.text(RecordField::Id).unwrap_or_default();
            let (path, line) =
                (context.catalog().path(other.file), place_of(other.integration, RecordField::Id).line.max(1));
            let message = format!("`{id}` is also the ID of the integration at `{path}:{line}`");
            findings.add(entry.file, place_of(entry.integration, RecordField::Id), id, message);
        }
    }
}

/// Whether an ID is more than a number.
fn is_identifying(id: &str) -> bool {
    id.contains(char::is_alphabetic) && id.contains(|letter: char| letter.is_ascii_digit()) && id.chars().count() >= 4
}

/// Two IDs in one note.
pub static ID03: Rule = Rule {
    id: "ID03",
    name: "contradicting-ids",
    about: "A note states two different IDs for its integration, such as `Integration ID` and `Document ID`.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Correct the wrong one; it is often left over from the note that was copied.",
    scope: Scope::Vault(contradicting_ids),
};

fn contradicting_ids(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let integration = connection.entry.integration;
        let ids = || integration.values.iter().filter(|(field, _)| *field == RecordField::Id).map(|(_, value)| value);
        let Some(first) = integration.get(RecordField::Id) else { continue };
        let Some(used) = first.text() else { continue };
        for other in ids() {
            // An ID of another kind, such as that of a ticket or of the note, contradicts nothing.
            let Some(id) = other.text().filter(|id| prefix(id) == prefix(used) && !is_same(id, used)) else { continue };
            let message = format!("the ID is `{id}` here, but `{used}` on line {}", first.span.line.max(1));
            findings.add(connection.entry.file, other.span, format!("{used} {id}"), message);
        }
    }
}

fn is_same(left: &str, right: &str) -> bool {
    text::link_key(left.trim()) == text::link_key(right.trim())
}

/// Returns the letters with which an ID begins; `None` if there are none.
fn prefix(id: &str) -> Option<String> {
    let letters: String = id.trim().chars().take_while(|letter| letter.is_alphabetic()).collect();
    (!letters.is_empty()).then(|| letters.to_uppercase())
}

/// An ID in the name that is not that of the record.
pub static ID06: Rule = Rule {
    id: "ID06",
    name: "id-in-name-differs",
    about: "The file name or title of a note has another ID than its record.",
    severity: Severity::Info,
    on_by_default: true,
    how_to_mend: "Rename the note, or correct the ID.",
    scope: Scope::Vault(ids_in_names),
};

fn ids_in_names(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations().filter(|(_, it)| !it.entry.is_listed()) {
        let Some(id) = connection.entry.integration.get(RecordField::Id) else { continue };
        let Some(used) = id.text() else { continue };
        let file = &context.catalog().files[connection.entry.file];
        let title = file.note.title.as_deref().map(|title| ("the title", title));
        let names = [Some(("the file name", file.path.stem())), title];
        let differing = names.into_iter().flatten().find_map(|(what, name)| {
            let others = name.split(|letter: char| letter.is_whitespace() || "()[],:".contains(letter));
            // `INT-2024-003_Orders`
            let others = others.filter_map(|word| word.split('_').next());
            let mut ids = others.filter(|word| has_form_of(word, used));
            let first = ids.next()?;
            (!is_same(first, used) && !ids.any(|id| is_same(id, used))).then_some((what, first))
        });
        if let Some((what, other)) = differing {
            let message = format!("the ID is `{used}`, but {what} has `{other}`");
            let span = if id.span.line == 0 { Span::default() } else { id.span };
            findings.add(connection.entry.file, span, format!("{used} {other}"), message);
        }
    }
}

/// Whether a word has the form of an ID: the same letters, and digits and hyphens after them.
fn has_form_of(word: &str, id: &str) -> bool {
    let (Some(wanted), Some(found)) = (prefix(id), prefix(word)) else { return false };
    let groups = |text: &str| text.split('-').count();
    let rest = word.trim().trim_start_matches(char::is_alphabetic);
    found == wanted
        && groups(word) == groups(id)
        && groups(word) > 1
        && rest.chars().all(|letter| letter.is_ascii_digit() || letter == '-')
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn record(id: &str, rest: &str) -> String {
        format!("# Feed\n\n## Integration Overview\n**Integration ID**: {id}\n**Status**: Production\n{rest}")
    }

    #[test]
    fn one_id_identifies_one_integration() {
        let vault = |one: &str, two: &str| format!("//- A.md\n{}\n//- B.md\n{}", record(one, ""), record(two, ""));
        check_rule(
            "ID01",
            &vault("INT-2024-001", "int-2024-001"),
            &[
                "A.md:4:21 error `INT-2024-001` is also the ID of the integration at `B.md:4`",
                "B.md:4:21 error `INT-2024-001` is also the ID of the integration at `A.md:4`",
            ],
        );
        check_clean("ID01", &vault("INT-2024-001", "INT-2024-002"));
        check_clean("ID01", &vault("[INT-YYYY-XXX]", "[INT-YYYY-XXX]"));
        let list = |path: &str, from: &str| {
            format!(
                "//- {path}\n# Interfaces\n\n| ID | Interface | Source | Target |\n|---|---|---|---|\n| IF-001 | {from} data | {from} | ERP |\n"
            )
        };
        check_clean("ID01", &(list("A.md", "Shop") + &list("B.md", "CRM")));
    }

    #[test]
    fn ids_of_one_note_agree() {
        let vault = |other: &str| {
            format!("//- A.md\n{}", record("INT-2024-001", &format!("\n---\n**Metadata**\n- Document ID: {other}\n")))
        };
        check_rule(
            "ID03",
            &vault("INT-2024-009"),
            &["A.md:9:16 error the ID is `INT-2024-009` here, but `INT-2024-001` on line 4"],
        );
        check_clean("ID03", &vault("INT-2024-001"));
        check_clean("ID03", &vault("[INT-YYYY-XXX]"));
        check_clean("ID03", &vault("DOC-17"));
    }

    #[test]
    fn ids_in_names_are_those_of_the_record() {
        let vault = |name: &str| format!("//- {name}.md\n{}", record("INT-2024-001", ""));
        check_rule(
            "ID06",
            &vault("INT-2024-007 Feed"),
            &["INT-2024-007 Feed.md:4:21 info the ID is `INT-2024-001`, but the file name has `INT-2024-007`"],
        );
        check_clean("ID06", &vault("INT-2024-001 Feed"));
        check_clean("ID06", &vault("INT-2024-001 replaces INT-2020-004"));
        check_clean("ID06", &vault("int-2024-001_feed"));
        check_clean("ID06", &vault("Feed 2024-001"));
        // In capital letters, `ı` has fewer bytes.
        check_clean("ID06", &vault("Bağlantı"));
    }
}
