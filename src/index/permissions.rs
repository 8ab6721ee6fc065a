//! Files and folders of the index: written atomically, and accessible to their owner only, whatever the umask.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Whether a file must survive a power failure.
#[derive(PartialEq)]
pub enum Durability {
    /// The file and its folder are synced to disk.
    Synced,
    /// Nothing is synced; the file is written again when it is missing.
    Unsynced,
}

/// Replaces a small file atomically: a reader sees either the old or the new bytes.
///
/// # Errors
///
/// Fails if the file cannot be written or renamed.
pub fn write_atomically(path: &Path, bytes: &[u8], durability: Durability) -> Result<()> {
    let write = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".tmp").tempfile_in(folder)?;
        file.write_all(bytes)?;
        set_mode(file.as_file());
        if durability == Durability::Unsynced {
            file.persist(path)?;
            return Ok(());
        }
        file.as_file().sync_data()?;
        file.persist(path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| Error::write(path, error))
}

/// Creates a folder with all missing parents, accessible to its owner only. Access by others to an existing folder is
/// revoked.
///
/// # Errors
///
/// Fails if a folder cannot be created.
pub fn create_private_folder(folder: &Path) -> Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(Error::write(folder, error)),
            // Fails on file systems without modes (a FAT stick, a Windows drive), which `doctor` reports.
            _ => _ = make_private(folder),
        }
    }
    // If the path is a symbolic link, its target is the folder to protect.
    let folder = fs::canonicalize(folder).map_err(|error| Error::write(folder, error))?;
    if is_accessible_to_others(&folder) {
        let _ = make_private(&folder);
    }
    Ok(())
}

/// Creates a new, empty file that is accessible to its owner only.
///
/// # Errors
///
/// Fails if the file exists or cannot be created.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let file = options().create_new(true).open(path)?;
    // Through the open file rather than its path: a cookie may be removed immediately.
    set_mode(&file);
    Ok(file)
}

/// Opens a file for reading and writing, accessible to its owner only; creates it if it is missing.
///
/// # Errors
///
/// Fails if the file cannot be opened or created.
pub fn open_private_file(path: &Path) -> io::Result<File> {
    match create_private_file(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options().open(path),
        created => created,
    }
}

fn options() -> fs::OpenOptions {
    let mut options = File::options();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Restores the owner's permissions that the umask removed, if the file system has modes.
#[cfg(unix)]
fn set_mode(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let is_private = file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o777 == 0o600);
    if !is_private {
        let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
    }
}

#[cfg(not(unix))]
fn set_mode(_: &File) {}

/// Revokes access by others: sets the mode 0600, or 0700 for a folder. Symbolic links are left alone.
///
/// # Errors
///
/// Fails if the mode cannot be read or set.
#[cfg(unix)]
pub fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::symlink_metadata(path)?;
    // The target of a link may belong to something else.
    if metadata.is_symlink() {
        return Ok(());
    }
    let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
    if metadata.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Does nothing: on this system a user's cache folder is private already.
///
/// # Errors
///
/// Never fails.
#[cfg(not(unix))]
pub fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether users other than the owner have any access to a file or folder.
#[cfg(unix)]
pub fn is_accessible_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_accessible = |metadata: fs::Metadata| !metadata.is_symlink() && metadata.permissions().mode() & 0o077 != 0;
    fs::symlink_metadata(path).is_ok_and(is_accessible)
}

/// Whether users other than the owner have any access to a file or folder; assumed not to be so on this system.
#[cfg(not(unix))]
pub fn is_accessible_to_others(_: &Path) -> bool {
    false
}
