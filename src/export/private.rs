//! Files that only the user can read, in a folder for temporary files: pages to look at, which nobody keeps.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Writes a temporary file that only the user can read, and returns its path. It replaces an earlier file with the same
/// name.
///
/// # Errors
///
/// If there is no folder that belongs to the user alone, or the file cannot be written.
pub fn write_private(name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let folder = private_folder()?;
    let file = folder.join(name);
    // The mode of temporary files is 0600.
    let write = || -> io::Result<()> {
        let mut temporary = tempfile::Builder::new().prefix(".vaultdex-").tempfile_in(&folder)?;
        temporary.write_all(bytes)?;
        temporary.persist(&file)?;
        Ok(())
    };
    write().map_err(|error| Error::write(&file, error))?;
    Ok(file)
}

/// Returns a folder that belongs to the user alone: below the one for the time of the session if there is one, which the
/// system empties, otherwise below the one for temporary files.
fn private_folder() -> Result<PathBuf> {
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = match session.filter(|folder| cfg!(unix) && folder.is_dir()) {
        Some(session) => session.join("vaultdex"),
        None => std::env::temp_dir().join(name_in_shared_folder()),
    };
    create_private(&folder)?;
    Ok(folder)
}

/// Returns the name of the folder among those of other users.
#[cfg(unix)]
fn name_in_shared_folder() -> String {
    format!("vaultdex-{}", rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn name_in_shared_folder() -> String {
    "vaultdex".to_owned()
}

/// Creates a folder with mode 0700, or checks that the one that is there is the user's own: in a shared folder, others
/// could have created it, or a link in its place.
#[cfg(unix)]
fn create_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        created => return created.map_err(|error| Error::write(folder, error)),
    }
    let metadata = fs::symlink_metadata(folder).map_err(|error| Error::write(folder, error))?;
    if !metadata.is_dir() || metadata.uid() != rustix::process::getuid().as_raw() {
        let reason = "it is not a folder of yours; remove it, or set XDG_RUNTIME_DIR to one";
        return Err(Error::OutputRefused { path: folder.to_owned(), reason });
    }
    if metadata.permissions().mode() & 0o077 != 0 {
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder, private).map_err(|error| Error::write(folder, error))?;
    }
    Ok(())
}

/// Creates a folder. That for temporary files is the user's own here.
#[cfg(not(unix))]
fn create_private(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn folder_is_private_or_refused() {
        let home = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = home.path().join("pages");
        create_private(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        create_private(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(create_private(&link).unwrap_err().to_string().contains("not a folder of yours"));
    }
}
