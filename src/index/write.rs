//! Puts files into the index and commits them, all or none.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::{Directory, Index, IndexWriter, TantivyDocument, Term};
use vaultdex_notes::{FileKind, Note, VaultPath, text};
use vaultdex_query::links::lookup_keys;
use vaultdex_query::search;
use vaultdex_records::Extraction;

use super::directory::Private;
use super::record::Record;
use super::schema::{Fields, KNOWN_BY_NAME, READ, key_term};
use super::{index_error, record};
use crate::error::Result;

/// One file, ready to be put into the index.
#[derive(Debug)]
pub struct Document {
    /// What is known of the file.
    pub record: Record,
    /// What it says; empty for a file that is known by name only.
    pub note: Note,
    /// What it says of integrations and changes.
    pub extraction: Extraction,
    /// Its searchable text; empty for a file that is known by name only.
    pub text: String,
}

/// How much is about to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// A whole vault of so many files into an empty index: threads and memory to match, and no merging until all is there.
    Build(usize),
    /// Some changes to an index that serves: little memory, small segments merged as they pile up.
    Changes,
}

/// In how many segments the index of a whole vault ends at most, and which share of it each one holds: a question opens each
/// of them and looks each of its words up in each, and a word that stands in all of them is written in each. The shares are
/// such that two threads have equally much to do, at merging and at asking. Of four alike the next change would make one.
const SHARES: [u32; 3] = [2, 1, 1];

/// Writes to one generation. Whoever has it also holds the folder's lock.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
    generation: PathBuf,
    load: Load,
}

impl Writer {
    /// Makes a new index in an empty folder.
    pub fn create(generation: &Path, files: usize) -> Result<Writer> {
        let directory = Private::open(generation).map_err(index_error("make", generation))?;
        Writer::create_in(directory, generation, files)
    }

    /// The same, with files that lie in any directory.
    pub(super) fn create_in(
        directory: impl Into<Box<dyn Directory>>,
        generation: &Path,
        files: usize,
    ) -> Result<Writer> {
        let fields = Fields::new();
        let index = fields.builder().open_or_create(directory).map_err(index_error("make", generation))?;
        fields.register_words(&index);
        Writer::start(index, fields, generation, Load::Build(files))
    }

    /// Opens an index that serves.
    pub fn open(generation: &Path) -> Result<Writer> {
        Writer::open_in(Private::open(generation).map_err(index_error("open", generation))?, generation)
    }

    /// The same, with files that lie in any directory.
    pub(super) fn open_in(directory: impl Into<Box<dyn Directory>>, generation: &Path) -> Result<Writer> {
        let fields = Fields::new();
        let mut index = Index::open(directory).map_err(index_error("open", generation))?;
        fields.prepare(&mut index);
        Writer::start(index, fields, generation, Load::Changes)
    }

    /// Makes an index in memory for a few files that can't be written to disk now.
    pub fn in_memory() -> Result<Writer> {
        let nowhere = Path::new("memory");
        let fields = Fields::new();
        let index = fields.builder().create_in_ram().map_err(index_error("make", nowhere))?;
        fields.register_words(&index);
        Writer::start(index, fields, nowhere, Load::Build(0))
    }

    fn start(index: Index, fields: Fields, generation: &Path, load: Load) -> Result<Writer> {
        // Measured: 15 MB a thread makes hundreds of segments of a large vault; much more than 50 MB gains little.
        let (threads, megabytes) = match load {
            Load::Build(files) if files > 2_000 => (2, 50),
            Load::Build(files) if files > 0 => (1, 50),
            Load::Build(_) | Load::Changes => (1, 15),
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(megabytes * 1_000_000)
            .num_merge_threads(threads)
            .build();
        let writer = index.writer_with_options(options).map_err(index_error("write", generation))?;
        // tantivy gives the first change the number of the last commit, and a merge that begins before the next one takes
        // it for a part of that: a segment from which that commit deleted something counts as up to date, the others go on
        // past the change, and the merged one keeps what it should have deleted. Whoever was killed amid merging leaves
        // just such segments behind. An empty group of changes uses the number up.
        let nothing: [UserOperation; 0] = [];
        writer.run(nothing).map_err(index_error("write", generation))?;
        match load {
            Load::Build(_) => writer.set_merge_policy(Box::new(NoMergePolicy)),
            Load::Changes => {
                // tantivy's own figures would rewrite the whole of a small vault's index every few saves.
                let mut policy = LogMergePolicy::default();
                policy.set_min_layer_size(100);
                policy.set_min_num_segments(4);
                policy.set_del_docs_ratio_before_merge(0.3);
                writer.set_merge_policy(Box::new(policy));
            }
        }
        Ok(Writer { writer, fields, generation: generation.to_owned(), load })
    }

    /// Adds a file, in place of what the index had of it. May be called from many threads at once.
    pub fn put(&self, document: &Document) -> Result<()> {
        let Document { record, note, extraction, text } = document;
        if self.load == Load::Changes {
            self.remove(&record.path);
        }
        let fields = &self.fields;
        let mut entry = TantivyDocument::default();
        entry.add_text(fields.path, record.path.as_str());
        let is_read = FileKind::of(&record.path).is_read();
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
        for key in lookup_keys::called(&record.path, note, extraction.id.as_deref()) {
            entry.add_bytes(fields.called, &key_term(&key));
        }
        for key in lookup_keys::asked_by(note) {
            entry.add_bytes(fields.asks, &key_term(&key));
        }
        let packed = record::encode(record, note, extraction).map_err(index_error("write", &self.generation))?;
        entry.add_custom(fields.facts, &packed);
        fields.backlog.join();
        self.writer.add_document(entry).map_err(index_error("write", &self.generation))?;
        Ok(())
    }

    /// Removes a file.
    pub fn remove(&self, path: &VaultPath) {
        self.writer.delete_term(Term::from_field_text(self.fields.path, path.as_str()));
    }

    /// Makes everything since the last commit visible at once. After an error nothing of it is, and the writer is of
    /// no more use.
    pub fn commit(&mut self) -> Result<()> {
        self.writer.commit().map_err(index_error("write", &self.generation))?;
        Ok(())
    }

    /// Waits for merges that are under way. Without it they would be thrown away and begun again the next time. What was
    /// built whole is gathered into few segments first.
    pub fn finish(mut self) -> Result<()> {
        if matches!(self.load, Load::Build(_)) {
            // Where that fails, for want of room say, all is there as it was committed, in more segments.
            let _ = self.gather();
        }
        self.writer.wait_merging_threads().map_err(index_error("write", &self.generation))
    }

    /// Merges the segments of the last commit into a few, of which each holds its share.
    fn gather(&mut self) -> tantivy::Result<()> {
        let mut segments = self.writer.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| Reverse(segment.num_docs()));
        let mut groups = SHARES.map(|share| (share, 0, Vec::new()));
        for segment in segments {
            let emptiest = groups.iter_mut().min_by_key(|(share, docs, _)| (docs + segment.num_docs()) / share);
            let (_, docs, group) = emptiest.expect("there are some");
            *docs += segment.num_docs();
            group.push(segment.id());
        }
        let groups = groups.iter().filter(|(_, _, group)| group.len() > 1);
        let merges: Vec<_> = groups.map(|(_, _, group)| self.writer.merge(group)).collect();
        merges.into_iter().try_for_each(|merge| merge.wait().map(drop))
    }

    /// The index that is written to.
    pub(super) fn index(&self) -> &Index {
        self.writer.index()
    }
}

/// All that people call a note.
fn names<'a>(path: &'a VaultPath, note: &'a Note) -> impl Iterator<Item = &'a str> {
    std::iter::once(path.stem()).chain(note.title.iter().chain(&note.aliases).map(String::as_str))
}

/// The same as one text, one a line.
fn titles(path: &VaultPath, note: &Note) -> String {
    names(path, note).collect::<Vec<_>>().join("\n")
}

/// The tags of a note with all their ancestors, folded, each once.
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
        let record = Record { path: VaultPath::new(name), stamp: Stamp::default(), hash, seen: 1, unread: None };
        Document { record, note: Note::default(), extraction: Extraction::default(), text: format!("words of {name}") }
    }

    /// What an index has of a file: the hash of each version.
    fn versions(generation: &Path, name: &str) -> Vec<u64> {
        let records = Reader::open(generation).unwrap().records().unwrap();
        records.into_iter().filter(|record| record.path.as_str() == name).map(|record| record.hash).collect()
    }

    #[test]
    fn what_is_built_whole_ends_in_few_segments() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(home.path(), 1).unwrap();
        for note in 0..8 {
            writer.put(&document(&format!("{note}.md"), 1)).unwrap();
            writer.commit().unwrap();
        }
        writer.finish().unwrap();
        let reader = Reader::open(home.path()).unwrap();
        assert_eq!((reader.segments(), reader.records().unwrap().len()), (SHARES.len(), 8));
    }

    /// Four segments that are due to be merged and were not, as whoever is killed amid merging leaves them: the last commit
    /// deleted something from one of the smaller ones.
    fn left_by_a_killed_writer(generation: &Path) {
        let mut writer = Writer::create(generation, 0).unwrap();
        for (segment, notes) in [(0, 9), (1, 3), (2, 3), (3, 3)] {
            (0..notes).for_each(|note| writer.put(&document(&format!("{segment}-{note}.md"), 1)).unwrap());
            writer.commit().unwrap();
        }
        writer.remove(&VaultPath::new("2-0.md"));
        writer.commit().unwrap();
    }

    #[test]
    fn the_first_change_after_a_kill_amid_merging_takes_the_place_of_what_was_there() {
        for changed in ["0-1.md", "1-1.md", "2-1.md", "3-1.md"] {
            let home = tempfile::tempdir().unwrap();
            left_by_a_killed_writer(home.path());
            let mut writer = Writer::open(home.path()).unwrap();
            writer.put(&document(changed, 2)).unwrap();
            writer.commit().unwrap();
            writer.finish().unwrap();
            assert_eq!(versions(home.path(), changed), [2], "{changed}");
            assert_eq!(versions(home.path(), "2-0.md"), [0_u64; 0]);
        }
    }

    #[test]
    fn the_first_change_is_not_half_done_before_it_is_committed() {
        for changed in ["0-1.md", "1-1.md", "2-1.md", "3-1.md"] {
            let home = tempfile::tempdir().unwrap();
            left_by_a_killed_writer(home.path());
            let mut writer = Writer::open(home.path()).unwrap();
            writer.put(&document(changed, 2)).unwrap();
            // All but the commit: the segment is written, merges begin and end.
            drop(writer.writer.prepare_commit().unwrap());
            writer.finish().unwrap();
            assert_eq!(versions(home.path(), changed), [1], "{changed}");
        }
    }
}
