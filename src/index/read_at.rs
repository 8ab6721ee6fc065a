//! Files that are read piece by piece instead of being mapped. What a query reads of the lists of words lies scattered over
//! a large file: mapped, each list would cost its neighbours' memory too. What merging reads it reads once.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::{fmt, io};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// An open file. It stays what it was when it is removed from its folder.
pub struct ReadAt {
    file: File,
    length: usize,
}

impl ReadAt {
    /// Opens a file.
    pub fn open(path: &Path) -> io::Result<ReadAt> {
        let file = File::open(path)?;
        let length = file.metadata()?.len() as usize;
        Ok(ReadAt { file, length })
    }
}

impl FileHandle for ReadAt {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for ReadAt {
    fn len(&self) -> usize {
        self.length
    }
}

/// A file that is read from its beginning to its end, in pieces of any size: a stretch is kept at hand, so that small ones
/// cost next to nothing.
#[derive(Debug)]
pub struct Stream {
    file: ReadAt,
    /// What was read last, and where it begins.
    last: Mutex<(usize, OwnedBytes)>,
}

/// How many bytes of a [`Stream`] are kept at hand.
const STRETCH: usize = 64 << 10;

impl Stream {
    /// Reads a file so.
    pub fn new(file: ReadAt) -> Stream {
        Stream { file, last: Mutex::new((0, OwnedBytes::empty())) }
    }
}

impl FileHandle for Stream {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() >= STRETCH {
            return self.file.read_bytes(range);
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, bytes) = &*last;
        if range.start < *start || range.end > start + bytes.len() {
            let end = (range.start + STRETCH).min(self.file.length).max(range.end);
            *last = (range.start, self.file.read_bytes(range.start..end)?);
        }
        let (start, bytes) = &*last;
        Ok(bytes.slice(range.start - start..range.end - start))
    }
}

impl HasLen for Stream {
    fn len(&self) -> usize {
        self.file.length
    }
}

impl fmt::Debug for ReadAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReadAt({})", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_gives_what_is_in_the_file_wherever_it_is_asked() {
        let bytes: Vec<u8> = (0..STRETCH * 3 + 5).map(|at| (at * 7 % 251) as u8).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let stream = Stream::new(ReadAt::open(file.path()).unwrap());
        assert_eq!(stream.len(), bytes.len());
        for start in [0, 10, STRETCH - 3, STRETCH * 2, 5, STRETCH * 3, bytes.len()] {
            for length in [0, 1, 5, STRETCH - 1, STRETCH, STRETCH * 2] {
                let range = start..(start + length).min(bytes.len());
                assert_eq!(stream.read_bytes(range.clone()).unwrap().as_slice(), &bytes[range]);
            }
        }
        assert!(stream.read_bytes(bytes.len()..bytes.len() + 1).is_err());
    }
}
