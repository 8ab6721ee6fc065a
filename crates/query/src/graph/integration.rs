//! What graphs show of an integration: on its lines, on hover, and in the panel of a page.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use vaultdex_records::{ChangeEntry, Extracted, Integration, RecordField};

use crate::catalog::{Catalog, File};
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::record_view::group_text;

/// How many changes are shown.
const MAX_CHANGES: usize = 3;

/// What graphs show of an integration. All its edges share one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawnIntegration {
    /// The path of the note that records it.
    pub path: Arc<str>,
    /// The line where the record begins, from 1.
    pub line: u32,
    /// The integration ID.
    pub id: Option<Box<str>>,
    /// The name that the record states, else the title of the note.
    pub name: Box<str>,
    /// `one-way` or `two-way`, if known.
    pub direction: Option<Box<str>>,
    /// The life cycle, if known.
    pub status: Option<Box<str>>,
    /// The owner, as written.
    pub owner: Option<Box<str>>,
    /// How often it runs.
    pub frequency: Option<Box<str>>,
    /// Batch, API, event …, as the note names it.
    pub kind: Option<Box<str>>,
    /// How confidential its data is.
    pub classification: Option<Box<str>>,
    /// The day of the next review, as `YYYY-MM-DD`.
    pub next_review: Option<Box<str>>,
    /// What only a format with room for it shows.
    pub details: IntegrationDetails,
}

/// What a note says about an integration beyond what a picture has room for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrationDetails {
    /// The purpose.
    pub purpose: Option<Box<str>>,
    /// The priority.
    pub priority: Option<Box<str>>,
    /// The day of the last change that the record states.
    pub updated: Option<Box<str>>,
    /// The data flows: names of values, such as `from`, `to` and `protocol`, with the values.
    pub flows: Vec<NamedValues>,
    /// The failure modes and how they are handled, likewise.
    pub failure_modes: Vec<NamedValues>,
    /// The latest changes by the note's history, the newest first: when, and the text of the entry. None if the note records
    /// several integrations, as their history is one.
    pub changes: NamedValues,
}

/// Values with their names, in the order of the note.
pub type NamedValues = Vec<(Box<str>, Box<str>)>;

impl DrawnIntegration {
    /// Returns what graphs show of an integration.
    pub(super) fn of(catalog: &Catalog, entry: &CatalogueEntry) -> Arc<DrawnIntegration> {
        let text = |field: RecordField| entry.integration.text(field).map(Into::into);
        Arc::new(DrawnIntegration {
            path: (&catalog.files[entry.file].path).into(),
            line: entry.integration.span.line.max(1),
            id: text(RecordField::Id),
            name: entry.name(catalog).into(),
            direction: text(RecordField::Direction),
            status: text(RecordField::Status),
            owner: entry.integration.owner().and_then(|owner| owner.text()).map(Into::into),
            frequency: text(RecordField::Frequency),
            kind: text(RecordField::Type),
            classification: text(RecordField::Classification),
            next_review: text(RecordField::NextReview),
            details: IntegrationDetails {
                changes: latest_changes(&catalog.files[entry.file]),
                ..details_of(entry.integration)
            },
        })
    }

    /// Returns the ID, else the name.
    pub fn short_name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    /// Returns ID and name, `INT-2024-007 Orders`; only the name if there is no ID, or if it is the name.
    pub fn full_name(&self) -> Cow<'_, str> {
        match &self.id {
            Some(id) if *id != self.name => format!("{id} {}", self.name).into(),
            _ => Cow::Borrowed(&self.name),
        }
    }

    /// Returns ID and frequency, `INT-2024-007 · daily`; the name if there is no ID.
    pub(super) fn label(&self) -> Box<str> {
        match &self.frequency {
            Some(frequency) => format!("{} · {frequency}", self.short_name()).into(),
            None => self.short_name().into(),
        }
    }
}

/// Returns the latest changes of a note that records one integration.
fn latest_changes(file: &File) -> NamedValues {
    let is_single = file.extraction.records.as_ref().is_some_and(|records| records.integrations.len() == 1);
    let mut entries: Vec<_> = file.extraction.entries().iter().filter(|_| is_single).collect();
    entries.sort_by_key(|entry| Reverse((entry.moment.date, entry.moment.time)));
    let change = |entry: &ChangeEntry| (entry.moment.to_string().into(), entry.text.as_str().into());
    entries.into_iter().take(MAX_CHANGES).map(change).collect()
}

/// Returns the details of an integration.
fn details_of(integration: &Integration) -> IntegrationDetails {
    let text = |field: RecordField| integration.text(field).map(Into::into);
    let flows = integration.flows.iter().map(|flow| {
        let ends = [("name", &flow.name), ("from", &flow.from), ("to", &flow.to)];
        let ends = ends.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        named_values(ends.chain(flow.details.iter().map(|(name, value)| (&**name, value))))
    });
    let failure_modes = integration.failure_modes.iter();
    let failure_modes =
        failure_modes.map(|group| named_values(group.values.iter().map(|(name, value)| (&**name, value))));
    IntegrationDetails {
        purpose: text(RecordField::Purpose),
        priority: text(RecordField::Priority),
        updated: text(RecordField::Updated),
        flows: flows.filter(|values| !values.is_empty()).collect(),
        failure_modes: failure_modes.filter(|values| !values.is_empty()).collect(),
        changes: NamedValues::new(),
    }
}

/// Returns the values that are filled in.
fn named_values<'a>(values: impl Iterator<Item = (&'a str, &'a Extracted)>) -> NamedValues {
    values.filter_map(|(name, value)| Some((name.into(), group_text(value)?.into()))).collect()
}
