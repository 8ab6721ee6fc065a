//! What to do when an integration fails.

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_records::{Extracted, RecordField, Shape, State};

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity};

/// No failure mode.
pub static FM01: Rule = Rule {
    id: "FM01",
    name: "no-failure-mode",
    about: "An active integration with a note from a template that asks for them has no failure mode that is filled in.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write down how it can fail, and what to do then.",
    scope: Scope::Vault(without_failure_mode),
};

fn without_failure_mode(context: &Context, findings: &mut Findings) {
    static HEADING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)fail|error|exception|fault|trouble|recover").expect("the pattern is valid"));
    for (position, connection) in context.active() {
        let entry = &connection.entry;
        if !matches!(entry.records.shape, Shape::Record | Shape::Blueprint | Shape::Spec) {
            continue;
        }
        let is_filled = |value: &Extracted| value.state == State::Filled && value.text().is_some();
        let has_mode =
            entry.integration.failure_modes.iter().any(|mode| mode.values.iter().any(|(_, value)| is_filled(value)));
        // Text about failures that was not understood is a failure mode for readers.
        let unread = &context.catalog().files[entry.file].extraction.unread;
        if !has_mode && !unread.iter().any(|it| HEADING.is_match(&it.text)) {
            let name = context.label(position);
            let message = format!("`{name}` is active, and nothing says how it fails and what to do then");
            findings.add(entry.file, place_of(entry.integration, RecordField::Status), name, message);
        }
    }
}

/// No runbook.
pub static DOC01: Rule = Rule {
    id: "DOC01",
    name: "no-runbook",
    about: "An active integration of critical priority has neither a link to a runbook nor a section about operating it.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Link to the runbook: `runbook: [[Restart Order Feed]]`.",
    scope: Scope::Vault(without_runbook),
};

fn without_runbook(context: &Context, findings: &mut Findings) {
    static RUNBOOK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)run ?book|playbook|troubleshoot|restart|recovery|operating procedure|betriebshandbuch|incident",
        )
        .expect("the pattern is valid")
    });
    for (position, connection) in context.active().filter(|(_, it)| !it.entry.is_listed()) {
        let entry = &connection.entry;
        if entry.integration.text(RecordField::Priority) != Some("critical") {
            continue;
        }
        let note = &context.catalog().files[entry.file].note;
        let has_link = entry.integration.related.iter().any(|it| it.kind == "runbook" && it.target.text().is_some());
        let has_section = note.headings.iter().any(|heading| RUNBOOK.is_match(&heading.text));
        let links = context.catalog().links(entry.file).filter(|(_, destination)| destination.is_some());
        let leads_there = links.map(|(link, _)| link).any(|link| RUNBOOK.is_match(link.linkpath()));
        if !has_link && !has_section && !leads_there {
            let name = context.label(position);
            let message = format!("`{name}` is active and critical, and has no runbook");
            findings.add(entry.file, place_of(entry.integration, RecordField::Priority), name, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    #[test]
    fn active_integrations_say_how_they_fail() {
        let vault = |status: &str, mode: &str| {
            format!(
                "//- A.md\n---\nstatus: {status}\n---\n# Integration Blueprint: Feed\n\n## Integrated Systems\n### System 1: CRM\n- **Role**: sends\n\n\
                 ## Failure Modes\n### Failure Type 1: {mode}\n- **How it fails**: {mode}\n"
            )
        };
        let found = crate::test_vault::found(&["FM01"], &vault("Active", "[Name]"));
        assert!(
            found.len() == 1
                && found[0].ends_with("`Feed` is active, and nothing says how it fails and what to do then"),
            "{found:?}"
        );
        check_clean("FM01", &vault("Active", "Queue full"));
        check_clean("FM01", &vault("Planned", "[Name]"));
        check_clean(
            "FM01",
            "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\n---\n# Feed\n",
        );
    }

    #[test]
    fn critical_integrations_have_a_runbook() {
        let vault = |priority: &str, body: &str| {
            format!(
                "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\npriority: {priority}\n---\n# Feed\n{body}\n//- Restart Feed.md\n"
            )
        };
        check_rule(
            "DOC01",
            &vault("critical", ""),
            &["A.md:6:11 warning `Feed` is active and critical, and has no runbook"],
        );
        check_rule(
            "DOC01",
            &vault("critical", "[[Runbook of the feed]]"),
            &["A.md:6:11 warning `Feed` is active and critical, and has no runbook"],
        );
        check_clean("DOC01", &vault("critical", "[[Restart Feed]]"));
        check_clean("DOC01", &vault("critical", "## Troubleshooting\nCall Ann."));
        check_clean("DOC01", &vault("high", ""));
    }
}
