//! Resolution of the names in the sentence of an entry (docs/spec/changelog.md#name-resolution).

use vaultdex_records::normalize::word_key;
use vaultdex_records::{ChangeEntry, Shape, Verb};

use super::context::ResolveContext;
use super::event::ResolvedName;
use crate::catalog::Catalog;
use crate::links::entity_names::display_name;

/// The names in the sentence of an entry.
#[derive(Debug, Default)]
pub(super) struct SentenceNames {
    pub subject: Option<ResolvedName>,
    pub object: Option<ResolvedName>,
    pub author: Option<String>,
    /// Subject and object as written.
    pub written: [Option<String>; 2],
    /// The byte offset in the text of the entry where the sentence ends and the author begins.
    pub text_end: usize,
}

/// Resolves the names in the sentence of an entry in the file at `host`, and finds its author.
pub(super) fn resolve_names(context: ResolveContext, host: usize, entry: &ChangeEntry) -> SentenceNames {
    let ResolveContext { catalog, names, people } = context;
    let (author, text_end) = people.author(catalog, names, entry);
    let sentence = &entry.text[..text_end];
    let is_author_rejected = entry.author.is_some() && author.is_none();
    let result = SentenceNames { author, text_end, ..SentenceNames::default() };
    let Some(subject) = entry.subject.as_deref() else { return result };
    let object = entry.object.as_deref().map(|object| match is_author_rejected {
        // What was parsed as an author is the end of the sentence.
        true => sentence.rfind(object).map_or(object, |start| without_full_stop(&sentence[start..])),
        false => without_author(object, sentence),
    });
    let object = object.filter(|object| !object.is_empty());
    let split = split_by_known_names(context, host, entry.verb, sentence, subject, object);
    let (subject, object) = split.unwrap_or_else(|| (without_author(subject, sentence), object));
    let resolve = |name: &str| names.resolve(catalog, host, name);
    let resolved = |name: &str, file: Option<usize>| ResolvedName {
        text: display_name(name).to_owned(),
        destination: file.map(|file| catalog.path(file).to_owned()),
    };
    let written = [Some(subject.to_owned()), object.map(str::to_owned)];
    let object = object.map(|object| {
        // What a change is for is prose, in which only a link at the beginning is resolved.
        let is_prose = matches!(entry.verb, Some(Verb::Updated | Verb::Modified | Verb::Enhanced | Verb::Revised));
        let leading_link = || links_in(object).next().filter(|link| object.starts_with(link));
        resolved(object, if is_prose { leading_link() } else { Some(object) }.and_then(resolve))
    });
    let host_note = || (is_generic_subject(subject) && records_one_integration(catalog, host)).then_some(host);
    let subject = resolved(subject, resolve(subject).or_else(host_note));
    SentenceNames { subject: Some(subject), object, written, ..result }
}

/// Returns a name without the author after it, if it extends beyond the end of the sentence.
fn without_author<'a>(name: &'a str, sentence: &str) -> &'a str {
    /// The maximum number of characters of an author with the words around it.
    const MAX_AUTHOR_CHARS: usize = 100;
    if sentence.contains(name) {
        return name;
    }
    let ends = name.char_indices().map(|(end, _)| end).rev().take(MAX_AUTHOR_CHARS);
    let end = ends.into_iter().find(|end| sentence.ends_with(&name[..*end]));
    name[..end.unwrap_or(name.len())].trim_end()
}

fn without_full_stop(text: &str) -> &str {
    let text = text.trim_end();
    text.strip_suffix('.').unwrap_or(text).trim_end()
}

/// Returns the words that separate the names of a sentence; a word precedes its own prefixes.
fn separators(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Updated | Verb::Enhanced => &[" for "],
        Verb::Modified => &[" to enhance ", " to ", " with ", " in "],
        Verb::Revised => &[" to accommodate "],
        Verb::Connected => &[" with "],
        Verb::Replaced => &[" with ", " by "],
        Verb::Added | Verb::Renamed => &[" to "],
        Verb::Removed | Verb::Disconnected => &[" from "],
        Verb::Fixed => &[" in "],
        _ => &[],
    }
}

/// Splits a sentence into subject and object so that the subject is the longest possible name of a note: a name without
/// brackets may contain the word that separates it (`Orders to ERP`). `None` if no subject is the name of a note.
fn split_by_known_names<'a>(
    context: ResolveContext,
    host: usize,
    verb: Option<Verb>,
    sentence: &'a str,
    subject: &str,
    object: Option<&str>,
) -> Option<(&'a str, Option<&'a str>)> {
    /// The maximum length of a note's name, in bytes.
    const MAX_NAME_LENGTH: usize = 255;
    let verb = verb?;
    if subject.starts_with(['[', '!', '`', '"', '\'', '“', '‘']) {
        return None;
    }
    let rest = &sentence[sentence.find(subject)?..];
    // A version and tags follow the names.
    let end = object.and_then(|object| Some(rest.rfind(object)? + object.len()));
    let stopped = without_full_stop(&rest[..end.unwrap_or(rest.len())]);
    let near = &rest[..rest.floor_char_boundary(MAX_NAME_LENGTH)];
    let ends =
        |separator: &&'static str| near.match_indices(*separator).map(|(at, it)| (at, it.len())).collect::<Vec<_>>();
    let mut splits: Vec<(usize, usize)> = separators(verb).iter().flat_map(ends).collect();
    if splits.is_empty() {
        return None;
    }
    let may_stand_alone = matches!(verb, Verb::Added | Verb::Removed | Verb::Fixed | Verb::Enhanced | Verb::Revised);
    if may_stand_alone && stopped.len() <= near.len() {
        splits.push((stopped.len(), 0));
    }
    // The last position first, and there the longer word.
    splits.sort_by_key(|(at, length)| std::cmp::Reverse((*at, *length)));
    let is_name = |at: usize| context.names.resolve(context.catalog, host, &rest[..at]).is_some();
    let (at, length) = splits.into_iter().find(|(at, _)| is_name(*at))?;
    let object = stopped.get(at + length..).map(str::trim).filter(|object| !object.is_empty());
    Some((&rest[..at], object))
}

/// Whether a name means whatever the note is about, such as `the integration`.
fn is_generic_subject(name: &str) -> bool {
    const WORDS: &[&str] =
        &["integration", "mapping", "mappings", "connection", "interface", "feed", "flow", "this", "it"];
    let words = word_key(display_name(name));
    let words = words.strip_prefix("the ").or(words.strip_prefix("this ")).unwrap_or(&words);
    WORDS.contains(&words)
}

/// Whether a note records a single integration or has an integration ID.
fn records_one_integration(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    let records = file.extraction.records.as_ref().filter(|_| !file.is_template());
    let is_one = records.is_some_and(|records| {
        let others = [Shape::Workspace, Shape::System, Shape::Register, Shape::Mapping];
        !records.integrations.is_empty() && !others.contains(&records.shape)
    });
    is_one || file.extraction.id.is_some()
}

/// Returns the source text of each link in a text: `[[Orders|the feed]]`, `[Orders](Orders.md)`.
pub(super) fn links_in(text: &str) -> impl Iterator<Item = &str> {
    /// The maximum length of a link in bytes, which bounds the cost of unclosed brackets.
    const MAX_LINK_LENGTH: usize = 1024;
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = memchr::memchr(b'[', &text.as_bytes()[from..]) {
            let start = from + at;
            let near = &text[start..text.floor_char_boundary(start + MAX_LINK_LENGTH)];
            let end = match near.starts_with("[[") {
                true => near.find("]]").map(|end| end + 2),
                false => near
                    .find(']')
                    .filter(|end| near[*end..].starts_with("]("))
                    .and_then(|middle| near[middle..].find(')').map(|end| middle + end + 1)),
            };
            from = start + end.unwrap_or(1);
            if let Some(end) = end {
                return Some(&near[..end]);
            }
        }
        None
    })
}
