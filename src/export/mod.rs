//! Writes the files that a user requests: exports. They are written atomically, never replace a file without
//! permission, and never follow a link. No other module writes outside the index folder, apart from the definition of
//! the service.

mod own_folders;
mod private;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use self::own_folders::OwnFolders;
use self::own_folders::lies_in;
pub use self::private::write_private;
use crate::error::{Error, Result};

/// Where the user allows exports to be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Whether existing files may be replaced (`--force`).
    pub overwrite: bool,
    /// Whether files may be written inside the vault (`--in-vault`).
    pub in_vault: bool,
}

/// Writes a file atomically, by renaming a temporary file.
///
/// # Errors
///
/// Fails if the options do not allow the path, or the file cannot be written.
pub fn write_file(file: &Path, bytes: &[u8], folders: OwnFolders, options: ExportOptions) -> Result<()> {
    let target = resolve_target(file, folders, options)?;
    let write = || -> io::Result<()> {
        let mut temporary = tempfile::Builder::new();
        // A hidden file, so that neither Obsidian nor the watcher notices it.
        temporary.prefix(".vaultdex-");
        #[cfg(unix)]
        temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = temporary.tempfile_in(target.parent().unwrap_or(Path::new(".")))?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_data()?;
        match options.overwrite {
            true => temporary.persist(&target)?,
            false => temporary.persist_noclobber(&target)?,
        };
        Ok(())
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => Error::write(file, error),
    })
}

/// Checks whether the options allow to write a file, without writing it.
///
/// # Errors
///
/// Fails if they do not.
pub fn check_file(file: &Path, folders: OwnFolders, options: ExportOptions) -> Result<()> {
    resolve_target(file, folders, options).map(drop)
}

/// Writes files into a folder, which is created if it does not exist. Checks all of them before writing the first.
///
/// # Errors
///
/// Fails if the options do not allow one of the paths, or a file cannot be written.
pub fn write_folder(folder: &Path, files: &[(&str, &[u8])], folders: OwnFolders, options: ExportOptions) -> Result<()> {
    let refuse = |reason: &'static str| Err(Error::OutputRefused { path: folder.to_owned(), reason });
    match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_symlink() => return refuse("it is a symbolic link; name the folder itself"),
        Ok(metadata) if !metadata.is_dir() => return refuse("it is not a folder; name a new one"),
        Ok(_) => {
            for (name, _) in files {
                resolve_target(&folder.join(name), folders, options)?;
            }
        }
        Err(_) => {
            // Checked before the folder is created.
            resolve_target(folder, folders, options)?;
            fs::create_dir(folder).map_err(|error| Error::write(folder, error))?;
        }
    }
    files.iter().try_for_each(|(name, bytes)| write_file(&folder.join(name), bytes, folders, options))
}

/// Returns the text of the file that an export will replace; an empty text if there is none.
pub fn existing_text(file: &Path, options: ExportOptions) -> String {
    let is_file = fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file());
    if options.overwrite && is_file { fs::read_to_string(file).unwrap_or_default() } else { String::new() }
}

/// Removes a file that an earlier export wrote, unless its content is no longer `bytes`.
///
/// # Errors
///
/// Fails if the file cannot be removed.
pub fn remove_unchanged(file: &Path, bytes: &[u8], folders: OwnFolders, options: ExportOptions) -> Result<()> {
    let Ok(target) = resolve_target(file, folders, options) else { return Ok(()) };
    if fs::read(&target).is_ok_and(|existing| existing == bytes) {
        fs::remove_file(&target).map_err(|error| Error::write(file, error))?;
    }
    Ok(())
}

/// Returns the path of the file with all links in its parent folder resolved, if the options allow to write it.
fn resolve_target(file: &Path, folders: OwnFolders, options: ExportOptions) -> Result<PathBuf> {
    let refuse = |reason: &'static str| Err(Error::OutputRefused { path: file.to_owned(), reason });
    let Some(name) = file.file_name() else { return refuse("it does not name a file") };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(|error| Error::write(file, error))?;
    let target = folder.join(name);
    match fs::symlink_metadata(&target) {
        Ok(metadata) if metadata.is_symlink() => return refuse("it is a symbolic link; name the file itself"),
        Ok(metadata) if metadata.is_dir() => return refuse("it is a folder; name a file"),
        Ok(metadata) if !metadata.is_file() => return refuse("it is a pipe, socket or device; name a file"),
        Ok(_) if !options.overwrite => return Err(exists(file)),
        _ => {}
    }
    if lies_in(&folder, folders.index) {
        return refuse("it is inside the index folder, whose files vaultdex removes; name another place");
    }
    if lies_in(&folder, folders.vault) && !options.in_vault {
        return refuse("it is inside the vault; add --in-vault to allow this");
    }
    Ok(target)
}

fn exists(file: &Path) -> Error {
    Error::OutputExists { path: file.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: ExportOptions = ExportOptions { overwrite: false, in_vault: false };
    const OVERWRITE: ExportOptions = ExportOptions { overwrite: true, in_vault: false };

    /// Creates a vault, an index folder, a file, a folder and links.
    fn create_files() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let temporary = tempfile::tempdir().unwrap();
        let home = fs::canonicalize(temporary.path()).unwrap();
        let vault = home.join("vault");
        fs::create_dir_all(vault.join("sub")).unwrap();
        fs::write(home.join("there.mmd"), "old").unwrap();
        fs::create_dir(home.join("folder")).unwrap();
        fs::create_dir(home.join("index")).unwrap();
        #[cfg(unix)]
        for (to, link) in [("there.mmd", "link.mmd"), ("vault/sub", "to sub"), ("index", "to index")] {
            std::os::unix::fs::symlink(home.join(to), home.join(link)).unwrap();
        }
        (temporary, home, vault)
    }

    fn own<'a>(vault: &'a Path, index: &'a Path) -> OwnFolders<'a> {
        OwnFolders { vault, index }
    }

    fn assert_no_temporary_files(home: &Path) {
        let names: Vec<_> = fs::read_dir(home).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    }

    #[test]
    fn files_are_written_only_where_the_options_allow_it() {
        let (_temporary, home, vault) = create_files();
        let index = home.join("index");
        let check = |file: &str, options: ExportOptions, refusal: Option<&str>| {
            let written =
                write_file(&home.join(file), b"new", own(&vault, &index), options).map_err(|error| error.to_string());
            match (written, refusal) {
                (Ok(()), None) => assert_eq!(fs::read(home.join(file)).unwrap(), b"new", "{file}"),
                (Err(message), Some(refusal)) => assert!(message.contains(refusal), "{file}: {message}"),
                (written, _) => panic!("{file}: {written:?}"),
            }
        };
        check("new.mmd", DEFAULT, None);
        check("there.mmd", DEFAULT, Some("already exists; add --force"));
        #[cfg(unix)]
        check("link.mmd", OVERWRITE, Some("it is a symbolic link"));
        assert_eq!(fs::read(home.join("there.mmd")).unwrap(), b"old");
        check("there.mmd", OVERWRITE, None);
        check("folder", OVERWRITE, Some("it is a folder"));
        check("vault/a.mmd", DEFAULT, Some("add --in-vault"));
        check("vault/sub/../sub/a.mmd", DEFAULT, Some("add --in-vault"));
        check("vault/a.mmd", ExportOptions { in_vault: true, ..DEFAULT }, None);
        check("index/a.mmd", DEFAULT, Some("it is inside the index folder"));
        check(
            "folder/../index/a.mmd",
            ExportOptions { in_vault: true, ..DEFAULT },
            Some("it is inside the index folder"),
        );
        #[cfg(unix)]
        {
            check("to sub/a.mmd", DEFAULT, Some("add --in-vault"));
            check("to index/a.mmd", DEFAULT, Some("it is inside the index folder"));
        }
        check("nowhere/a.mmd", DEFAULT, Some("no such file or directory"));
        assert_no_temporary_files(&home);
    }

    #[test]
    fn a_folder_is_written_only_if_all_its_files_may_be() {
        let (_temporary, home, vault) = create_files();
        let index = home.join("index");
        let check = |folder: &str, options: ExportOptions, refusal: Option<&str>| {
            let files: [(&str, &[u8]); 2] = [("a.mmd", b"a"), ("index.md", b"i")];
            let written = write_folder(&home.join(folder), &files, own(&vault, &index), options)
                .map_err(|error| error.to_string());
            match (written, refusal) {
                (Ok(()), None) => assert_eq!(fs::read(home.join(folder).join("index.md")).unwrap(), b"i", "{folder}"),
                (Err(message), Some(refusal)) => assert!(message.contains(refusal), "{folder}: {message}"),
                (written, _) => panic!("{folder}: {written:?}"),
            }
        };
        check("parts", DEFAULT, None);
        check("parts", DEFAULT, Some("add --force"));
        check("parts", OVERWRITE, None);
        check("there.mmd", OVERWRITE, Some("it is not a folder"));
        check("vault/parts", OVERWRITE, Some("add --in-vault"));
        check("index", OVERWRITE, Some("it is inside the index folder"));
        check("index/parts", OVERWRITE, Some("it is inside the index folder"));
        check("nowhere/parts", DEFAULT, Some("no such file or directory"));
        assert!(!vault.join("parts").exists());
        fs::write(home.join("folder/index.md"), "mine").unwrap();
        check("folder", DEFAULT, Some("add --force"));
        assert!(!home.join("folder/a.mmd").exists());
        assert_no_temporary_files(&home);
    }
}
