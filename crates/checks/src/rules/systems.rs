//! Systems that go away, and integrations that do.

use vaultdex_query::landscape::life_cycle::Liveness;
use vaultdex_records::RecordField;

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
            let is_named = |name: &vaultdex_records::Extracted| {
                context.systems().system_of(context.catalog(), entry.file, name) == Some(system)
            };
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
}
