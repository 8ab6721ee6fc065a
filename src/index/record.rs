//! What the index remembers of one file, and how it is split into parts by who needs them.

use serde::{Deserialize, Serialize};

use crate::model::{
    BlockId, ChangeLog, Field, Heading, Link, ListItem, Note, Problem, Property, Records, Stamp, Tag, VaultPath,
};

/// How many parts the facts of a file have.
pub const PARTS: usize = 5;

/// A part of a file's facts that a command can ask for beside its [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The links.
    Links = 1,
    /// Title, ID, aliases, headings, tags, properties, tasks, block ids, footnotes, fields, problems.
    Outline = 2,
    /// The change entries.
    Changes = 3,
    /// What it records of integrations and systems.
    Records = 4,
}

impl Part {
    /// All of them.
    pub const ALL: &[Part] = &[Part::Links, Part::Outline, Part::Changes, Part::Records];
}

/// What is known of every file of the vault, notes or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Where it lies.
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

type Outline = (
    Option<String>,
    Option<String>,
    Vec<String>,
    Vec<Heading>,
    Vec<Tag>,
    Vec<Property>,
    Vec<ListItem>,
    Vec<BlockId>,
    Vec<String>,
    Vec<Field>,
    Vec<Problem>,
);

/// Encodes a file's facts, part by part.
pub fn encode(record: &Record, note: &Note) -> Result<[Vec<u8>; PARTS], postcard::Error> {
    let outline = (
        &note.title,
        &note.id,
        &note.aliases,
        &note.headings,
        &note.tags,
        &note.properties,
        &note.tasks,
        &note.block_ids,
        &note.footnotes,
        &note.fields,
        &note.problems,
    );
    Ok([
        postcard::to_stdvec(record)?,
        postcard::to_stdvec(&note.links)?,
        postcard::to_stdvec(&outline)?,
        postcard::to_stdvec(&note.changes)?,
        note.records.as_ref().map_or(Ok(Vec::new()), postcard::to_stdvec)?,
    ])
}

/// Decodes the record of a file.
pub fn record(bytes: &[u8]) -> Result<Record, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// Decodes one part of a file's facts into its note.
pub fn decode(part: Part, bytes: &[u8], note: &mut Note) -> Result<(), postcard::Error> {
    match part {
        Part::Links => note.links = postcard::from_bytes::<Vec<Link>>(bytes)?,
        Part::Changes => note.changes = postcard::from_bytes::<ChangeLog>(bytes)?,
        // Most notes record nothing: no bytes, not even one that says so.
        Part::Records if bytes.is_empty() => note.records = None,
        Part::Records => note.records = Some(postcard::from_bytes::<Box<Records>>(bytes)?),
        Part::Outline => {
            let outline: Outline = postcard::from_bytes(bytes)?;
            (note.title, note.id, note.aliases, note.headings) = (outline.0, outline.1, outline.2, outline.3);
            (note.tags, note.properties, note.tasks, note.block_ids) = (outline.4, outline.5, outline.6, outline.7);
            (note.footnotes, note.fields, note.problems) = (outline.8, outline.9, outline.10);
        }
    }
    Ok(())
}
