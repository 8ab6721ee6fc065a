//! Reads the index: what is known of every file, and the searchers that `find` asks.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, TERMINATED, Term};
use vaultdex_notes::{Note, VaultPath};
use vaultdex_records::Extraction;

use super::directory::ReadOnly;
use super::facts::Facts;
use super::folder::Folder;
use super::record::{Part, Record, Section};
use super::schema::{Fields, key_term};
use super::vocabulary::Vocabulary;
use super::write::Writer;
use super::{index_error, record};
use crate::error::Result;

/// One committed state of an index, with what was laid over it in memory.
pub struct Reader {
    pub(super) fields: Fields,
    pub(super) place: PathBuf,
    pub(super) layers: Vec<Layer>,
}

/// Where the index tells of one file. Good for the reader that it is from.
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

/// By which keys files are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// The path as it is.
    Path,
    /// What the file is called: [`keys::called`](vaultdex_query::links::lookup_keys::called).
    Called,
    /// What its links ask for: [`keys::asked_by`](vaultdex_query::links::lookup_keys::asked_by).
    Asks,
}

/// An index and the files of it that another layer has newer, or that are gone.
pub(super) struct Layer {
    pub searcher: Searcher,
    /// By segment: the facts, and the words of each field that has a vocabulary.
    pub segments: Vec<(Facts, HashMap<Field, Vocabulary>)>,
    pub hidden: HashSet<VaultPath>,
    _reader: IndexReader,
}

impl Reader {
    /// Opens the last commit of a generation. Takes no lock of ours.
    pub fn open(generation: &Path) -> Result<Reader> {
        let fields = Fields::new();
        let error = || index_error("open", generation);
        let directory = ReadOnly::open(generation).map_err(index_error("open", generation))?;
        let mut index = Index::open(directory).map_err(error())?;
        if !fields.fit(&index) {
            let why = "it has other fields than this version; run `vaultdex index --rebuild`";
            return Err(index_error("open", generation)(why));
        }
        fields.prepare(&mut index);
        let layer = Layer::open(&index, &fields).map_err(error())?;
        Ok(Reader { fields, place: generation.to_owned(), layers: vec![layer] })
    }

    /// Opens the last commit of the generation that serves; `None` where there is none. A generation that is replaced
    /// while it is opened is not an error: the one that replaced it is opened instead.
    pub fn current(folder: &Folder) -> Result<Option<Reader>> {
        loop {
            let Some(generation) = folder.current() else { return Ok(None) };
            match Reader::open(&generation) {
                Err(_) if folder.current().as_ref() != Some(&generation) => {}
                opened => return opened.map(Some),
            }
        }
    }

    /// Whether it tells of files that the index on disk does not have so.
    pub fn is_laid_over(&self) -> bool {
        self.layers.len() > 1
    }

    /// The folder of the generation.
    pub fn generation(&self) -> &Path {
        &self.place
    }

    /// An index without any file.
    pub fn empty() -> Result<Reader> {
        let place = PathBuf::from("memory");
        let mut writer = Writer::in_memory()?;
        writer.commit()?;
        let layer = Layer::open(writer.index(), &Fields::new()).map_err(index_error("open", &place))?;
        Ok(Reader { fields: Fields::new(), place, layers: vec![layer] })
    }

    /// Lays files that could not be written to disk over the index: `hidden` are those that it must no longer tell of,
    /// the committed `writer` those that it should tell instead.
    pub fn lay_over(&mut self, hidden: HashSet<VaultPath>, writer: &Writer) -> Result<()> {
        for layer in &mut self.layers {
            layer.hidden.extend(hidden.iter().cloned());
        }
        self.layers.push(Layer::open(writer.index(), &Fields::new()).map_err(index_error("open", &self.place))?);
        Ok(())
    }

    /// What is known of every file, sorted by path.
    pub fn records(&self) -> Result<Vec<Record>> {
        self.read(&self.entries()?, &[], |record, _, _| record)
    }

    /// Every file with the parts of its facts that are asked for, sorted by path.
    pub fn files(&self, parts: &[Part]) -> Result<Vec<(Record, Note, Extraction)>> {
        self.read(&self.entries()?, parts, |record, note, extraction| (record, note, extraction))
    }

    /// How many segments there are.
    pub fn segments(&self) -> usize {
        self.layers.iter().map(|layer| layer.segments.len()).sum()
    }

    /// The entries of all files, sorted by path.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let mut entries: Vec<(&str, Entry)> = Vec::new();
        for (layer, Layer { searcher, .. }) in self.layers.iter().enumerate() {
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                for doc in reader.doc_ids_alive() {
                    let entry = Entry::new(layer, segment, doc);
                    entries.extend(self.shown(entry)?.map(|path| (path, entry)));
                }
            }
        }
        // Mostly in order already, segment by segment.
        entries.par_sort_by_key(|(path, _)| *path);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The entries of the files that have one of the keys, each once.
    pub fn look_up<K: AsRef<str>>(&self, keys: Keys, wanted: impl IntoIterator<Item = K>) -> Result<Vec<Entry>> {
        let field = match keys {
            Keys::Path => self.fields.path,
            Keys::Called => self.fields.called,
            Keys::Asks => self.fields.asks,
        };
        let term = |key: &str| match keys {
            Keys::Path => Term::from_field_text(field, key),
            Keys::Called | Keys::Asks => Term::from_field_bytes(field, &key_term(key)),
        };
        let terms: Vec<Term> = wanted.into_iter().map(|wanted| term(wanted.as_ref())).collect();
        let mut found = Vec::new();
        for (layer, Layer { searcher, .. }) in self.layers.iter().enumerate() {
            for (segment, reader) in searcher.segment_readers().iter().enumerate() {
                let docs = docs_with(reader, field, &terms).map_err(index_error("read", &self.place))?;
                found.extend(docs.into_iter().map(|doc| Entry::new(layer, segment, doc)));
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut shown = Vec::with_capacity(found.len());
        for entry in found {
            shown.extend(self.shown(entry)?.map(|_| entry));
        }
        Ok(shown)
    }

    /// What is known of some files, with the parts of their facts that are asked for, read on all threads. In the
    /// order of the entries.
    pub fn read<T: Send>(
        &self,
        entries: &[Entry],
        parts: &[Part],
        make: impl Fn(Record, Note, Extraction) -> T + Sync,
    ) -> Result<Vec<T>> {
        let read = |entry: &Entry| {
            let facts = &self.layers[entry.layer as usize].segments[entry.segment as usize].0;
            let record = record::record(facts.section(entry.doc, Section::Record))?;
            let (note, extraction) = record::facts(parts, |section| facts.section(entry.doc, section))?;
            Ok(make(record, note, extraction))
        };
        let read: Vec<postcard::Result<T>> = entries.par_iter().with_min_len(64).map(read).collect();
        read.into_iter().collect::<postcard::Result<Vec<T>>>().map_err(index_error("read", &self.place))
    }

    /// What is known of one file.
    pub(super) fn record(&self, entry: Entry) -> Result<Record> {
        let facts = &self.layers[entry.layer as usize].segments[entry.segment as usize].0;
        record::record(facts.section(entry.doc, Section::Record)).map_err(index_error("read", &self.place))
    }

    /// The path of an entry, unless another layer tells of that file.
    pub(super) fn shown(&self, entry: Entry) -> Result<Option<&str>> {
        let layer = &self.layers[entry.layer as usize];
        let record = layer.segments[entry.segment as usize].0.section(entry.doc, Section::Record);
        let path = record::path(record).map_err(index_error("read", &self.place))?;
        Ok((layer.hidden.is_empty() || !layer.hidden.contains(path)).then_some(path))
    }
}

/// The living documents of a segment that have one of the terms in a field.
fn docs_with(reader: &SegmentReader, field: Field, terms: &[Term]) -> tantivy::Result<Vec<DocId>> {
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

impl Layer {
    fn open(index: &Index, fields: &Fields) -> tantivy::Result<Layer> {
        // A watcher may merge segments away while their own files of ours are opened; its next commit is there by then.
        const TRIES: usize = 20;
        let mut tried = 0;
        loop {
            match Layer::open_once(index, fields) {
                Err(_) if tried < TRIES => tried += 1,
                opened => return opened,
            }
            std::thread::sleep(std::time::Duration::from_millis(tried as u64));
        }
    }

    fn open_once(index: &Index, fields: &Fields) -> tantivy::Result<Layer> {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let segment = |segment: &SegmentReader| {
            Ok((Facts::open(segment)?, Vocabulary::open(segment, &fields.with_vocabulary())?))
        };
        let segments = searcher.segment_readers().iter().map(segment).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Layer { searcher, segments, hidden: HashSet::new(), _reader: reader })
    }
}
