//! The facts of every document, kept in a file of their own beside each segment: no copy, no decompression, and a
//! reader touches only the sections it asks for. tantivy writes, merges, checks and collects the file with the segment.

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

/// The facts file of one segment: the sections of all documents one after another, section by section, then where each
/// ends.
///
/// ```text
/// section 0 of doc 0, doc 1, … | section 1 of doc 0, … | … | ends of section 0 (u32 a doc) | … | sizes (u64) | docs (u32)
/// ```
pub struct Facts {
    bytes: OwnedBytes,
    plan: Plan,
}

/// Where everything stands in a facts file.
struct Plan {
    docs: usize,
    starts: [usize; SECTIONS],
    ends: usize,
}

impl Plan {
    fn read(file: &FileSlice) -> tantivy::Result<Plan> {
        let corrupt = || TantivyError::InternalError("the facts file is cut short".to_owned());
        let footer = 8 * SECTIONS + 4;
        let sizes_at = file.len().checked_sub(footer).ok_or_else(corrupt)?;
        let sizes = file.slice_from(sizes_at).read_bytes()?;
        let docs = read_u32(&sizes, 8 * SECTIONS).ok_or_else(corrupt)? as usize;
        let mut starts = [0; SECTIONS];
        let mut next = 0usize;
        for (start, size) in starts.iter_mut().zip(sizes.chunks_exact(8)) {
            *start = next;
            let size = u64::from_le_bytes(size.try_into().map_err(|_| corrupt())?);
            next = next.checked_add(size as usize).ok_or_else(corrupt)?;
        }
        let all = docs.checked_mul(4 * SECTIONS).and_then(|ends| ends.checked_add(next));
        if all != Some(sizes_at) {
            return Err(corrupt());
        }
        Ok(Plan { docs, starts, ends: next })
    }

    /// Where a section as a whole stands.
    fn section(&self, section: usize) -> Range<usize> {
        self.starts[section]..self.starts.get(section + 1).copied().unwrap_or(self.ends)
    }

    /// Where the ends of a section stand.
    fn ends(&self, section: usize) -> Range<usize> {
        let start = self.ends + 4 * section * self.docs;
        start..start + 4 * self.docs
    }
}

impl Facts {
    /// Opens the facts of a segment.
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Facts> {
        let file = reader.open_read(component())?;
        Ok(Facts { plan: Plan::read(&file)?, bytes: file.read_bytes()? })
    }

    /// One section of a document's facts; empty where the segment has no such document.
    pub fn section(&self, doc: DocId, section: Section) -> &[u8] {
        let section = section as usize;
        let range = range(&self.bytes[self.plan.ends(section)], doc);
        range.and_then(|range| self.bytes[self.plan.section(section)].get(range)).unwrap_or_default()
    }
}

/// Where in a section stands what a document has of it; `None` where the segment has no such document.
fn range(ends: &[u8], doc: DocId) -> Option<Range<usize>> {
    let end_of = |doc: usize| read_u32(ends, 4 * doc).map(|end| end as usize);
    let start = (doc as usize).checked_sub(1).map_or(Some(0), end_of)?;
    Some(start..end_of(doc as usize)?).filter(|range| range.start <= range.end)
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Where the sections of the documents end, as they stand behind the sections themselves.
#[derive(Default)]
struct Ends([Vec<u32>; SECTIONS]);

impl Ends {
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

/// The sections of all documents of a segment in the making.
#[derive(Default)]
struct FactsFile {
    sections: [Vec<u8>; SECTIONS],
    ends: Ends,
}

impl FactsFile {
    fn push_packed(&mut self, packed: &[u8]) -> tantivy::Result<()> {
        for (idx, section) in record::sections(packed).into_iter().enumerate() {
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

/// How many documents wait for tantivy's threads. It would take ten thousand before it makes anyone wait, and each holds
/// the text of a note and all its facts.
#[derive(Debug, Default)]
pub struct Backlog {
    waiting: Mutex<usize>,
    shrunk: Condvar,
}

impl Backlog {
    /// How many may wait.
    const MOST: usize = 256;
    /// Whose threads are dead takes nothing any more: whoever waits for them goes on, and hears of it.
    const PATIENCE: Duration = Duration::from_millis(200);

    /// One more waits, as soon as there is room.
    pub fn join(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.shrunk.wait_timeout_while(waiting, Self::PATIENCE, |waiting| *waiting >= Self::MOST);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += 1;
    }

    fn leave(&self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(1);
        self.shrunk.notify_one();
    }
}

/// Tells tantivy of the facts file.
pub struct FactsPlugin {
    /// The custom field that carries a document's packed sections.
    pub field: Field,
    /// The documents on their way here.
    pub backlog: Arc<Backlog>,
}

impl SegmentPlugin for FactsPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _context: &PluginWriterContext) -> tantivy::Result<Box<dyn PluginWriter>> {
        let backlog = Arc::clone(&self.backlog);
        Ok(Box::new(FactsWriter { field: self.field, file: FactsFile::default(), backlog }))
    }

    fn merge(&self, context: PluginMergeContext) -> tantivy::Result<()> {
        // The index has no sort field, so merged documents stand as they stood: reader by reader, the deleted left out.
        let mut sources = Vec::new();
        for reader in context.readers {
            let file = reader.open_read(component())?;
            sources.push((reader, Plan::read(&file)?, file));
        }
        let (mut merged, mut ends) = (context.target_segment.open_write(component())?, Ends::default());
        for section in 0..SECTIONS {
            let mut end = 0;
            for (reader, plan, file) in &sources {
                let whole = file.slice(plan.section(section));
                let there = file.slice(plan.ends(section)).read_bytes()?;
                for doc in reader.doc_ids_alive() {
                    let range = range(&there, doc).filter(|range| range.end <= whole.len()).unwrap_or_default();
                    merged.write_all(&whole.slice(range.clone()).read_bytes()?)?;
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
    file: FactsFile,
    backlog: Arc<Backlog>,
}

impl PluginWriter for FactsWriter {
    fn add_document(&mut self, _doc: DocId, document: &dyn ErasedDocument, _schema: &Schema) -> tantivy::Result<()> {
        self.backlog.leave();
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_backlog_lets_in_so_many_and_waits_for_nobody_for_ever() {
        let backlog = Backlog::default();
        (0..Backlog::MOST).for_each(|_| backlog.join());
        let began = Instant::now();
        backlog.join();
        assert!(began.elapsed() >= Backlog::PATIENCE, "there was no room");
        (0..=Backlog::MOST).for_each(|_| backlog.leave());
        assert_eq!(*backlog.waiting.lock().unwrap(), 0);
    }

    #[test]
    fn a_section_is_cut_where_its_documents_end() {
        let ends: Vec<u8> = [3u32, 3, 7].into_iter().flat_map(u32::to_le_bytes).collect();
        let ranges: Vec<_> = (0..4).map(|doc| range(&ends, doc)).collect();
        assert_eq!(ranges, [Some(0..3), Some(3..3), Some(3..7), None]);
        let crossed: Vec<u8> = [5u32, 2].into_iter().flat_map(u32::to_le_bytes).collect();
        assert_eq!(range(&crossed, 1), None);
    }
}
