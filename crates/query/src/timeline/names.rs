//! What the names in an entry's sentence mean, when all notes of the vault are known (spec/changelog.md b.5).

use vaultdex_records::{ChangeEntry, Shape, Verb};

use super::{Name, Reader, path};
use crate::catalog::Catalog;
use crate::links::entity_names::{bare, key_words};

/// The names of an entry.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) subject: Option<Name>,
    pub(crate) object: Option<Name>,
    pub(crate) author: Option<String>,
    /// How subject and object are written.
    pub(crate) written: [Option<String>; 2],
    /// The entry's text without its author, as far as it goes.
    pub(crate) n_bytes: usize,
}

/// The names of an entry's sentence with the notes that they mean, and its author.
pub(crate) fn names_of(reader: Reader, host: usize, entry: &ChangeEntry) -> Told {
    let Reader { catalog, names, people } = reader;
    let (author, end) = people.author(reader, entry);
    let said = &entry.text[..end];
    let is_restored = entry.author.is_some() && author.is_none();
    let told = Told { author, n_bytes: end, ..Told::default() };
    let Some(subject) = entry.subject.as_deref() else { return told };
    let object = entry.object.as_deref().map(|object| match is_restored {
        // What was taken for an author is the end of the sentence.
        true => said.rfind(object).map_or(object, |at| without_stop(&said[at..])),
        false => within(object, said),
    });
    let object = object.filter(|object| !object.is_empty());
    let split = split_again(reader, host, entry.verb, said, subject, object);
    let (subject, object) = split.unwrap_or_else(|| (within(subject, said), object));
    let resolved = |name: &str| names.resolve(catalog, host, name);
    let named = |name: &str, file: Option<usize>| Name {
        text: bare(name).to_owned(),
        destination: file.map(|file| path(catalog, file)),
    };
    let to = object.map(|object| {
        // What a change is for is prose, but for a link; what it connects, adds or replaces is a name.
        let is_name = !matches!(entry.verb, Some(Verb::Updated | Verb::Modified | Verb::Enhanced | Verb::Revised));
        let name = if is_name { Some(object) } else { links(object).next().filter(|link| object.starts_with(link)) };
        named(object, name.and_then(resolved))
    });
    let file = resolved(subject).or_else(|| (is_generic(subject) && is_integration(catalog, host)).then_some(host));
    let written = [Some(subject.to_owned()), object.map(str::to_owned)];
    Told { subject: Some(named(subject, file)), object: to, written, ..told }
}

/// A name without the author that stands behind it, where it reaches that far.
fn within<'a>(name: &'a str, said: &str) -> &'a str {
    /// No author's name with what stands around it has more letters.
    const LONGEST_ENDING: usize = 100;
    // Most names lie within what is said.
    if said.contains(name) {
        return name;
    }
    let cut = name.char_indices().map(|(at, _)| at).rev().take(LONGEST_ENDING).find(|at| said.ends_with(&name[..*at]));
    name[..cut.unwrap_or(name.len())].trim_end()
}

fn without_stop(text: &str) -> &str {
    let text = text.trim_end();
    text.strip_suffix('.').unwrap_or(text).trim_end()
}

/// The words that end the first name of a sentence; those that begin like another stand before it.
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

/// A bare name may hold the very word that ends it (`Orders to ERP`): the longest first part that is a note's name is the
/// right one. `None` where none is.
fn split_again<'a>(
    reader: Reader,
    host: usize,
    verb: Option<Verb>,
    said: &'a str,
    subject: &str,
    object: Option<&str>,
) -> Option<(&'a str, Option<&'a str>)> {
    /// No note's name is longer.
    const LONGEST: usize = 255;
    let verb = verb?;
    if subject.starts_with(['[', '!', '`', '"', '\'', '“', '‘']) {
        return None;
    }
    let rest = &said[said.find(subject)?..];
    // A version and tags stand behind the names.
    let end = object.and_then(|object| Some(rest.rfind(object)? + object.len()));
    let stopped = without_stop(&rest[..end.unwrap_or(rest.len())]);
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
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
    // Of two words at one place the longer one stands first.
    splits.sort_by_key(|(at, length)| std::cmp::Reverse((*at, *length)));
    let is_name = |at: usize| reader.names.resolve(reader.catalog, host, &rest[..at]).is_some();
    let (at, length) = splits.into_iter().find(|(at, _)| is_name(*at))?;
    let object = stopped.get(at + length..).map(str::trim).filter(|object| !object.is_empty());
    Some((&rest[..at], object))
}

/// Whether a name means whatever the note is about.
fn is_generic(name: &str) -> bool {
    const WORDS: &[&str] =
        &["integration", "mapping", "mappings", "connection", "interface", "feed", "flow", "this", "it"];
    let words = key_words(bare(name));
    let words = words.strip_prefix("the ").or(words.strip_prefix("this ")).unwrap_or(&words);
    WORDS.contains(&words)
}

/// Whether a note is that of one integration.
fn is_integration(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    let records = file.extraction.records.as_ref().filter(|_| !file.is_template());
    let is_one = records.is_some_and(|records| {
        let others = [Shape::Workspace, Shape::System, Shape::Register, Shape::Mapping];
        !records.integrations.is_empty() && !others.contains(&records.shape)
    });
    is_one || file.extraction.id.is_some()
}

/// The links in a text, each whole: `[[Orders|the feed]]`, `[Orders](Orders.md)`.
pub(crate) fn links(text: &str) -> impl Iterator<Item = &str> {
    /// The longest that a link reaches, in bytes: a bracket that is never closed costs no more.
    const LONGEST: usize = 1024;
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = memchr::memchr(b'[', &text.as_bytes()[from..]) {
            let start = from + at;
            let near = &text[start..text.floor_char_boundary(start + LONGEST)];
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
