//! Reads the index: the stored facts of every file, and the searchers that `find` uses.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocId, DocSet, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError, Term,
};
use vaultdex_notes::{Note, VaultPath};
use vaultdex_query::search::Needs;
use vaultdex_records::Extraction;

use super::directory::ReaderDirectory;
use super::error::{damaged, index_error, open_error};
use super::facts::Facts;
use super::folder::Folder;
use super::record;
use super::record::{Part, Record, Section};
use super::schema::{Fields, key_term};
use super::vocabulary::Vocabulary;
use crate::error::Result;

/// A snapshot of an index: one commit, and the in-memory overlays that were added to it.
pub struct Reader {
    pub(super) fields: Fields,
    pub(super) path: PathBuf,
    /// When the commit was written; `None` for an index in memory.
    pub(super) committed: Option<SystemTime>,
    pub(super) layers: Vec<Layer>,
}

/// The address of a file's document. Valid only for the [`Reader`] that returned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    layer: u32,
    segment: u32,
    doc: DocId,
}

impl Entry {
    pub(super) fn new(layer: usize, segment: usize, doc: DocId) -> Entry {
        Entry { layer: layer as u32, segment: segment as u32, doc }
    }
}

/// The keys by which files are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupKey {
    /// The exact path.
    Path,
    /// The names of the file: [`lookup_keys::keys_of_file`](vaultdex_query::links::lookup_keys::keys_of_file).
    Name,
    /// One of its names in normal form, as [`Reader::names_with_prefix`] returns them.
    WholeName,
    /// The targets of its links: [`lookup_keys::keys_of_links`](vaultdex_query::links::lookup_keys::keys_of_links).
    LinkTarget,
}

/// An index, and the files of it that a later layer replaces or removes.
pub(super) struct Layer {
    pub searcher: Searcher,
    /// For each segment the facts, and the vocabulary of each field that has one.
    pub segments: Vec<(Facts, HashMap<Field, Vocabulary>)>,
    pub hidden: HashSet<VaultPath>,
    _reader: IndexReader,
}

impl Reader {
    /// Opens the last commit of a generation, without the write lock. Every file is verified unless it was before.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::IndexDamaged`] if the index is damaged or has another schema, and otherwise if the folder or
    /// a file cannot be opened.
    pub fn open(generation: &Path) -> Result<Reader> {
        // While the files are being opened, a watcher may merge the segments away. Then there is a newer commit.
        const MAX_RETRIES: usize = 100;
        let mut retries = 0;
        loop {
            let directory = ReaderDirectory::open(generation).map_err(index_error("open", generation))?;
            match Reader::try_open(generation, &directory) {
                Err(_) if retries < MAX_RETRIES && !directory.is_last_commit() => retries += 1,
                opened => return opened,
            }
        }
    }

    fn try_open(generation: &Path, directory: &ReaderDirectory) -> Result<Reader> {
        let fields = Fields::new();
        let committed = committed(generation);
        let open = || -> tantivy::Result<Layer> {
            let mut index = Index::open(directory.clone())?;
            if !fields.match_schema_of(&index) {
                return Err(TantivyError::SchemaError("its schema is not the one of this version".to_owned()));
            }
            fields.register(&mut index);
            Layer::open(&index, &fields)
        };
        let layer = open().map_err(|error| open_error(generation, Some(directory.checksums()), error))?;
        directory.checksums().save_verified();
        Ok(Reader { fields, path: generation.to_owned(), committed, layers: vec![layer] })
    }

    /// Opens the last commit of the current generation; returns `None` if there is none. If the generation is replaced
    /// while it is being opened, opens the new one instead.
    ///
    /// # Errors
    ///
    /// Fails if the current generation cannot be opened.
    pub fn current(folder: &Folder) -> Result<Option<Reader>> {
        loop {
            let Some(generation) = folder.current() else { return Ok(None) };
            match Reader::open(&generation) {
                Err(_) if folder.current().as_ref() != Some(&generation) => {}
                opened => return opened.map(Some),
            }
        }
    }

    /// Whether the folder has another commit than the one that is read from it. Looks at two files and takes no lock.
    pub fn is_superseded(&self, folder: &Folder) -> bool {
        let current = folder.current().filter(|_| self.committed.is_some());
        current.is_some_and(|generation| generation != self.path || committed(&generation) != self.committed)
    }

    /// Whether the reader contains changes that the index on disk does not have.
    pub fn has_overlay(&self) -> bool {
        self.layers.len() > 1
    }

    /// Returns the folder of the generation.
    pub fn generation(&self) -> &Path {
        &self.path
    }

    /// Returns the records of all files, sorted by path.
    ///
    /// # Errors
    ///
    /// Fails if a record cannot be decoded.
    pub fn records(&self) -> Result<Vec<Record>> {
        self.read(&self.entries()?, &[], |record, _, _| record)
    }

    /// Returns all files with the requested parts of their facts, sorted by path.
    ///
    /// # Errors
    ///
    /// Fails if the facts of a file cannot be decoded.
    pub fn files(&self, parts: &[Part]) -> Result<Vec<(Record, Note, Extraction)>> {
        self.read(&self.entries()?, parts, |record, note, extraction| (record, note, extraction))
    }

    /// Returns the number of files, or more if an overlay replaces some.
    pub fn file_count(&self) -> usize {
        self.layers.iter().map(|layer| layer.searcher.num_docs() as usize).sum()
    }

    /// Returns the number of segments.
    pub fn segments(&self) -> usize {
        self.layers.iter().map(|layer| layer.segments.len()).sum()
    }

    /// Returns the entries of all files, sorted by path.
    ///
    /// # Errors
    ///
    /// Fails if a path cannot be decoded.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        self.entries_where(|_| true)
    }

    /// Returns the entries of the files that `is_wanted`, sorted by path.
    fn entries_where(&self, is_wanted: impl Fn(Entry) -> bool) -> Result<Vec<Entry>> {
        let mut entries: Vec<(&str, Entry)> = Vec::new();
        for (layer, Layer { searcher, .. }) in self.layers.iter().enumerate() {
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                for doc in reader.doc_ids_alive() {
                    let entry = Entry::new(layer, segment, doc);
                    if is_wanted(entry) {
                        entries.extend(self.visible_path(entry)?.map(|path| (path, entry)));
                    }
                }
            }
        }
        // Each segment is mostly sorted already, which this sort exploits.
        entries.par_sort_by_key(|(path, _)| *path);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Returns the entries of the files about which a part says anything, sorted by path.
    ///
    /// # Errors
    ///
    /// Fails if a path cannot be decoded.
    pub fn entries_with(&self, part: Part) -> Result<Vec<Entry>> {
        self.entries_where(|entry| self.has(entry, part))
    }

    /// Whether the index has something of a part of a file.
    pub fn has(&self, entry: Entry, part: Part) -> bool {
        let facts = self.facts(entry);
        record::sections_of(part).iter().any(|section| !facts.section(entry.doc, *section).is_empty())
    }

    /// Returns the paths of all files, sorted.
    ///
    /// # Errors
    ///
    /// Fails if a path cannot be decoded.
    pub fn paths(&self) -> Result<Vec<VaultPath>> {
        let entries = self.entries()?;
        let path = |entry: &Entry| Ok(self.visible_path(*entry)?.map(VaultPath::new));
        let paths: Result<Vec<Option<VaultPath>>> = entries.par_iter().with_min_len(64).map(path).collect();
        Ok(paths?.into_iter().flatten().collect())
    }

    /// Returns the entries of the files that have at least one of the keys, without duplicates.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn look_up<K: AsRef<str>>(&self, by: LookupKey, keys: impl IntoIterator<Item = K>) -> Result<Vec<Entry>> {
        let field = match by {
            LookupKey::Path => self.fields.path,
            LookupKey::Name => self.fields.name_keys,
            LookupKey::WholeName => self.fields.names,
            LookupKey::LinkTarget => self.fields.target_keys,
        };
        let term = |key: &str| match by {
            LookupKey::Path | LookupKey::WholeName => Term::from_field_text(field, key),
            LookupKey::Name | LookupKey::LinkTarget => Term::from_field_bytes(field, &key_term(key)),
        };
        let terms: Vec<Term> = keys.into_iter().map(|key| term(key.as_ref())).collect();
        let mut found = Vec::new();
        for (layer, Layer { searcher, .. }) in self.layers.iter().enumerate() {
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                let docs = docs_with_any(reader, field, &terms).map_err(index_error("read", &self.path))?;
                found.extend(docs.into_iter().map(|doc| Entry::new(layer, segment, doc)));
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut visible = Vec::with_capacity(found.len());
        for entry in found {
            visible.extend(self.visible_path(entry)?.map(|_| entry));
        }
        Ok(visible)
    }

    /// Decodes the requested parts of the facts of some files in parallel. Returns what `make` makes of each, in the
    /// order of the entries.
    ///
    /// # Errors
    ///
    /// Fails if the facts of a file cannot be decoded.
    pub fn read<T: Send>(
        &self,
        entries: &[Entry],
        parts: &[Part],
        make: impl Fn(Record, Note, Extraction) -> T + Sync,
    ) -> Result<Vec<T>> {
        let read = |entry: &Entry| {
            let facts = self.facts(*entry);
            let record = record::decode_record(facts.section(entry.doc, Section::Record))?;
            let (note, extraction) = record::decode_parts(parts, |section| facts.section(entry.doc, section))?;
            Ok(make(record, note, extraction))
        };
        let read: Vec<postcard::Result<T>> = entries.par_iter().with_min_len(64).map(read).collect();
        read.into_iter().collect::<postcard::Result<Vec<T>>>().map_err(damaged(&self.path))
    }

    /// Returns the record of one file.
    pub(super) fn record(&self, entry: Entry) -> Result<Record> {
        let record = self.facts(entry).section(entry.doc, Section::Record);
        record::decode_record(record).map_err(damaged(&self.path))
    }

    /// Decodes the parts of a note that a query needs.
    pub(super) fn needed_parts(&self, entry: Entry, needs: &Needs) -> Result<Note> {
        let facts = self.facts(entry);
        let note = record::decode_needed(needs, |section| facts.section(entry.doc, section));
        note.map_err(damaged(&self.path))
    }

    /// Returns the path of an entry; `None` if another layer hides it.
    pub(super) fn visible_path(&self, entry: Entry) -> Result<Option<&str>> {
        let record = self.facts(entry).section(entry.doc, Section::Record);
        let path = record::decode_path(record).map_err(damaged(&self.path))?;
        let hidden = &self.layers[entry.layer as usize].hidden;
        Ok((hidden.is_empty() || !hidden.contains(path)).then_some(path))
    }

    fn facts(&self, entry: Entry) -> &Facts {
        &self.layers[entry.layer as usize].segments[entry.segment as usize].0
    }
}

/// Returns the live documents of a segment that have one of the terms in a field.
fn docs_with_any(reader: &SegmentReader, field: Field, terms: &[Term]) -> tantivy::Result<Vec<DocId>> {
    let index = reader.inverted_index(field)?;
    let mut found = Vec::new();
    for term in terms {
        let Some(mut docs) = index.read_postings(term, IndexRecordOption::Basic)? else { continue };
        while docs.doc() != TERMINATED {
            if !reader.is_deleted(docs.doc()) {
                found.push(docs.doc());
            }
            docs.advance();
        }
    }
    Ok(found)
}

/// Returns when the last commit of a generation was written, if there is one.
fn committed(generation: &Path) -> Option<SystemTime> {
    generation.join("meta.json").metadata().and_then(|metadata| metadata.modified()).ok()
}

impl Layer {
    pub(super) fn open(index: &Index, fields: &Fields) -> tantivy::Result<Layer> {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let segment = |segment: &SegmentReader| {
            Ok((Facts::open(segment)?, Vocabulary::open(segment, &fields.with_vocabulary())?))
        };
        let segments = searcher.segment_readers().iter().map(segment).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Layer { searcher, segments, hidden: HashSet::new(), _reader: reader })
    }
}
