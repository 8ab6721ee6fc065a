//! tantivy directories for a generation: one for readers, which works without write permission, and one for writers,
//! which makes every file accessible to its owner only.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};

use super::permissions;
#[cfg(unix)]
use super::read_at::{BufferedFile, UnmappedFile};

/// The files of a generation, for reading. On a read-only file system or without write permission, no lock is acquired.
/// If another process removes files meanwhile, opening them fails, and the caller retries with the newer ones.
#[derive(Debug, Clone)]
pub struct ReaderDirectory {
    files: MmapDirectory,
    #[cfg_attr(not(unix), expect(dead_code, reason = "only unmapped files are opened by their path"))]
    generation: PathBuf,
}

impl ReaderDirectory {
    /// Opens the folder of a generation.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist.
    pub fn open(generation: &Path) -> Result<ReaderDirectory, OpenDirectoryError> {
        Ok(ReaderDirectory { files: MmapDirectory::open(generation)?, generation: generation.to_owned() })
    }
}

impl Directory for ReaderDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // On other systems, posting lists are mapped like all other files.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| extension == "idx") {
            return open_unmapped(&self.generation, path).map(|file| Arc::new(file) as Arc<dyn FileHandle>);
        }
        match self.files.get_file_handle(path) {
            // tantivy takes a missing file for a segment without positions, but every segment has them. So the
            // generation is being removed, and there is a newer one to open.
            Err(OpenReadError::FileDoesNotExist(path))
                if path.extension().is_some_and(|extension| extension == "pos") =>
            {
                Err(OpenReadError::wrap_io_error(io::ErrorKind::NotFound.into(), path))
            }
            handle => handle,
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match self.files.atomic_read(path) {
            // tantivy's list of managed files is readable by the owner only, and only writers need it.
            Err(OpenReadError::IoError { io_error, filepath })
                if io_error.kind() == io::ErrorKind::PermissionDenied && path.ends_with(".managed.json") =>
            {
                Err(OpenReadError::FileDoesNotExist(filepath))
            }
            read => read,
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_not_writable(&error) => Ok(DirectoryLock::from(Box::new(()))),
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// The files of a generation, for writing. They contain private notes, so only their owner can access them, whatever
/// the umask.
#[derive(Debug, Clone)]
pub struct WriterDirectory {
    files: MmapDirectory,
    generation: PathBuf,
}

impl WriterDirectory {
    /// Opens the folder of a generation.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist.
    pub fn open(generation: &Path) -> Result<WriterDirectory, OpenDirectoryError> {
        Ok(WriterDirectory { files: MmapDirectory::open(generation)?, generation: generation.to_owned() })
    }

    fn make_private(&self, path: &Path) {
        // Fails on file systems without modes (a FAT stick, a Windows drive), which `doctor` reports.
        let _ = permissions::make_private(&self.generation.join(path));
    }
}

impl Directory for WriterDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        // A merge reads the large files sequentially; mapped, all of them would stay in memory until it is finished.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| ["facts", "idx", "pos"].iter().any(|it| extension == *it)) {
            return open_unmapped(&self.generation, path)
                .map(|file| Arc::new(BufferedFile::new(file)) as Arc<dyn FileHandle>);
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
            // Segment names are unique, but a `.del` file is named after the commit's opstamp. A commit that failed or
            // was killed leaves its file behind, and the next commit gets the same opstamp. No commit refers to the old
            // file.
            Err(OpenWriteError::FileAlreadyExists(_)) if path.extension().is_some_and(|it| it == "del") => {
                self.files.delete(path).map_err(|error| {
                    OpenWriteError::wrap_io_error(io::Error::other(error.to_string()), path.to_owned())
                })?;
                self.files.open_write(path)?
            }
            opened => opened?,
        };
        self.make_private(path);
        Ok(file)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)?;
        self.make_private(path);
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let held = self.files.acquire_lock(lock);
        // A file that was created under a umask without owner permissions could not be locked a second time.
        self.make_private(&lock.filepath);
        held
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

#[cfg(unix)]
fn open_unmapped(generation: &Path, path: &Path) -> Result<UnmappedFile, OpenReadError> {
    match UnmappedFile::open(&generation.join(path)) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
    }
}

fn is_not_writable(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
