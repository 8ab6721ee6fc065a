//! Events derived from the key dates of records (docs/spec/changelog.md#key-dates).

use std::collections::BTreeSet;

use vaultdex_records::{ChangeEntry, ChangeSource, Moment, RecordField};

use super::build::build_event;
use super::context::ResolveContext;
use super::event::{Event, ResolvedName};
use super::order::{SortKey, sort_key};
use crate::catalogue::entry;
use crate::links::entity_names::EntityNames;

/// The fields that give an event, with its text.
const FIELDS: &[(RecordField, &str)] = &[
    (RecordField::Created, "Created"),
    (RecordField::GoLive, "Go-live"),
    (RecordField::LastTested, "Last tested"),
    (RecordField::LastReviewed, "Last reviewed"),
    (RecordField::Updated, "Last updated"),
    (RecordField::NextReview, "Next review"),
];

/// Returns an event for each key date of an integration or workspace.
pub(super) fn key_dates(context: ResolveContext) -> Vec<(SortKey, Event)> {
    let catalog = context.catalog;
    let no_names = EntityNames::default();
    let context = ResolveContext { names: &no_names, ..context };
    let mut events = Vec::new();
    let files = (0..catalog.files.len()).filter(|file| catalog.files[*file].is_catalogued());
    for record in files.flat_map(|file| entry::entries_of(catalog, file)) {
        for (field, text) in FIELDS {
            let Some(value) = record.integration.get(*field) else { continue };
            let Some(moment) = value.text().and_then(|date| date.parse::<Moment>().ok()) else { continue };
            let entry = ChangeEntry {
                moment,
                verb: None,
                text: (*text).to_owned(),
                subject: None,
                object: None,
                version: None,
                author: None,
                details: Vec::new(),
                source: ChangeSource::Dates,
                span: value.span,
                list: 0,
            };
            let mut event = build_event(context, record.file, &entry);
            let destination = Some(catalog.path(record.file).to_owned());
            event.subject = Some(ResolvedName { text: record.name(catalog), destination });
            // A link on the line of the date leads to a daily note, which the event is not about.
            event.mentioned = BTreeSet::from([record.file]);
            // Two rows of a register may have the same date but are two integrations.
            event.comparison_text = format!("{text}:{}", event.line);
            events.push((sort_key(&entry, record.file, i64::from(entry.span.start)), event));
        }
    }
    events
}
