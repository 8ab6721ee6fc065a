//! The words of a segment as one text, so that a piece of a word finds every word that holds it, and where the files of
//! each are listed, in well under a millisecond. A file of the segment's own: as new as the segment, merged and collected
//! with it.

mod ngram_filter;

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;

use memchr::{memchr, memchr_iter, memmem, memrchr};
use ngram_filter::{Sieve, SieveMaker};
use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::{InvertedIndexReader, SegmentComponent};
use tantivy::indexer::doc_id_mapping::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, Segment, SegmentReader, TantivyError};
use vaultdex_query::search::Piece;

use super::postings::Lists;

const EXTENSION: &str = "vocabulary";
/// At how many bytes a block of words ends.
const BLOCK: usize = 512;
/// What is known of a block: where its words end, where their lists end, and where the first list's files stand.
const BLOCK_ENTRY: usize = 4 + 4 + 8;
/// Words, lists, blocks and sieve of a field, one behind another; the size of each stands at the end of the file.
const PARTS: usize = 4;

/// The words of one field of a segment, in order.
pub struct Vocabulary {
    /// Each between two line breaks.
    words: OwnedBytes,
    /// For each word the few documents that it stands in, or how many they are; and how many bytes their list takes.
    lists: OwnedBytes,
    blocks: OwnedBytes,
    sieve: Sieve,
}

/// A word of a vocabulary.
pub struct Word<'a> {
    /// How it is spelled, folded.
    pub text: &'a [u8],
    /// The documents that it stands in.
    pub documents: Documents,
}

/// The documents of a word. Most words stand in few, which are not worth a look into another file.
#[derive(Debug, Clone, PartialEq)]
pub enum Documents {
    /// These, up to three.
    Few([Option<DocId>; 3]),
    /// Those that are listed there. Where the word's positions are is not known here.
    Listed(TermInfo),
}

/// A run of words.
struct Block<'a> {
    /// Begins and ends with a line break.
    text: &'a [u8],
    lists: &'a [u8],
    postings: usize,
}

impl Vocabulary {
    /// Opens the words that a segment has in each of the fields that have a vocabulary.
    pub fn open(reader: &SegmentReader, fields: &[Field]) -> tantivy::Result<HashMap<Field, Vocabulary>> {
        let bytes = reader.open_read(component())?.read_bytes()?;
        let corrupt = || TantivyError::InternalError("the vocabulary file is cut short".to_owned());
        let footer = bytes.len().checked_sub(8 * PARTS * fields.len()).ok_or_else(corrupt)?;
        let sizes = bytes[footer..].chunks_exact(8).map(number);
        let mut start = 0usize;
        let mut parts = Vec::new();
        for size in sizes {
            let end = start.checked_add(size).filter(|end| *end <= footer).ok_or_else(corrupt)?;
            parts.push(bytes.slice(start..end));
            start = end;
        }
        let vocabulary = |parts: &[OwnedBytes]| {
            let [words, lists, blocks, sieve] = parts else { return None };
            let sieve = Sieve::open(sieve.clone(), blocks.len() / BLOCK_ENTRY)?;
            Some(Vocabulary { words: words.clone(), lists: lists.clone(), blocks: blocks.clone(), sieve })
        };
        let vocabularies = parts.chunks_exact(PARTS).map(vocabulary);
        let known = |(field, vocabulary): (&Field, Option<_>)| Ok((*field, vocabulary.ok_or_else(corrupt)?));
        fields.iter().zip(vocabularies).map(known).collect()
    }

    /// Every word that holds the piece, in order; `None` when there are more than `most`.
    pub fn words_with(&self, piece: &Piece, most: usize) -> Option<Vec<Word<'_>>> {
        let mut needle = Vec::with_capacity(piece.run.len() + 2);
        if !piece.left_open {
            needle.push(b'\n');
        }
        needle.extend(piece.run.as_bytes());
        if !piece.right_open {
            needle.push(b'\n');
        }
        let finder = memmem::Finder::new(&needle);
        let mut words = Vec::new();
        for block in self.sieve.blocks_with(&needle).filter_map(|nth| self.block(nth)) {
            let mut lists = block.documents();
            let mut passed = 0;
            let mut known_to = 0;
            for at in finder.find_iter(block.text) {
                let inside = at + usize::from(!piece.left_open);
                if inside < known_to {
                    continue; // The piece occurs twice in one word.
                }
                let start = memrchr(b'\n', &block.text[..inside]).map_or(0, |line_break| line_break + 1);
                let end = memchr(b'\n', &block.text[inside..]).map_or(block.text.len(), |length| inside + length);
                if words.len() == most {
                    return None;
                }
                let nth = memchr_iter(b'\n', &block.text[passed..start]).count();
                passed = start;
                // The line break before the first word stands for no word.
                let documents = nth.checked_sub(1).and_then(|passed| lists.nth(passed));
                words.extend(documents.map(|documents| Word { text: &block.text[start..end], documents }));
                known_to = end;
            }
        }
        Some(words)
    }

    /// Every word with its documents, in order.
    pub fn all(&self) -> impl Iterator<Item = Word<'_>> {
        let blocks = (0..self.blocks.len() / BLOCK_ENTRY).filter_map(|nth| self.block(nth));
        blocks.flat_map(|block| {
            let texts = block.text.split(|byte| *byte == b'\n').filter(|word| !word.is_empty());
            texts.zip(block.documents()).map(|(text, documents)| Word { text, documents })
        })
    }

    /// Every word, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words
            .as_slice()
            .split(|byte| *byte == b'\n')
            .filter_map(|word| str::from_utf8(word).ok())
            .filter(|word| !word.is_empty())
    }

    fn block(&self, nth: usize) -> Option<Block<'_>> {
        let entry = |nth: usize| self.blocks.get(nth * BLOCK_ENTRY..(nth + 1) * BLOCK_ENTRY);
        let ends = |entry: &[u8]| (number(&entry[..4]), number(&entry[4..8]));
        let mine = entry(nth)?;
        let (words_start, lists_start) = nth.checked_sub(1).and_then(entry).map_or((0, 0), ends);
        let (words_end, lists_end) = ends(mine);
        // The line break before the first word is the one behind the last word of the block before.
        Some(Block {
            text: self.words.get(words_start..words_end + 1)?,
            lists: self.lists.get(lists_start..lists_end)?,
            postings: number(&mine[8..]),
        })
    }
}

impl<'a> Block<'a> {
    /// The documents of each word.
    fn documents(&self) -> impl Iterator<Item = Documents> + use<'a> {
        let (mut rest, mut start) = (self.lists, self.postings);
        std::iter::from_fn(move || {
            let first = take_number(&mut rest)?;
            let (number, few) = ((first >> 2) as DocId, first & 3);
            let mut docs = [(few > 0).then_some(number), None, None];
            for nth in 1..few {
                docs[nth] = Some(docs[nth - 1]? + take_number(&mut rest)? as DocId);
            }
            let end = start + take_number(&mut rest)?;
            let list = std::mem::replace(&mut start, end)..end;
            Some(match few {
                0 => Documents::Listed(TermInfo { doc_freq: number, postings_range: list, positions_range: 0..0 }),
                _ => Documents::Few(docs),
            })
        })
    }
}

/// A number of up to eight bytes, the lowest first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Takes a number off the front, seven bits a byte, the lowest first; the last byte has its top bit clear.
fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    // Most numbers are small.
    if let Some((first @ ..0x80, rest)) = bytes.split_first() {
        *bytes = rest;
        return Some(usize::from(*first));
    }
    let length = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)? + 1;
    let (mine, rest) = bytes.split_at(length);
    *bytes = rest;
    Some(mine.iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f)))
}

fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
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
        // All of tantivy's own files of the segment are there by now.
        let reader = SegmentReader::open(segment)?;
        let mut file = segment.open_write(component())?;
        let mut sizes = Vec::new();
        for field in &self.fields {
            let draft = Draft::of(&*reader.inverted_index(*field)?)?;
            let mut sieve = Vec::new();
            draft.sieve.write(&mut sieve)?;
            for part in [draft.words, draft.lists, draft.blocks, sieve] {
                file.write_all(&part)?;
                sizes.extend((part.len() as u64).to_le_bytes());
            }
        }
        file.write_all(&sizes)?;
        file.terminate()?;
        Ok(())
    }
}

/// The vocabulary of one field in the making.
#[derive(Default)]
struct Draft {
    words: Vec<u8>,
    lists: Vec<u8>,
    blocks: Vec<u8>,
    sieve: SieveMaker,
}

impl Draft {
    fn of(index: &InvertedIndexReader) -> tantivy::Result<Draft> {
        let mut draft = Draft { words: vec![b'\n'], ..Draft::default() };
        let mut stream = index.terms().stream()?;
        let mut lists = Lists::of(index);
        // Where the block begins, and where the lists of its words begin and end.
        let (mut start, mut first, mut next) = (0, 0, 0);
        while stream.advance() {
            let info = stream.value();
            let list = &info.postings_range;
            let has_words = draft.words.len() > start + 1;
            // Lists stand one behind another; should they not, a block ends there.
            if has_words && (draft.words.len() - start > BLOCK || list.start != next) {
                draft.end_block(start, first);
                start = draft.words.len() - 1;
            }
            if draft.words.len() == start + 1 {
                first = list.start;
            }
            draft.words.extend(stream.key());
            draft.words.push(b'\n');
            match info.doc_freq {
                few @ 1..=3 => {
                    let docs = lists.open(info)?.docs();
                    put_number(&mut draft.lists, (docs[0] as usize) << 2 | few as usize);
                    docs.windows(2).for_each(|pair| put_number(&mut draft.lists, (pair[1] - pair[0]) as usize));
                }
                many => put_number(&mut draft.lists, (many as usize) << 2),
            }
            put_number(&mut draft.lists, list.len());
            next = list.end;
        }
        if draft.words.len() > start + 1 {
            draft.end_block(start, first);
        }
        Ok(draft)
    }

    fn end_block(&mut self, start: usize, first: usize) {
        self.sieve.add(&self.words[start..]);
        self.blocks.extend((self.words.len() as u32 - 1).to_le_bytes());
        self.blocks.extend((self.lists.len() as u32).to_le_bytes());
        self.blocks.extend((first as u64).to_le_bytes());
    }
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

#[cfg(test)]
mod tests {
    use tantivy::schema::IndexRecordOption::Basic;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{DocSet, Index, TERMINATED, TantivyDocument, doc};

    use super::*;

    #[test]
    fn a_piece_finds_every_word_that_holds_it_and_where_its_files_are_listed() {
        let mut schema = Schema::builder();
        let (field, none) = (schema.add_text_field("words", STRING), schema.add_text_field("none", STRING));
        let plugin = VocabularyPlugin { fields: vec![field, none] };
        let builder = Index::builder().schema(schema.build()).register_plugin(std::sync::Arc::new(plugin));
        let index = builder.create_in_ram().unwrap();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        let mut words: Vec<String> = (0..2_000).map(|n| format!("word{}_{}", n % 300, n * 31 % 1_000)).collect();
        words.extend(["東京", "ordre", "orders", "border", "ör", "o", "oo", &"long".repeat(1_000)].map(str::to_owned));
        for (nth, word) in words.iter().enumerate() {
            for _ in 0..=nth % 5 {
                writer.add_document(doc!(field => &**word)).unwrap();
            }
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0);
        let vocabularies = Vocabulary::open(reader, &[field, none]).unwrap();
        let vocabulary = &vocabularies[&field];
        let dictionary = reader.inverted_index(field).unwrap();
        words.sort();
        words.dedup();
        assert_eq!(vocabulary.words().collect::<Vec<_>>(), words);
        let check = |run: &str, left_open: bool, right_open: bool| {
            let piece = Piece { run: run.to_owned(), left_open, right_open };
            let found = vocabulary.words_with(&piece, usize::MAX).unwrap();
            let expected: Vec<&[u8]> =
                words.iter().filter(|word| piece.is_in(word)).map(|word| word.as_bytes()).collect();
            assert_eq!(found.iter().map(|word| word.text).collect::<Vec<_>>(), expected, "{piece:?}");
            for word in &found {
                let list = TermInfo { positions_range: 0..0, ..dictionary.terms().get(word.text).unwrap().unwrap() };
                let mut listed = dictionary.read_postings_from_terminfo(&list, Basic).unwrap();
                let mut docs = std::iter::successors(Some(listed.doc()), |_| {
                    Some(listed.advance()).filter(|doc| *doc != TERMINATED)
                });
                let expected = match list.doc_freq {
                    1..=3 => Documents::Few(std::array::from_fn(|_| docs.next())),
                    _ => Documents::Listed(list),
                };
                assert_eq!(word.documents, expected);
            }
            if !expected.is_empty() {
                assert!(vocabulary.words_with(&piece, expected.len() - 1).is_none());
            }
        };
        for run in ["word", "d1", "_31", "7_217", "order", "o", "京", "gl", "absent", "word0_0"] {
            for (left_open, right_open) in [(true, true), (true, false), (false, true), (false, false)] {
                check(run, left_open, right_open);
            }
        }
        assert_eq!(vocabulary.all().count(), words.len());
        assert_eq!(vocabularies[&none].words().count(), 0);
        assert!(
            vocabularies[&none]
                .words_with(&Piece { run: "a".into(), left_open: true, right_open: true }, 1)
                .unwrap()
                .is_empty()
        );
    }
}
