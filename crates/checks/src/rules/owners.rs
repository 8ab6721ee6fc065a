//! Who is responsible.

use std::collections::BTreeSet;

use vaultdex_notes::text;
use vaultdex_records::RecordField;

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity};

/// Nobody owns it.
pub static OW01: Rule = Rule {
    id: "OW01",
    name: "no-owner",
    about: "An active integration has no owner; an error if its priority is critical.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Name the person or team to call when it fails.",
    scope: Scope::Vault(without_owner),
};

fn without_owner(context: &Context, findings: &mut Findings) {
    let owners: Vec<bool> = context.integrations().map(|(_, it)| it.entry.integration.owner().is_some()).collect();
    // A list that names no owner at all has no room for one.
    let with_owners: BTreeSet<usize> =
        context.integrations().filter(|(position, _)| owners[*position]).map(|(_, it)| it.entry.file).collect();
    for (position, connection) in context.active().filter(|(position, _)| !owners[*position]) {
        let entry = &connection.entry;
        // Another list that has the integration may name the owner.
        let rows = context.systems().repetitions.rows_of(context.catalog(), entry);
        if entry.is_listed() && !with_owners.contains(&entry.file)
            || rows.iter().any(|it| it.integration.owner().is_some())
        {
            continue;
        }
        let is_critical = entry.integration.text(RecordField::Priority) == Some("critical");
        let span = place_of(entry.integration, RecordField::Status);
        let name = context.label(position);
        let finding = findings.add(entry.file, span, &name, format!("`{name}` is active, and nobody owns it"));
        if is_critical {
            finding.severity(Severity::Error);
        }
    }
}

/// An owner without a note.
pub static OW02: Rule = Rule {
    id: "OW02",
    name: "owner-without-note",
    about: "The link to the owner of an integration leads to no note; reported once for each owner.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write the note of the person or team, or correct the link.",
    scope: Scope::Vault(owners_without_note),
};

fn owners_without_note(context: &Context, findings: &mut Findings) {
    let mut known = BTreeSet::new();
    for (_, connection) in context.integrations().filter(|(_, it)| it.status() != Some("retired")) {
        let file = connection.entry.file;
        if !context.reports(OW02.id, file) {
            continue;
        }
        for owner in connection.entry.integration.owners() {
            let Some(linkpath) = owner.linkpath.as_deref() else { continue };
            let is_unresolved = context.catalog().destination(linkpath, file).is_none();
            if is_unresolved && known.insert(text::link_key(linkpath)) {
                findings.add(file, owner.span, linkpath, format!("the owner `{linkpath}` has no note"));
            }
        }
    }
}

/// An owner who has left.
pub static OW05: Rule = Rule {
    id: "OW05",
    name: "owner-left",
    about: "The note of an owner says that the person has left or that the team no longer exists.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Name the new owner.",
    scope: Scope::Vault(owners_who_left),
};

fn owners_who_left(context: &Context, findings: &mut Findings) {
    for (position, connection) in context.integrations().filter(|(_, it)| it.status() != Some("retired")) {
        let gone: Vec<_> = context.questions.owners_of(position).into_iter().filter(|owner| owner.left).collect();
        for owner in connection.entry.integration.owners() {
            let Some(left) = gone.iter().find(|it| owner.text() == Some(&it.text)) else { continue };
            let note = left.destination.as_deref().unwrap_or_default();
            let message = format!("the owner `{}` has left, as `{note}` says", left.text);
            findings.add(connection.entry.file, owner.span, &left.text, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn note(properties: &str) -> String {
        format!(
            "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\n{properties}\n---\n# Feed\n"
        )
    }

    #[test]
    fn active_integrations_have_an_owner() {
        check_rule("OW01", &note(""), &["A.md:3:9 warning `Feed` is active, and nobody owns it"]);
        check_rule("OW01", &note("priority: critical"), &["A.md:3:9 error `Feed` is active, and nobody owns it"]);
        check_rule("OW01", &note("owner: TBD"), &["A.md:3:9 warning `Feed` is active, and nobody owns it"]);
        check_clean("OW01", &note("owner: Team Orders"));
        check_clean("OW01", &note("").replace("active", "planned"));
    }

    #[test]
    fn lists_without_owners_are_not_asked_for_them() {
        let list = |header: &str, rows: [&str; 2]| {
            format!(
                "//- L.md\n# Interfaces\n\n| Interface | Source | Target | Status |{header}\n|---|---|---|---|---|\n{}\n{}\n",
                rows[0], rows[1]
            )
        };
        check_clean("OW01", &list("", ["| Orders | Shop | ERP | Active |", "| Stock | ERP | Shop | Active |"]));
        check_rule(
            "OW01",
            &list(" Owner |", ["| Orders | Shop | ERP | Active | Ann |", "| Stock | ERP | Shop | Active | |"]),
            &["L.md:6:24 warning `Stock` is active, and nobody owns it"],
        );
    }

    #[test]
    fn owners_have_notes() {
        let two = note("owner: \"[[Ann]]\"") + &note("owner: \"[[ann]]\"").replace("A.md", "B.md");
        check_rule("OW02", &two, &["A.md:6:9 warning the owner `Ann` has no note"]);
        check_clean("OW02", &(two + "//- Ann.md\n# Ann\n"));
        check_clean("OW02", &note("owner: Ann"));
    }

    #[test]
    fn owners_are_still_there() {
        let with = |person: &str| note("owner: \"[[Ann]]\"") + "//- Ann.md\n---\n" + person + "\n---\n# Ann\n";
        check_rule("OW05", &with("status: left"), &["A.md:6:9 warning the owner `Ann` has left, as `Ann.md` says"]);
        check_clean("OW05", &with("status: active"));
        check_clean("OW05", &with("left: 2026-12-31"));
    }
}
