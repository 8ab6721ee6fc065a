//! Between which systems an integration carries data.

use std::collections::BTreeSet;

use vaultdex_query::catalogue::disagreements::disagreements;
use vaultdex_query::landscape::graph::Connection;
use vaultdex_records::normalize::system_key;
use vaultdex_records::{Extracted, Integration, Origin, Participation, RecordField, Role, Shape, State, arrow_route};

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity, quoted};

/// A side that is not known.
pub static SY01: Rule = Rule {
    id: "SY01",
    name: "missing-side",
    about: "An integration is active or in testing, and its source or target is not known.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Name the system that sends, and the one that receives.",
    scope: Scope::Vault(missing_sides),
};

fn missing_sides(context: &Context, findings: &mut Findings) {
    let has_side = |it: &Connection| !it.participants.sources.is_empty() || !it.participants.targets.is_empty();
    // A list that names no side at all has no room for them.
    let with_sides: BTreeSet<usize> =
        context.integrations().filter(|(_, it)| has_side(it)).map(|(_, it)| it.entry.file).collect();
    for (position, connection) in context.integrations() {
        let entry = &connection.entry;
        if entry.is_listed()
            && (!with_sides.contains(&entry.file) || arrow_route(&entry.name(context.catalog())).is_some())
        {
            continue;
        }
        let Some(status @ ("active" | "testing")) = connection.status() else { continue };
        let integration = connection.entry.integration;
        let participants = &connection.participants;
        let is_guessed = |role: Role| integration.in_role(role).any(Participation::is_suspect);
        let has_source = !participants.sources.is_empty() || is_guessed(Role::Source);
        let has_target = !participants.targets.is_empty() || is_guessed(Role::Target);
        let missing = match (has_source, has_target) {
            // Partners without direction are named, and one may be the partner of the system that the vault is about.
            (false, false) if !participants.parties.is_empty() => continue,
            (false, false) => "source and target",
            (false, true) => "source",
            (true, false) => "target",
            (true, true) => continue,
        };
        // A name that the record leaves open is no name, but the system whose page it is may be the other side.
        let is_one_sided = participants.parties.len() == 1 && (has_source || has_target);
        if is_one_sided || integration.own_role.is_some() || !context.landscape().edges_of(position).is_empty() {
            continue;
        }
        let name = context.label(position);
        let message = format!(
            "`{name}` is {status}, and its {missing} {} not known",
            if missing.len() > 6 { "are" } else { "is" }
        );
        findings.add(
            connection.entry.file,
            place_of(integration, RecordField::Status),
            format!("{name} {missing}"),
            message,
        );
    }
}

/// A system that sends to itself.
pub static SY02: Rule = Rule {
    id: "SY02",
    name: "same-source-and-target",
    about: "The source and the target of an integration are the same system.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the side that is wrong, or name the parts of the system.",
    scope: Scope::Vault(same_sides),
};

fn same_sides(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let participants = &connection.participants;
        if participants.sources.len() != 1 || participants.sources != participants.targets {
            continue;
        }
        let integration = connection.entry.integration;
        let stated = |role: Role| integration.in_role(role).find(|it| it.origin == Origin::Stated);
        let (Some(source), Some(target)) = (stated(Role::Source), stated(Role::Target)) else { continue };
        let name = target.name.text().unwrap_or_default();
        let message = format!("`{name}` is both the source (line {}) and the target", source.name.span.line.max(1));
        findings.add(connection.entry.file, target.name.span, name, message);
    }
}

/// An end of a flow that the note does not list.
pub static SY06: Rule = Rule {
    id: "SY06",
    name: "unlisted-flow-end",
    about: "A flow of a blueprint begins or ends at a system that the blueprint does not list.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Add the system below \"Integrated Systems\", or correct the flow.",
    scope: Scope::Vault(unlisted_flow_ends),
};

fn unlisted_flow_ends(context: &Context, findings: &mut Findings) {
    let blueprints = context.integrations().filter(|(_, it)| it.entry.records.shape == Shape::Blueprint);
    for (_, connection) in blueprints {
        let (integration, file) = (connection.entry.integration, connection.entry.file);
        let system = |value: &Extracted| context.systems().system_of(context.catalog(), file, value);
        let of_list =
            integration.systems.iter().filter(|it| it.name.place.to_lowercase().starts_with("integrated systems"));
        let (named, open): (Vec<_>, Vec<_>) = of_list.partition(|it| it.name.text().is_some());
        // A list that is not filled in yet says nothing.
        if named.is_empty() || !open.is_empty() {
            continue;
        }
        let listed: BTreeSet<Option<usize>> = named.iter().map(|it| system(&it.name)).collect();
        let keys: BTreeSet<String> = named.iter().filter_map(|it| it.name.text()).map(system_key).collect();
        let ends = integration.flows.iter().filter(|it| !it.is_implied).flat_map(|it| [&it.from, &it.to]).flatten();
        for end in ends.filter(|it| it.state == State::Filled) {
            let Some(name) = end.text() else { continue };
            let found = system(end);
            // What is no system known to the vault may be words about several of them.
            if found.is_some() && !listed.contains(&found) && !keys.contains(&system_key(name)) {
                findings.add(
                    file,
                    end.span,
                    name,
                    format!("`{name}` is not among the integrated systems of this note"),
                );
            }
        }
    }
}

/// Sides that the frontmatter and the text state differently.
pub static SY12: Rule = Rule {
    id: "SY12",
    name: "contradicting-sides",
    about: "The frontmatter names another source or target than the text of the note.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the one that is out of date.",
    scope: Scope::Vault(contradicting_sides),
};

fn contradicting_sides(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let (integration, file) = (connection.entry.integration, connection.entry.file);
        for (role, word) in [(Role::Source, "source"), (Role::Target, "target")] {
            let used: Vec<&Participation> = integration.in_role(role).collect();
            let overruled = integration.systems.iter().filter(|it| it.role == role && it.is_overruled);
            let of_text: Vec<&Participation> = overruled
                .filter(|it| !it.is_suspect() && it.origin == Origin::Stated && it.name.text().is_some())
                .collect();
            if !used.iter().any(|it| it.name.place.starts_with("frontmatter")) {
                continue;
            }
            let system = |it: &Participation| context.systems().system_of(context.catalog(), file, &it.name);
            let is_same = |left: &Participation, right: &Participation| {
                let (one, other) = (left.name.text().unwrap_or_default(), right.name.text().unwrap_or_default());
                system(left).is_some() && system(left) == system(right) || is_short_for(one, other)
            };
            // A text that also names others adds to the frontmatter, and does not contradict it.
            let agree = of_text.iter().any(|it| used.iter().any(|used| is_same(it, used)));
            let Some(first) = of_text.first().filter(|_| !agree) else { continue };
            let names = used.iter().filter_map(|it| it.name.text()).collect::<Vec<_>>().join(", ");
            let name = first.name.text().unwrap_or_default();
            let message = format!("the {word} is `{name}` here, but `{names}` in the frontmatter");
            findings.add(file, first.name.span, format!("{word} {name}"), message);
        }
    }
}

/// A side that only the title names.
pub static SY14: Rule = Rule {
    id: "SY14",
    name: "side-only-in-title",
    about: "Only the title of a note names a source or target, and nothing else in the vault names that system.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "State the system in the note, or write a note for it.",
    scope: Scope::Vault(sides_in_titles),
};

fn sides_in_titles(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations().filter(|(_, it)| it.status() != Some("retired")) {
        let integration = connection.entry.integration;
        for (role, word) in [(Role::Source, "source"), (Role::Target, "target")] {
            let mut sides = integration.in_role(role).peekable();
            if sides.peek().is_none() || !sides.all(is_of_title) {
                continue;
            }
            let Some(side) = integration.in_role(role).next() else { continue };
            let name = side.name.text().unwrap_or_default();
            let message = format!(
                "only the title says that `{name}` is the {word}, and nothing else in the vault names such a system"
            );
            findings.add(connection.entry.file, side.name.span, format!("{word} {name}"), message);
        }
    }
}

fn is_of_title(side: &Participation) -> bool {
    side.is_suspect() && matches!(side.name.place.as_str(), "title" | "file name")
}

/// A list that contradicts the note of an integration.
pub static SY15: Rule = Rule {
    id: "SY15",
    name: "list-contradicts-note",
    about: "A row of a list states another side, status or owner than the integration's own note.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the one that is out of date.",
    scope: Scope::Vault(contradicting_lists),
};

fn contradicting_lists(context: &Context, findings: &mut Findings) {
    let repetitions = &context.systems().repetitions;
    for (_, connection) in context.integrations() {
        let entry = &connection.entry;
        let rows = repetitions.rows_of(context.catalog(), entry);
        if rows.is_empty() {
            continue;
        }
        let path = context.catalog().path(entry.file);
        let found = disagreements(context.catalog(), repetitions, entry);
        let is_relevant = |field: &str| matches!(field, "source" | "target" | "status" | "owner");
        for row in rows {
            let of_row = context.catalog().path(row.file);
            let mut parts: Vec<String> = Vec::new();
            let mut span = None;
            for it in found.iter().filter(|it| is_relevant(&it.field) && of_row != path) {
                for other in
                    it.others.iter().filter(|other| other.path == of_row && !is_short_for(&it.value, &other.value))
                {
                    let Some(value) = value_of(row.integration, &it.field, &other.value) else { continue };
                    span = span.or(Some(value.span));
                    parts.push(format!(
                        "the {} is {} here, but {} on line {} there",
                        it.field,
                        quoted(&other.value),
                        quoted(&it.value),
                        it.line
                    ));
                }
            }
            if let Some(span) = span {
                let message = format!("this row contradicts `{path}`: {}", parts.join("; "));
                findings.add(row.file, span, path, message);
            }
        }
    }
}

/// Returns the value of a row that a disagreement is about.
fn value_of<'a>(row: &'a Integration, field: &str, text: &str) -> Option<&'a Extracted> {
    let is_value = |value: &&Extracted| value.text() == Some(text);
    match field {
        "status" => row.get(RecordField::Status).filter(is_value),
        "owner" => row.owners().find(is_value),
        _ => row.participations().map(|it| &it.name).find(is_value),
    }
}

/// Whether one name is a part of the other: `SAP` for `SAP S/4HANA`, `Ann` for `Ann Oduya`.
fn is_short_for(left: &str, right: &str) -> bool {
    let words = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect::<BTreeSet<_>>()
    };
    let (left, right) = (words(left), words(right));
    left.is_subset(&right) || right.is_subset(&left)
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn note(properties: &str, body: &str) -> String {
        format!("//- A.md\n---\ntype: integration\nstatus: active\n{properties}\n---\n# Feed\n{body}")
    }

    #[test]
    fn active_integrations_have_two_sides() {
        check_rule("SY01", &note("source: CRM", ""), &["A.md:3:9 error `Feed` is active, and its target is not known"]);
        check_rule(
            "SY01",
            &note("owner: Ann", ""),
            &["A.md:3:9 error `Feed` is active, and its source and target are not known"],
        );
        check_clean("SY01", &note("source: CRM\ntarget: ERP", ""));
        check_clean("SY01", &note("systems: [CRM, ERP]", ""));
        check_clean("SY01", &note("partner: Bank", ""));
        check_clean("SY01", &note("source: CRM", "").replace("active", "planned"));
        let list = |from: &str| {
            format!(
                "//- L.md\n# Interfaces\n\n| Interface | From | To | Status |\n|---|---|---|---|\n| Orders | {from} | | Active |\n| Stock | | | Active |\n"
            )
        };
        check_rule(
            "SY01",
            &list("CRM"),
            &[
                "L.md:5:20 error `Orders` is active, and its target is not known",
                "L.md:6:15 error `Stock` is active, and its source and target are not known",
            ],
        );
        check_clean("SY01", &list(""));
    }

    #[test]
    fn source_and_target_differ() {
        let message = "A.md:5:9 warning `CRM` is both the source (line 4) and the target";
        check_rule("SY02", &note("source: CRM\ntarget: CRM", ""), &[message]);
        check_clean("SY02", &note("source: CRM\ntarget: ERP", ""));
        check_clean("SY02", &note("source: [CRM, ERP]\ntarget: CRM", ""));
    }

    #[test]
    fn frontmatter_and_text_name_the_same_sides() {
        let body = "\n## Source System\n- **Name**: CRM\n\n## Target System\n- **Name**: Lake\n";
        check_rule(
            "SY12",
            &note("source: CRM\ntarget: ERP", body),
            &["A.md:13:13 warning the target is `Lake` here, but `ERP` in the frontmatter"],
        );
        check_clean("SY12", &note("source: CRM\ntarget: Lake", body));
        check_clean("SY12", &note("owner: Ann", body));
        check_clean("SY12", &note("source: CRM\ntarget: Data Lake", body));
        check_clean("SY12", &note("source: CRM\ntarget: ERP", &body.replace("Name**: Lake", "Name**: ERP, Lake")));
    }

    #[test]
    fn sides_are_more_than_words_of_a_title() {
        let vault = |others: &str| {
            format!(
                "//- A.md\n# Shop → Ghost\n\n## Overview\n- **Status**: Active\n- **Integration ID**: INT-2024-001\n{others}"
            )
        };
        let message = "A.md:1:10 warning only the title says that `Ghost` is the target, and nothing else in the vault names such a system";
        check_rule("SY14", &vault("//- Shop.md\n---\ntype: system\n---\n# Shop\n"), &[message]);
        check_clean(
            "SY14",
            &vault("//- Shop.md\n---\ntype: system\n---\n# Shop\n//- Ghost.md\n---\ntype: system\n---\n# Ghost\n"),
        );
        check_clean("SY14", &vault("- **Source**: Shop\n- **Target**: Ghost\n"));
    }

    #[test]
    fn lists_agree_with_notes() {
        let vault = |status: &str, owner: &str| {
            note("id: INT-2024-001\nsource: CRM\ntarget: ERP\nowner: Ann Oduya", "")
                + "//- L.md\n# Interfaces\n\n| ID | Interface | Source | Target | Status | Owner |\n|---|---|---|---|---|---|\n"
                + &format!("| INT-2024-001 | Feed | CRM | ERP | {status} | {owner} |\n")
        };
        check_rule(
            "SY15",
            &vault("Retired", "Ann"),
            &[
                "L.md:5:37 warning this row contradicts `A.md`: the status is `retired` here, but `active` on line 3 there",
            ],
        );
        check_rule(
            "SY15",
            &vault("Live", "Bob"),
            &[
                "L.md:5:44 warning this row contradicts `A.md`: the owner is `Bob` here, but `Ann Oduya` on line 7 there",
            ],
        );
        check_clean("SY15", &vault("Live", "Ann"));
        check_clean("SY15", &vault("", ""));
    }

    #[test]
    fn flows_end_at_listed_systems() {
        let blueprint = |systems: &str, target: &str| {
            format!(
                "//- A.md\n# Integration Blueprint: Feed\n\n## Integrated Systems\n\n### System 1: CRM\n- **Role**: sends\n\n\
                 ### System 2: {systems}\n- **Role**: takes\n\n## Data Flow\n\n### Flow 1: Orders\n- **Source**: CRM\n\
                 - **Destination**: {target}\n//- Lake.md\n---\ntype: system\n---\n# Lake\n//- ERP.md\n---\ntype: system\n---\n# ERP\n"
            )
        };
        check_rule(
            "SY06",
            &blueprint("ERP", "Lake"),
            &["A.md:15:20 warning `Lake` is not among the integrated systems of this note"],
        );
        check_clean("SY06", &blueprint("ERP", "ERP"));
        check_clean("SY06", &blueprint("[System Name]", "ERP"));
        check_clean("SY06", &blueprint("ERP", "[Where data goes]"));
    }
}
