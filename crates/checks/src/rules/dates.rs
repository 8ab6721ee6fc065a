//! Dates of records, and what is due.

use vaultdex_query::catalogue::filter::days_overdue_of;
use vaultdex_query::landscape::review::{TEST_DAYS, UPDATE_DAYS};
use vaultdex_records::{Integration, Moment, RecordField};

use crate::context::{Context, place_of};
use crate::rule::{Findings, Rule, Scope, Severity, quoted};

/// A date that does not exist.
pub static DT01: Rule = Rule {
    id: "DT01",
    name: "impossible-date",
    about: "A date of an integration does not exist.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Write a day that exists.",
    scope: Scope::Vault(|context, findings| {
        unread_dates(context, findings, &["impossible date", "impossible time"], |raw| {
            format!("{} does not exist", quoted(raw))
        });
    }),
};

/// A date that can be read in two ways.
pub static DT02: Rule = Rule {
    id: "DT02",
    name: "ambiguous-date",
    about: "A date such as `03/04/2025` may mean two days, and is not read.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write it as `2025-04-03`, or set `date_order` in `.vaultdex.toml`.",
    scope: Scope::Vault(|context, findings| {
        unread_dates(context, findings, &["ambiguous D/M"], |raw| {
            format!("{} may mean two days, so it is not read", quoted(raw))
        });
    }),
};

fn unread_dates(context: &Context, findings: &mut Findings, reasons: &[&str], message: fn(&str) -> String) {
    for (_, connection) in context.integrations() {
        for (_, value) in connection.entry.integration.values.iter().filter(|(field, _)| field.is_date()) {
            let reason = value.remark.as_deref().filter(|_| value.value.is_none()).unwrap_or_default();
            if reasons.contains(&reason) {
                findings.add(connection.entry.file, value.span, value.raw.as_str(), message(&value.raw));
            }
        }
    }
}

/// Dates in an impossible order.
pub static DT03: Rule = Rule {
    id: "DT03",
    name: "contradicting-dates",
    about: "A record was updated before it was created, or in the future.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the wrong date.",
    scope: Scope::Vault(contradicting_dates),
};

fn contradicting_dates(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let integration = connection.entry.integration;
        let Some((updated, text)) = moment(integration, RecordField::Updated) else { continue };
        let span = place_of(integration, RecordField::Updated);
        // Somewhere it may be tomorrow already.
        let tomorrow = context.today().tomorrow().unwrap_or(context.today());
        if updated.date > tomorrow {
            findings.add(connection.entry.file, span, text, format!("the last update, {text}, is in the future"));
        }
        if let Some((created, of_creation)) = moment(integration, RecordField::Created)
            && created.date > updated.last_day()
        {
            let message = format!("the last update, {text}, is before the creation, {of_creation}");
            findings.add(connection.entry.file, span, format!("{of_creation} {text}"), message);
        }
    }
}

/// A review that is overdue.
pub static DT04: Rule = Rule {
    id: "DT04",
    name: "review-overdue",
    about: "The next review of an integration that is not retired was due.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Review the note and set the date of the next review.",
    scope: Scope::Vault(overdue_reviews),
};

fn overdue_reviews(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.integrations() {
        let integration = connection.entry.integration;
        if let Some(days) = days_overdue_of(integration, context.today()) {
            let due = integration.text(RecordField::NextReview).unwrap_or_default();
            let message = format!("the review was due on {due}, {} ago", counted_days(days));
            findings.add(connection.entry.file, place_of(integration, RecordField::NextReview), due, message);
        }
    }
}

/// A test that is too old.
pub static DT06: Rule = Rule {
    id: "DT06",
    name: "test-overdue",
    about: "An active integration of critical or high priority was not tested within a year.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Test the integration and note the date.",
    scope: Scope::Vault(overdue_tests),
};

fn overdue_tests(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.active() {
        let integration = connection.entry.integration;
        let Some(priority @ ("critical" | "high")) = integration.text(RecordField::Priority) else { continue };
        let file = connection.entry.file;
        match moment(integration, RecordField::LastTested) {
            Some((tested, text)) => {
                let days = tested.last_day().until(context.today()).map_or(0, |span| i64::from(span.get_days()));
                if days > TEST_DAYS {
                    let message = format!(
                        "its priority is {priority}, and it was last tested on {text}, {} ago",
                        counted_days(days)
                    );
                    findings.add(file, place_of(integration, RecordField::LastTested), text, message);
                }
            }
            // A list has no room for it, and a date that is not understood is reported as such.
            None if connection.entry.is_listed() || integration.get(RecordField::LastTested).is_some() => {}
            None => {
                let message = format!("its priority is {priority}, and no date says when it was last tested");
                findings.add(file, place_of(integration, RecordField::Priority), "never tested", message);
            }
        }
    }
}

/// Returns a date of a record, also as text.
fn moment(integration: &Integration, field: RecordField) -> Option<(Moment, &str)> {
    let text = integration.text(field)?;
    Some((text.parse().ok()?, text))
}

fn counted_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// No next review.
pub static DT05: Rule = Rule {
    id: "DT05",
    name: "no-next-review",
    about: "An active integration with a note of its own has no date of the next review.",
    severity: Severity::Info,
    on_by_default: false,
    how_to_mend: "Set the date of the next review.",
    scope: Scope::Vault(without_review),
};

fn without_review(context: &Context, findings: &mut Findings) {
    for (position, connection) in context.active().filter(|(_, it)| !it.entry.is_listed()) {
        let integration = connection.entry.integration;
        // What is not understood, or still a placeholder, is reported as such.
        let is_named =
            integration.values.iter().any(|(field, value)| *field == RecordField::NextReview && !value.raw.is_empty());
        if !is_named {
            let name = context.label(position);
            let message = format!("`{name}` is active, and has no date of the next review");
            findings.add(connection.entry.file, place_of(integration, RecordField::Status), name, message);
        }
    }
}

/// A record that nobody updates.
pub static DT08: Rule = Rule {
    id: "DT08",
    name: "stale-record",
    about: "The record of an active integration was not updated for half a year.",
    severity: Severity::Info,
    on_by_default: false,
    how_to_mend: "Read the note, correct what is out of date, and set the date of the update.",
    scope: Scope::Vault(stale_records),
};

fn stale_records(context: &Context, findings: &mut Findings) {
    for (_, connection) in context.active() {
        let integration = connection.entry.integration;
        let Some((updated, text)) = moment(integration, RecordField::Updated) else { continue };
        let days = updated.last_day().until(context.today()).map_or(0, |span| i64::from(span.get_days()));
        if days > UPDATE_DAYS {
            let message = format!(
                "the integration is active, and its record was last updated on {text}, {} ago",
                counted_days(days)
            );
            findings.add(connection.entry.file, place_of(integration, RecordField::Updated), text, message);
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
    fn dates_exist_and_are_clear() {
        check_rule("DT01", &note("next_review: 2026-02-30"), &["A.md:6:14 error `2026-02-30` does not exist"]);
        check_clean("DT01", &note("next_review: 2026-02-28"));
        check_clean("DT01", &note("next_review: YYYY-MM-DD"));
        check_clean("DT01", &note("next_review: every spring"));
        let message = "A.md:6:14 warning `03/04/2027` may mean two days, so it is not read";
        check_rule("DT02", &note("next_review: 03/04/2027"), &[message]);
        check_clean("DT02", &note("next_review: 23/04/2027"));
        check_clean("DT02", &note("next_review: 2027-04-03"));
    }

    #[test]
    fn dates_are_in_order() {
        let message = "A.md:7:10 warning the last update, 2025-01-01, is before the creation, 2025-03-01";
        check_rule("DT03", &note("created: 2025-03-01\nupdated: 2025-01-01"), &[message]);
        check_rule(
            "DT03",
            &note("updated: 2026-07-01"),
            &["A.md:6:10 warning the last update, 2026-07-01, is in the future"],
        );
        check_clean("DT03", &note("created: 2025-03-01\nupdated: 2025-03-01"));
        check_clean("DT03", &note("created: 2025-03-01\nupdated: 2025"));
        check_clean("DT03", &note("updated: 2026-06-16"));
    }

    #[test]
    fn reviews_are_done() {
        check_rule(
            "DT04",
            &note("next_review: 2026-06-14"),
            &["A.md:6:14 warning the review was due on 2026-06-14, 1 day ago"],
        );
        check_clean("DT04", &note("next_review: 2026-06-15"));
        check_clean("DT04", &note("next_review: 2026-06"));
        check_clean("DT04", &note("next_review: 2026-01-01").replace("active", "retired"));
    }

    #[test]
    fn important_integrations_are_tested() {
        check_rule(
            "DT06",
            &note("priority: high\nlast_tested: 2024-06-14"),
            &["A.md:7:14 warning its priority is high, and it was last tested on 2024-06-14, 731 days ago"],
        );
        let message = "A.md:6:11 warning its priority is critical, and no date says when it was last tested";
        check_rule("DT06", &note("priority: critical"), &[message]);
        check_clean("DT06", &note("priority: high\nlast_tested: 2025-06-15"));
        check_clean("DT06", &note("priority: medium"));
        check_clean("DT06", &note("priority: high").replace("active", "planned"));
    }

    #[test]
    fn active_integrations_have_a_next_review() {
        check_rule(
            "DT05",
            &note("owner: Ann"),
            &["A.md:3:9 info `Feed` is active, and has no date of the next review"],
        );
        check_clean("DT05", &note("next_review: 2027-01-01"));
        check_clean("DT05", &note("next_review: YYYY-MM-DD"));
        check_clean("DT05", &note("owner: Ann").replace("active", "planned"));
    }

    #[test]
    fn records_are_kept_up_to_date() {
        let message =
            "A.md:6:10 info the integration is active, and its record was last updated on 2025-12-16, 181 days ago";
        check_rule("DT08", &note("updated: 2025-12-16"), &[message]);
        check_clean("DT08", &note("updated: 2025-12-17"));
        check_clean("DT08", &note("updated: 2025"));
        check_clean("DT08", &note("updated: 2024-01-01").replace("active", "retired"));
    }
}
