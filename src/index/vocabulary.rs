//! The words of a segment as one text, so that a piece of a word finds every word that holds it in well under a
//! millisecond. A file of the segment's own: as new as the segment, merged and collected with it.

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;

use memchr::memmem;
use tantivy::directory::{CompositeFile, FileSlice, OwnedBytes, TerminatingWrite};
use tantivy::index::SegmentComponent;
use tantivy::indexer::doc_id_mapping::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{Segment, SegmentReader, TantivyError};

use crate::query::search::Piece;

const EXTENSION: &str = "vocabulary";

/// The words of one field of a segment, each between two line breaks.
pub struct Vocabulary {
    words: OwnedBytes,
}

impl Vocabulary {
    /// Opens the words that a segment has in each of the fields that have a vocabulary.
    pub fn open(reader: &SegmentReader, fields: &[Field]) -> tantivy::Result<HashMap<Field, Vocabulary>> {
        let bytes = reader.open_read(component())?.read_bytes()?;
        let corrupt = || TantivyError::InternalError("the vocabulary file is cut short".to_owned());
        let footer = bytes.len().checked_sub(8 * fields.len()).ok_or_else(corrupt)?;
        let mut start = 0usize;
        let mut vocabularies = HashMap::new();
        for (position, field) in fields.iter().enumerate() {
            let at = footer + 8 * position;
            let size = u64::from_le_bytes(bytes[at..at + 8].try_into().map_err(|_| corrupt())?) as usize;
            let end = start.checked_add(size).filter(|end| *end <= footer).ok_or_else(corrupt)?;
            vocabularies.insert(*field, Vocabulary { words: bytes.slice(start..end) });
            start = end;
        }
        Ok(vocabularies)
    }

    /// Every word that holds the piece, in order; `None` when there are more than `most`.
    pub fn words_with(&self, piece: &Piece, most: usize) -> Option<Vec<&[u8]>> {
        let mut needle = Vec::with_capacity(piece.run.len() + 2);
        if !piece.left_open {
            needle.push(b'\n');
        }
        needle.extend(piece.run.as_bytes());
        if !piece.right_open {
            needle.push(b'\n');
        }
        let mut words: Vec<&[u8]> = Vec::new();
        let mut known_to = 0;
        for at in memmem::find_iter(&self.words, &needle) {
            let inside = at + usize::from(!piece.left_open);
            if inside < known_to {
                continue; // The piece occurs twice in one word.
            }
            let start = memchr::memrchr(b'\n', &self.words[..inside]).map_or(0, |line_break| line_break + 1);
            let end = memchr::memchr(b'\n', &self.words[inside..]).map_or(self.words.len(), |length| inside + length);
            if words.len() == most {
                return None;
            }
            words.push(&self.words[start..end]);
            known_to = end;
        }
        Some(words)
    }

    /// Every word, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words
            .as_slice()
            .split(|byte| *byte == b'\n')
            .filter_map(|word| str::from_utf8(word).ok())
            .filter(|word| !word.is_empty())
    }
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Tells tantivy of the vocabulary file.
#[derive(Clone)]
pub struct VocabularyPlugin {
    /// The fields whose words are kept, in the order in which they stand in the file.
    pub fields: Vec<Field>,
}

impl VocabularyPlugin {
    /// Reads the words that the segment's dictionary has just been written with.
    fn write(&self, segment: &Segment) -> tantivy::Result<()> {
        let terms = CompositeFile::open(&segment.open_read(SegmentComponent::Terms)?)?;
        let mut file = segment.open_write(component())?;
        let mut sizes = Vec::new();
        for field in &self.fields {
            let words = match terms.open_read(*field) {
                Some(dictionary) => words(dictionary)?,
                None => b"\n".to_vec(),
            };
            file.write_all(&words)?;
            sizes.extend((words.len() as u64).to_le_bytes());
        }
        file.write_all(&sizes)?;
        file.terminate()?;
        Ok(())
    }
}

fn words(dictionary: FileSlice) -> tantivy::Result<Vec<u8>> {
    let dictionary = TermDictionary::open(dictionary)?;
    let mut words = vec![b'\n'];
    let mut stream = dictionary.stream()?;
    while stream.advance() {
        words.extend(stream.key());
        words.push(b'\n');
    }
    Ok(words)
}

impl SegmentPlugin for VocabularyPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _context: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(VocabularyWriter { plugin: self.clone() }))
    }

    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        self.write(context.target_segment)
    }
}

struct VocabularyWriter {
    plugin: VocabularyPlugin,
}

impl PluginWriter for VocabularyWriter {
    fn serialize(self: Box<Self>, segment: &Segment, _mapping: Option<&DocIdMapping>) -> tantivy::Result<()> {
        // tantivy's own files are written before those of its plugins, so the dictionary is there.
        self.plugin.write(segment)
    }

    fn mem_usage(&self) -> usize {
        0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
