//! Merging of entries that report the same event in several places (docs/spec/changelog.md#duplicates).

use std::mem;
use std::ops::Range;

use hashbrown::HashMap;
use vaultdex_notes::text;
use vaultdex_records::{ChangeEntry, Moment};

use super::context::ResolveContext;
use super::event::{Event, ResolvedName};
use super::names::{SentenceNames, links_in};
use crate::links::entity_names::display_name;

/// Returns the text of an entry in the form in which entries are compared: names are replaced by the notes that they
/// mean, and letter case, emphasis, a final full stop and the author are left out.
pub(super) fn comparison_text(
    context: ResolveContext,
    host: usize,
    entry: &ChangeEntry,
    sentence: &SentenceNames,
) -> String {
    let text = &entry.text[..sentence.text_end];
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for (range, file) in resolved_ranges(context, host, text, sentence) {
        // A link inside a name is part of it.
        if range.start < from {
            continue;
        }
        push_without_marks(&text[from..range.start], &mut plain);
        let name = &text[range.clone()];
        match file {
            Some(file) => {
                plain.push_str(&format!("\u{1}{file}"));
                // Different headings of a note are different things.
                let target = name.split(['|', ']']).find(|part| !part.is_empty() && *part != "[[");
                if let Some((_, subpath)) = target.and_then(|target| target.split_once('#')) {
                    push_without_marks(subpath, &mut plain);
                }
            }
            None => push_without_marks(display_name(name), &mut plain),
        }
        from = range.end;
    }
    push_without_marks(&text[from..], &mut plain);
    let folded = text::fold(&plain);
    let mut words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    words.truncate(words.trim_end_matches(['.', ' ']).len());
    words
}

/// Returns the ranges of the links and resolved names in a text, each with the note that it means, sorted.
fn resolved_ranges(
    context: ResolveContext,
    host: usize,
    text: &str,
    sentence: &SentenceNames,
) -> Vec<(Range<usize>, Option<usize>)> {
    let ResolveContext { catalog, names, .. } = context;
    let mut ranges: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    for link in links_in(text) {
        let start = link.as_ptr() as usize - text.as_ptr() as usize;
        ranges.push((start..start + link.len(), names.resolve(catalog, host, link)));
    }
    let [subject, object] = &sentence.written;
    let subject_start = subject.as_deref().and_then(|subject| text.find(subject));
    let object_start = object.as_deref().and_then(|object| text.rfind(object));
    let parts = [(subject_start, subject, &sentence.subject), (object_start, object, &sentence.object)];
    for (start, written, name) in parts {
        let (Some(start), Some(written), Some(name)) = (start, written, name) else { continue };
        let file = name.destination.as_deref().and_then(|path| catalog.position(path));
        if file.is_some() && !written.starts_with("[[") {
            ranges.push((start..start + written.len(), file));
        }
    }
    ranges.sort_unstable_by_key(|(range, file)| (range.start, range.end, *file));
    ranges
}

/// Appends a text without emphasis, code marks and brackets.
fn push_without_marks(text: &str, plain: &mut String) {
    let mut last = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        // Between letters, an underscore is part of a name.
        let is_joint =
            letter == '_' && last.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        if is_joint || !matches!(letter, '*' | '_' | '`' | '[' | ']') {
            plain.push(letter);
        }
        last = letter;
    }
}

/// Merges events with the same moment and comparison text, if they are in the same note or one mentions the note of the
/// other, unless their versions or authors differ. Expects and keeps the order of the timeline.
pub(super) fn merge_duplicates(events: Vec<Event>) -> Vec<Event> {
    let mut merger = Merger::default();
    events.into_iter().for_each(|event| merger.add(event));
    merger.kept.iter_mut().for_each(|event| event.locations.sort());
    merger.kept
}

/// A moment, the number of a comparison text with a version, and a file.
type EventKey = (Moment, usize, usize);

/// The events merged so far.
#[derive(Default)]
struct Merger {
    kept: Vec<Event>,
    text_numbers: HashMap<String, usize>,
    /// The first event of each key in the file.
    first_in: HashMap<EventKey, usize>,
    /// The first event of each key that mentions the file.
    first_mentioning: HashMap<EventKey, usize>,
}

impl Merger {
    fn add(&mut self, event: Event) {
        let (sought, stored) = self.text_keys(&event);
        let duplicate = self.duplicate_of(&event, sought);
        let position = duplicate.unwrap_or(self.kept.len());
        for text in stored {
            self.first_in.entry((event.moment, text, event.hosts[0])).or_insert(position);
            for file in &event.mentioned {
                self.first_mentioning.entry((event.moment, text, *file)).or_insert(position);
            }
        }
        match duplicate {
            Some(duplicate) => merge_into(&mut self.kept[duplicate], event),
            None => self.kept.push(event),
        }
    }

    /// Returns the numbers of the text keys under which duplicates of an event are sought and under which it is stored.
    /// An event without a version may be a duplicate of one with any version.
    fn text_keys(&mut self, event: &Event) -> ([usize; 2], [usize; 2]) {
        let mut number = |version: &str| {
            let next = self.text_numbers.len();
            *self.text_numbers.entry(format!("{}\u{2}{version}", event.comparison_text)).or_insert(next)
        };
        let (unversioned, any_version) = (number(""), number("*"));
        match event.version.as_deref().map(number) {
            None => ([unversioned, any_version], [unversioned, any_version]),
            Some(versioned) if versioned == unversioned => ([unversioned, any_version], [unversioned, any_version]),
            Some(versioned) => ([versioned, unversioned], [versioned, any_version]),
        }
    }

    /// Returns the position of the first kept event that an event repeats.
    fn duplicate_of(&self, event: &Event, texts: [usize; 2]) -> Option<usize> {
        let files = || event.mentioned.iter().chain(&event.hosts);
        let key = |text: &usize, file: &usize| (event.moment, *text, *file);
        let in_files = texts.iter().flat_map(|text| files().map(move |file| self.first_in.get(&key(text, file))));
        let mentioning = texts.iter().map(|text| self.first_mentioning.get(&key(text, &event.hosts[0])));
        let candidates = in_files.chain(mentioning).flatten().copied();
        candidates.filter(|candidate| !is_distinct(&self.kept[*candidate], event)).min()
    }
}

/// Whether two events state different versions or authors.
fn is_distinct(left: &Event, right: &Event) -> bool {
    let differ = |left: &Option<String>, right: &Option<String>| match (left, right) {
        (Some(left), Some(right)) => text::link_key(left) != text::link_key(right),
        _ => false,
    };
    differ(&left.version, &right.version) || differ(&left.author, &right.author)
}

/// Adds a duplicate to an event. Path, line, source and text are those of the first location.
fn merge_into(event: &mut Event, mut duplicate: Event) {
    /// With more details than people write, repeated details are not looked for, which would take quadratic time.
    const MAX_COMPARED_DETAILS: usize = 200;
    if (&duplicate.path, duplicate.line) < (&event.path, event.line) {
        mem::swap(&mut event.path, &mut duplicate.path);
        mem::swap(&mut event.line, &mut duplicate.line);
        mem::swap(&mut event.source, &mut duplicate.source);
        mem::swap(&mut event.text, &mut duplicate.text);
    }
    event.mentioned.extend(duplicate.mentioned);
    event.hosts.extend(duplicate.hosts);
    event.locations.extend(duplicate.locations);
    event.sources.extend(duplicate.sources);
    for detail in duplicate.details {
        if event.details.len() > MAX_COMPARED_DETAILS || !event.details.contains(&detail) {
            event.details.push(detail);
        }
    }
    event.verb = event.verb.or(duplicate.verb);
    event.version = event.version.take().or(duplicate.version);
    event.author = event.author.take().or(duplicate.author);
    for (name, other) in [(&mut event.subject, duplicate.subject), (&mut event.object, duplicate.object)] {
        // A name whose note is known is preferred.
        let is_resolved = |name: &Option<ResolvedName>| name.as_ref().is_some_and(|name| name.destination.is_some());
        if name.is_none() || is_resolved(&other) && !is_resolved(name) {
            *name = other;
        }
    }
}
