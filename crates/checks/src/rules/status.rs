//! The life cycle of integrations.

use vaultdex_query::catalogue::disagreements::disagreements;
use vaultdex_records::{Moment, RecordField};

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity};

/// Two statuses in one note.
pub static ST02: Rule = Rule {
    id: "ST02",
    name: "contradicting-statuses",
    about: "A note states two different statuses for its integration.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Correct the one that is out of date.",
    scope: Scope::Vault(contradicting_statuses),
};

fn contradicting_statuses(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let entry = &connection.entry;
        let path = context.catalog().path(entry.file);
        let stated = entry
            .integration
            .values
            .iter()
            .filter(|(field, value)| *field == RecordField::Status && value.text().is_some());
        if stated.count() < 2 {
            continue;
        }
        let found = disagreements(context.catalog(), &context.systems().repetitions, entry);
        let of_status = found.iter().filter(|it| it.field == "status");
        for (used, other) in of_status.flat_map(|it| it.others.iter().map(move |other| (it, other))) {
            let mut values = entry.integration.values.iter().map(|(_, value)| value);
            let place = values.find(|value| value.span.line == other.line && value.text() == Some(&other.value));
            if let Some(place) = place.filter(|_| other.path == path) {
                let message = format!("the status is {} here, but {} on line {}", other.value, used.value, used.line);
                findings.add(entry.file, place.span, format!("{} {}", used.value, other.value), message);
            }
        }
    }
}

/// A status that the date of the go-live contradicts.
pub static ST04: Rule = Rule {
    id: "ST04",
    name: "status-contradicts-go-live",
    about: "An integration is active but goes live in the future, or is planned or in development but went live in the past.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the status, or the date of the go-live.",
    scope: Scope::Vault(go_live),
};

fn go_live(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let integration = connection.entry.integration;
        let Some(date) = integration.text(RecordField::GoLive) else { continue };
        let (Ok(moment), Some(status)) = (date.parse::<Moment>(), connection.status()) else { continue };
        let what = match status {
            "active" if moment.date > context.today() => "will be live only",
            "planned" | "development" if moment.last_day() < context.today() => "went live",
            _ => continue,
        };
        let message = format!("the status is {status}, but the integration {what} on {date}");
        findings.add(
            connection.entry.file,
            place_of(integration, RecordField::GoLive),
            format!("{status} {date}"),
            message,
        );
    }
}

/// An active integration whose document is a draft.
pub static ST03: Rule = Rule {
    id: "ST03",
    name: "active-but-draft",
    about: "An integration is active, but its document is a draft or waits for its review.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Have the document reviewed, and note that it is approved.",
    scope: Scope::Vault(active_drafts),
};

fn active_drafts(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.active() {
        let integration = connection.entry.integration;
        if let Some(status @ ("draft" | "review" | "pending")) = integration.text(RecordField::DocStatus) {
            let message = format!("the integration is active, but the status of its document is {status}");
            findings.add(connection.entry.file, place_of(integration, RecordField::DocStatus), status, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    #[test]
    fn statuses_of_one_note_agree() {
        let vault = |other: &str| {
            format!(
                "//- A.md\n# Feed\n\n## Integration Overview\n**Integration ID**: INT-2024-001\n**Status**: Production\n\n\
                 ---\n**Metadata**\n- Integration Status: {other}\n"
            )
        };
        check_rule(
            "ST02",
            &vault("Deprecated"),
            &["A.md:9:23 error the status is deprecated here, but active on line 5"],
        );
        check_clean("ST02", &vault("Live"));
        check_clean("ST02", &vault("[Status]"));
        check_clean("ST02", &vault("see the board"));
    }

    #[test]
    fn go_live_fits_the_status() {
        let vault = |status: &str, date: &str| {
            format!(
                "//- A.md\n---\ntype: integration\nstatus: {status}\nsource: CRM\ntarget: ERP\ngo-live: {date}\n---\n# Feed\n"
            )
        };
        check_rule(
            "ST04",
            &vault("active", "2026-09-01"),
            &["A.md:6:10 warning the status is active, but the integration will be live only on 2026-09-01"],
        );
        check_rule(
            "ST04",
            &vault("planned", "2026-05"),
            &["A.md:6:10 warning the status is planned, but the integration went live on 2026-05"],
        );
        check_clean("ST04", &vault("active", "2026-06"));
        check_clean("ST04", &vault("active", "2025-01-01"));
        check_clean("ST04", &vault("planned", "2026"));
        check_clean("ST04", &vault("retired", "2025-01-01"));
        check_clean("ST04", &vault("active", "TBD"));
    }

    #[test]
    fn documents_of_active_integrations_are_reviewed() {
        let vault = |status: &str, document: &str| {
            format!(
                "//- A.md\n---\ntype: integration\nstatus: {status}\nsource: CRM\ntarget: ERP\nreview status: {document}\n---\n# Feed\n"
            )
        };
        check_rule(
            "ST03",
            &vault("active", "Draft"),
            &["A.md:6:16 warning the integration is active, but the status of its document is draft"],
        );
        check_clean("ST03", &vault("active", "Approved"));
        check_clean("ST03", &vault("planned", "Draft"));
    }
}
