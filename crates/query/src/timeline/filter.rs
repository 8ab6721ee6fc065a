//! Selection of events (docs/spec/changelog.md#filters).

use std::collections::BTreeSet;

use jiff::civil::Date;
use vaultdex_notes::text;
use vaultdex_records::{ChangeSource, Verb};

use super::event::Event;
use crate::catalog::Catalog;
use crate::catalogue::systems::Systems;
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
    /// The kind of change.
    pub verb: Option<Verb>,
    /// The constructs that may contain the event; all but derived dates and Git if empty.
    pub sources: Vec<ChangeSource>,
}

impl EventFilter {
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
            && system.is_none_or(|system| system.concerns(event))
    }
}

/// A system with the notes about it.
pub(super) struct SystemNotes {
    /// The name by which the user called the system, as a comparison key.
    key: String,
    /// The positions of the note of the system and of the integrations that involve it.
    notes: BTreeSet<usize>,
}

impl SystemNotes {
    /// Collects the notes of the system that `name` means.
    pub fn new(catalog: &Catalog, names: &EntityNames, name: &str) -> SystemNotes {
        let systems = Systems::new(catalog);
        let system = systems.find(catalog, name);
        let integrations = systems.involvements.iter().filter(|it| Some(it.system) == system).map(|it| it.file);
        let notes = integrations.chain(names.find(catalog, name)).collect();
        SystemNotes { key: text::link_key(name), notes }
    }

    fn concerns(&self, event: &Event) -> bool {
        let names = [&event.subject, &event.object].into_iter().flatten();
        event.hosts.iter().chain(&event.mentioned).any(|file| self.notes.contains(file))
            || names.map(|name| text::link_key(&name.text)).any(|key| key == self.key)
    }
}
