//! One timeline from the change entries of every note: names resolved, the same event told twice told once
//! (spec/changelog.md b.5, b.6).

use std::collections::BTreeSet;

use hashbrown::HashMap;
use jiff::civil::{Date, Time};
use rayon::prelude::*;
use serde::Serialize;

use super::naming::{Naming, bare, key_words};
use super::records;
use super::systems::Systems;
use crate::catalog::{Catalog, File};
use crate::model::{ChangeEntry, ChangeSource, Moment, Precision, RecordField, Verb, text};

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
    let mut told: Vec<(Key, Told)> = Vec::new();
    let files = catalog.files.iter().enumerate();
    for (position, file) in files.filter(|(_, file)| is_shown(file)) {
        let entries = file.note.entries();
        let newest_first = is_newest_first(entries);
        for entry in entries {
            // The bullets of one release stand in one order, whichever way the releases go.
            let is_reversed = newest_first && entry.source != ChangeSource::KeepAChangelog;
            let order = if is_reversed { -i64::from(entry.span.start) } else { i64::from(entry.span.start) };
            told.push((key(entry, position, order), Told::Entry(position, entry)));
        }
    }
    if filter.sources.contains(&ChangeSource::Dates) {
        told.extend(dates(catalog).into_iter().map(|(key, event)| (key, Told::Derived(Box::new(event)))));
    }
    told.sort_by_key(|(key, _)| *key);
    let events = told.into_par_iter().map(|(_, told)| match told {
        Told::Entry(file, entry) => event(catalog, &names, file, entry),
        Told::Derived(event) => *event,
    });
    let events = events.collect();
    let system = filter.system.as_deref().map(|name| (text::link_key(name), concerned(catalog, &names, name)));
    let mut events: Vec<Event> = once_each(events);
    events.retain(|event| is_wanted(event, filter, system.as_ref()));
    events
}

/// What the timeline tells: an entry of a file, or an event that nobody wrote down as such.
enum Told<'a> {
    Entry(usize, &'a ChangeEntry),
    Derived(Box<Event>),
}

/// The lines of a vault that tried to be entries, by path and line; only those of one file where one is given.
pub fn malformed(catalog: &Catalog, note: Option<usize>) -> Vec<MalformedLine<'_>> {
    let files = catalog.files.iter().enumerate();
    let shown = files.filter(|(_, file)| is_shown(file));
    let wanted = shown.filter(|(position, _)| note.is_none_or(|note| note == *position));
    let lines = wanted.flat_map(|(_, file)| {
        file.note.changes.iter().flat_map(|log| &log.malformed).map(|line| MalformedLine {
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
fn dates(catalog: &Catalog) -> Vec<(Key, Event)> {
    const FIELDS: &[(RecordField, &str)] = &[
        (RecordField::Created, "Created"),
        (RecordField::GoLive, "Go-live"),
        (RecordField::LastTested, "Last tested"),
        (RecordField::Updated, "Last updated"),
        (RecordField::NextReview, "Next review"),
    ];
    let mut events = Vec::new();
    let recorded = (0..catalog.files.len()).filter(|file| is_shown(&catalog.files[*file]));
    for record in recorded.flat_map(|file| records::of_note(catalog, file)) {
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
            let mut event = event(catalog, &Naming::default(), record.file, &entry);
            let destination = Some(path(catalog, record.file));
            event.subject = Some(Name { text: record.name(catalog), destination });
            // A link in the line of a date is a daily note's, which the event is not about.
            event.named = BTreeSet::from([record.file]);
            events.push((key(&entry, record.file, i64::from(entry.span.start)), event));
        }
    }
    events
}

/// Whether a note tells its history from the newest entry down, so that of two entries of one moment the lower is older.
fn is_newest_first(entries: &[ChangeEntry]) -> bool {
    let steps = entries.windows(2).map(|pair| pair[0].moment.cmp(&pair[1].moment));
    let (down, up) = steps.fold((0, 0), |(down, up), step| match step {
        std::cmp::Ordering::Greater => (down + 1, up),
        std::cmp::Ordering::Less => (down, up + 1),
        std::cmp::Ordering::Equal => (down, up),
    });
    down > up
}

fn event(catalog: &Catalog, names: &Naming, host: usize, entry: &ChangeEntry) -> Event {
    let (subject, object) = names_of(catalog, names, host, entry);
    let moment = entry.moment;
    let day = Moment { time: None, ..moment };
    let location = Location { path: catalog.files[host].path.to_string(), line: entry.span.line };
    let on_line = links_on_line(catalog, host, entry.span.line);
    let destinations = [&subject, &object].into_iter().flatten().filter_map(|name| name.destination.as_deref());
    let said = std::iter::once(&entry.text).chain(&entry.details);
    let by_id = said.flat_map(|text| ids(text)).filter_map(|id| names.find(catalog, id));
    let named = destinations.filter_map(|path| catalog.position(path)).chain(on_line).chain(by_id).collect();
    Event {
        date: day.to_string(),
        time: moment.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        precision: moment.precision,
        verb: entry.verb,
        text: entry.text.clone(),
        subject,
        object,
        version: entry.version.clone(),
        author: entry.author.clone(),
        details: entry.details.clone(),
        source: entry.source,
        path: location.path.clone(),
        line: location.line,
        locations: vec![location],
        moment,
        hosts: vec![host],
        named,
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

/// The names of an entry's sentence with the notes that they mean.
fn names_of(catalog: &Catalog, names: &Naming, host: usize, entry: &ChangeEntry) -> (Option<Name>, Option<Name>) {
    let Some(subject) = entry.subject.as_deref() else { return (None, None) };
    let (subject, object) =
        split_again(catalog, names, host, entry, subject).unwrap_or_else(|| (subject.to_owned(), entry.object.clone()));
    let object = object.map(|object| {
        // What a change is for is prose; what it connects, adds or replaces is a name.
        let is_name = !matches!(entry.verb, Some(Verb::Updated | Verb::Modified | Verb::Enhanced | Verb::Revised));
        let destination = if is_name { names.resolve(catalog, host, &object) } else { None };
        Name { text: bare(&object).to_owned(), destination: destination.map(|file| path(catalog, file)) }
    });
    let destination = names.resolve(catalog, host, &subject).or_else(|| {
        let is_integration = catalog.files[host].note.id.is_some();
        (is_integration && is_generic(&subject)).then_some(host)
    });
    let subject = Name { text: bare(&subject).to_owned(), destination: destination.map(|file| path(catalog, file)) };
    (Some(subject), object)
}

/// A bare name may hold the very word that ends it: the first split whose left part is a note's name is the right one.
fn split_again(
    catalog: &Catalog,
    names: &Naming,
    host: usize,
    entry: &ChangeEntry,
    subject: &str,
) -> Option<(String, Option<String>)> {
    let between = match entry.verb? {
        Verb::Updated | Verb::Enhanced => " for ",
        Verb::Connected => " with ",
        _ => return None,
    };
    if subject.starts_with(['[', '`', '"']) || names.resolve(catalog, host, subject).is_some() {
        return None;
    }
    let start = entry.text.find(subject)?;
    let rest = &entry.text[start..];
    let splits = rest.match_indices(between).map(|(at, _)| (&rest[..at], &rest[at + between.len()..]));
    let mut named = splits.filter(|(left, _)| names.resolve(catalog, host, left).is_some());
    named.next().map(|(left, right)| (left.to_owned(), Some(right.trim_end_matches('.').to_owned())))
}

/// The same stamp and text twice in a note, or in two notes of which one is named by the entry, is one event.
fn once_each(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    let mut known_words: HashMap<String, usize> = HashMap::new();
    // The first event of the same words that stands in a note, and the first that names it.
    let mut standing_in: HashMap<(Moment, usize, usize), usize> = HashMap::new();
    let mut naming: HashMap<(Moment, usize, usize), usize> = HashMap::new();
    for event in events {
        let mut words = text::fold(&event.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if event.source == ChangeSource::Dates {
            // Two rows of a register may be of one day and are two integrations all the same.
            words.push_str(&format!(":{}", event.line));
        }
        let next = known_words.len();
        let words = *known_words.entry(words).or_insert(next);
        let key = |file: usize| (event.moment, words, file);
        let twins = event.named.iter().chain(&event.hosts).map(|file| standing_in.get(&key(*file)));
        let twin = twins.chain([naming.get(&key(event.hosts[0]))]).flatten().min().copied();
        let position = twin.unwrap_or(kept.len());
        standing_in.entry(key(event.hosts[0])).or_insert(position);
        for file in &event.named {
            naming.entry(key(*file)).or_insert(position);
        }
        match twin {
            Some(twin) => {
                kept[twin].named.extend(&event.named);
                kept[twin].hosts.extend(&event.hosts);
                kept[twin].locations.extend(event.locations);
            }
            None => kept.push(event),
        }
    }
    for event in &mut kept {
        event.locations.sort();
        event.path = event.locations[0].path.clone();
        event.line = event.locations[0].line;
    }
    kept
}

/// The notes that a system is concerned with: its own, and those of the integrations that touch it.
fn concerned(catalog: &Catalog, names: &Naming, name: &str) -> BTreeSet<usize> {
    let systems = Systems::new(catalog);
    let system = systems.find(catalog, name);
    let touching = systems.parts.iter().filter(|part| Some(part.system) == system).map(|part| part.file);
    touching.chain(names.find(catalog, name)).collect()
}

fn is_wanted(event: &Event, filter: &Filter, system: Option<&(String, BTreeSet<usize>)>) -> bool {
    let by_default = !matches!(event.source, ChangeSource::Dates | ChangeSource::Git);
    let source = if filter.sources.is_empty() { by_default } else { filter.sources.contains(&event.source) };
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

/// Whether a name means whatever the note is about.
fn is_generic(name: &str) -> bool {
    const WORDS: &[&str] =
        &["integration", "mapping", "mappings", "connection", "interface", "feed", "flow", "this", "it"];
    let words = key_words(bare(name));
    let words = words.strip_prefix("the ").or(words.strip_prefix("this ")).unwrap_or(&words);
    WORDS.contains(&words)
}

fn path(catalog: &Catalog, file: usize) -> String {
    catalog.files[file].path.to_string()
}
