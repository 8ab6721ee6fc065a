//! The same event told at several places, told once (spec/changelog.md b.6).

use std::mem;

use hashbrown::HashMap;
use vaultdex_notes::text;
use vaultdex_records::{ChangeEntry, Moment};

use super::names::{Told, links};
use super::{Event, Name, Reader};
use crate::links::entity_names::bare;

/// The words of an entry as they are compared: a name is the note that it means, however it is written, and emphasis, a
/// final stop and the author say nothing of what happened.
pub(crate) fn words(reader: Reader, host: usize, entry: &ChangeEntry, told: &Told) -> String {
    let said = &entry.text[..told.n_bytes];
    // Where each name stands, with the note that it means.
    let mut names: Vec<(usize, usize, Option<usize>)> = Vec::new();
    for link in links(said) {
        let start = link.as_ptr() as usize - said.as_ptr() as usize;
        names.push((start, start + link.len(), reader.names.resolve(reader.catalog, host, link)));
    }
    let [subject, object] = &told.written;
    let start = subject.as_deref().and_then(|subject| said.find(subject));
    let end = object.as_deref().and_then(|object| said.rfind(object));
    for (at, written, name) in [(start, subject, &told.subject), (end, object, &told.object)] {
        let (Some(at), Some(written), Some(name)) = (at, written, name) else { continue };
        let file = name.destination.as_deref().and_then(|path| reader.catalog.position(path));
        if file.is_some() && !written.starts_with("[[") {
            names.push((at, at + written.len(), file));
        }
    }
    names.sort_unstable();
    let mut words = String::with_capacity(said.len());
    let mut from = 0;
    for (start, end, file) in names {
        // A link within a name is part of it.
        if start < from {
            continue;
        }
        push_plain(&said[from..start], &mut words);
        match file {
            Some(file) => {
                words.push_str(&format!("\u{1}{file}"));
                // Two headings of a note are two things.
                let target = said[start..end].split(['|', ']']).find(|part| !part.is_empty() && *part != "[[");
                if let Some((_, fragment)) = target.and_then(|target| target.split_once('#')) {
                    push_plain(fragment, &mut words);
                }
            }
            None => push_plain(bare(&said[start..end]), &mut words),
        }
        from = end;
    }
    push_plain(&said[from..], &mut words);
    let folded = text::fold(&words);
    let mut words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    words.truncate(words.trim_end_matches(['.', ' ']).len());
    words
}

fn push_plain(said: &str, words: &mut String) {
    let mut last = ' ';
    let mut letters = said.chars().peekable();
    while let Some(letter) = letters.next() {
        // Within a word it is part of a name.
        let is_joint =
            letter == '_' && last.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        if is_joint || !matches!(letter, '*' | '_' | '`' | '[' | ']') {
            words.push(letter);
        }
        last = letter;
    }
}

/// The same stamp and text twice in a note, or in two notes of which one is named by the entry, is one event, unless they
/// are of two versions.
pub(crate) fn once_each(events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    let mut known_words: HashMap<String, usize> = HashMap::new();
    // The first event of the same words that stands in a note, and the first that names it.
    let mut standing_in: HashMap<(Moment, usize, usize), usize> = HashMap::new();
    let mut naming: HashMap<(Moment, usize, usize), usize> = HashMap::new();
    for event in events {
        let mut number = |words: String| {
            let next = known_words.len();
            *known_words.entry(words).or_insert(next)
        };
        let of = |version: &str| format!("{}\u{2}{version}", event.words);
        let (own, unversioned, any) = (event.version.as_deref().map(of), number(of("")), number(of("*")));
        let own = own.map_or(unversioned, number);
        // What has no version may be of any.
        let (wanted, filed) = match own == unversioned {
            true => ([unversioned, any], [unversioned, any]),
            false => ([own, unversioned], [own, any]),
        };
        let key = |words: usize, file: usize| (event.moment, words, file);
        let places = || event.named.iter().chain(&event.hosts);
        let twins = wanted.iter().flat_map(|words| places().map(|file| standing_in.get(&key(*words, *file))));
        let naming_it = wanted.iter().map(|words| naming.get(&key(*words, event.hosts[0])));
        let differ = |left: &Option<String>, right: &Option<String>| match (left, right) {
            (Some(left), Some(right)) => text::link_key(left) != text::link_key(right),
            _ => false,
        };
        let is_other =
            |twin: usize| differ(&kept[twin].version, &event.version) || differ(&kept[twin].author, &event.author);
        let twin = twins.chain(naming_it).flatten().copied().filter(|twin| !is_other(*twin)).min();
        let position = twin.unwrap_or(kept.len());
        for words in filed {
            standing_in.entry(key(words, event.hosts[0])).or_insert(position);
            for file in &event.named {
                naming.entry(key(words, *file)).or_insert(position);
            }
        }
        match twin {
            Some(twin) => absorb(&mut kept[twin], event),
            None => kept.push(event),
        }
    }
    kept.iter_mut().for_each(|event| event.locations.sort());
    kept
}

/// Adds what another place says of the same event. Path, line, source and text are those of the first place.
fn absorb(event: &mut Event, mut other: Event) {
    /// Among more details than anybody writes none is looked for.
    const MOST: usize = 200;
    if (&other.path, other.line) < (&event.path, event.line) {
        mem::swap(&mut event.path, &mut other.path);
        mem::swap(&mut event.line, &mut other.line);
        mem::swap(&mut event.source, &mut other.source);
        mem::swap(&mut event.text, &mut other.text);
    }
    event.named.extend(other.named);
    event.hosts.extend(other.hosts);
    event.locations.extend(other.locations);
    event.sources.extend(other.sources);
    for detail in other.details {
        if event.details.len() > MOST || !event.details.contains(&detail) {
            event.details.push(detail);
        }
    }
    event.verb = event.verb.or(other.verb);
    event.version = event.version.take().or(other.version);
    event.author = event.author.take().or(other.author);
    for (name, other) in [(&mut event.subject, other.subject), (&mut event.object, other.object)] {
        // A name whose note is known says more than one that is only a name.
        let is_known = |name: &Option<Name>| name.as_ref().is_some_and(|name| name.destination.is_some());
        if name.is_none() || is_known(&other) && !is_known(name) {
            *name = other;
        }
    }
}
