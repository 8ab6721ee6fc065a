//! Adds files to the index and commits them atomically.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::{Directory, Index, IndexWriter, TantivyDocument, Term};
use vaultdex_notes::{FileKind, Note, VaultPath, text};
use vaultdex_query::links::lookup_keys;
use vaultdex_query::search;
use vaultdex_records::Extraction;

use super::directory::WriterDirectory;
use super::error::{index_error, open_error};
use super::record;
use super::record::Record;
use super::schema::{Fields, KNOWN_BY_NAME, READ, key_term};
use crate::error::Result;

/// A file as it is added to the index.
#[derive(Debug)]
pub struct Document {
    /// The record of the file.
    pub record: Record,
    /// Its content; empty for a file that is known by name only.
    pub note: Note,
    /// The integrations and changes that it documents.
    pub extraction: Extraction,
    /// Its searchable text; empty for a file that is known by name only.
    pub text: String,
}

/// How much is about to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Workload {
    /// A whole vault of this many files into an empty index: threads and memory to match, no merges before all files
    /// are there.
    Build(usize),
    /// Some changes to an existing index: little memory, and small segments are merged as they accumulate.
    Update,
}

/// The segments of a newly built index, and the share of the documents that each one gets. A query opens every segment
/// and looks up each of its words in every one of them, and a word that occurs in all segments is stored in each, so
/// there should be few. With these shares two threads have equal work, in merges as well as in queries. Four segments
/// of equal size would be merged into one by the next change.
const SEGMENT_SHARES: [u32; 3] = [2, 1, 1];

/// Writes to one generation. The caller must hold the folder's write lock.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
    generation: PathBuf,
    workload: Workload,
}

impl Writer {
    /// Creates an index for about `files` files in an empty folder.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be created.
    pub fn create(generation: &Path, files: usize) -> Result<Writer> {
        let directory = WriterDirectory::open(generation).map_err(index_error("create", generation))?;
        Writer::create_in(directory, generation, files)
    }

    /// Like [`Writer::create`], in any kind of directory.
    pub(super) fn create_in(
        directory: impl Into<Box<dyn Directory>>,
        generation: &Path,
        files: usize,
    ) -> Result<Writer> {
        let fields = Fields::new();
        let index = fields.builder().open_or_create(directory).map_err(index_error("create", generation))?;
        fields.register_tokenizer(&index);
        Writer::start(index, fields, generation, Workload::Build(files))
    }

    /// Opens an existing index to change it.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be opened for writing.
    pub fn open(generation: &Path) -> Result<Writer> {
        Writer::open_in(WriterDirectory::open(generation).map_err(index_error("open", generation))?, generation)
    }

    /// Like [`Writer::open`], in any kind of directory.
    pub(super) fn open_in(directory: impl Into<Box<dyn Directory>>, generation: &Path) -> Result<Writer> {
        let fields = Fields::new();
        let mut index = Index::open(directory).map_err(|error| open_error(generation, None, error))?;
        fields.register(&mut index);
        Writer::start(index, fields, generation, Workload::Update)
    }

    /// Creates an index in memory, for a few files that cannot be written to disk.
    ///
    /// # Errors
    ///
    /// Fails if tantivy cannot start its threads.
    pub fn in_memory() -> Result<Writer> {
        let path = Path::new("memory");
        let fields = Fields::new();
        let index = fields.builder().create_in_ram().map_err(index_error("create", path))?;
        fields.register_tokenizer(&index);
        Writer::start(index, fields, path, Workload::Build(0))
    }

    fn start(index: Index, fields: Fields, generation: &Path, workload: Workload) -> Result<Writer> {
        // With 15 MB per thread, a large vault ends up in hundreds of segments; much more than 50 MB gains little.
        let (threads, megabytes) = match workload {
            Workload::Build(files) if files > 2_000 => (2, 50),
            Workload::Build(files) if files > 0 => (1, 50),
            Workload::Build(_) | Workload::Update => (1, 15),
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(megabytes * 1_000_000)
            .num_merge_threads(threads)
            .build();
        let writer = index.writer_with_options(options).map_err(index_error("write", generation))?;
        // tantivy gives the first operation the opstamp of the last commit, and a merge that starts before the next
        // commit takes it for a part of the last one: a segment from which that commit deleted documents counts as up
        // to date, the others advance past the operation, and the merged segment keeps a document that should be
        // deleted. A process that was killed during a merge leaves exactly such segments. An empty batch consumes the
        // opstamp.
        let no_operations: [UserOperation; 0] = [];
        writer.run(no_operations).map_err(index_error("write", generation))?;
        match workload {
            Workload::Build(_) => writer.set_merge_policy(Box::new(NoMergePolicy)),
            Workload::Update => {
                // tantivy's defaults would rewrite the whole index of a small vault every few saves.
                let mut policy = LogMergePolicy::default();
                policy.set_min_layer_size(100);
                policy.set_min_num_segments(4);
                policy.set_del_docs_ratio_before_merge(0.3);
                writer.set_merge_policy(Box::new(policy));
            }
        }
        Ok(Writer { writer, fields, generation: generation.to_owned(), workload })
    }

    /// Adds a file, replacing its previous version. May be called from several threads.
    ///
    /// # Errors
    ///
    /// Fails if the facts cannot be encoded or tantivy's threads have died.
    pub fn put(&self, document: &Document) -> Result<()> {
        let Document { record, note, extraction, text } = document;
        if self.workload == Workload::Update {
            self.remove(&record.path);
        }
        let fields = &self.fields;
        let mut entry = TantivyDocument::default();
        entry.add_text(fields.path, record.path.as_str());
        let is_read = FileKind::from_path(&record.path).is_parsed() && record.unread.is_none();
        entry.add_text(fields.kind, if is_read { READ } else { KNOWN_BY_NAME });
        entry.add_text(fields.path_words, record.path.as_str());
        entry.add_text(fields.title, titles(&record.path, note));
        for name in names(&record.path, note).flat_map(search::name_terms) {
            entry.add_text(fields.names, name);
        }
        if !text.is_empty() {
            entry.add_text(fields.text, text);
        }
        for heading in &note.headings {
            entry.add_text(fields.headings, &heading.text);
        }
        for tag in tag_terms(note) {
            entry.add_text(fields.tag, &tag);
            entry.add_text(fields.tag_words, &tag);
        }
        for property in &note.properties {
            entry.add_text(fields.property, text::fold(&property.name));
        }
        for key in lookup_keys::keys_of_file(&record.path, note, extraction.id.as_deref()) {
            entry.add_bytes(fields.name_keys, &key_term(&key));
        }
        for key in lookup_keys::keys_of_links(note) {
            entry.add_bytes(fields.target_keys, &key_term(&key));
        }
        let encoded = record::encode(record, note, extraction).map_err(index_error("write", &self.generation))?;
        entry.add_custom(fields.facts, &encoded);
        fields.backlog.add();
        self.writer.add_document(entry).map_err(index_error("write", &self.generation))?;
        Ok(())
    }

    /// Removes a file.
    pub fn remove(&self, path: &VaultPath) {
        self.writer.delete_term(Term::from_field_text(self.fields.path, path.as_str()));
    }

    /// Makes all changes since the last commit visible atomically.
    ///
    /// # Errors
    ///
    /// Fails if the changes cannot be written. None of them is visible then, and the writer must not be used any more.
    pub fn commit(&mut self) -> Result<()> {
        self.writer.commit().map_err(index_error("write", &self.generation))?;
        Ok(())
    }

    /// Waits for running merges, which would be discarded and repeated the next time otherwise. A newly built index is
    /// merged into few segments first.
    ///
    /// # Errors
    ///
    /// Fails if a merge thread has panicked.
    pub fn finish(mut self) -> Result<()> {
        if matches!(self.workload, Workload::Build(_)) {
            // If this fails, for lack of space for example, the index is complete nevertheless, in more segments.
            let _ = self.merge_segments();
        }
        self.writer.wait_merging_threads().map_err(index_error("write", &self.generation))
    }

    /// Merges the segments of the last commit according to [`SEGMENT_SHARES`].
    fn merge_segments(&mut self) -> tantivy::Result<()> {
        let mut segments = self.writer.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| Reverse(segment.num_docs()));
        let mut groups = SEGMENT_SHARES.map(|share| (share, 0, Vec::new()));
        for segment in segments {
            let smallest = groups.iter_mut().min_by_key(|(share, docs, _)| (docs + segment.num_docs()) / share);
            let (_, docs, group) = smallest.expect("there is at least one share");
            *docs += segment.num_docs();
            group.push(segment.id());
        }
        let groups = groups.iter().filter(|(_, _, group)| group.len() > 1);
        let merges: Vec<_> = groups.map(|(_, _, group)| self.writer.merge(group)).collect();
        merges.into_iter().try_for_each(|merge| merge.wait().map(drop))
    }

    /// Returns the index that is written to.
    pub(super) fn index(&self) -> &Index {
        self.writer.index()
    }
}

/// Returns all names of a note.
fn names<'a>(path: &'a VaultPath, note: &'a Note) -> impl Iterator<Item = &'a str> {
    std::iter::once(path.stem()).chain(note.title.iter().chain(&note.aliases).map(String::as_str))
}

/// Returns all names of a note as one text, one per line.
fn titles(path: &VaultPath, note: &Note) -> String {
    names(path, note).collect::<Vec<_>>().join("\n")
}

/// Returns the folded tags of a note and all their ancestors, without duplicates.
fn tag_terms(note: &Note) -> Vec<String> {
    let mut terms: Vec<String> = note.tags.iter().flat_map(|tag| search::tag_terms(&tag.name)).collect();
    terms.sort();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::read::Reader;
    use crate::vault::Stamp;

    fn document(name: &str, hash: u64) -> Document {
        let record = Record {
            path: VaultPath::new(name),
            stamp: Stamp::default(),
            hash,
            seen: 1,
            unread: None,
            problems: vec![],
        };
        Document { record, note: Note::default(), extraction: Extraction::default(), text: format!("words of {name}") }
    }

    /// Returns the hashes of all versions of a file in the index.
    fn versions(generation: &Path, name: &str) -> Vec<u64> {
        let records = Reader::open(generation).unwrap().records().unwrap();
        records.into_iter().filter(|record| record.path.as_str() == name).map(|record| record.hash).collect()
    }

    #[test]
    fn a_new_index_is_merged_into_few_segments() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(home.path(), 1).unwrap();
        for note in 0..8 {
            writer.put(&document(&format!("{note}.md"), 1)).unwrap();
            writer.commit().unwrap();
        }
        writer.finish().unwrap();
        let reader = Reader::open(home.path()).unwrap();
        assert_eq!((reader.segments(), reader.records().unwrap().len()), (SEGMENT_SHARES.len(), 8));
    }

    #[test]
    fn a_writer_waits_for_a_lock_that_a_child_process_still_has() {
        let home = tempfile::tempdir().unwrap();
        Writer::create(home.path(), 1).unwrap().finish().unwrap();
        let lock =
            std::fs::File::open(home.path().join(tantivy::directory::INDEX_WRITER_LOCK.filepath.as_path())).unwrap();
        lock.lock().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(100));
                drop(lock);
            });
            Writer::open(home.path()).unwrap();
        });
    }

    /// Creates four segments that are due to be merged, as a writer leaves them that is killed during the merge. The
    /// last commit deleted a document from one of the smaller ones.
    fn simulate_kill_during_merge(generation: &Path) {
        let mut writer = Writer::create(generation, 0).unwrap();
        for (segment, notes) in [(0, 9), (1, 3), (2, 3), (3, 3)] {
            (0..notes).for_each(|note| writer.put(&document(&format!("{segment}-{note}.md"), 1)).unwrap());
            writer.commit().unwrap();
        }
        writer.remove(&VaultPath::new("2-0.md"));
        writer.commit().unwrap();
    }

    #[test]
    fn the_first_change_after_a_kill_during_a_merge_replaces_the_old_version() {
        for changed in ["0-1.md", "1-1.md", "2-1.md", "3-1.md"] {
            let home = tempfile::tempdir().unwrap();
            simulate_kill_during_merge(home.path());
            let mut writer = Writer::open(home.path()).unwrap();
            writer.put(&document(changed, 2)).unwrap();
            writer.commit().unwrap();
            writer.finish().unwrap();
            assert_eq!(versions(home.path(), changed), [2], "{changed}");
            assert_eq!(versions(home.path(), "2-0.md"), [0_u64; 0]);
        }
    }

    #[test]
    fn the_first_change_has_no_effect_before_its_commit() {
        for changed in ["0-1.md", "1-1.md", "2-1.md", "3-1.md"] {
            let home = tempfile::tempdir().unwrap();
            simulate_kill_during_merge(home.path());
            let mut writer = Writer::open(home.path()).unwrap();
            writer.put(&document(changed, 2)).unwrap();
            // Everything but the commit itself: the segment is written, and merges run.
            drop(writer.writer.prepare_commit().unwrap());
            writer.finish().unwrap();
            assert_eq!(versions(home.path(), changed), [1], "{changed}");
        }
    }
}
