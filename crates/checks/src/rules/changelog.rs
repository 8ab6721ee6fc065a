//! Histories.

use std::collections::BTreeMap;

use jiff::civil::Date;
use vaultdex_notes::Span;
use vaultdex_query::catalogue::entry::entries_of;
use vaultdex_query::timeline::{Event, EventFilter, events};
use vaultdex_records::{ChangeEntry, Shape, Verb};

use crate::context::Context;
use crate::rule::{Findings, Rule, Scope, Severity};

/// The reason for a line without time.
const UNFILLED: &str = "unfilled HH-mm";
/// The reason for a line without text.
const NO_TEXT: &str = "missing text";

/// A line of a history that is not read.
pub static CL01: Rule = Rule {
    id: "CL01",
    name: "malformed-entry",
    about: "A line of a history looks like an entry and cannot be read, so the change is missing from the timeline.",
    severity: Severity::Error,
    on_by_default: true,
    how_to_mend: "Correct the line: a day, ` - `, and what changed.",
    scope: Scope::Vault(|context, findings| {
        malformed(context, findings, |reason| ![UNFILLED, NO_TEXT].contains(&reason));
    }),
};

/// A stamp whose time is still a placeholder.
pub static CL02: Rule = Rule {
    id: "CL02",
    name: "unfilled-time",
    about: "The time of an entry is still `HH-mm`, so the change is missing from the timeline.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write the time, or only the day.",
    scope: Scope::Vault(|context, findings| malformed(context, findings, |reason| reason == UNFILLED)),
};

/// An entry without text.
pub static CL14: Rule = Rule {
    id: "CL14",
    name: "empty-entry",
    about: "An entry of a history has a date and no text.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Say what changed, or remove the line.",
    scope: Scope::Vault(|context, findings| malformed(context, findings, |reason| reason == NO_TEXT)),
};

fn malformed(context: &Context, findings: &mut Findings, is_wanted: fn(&str) -> bool) {
    for file in context.notes() {
        let log = &context.catalog().files[file].extraction.changes;
        for line in log.iter().flat_map(|log| &log.malformed).filter(|line| is_wanted(&line.reason)) {
            let message = format!("this entry is not read: {}", explained(&line.reason));
            let finding = findings.add(file, line.span, &line.text, message);
            if let Some(suggestion) = &line.suggestion {
                finding.suggest(format!("write `{suggestion}`"));
            }
        }
    }
}

/// Says what a reason means (docs/spec/changelog.md#malformed-lines).
fn explained(reason: &str) -> &str {
    match reason {
        "no separator" => "there is no ` - ` between date and text",
        UNFILLED => "the time is still `HH-mm`",
        "ambiguous D/M" => "the date may mean two days",
        NO_TEXT => "there is no text",
        "missing date" => "there is no date",
        "unreadable date" => "the date cannot be read",
        "bracket not closed" => "a bracket is not closed",
        "no column for the change" => "no column of this table says what changed",
        other => other,
    }
}

/// An entry that contradicts the record.
pub static CL08: Rule = Rule {
    id: "CL08",
    name: "connection-not-recorded",
    about: "An entry `Connected S with I` names a system that the record of the integration does not have.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Add the system to the record, or note that it was disconnected.",
    scope: Scope::Vault(unrecorded_connections),
};

fn unrecorded_connections(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let events = events(catalog, &EventFilter::default());
    let names = |event: &Event| {
        let file = |name: &Option<_>| {
            name.as_ref().and_then(|name: &vaultdex_query::timeline::ResolvedName| {
                catalog.position(name.destination.as_deref()?)
            })
        };
        (file(&event.subject), file(&event.object))
    };
    let has_shape = |file: usize, wanted: fn(Shape) -> bool| catalog.files[file].shape().is_some_and(wanted);
    let is_system = |file: usize| has_shape(file, |shape| shape == Shape::System);
    let is_integration = |file: usize| {
        has_shape(file, |shape| !matches!(shape, Shape::System | Shape::Workspace | Shape::Mapping | Shape::Register))
    };
    let is_end =
        |event: &Event| matches!(event.verb, Some(Verb::Disconnected | Verb::Removed | Verb::Replaced | Verb::Retired));
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (position, event) in events.iter().enumerate().filter(|(_, event)| is_end(event)) {
        let (subject, object) = names(event);
        ends.extend([subject, object].into_iter().flatten().map(|file| (position, file)));
    }
    for (position, event) in events.iter().enumerate().filter(|(_, it)| it.verb == Some(Verb::Connected)) {
        let (system, integration) = match names(event) {
            (Some(left), Some(right)) if is_system(left) && is_integration(right) => (left, right),
            (Some(left), Some(right)) if is_integration(left) && is_system(right) => (right, left),
            _ => continue,
        };
        let is_part = |entry: vaultdex_query::catalogue::entry::CatalogueEntry| {
            let involvements = context.systems().involvements_of(&entry).iter();
            involvements.map(|it| &context.systems().list[it.system]).any(|it| it.note == Some(system))
        };
        // A later entry may say that it was taken away again.
        let is_undone = ends.iter().any(|(later, of_system)| *later > position && *of_system == system);
        if is_undone || entries_of(catalog, integration).any(is_part) {
            continue;
        }
        let Some(file) = catalog.position(&event.path) else { continue };
        let (system, integration) = (catalog.files[system].title(), catalog.path(integration));
        let span = entry_span(context, file, event.line);
        let message = format!(
            "the entry connects `{system}` with the integration, but `{integration}` does not name that system"
        );
        findings.add(file, span, format!("{system} {integration}"), message);
    }
}

/// Returns the span of the entry on a line.
fn entry_span(context: &Context, file: usize, line: u32) -> Span {
    let entries = context.catalog().files[file].extraction.entries();
    let entry = entries.iter().find(|entry| entry.span.line == line);
    entry.map_or(Span { line, ..Span::default() }, |entry| entry.span)
}

/// An entry in the wrong place.
pub static CL06: Rule = Rule {
    id: "CL06",
    name: "entry-out-of-order",
    about: "An entry of a list stands between later and earlier ones against the order of the list.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Move the entry, or correct its date.",
    scope: Scope::Vault(out_of_order),
};

fn out_of_order(context: &Context, findings: &mut Findings) {
    for file in context.notes() {
        let mut lists: BTreeMap<u32, Vec<&ChangeEntry>> = BTreeMap::new();
        for entry in context.catalog().files[file].extraction.entries().iter().filter(|entry| entry.list > 0) {
            lists.entry(entry.list).or_default().push(entry);
        }
        for entries in lists.values() {
            let days: Vec<Date> = entries.iter().map(|entry| entry.moment.date).collect();
            let steps = || days.windows(2).map(|pair| pair[0].cmp(&pair[1]));
            let (up, down) = (steps().filter(|it| it.is_lt()).count(), steps().filter(|it| it.is_gt()).count());
            // A list has an order only if nearly all of its entries follow it.
            let (wrong, is_wrong): (usize, fn(Date, Date) -> bool) =
                if up > down { (down, |one, next| one > next) } else { (up, |one, next| one < next) };
            if wrong == 0 || up.max(down) < 3 * wrong {
                continue;
            }
            for (entry, pair) in entries[1..].iter().zip(days.windows(2)).filter(|(_, pair)| is_wrong(pair[0], pair[1]))
            {
                let order = if up > down { "before" } else { "after" };
                let message =
                    format!("this entry is of {}, which is {order} {}, the day of the entry above", pair[1], pair[0]);
                findings.add(file, entry.span, &entry.text, message);
            }
        }
    }
}

/// An entry of the future.
pub static CL07: Rule = Rule {
    id: "CL07",
    name: "entry-in-the-future",
    about: "The date of an entry of a history is more than a day ahead.",
    severity: Severity::Warning,
    on_by_default: false,
    how_to_mend: "Correct the date, or move the entry below a heading such as \"Planned\".",
    scope: Scope::Vault(entries_of_the_future),
};

fn entries_of_the_future(context: &Context, findings: &mut Findings) {
    let tomorrow = context.today().tomorrow().unwrap_or(context.today());
    for file in context.notes() {
        let entries = context.catalog().files[file].extraction.entries().iter();
        for entry in entries.filter(|entry| entry.moment.date > tomorrow) {
            let message = format!("this entry is of {}, which is in the future", entry.moment);
            findings.add(file, entry.span, &entry.text, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    fn note(line: &str) -> String {
        format!(
            "//- Feed.md\n---\ntype: integration\nstatus: active\nsource: \"[[CRM]]\"\ntarget: \"[[ERP]]\"\n---\n# Feed\n\n## Change Log\n\n{line}\n\
             //- CRM.md\n---\ntype: system\n---\n# CRM\n//- ERP.md\n---\ntype: system\n---\n# ERP\n//- Lake.md\n---\ntype: system\n---\n# Lake\n"
        )
    }

    #[test]
    fn entries_are_read() {
        check_rule(
            "CL01",
            &note("- 2025-03-04_14-30 Updated the feed"),
            &[
                "Feed.md:11:1 error this entry is not read: there is no ` - ` between date and text => write `- 2025-03-04_14-30 - Updated the feed`",
            ],
        );
        check_rule(
            "CL01",
            &note("- 2025-02-30 - Updated the feed"),
            &["Feed.md:11:1 error this entry is not read: impossible date"],
        );
        check_clean("CL01", &note("- 2025-03-04_14-30 - Updated the feed"));
        check_clean("CL01", &note("- YYYY-MM-DD_HH-mm - Updated the feed"));
        check_clean("CL01", &note("- nothing happened"));
    }

    #[test]
    fn entries_have_time_and_text() {
        let unfilled = note("- 2025-04-07_HH-mm - Updated the feed");
        check_rule(
            "CL02",
            &unfilled,
            &[
                "Feed.md:11:1 warning this entry is not read: the time is still `HH-mm` => write `- 2025-04-07 - Updated the feed`",
            ],
        );
        check_clean("CL01", &unfilled);
        check_clean("CL02", &note("- 2025-04-07 - Updated the feed"));
        check_rule("CL14", &note("- 2025-03-04 -"), &["Feed.md:11:1 warning this entry is not read: there is no text"]);
        check_clean("CL14", &note("- 2025-03-04 - Updated the feed"));
    }

    #[test]
    fn connected_systems_are_recorded() {
        let lake = "- 2025-03-04 - Connected [[Lake]] with [[Feed]]";
        check_rule(
            "CL08",
            &note(lake),
            &[
                "Feed.md:11:1 warning the entry connects `Lake` with the integration, but `Feed.md` does not name that system",
            ],
        );
        check_clean("CL08", &note("- 2025-03-04 - Connected [[CRM]] with [[Feed]]"));
        check_clean("CL08", &note(&format!("{lake}\n- 2025-05-04 - Disconnected [[Lake]] from [[Feed]]")));
        check_clean("CL08", &note("- 2025-03-04 - Connected [[Lake]] with [[ERP]]"));
    }

    #[test]
    fn entries_are_in_order() {
        let lines = |days: [&str; 5]| days.map(|day| format!("- 2025-{day} - Updated the feed")).join("\n");
        let up = lines(["01-01", "02-01", "04-01", "03-01", "05-01"]);
        let message =
            "Feed.md:14:1 warning this entry is of 2025-03-01, which is before 2025-04-01, the day of the entry above";
        check_rule("CL06", &note(&up), &[message]);
        let down = lines(["05-01", "04-01", "02-01", "03-01", "01-01"]);
        let message =
            "Feed.md:14:1 warning this entry is of 2025-03-01, which is after 2025-02-01, the day of the entry above";
        check_rule("CL06", &note(&down), &[message]);
        check_clean("CL06", &note(&lines(["01-01", "02-01", "02-01", "03-01", "05-01"])));
        check_clean("CL06", &note(&lines(["01-01", "05-01", "02-01", "04-01", "03-01"])));
    }

    #[test]
    fn entries_are_not_of_the_future() {
        let message = "Feed.md:11:1 warning this entry is of 2026-09-01, which is in the future";
        check_rule("CL07", &note("- 2026-09-01 - Updated the feed"), &[message]);
        check_clean("CL07", &note("- 2026-06-16 - Updated the feed"));
        check_clean(
            "CL07",
            &note("- 2026-06-01 - Updated the feed\n\n## Planned changes\n\n- 2026-09-01 - Update the feed"),
        );
    }
}
