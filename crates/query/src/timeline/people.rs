//! Who did it, where only the whole vault can tell: `by Jane` is a person's name if the vault knows that person, and
//! `by Mail Hub` is none if it knows that system (spec/changelog.md b.2).

use std::sync::LazyLock;

use hashbrown::HashSet;
use regex::Regex;
use vaultdex_notes::text;
use vaultdex_records::{ChangeEntry, Shape, Verb};

use super::{Reader, is_shown};
use crate::catalog::{Catalog, File};

/// The people that a vault knows.
#[derive(Debug, Default)]
pub(crate) struct People {
    names: HashSet<String>,
}

impl People {
    /// Takes the notes in folders of people, and everyone who is the author of an entry for certain.
    pub(crate) fn new(catalog: &Catalog) -> People {
        let mut names = HashSet::new();
        for file in catalog.files.iter().filter(|file| is_shown(file)) {
            if is_person(file) {
                let own =
                    [file.title(), file.path.stem()].into_iter().chain(file.note.aliases.iter().map(String::as_str));
                names.extend(own.map(text::link_key));
            }
            let authors = file.extraction.entries().iter().filter_map(|entry| entry.author.as_deref());
            names.extend(authors.map(text::link_key));
        }
        People { names }
    }

    /// The author of an entry, and where the text ends that stands before the name.
    pub(crate) fn author(&self, reader: Reader, entry: &ChangeEntry) -> (Option<String>, usize) {
        let whole = entry.text.len();
        let found = ending(&entry.text);
        match (&entry.author, found) {
            (None, Some((end, name))) => {
                // What replaces another thing is named behind `by` too.
                let is_object = entry.verb == Some(Verb::Replaced) && entry.object.is_some();
                let is_known = !is_object && self.names.contains(&text::link_key(name)) && !is_thing(reader, name);
                // A draft is somebody's, unless it is a thing's.
                let is_drafted =
                    || entry.verb == Some(Verb::Initial) && is_draft(&entry.text[..end]) && is_given_name(name);
                let is_author = is_known || is_drafted() && reader.names.called(name).is_none();
                if is_author { (Some(name.to_owned()), end) } else { (None, whole) }
            }
            (Some(author), Some((end, name))) if name == author => {
                let is_system =
                    reader.names.find(reader.catalog, name).is_some_and(|file| is_system(&reader.catalog.files[file]));
                if is_system { (None, whole) } else { (Some(author.clone()), end) }
            }
            (author, _) => (author.clone(), whole),
        }
    }
}

/// Whether a note lies in a folder of people.
fn is_person(file: &File) -> bool {
    const FOLDERS: [&str; 8] = ["people", "persons", "person", "contacts", "team", "teams", "staff", "colleagues"];
    let Some((folder, _)) = file.path.as_str().rsplit_once('/') else { return false };
    let name = folder.rsplit('/').next().unwrap_or(folder);
    // Folders may be numbered.
    let name = name.trim_start_matches(|letter: char| !letter.is_alphabetic());
    FOLDERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a name is that of a note that records an integration or a system.
fn is_thing(reader: Reader, name: &str) -> bool {
    let file = reader.names.find(reader.catalog, name).map(|file| &reader.catalog.files[file]);
    file.is_some_and(|file| file.extraction.records.is_some())
}

fn is_system(file: &File) -> bool {
    file.extraction.records.as_ref().is_some_and(|records| records.shape == Shape::System)
}

/// What stands at the end of a text as a name would: `by jdoe`, `- Jane Doe`. Gives what comes before it, and the name.
fn ending(said: &str) -> Option<(usize, &str)> {
    /// Nobody's name with what stands around it is longer.
    const LONGEST: usize = 64;
    static ENDING: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"\s+(?:[-–—,;]\s*)?(?:by\s+|[-–—]\s+|—|–)(?P<who>\p{L}[\p{L}\p{M}\p{N}.'’_-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,2})\.?\s*$";
        Regex::new(pattern).expect("the pattern is valid")
    });
    let start = said.ceil_char_boundary(said.len().saturating_sub(LONGEST));
    let near = &said[start..];
    if !near.contains(" by ") && !near.contains(['-', '–', '—']) {
        return None;
    }
    let found = ENDING.captures(near)?;
    let name = found.name("who")?.as_str();
    Some((start + found.get(0)?.start(), name.strip_suffix('.').unwrap_or(name)))
}

/// Whether a text is `Initial version` or the like, which somebody wrote.
fn is_draft(said: &str) -> bool {
    const WORDS: [&str; 9] =
        ["version", "draft", "release", "setup", "document", "documentation", "revision", "entry", "commit"];
    let last = said.trim_end().rsplit(char::is_whitespace).next().unwrap_or(said).to_lowercase();
    WORDS.contains(&last.as_str())
}

fn is_given_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase) && name.chars().count() > 1
}
