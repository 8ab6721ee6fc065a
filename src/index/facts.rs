//! The facts of every document, stored in a separate file per segment instead of tantivy's document store: nothing is
//! copied or decompressed, and a reader touches only the sections that it requests. As a segment plugin, the file is
//! written, merged, verified and garbage-collected together with the segment.

use std::any::Any;
use std::io::Write;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::directory::{FileSlice, OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::SegmentComponent;
use tantivy::indexer::doc_id_mapping::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::schema::document::ErasedDocument;
use tantivy::schema::{Field, Schema, Value as _};
use tantivy::{DocId, HasLen, Segment, SegmentReader, TantivyDocument, TantivyError};

use super::record;
use super::record::{SECTIONS, Section};

const EXTENSION: &str = "facts";

/// The facts file of one segment: section by section the bytes of all documents, followed by their end offsets.
///
/// ```text
/// section 0 of doc 0, doc 1, … | section 1 of doc 0, … | … |
/// ends of section 0 (u32 per doc) | … | sizes of the sections (u64 each) | number of docs (u32)
/// ```
pub struct Facts {
    bytes: OwnedBytes,
    layout: Layout,
}

/// The offsets within a facts file.
struct Layout {
    docs: usize,
    starts: [usize; SECTIONS],
    ends: usize,
}

impl Layout {
    fn read(file: &FileSlice) -> tantivy::Result<Layout> {
        let corrupt = || TantivyError::InternalError("the facts file is truncated".to_owned());
        let footer = 8 * SECTIONS + 4;
        let sizes_start = file.len().checked_sub(footer).ok_or_else(corrupt)?;
        let sizes = file.slice_from(sizes_start).read_bytes()?;
        let docs = read_u32(&sizes, 8 * SECTIONS).ok_or_else(corrupt)? as usize;
        let mut starts = [0; SECTIONS];
        let mut next = 0usize;
        for (start, size) in starts.iter_mut().zip(sizes.chunks_exact(8)) {
            *start = next;
            let size = u64::from_le_bytes(size.try_into().map_err(|_| corrupt())?);
            next = next.checked_add(size as usize).ok_or_else(corrupt)?;
        }
        let ends_end = docs.checked_mul(4 * SECTIONS).and_then(|ends| ends.checked_add(next));
        if ends_end != Some(sizes_start) {
            return Err(corrupt());
        }
        Ok(Layout { docs, starts, ends: next })
    }

    /// Returns the range of a section of all documents.
    fn section(&self, section: usize) -> Range<usize> {
        self.starts[section]..self.starts.get(section + 1).copied().unwrap_or(self.ends)
    }

    /// Returns the range of the end offsets of a section.
    fn ends(&self, section: usize) -> Range<usize> {
        let start = self.ends + 4 * section * self.docs;
        start..start + 4 * self.docs
    }
}

impl Facts {
    /// Opens the facts of a segment.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is truncated.
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Facts> {
        let file = reader.open_read(component())?;
        Ok(Facts { layout: Layout::read(&file)?, bytes: file.read_bytes()? })
    }

    /// Returns one section of a document's facts; empty if the segment has no such document.
    pub fn section(&self, doc: DocId, section: Section) -> &[u8] {
        let section = section as usize;
        let range = range(&self.bytes[self.layout.ends(section)], doc);
        range.and_then(|range| self.bytes[self.layout.section(section)].get(range)).unwrap_or_default()
    }
}

/// Returns the range of a document within a section; `None` if the segment has no such document.
fn range(ends: &[u8], doc: DocId) -> Option<Range<usize>> {
    let end_of = |doc: usize| read_u32(ends, 4 * doc).map(|end| end as usize);
    let start = (doc as usize).checked_sub(1).map_or(Some(0), end_of)?;
    Some(start..end_of(doc as usize)?).filter(|range| range.start <= range.end)
}

fn read_u32(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(offset..offset + 4)?.try_into().ok()?))
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// The end offsets of the documents, for each section.
#[derive(Default)]
struct EndOffsets([Vec<u32>; SECTIONS]);

impl EndOffsets {
    fn push(&mut self, section: usize, end: usize) -> tantivy::Result<()> {
        let end = u32::try_from(end);
        let end = end.map_err(|_| TantivyError::InternalError("over 4 GiB of facts in one segment".to_owned()))?;
        self.0[section].push(end);
        Ok(())
    }

    fn write(&self, mut file: WritePtr) -> tantivy::Result<()> {
        let ends: Vec<u8> = self.0.iter().flatten().flat_map(|end| end.to_le_bytes()).collect();
        file.write_all(&ends)?;
        for ends in &self.0 {
            file.write_all(&u64::from(ends.last().copied().unwrap_or(0)).to_le_bytes())?;
        }
        file.write_all(&(self.0[0].len() as u32).to_le_bytes())?;
        file.terminate()?;
        Ok(())
    }
}

/// Collects the facts of the documents of a new segment.
#[derive(Default)]
struct FactsBuilder {
    sections: [Vec<u8>; SECTIONS],
    ends: EndOffsets,
}

impl FactsBuilder {
    fn push(&mut self, encoded: &[u8]) -> tantivy::Result<()> {
        for (idx, section) in record::split_sections(encoded).into_iter().enumerate() {
            self.sections[idx].extend_from_slice(section);
            self.ends.push(idx, self.sections[idx].len())?;
        }
        Ok(())
    }

    fn write(&self, segment: &Segment) -> tantivy::Result<()> {
        let mut file = segment.open_write(component())?;
        for section in &self.sections {
            file.write_all(section)?;
        }
        self.ends.write(file)
    }
}

/// Limits the number of documents that wait for tantivy's threads. tantivy itself blocks only at ten thousand, and each
/// document holds the text and all facts of a note.
#[derive(Debug, Default)]
pub struct Backlog {
    waiting: Mutex<usize>,
    decreased: Condvar,
}

impl Backlog {
    /// How many documents may wait.
    const LIMIT: usize = 256;
    /// How long to wait for room. If tantivy's threads have died, the caller goes on and gets their error.
    const TIMEOUT: Duration = Duration::from_millis(200);

    /// Counts one more document, after waiting for room.
    pub fn add(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.decreased.wait_timeout_while(waiting, Self::TIMEOUT, |waiting| *waiting >= Self::LIMIT);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += 1;
    }

    fn remove(&self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(1);
        self.decreased.notify_one();
    }
}

/// Adds the facts file to tantivy's segments.
pub struct FactsPlugin {
    /// The custom field that carries the encoded facts of a document.
    pub field: Field,
    /// The documents that were added but not yet indexed.
    pub backlog: Arc<Backlog>,
}

impl SegmentPlugin for FactsPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _context: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        let backlog = Arc::clone(&self.backlog);
        Ok(Box::new(FactsWriter { field: self.field, builder: FactsBuilder::default(), backlog }))
    }

    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        // The index has no sort field, so a merge keeps the order of the documents and only drops the deleted ones.
        let mut sources = Vec::new();
        for reader in context.readers {
            let file = reader.open_read(component())?;
            sources.push((reader, Layout::read(&file)?, file));
        }
        let (mut merged, mut ends) = (context.target_segment.open_write(component())?, EndOffsets::default());
        for section in 0..SECTIONS {
            let mut end = 0;
            for (reader, layout, file) in &sources {
                let bytes = file.slice(layout.section(section));
                let source_ends = file.slice(layout.ends(section)).read_bytes()?;
                for doc in reader.doc_ids_alive() {
                    let range = range(&source_ends, doc).filter(|range| range.end <= bytes.len()).unwrap_or_default();
                    merged.write_all(&bytes.slice(range.clone()).read_bytes()?)?;
                    end += range.len();
                    ends.push(section, end)?;
                }
            }
        }
        ends.write(merged)
    }
}

struct FactsWriter {
    field: Field,
    builder: FactsBuilder,
    backlog: Arc<Backlog>,
}

impl PluginWriter for FactsWriter {
    fn add_document(&mut self, _doc: DocId, document: &dyn ErasedDocument, _schema: &Schema) -> tantivy::Result<()> {
        self.backlog.remove();
        let document = document.as_any().downcast_ref::<TantivyDocument>();
        let value = document.and_then(|document| document.get_first(self.field));
        let encoded = value.as_ref().and_then(|value| value.as_custom());
        self.builder.push(encoded.unwrap_or_default())
    }

    fn serialize(self: Box<Self>, segment: &Segment, _mapping: Option<&DocIdMapping>) -> tantivy::Result<()> {
        self.builder.write(segment)
    }

    fn mem_usage(&self) -> usize {
        self.builder.sections.iter().map(Vec::capacity).sum::<usize>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_backlog_limits_its_size_but_never_blocks_forever() {
        let backlog = Backlog::default();
        (0..Backlog::LIMIT).for_each(|_| backlog.add());
        let start = Instant::now();
        backlog.add();
        assert!(start.elapsed() >= Backlog::TIMEOUT, "there was no room");
        (0..=Backlog::LIMIT).for_each(|_| backlog.remove());
        assert_eq!(*backlog.waiting.lock().unwrap(), 0);
    }

    #[test]
    fn end_offsets_delimit_the_documents_of_a_section() {
        let ends: Vec<u8> = [3u32, 3, 7].into_iter().flat_map(u32::to_le_bytes).collect();
        let ranges: Vec<_> = (0..4).map(|doc| range(&ends, doc)).collect();
        assert_eq!(ranges, [Some(0..3), Some(3..3), Some(3..7), None]);
        let crossed: Vec<u8> = [5u32, 2].into_iter().flat_map(u32::to_le_bytes).collect();
        assert_eq!(range(&crossed, 1), None);
    }
}
