//! Reads the index: what is known of every file, and the searchers that `find` asks.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::schema::Field;
use tantivy::{DocId, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader};

use super::directory::ReadOnly;
use super::facts::Facts;
use super::folder::Folder;
use super::index_error;
use super::record::{self, Part, Record};
use super::schema::Fields;
use super::vocabulary::Vocabulary;
use super::write::Writer;
use crate::error::Result;
use crate::model::{Note, VaultPath};

/// One committed state of an index, with what was laid over it in memory.
pub struct Reader {
    pub(super) fields: Fields,
    pub(super) place: PathBuf,
    pub(super) layers: Vec<Layer>,
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
        let mut records: Vec<Record> = self.map_documents(|facts, doc| record::record(facts.part(doc, 0)))?;
        records.sort_unstable_by(|left, right| left.path.cmp(&right.path));
        Ok(records)
    }

    /// Every file with the parts of its facts that are asked for, sorted by path.
    pub fn files(&self, parts: &[Part]) -> Result<Vec<(Record, Note)>> {
        let mut files = self.map_documents(|facts, doc| {
            let mut note = Note::default();
            for part in parts {
                record::decode(*part, facts.part(doc, *part as usize), &mut note)?;
            }
            Ok((record::record(facts.part(doc, 0))?, note))
        })?;
        files.par_sort_unstable_by(|left, right| left.0.path.cmp(&right.0.path));
        Ok(files)
    }

    /// How many segments there are.
    pub fn segments(&self) -> usize {
        self.layers.iter().map(|layer| layer.segments.len()).sum()
    }

    /// Reads every living document, on all threads. Documents of a file that is hidden in its layer are left out.
    fn map_documents<T: Send>(&self, read: impl Fn(&Facts, DocId) -> postcard::Result<T> + Sync) -> Result<Vec<T>> {
        const AT_ONCE: usize = 512;
        let mut chunks: Vec<(&Layer, &Facts, Vec<DocId>)> = Vec::new();
        for layer in &self.layers {
            for (segment, (facts, _)) in layer.searcher.segment_readers().iter().zip(&layer.segments) {
                let living: Vec<DocId> = segment.doc_ids_alive().collect();
                chunks.extend(living.chunks(AT_ONCE).map(|docs| (layer, facts, docs.to_vec())));
            }
        }
        let read_chunk = |(layer, facts, docs): (&Layer, &Facts, Vec<DocId>)| {
            let mut found = Vec::with_capacity(docs.len());
            for doc in docs {
                if !layer.hidden.is_empty() && layer.hidden.contains(&record::record(facts.part(doc, 0))?.path) {
                    continue;
                }
                found.push(read(facts, doc)?);
            }
            Ok(found)
        };
        let found: postcard::Result<Vec<Vec<T>>> = chunks.into_par_iter().map(read_chunk).collect();
        Ok(found.map_err(index_error("read", &self.place))?.into_iter().flatten().collect())
    }
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

    pub fn facts(&self, segment: u32) -> &Facts {
        &self.segments[segment as usize].0
    }
}
