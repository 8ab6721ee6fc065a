//! One timeline from the change entries of every note: names resolved, the same event told twice told once
//! (spec/changelog.md b.5, b.6).

mod dedup;
mod names;
mod people;

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};
use jiff::civil::{Date, Time};
use names::{Told, names_of};
use people::People;
use rayon::prelude::*;
use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::{ChangeEntry, ChangeSource, Moment, Precision, RecordField, Verb};

use crate::catalog::{Catalog, File};
use crate::catalogue::integrations;
use crate::catalogue::systems::Systems;
use crate::links::entity_names::Naming;

/// A name in an entry, with the note that it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The name without brackets and quotes.
    pub text: String,
    /// The note, where exactly one answers to the name.
    pub destination: Option<String>,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The note.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// One event (spec/cli.md, changelog).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// The day, as exactly as it is known: `2024-12-07`, `2024-12`, `2024-Q4`, `2024`.
    pub date: String,
    /// `08:00`, where the entry gives a time.
    pub time: Option<String>,
    /// How exactly the moment is known.
    pub precision: Precision,
    /// What was done.
    pub verb: Option<Verb>,
    /// The entry's body as written.
    pub text: String,
    /// Who or what it was done to.
    pub subject: Option<Name>,
    /// With, for or to what.
    pub object: Option<Name>,
    /// The version that the entry names.
    pub version: Option<String>,
    /// Who did it.
    pub author: Option<String>,
    /// What stands beneath it.
    pub details: Vec<String>,
    /// What carries it.
    pub source: ChangeSource,
    /// The note of its first location.
    pub path: String,
    /// The line of its first location.
    pub line: u32,
    /// Everywhere it stands, by path.
    pub locations: Vec<Location>,
    /// The moment, for sorting and filtering.
    #[serde(skip)]
    pub moment: Moment,
    /// What carries it at each of its places.
    #[serde(skip)]
    sources: Vec<ChangeSource>,
    /// Its words as they are compared: names by the notes that they mean, without what adorns them.
    #[serde(skip)]
    words: String,
    /// The files that it stands in, the first one first.
    #[serde(skip)]
    hosts: Vec<usize>,
    /// The files that its sentence or a link in its text names.
    #[serde(skip)]
    named: BTreeSet<usize>,
}

/// A line that tried to be an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MalformedLine<'a> {
    /// The note.
    pub path: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The line's text.
    pub text: &'a str,
    /// What is wrong with it.
    pub reason: &'a str,
    /// How it should read, where that is certain.
    pub suggestion: Option<&'a str>,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those that stand in this file or are about it.
    pub note: Option<usize>,
    /// From this day on.
    pub since: Option<Date>,
    /// Up to and with this day.
    pub until: Option<Date>,
    /// Those about this system (its name, or that of its note) and about the integrations that touch it.
    pub system: Option<String>,
    /// Those with this verb.
    pub verb: Option<Verb>,
    /// Those from these carriers; empty for all but derived dates and Git.
    pub sources: Vec<ChangeSource>,
}

/// The events of a vault, oldest first.
pub fn events(catalog: &Catalog, filter: &Filter) -> Vec<Event> {
    let names = Naming::new(catalog);
    let people = People::new(catalog);
    let reader = Reader { catalog, names: &names, people: &people };
    let mut told: Vec<(Key, Item)> = Vec::new();
    let files = catalog.files.iter().enumerate();
    for (position, file) in files.filter(|(_, file)| is_shown(file)) {
        let entries = file.extraction.entries();
        let newest_first = newest_first(entries);
        for entry in entries {
            let start = i64::from(entry.span.start);
            let order = if newest_first.contains(&entry.list) { -start } else { start };
            told.push((key(entry, position, order), Item::Entry(position, entry)));
        }
    }
    if filter.sources.contains(&ChangeSource::Dates) {
        told.extend(dates(reader).into_iter().map(|(key, event)| (key, Item::Derived(Box::new(event)))));
    }
    told.sort_by_key(|(key, _)| *key);
    let events = told.into_par_iter().map(|(_, told)| match told {
        Item::Entry(file, entry) => event(reader, file, entry),
        Item::Derived(event) => *event,
    });
    let events = events.collect();
    let system = filter.system.as_deref().map(|name| (text::link_key(name), concerned(catalog, &names, name)));
    let mut events: Vec<Event> = dedup::once_each(events);
    events.retain(|event| is_wanted(event, filter, system.as_ref()));
    events
}

/// By what entries are read that stand in a whole vault.
#[derive(Clone, Copy)]
struct Reader<'a> {
    catalog: &'a Catalog,
    names: &'a Naming,
    people: &'a People,
}

/// What the timeline tells: an entry of a file, or an event that nobody wrote down as such.
enum Item<'a> {
    Entry(usize, &'a ChangeEntry),
    Derived(Box<Event>),
}

/// The lines of a vault that tried to be entries, by path and line; only those of one file where one is given.
pub fn malformed(catalog: &Catalog, note: Option<usize>) -> Vec<MalformedLine<'_>> {
    let files = catalog.files.iter().enumerate();
    let shown = files.filter(|(_, file)| is_shown(file));
    let wanted = shown.filter(|(position, _)| note.is_none_or(|note| note == *position));
    let lines = wanted.flat_map(|(_, file)| {
        file.extraction.changes.iter().flat_map(|log| &log.malformed).map(|line| MalformedLine {
            path: file.path.as_str(),
            line: line.span.line,
            text: &line.text,
            reason: &line.reason,
            suggestion: line.suggestion.as_deref(),
        })
    });
    lines.collect()
}

/// Whether a file's history counts: templates have none, whatever they say.
fn is_shown(file: &File) -> bool {
    !file.excluded && !file.is_template()
}

/// When, how exactly, from which carrier, in which file and where: the order of the timeline.
type Key = (Date, Time, Precision, ChangeSource, usize, i64);

fn key(entry: &ChangeEntry, file: usize, order: i64) -> Key {
    let Moment { date, time, precision } = entry.moment;
    (date, time.unwrap_or(Time::midnight()), precision, entry.source, file, order)
}

/// The key dates of integrations and workspaces as events that nobody wrote down as such (spec/changelog.md b.4).
fn dates(reader: Reader) -> Vec<(Key, Event)> {
    let catalog = reader.catalog;
    const FIELDS: &[(RecordField, &str)] = &[
        (RecordField::Created, "Created"),
        (RecordField::GoLive, "Go-live"),
        (RecordField::LastTested, "Last tested"),
        (RecordField::Updated, "Last updated"),
        (RecordField::NextReview, "Next review"),
    ];
    let mut events = Vec::new();
    let recorded = (0..catalog.files.len()).filter(|file| is_shown(&catalog.files[*file]));
    for record in recorded.flat_map(|file| integrations::of_note(catalog, file)) {
        for (field, said) in FIELDS {
            let Some(stated) = record.integration.get(*field) else { continue };
            let Some(moment) = stated.text().and_then(|date| date.parse::<Moment>().ok()) else { continue };
            let entry = ChangeEntry {
                moment,
                verb: None,
                text: (*said).to_owned(),
                subject: None,
                object: None,
                version: None,
                author: None,
                details: Vec::new(),
                source: ChangeSource::Dates,
                span: stated.span,
                list: 0,
            };
            let mut event = event(Reader { names: &Naming::default(), ..reader }, record.file, &entry);
            let destination = Some(path(catalog, record.file));
            event.subject = Some(Name { text: record.name(catalog), destination });
            // A link in the line of a date is a daily note's, which the event is not about.
            event.named = BTreeSet::from([record.file]);
            // Two rows of a register may be of one day and are two integrations all the same.
            event.words = format!("{said}:{}", event.line);
            events.push((key(&entry, record.file, i64::from(entry.span.start)), event));
        }
    }
    events
}

/// The lists of a note that tell their history from the newest entry down, so that of two entries of one moment the lower
/// is older. Others, and the bullets of one day, are told in the order of the note.
fn newest_first(entries: &[ChangeEntry]) -> HashSet<u32> {
    let mut lists: HashMap<u32, (Moment, isize)> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.list > 0) {
        let (last, n_down) = lists.entry(entry.list).or_insert((entry.moment, 0));
        *n_down += match (*last).cmp(&entry.moment) {
            std::cmp::Ordering::Greater => 1,
            std::cmp::Ordering::Less => -1,
            std::cmp::Ordering::Equal => 0,
        };
        *last = entry.moment;
    }
    // A list of one moment goes as the others of its note do.
    let of_all: isize = lists.values().map(|(_, n_down)| *n_down).sum();
    let goes_down = |n_down: isize| n_down > 0 || n_down == 0 && of_all > 0;
    lists.into_iter().filter(|(_, (_, n_down))| goes_down(*n_down)).map(|(list, _)| list).collect()
}

fn event(reader: Reader, host: usize, entry: &ChangeEntry) -> Event {
    let Reader { catalog, names, .. } = reader;
    let told = names_of(reader, host, entry);
    let words = dedup::words(reader, host, entry, &told);
    let Told { subject, object, author, .. } = told;
    let moment = entry.moment;
    let day = Moment { time: None, ..moment };
    let location = Location { path: catalog.files[host].path.to_string(), line: entry.span.line };
    let on_line = links_on_line(catalog, host, entry.span.line);
    let destinations = [&subject, &object].into_iter().flatten().filter_map(|name| name.destination.as_deref());
    let said = std::iter::once(&entry.text).chain(&entry.details);
    let by_id = said.clone().flat_map(|text| ids(text)).filter_map(|id| names.find(catalog, id));
    // Links stand in details too, and those of the frontmatter on another line than their entry.
    let by_link = said.flat_map(|text| names::links(text)).filter_map(|link| names.resolve(catalog, host, link));
    let named = destinations.filter_map(|path| catalog.position(path)).chain(on_line).chain(by_id).chain(by_link);
    Event {
        named: named.collect(),
        date: day.to_string(),
        time: moment.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        precision: moment.precision,
        verb: entry.verb,
        text: entry.text.clone(),
        subject,
        object,
        version: entry.version.clone(),
        author,
        details: entry.details.clone(),
        source: entry.source,
        path: location.path.clone(),
        line: location.line,
        locations: vec![location],
        moment,
        sources: vec![entry.source],
        words,
        hosts: vec![host],
    }
}

/// The `INT-…` IDs in an entry's text (spec/changelog.md b.2).
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    memchr::memchr_iter(b'-', text.as_bytes()).filter_map(move |dash| {
        let start = dash.checked_sub(3).filter(|start| text.as_bytes()[*start..dash].eq_ignore_ascii_case(b"int"))?;
        let is_word = !text.as_bytes()[..start].last().is_some_and(is_part);
        let length = || text.as_bytes()[start..].iter().take_while(|byte| is_part(byte)).count();
        is_word.then(|| &text[start..start + length()])
    })
}

/// Where the links on a line of a file lead. Links stand in the order of their lines.
fn links_on_line(catalog: &Catalog, file: usize, line: u32) -> impl Iterator<Item = usize> {
    let links = &catalog.files[file].note.links;
    let first = links.partition_point(|link| link.span.line < line);
    let on_line = links[first..].iter().take_while(move |link| link.span.line == line).count();
    let destinations = &catalog.graph.outgoing(file)[first..first + on_line];
    destinations.iter().flatten().map(|file| *file as usize)
}

/// The notes that a system is concerned with: its own, and those of the integrations that touch it.
fn concerned(catalog: &Catalog, names: &Naming, name: &str) -> BTreeSet<usize> {
    let systems = Systems::new(catalog);
    let system = systems.find(catalog, name);
    let touching = systems.parts.iter().filter(|part| Some(part.system) == system).map(|part| part.file);
    touching.chain(names.find(catalog, name)).collect()
}

fn is_wanted(event: &Event, filter: &Filter, system: Option<&(String, BTreeSet<usize>)>) -> bool {
    let is_asked_for = |source: &ChangeSource| match filter.sources.is_empty() {
        true => !matches!(source, ChangeSource::Dates | ChangeSource::Git),
        false => filter.sources.contains(source),
    };
    let source = event.sources.iter().any(is_asked_for);
    let day = event.moment.date;
    let concerns = |file: usize| event.hosts.contains(&file) || event.named.contains(&file);
    source
        && filter.since.is_none_or(|since| day >= since)
        && filter.until.is_none_or(|until| day <= until)
        && filter.verb.is_none_or(|verb| event.verb == Some(verb))
        && filter.note.is_none_or(concerns)
        && system.is_none_or(|(name, notes)| {
            let names = [&event.subject, &event.object].into_iter().flatten();
            event.hosts.iter().chain(&event.named).any(|file| notes.contains(file))
                || names.map(|it| text::link_key(&it.text)).any(|it| it == *name)
        })
}

fn path(catalog: &Catalog, file: usize) -> String {
    catalog.files[file].path.to_string()
}
