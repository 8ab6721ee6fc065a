//! What the index remembers of one file, cut into sections by who needs them.

use serde::{Deserialize, Serialize};
use vaultdex_notes::{
    BlockId, Extras, Field, Heading, Link, LinkKind, ListItem, Note, Problem, Property, Span, VaultPath,
};
use vaultdex_records::{Extraction, Shape};

use crate::vault::Stamp;

/// A part of a file's facts that a command can ask for beside its [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The links whole.
    Links,
    /// Where the links point and how they are written, and nothing else of them: enough to resolve them.
    Targets,
    /// The links whole, but only of files that have change entries or lines that tried to be one.
    LinksOfChanges,
    /// Title, ID and aliases.
    Names,
    /// The tags.
    Tags,
    /// Names, tags, headings, properties, tasks, block ids, footnotes, fields and problems.
    Outline,
    /// The change entries.
    Changes,
    /// What it records of integrations and systems.
    Records,
    /// The same, but only of notes that say they are templates or may turn out to be one once the vault is known.
    Templates,
    /// The same, but only of files that have change entries or lines that tried to be one, and of systems.
    RecordsOfChanges,
}

/// How many sections the facts of a file are stored in.
pub const SECTIONS: usize = 7;

/// How the facts of a file are stored. A section of which a file has nothing is no bytes at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The [`Record`].
    Record,
    /// Target and kind of each link.
    Targets,
    /// What else is known of each link.
    Links,
    /// Title, ID, aliases and tags.
    Names,
    /// Everything else that stands in a note.
    Outline,
    /// The change entries.
    Changes,
    /// What it records of integrations and systems.
    Records,
}

impl Part {
    /// All of them.
    pub const ALL: &[Part] = &[Part::Links, Part::Outline, Part::Changes, Part::Records];
}

/// What is known of every file of the vault, notes or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Where it lies. First of all, so that it can be read alone.
    pub path: VaultPath,
    /// What the file system said when it was read.
    pub stamp: Stamp,
    /// Hash of its bytes; 0 for a file that is known by name only.
    pub hash: u64,
    /// When it was read, in nanoseconds since 1970.
    pub seen: i64,
    /// Why its text could not be read, where it could not. It is tried again at every refresh.
    pub unread: Option<String>,
}

/// A link without its target and kind: span, display text unless it is the target, size, whether it stands in a comment,
/// property.
type Rest<'a> = (Span, Option<&'a str>, Option<(u32, Option<u32>)>, bool, Option<&'a str>);

/// Title, ID and aliases. The tags stand behind them in the same section.
type Names<Text> = (Option<Text>, Option<Text>, Vec<Text>);

type Outline = (Vec<Heading>, Vec<Property>, Vec<ListItem>, Vec<BlockId>, Vec<String>, Vec<Field>, Vec<Problem>);

/// Encodes a file's facts: the bytes that its document carries to the segment, to be taken apart by [`sections`].
///
/// ```text
/// size of each section, u32 little-endian, in the order of Section │ the sections, in the same order
/// ```
pub fn encode(record: &Record, note: &Note, extraction: &Extraction) -> Result<Vec<u8>, postcard::Error> {
    let targets: Vec<(LinkKind, &str)> = note.links.iter().map(|link| (link.kind, &*link.target)).collect();
    let mut rest: Vec<Rest> = Vec::with_capacity(note.links.len());
    for link in &note.links {
        rest.push((link.span, link.shown(), link.size(), link.in_comment, link.property()));
    }
    let names = (&note.title, &extraction.id, &note.aliases, &note.tags);
    let outline =
        (&note.headings, &note.properties, &note.tasks, &note.block_ids, &note.footnotes, &note.fields, &note.problems);
    let mut packed = Vec::with_capacity(USUAL);
    packed.resize(4 * SECTIONS, 0);
    pack(&mut packed, Section::Record, record)?;
    pack(&mut packed, Section::Targets, &targets)?;
    pack(&mut packed, Section::Links, &rest)?;
    pack(&mut packed, Section::Names, &names)?;
    pack(&mut packed, Section::Outline, &outline)?;
    pack(&mut packed, Section::Changes, &extraction.changes)?;
    pack(&mut packed, Section::Records, &extraction.records)?;
    Ok(packed)
}

/// Room for the facts of most files.
const USUAL: usize = 4096;

/// Adds a section behind the last, and its size to those at the beginning. Empty lists and absent values are zeros, and a
/// section of nothing else is left out.
fn pack(packed: &mut Vec<u8>, section: Section, value: &impl Serialize) -> Result<(), postcard::Error> {
    let start = packed.len();
    postcard::serialize_with_flavor(value, Appended(packed))?;
    if packed[start..].iter().all(|byte| *byte == 0) {
        packed.truncate(start);
    }
    let size = (packed.len() - start) as u32;
    let is_next = packed[4 * section as usize..4 * SECTIONS].iter().all(|byte| *byte == 0);
    debug_assert!(is_next, "{section:?} is not in its place");
    packed[4 * section as usize..][..4].copy_from_slice(&size.to_le_bytes());
    Ok(())
}

/// The sections of packed facts; those that are missing are empty.
pub fn sections(packed: &[u8]) -> [&[u8]; SECTIONS] {
    let (sizes, mut rest) = packed.split_at_checked(4 * SECTIONS).unwrap_or_default();
    let sizes = sizes.as_chunks().0;
    std::array::from_fn(|idx| {
        let size = sizes.get(idx).map_or(0, |size| u32::from_le_bytes(*size) as usize);
        let section;
        (section, rest) = rest.split_at_checked(size).unwrap_or_default();
        section
    })
}

/// Writes behind what is there.
struct Appended<'a>(&'a mut Vec<u8>);

impl postcard::ser_flavors::Flavor for Appended<'_> {
    type Output = ();

    fn try_extend(&mut self, data: &[u8]) -> Result<(), postcard::Error> {
        // Most numbers are small: lines, columns, sizes.
        match data {
            [one] => self.0.push(*one),
            [one, two] => self.0.extend([*one, *two]),
            _ => self.0.extend_from_slice(data),
        }
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> Result<(), postcard::Error> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> Result<(), postcard::Error> {
        Ok(())
    }
}

/// Decodes the record of a file.
pub fn record(bytes: &[u8]) -> Result<Record, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// The path in the record of a file, without the rest of it.
pub fn path(record: &[u8]) -> Result<&str, postcard::Error> {
    postcard::take_from_bytes(record).map(|(path, _)| path)
}

/// Decodes those parts of a file's facts that are asked for.
pub fn facts<'a>(parts: &[Part], stored: impl Fn(Section) -> &'a [u8]) -> Result<(Note, Extraction), postcard::Error> {
    let wants = |part: Part| parts.contains(&part);
    let (mut note, mut extraction) = (Note::default(), Extraction::default());
    let of_changes = [Part::Changes, Part::LinksOfChanges, Part::RecordsOfChanges];
    let changes = if of_changes.into_iter().any(wants) { stored(Section::Changes) } else { &[] };
    if wants(Part::Changes) {
        extraction.changes = decode(changes)?;
    }
    if wants(Part::Links) || !changes.is_empty() && wants(Part::LinksOfChanges) {
        note.links = links(stored(Section::Targets), stored(Section::Links))?;
    } else if wants(Part::Targets) {
        note.links = targets(stored(Section::Targets))?;
    }
    let (wants_names, wants_tags) =
        (wants(Part::Names) || wants(Part::Outline), wants(Part::Tags) || wants(Part::Outline));
    if wants_names || wants_tags {
        let stored = stored(Section::Names);
        let tags = if wants_names { names(stored, &mut note, &mut extraction.id)? } else { skip_names(stored)? };
        if wants_tags {
            note.tags = decode(tags)?;
        }
    }
    if wants(Part::Outline) {
        let outline: Outline = decode(stored(Section::Outline))?;
        (note.headings, note.properties, note.tasks) = (outline.0, outline.1, outline.2);
        (note.block_ids, note.footnotes, note.fields, note.problems) = (outline.3, outline.4, outline.5, outline.6);
    }
    let has_changes = wants(Part::RecordsOfChanges) && !changes.is_empty();
    let is_some =
        |part, kind: fn(Kind) -> bool| Ok(wants(part) && kind_of(stored(Section::Records))?.is_some_and(kind));
    if wants(Part::Records)
        || has_changes
        || is_some(Part::Templates, |(_, is_template, is_unnamed)| is_template || is_unnamed)?
        || is_some(Part::RecordsOfChanges, |(shape, ..)| shape == Shape::System)?
    {
        extraction.records = decode(stored(Section::Records))?;
    }
    Ok((note, extraction))
}

fn decode<'a, T: Default + Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, postcard::Error> {
    if bytes.is_empty() { Ok(T::default()) } else { postcard::from_bytes(bytes) }
}

/// Decodes title, ID and aliases, and gives back what stands behind them: the tags.
fn names<'a>(stored: &'a [u8], note: &mut Note, id: &mut Option<String>) -> Result<&'a [u8], postcard::Error> {
    if stored.is_empty() {
        return Ok(stored);
    }
    let (names, tags): (Names<String>, _) = postcard::take_from_bytes(stored)?;
    (note.title, *id, note.aliases) = names;
    Ok(tags)
}

/// The tags of a file, without a copy of the names before them.
fn skip_names(stored: &[u8]) -> Result<&[u8], postcard::Error> {
    if stored.is_empty() {
        return Ok(stored);
    }
    postcard::take_from_bytes::<Names<&str>>(stored).map(|(_, tags)| tags)
}

/// Shape, and whether it says that it is a template or is unnamed enough to be one: the first fields of what a file
/// records.
type Kind = (Shape, bool, bool);

fn kind_of(stored: &[u8]) -> Result<Option<Kind>, postcard::Error> {
    if stored.is_empty() {
        return Ok(None);
    }
    postcard::take_from_bytes(stored).map(|(kind, _)| kind)
}

fn targets(targets: &[u8]) -> Result<Vec<Link>, postcard::Error> {
    let targets: Vec<(LinkKind, &str)> = decode(targets)?;
    let link = |(kind, target)| Link::new(kind, Span::default(), target);
    Ok(targets.into_iter().map(link).collect())
}

fn links(stored_targets: &[u8], rest: &[u8]) -> Result<Vec<Link>, postcard::Error> {
    let mut links = targets(stored_targets)?;
    let rest: Vec<Rest> = decode(rest)?;
    for (link, (span, shown, size, in_comment, property)) in links.iter_mut().zip(rest) {
        (link.span, link.in_comment) = (span, in_comment);
        link.extras = Extras { shown: shown.map(Box::from), size, property: property.map(Box::from) }.boxed();
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_taken_apart_again() {
        let record = Record {
            path: VaultPath::new("Notes/Shop.md"),
            stamp: Stamp::default(),
            hash: u64::MAX,
            seen: -1,
            unread: None,
        };
        let text = format!("---\naliases: [{}]\n---\n# Shop\n\n[[ERP]] #a\n\n- [ ] do\n", "x".repeat(300));
        let note = vaultdex_notes::parse::note(&text);
        let packed = encode(&record, &note, &Extraction::default()).expect("encoded");
        let stored = sections(&packed);
        assert_eq!(super::record(stored[Section::Record as usize]), Ok(record.clone()));
        assert_eq!(path(stored[Section::Record as usize]), Ok("Notes/Shop.md"));
        let (read, _) = facts(Part::ALL, |section| stored[section as usize]).expect("decoded");
        let of = |note: &Note| {
            format!("{:?} {:?} {:?}", note.links, (&note.aliases, &note.tags), (&note.headings, &note.tasks))
        };
        assert_eq!(of(&read), of(&note));
        // Nothing changed and nothing recorded is no bytes at all, also between sections that have some.
        assert!(stored[Section::Changes as usize].is_empty() && stored[Section::Records as usize].is_empty());
        let bare = encode(&record, &Note::default(), &Extraction::default()).expect("encoded");
        assert_eq!(bare.len(), 4 * SECTIONS + sections(&bare)[0].len());
    }

    #[test]
    fn sections_that_are_missing_are_empty() {
        let check = |sizes: &[u32], bytes: &[u8], expected: [&[u8]; 3]| {
            let mut packed: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
            packed.extend(bytes);
            assert_eq!(sections(&packed)[..3], expected, "{sizes:?} {bytes:?}");
        };
        check(&[], b"", [b"", b"", b""]);
        check(&[1, 2], b"abc", [b"", b"", b""]);
        check(&[1, 2, 0, 0, 0, 0, 0], b"abc", [b"a", b"bc", b""]);
        check(&[1, 0, 1, 0, 0, 0, 0], b"ab", [b"a", b"", b"b"]);
        check(&[1, u32::MAX, 1, 0, 0, 0, 0], b"abc", [b"a", b"", b""]);
    }
}
