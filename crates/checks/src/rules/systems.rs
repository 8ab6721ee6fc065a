//! Systems that go away, and integrations that do.

use vaultdex_notes::Span;
use vaultdex_query::landscape::life_cycle::Liveness;
use vaultdex_records::{Extracted, RecordField};

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity};

/// A system that is gone.
pub static SY05: Rule = Rule {
    id: "SY05",
    name: "retired-system",
    about: "An active integration involves a system that is retired; a warning if the system is deprecated.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Correct the status of the integration or of the system, or name the system that took its place.",
    scope: Scope::Vault(retired_systems),
};

fn retired_systems(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.active() {
        let entry = &connection.entry;
        let systems: std::collections::BTreeSet<usize> = connection.participants.all().collect();
        for system in systems {
            let described = &context.systems().list[system];
            let (Some(note), Some(status @ ("retired" | "deprecated"))) = (described.note, described.status.as_deref())
            else {
                continue;
            };
            let is_named =
                |name: &Extracted| context.systems().system_of(context.catalog(), entry.file, name) == Some(system);
            let span = entry
                .integration
                .participations()
                .map(|it| &it.name)
                .find(|it| is_named(it))
                .map_or(entry.integration.span, |it| it.span);
            let (name, path) = (&described.name, context.catalog().path(note));
            let message = format!("the integration is active, but the system `{name}` is {status}, as `{path}` says");
            let finding = findings.add(entry.file, span, format!("{name} {status}"), message);
            if status == "deprecated" {
                finding.severity(Severity::Warning);
            }
        }
    }
}

/// A deprecated integration that others depend on, without a successor.
pub static SY13: Rule = Rule {
    id: "SY13",
    name: "deprecated-without-successor",
    about: "An integration is deprecated, active ones pass its data on, and the note does not say what replaces it.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Say what replaces it: `replaced by: [[Orders to ERP v2]]`.",
    scope: Scope::Vault(without_successor),
};

fn without_successor(context: &Context, findings: &mut Findings) {
    let landscape = context.landscape();
    for (position, connection) in context.integrations().filter(|(_, it)| it.status() == Some("deprecated")) {
        let integration = connection.entry.integration;
        let says_successor = |text: &str| {
            let text = text.to_lowercase();
            ["replac", "success", "supersed", "migrat", "nachfolg", "ersetz"].iter().any(|word| text.contains(word))
        };
        let extra = integration.extra.iter().map(|it| (&it.place, it.text()));
        let related = integration.related.iter().map(|it| (&it.label, it.target.text()));
        let status = integration.get(RecordField::Status).and_then(|it| it.remark.as_deref());
        let has_successor = integration.get(RecordField::ReplacedBy).is_some()
            || extra.chain(related).any(|(label, value)| value.is_some() && says_successor(label))
            || status.is_some_and(says_successor);
        let active = |connection: usize| {
            let other = &landscape.connections[connection];
            connection != position && other.liveness == Liveness::Live && other.status() == Some("active")
        };
        let targets = landscape.edges_of(position).iter().map(|edge| edge.to);
        let downstream = targets.flat_map(|system| landscape.outgoing(system)).find(|edge| active(edge.connection));
        let Some(edge) = downstream.filter(|_| !has_successor) else { continue };
        let (name, other) = (context.label(position), context.label(edge.connection));
        let message =
            format!("`{name}` is deprecated without a successor, but `{other}`, which is active, passes its data on");
        findings.add(connection.entry.file, place_of(integration, RecordField::Status), name, message);
    }
}

/// A system without a note.
pub static SY03: Rule = Rule {
    id: "SY03",
    name: "system-without-note",
    about: "Two or more integrations involve a system that has no note.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Write a note for the system.",
    scope: Scope::Vault(systems_without_note),
};

fn systems_without_note(context: &Context, findings: &mut Findings) {
    let (landscape, systems) = (context.landscape(), context.systems());
    for (system, described) in systems.list.iter().enumerate().filter(|(_, it)| it.note.is_none()) {
        let is_stated = |connection: &usize| named_in(context, *connection, system).is_some();
        let connections: Vec<usize> = landscape.connections_of(system).iter().copied().filter(is_stated).collect();
        let [first, _, ..] = connections[..] else { continue };
        let Some(name) = named_in(context, first, system) else { continue };
        let message = format!("{} integrations involve `{}`, which has no note", connections.len(), described.name);
        findings.add(landscape.connections[first].entry.file, name.span, &described.name, message);
    }
}

/// Returns where an integration names a system, elsewhere than in a title.
fn named_in<'a>(context: &Context<'a>, connection: usize, system: usize) -> Option<&'a Extracted> {
    let entry = &context.landscape().connections[connection].entry;
    let names = entry.integration.participations().map(|it| &it.name);
    let mut stated = names.filter(|name| !matches!(name.place.as_str(), "title" | "file name"));
    stated.find(|name| context.systems().system_of(context.catalog(), entry.file, name) == Some(system))
}

/// A system that no integration involves.
pub static SY08: Rule = Rule {
    id: "SY08",
    name: "system-without-integration",
    about: "No integration involves a system that has a note and is not retired.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Name the system in its integrations as its note is called, or mark it as retired.",
    scope: Scope::Vault(systems_without_integration),
};

fn systems_without_integration(context: &Context, findings: &mut Findings) {
    for (position, system) in context.systems().list.iter().enumerate() {
        let Some(note) = system.note.filter(|_| system.status.as_deref() != Some("retired")) else { continue };
        if context.landscape().connections_of(position).is_empty() {
            let message = format!("no integration involves `{}`", system.name);
            findings.add(note, Span::default(), &system.name, message);
        }
    }
}

/// How many active integrations one middleware may carry without a failure mode.
const MOST_CARRIED: usize = 4;

/// Middleware on which much depends.
pub static SY10: Rule = Rule {
    id: "SY10",
    name: "single-point-of-failure",
    about: "Five or more active integrations go through one middleware, and none of them says what to do when it fails.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Write down how the middleware can fail, and what to do then.",
    scope: Scope::Vault(single_points_of_failure),
};

fn single_points_of_failure(context: &Context, findings: &mut Findings) {
    let landscape = context.landscape();
    for (position, system) in context.systems().list.iter().enumerate() {
        let carried = landscape.carried_by(position).map(|it| (it, &landscape.connections[it]));
        let active: Vec<_> = carried.filter(|(_, it)| it.status() == Some("active")).collect();
        let has_recovery = active.iter().any(|(_, it)| {
            let modes = &it.entry.integration.failure_modes;
            modes.iter().any(|mode| mode.get("recovery").and_then(Extracted::text).is_some())
        });
        if active.len() <= MOST_CARRIED || has_recovery {
            continue;
        }
        let message = format!(
            "{} active integrations go through `{}`, and none says what to do when it fails",
            active.len(),
            system.name
        );
        let place = match system.note {
            Some(note) => Some((note, Span::default())),
            None => named_in(context, active[0].0, position).map(|name| (active[0].1.entry.file, name.span)),
        };
        if let Some((file, span)) = place {
            findings.add(file, span, &system.name, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn integration(path: &str, status: &str, source: &str, target: &str, more: &str) -> String {
        format!(
            "//- {path}.md\n---\ntype: integration\nstatus: {status}\nsource: {source}\ntarget: {target}\n{more}\n---\n# {path}\n"
        )
    }

    #[test]
    fn systems_of_active_integrations_are_there() {
        let vault = |status: &str, system: &str| {
            integration("Feed", status, "CRM", "ERP", "")
                + &format!("//- ERP.md\n---\ntype: system\nstatus: {system}\n---\n# ERP\n")
        };
        check_rule(
            "SY05",
            &vault("active", "retired"),
            &["Feed.md:5:9 error the integration is active, but the system `ERP` is retired, as `ERP.md` says"],
        );
        check_rule(
            "SY05",
            &vault("active", "deprecated"),
            &["Feed.md:5:9 warning the integration is active, but the system `ERP` is deprecated, as `ERP.md` says"],
        );
        check_clean("SY05", &vault("active", "active"));
        check_clean("SY05", &vault("planned", "retired"));
    }

    #[test]
    fn deprecated_integrations_have_a_successor() {
        let vault = |more: &str, next: &str| {
            integration("Feed", "deprecated", "CRM", "ERP", more) + &integration("Next", next, "ERP", "Lake", "")
        };
        let message = "Feed.md:3:9 warning `Feed` is deprecated without a successor, but `Next`, which is active, passes its data on";
        check_rule("SY13", &vault("", "active"), &[message]);
        check_clean("SY13", &vault("replaced_by: \"[[Next]]\"", "active"));
        check_clean("SY13", &vault("successor: Feed 2", "active"));
        check_clean("SY13", &vault("", "retired"));
    }

    const ERP: &str = "//- ERP.md\n---\ntype: system\n---\n# ERP\n";

    #[test]
    fn systems_have_notes() {
        let feeds = integration("A", "active", "CRM", "ERP", "") + &integration("B", "active", "ERP", "CRM", "") + ERP;
        check_rule("SY03", &feeds, &["A.md:4:9 warning 2 integrations involve `CRM`, which has no note"]);
        check_clean("SY03", &(feeds + &ERP.replace("ERP", "CRM")));
        check_clean("SY03", &(integration("A", "active", "CRM", "ERP", "") + ERP));
    }

    #[test]
    fn systems_have_integrations() {
        check_rule("SY08", ERP, &["ERP.md:1:1 warning no integration involves `ERP`"]);
        check_clean("SY08", &(integration("A", "active", "CRM", "ERP", "") + ERP));
        check_clean("SY08", &ERP.replace("type: system", "type: system\nstatus: retired"));
    }

    #[test]
    fn middleware_has_a_plan() {
        let feeds = |count: usize, more: &str| -> String {
            let feed = |number: usize| {
                integration(&format!("F{number}"), "active", "CRM", "ERP", "middleware: Hub")
                    + if number == 0 { more } else { "" }
            };
            (0..count).map(feed).collect()
        };
        let message =
            "F0.md:6:13 warning 5 active integrations go through `Hub`, and none says what to do when it fails";
        check_rule("SY10", &feeds(5, ""), &[message]);
        check_clean("SY10", &feeds(4, ""));
        let plan = "\n## Failure modes\n\n| Failure | Recovery |\n|---|---|\n| Hub is down | restart it |\n";
        check_clean("SY10", &feeds(5, plan));
    }
}
