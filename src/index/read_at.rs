//! A file that is read piece by piece instead of being mapped. What a query reads of the lists of words lies scattered over
//! a large file: mapped, each list would cost its neighbours' memory too.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

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

impl fmt::Debug for ReadAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReadAt({})", self.length)
    }
}
