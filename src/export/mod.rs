//! Writes what a user sees: exports. Whole or not at all, never over a file unasked, never through a link.
//! The only room that writes outside the index folder.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What the user allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permits {
    /// To replace a file that is there (`--force`).
    pub overwrite: bool,
    /// To write inside the vault (`--in-vault`).
    pub in_vault: bool,
}

/// Writes an export to a file: a temporary file beside it, then a rename. `vault` is the vault's canonical folder.
pub fn export(file: &Path, bytes: &[u8], vault: &Path, permits: Permits) -> Result<()> {
    let place = checked(file, vault, permits)?;
    let write = || -> io::Result<()> {
        let mut temporary = tempfile::Builder::new();
        // Hidden, so that neither Obsidian nor our own watcher sees it come and go.
        temporary.prefix(".vaultdex-");
        #[cfg(unix)]
        temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = temporary.tempfile_in(place.parent().unwrap_or(Path::new(".")))?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_data()?;
        match permits.overwrite {
            true => temporary.persist(&place)?,
            false => temporary.persist_noclobber(&place)?,
        };
        Ok(())
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => Error::write(file, error),
    })
}

/// Writes exports into a folder, which is made if it is not there. Nothing is written unless all may be.
pub fn export_folder(folder: &Path, files: &[(&str, &[u8])], vault: &Path, permits: Permits) -> Result<()> {
    let refuse = |why: &str| Err(Error::Usage(format!("`{}` is not written: {why}", folder.display())));
    match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_symlink() => return refuse("it is a symbolic link; name the folder itself"),
        Ok(metadata) if !metadata.is_dir() => return refuse("it is no folder; name one that is not there yet"),
        Ok(_) => {
            for (name, _) in files {
                checked(&folder.join(name), vault, permits)?;
            }
        }
        Err(_) => {
            // Whether it may lie there is asked before it is made.
            checked(folder, vault, permits)?;
            fs::create_dir(folder).map_err(|error| Error::write(folder, error))?;
        }
    }
    files.iter().try_for_each(|(name, bytes)| export(&folder.join(name), bytes, vault, permits))
}

/// The text of a file that an export is about to replace; none where it is not there.
pub fn replaced(file: &Path, permits: Permits) -> String {
    let is_file = fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file());
    if permits.overwrite && is_file { fs::read_to_string(file).unwrap_or_default() } else { String::new() }
}

/// Takes away what an earlier export wrote, as long as it still holds these bytes.
pub fn withdraw(file: &Path, bytes: &[u8], vault: &Path, permits: Permits) -> Result<()> {
    let Ok(place) = checked(file, vault, permits) else { return Ok(()) };
    if fs::read(&place).is_ok_and(|there| there == bytes) {
        fs::remove_file(&place).map_err(|error| Error::write(file, error))?;
    }
    Ok(())
}

/// Where the file will lie, its folder's links resolved; an error where the user has not allowed it.
fn checked(file: &Path, vault: &Path, permits: Permits) -> Result<PathBuf> {
    let refuse = |why: &str| Err(Error::Usage(format!("`{}` is not written: {why}", file.display())));
    let Some(name) = file.file_name() else { return refuse("it names no file") };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(|error| Error::write(file, error))?;
    let place = folder.join(name);
    match fs::symlink_metadata(&place) {
        Ok(metadata) if metadata.is_symlink() => return refuse("it is a symbolic link; name the file itself"),
        Ok(metadata) if metadata.is_dir() => return refuse("it is a folder; name a file"),
        Ok(metadata) if !metadata.is_file() => return refuse("it is a pipe, socket or device; name a file"),
        Ok(_) if !permits.overwrite => return Err(exists(file)),
        _ => {}
    }
    if place.starts_with(vault) && !permits.in_vault {
        return refuse("it lies inside the vault; add --in-vault if you mean it");
    }
    Ok(place)
}

fn exists(file: &Path) -> Error {
    Error::Usage(format!("`{}` is not written: it is there already; add --force to replace it", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_written_whole_and_only_where_it_may() {
        let home = tempfile::tempdir().unwrap();
        let home = fs::canonicalize(home.path()).unwrap();
        let vault = home.join("vault");
        fs::create_dir_all(vault.join("sub")).unwrap();
        fs::write(home.join("there.mmd"), "old").unwrap();
        fs::create_dir(home.join("folder")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(home.join("there.mmd"), home.join("link.mmd")).unwrap();
        let check = |file: &str, permits: Permits, refusal: Option<&str>| {
            let written = export(&home.join(file), b"new", &vault, permits).map_err(|error| error.to_string());
            match (written, refusal) {
                (Ok(()), None) => assert_eq!(fs::read(home.join(file)).unwrap(), b"new", "{file}"),
                (Err(told), Some(refusal)) => assert!(told.contains(refusal), "{file}: {told}"),
                (written, _) => panic!("{file}: {written:?}"),
            }
        };
        let none = Permits::default();
        let overwrite = Permits { overwrite: true, ..none };
        check("new.mmd", none, None);
        check("there.mmd", none, Some("it is there already; add --force"));
        #[cfg(unix)]
        check("link.mmd", overwrite, Some("it is a symbolic link"));
        assert_eq!(fs::read(home.join("there.mmd")).unwrap(), b"old");
        check("there.mmd", overwrite, None);
        check("folder", overwrite, Some("it is a folder"));
        check("vault/a.mmd", none, Some("add --in-vault"));
        check("vault/sub/../sub/a.mmd", none, Some("add --in-vault"));
        check("vault/a.mmd", Permits { in_vault: true, ..none }, None);
        check("nowhere/a.mmd", none, Some("no such file or directory"));
        let check = |folder: &str, permits: Permits, refusal: Option<&str>| {
            let files: [(&str, &[u8]); 2] = [("a.mmd", b"a"), ("index.md", b"i")];
            let written = export_folder(&home.join(folder), &files, &vault, permits).map_err(|error| error.to_string());
            match (written, refusal) {
                (Ok(()), None) => assert_eq!(fs::read(home.join(folder).join("index.md")).unwrap(), b"i", "{folder}"),
                (Err(told), Some(refusal)) => assert!(told.contains(refusal), "{folder}: {told}"),
                (written, _) => panic!("{folder}: {written:?}"),
            }
        };
        check("parts", none, None);
        check("parts", none, Some("add --force"));
        check("parts", overwrite, None);
        check("there.mmd", overwrite, Some("it is no folder"));
        check("vault/parts", overwrite, Some("add --in-vault"));
        check("nowhere/parts", none, Some("no such file or directory"));
        assert!(!vault.join("parts").exists());
        fs::write(home.join("folder/index.md"), "mine").unwrap();
        check("folder", none, Some("add --force"));
        assert!(!home.join("folder/a.mmd").exists());
        let left: Vec<_> = fs::read_dir(&home).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}
