//! How a generation is seen: by a reader as it is, without needing the right to write to it; by a writer so that what it
//! writes is for its owner only.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};

use super::permissions;
#[cfg(unix)]
use super::read_at::ReadAt;
use super::read_at::Stream;

/// The files of a generation, for reading. Where the file system or the owner forbids to write, no lock is taken:
/// then nobody who could remove files beneath us can write there either, or a second try finds the newer ones.
#[derive(Debug, Clone)]
pub struct ReadOnly(MmapDirectory, PathBuf);

impl ReadOnly {
    /// Opens the folder of a generation.
    pub fn open(generation: &Path) -> Result<ReadOnly, OpenDirectoryError> {
        MmapDirectory::open(generation).map(|files| ReadOnly(files, generation.to_owned()))
    }
}

impl Directory for ReadOnly {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // Elsewhere the lists are mapped like all else.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| extension == "idx") {
            return unmapped(&self.1, path).map(|file| Arc::new(file) as Arc<dyn FileHandle>);
        }
        match self.0.get_file_handle(path) {
            // tantivy takes a segment without such a file for one that keeps no positions. Ours all do: where the file is
            // missing, the generation is being removed beneath us, and there is another to open.
            Err(OpenReadError::FileDoesNotExist(path))
                if path.extension().is_some_and(|extension| extension == "pos") =>
            {
                Err(OpenReadError::wrap_io_error(io::ErrorKind::NotFound.into(), path))
            }
            handle => handle,
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match self.0.atomic_read(path) {
            // tantivy keeps its list of files from other users; only a writer needs it.
            Err(OpenReadError::IoError { io_error, filepath })
                if io_error.kind() == io::ErrorKind::PermissionDenied && path.ends_with(".managed.json") =>
            {
                Err(OpenReadError::FileDoesNotExist(filepath))
            }
            read => read,
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_forbidden(&error) => Ok(DirectoryLock::from(Box::new(()))),
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

/// The files of a generation, for writing. Whatever the umask, each is for its owner only: they hold the words of private
/// notes.
#[derive(Debug, Clone)]
pub struct Private {
    files: MmapDirectory,
    generation: PathBuf,
}

impl Private {
    /// Opens the folder of a generation.
    pub fn open(generation: &Path) -> Result<Private, OpenDirectoryError> {
        Ok(Private { files: MmapDirectory::open(generation)?, generation: generation.to_owned() })
    }

    fn close_to_others(&self, path: &Path) {
        // A file system without modes (a FAT stick, a Windows drive) can't, and `doctor` says so.
        let _ = permissions::close_to_others(&self.generation.join(path));
    }
}

impl Directory for Private {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // Merging reads the large files from their beginning to their end: mapped, they would all stay in memory until it
        // is done.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| ["facts", "idx", "pos"].iter().any(|it| extension == *it)) {
            return unmapped(&self.generation, path).map(|file| Arc::new(Stream::new(file)) as Arc<dyn FileHandle>);
        }
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = match self.files.open_write(path) {
            // Segments never share a name, but the list of a segment's deleted documents bears the number of the commit, and
            // one that failed or was killed leaves its list behind for the next of that number. No commit knows of it.
            Err(OpenWriteError::FileAlreadyExists(_)) if path.extension().is_some_and(|it| it == "del") => {
                self.files.delete(path).map_err(|error| {
                    OpenWriteError::wrap_io_error(io::Error::other(error.to_string()), path.to_owned())
                })?;
                self.files.open_write(path)?
            }
            opened => opened?,
        };
        self.close_to_others(path);
        Ok(file)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)?;
        self.close_to_others(path);
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let held = self.files.acquire_lock(lock);
        // A file made under a umask that forbids even its owner to write can't be locked a second time.
        self.close_to_others(&lock.filepath);
        held
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// A file that is read piece by piece.
#[cfg(unix)]
fn unmapped(generation: &Path, path: &Path) -> Result<ReadAt, OpenReadError> {
    match ReadAt::open(&generation.join(path)) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use vaultdex_notes::{Note, VaultPath};
    use vaultdex_records::Extraction;

    use crate::index::read::Reader;
    use crate::index::record::Record;
    use crate::index::write::{Document, Writer};
    use crate::vault::Stamp;

    #[test]
    fn a_generation_that_is_being_removed_does_not_open() {
        let home = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(home.path(), 0).unwrap();
        let record = Record { path: VaultPath::new("a.md"), stamp: Stamp::default(), hash: 1, seen: 1, unread: None };
        writer
            .put(&Document {
                record,
                note: Note::default(),
                extraction: Extraction::default(),
                text: "some words".to_owned(),
            })
            .unwrap();
        writer.commit().unwrap();
        writer.finish().unwrap();
        assert!(Reader::open(home.path()).is_ok());
        let aside = tempfile::tempdir().unwrap();
        for file in fs::read_dir(home.path()).unwrap().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name.ends_with(".lock") {
                continue;
            }
            let kept = aside.path().join(&name);
            fs::rename(file.path(), &kept).unwrap();
            assert!(Reader::open(home.path()).is_err(), "without {name}");
            fs::rename(kept, file.path()).unwrap();
        }
    }
}
