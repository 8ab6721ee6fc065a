//! tantivy directories for a generation: one for readers, which works without write permission, and one for writers,
//! which makes every file accessible to its owner only.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};

use super::checksums;
use super::checksums::{Checksums, META};
use super::permissions;
#[cfg(unix)]
use super::read_at::{BufferedFile, UnmappedFile};
use super::sealed;

/// The list of files that tantivy manages, which only writers need.
const MANAGED: &str = ".managed.json";

/// How long a writer waits for tantivy's lock, and how often it tries.
const LOCK_WAIT: Duration = Duration::from_secs(10);
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// The files of one commit of a generation, for reading. Each file is verified when it is opened. On a read-only file
/// system or without write permission, no lock is acquired. If another process removes files meanwhile, opening them
/// fails, and the caller retries with the newer commit.
#[derive(Debug, Clone)]
pub struct ReaderDirectory {
    files: MmapDirectory,
    generation: PathBuf,
    checksums: Checksums,
    /// The content of `meta.json` when the directory was opened.
    meta: Option<Arc<[u8]>>,
}

impl ReaderDirectory {
    /// Opens the last commit in the folder of a generation.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist or `meta.json` cannot be read.
    pub fn open(generation: &Path) -> io::Result<ReaderDirectory> {
        let files = open_folder(generation)?;
        let (checksums, meta) = Checksums::open(generation)?;
        Ok(ReaderDirectory { files, generation: generation.to_owned(), checksums, meta: meta.map(Arc::from) })
    }

    /// Returns the checksums of the commit.
    pub fn checksums(&self) -> &Checksums {
        &self.checksums
    }

    /// Whether there is a commit.
    pub fn has_commit(&self) -> bool {
        self.meta.is_some()
    }

    /// Whether the list of files that only writers read is damaged. Other users cannot read it.
    pub fn has_damaged_file_list(&self) -> bool {
        std::fs::read(self.generation.join(MANAGED)).is_ok_and(|bytes| sealed::unseal(&bytes).is_none())
    }

    /// Whether the directory still has the commit with which it was opened as its last one.
    pub fn is_last_commit(&self) -> bool {
        let current = Checksums::open(&self.generation);
        current.is_ok_and(|(_, meta)| meta.as_deref() == self.meta.as_deref())
    }
}

fn open_folder(generation: &Path) -> io::Result<MmapDirectory> {
    MmapDirectory::open(generation).map_err(|error| match error {
        OpenDirectoryError::IoError { io_error, .. } if io_error.raw_os_error().is_some() => {
            io::Error::new(io_error.kind(), io_error)
        }
        OpenDirectoryError::DoesNotExist(_) => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other.to_string()),
    })
}

/// Verifies a file before it is opened.
fn verify(checksums: &Checksums, path: &Path) -> Result<(), OpenReadError> {
    match checksums.verify(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
    }
}

impl Directory for ReaderDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match verify(&self.checksums, path) {
            // tantivy takes a missing file for a segment without positions, but every segment has them. So the
            // generation is being removed, and there is a newer one to open.
            Err(OpenReadError::FileDoesNotExist(path))
                if path.extension().is_some_and(|extension| extension == "pos") =>
            {
                return Err(OpenReadError::wrap_io_error(io::ErrorKind::NotFound.into(), path));
            }
            verified => verified?,
        }
        // On other systems, posting lists are mapped like all other files.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| extension == "idx") {
            return open_unmapped(&self.generation, path).map(|file| Arc::new(file) as Arc<dyn FileHandle>);
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
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let missing = || OpenReadError::FileDoesNotExist(path.to_owned());
        match path.to_str() {
            Some(META) => self.meta.as_deref().map(<[u8]>::to_vec).ok_or_else(missing),
            Some(MANAGED) => Err(missing()),
            _ => self.files.atomic_read(path),
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
    checksums: Checksums,
}

impl WriterDirectory {
    /// Opens the folder of a generation.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist or `meta.json` cannot be read.
    pub fn open(generation: &Path) -> io::Result<WriterDirectory> {
        let files = open_folder(generation)?;
        let (checksums, _) = Checksums::open(generation)?;
        Ok(WriterDirectory { files, generation: generation.to_owned(), checksums })
    }

    fn make_private(&self, path: &Path) {
        // Fails on file systems without modes (a FAT stick, a Windows drive), which `doctor` reports.
        let _ = permissions::make_private(&self.generation.join(path));
    }
}

impl Directory for WriterDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        verify(&self.checksums, path)?;
        // A merge reads the large files sequentially; mapped, all of them would stay in memory until it is finished.
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| ["facts", "idx", "pos"].iter().any(|it| extension == *it)) {
            return open_unmapped(&self.generation, path)
                .map(|file| Arc::new(BufferedFile::new(file)) as Arc<dyn FileHandle>);
        }
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)?;
        self.checksums.remove(path);
        Ok(())
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
        Ok(self.checksums.sum_while_writing(path, file))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.files.atomic_read(path)?;
        let damaged = || OpenReadError::wrap_io_error(io::ErrorKind::InvalidData.into(), path.to_owned());
        match path.to_str() {
            Some(META) => checksums::decode_meta(&bytes).map(|(meta, _)| meta.to_vec()).ok_or_else(damaged),
            Some(MANAGED) => sealed::unseal(&bytes).map(<[u8]>::to_vec).ok_or_else(damaged),
            _ => Ok(bytes),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        match path.to_str() {
            Some(META) => {
                self.files.atomic_write(path, &self.checksums.encode_meta(data)?)?;
                // Otherwise the next write of `CURRENT` or the removal of old files could become durable before this.
                self.files.sync_directory()?;
            }
            Some(MANAGED) => self.files.atomic_write(path, &sealed::seal(data))?,
            _ => self.files.atomic_write(path, data)?,
        }
        self.make_private(path);
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        // No other writer holds the lock, because the caller holds the folder's. But a child process that is being
        // started keeps a copy of a file that was just closed, with its lock, until it executes its program.
        let until = Instant::now() + LOCK_WAIT;
        let held = loop {
            match self.files.acquire_lock(lock) {
                Err(LockError::LockBusy) if Instant::now() < until => thread::sleep(LOCK_PAUSE),
                taken => break taken,
            }
        };
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
