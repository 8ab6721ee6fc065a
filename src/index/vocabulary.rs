//! The vocabulary of a segment: all words as one text, so that a part of a word finds every word that contains it,
//! together with the documents of each word, in well under a millisecond. It is stored in a segment plugin's file,
//! which is merged and garbage-collected with the segment.

mod ngram_filter;

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;

use memchr::{memchr, memchr_iter, memmem, memrchr};
use ngram_filter::{NgramFilter, NgramFilterBuilder};
use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::{InvertedIndexReader, SegmentComponent};
use tantivy::indexer::doc_id_mapping::DocIdMapping;
use tantivy::plugin::{PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, Segment, SegmentReader, TantivyError};
use vaultdex_query::search::TermPattern;

use super::postings::PostingsReader;

const EXTENSION: &str = "vocabulary";
/// The size at which a block of words ends, in bytes.
const BLOCK_SIZE: usize = 512;
/// The index entry of a block: the end offset of its words, the end offset of its posting entries, and the offset of
/// its first posting list.
const BLOCK_ENTRY: usize = 4 + 4 + 8;
/// The parts of a field, one after another: words, posting entries, block index, n-gram filter. Their sizes are stored
/// at the end of the file.
const PARTS: usize = 4;

/// The words of one field of a segment, in lexicographic order.
pub struct Vocabulary {
    /// The words, each preceded and followed by a line feed.
    words: OwnedBytes,
    /// For each word its documents if they are few, otherwise their number; and the size of its posting list in bytes.
    postings: OwnedBytes,
    blocks: OwnedBytes,
    filter: NgramFilter,
}

/// A word of a vocabulary.
pub struct Word<'a> {
    /// The folded text.
    pub text: &'a [u8],
    /// The documents that contain it.
    pub documents: Documents,
    /// Its posting list. The range of positions is not known and left empty.
    pub postings: TermInfo,
}

/// The documents of a word. Most words occur in so few documents that a separate posting list does not pay off.
#[derive(Debug, Clone, PartialEq)]
pub enum Documents {
    /// Up to three documents.
    Inline([Option<DocId>; 3]),
    /// Those of its posting list.
    Postings,
}

/// A block of consecutive words.
struct Block<'a> {
    /// The words, with a line feed before the first and after the last one.
    text: &'a [u8],
    /// The posting entries of the words.
    postings: &'a [u8],
    /// The offset of the first word's posting list.
    first_list: usize,
}

impl Vocabulary {
    /// Opens the vocabularies of a segment. `fields` are all fields that have one, in the order in which they are
    /// stored.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is truncated.
    pub fn open(reader: &SegmentReader, fields: &[Field]) -> tantivy::Result<HashMap<Field, Vocabulary>> {
        let bytes = reader.open_read(component())?.read_bytes()?;
        let corrupt = || TantivyError::InternalError("the vocabulary file is truncated".to_owned());
        let footer = bytes.len().checked_sub(8 * PARTS * fields.len()).ok_or_else(corrupt)?;
        let sizes = bytes[footer..].chunks_exact(8).map(read_le);
        let mut start = 0usize;
        let mut parts = Vec::new();
        for size in sizes {
            let end = start.checked_add(size).filter(|end| *end <= footer).ok_or_else(corrupt)?;
            parts.push(bytes.slice(start..end));
            start = end;
        }
        let vocabulary = |parts: &[OwnedBytes]| {
            let [words, postings, blocks, filter] = parts else { return None };
            let filter = NgramFilter::open(filter.clone(), blocks.len() / BLOCK_ENTRY)?;
            Some(Vocabulary { words: words.clone(), postings: postings.clone(), blocks: blocks.clone(), filter })
        };
        let vocabularies = parts.chunks_exact(PARTS).map(vocabulary);
        let checked = |(field, vocabulary): (&Field, Option<_>)| Ok((*field, vocabulary.ok_or_else(corrupt)?));
        fields.iter().zip(vocabularies).map(checked).collect()
    }

    /// Returns the words that match the pattern, in lexicographic order; `None` if there are more than `limit`.
    pub fn words_with(&self, pattern: &TermPattern, limit: usize) -> Option<Vec<Word<'_>>> {
        let mut bytes = Vec::with_capacity(pattern.text.len() + 2);
        if !pattern.open_start {
            bytes.push(b'\n');
        }
        bytes.extend(pattern.text.as_bytes());
        if !pattern.open_end {
            bytes.push(b'\n');
        }
        let finder = memmem::Finder::new(&bytes);
        let mut words = Vec::new();
        for block in self.filter.candidates(&bytes).filter_map(|idx| self.block(idx)) {
            let mut documents = block.documents();
            let mut counted_to = 0;
            let mut last_end = 0;
            for offset in finder.find_iter(block.text) {
                let inside = offset + usize::from(!pattern.open_start);
                if inside < last_end {
                    continue; // The pattern occurs twice in one word.
                }
                let start = memrchr(b'\n', &block.text[..inside]).map_or(0, |line_feed| line_feed + 1);
                let end = memchr(b'\n', &block.text[inside..]).map_or(block.text.len(), |length| inside + length);
                if words.len() == limit {
                    return None;
                }
                let line_feeds = memchr_iter(b'\n', &block.text[counted_to..start]).count();
                counted_to = start;
                // The line feed before the first word ends no word.
                let documents = line_feeds.checked_sub(1).and_then(|skipped| documents.nth(skipped));
                let text = &block.text[start..end];
                words.extend(documents.map(|(documents, postings)| Word { text, documents, postings }));
                last_end = end;
            }
        }
        Some(words)
    }

    /// Iterates over all words with their documents, in lexicographic order.
    pub fn entries(&self) -> impl Iterator<Item = Word<'_>> {
        let blocks = (0..self.blocks.len() / BLOCK_ENTRY).filter_map(|idx| self.block(idx));
        blocks.flat_map(|block| {
            let texts = block.text.split(|byte| *byte == b'\n').filter(|word| !word.is_empty());
            texts.zip(block.documents()).map(|(text, (documents, postings))| Word { text, documents, postings })
        })
    }

    fn block(&self, idx: usize) -> Option<Block<'_>> {
        let entry = |idx: usize| self.blocks.get(idx * BLOCK_ENTRY..(idx + 1) * BLOCK_ENTRY);
        let ends = |entry: &[u8]| (read_le(&entry[..4]), read_le(&entry[4..8]));
        let this = entry(idx)?;
        let (words_start, postings_start) = idx.checked_sub(1).and_then(entry).map_or((0, 0), ends);
        let (words_end, postings_end) = ends(this);
        // The line feed before the first word is also the one after the last word of the previous block.
        Some(Block {
            text: self.words.get(words_start..words_end + 1)?,
            postings: self.postings.get(postings_start..postings_end)?,
            first_list: read_le(&this[8..]),
        })
    }
}

impl<'a> Block<'a> {
    /// Iterates over the documents of each word.
    fn documents(&self) -> impl Iterator<Item = (Documents, TermInfo)> + use<'a> {
        let (mut rest, mut start) = (self.postings, self.first_list);
        std::iter::from_fn(move || {
            let first = read_varint(&mut rest)?;
            // The lowest two bits are the number of inline documents; 0 stands for a posting list.
            let (number, inline) = ((first >> 2) as DocId, first & 3);
            let mut docs = [(inline > 0).then_some(number), None, None];
            for idx in 1..inline {
                docs[idx] = Some(docs[idx - 1]? + read_varint(&mut rest)? as DocId);
            }
            let end = start + read_varint(&mut rest)?;
            let list = std::mem::replace(&mut start, end)..end;
            let (documents, doc_freq) = match inline {
                0 => (Documents::Postings, number),
                _ => (Documents::Inline(docs), inline as DocId),
            };
            Some((documents, TermInfo { doc_freq, postings_range: list, positions_range: 0..0 }))
        })
    }
}

/// Reads a little-endian number of up to eight bytes.
fn read_le(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Reads a LEB128 number and advances the slice.
fn read_varint(bytes: &mut &[u8]) -> Option<usize> {
    // Most numbers take a single byte.
    if let Some((first @ ..0x80, rest)) = bytes.split_first() {
        *bytes = rest;
        return Some(usize::from(*first));
    }
    let length = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)? + 1;
    let (number, rest) = bytes.split_at(length);
    *bytes = rest;
    Some(number.iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f)))
}

fn write_varint(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Adds the vocabulary file to tantivy's segments.
#[derive(Clone)]
pub struct VocabularyPlugin {
    /// The fields that get a vocabulary, in the order in which they are stored.
    pub fields: Vec<Field>,
}

impl VocabularyPlugin {
    /// Writes the words of the segment's term dictionary, which has just been written.
    fn write(&self, segment: &Segment) -> tantivy::Result<()> {
        // tantivy runs plugins after it has written all its own files of the segment.
        let reader = SegmentReader::open(segment)?;
        let mut file = segment.open_write(component())?;
        let mut sizes = Vec::new();
        for field in &self.fields {
            let builder = VocabularyBuilder::from_terms(&*reader.inverted_index(*field)?)?;
            let mut filter = Vec::new();
            builder.filter.write(&mut filter)?;
            for part in [builder.words, builder.postings, builder.blocks, filter] {
                file.write_all(&part)?;
                sizes.extend((part.len() as u64).to_le_bytes());
            }
        }
        file.write_all(&sizes)?;
        file.terminate()?;
        Ok(())
    }
}

/// Builds the vocabulary of one field.
#[derive(Default)]
struct VocabularyBuilder {
    words: Vec<u8>,
    postings: Vec<u8>,
    blocks: Vec<u8>,
    filter: NgramFilterBuilder,
}

impl VocabularyBuilder {
    fn from_terms(index: &InvertedIndexReader) -> tantivy::Result<VocabularyBuilder> {
        let mut builder = VocabularyBuilder { words: vec![b'\n'], ..VocabularyBuilder::default() };
        let mut stream = index.terms().stream()?;
        let mut postings = PostingsReader::new(index);
        // The start of the block, the offset of its first posting list, and the end offset of the previous posting
        // list.
        let (mut start, mut first_list, mut lists_end) = (0, 0, 0);
        while stream.advance() {
            let info = stream.value();
            let list = &info.postings_range;
            let has_words = builder.words.len() > start + 1;
            // Within a block, only the sizes of posting lists are stored, so the lists have to be contiguous.
            if has_words && (builder.words.len() - start > BLOCK_SIZE || list.start != lists_end) {
                builder.end_block(start, first_list);
                start = builder.words.len() - 1;
            }
            if builder.words.len() == start + 1 {
                first_list = list.start;
            }
            builder.words.extend(stream.key());
            builder.words.push(b'\n');
            match info.doc_freq {
                few @ 1..=3 => {
                    let docs = postings.open(info)?.docs();
                    write_varint(&mut builder.postings, (docs[0] as usize) << 2 | few as usize);
                    let gaps = docs.windows(2).map(|pair| (pair[1] - pair[0]) as usize);
                    gaps.for_each(|gap| write_varint(&mut builder.postings, gap));
                }
                many => write_varint(&mut builder.postings, (many as usize) << 2),
            }
            write_varint(&mut builder.postings, list.len());
            lists_end = list.end;
        }
        if builder.words.len() > start + 1 {
            builder.end_block(start, first_list);
        }
        Ok(builder)
    }

    fn end_block(&mut self, start: usize, first_list: usize) {
        self.filter.add(&self.words[start..]);
        self.blocks.extend((self.words.len() as u32 - 1).to_le_bytes());
        self.blocks.extend((self.postings.len() as u32).to_le_bytes());
        self.blocks.extend((first_list as u64).to_le_bytes());
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
        // tantivy writes its own files before those of its plugins, so the term dictionary exists.
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
    fn a_pattern_finds_every_matching_word_with_its_documents() {
        let mut schema = Schema::builder();
        let (field, none) = (schema.add_text_field("words", STRING), schema.add_text_field("none", STRING));
        let plugin = VocabularyPlugin { fields: vec![field, none] };
        let builder = Index::builder().schema(schema.build()).register_plugin(std::sync::Arc::new(plugin));
        let index = builder.create_in_ram().unwrap();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        let mut words: Vec<String> = (0..2_000).map(|n| format!("word{}_{}", n % 300, n * 31 % 1_000)).collect();
        words.extend(["東京", "ordre", "orders", "border", "ör", "o", "oo", &"long".repeat(1_000)].map(str::to_owned));
        for (idx, word) in words.iter().enumerate() {
            for _ in 0..=idx % 5 {
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
        let texts: Vec<&[u8]> = vocabulary.entries().map(|word| word.text).collect();
        assert_eq!(texts, words.iter().map(|word| word.as_bytes()).collect::<Vec<_>>());
        let check = |text: &str, open_start: bool, open_end: bool| {
            let pattern = TermPattern { text: text.to_owned(), open_start, open_end };
            let found = vocabulary.words_with(&pattern, usize::MAX).unwrap();
            let expected: Vec<&[u8]> =
                words.iter().filter(|word| pattern.matches(word)).map(|word| word.as_bytes()).collect();
            assert_eq!(found.iter().map(|word| word.text).collect::<Vec<_>>(), expected, "{pattern:?}");
            for word in &found {
                let list = TermInfo { positions_range: 0..0, ..dictionary.terms().get(word.text).unwrap().unwrap() };
                let mut listed = dictionary.read_postings_from_terminfo(&list, Basic).unwrap();
                let mut docs = std::iter::successors(Some(listed.doc()), |_| {
                    Some(listed.advance()).filter(|doc| *doc != TERMINATED)
                });
                let expected = match list.doc_freq {
                    1..=3 => Documents::Inline(std::array::from_fn(|_| docs.next())),
                    _ => Documents::Postings,
                };
                assert_eq!(word.documents, expected);
                assert_eq!(word.postings, list);
            }
            if !expected.is_empty() {
                assert!(vocabulary.words_with(&pattern, expected.len() - 1).is_none());
            }
        };
        for text in ["word", "d1", "_31", "7_217", "order", "o", "京", "gl", "absent", "word0_0"] {
            for (open_start, open_end) in [(true, true), (true, false), (false, true), (false, false)] {
                check(text, open_start, open_end);
            }
        }
        assert_eq!(vocabulary.entries().count(), words.len());
        assert_eq!(vocabularies[&none].entries().count(), 0);
        assert!(
            vocabularies[&none]
                .words_with(&TermPattern { text: "a".into(), open_start: true, open_end: true }, 1)
                .unwrap()
                .is_empty()
        );
    }
}
