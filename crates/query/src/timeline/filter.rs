//! Selection of events (docs/spec/changelog.md#filters).

use std::collections::BTreeSet;

use jiff::civil::Date;
use vaultdex_notes::text;
use vaultdex_records::{ChangeSource, RecordField, Verb};

use super::event::Event;
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::Systems;
use crate::landscape::graph::{Edge, Landscape, Traversal};
use crate::links::entity_names::EntityNames;

/// Criteria that an event must all meet.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// The position of a file that contains the event or is mentioned in it.
    pub note: Option<usize>,
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The name of a system, or of its note, that the event or an integration in it must involve.
    pub system: Option<String>,
    /// Whether the systems that exchange data with that system count as well.
    pub with_neighbors: bool,
    /// The integration that the event must be about.
    pub integration: Option<IntegrationFilter>,
    /// A text that the author's name must contain, ignoring case.
    pub author: Option<String>,
    /// The kind of change.
    pub verb: Option<Verb>,
    /// The constructs that may contain the event; all but derived dates and Git if empty.
    pub sources: Vec<ChangeSource>,
}

impl EventFilter {
    /// Whether only a part of the events of a note or of the vault meets the criteria.
    pub fn is_part(&self) -> bool {
        let has_days = self.since.is_some() || self.until.is_some();
        let has_subject = self.system.is_some() || self.integration.is_some();
        has_days || has_subject || self.author.is_some() || self.verb.is_some() || !self.sources.is_empty()
    }

    /// Whether an event meets the criteria. `system` is the system that `self.system` names.
    pub(super) fn matches(&self, event: &Event, system: Option<&SystemNotes>) -> bool {
        let is_accepted = |source: &ChangeSource| match self.sources.is_empty() {
            true => !matches!(source, ChangeSource::Dates | ChangeSource::Git),
            false => self.sources.contains(source),
        };
        let day = event.moment.date;
        let is_about = |file: usize| event.hosts.contains(&file) || event.mentioned.contains(&file);
        event.sources.iter().any(is_accepted)
            && self.since.is_none_or(|since| day >= since)
            && self.until.is_none_or(|until| day <= until)
            && self.verb.is_none_or(|verb| event.verb == Some(verb))
            && self.note.is_none_or(is_about)
            && self.author.as_deref().is_none_or(|name| is_by(event, name))
            && self.integration.as_ref().is_none_or(|it| it.concerns(event))
            && system.is_none_or(|system| system.concerns(event))
    }
}

/// Whether the name of the author of an event contains a text, ignoring case.
fn is_by(event: &Event, name: &str) -> bool {
    event.author.as_deref().is_some_and(|author| text::fold(author).contains(&*text::fold(name)))
}

/// An integration, to find the events about it.
#[derive(Debug, Clone)]
pub struct IntegrationFilter {
    /// The position of its note, if that is about nothing else.
    pub note: Option<usize>,
    /// Its ID and its name.
    pub names: Vec<String>,
}

impl IntegrationFilter {
    /// Describes an integration.
    pub fn new(catalog: &Catalog, entry: &CatalogueEntry) -> IntegrationFilter {
        let id = entry.integration.text(RecordField::Id).map(str::to_owned);
        let note = (!entry.is_listed() && entry.records.integrations.len() == 1).then_some(entry.file);
        IntegrationFilter { note, names: id.into_iter().chain([entry.name(catalog)]).collect() }
    }

    fn concerns(&self, event: &Event) -> bool {
        let is_note = |note: usize| event.hosts.contains(&note) || event.mentioned.contains(&note);
        let is_named = |name: &str| self.names.iter().any(|it| text::link_key(it) == text::link_key(name));
        let mut names = [&event.subject, &event.object].into_iter().flatten();
        self.note.is_some_and(is_note) || names.any(|name| is_named(&name.text))
    }
}

/// Systems with the notes about them.
pub(super) struct SystemNotes {
    /// The name by which the user called the system, and those of its neighbors, as comparison keys.
    keys: BTreeSet<String>,
    /// The positions of the notes of the systems and of the integrations that involve them.
    notes: BTreeSet<usize>,
}

impl SystemNotes {
    /// Collects the notes of the system that `name` means, and on request of those that exchange data with it.
    pub fn new(catalog: &Catalog, names: &EntityNames, name: &str, with_neighbors: bool) -> SystemNotes {
        let systems = Systems::new(catalog);
        let mut wanted: BTreeSet<usize> = systems.find(catalog, name).into_iter().collect();
        if with_neighbors {
            let landscape = Landscape::new(catalog, &systems);
            let is_shown = |edge: &&Edge| Traversal::All.includes(&landscape.connections[edge.connection]);
            let neighbors = wanted.iter().flat_map(|system| {
                let to = landscape.outgoing(*system).filter(is_shown).map(|edge| edge.to);
                to.chain(landscape.incoming(*system).filter(is_shown).map(|edge| edge.from))
            });
            let neighbors: Vec<usize> = neighbors.collect();
            wanted.extend(neighbors);
        }
        let integrations = systems.involvements.iter().filter(|it| wanted.contains(&it.system)).map(|it| it.file);
        let own = wanted.iter().filter_map(|system| systems.list[*system].note);
        let notes = integrations.chain(own).chain(names.find(catalog, name)).collect();
        let called = wanted.iter().map(|system| systems.list[*system].name.as_str());
        SystemNotes { keys: called.chain([name]).map(text::link_key).collect(), notes }
    }

    fn concerns(&self, event: &Event) -> bool {
        let names = [&event.subject, &event.object].into_iter().flatten();
        event.hosts.iter().chain(&event.mentioned).any(|file| self.notes.contains(file))
            || names.map(|name| text::link_key(&name.text)).any(|key| self.keys.contains(&key))
    }
}
