//! The timeline of a vault: the change entries of all notes in chronological order, with names resolved and repeated
//! events merged (docs/spec/changelog.md#name-resolution, docs/spec/changelog.md#timeline).

mod build;
mod context;
mod dedup;
mod event;
mod filter;
mod key_dates;
mod malformed;
mod names;
mod order;
mod people;

use std::collections::BTreeSet;

pub use event::{Event, Location, ResolvedName};
pub use filter::{EventFilter, IntegrationFilter};
pub use malformed::{MalformedLine, malformed};
use rayon::prelude::*;
use vaultdex_records::{ChangeEntry, ChangeSource};

use self::context::ResolveContext;
use self::filter::SystemNotes;
use self::order::SortKey;
use self::people::People;
use crate::catalog::Catalog;
use crate::links::entity_names::EntityNames;

/// Returns the events of a vault that meet the criteria, oldest first.
pub fn events(catalog: &Catalog, filter: &EventFilter) -> Vec<Event> {
    let names = EntityNames::new(catalog);
    let people = People::new(catalog);
    let context = ResolveContext { catalog, names: &names, people: &people };
    let mut items = entries(catalog);
    if filter.sources.contains(&ChangeSource::Dates) {
        let derived = key_dates::key_dates(context);
        items.extend(derived.into_iter().map(|(key, event)| (key, Item::Derived(Box::new(event)))));
    }
    items.sort_by_key(|(key, _)| *key);
    let events = items.into_par_iter().map(|(_, item)| match item {
        Item::Entry(file, entry) => build::build_event(context, file, entry),
        Item::Derived(event) => *event,
    });
    let mut events = dedup::merge_duplicates(events.collect());
    let system = filter.system.as_deref().map(|name| SystemNotes::new(catalog, &names, name, filter.with_neighbors));
    events.retain(|event| filter.matches(event, system.as_ref()));
    events
}

/// Returns the notes that contain an event, and those that one names or links to.
pub fn notes_with_events(catalog: &Catalog) -> BTreeSet<usize> {
    let events = events(catalog, &EventFilter::default());
    events.iter().flat_map(|event| event.hosts.iter().chain(&event.mentioned)).copied().collect()
}

/// What an event is built from: an entry of a file, or an event that is derived from a record.
enum Item<'a> {
    Entry(usize, &'a ChangeEntry),
    Derived(Box<Event>),
}

/// Returns the entries of all files with their sort keys.
fn entries(catalog: &Catalog) -> Vec<(SortKey, Item<'_>)> {
    let mut items = Vec::new();
    for (position, file) in catalog.files.iter().enumerate().filter(|(_, file)| file.is_catalogued()) {
        let entries = file.extraction.entries();
        let newest_first = order::newest_first_lists(entries);
        for entry in entries {
            let start = i64::from(entry.span.start);
            let rank = if newest_first.contains(&entry.list) { -start } else { start };
            items.push((order::sort_key(entry, position, rank), Item::Entry(position, entry)));
        }
    }
    items
}
