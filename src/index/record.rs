//! The stored facts of one file, split into sections by which commands need them.

use serde::{Deserialize, Serialize};
use vaultdex_notes::{
    BlockId, Field, Heading, Link, LinkExtras, LinkKind, Note, Problem, Property, Span, Value, VaultPath, text,
};
use vaultdex_query::search::Needs;
use vaultdex_records::{Extraction, Shape};

use crate::vault::Stamp;

/// A part of a file's facts that a command can request in addition to its [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The links with all details.
    Links,
    /// Only target and kind of each link, which is enough to resolve them.
    Targets,
    /// The links with all details, but only for files that have change entries or lines that look like one.
    LinksOfChanges,
    /// Title, ID and aliases.
    Names,
    /// The tags.
    Tags,
    /// Names, tags, headings, properties, tasks, block IDs, footnotes, fields and problems.
    Outline,
    /// The change entries.
    Changes,
    /// The integrations and systems.
    Records,
    /// The integrations and systems, but only for notes that are templates or may turn out to be one once the vault is
    /// known.
    Templates,
    /// The integrations and systems, but only for systems and for files that have change entries or lines that look
    /// like one.
    RecordsOfChanges,
}

/// The number of sections in which the facts of a file are stored.
pub const SECTIONS: usize = 9;

/// A section of the stored facts of a file. A section without content takes no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The [`Record`].
    Record,
    /// Target and kind of each link.
    Targets,
    /// The other details of each link.
    Links,
    /// Title, ID, aliases and tags.
    Names,
    /// The properties.
    Properties,
    /// The tasks.
    Tasks,
    /// All other elements of a note.
    Outline,
    /// The change entries.
    Changes,
    /// The integrations and systems.
    Records,
}

impl Part {
    /// The parts that together contain all facts.
    pub const ALL: &[Part] = &[Part::Links, Part::Outline, Part::Changes, Part::Records];
}

/// Returns the sections that are empty if there is nothing to say in a part.
pub fn sections_of(part: Part) -> &'static [Section] {
    match part {
        Part::Links | Part::Targets => &[Section::Targets],
        Part::Names | Part::Tags => &[Section::Names],
        Part::Outline => &[Section::Names, Section::Properties, Section::Tasks, Section::Outline],
        Part::Changes | Part::LinksOfChanges => &[Section::Changes],
        Part::Records | Part::Templates => &[Section::Records],
        Part::RecordsOfChanges => &[Section::Changes, Section::Records],
    }
}

/// What is stored for every file of the vault, whether it is a note or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its path. The first field, so that it can be decoded alone.
    pub path: VaultPath,
    /// The file's metadata when it was read.
    pub stamp: Stamp,
    /// The hash of its bytes; 0 for a file that is known by name only.
    pub hash: u64,
    /// When it was read, in nanoseconds since the Unix epoch.
    pub seen: i64,
    /// Why its text could not be read, if so. Every refresh tries again.
    pub unread: Option<String>,
    /// The problems by which [part of its text is not known](vaultdex_notes::ProblemKind::loses_content).
    pub problems: Vec<Problem>,
}

/// A link without target and kind: span, display text unless it equals the target, size, whether it is inside a
/// comment, property.
type LinkDetails<'a> = (Span, Option<&'a str>, Option<(u32, Option<u32>)>, bool, Option<&'a str>);

/// Title, ID and aliases. The tags follow in the same section.
type Names<Text> = (Option<Text>, Option<Text>, Vec<Text>);

type Outline = (Vec<Heading>, Vec<BlockId>, Vec<String>, Vec<Field>, Vec<Problem>);

/// A property whose text is borrowed from the stored bytes. Decodes the same bytes as [`Property`].
#[derive(Deserialize)]
struct StoredProperty<'a> {
    name: &'a str,
    #[serde(borrow)]
    value: StoredValue<'a>,
    span: Span,
}

/// A value whose text is borrowed from the stored bytes. Decodes the same bytes as [`Value`].
#[derive(Deserialize)]
enum StoredValue<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    List(#[serde(borrow)] Vec<StoredValue<'a>>),
    Map(#[serde(borrow)] Vec<(&'a str, StoredValue<'a>)>),
}

/// Encodes the facts of a file as they are attached to its document; [`split_sections`] takes them apart.
///
/// ```text
/// size of each section, u32 little-endian, in the order of Section │ the sections, in the same order
/// ```
///
/// # Errors
///
/// Fails if a value cannot be serialized.
pub fn encode(record: &Record, note: &Note, extraction: &Extraction) -> Result<Vec<u8>, postcard::Error> {
    let targets: Vec<(LinkKind, &str)> = note.links.iter().map(|link| (link.kind, &*link.target)).collect();
    let mut details: Vec<LinkDetails> = Vec::with_capacity(note.links.len());
    for link in &note.links {
        details.push((link.span, link.display_text(), link.size(), link.in_comment, link.property()));
    }
    let names = (&note.title, &extraction.id, &note.aliases, &note.tags);
    let outline = (&note.headings, &note.block_ids, &note.footnotes, &note.fields, &note.problems);
    let mut encoded = Vec::with_capacity(USUAL_SIZE);
    encoded.resize(4 * SECTIONS, 0);
    append_section(&mut encoded, Section::Record, record)?;
    append_section(&mut encoded, Section::Targets, &targets)?;
    append_section(&mut encoded, Section::Links, &details)?;
    append_section(&mut encoded, Section::Names, &names)?;
    append_section(&mut encoded, Section::Properties, &note.properties)?;
    append_section(&mut encoded, Section::Tasks, &note.tasks)?;
    append_section(&mut encoded, Section::Outline, &outline)?;
    append_section(&mut encoded, Section::Changes, &extraction.changes)?;
    append_section(&mut encoded, Section::Records, &(&extraction.records, &extraction.unread, &extraction.own_system))?;
    Ok(encoded)
}

/// Large enough for the facts of most files, in bytes.
const USUAL_SIZE: usize = 4096;

/// Appends a section and enters its size into the header. Sections must be appended in order. Empty lists and absent
/// values are encoded as zeros; a section of zeros only is left out.
fn append_section(encoded: &mut Vec<u8>, section: Section, value: &impl Serialize) -> Result<(), postcard::Error> {
    let start = encoded.len();
    postcard::serialize_with_flavor(value, Appender(encoded))?;
    if encoded[start..].iter().all(|byte| *byte == 0) {
        encoded.truncate(start);
    }
    let size = (encoded.len() - start) as u32;
    let is_next = encoded[4 * section as usize..4 * SECTIONS].iter().all(|byte| *byte == 0);
    debug_assert!(is_next, "{section:?} is out of order");
    encoded[4 * section as usize..][..4].copy_from_slice(&size.to_le_bytes());
    Ok(())
}

/// Splits encoded facts into sections; those that are missing are empty.
pub fn split_sections(encoded: &[u8]) -> [&[u8]; SECTIONS] {
    let (sizes, mut rest) = encoded.split_at_checked(4 * SECTIONS).unwrap_or_default();
    let sizes = sizes.as_chunks().0;
    std::array::from_fn(|idx| {
        let size = sizes.get(idx).map_or(0, |size| u32::from_le_bytes(*size) as usize);
        let section;
        (section, rest) = rest.split_at_checked(size).unwrap_or_default();
        section
    })
}

/// A serializer that appends to existing bytes.
struct Appender<'a>(&'a mut Vec<u8>);

impl postcard::ser_flavors::Flavor for Appender<'_> {
    type Output = ();

    fn try_extend(&mut self, data: &[u8]) -> Result<(), postcard::Error> {
        // Most numbers take one or two bytes: lines, columns, sizes.
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
///
/// # Errors
///
/// Fails if the bytes are not an encoded record.
pub fn decode_record(section: &[u8]) -> Result<Record, postcard::Error> {
    postcard::from_bytes(section)
}

/// Decodes only the path in the record of a file.
///
/// # Errors
///
/// Fails if the bytes are not an encoded record.
pub fn decode_path(section: &[u8]) -> Result<&str, postcard::Error> {
    postcard::take_from_bytes(section).map(|(path, _)| path)
}

/// Decodes the requested parts of a file's facts. `stored` returns the bytes of a section.
///
/// # Errors
///
/// Fails if a section cannot be decoded.
pub fn decode_parts<'a>(
    parts: &[Part],
    stored: impl Fn(Section) -> &'a [u8],
) -> Result<(Note, Extraction), postcard::Error> {
    let wants = |part: Part| parts.contains(&part);
    let (mut note, mut extraction) = (Note::default(), Extraction::default());
    let needs_changes = [Part::Changes, Part::LinksOfChanges, Part::RecordsOfChanges].into_iter().any(wants);
    let changes = if needs_changes { stored(Section::Changes) } else { &[] };
    if wants(Part::Changes) {
        extraction.changes = decode(changes)?;
    }
    if wants(Part::Links) || !changes.is_empty() && wants(Part::LinksOfChanges) {
        note.links = decode_links(stored(Section::Targets), stored(Section::Links))?;
    } else if wants(Part::Targets) {
        note.links = decode_targets(stored(Section::Targets))?;
    }
    let wants_names = wants(Part::Names) || wants(Part::Outline);
    let wants_tags = wants(Part::Tags) || wants(Part::Outline);
    if wants_names || wants_tags {
        let stored = stored(Section::Names);
        let tags = if wants_names { decode_names(stored, &mut note, &mut extraction.id)? } else { skip_names(stored)? };
        if wants_tags {
            note.tags = decode(tags)?;
        }
    }
    if wants(Part::Outline) {
        let outline: Outline = decode(stored(Section::Outline))?;
        (note.headings, note.block_ids, note.footnotes) = (outline.0, outline.1, outline.2);
        (note.fields, note.problems) = (outline.3, outline.4);
        (note.properties, note.tasks) = (decode(stored(Section::Properties))?, decode(stored(Section::Tasks))?);
    }
    let header_matches = |part, condition: fn(RecordsHeader) -> bool| {
        Ok(wants(part) && decode_records_header(stored(Section::Records))?.is_some_and(condition))
    };
    if wants(Part::Records)
        || wants(Part::RecordsOfChanges) && !changes.is_empty()
        || header_matches(Part::Templates, |it| it.is_template || it.is_unnamed)?
        || header_matches(Part::RecordsOfChanges, |it| it.shape == Shape::System)?
    {
        (extraction.records, extraction.unread, extraction.own_system) = decode(stored(Section::Records))?;
    }
    Ok((note, extraction))
}

/// Decodes the parts of a note that a query needs to decide about it. `stored` returns the bytes of a section.
///
/// # Errors
///
/// Fails if a section cannot be decoded.
pub fn decode_needed<'a>(needs: &Needs, stored: impl Fn(Section) -> &'a [u8]) -> Result<Note, postcard::Error> {
    let mut note = Note::default();
    if needs.tags {
        note.tags = decode(skip_names(stored(Section::Names))?)?;
    }
    if needs.tasks {
        note.tasks = decode(stored(Section::Tasks))?;
    }
    if !needs.properties.is_empty() {
        // Of the other properties, nothing is copied.
        let properties: Vec<StoredProperty> = decode(stored(Section::Properties))?;
        let needed = properties.into_iter().filter(|it| needs.properties.contains(&*text::fold(it.name)));
        note.properties = needed.map(StoredProperty::into_owned).collect();
    }
    Ok(note)
}

impl StoredProperty<'_> {
    fn into_owned(self) -> Property {
        Property { name: self.name.to_owned(), value: self.value.into_owned(), span: self.span }
    }
}

impl StoredValue<'_> {
    fn into_owned(self) -> Value {
        match self {
            StoredValue::Null => Value::Null,
            StoredValue::Bool(value) => Value::Bool(value),
            StoredValue::Int(value) => Value::Int(value),
            StoredValue::Float(value) => Value::Float(value),
            StoredValue::Text(text) => Value::Text(text.to_owned()),
            StoredValue::List(items) => Value::List(items.into_iter().map(StoredValue::into_owned).collect()),
            StoredValue::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value.into_owned())).collect())
            }
        }
    }
}

fn decode<'a, T: Default + Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, postcard::Error> {
    if bytes.is_empty() { Ok(T::default()) } else { postcard::from_bytes(bytes) }
}

/// Decodes title, ID and aliases; returns the rest of the section: the tags.
fn decode_names<'a>(section: &'a [u8], note: &mut Note, id: &mut Option<String>) -> Result<&'a [u8], postcard::Error> {
    if section.is_empty() {
        return Ok(section);
    }
    let (names, tags): (Names<String>, _) = postcard::take_from_bytes(section)?;
    (note.title, *id, note.aliases) = names;
    Ok(tags)
}

/// Returns the tags of the section, without allocating the names before them.
fn skip_names(section: &[u8]) -> Result<&[u8], postcard::Error> {
    if section.is_empty() {
        return Ok(section);
    }
    postcard::take_from_bytes::<Names<&str>>(section).map(|(_, tags)| tags)
}

/// The first fields of a file's records.
#[derive(Deserialize)]
struct RecordsHeader {
    shape: Shape,
    is_template: bool,
    /// Whether it lacks a name and so may turn out to be a template.
    is_unnamed: bool,
}

fn decode_records_header(section: &[u8]) -> Result<Option<RecordsHeader>, postcard::Error> {
    if section.is_empty() {
        return Ok(None);
    }
    postcard::take_from_bytes(section).map(|(header, _)| header)
}

fn decode_targets(targets: &[u8]) -> Result<Vec<Link>, postcard::Error> {
    let targets: Vec<(LinkKind, &str)> = decode(targets)?;
    let link = |(kind, target)| Link::new(kind, Span::default(), target);
    Ok(targets.into_iter().map(link).collect())
}

fn decode_links(targets: &[u8], details: &[u8]) -> Result<Vec<Link>, postcard::Error> {
    let mut links = decode_targets(targets)?;
    let details: Vec<LinkDetails> = decode(details)?;
    for (link, (span, display_text, size, in_comment, property)) in links.iter_mut().zip(details) {
        (link.span, link.in_comment) = (span, in_comment);
        link.extras = LinkExtras { display_text: display_text.map(Box::from), size, property: property.map(Box::from) }
            .into_boxed();
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_facts_can_be_decoded() {
        let record = Record {
            path: VaultPath::new("Notes/Shop.md"),
            stamp: Stamp::default(),
            hash: u64::MAX,
            seen: -1,
            unread: None,
            problems: Vec::new(),
        };
        let text = format!("---\naliases: [{}]\n---\n# Shop\n\n[[ERP]] #a\n\n- [ ] do\n", "x".repeat(300));
        let note = vaultdex_notes::parse::note(&text);
        let encoded = encode(&record, &note, &Extraction::default()).expect("encodes");
        let stored = split_sections(&encoded);
        assert_eq!(decode_record(stored[Section::Record as usize]), Ok(record.clone()));
        assert_eq!(decode_path(stored[Section::Record as usize]), Ok("Notes/Shop.md"));
        let (read, _) = decode_parts(Part::ALL, |section| stored[section as usize]).expect("decodes");
        let describe = |note: &Note| {
            format!("{:?} {:?} {:?}", note.links, (&note.aliases, &note.tags), (&note.headings, &note.tasks))
        };
        assert_eq!(describe(&read), describe(&note));
        // Empty sections take no bytes, also between sections that have some.
        assert!(stored[Section::Changes as usize].is_empty() && stored[Section::Records as usize].is_empty());
        let bare = encode(&record, &Note::default(), &Extraction::default()).expect("encodes");
        assert_eq!(bare.len(), 4 * SECTIONS + split_sections(&bare)[0].len());
    }

    #[test]
    fn needed_properties_are_those_of_the_note() {
        let text = "---\nA: [x, {b: 1, c: [2.5, true]}]\nother: y\na: null\nempty:\n---\n- [ ] do #t\n- [x] done\n";
        let note = vaultdex_notes::parse::note(text);
        let record = Record {
            path: VaultPath::new("a.md"),
            stamp: Stamp::default(),
            hash: 1,
            seen: 1,
            unread: None,
            problems: Vec::new(),
        };
        let encoded = encode(&record, &note, &Extraction::default()).expect("encodes");
        let stored = split_sections(&encoded);
        let needed = |needs: Needs| decode_needed(&needs, |section| stored[section as usize]).expect("decodes");
        let named = Needs { properties: ["a".to_owned()].into(), ..Needs::default() };
        let expected: Vec<Property> =
            note.properties.iter().filter(|it| it.name.eq_ignore_ascii_case("a")).cloned().collect();
        assert!(expected.len() == 2, "{:?}", note.properties);
        assert_eq!(needed(named), Note { properties: expected, ..Note::default() });
        let both = Needs { tags: true, tasks: true, ..Needs::default() };
        assert_eq!(needed(both), Note { tags: note.tags.clone(), tasks: note.tasks.clone(), ..Note::default() });
    }

    #[test]
    fn missing_sections_are_empty() {
        let check = |sizes: &[u32], bytes: &[u8], expected: [&[u8]; 3]| {
            let mut encoded: Vec<u8> = sizes.iter().flat_map(|size| size.to_le_bytes()).collect();
            encoded.extend(bytes);
            assert_eq!(split_sections(&encoded)[..3], expected, "{sizes:?} {bytes:?}");
        };
        check(&[], b"", [b"", b"", b""]);
        check(&[1, 2], b"abc", [b"", b"", b""]);
        check(&[1, 2, 0, 0, 0, 0, 0, 0, 0], b"abc", [b"a", b"bc", b""]);
        check(&[1, 0, 1, 0, 0, 0, 0, 0, 0], b"ab", [b"a", b"", b"b"]);
        check(&[1, u32::MAX, 1, 0, 0, 0, 0, 0, 0], b"abc", [b"a", b"", b""]);
    }
}
