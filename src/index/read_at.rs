//! Files that are read with `pread` instead of being memory-mapped. A query reads posting lists that are scattered over
//! a large file; mapped, each list would also keep the neighboring pages in memory. A merge reads every file only once.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::{fmt, io};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// An open file that is read at arbitrary offsets. It stays readable after it was unlinked.
pub struct UnmappedFile {
    file: File,
    length: usize,
}

impl UnmappedFile {
    /// Opens a file for reading.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be opened or its size cannot be determined.
    pub fn open(path: &Path) -> io::Result<UnmappedFile> {
        let file = File::open(path)?;
        let length = file.metadata()?.len() as usize;
        Ok(UnmappedFile { file, length })
    }
}

impl FileHandle for UnmappedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for UnmappedFile {
    fn len(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for UnmappedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnmappedFile({})", self.length)
    }
}

/// A file that is mostly read sequentially. The last [`BUFFER_SIZE`] bytes are buffered, so that small reads are cheap.
#[derive(Debug)]
pub struct BufferedFile {
    file: UnmappedFile,
    /// The buffered bytes and their offset in the file.
    buffer: Mutex<(usize, OwnedBytes)>,
}

/// How many bytes of a [`BufferedFile`] are buffered.
const BUFFER_SIZE: usize = 64 << 10;

impl BufferedFile {
    /// Adds a buffer to a file.
    pub fn new(file: UnmappedFile) -> BufferedFile {
        BufferedFile { file, buffer: Mutex::new((0, OwnedBytes::empty())) }
    }
}

impl FileHandle for BufferedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() >= BUFFER_SIZE {
            return self.file.read_bytes(range);
        }
        let mut buffer = self.buffer.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, bytes) = &*buffer;
        if range.start < *start || range.end > start + bytes.len() {
            let end = (range.start + BUFFER_SIZE).min(self.file.length).max(range.end);
            *buffer = (range.start, self.file.read_bytes(range.start..end)?);
        }
        let (start, bytes) = &*buffer;
        Ok(bytes.slice(range.start - start..range.end - start))
    }
}

impl HasLen for BufferedFile {
    fn len(&self) -> usize {
        self.file.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffered_file_returns_the_bytes_at_any_offset() {
        let bytes: Vec<u8> = (0..BUFFER_SIZE * 3 + 5).map(|offset| (offset * 7 % 251) as u8).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let buffered = BufferedFile::new(UnmappedFile::open(file.path()).unwrap());
        assert_eq!(buffered.len(), bytes.len());
        for start in [0, 10, BUFFER_SIZE - 3, BUFFER_SIZE * 2, 5, BUFFER_SIZE * 3, bytes.len()] {
            for length in [0, 1, 5, BUFFER_SIZE - 1, BUFFER_SIZE, BUFFER_SIZE * 2] {
                let range = start..(start + length).min(bytes.len());
                assert_eq!(buffered.read_bytes(range.clone()).unwrap().as_slice(), &bytes[range]);
            }
        }
        assert!(buffered.read_bytes(bytes.len()..bytes.len() + 1).is_err());
    }
}
