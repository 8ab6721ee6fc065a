//! The facts of every document, kept in a file of their own beside each segment: no copy, no decompression, and a
//! reader touches only the sections it asks for. tantivy writes, merges, checks and collects the file with the segment.

use std::any::Any;
use std::io::Write;

use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::SegmentComponent;
use tantivy::indexer::doc_id_mapping::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::document::ErasedDocument;
use tantivy::schema::{Field, Schema, Value as _};
use tantivy::{DocId, Segment, SegmentReader, TantivyDocument, TantivyError};

use super::record::{SECTIONS, Section};

const EXTENSION: &str = "facts";

/// The facts file of one segment: the sections of all documents one after another, section by section, then where each
/// ends.
///
/// ```text
/// section 0 of doc 0, doc 1, … | section 1 of doc 0, … | … | ends of section 0 (u32 a doc) | … | sizes (u64) | docs (u32)
/// ```
pub struct Facts {
    bytes: OwnedBytes,
    docs: usize,
    starts: [usize; SECTIONS],
    ends: usize,
}

impl Facts {
    /// Opens the facts of a segment.
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Facts> {
        let bytes = reader.open_read(component())?.read_bytes()?;
        let corrupt = || TantivyError::InternalError("the facts file is cut short".to_owned());
        let footer = 8 * SECTIONS + 4;
        let sizes_at = bytes.len().checked_sub(footer).ok_or_else(corrupt)?;
        let docs = read_u32(&bytes, bytes.len() - 4).ok_or_else(corrupt)? as usize;
        let mut starts = [0; SECTIONS];
        let mut next = 0usize;
        for (section, start) in starts.iter_mut().enumerate() {
            *start = next;
            let at = sizes_at + 8 * section;
            let size = u64::from_le_bytes(bytes[at..at + 8].try_into().map_err(|_| corrupt())?);
            next = next.checked_add(size as usize).ok_or_else(corrupt)?;
        }
        if next + 4 * docs * SECTIONS != sizes_at {
            return Err(corrupt());
        }
        Ok(Facts { bytes, docs, starts, ends: next })
    }

    /// One section of a document's facts; empty where the segment has no such document.
    pub fn section(&self, doc: DocId, section: Section) -> &[u8] {
        self.at(doc, section as usize)
    }

    fn at(&self, doc: DocId, section: usize) -> &[u8] {
        let doc = doc as usize;
        let end_of =
            |doc: usize| read_u32(&self.bytes, self.ends + 4 * (section * self.docs + doc)).map(|end| end as usize);
        let start = if doc == 0 { Some(0) } else { end_of(doc - 1) };
        match (start, end_of(doc)) {
            (Some(start), Some(end)) if doc < self.docs => {
                let base = self.starts[section];
                self.bytes.get(base + start..base + end).unwrap_or_default()
            }
            _ => &[],
        }
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Puts the sections of one document into the bytes that its custom field carries to the segment.
pub fn pack(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(4 * SECTIONS + sections.iter().map(Vec::len).sum::<usize>());
    for section in sections {
        packed.extend((section.len() as u32).to_le_bytes());
    }
    sections.iter().for_each(|section| packed.extend(section));
    packed
}

/// The sections of all documents of a segment in the making.
#[derive(Default)]
struct FactsFile {
    sections: [Vec<u8>; SECTIONS],
    ends: [Vec<u32>; SECTIONS],
}

impl FactsFile {
    fn push(&mut self, section: usize, bytes: &[u8]) -> tantivy::Result<()> {
        self.sections[section].extend(bytes);
        let end = u32::try_from(self.sections[section].len());
        let end = end.map_err(|_| TantivyError::InternalError("over 4 GiB of facts in one segment".to_owned()))?;
        self.ends[section].push(end);
        Ok(())
    }

    fn push_packed(&mut self, packed: &[u8]) -> tantivy::Result<()> {
        let mut start = 4 * SECTIONS;
        for section in 0..SECTIONS {
            let size = read_u32(packed, 4 * section).unwrap_or(0) as usize;
            self.push(section, packed.get(start..start + size).unwrap_or_default())?;
            start += size;
        }
        Ok(())
    }

    fn write(&self, segment: &Segment) -> tantivy::Result<()> {
        let mut file = segment.open_write(component())?;
        for section in &self.sections {
            file.write_all(section)?;
        }
        let ends: Vec<u8> = self.ends.iter().flatten().flat_map(|end| end.to_le_bytes()).collect();
        file.write_all(&ends)?;
        for section in &self.sections {
            file.write_all(&(section.len() as u64).to_le_bytes())?;
        }
        file.write_all(&(self.ends[0].len() as u32).to_le_bytes())?;
        file.terminate()?;
        Ok(())
    }
}

/// Tells tantivy of the facts file.
pub struct FactsPlugin {
    /// The custom field that carries a document's packed sections.
    pub field: Field,
}

impl SegmentPlugin for FactsPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _context: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(FactsWriter { field: self.field, file: FactsFile::default() }))
    }

    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        // The index has no sort field, so merged documents stand as they stood: reader by reader, the deleted left out.
        let mut file = FactsFile::default();
        for reader in context.readers {
            let facts = Facts::open(reader)?;
            for doc in reader.doc_ids_alive() {
                for section in 0..SECTIONS {
                    file.push(section, facts.at(doc, section))?;
                }
            }
        }
        file.write(context.target_segment)
    }
}

struct FactsWriter {
    field: Field,
    file: FactsFile,
}

impl PluginWriter for FactsWriter {
    fn add_document(&mut self, _doc: DocId, document: &dyn ErasedDocument, _schema: &Schema) -> tantivy::Result<()> {
        let document = document.as_any().downcast_ref::<TantivyDocument>();
        let value = document.and_then(|document| document.get_first(self.field));
        let packed = value.as_ref().and_then(|value| value.as_custom());
        self.file.push_packed(packed.unwrap_or_default())
    }

    fn serialize(self: Box<Self>, segment: &Segment, _mapping: Option<&DocIdMapping>) -> tantivy::Result<()> {
        self.file.write(segment)
    }

    fn mem_usage(&self) -> usize {
        self.file.sections.iter().map(Vec::capacity).sum::<usize>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
