//! Reads the documents of many words, one word after another.

use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

/// The lists of a field of a segment, read into one buffer: most are short, and a buffer of their own would cost more
/// than they do.
pub struct Lists<'a> {
    index: &'a InvertedIndexReader,
    buffer: Option<BlockSegmentPostings>,
}

impl<'a> Lists<'a> {
    /// The lists of a field.
    pub fn of(index: &'a InvertedIndexReader) -> Lists<'a> {
        Lists { index, buffer: None }
    }

    /// The documents of one list, block by block; the last block is followed by an empty one.
    pub fn open(&mut self, list: &TermInfo) -> io::Result<&mut BlockSegmentPostings> {
        match &mut self.buffer {
            Some(buffer) => {
                self.index.reset_block_postings_from_terminfo(list, buffer)?;
                Ok(buffer)
            }
            none => {
                let opened = self.index.read_block_postings_from_terminfo(list, IndexRecordOption::Basic)?;
                Ok(none.insert(opened))
            }
        }
    }
}
