//! From a change entry to an event: names, author and mentioned notes are resolved in the whole vault.

use vaultdex_records::{ChangeEntry, Moment};

use super::context::ResolveContext;
use super::dedup::comparison_text;
use super::event::{Event, Location};
use super::names::{SentenceNames, links_in, resolve_names};
use crate::catalog::Catalog;

/// Returns the event that an entry in the file at `host` reports.
pub(super) fn build_event(context: ResolveContext, host: usize, entry: &ChangeEntry) -> Event {
    let ResolveContext { catalog, names, .. } = context;
    let sentence = resolve_names(context, host, entry);
    let comparison_text = comparison_text(context, host, entry, &sentence);
    let SentenceNames { subject, object, author, .. } = sentence;
    let moment = entry.moment;
    let day = Moment { time: None, ..moment };
    let location = Location { path: catalog.path(host).to_owned(), line: entry.span.line };
    let destinations = [&subject, &object].into_iter().flatten().filter_map(|name| name.destination.as_deref());
    let by_name = destinations.filter_map(|path| catalog.position(path));
    let on_line = links_on_line(catalog, host, entry.span.line);
    let texts = std::iter::once(&entry.text).chain(&entry.details);
    let by_id = texts.clone().flat_map(|text| ids_in(text)).filter_map(|id| names.find(catalog, id));
    // Details are on other lines than the entry, and links of the frontmatter have lines of their own.
    let by_link = texts.flat_map(|text| links_in(text)).filter_map(|link| names.resolve(catalog, host, link));
    Event {
        mentioned: by_name.chain(on_line).chain(by_id).chain(by_link).collect(),
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
        comparison_text,
        hosts: vec![host],
    }
}

/// Returns the words that begin with `INT-` (docs/spec/changelog.md#duplicates). They need not have the form of an ID,
/// since only the IDs and names of notes have an effect.
fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    memchr::memchr_iter(b'-', text.as_bytes()).filter_map(move |dash| {
        let start = dash.checked_sub(3).filter(|start| text.as_bytes()[*start..dash].eq_ignore_ascii_case(b"int"))?;
        let is_word = !text.as_bytes()[..start].last().is_some_and(is_part);
        let length = || text.as_bytes()[start..].iter().take_while(|byte| is_part(byte)).count();
        is_word.then(|| &text[start..start + length()])
    })
}

/// Returns the destinations of the links on a line of a file.
fn links_on_line(catalog: &Catalog, file: usize, line: u32) -> impl Iterator<Item = usize> {
    // Links are sorted by line.
    let links = &catalog.files[file].note.links;
    let first = links.partition_point(|link| link.span.line < line);
    let count = links[first..].iter().take_while(move |link| link.span.line == line).count();
    let destinations = &catalog.graph.outgoing(file)[first..first + count];
    destinations.iter().flatten().map(|file| *file as usize)
}
