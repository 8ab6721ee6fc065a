//! Reads the posting lists of many terms, one after another.

use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

/// Reads posting lists of one field of a segment into a shared buffer. Most lists are so short that allocating a buffer
/// for each would cost more than reading it.
pub struct PostingsReader<'a> {
    index: &'a InvertedIndexReader,
    option: IndexRecordOption,
    buffer: Option<BlockSegmentPostings>,
}

impl<'a> PostingsReader<'a> {
    /// Creates a reader for the posting lists of a field.
    pub fn new(index: &'a InvertedIndexReader) -> PostingsReader<'a> {
        PostingsReader { index, option: IndexRecordOption::Basic, buffer: None }
    }

    /// Creates a reader that also knows how often each document has the term.
    pub fn with_frequencies(index: &'a InvertedIndexReader) -> PostingsReader<'a> {
        PostingsReader { option: IndexRecordOption::WithFreqs, ..PostingsReader::new(index) }
    }

    /// Returns the documents of a term, block by block; an empty block follows the last one.
    ///
    /// # Errors
    ///
    /// Fails if the posting list cannot be read.
    pub fn open(&mut self, term: &TermInfo) -> io::Result<&mut BlockSegmentPostings> {
        match &mut self.buffer {
            Some(buffer) => {
                self.index.reset_block_postings_from_terminfo(term, buffer)?;
                Ok(buffer)
            }
            none => {
                let opened = self.index.read_block_postings_from_terminfo(term, self.option)?;
                Ok(none.insert(opened))
            }
        }
    }
}
