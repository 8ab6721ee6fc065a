//! One timeline from the change entries of every note: names resolved, the same event told twice told once
//! (spec/changelog.md b.5, b.6).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::{Date, Time};
use serde::Serialize;

use crate::catalog::Catalog;
use crate::model::{ChangeEntry, ChangeSource, Moment, Precision, Verb, text};

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
    /// Those about this system: the name of one, or of its note.
    pub system: Option<String>,
    /// Those with this verb.
    pub verb: Option<Verb>,
    /// Those from these carriers; empty for all but derived dates and Git.
    pub sources: Vec<ChangeSource>,
}

/// The events of a vault, oldest first.
pub fn events(catalog: &Catalog, filter: &Filter) -> Vec<Event> {
    let names = NamesOfNotes::new(catalog);
    let mut told: Vec<(Key, Event)> = Vec::new();
    for (position, file) in catalog.files.iter().enumerate().filter(|(_, file)| !file.excluded) {
        let entries = &file.note.changes.entries;
        let newest_first = is_newest_first(entries);
        for entry in entries {
            let order = if newest_first { -i64::from(entry.span.start) } else { i64::from(entry.span.start) };
            told.push((key(entry, position, order), event(catalog, &names, position, entry)));
        }
    }
    told.sort_by_key(|(key, _)| *key);
    let events = told.into_iter().map(|(_, event)| event).collect();
    let system = filter.system.as_deref().map(|name| (text::link_key(name), names.find(catalog, name)));
    let mut events: Vec<Event> = once_each(events);
    events.retain(|event| is_wanted(event, filter, system.as_ref()));
    events
}

/// The lines of a vault that tried to be entries, by path and line; only those of one file where one is given.
pub fn malformed(catalog: &Catalog, note: Option<usize>) -> Vec<MalformedLine<'_>> {
    let files = catalog.files.iter().enumerate();
    let wanted = files.filter(|(position, file)| !file.excluded && note.is_none_or(|note| note == *position));
    let lines = wanted.flat_map(|(_, file)| {
        file.note.changes.malformed.iter().map(|line| MalformedLine {
            path: file.path.as_str(),
            line: line.span.line,
            text: &line.text,
            reason: &line.reason,
            suggestion: line.suggestion.as_deref(),
        })
    });
    lines.collect()
}

/// When, how exactly, from which carrier, in which file and where: the order of the timeline.
type Key = (Date, Time, Precision, ChangeSource, usize, i64);

fn key(entry: &ChangeEntry, file: usize, order: i64) -> Key {
    let Moment { date, time, precision } = entry.moment;
    (date, time.unwrap_or(Time::midnight()), precision, entry.source, file, order)
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

fn event(catalog: &Catalog, names: &NamesOfNotes, host: usize, entry: &ChangeEntry) -> Event {
    let (subject, object) = names_of(catalog, names, host, entry);
    let moment = entry.moment;
    let day = Moment { time: None, ..moment };
    let location = Location { path: catalog.files[host].path.to_string(), line: entry.span.line };
    let on_line = links_on_line(catalog, host, entry.span.line);
    let destinations = [&subject, &object].into_iter().flatten().filter_map(|name| name.destination.as_deref());
    let named = destinations.filter_map(|path| catalog.position(path)).chain(on_line).collect();
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

/// Where the links on a line of a file lead. Links stand in the order of their lines.
fn links_on_line(catalog: &Catalog, file: usize, line: u32) -> impl Iterator<Item = usize> {
    let links = &catalog.files[file].note.links;
    let first = links.partition_point(|link| link.span.line < line);
    let on_line = links[first..].iter().take_while(move |link| link.span.line == line).count();
    let destinations = &catalog.graph.outgoing(file)[first..first + on_line];
    destinations.iter().flatten().map(|file| *file as usize)
}

/// The names of an entry's sentence with the notes that they mean.
fn names_of(catalog: &Catalog, names: &NamesOfNotes, host: usize, entry: &ChangeEntry) -> (Option<Name>, Option<Name>) {
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
    names: &NamesOfNotes,
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
    // The first event of the same words that stands in a note, and the first that names it.
    let mut standing_in: HashMap<(Moment, String, usize), usize> = HashMap::new();
    let mut naming: HashMap<(Moment, String, usize), usize> = HashMap::new();
    for event in events {
        let words = text::fold(&event.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let key = |file: usize| (event.moment, words.clone(), file);
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

fn is_wanted(event: &Event, filter: &Filter, system: Option<&(String, Option<usize>)>) -> bool {
    let by_default = !matches!(event.source, ChangeSource::Dates | ChangeSource::Git);
    let source = if filter.sources.is_empty() { by_default } else { filter.sources.contains(&event.source) };
    let day = event.moment.date;
    let concerns = |file: usize| event.hosts.contains(&file) || event.named.contains(&file);
    source
        && filter.since.is_none_or(|since| day >= since)
        && filter.until.is_none_or(|until| day <= until)
        && filter.verb.is_none_or(|verb| event.verb == Some(verb))
        && filter.note.is_none_or(concerns)
        && system.is_none_or(|(name, note)| {
            let names = [&event.subject, &event.object].into_iter().flatten();
            note.is_some_and(concerns) || names.map(|it| text::link_key(&it.text)).any(|it| it == *name)
        })
}

/// The names by which a sentence may call a note.
struct NamesOfNotes {
    ids: BTreeMap<String, Vec<usize>>,
    titles: BTreeMap<String, Vec<usize>>,
    aliases: BTreeMap<String, Vec<usize>>,
    keys: BTreeMap<String, Vec<usize>>,
}

impl NamesOfNotes {
    fn new(catalog: &Catalog) -> NamesOfNotes {
        let mut names = NamesOfNotes {
            ids: BTreeMap::new(),
            titles: BTreeMap::new(),
            aliases: BTreeMap::new(),
            keys: BTreeMap::new(),
        };
        let add = |map: &mut BTreeMap<String, Vec<usize>>, name: String, file: usize| {
            let files = map.entry(name).or_default();
            if files.last() != Some(&file) {
                files.push(file);
            }
        };
        for (position, file) in catalog.files.iter().enumerate().filter(|(_, file)| file.kind().is_read()) {
            if let Some(id) = &file.note.id {
                add(&mut names.ids, id.to_uppercase(), position);
            }
            let titles = file.note.title.iter().map(String::as_str).chain([file.path.stem()]);
            for title in titles {
                add(&mut names.titles, text::link_key(title), position);
                add(&mut names.keys, key_words(title), position);
            }
            for alias in &file.note.aliases {
                add(&mut names.aliases, text::link_key(alias), position);
                add(&mut names.keys, key_words(alias), position);
            }
        }
        names
    }

    /// The note that a name in an entry means: by link, ID, title, alias, then by its words alone.
    fn resolve(&self, catalog: &Catalog, host: usize, name: &str) -> Option<usize> {
        if let Some(inner) = name.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
            let target = inner.split('|').next().unwrap_or(inner).trim();
            let linkpath = text::nfc(target.split('#').next().unwrap_or(target).trim());
            let found = catalog.names.destination(&linkpath, &catalog.files[host].path);
            return found.map(|file| file as usize);
        }
        self.find(catalog, name)
    }

    fn find(&self, catalog: &Catalog, name: &str) -> Option<usize> {
        let name = bare(name);
        if let Some(file) = catalog.position(name) {
            return Some(file);
        }
        let lookups = [
            self.ids.get(&name.to_uppercase()),
            self.titles.get(&text::link_key(name)),
            self.aliases.get(&text::link_key(name)),
            self.keys.get(&key_words(name)).filter(|_| !key_words(name).is_empty()),
        ];
        // The first way of naming that anyone answers to decides; where several do, nobody is meant for certain.
        match lookups.into_iter().flatten().next()?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// A name without its brackets, quotes and the target behind a display text.
fn bare(name: &str) -> &str {
    let name = name.trim();
    if let Some(inner) = name.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return inner.rsplit('|').next().unwrap_or(inner).trim();
    }
    for (open, close) in [('[', ']'), ('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”')] {
        if let Some(inner) = name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim();
        }
    }
    name
}

/// The letters and digits of a name, in words, lower case.
fn key_words(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
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
