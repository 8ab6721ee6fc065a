//! Authors that only the whole vault can identify: `by Jane` names an author if the vault knows that person, and `by
//! Mail Hub` does not if it knows that system (docs/spec/changelog.md#version-and-author).

use std::sync::LazyLock;

use hashbrown::HashSet;
use regex::Regex;
use vaultdex_notes::text;
use vaultdex_records::{ChangeEntry, Shape, Verb};

use crate::catalog::{Catalog, File};
use crate::links::entity_names::EntityNames;

/// The people that a vault knows, by their [link keys](text::link_key).
#[derive(Debug, Default)]
pub(super) struct People {
    names: HashSet<String>,
}

impl People {
    /// Collects the notes in folders of people, and the authors that entries state unambiguously.
    pub fn new(catalog: &Catalog) -> People {
        let mut names = HashSet::new();
        for file in catalog.files.iter().filter(|file| file.is_catalogued()) {
            if is_person(file) {
                names.extend(file.names().map(text::link_key));
            }
            let authors = file.extraction.entries().iter().filter_map(|entry| entry.author.as_deref());
            names.extend(authors.map(text::link_key));
        }
        People { names }
    }

    /// Returns the author of an entry, and the byte offset where the text before the author ends.
    pub fn author(&self, catalog: &Catalog, names: &EntityNames, entry: &ChangeEntry) -> (Option<String>, usize) {
        let whole = entry.text.len();
        let found = author_at_end(&entry.text);
        match (&entry.author, found) {
            (None, Some((end, name))) => {
                // `by` also precedes the name of a replacement.
                let is_object = entry.verb == Some(Verb::Replaced) && entry.object.is_some();
                let is_known =
                    !is_object && self.names.contains(&text::link_key(name)) && !is_recorded(catalog, names, name);
                // `Initial draft by Jane`: a first name is enough, unless a note has it.
                let is_draft_author =
                    || entry.verb == Some(Verb::Initial) && is_draft_phrase(&entry.text[..end]) && is_first_name(name);
                let is_author = is_known || is_draft_author() && names.candidates(name).is_none();
                if is_author { (Some(name.to_owned()), end) } else { (None, whole) }
            }
            (Some(author), Some((end, name))) if name == author => {
                let note = names.find(catalog, name);
                let is_system = note.is_some_and(|file| catalog.files[file].shape() == Some(Shape::System));
                if is_system { (None, whole) } else { (Some(author.clone()), end) }
            }
            (author, _) => (author.clone(), whole),
        }
    }
}

/// Whether a note is in a folder of people.
fn is_person(file: &File) -> bool {
    const FOLDERS: [&str; 8] = ["people", "persons", "person", "contacts", "team", "teams", "staff", "colleagues"];
    let Some((folder, _)) = file.path.as_str().rsplit_once('/') else { return false };
    let name = folder.rsplit('/').next().unwrap_or(folder);
    // Folders may have a number: `30 People`.
    let name = name.trim_start_matches(|letter: char| !letter.is_alphabetic());
    FOLDERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a name is that of a note that records an integration or a system.
fn is_recorded(catalog: &Catalog, names: &EntityNames, name: &str) -> bool {
    names.find(catalog, name).is_some_and(|file| catalog.files[file].extraction.records.is_some())
}

/// Finds the form of an author at the end of a text: `by jdoe`, `- Jane Doe`. Returns the byte offset of the form, and
/// the name.
fn author_at_end(text: &str) -> Option<(usize, &str)> {
    /// The maximum length of an author with the words around it, in bytes.
    const MAX_LENGTH: usize = 64;
    static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"\s+(?:[-–—,;]\s*)?(?:by\s+|[-–—]\s+|—|–)(?P<who>\p{L}[\p{L}\p{M}\p{N}.'’_-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,2})\.?\s*$";
        Regex::new(pattern).expect("the pattern is valid")
    });
    let start = text.ceil_char_boundary(text.len().saturating_sub(MAX_LENGTH));
    let near = &text[start..];
    if !near.contains(" by ") && !near.contains(['-', '–', '—']) {
        return None;
    }
    let found = AUTHOR.captures(near)?;
    let name = found.name("who")?.as_str();
    Some((start + found.get(0)?.start(), name.strip_suffix('.').unwrap_or(name)))
}

/// Whether a text ends like `Initial version`, which a person writes.
fn is_draft_phrase(text: &str) -> bool {
    const WORDS: [&str; 9] =
        ["version", "draft", "release", "setup", "document", "documentation", "revision", "entry", "commit"];
    let last = text.trim_end().rsplit(char::is_whitespace).next().unwrap_or(text).to_lowercase();
    WORDS.contains(&last.as_str())
}

/// Whether a name is one capitalized word.
fn is_first_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase) && name.chars().count() > 1
}
