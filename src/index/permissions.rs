//! Files and folders of ours: whole or not at all, and for their owner only under any umask.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Whether a file must outlive a power cut.
#[derive(PartialEq)]
pub enum Durable {
    /// The folder is synced too.
    Yes,
    /// It is written anew when it is missed.
    No,
}

/// Writes a small file of ours so that a reader sees the old bytes or the new ones.
pub fn write_over(path: &Path, bytes: &[u8], durable: Durable) -> Result<()> {
    let write = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".tmp").tempfile_in(folder)?;
        file.write_all(bytes)?;
        set_mode(file.as_file());
        if durable == Durable::No {
            file.persist(path)?;
            return Ok(());
        }
        file.as_file().sync_data()?;
        file.persist(path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| Error::write(path, error))
}

/// Makes a folder that is for its owner only, with those above it that are missing. One of ours that others may read is
/// closed to them.
pub fn make_folder(folder: &Path) -> Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(Error::write(folder, error)),
            // A file system without modes (a FAT stick, a Windows drive) can't, and `doctor` says so.
            _ => _ = close_to_others(folder),
        }
    }
    // Where the name is a link, the folder that it leads to is ours.
    let folder = fs::canonicalize(folder).map_err(|error| Error::write(folder, error))?;
    if is_open_to_others(&folder) {
        let _ = close_to_others(&folder);
    }
    Ok(())
}

/// Makes a new, empty file for its owner only; an error where there is one.
pub fn make_file(path: &Path) -> io::Result<File> {
    let file = options().create_new(true).open(path)?;
    // By the open file, not by its name: a cookie may be taken away at once.
    set_mode(&file);
    Ok(file)
}

/// Opens a file for writing, for its owner only; makes it where there is none.
pub fn open_file(path: &Path) -> io::Result<File> {
    match make_file(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options().open(path),
        made => made,
    }
}

fn options() -> fs::OpenOptions {
    let mut options = File::options();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What the umask took away from the owner is given back, where the file system has modes.
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

/// Takes a file or folder of ours from the hands of others: 0600, or 0700 for a folder.
#[cfg(unix)]
pub fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::symlink_metadata(path)?;
    // What a link leads to is not ours to close.
    if metadata.is_symlink() {
        return Ok(());
    }
    let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
    if metadata.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Takes a file or folder of ours from the hands of others: here a user's cache folder is closed to them by the system.
#[cfg(not(unix))]
pub fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether anyone but its owner may do anything with a file or folder.
#[cfg(unix)]
pub fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |metadata: fs::Metadata| !metadata.is_symlink() && metadata.permissions().mode() & 0o077 != 0;
    fs::symlink_metadata(path).is_ok_and(is_open)
}

/// Whether anyone but its owner may do anything with a file or folder.
#[cfg(not(unix))]
pub fn is_open_to_others(_: &Path) -> bool {
    false
}
