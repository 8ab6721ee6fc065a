//! What a template left to be filled in, in notes that somebody began to fill in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::{LinkKind, NonProseKind};
use vaultdex_query::catalogue::entry::CatalogueEntry;
use vaultdex_records::{Extracted, Integration, RecordField, Role, State};

use crate::context::Context;
use crate::note_text::NoteText;
use crate::rule::{Findings, Rule, Scope, Severity, quoted};

/// A placeholder in a field.
pub static PH01: Rule = Rule {
    id: "PH01",
    name: "placeholder-value",
    about: "A field of an integration still has the placeholder of the template; an error if the integration is active or \
            deprecated and the field is its name, source, target, owner or status.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Fill the field in, or write `n/a`.",
    scope: Scope::Vault(placeholder_values),
};

fn placeholder_values(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations().filter(|(_, it)| is_begun(&it.entry)) {
        let is_live = matches!(connection.status(), Some("active" | "deprecated"));
        for (name, value, is_essential) in open_fields(connection.entry.integration) {
            // A list of options is PH08, and a link is PH04.
            if is_option_list(value) || value.raw.starts_with("[[") {
                continue;
            }
            let message = format!("the {name} is still a placeholder, {}", quoted(&value.raw));
            let finding = findings.add(connection.entry.file, value.span, name, message);
            if is_live && is_essential {
                finding.severity(Severity::Error);
            }
        }
    }
}

/// Whether somebody began to fill in a record: a field is filled in that every template leaves open.
fn is_begun(entry: &CatalogueEntry) -> bool {
    let integration = entry.integration;
    let is_filled = |value: &Extracted| value.state == State::Filled && value.span.line > 0 && value.place != "title";
    let fields =
        integration.values.iter().filter(|(field, _)| *field != RecordField::Direction).map(|(_, value)| value);
    let people = integration.people.iter().map(|it| &it.name);
    fields.chain(integration.participations().map(|it| &it.name)).chain(people).any(is_filled)
}

/// Returns the fields for which a record has nothing but a placeholder: what the field is called, its value, and whether
/// a reader cannot do without it.
fn open_fields(integration: &Integration) -> Vec<(&'static str, &Extracted, bool)> {
    let is_open = |value: &Extracted| value.state == State::Placeholder;
    let mut open = Vec::new();
    for (field, value) in integration.values.iter().filter(|(_, value)| is_open(value)) {
        let name = match field {
            RecordField::Name => "name",
            RecordField::Id => "ID",
            RecordField::Status => "status",
            RecordField::Direction => "direction",
            RecordField::Priority => "priority",
            RecordField::Frequency => "frequency",
            RecordField::Classification => "classification",
            RecordField::NextReview => "date of the next review",
            RecordField::GoLive => "date of the go-live",
            RecordField::LastTested => "date of the last test",
            _ => continue,
        };
        if integration.get(*field).is_none() {
            open.push((name, value, matches!(field, RecordField::Name | RecordField::Status)));
        }
    }
    for (role, name) in [(Role::Source, "source"), (Role::Target, "target")] {
        let mut placeholders = integration.systems.iter().filter(|it| it.role == role && is_open(&it.name));
        if let Some(value) = placeholders.next().filter(|_| integration.in_role(role).next().is_none()) {
            open.push((name, &value.name, true));
        }
    }
    let mut owners = integration.people.iter().filter(|it| it.role == "owner" && is_open(&it.name));
    if let Some(owner) = owners.next().filter(|_| integration.owner().is_none()) {
        open.push(("owner", &owner.name, true));
    }
    let mut known = BTreeSet::new();
    open.retain(|(name, ..)| known.insert(*name));
    open
}

/// Whether a placeholder is a list of options: `[High/Medium/Low]`.
fn is_option_list(value: &Extracted) -> bool {
    let inside = value.raw.trim_matches(['[', ']', ' ', '`', '*']);
    let mut options = inside.split(['/', '|']);
    let is_option = |option: &str| option.trim().len() > 1 && option.trim().len() <= 24;
    value.state == State::Placeholder && inside.contains(['/', '|']) && options.all(is_option)
}

/// An option list without a choice.
pub static PH08: Rule = Rule {
    id: "PH08",
    name: "unpicked-option",
    about: "The status, direction, priority or classification is still the list of all options.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Keep the option that applies.",
    scope: Scope::Vault(unpicked_options),
};

fn unpicked_options(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations().filter(|(_, it)| is_begun(&it.entry)) {
        for (name, value, _) in open_fields(connection.entry.integration) {
            let is_choice = matches!(name, "status" | "direction" | "priority" | "classification" | "frequency");
            if is_choice && is_option_list(value) {
                let message = format!("the {name} is still the list of options, {}", quoted(&value.raw));
                findings.add(connection.entry.file, value.span, name, message);
            }
        }
    }
}

/// A tag of a template engine.
pub static PH03: Rule = Rule {
    id: "PH03",
    name: "template-tag",
    about: "A note that is no template has a tag of Templater or of Obsidian's templates, such as `<% tp.date.now() %>` or `{{date}}`.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Replace the tag by its value; the note was made without running the template.",
    scope: Scope::Note(template_tags),
};

fn template_tags(note: &NoteText, findings: &mut Findings) {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<%[-_*+~]?\s*(?:tp\.|await\b|const\b|let\b)[^\n]*?%>|\{\{(?:title|date|time)(?::[^}\n]*)?\}\}")
            .expect("the pattern is valid")
    });
    if !note.text.contains("<%") && !note.text.contains("{{") {
        return;
    }
    for tag in TAG.find_iter(note.text) {
        if note.is_in(NonProseKind::Code, tag.start()) {
            continue;
        }
        let message = format!("the tag {} of a template was not replaced", quoted(tag.as_str()));
        findings.add(note.position, note.span(tag.range()), tag.as_str(), message);
    }
}

/// Links of the template.
pub static PH04: Rule = Rule {
    id: "PH04",
    name: "placeholder-link",
    about: "A note still has links of its template that lead nowhere, such as `[[runbook]]`; reported once for each note.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Link to the notes that are meant, or remove the lines.",
    scope: Scope::Vault(placeholder_links),
};

fn placeholder_links(context: &Context, findings: &mut Findings) {
    for file in context.notes().filter(|file| context.is_record(*file)) {
        let links = context.unfilled_links(file);
        let Some(first) = links.first() else { continue };
        let mut names: Vec<String> = Vec::new();
        for name in links.iter().map(|link| format!("`[[{}]]`", link.linkpath())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(4);
        let shown = names[..names.len() - more].join(", ");
        let message = match (names.len(), more) {
            (1, _) => format!("{shown} is a link of the template that leads nowhere"),
            (_, 0) => format!("{shown} are links of the template that lead nowhere"),
            _ => format!("{shown} and {more} more are links of the template that lead nowhere"),
        };
        findings.add(file, first.span, "links of the template", message);
    }
}

/// A link without a destination.
pub static PH05: Rule = Rule {
    id: "PH05",
    name: "dummy-link",
    about: "A link leads to `link`, `url` or `#`, which a template left to be filled in.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write the address, or remove the link.",
    scope: Scope::Vault(dummy_links),
};

/// Destinations that stand for one.
const DUMMIES: &[&str] = &["link", "url", "#", "link here", "insert link", "path", "tbd", "todo", "xxx", "..."];

/// Whether the target of a link stands for one.
pub fn is_dummy(target: &str) -> bool {
    DUMMIES.iter().any(|dummy| target.trim().eq_ignore_ascii_case(dummy))
}

fn dummy_links(context: &Context, findings: &mut Findings) {
    for file in context.notes() {
        for (link, destination) in context.catalog().links(file) {
            let is_inner = destination == Some(file) && &*link.target == "#";
            if link.kind == LinkKind::Markdown && (destination.is_none() || is_inner) && is_dummy(&link.target) {
                let message =
                    format!("the link `{}` leads nowhere: its destination is still `{}`", link.display(), link.target);
                findings.add(file, link.span, link.display(), message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn record(status: &str, source: &str, rest: &str) -> String {
        format!(
            "//- A.md\n# Feed\n\n## Integration Overview\n**Integration ID**: INT-2024-001\n**Status**: {status}\n\n\
             ## Integration Architecture\n### Components\n1. Source System(s)\n   - Name: {source}\n2. Target System(s)\n   \
             - Name: [[ERP]]\n{rest}//- ERP.md\n---\ntype: system\n---\n# ERP\n"
        )
    }

    #[test]
    fn fields_are_filled_in() {
        let source = "A.md:10:12 error the source is still a placeholder, `[Name]`";
        check_rule("PH01", &record("Production", "[Name]", ""), &[source]);
        check_rule(
            "PH01",
            &record("Planned", "TBD", ""),
            &["A.md:10:12 warning the source is still a placeholder, `TBD`"],
        );
        check_clean("PH01", &record("Production", "[[CRM]]", ""));
        check_clean("PH01", &record("Production", "n/a", ""));
    }

    #[test]
    fn options_are_picked() {
        let vault = record("[Planning/Development/Production/Deprecated]", "[[CRM]]", "");
        let message =
            "A.md:5:13 warning the status is still the list of options, `[Planning/Development/Production/Deprecated]`";
        check_rule("PH08", &vault, &[message]);
        check_clean("PH01", &vault);
        check_clean("PH08", &record("Production", "[[CRM]]", ""));
    }

    #[test]
    fn tags_of_templates_are_replaced() {
        let check = |text: &str, expected: &[&str]| check_rule("PH03", &format!("//- A.md\n{text}\n"), expected);
        let tag = "A.md:1:12 warning the tag `<% tp.date.now(\"YYYY-MM-DD\") %>` of a template was not replaced";
        check("- Created: <% tp.date.now(\"YYYY-MM-DD\") %>", &[tag]);
        check("date: {{date:YYYY}}", &["A.md:1:7 warning the tag `{{date:YYYY}}` of a template was not replaced"]);
        check("`<% tp.date.now() %>` and\n```\n{{title}}\n```\n", &[]);
        check("{{ .Values.name }} and {{.Title}} and <%= name %>", &[]);
        check("- Created: 2026-01-02", &[]);
        check_clean("PH03", "//- Templates/A.md\n# {{title}}\n");
    }

    #[test]
    fn links_of_the_template_are_replaced() {
        let rest = "\n## Documentation\n### Technical Documentation\n1. Operational Documents\n   - Runbook: [[runbook]]\n   - Known Issues: [[known_issues]]\n";
        let message =
            "A.md:17:15 warning `[[runbook]]`, `[[known_issues]]` are links of the template that lead nowhere";
        check_rule("PH04", &record("Production", "[[CRM]]", rest), &[message]);
        check_clean(
            "PH04",
            &record(
                "Production",
                "[[CRM]]",
                &rest.replace("[[runbook]]", "[[Restart]]").replace("[[known_issues]]", "n/a"),
            ),
        );
        check_clean("PH04", "//- A.md\nSee [[runbook]].\n");
    }

    #[test]
    fn links_have_a_destination() {
        check_rule(
            "PH05",
            "//- A.md\n[Design](link)\n",
            &["A.md:1:1 warning the link `Design` leads nowhere: its destination is still `link`"],
        );
        check_clean("PH05", "//- A.md\n[Design](design.md) [Top](#top) `[x](link)`\n");
        check_clean("PH05", "//- A.md\n[Design](link)\n//- link.md\n");
    }
}
