//! What lies in a vault: every file with its stamp, every folder, and what could not be taken in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use vaultdex_notes::VaultPath;

use super::{Vault, is_hidden, stamp};
use crate::error::{Error, Result, reason};
use crate::vault::{Listing, Stamp};

/// One look at a whole vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Every visible regular file.
    pub files: Listing,
    /// Every visible folder that could be listed, relative to the vault with `/`; the root is the empty string.
    pub folders: BTreeSet<String>,
    /// What is there and could not be taken in, by path. Where a folder is named, nothing is known of what lies in it.
    pub unreadable: Vec<Unreadable>,
    /// Symbolic links, in order. They are neither listed nor followed.
    pub symlinks: Vec<String>,
}

/// Something that is there and could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// Its path in the vault; letters that are not UTF-8 replaced by U+FFFD.
    pub path: String,
    /// Why, and what to do where that is known. Lower case, no full stop.
    pub why: String,
}

/// Lists the whole vault. Only names that begin with a dot are left out (spec/obsidian.md section 4).
///
/// Fails only where the vault's own folder is gone or cannot be listed: that is never an empty vault.
pub fn scan(vault: &Vault) -> Result<Scan> {
    // Our own walk and no crate's: for 100,000 files in 1,050 folders, warm, on two threads it takes 88 ms and 175 ms of
    // CPU, the `ignore` crate's parallel walker with all its filters off 120 ms and 220 ms (each with one stat a file and
    // the sorted listing), and nothing of ignore files is wanted here (spec/obsidian.md section 4, Ours).
    vault.check_there()?;
    let walk = Walk { root: vault.root(), found: Mutex::default() };
    rayon::scope(|scope| walk.folder(scope, String::new()));
    let found = walk.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = found.no_root {
        return Err(Error::read(vault.root(), error));
    }
    // A vault that was moved or unmounted while we walked looks half empty.
    vault.check_there()?;

    let Found { mut files, folders, mut unreadable, mut symlinks, .. } = found;
    files.par_sort_unstable_by(|one, other| one.0.cmp(&other.0));
    unreadable.sort();
    symlinks.sort();
    Ok(Scan { files: files.into_iter().collect(), folders: folders.into_iter().collect(), unreadable, symlinks })
}

/// Looks at single files again: their stamps, and `None` for those that are gone. No answer at all where one of them
/// is no regular file (any more): then only a scan says what the vault holds.
pub fn look(vault: &Vault, paths: &BTreeSet<VaultPath>) -> Option<BTreeMap<VaultPath, Option<Stamp>>> {
    paths.iter().map(|path| Some((path.clone(), look_at(vault, path)?))).collect()
}

fn look_at(vault: &Vault, path: &VaultPath) -> Option<Option<Stamp>> {
    let place = vault.place(path);
    match fs::symlink_metadata(&place) {
        Ok(metadata) if !metadata.is_file() => None,
        Ok(metadata) => Some(is_spelled_so(&place, &metadata).then(|| stamp(&metadata))),
        Err(error) if is_gone(&error) => Some(None),
        Err(_) => None,
    }
}

/// Whether a file that answers to the name has that very name. Where case (or the normal form) does not count, a file
/// renamed from `Note.md` to `note.md` still answers to its old name, and would be listed twice.
fn is_spelled_so(place: &Path, metadata: &Metadata) -> bool {
    let name = place.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let swapped = swap_case(&name);
    let is_same = |other: Metadata| stamp(&other).same(&stamp(metadata));
    let answers_to_both = swapped != name && fs::symlink_metadata(place.with_file_name(&swapped)).is_ok_and(is_same);
    let may_be_another = answers_to_both || (cfg!(target_os = "macos") && !name.is_ascii());
    !may_be_another || is_listed(place)
}

fn is_listed(place: &Path) -> bool {
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { return false };
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() == name))
}

fn swap_case(name: &str) -> String {
    let swap = |letter: char| match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    name.chars().map(swap).collect()
}

/// A walk under way. One task a folder; each adds what it found in one go.
struct Walk<'a> {
    root: &'a Path,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    files: Vec<(VaultPath, Stamp)>,
    folders: Vec<String>,
    unreadable: Vec<Unreadable>,
    symlinks: Vec<String>,
    no_root: Option<io::Error>,
}

impl<'a> Walk<'a> {
    fn folder<'s>(&'s self, scope: &rayon::Scope<'s>, folder: String) {
        let mut here = Found::default();
        match self.list(scope, &folder, &mut here) {
            Ok(()) => here.folders.push(folder),
            Err(error) if folder.is_empty() => here.no_root = Some(error),
            Err(error) if is_gone(&error) => {}
            // Listed in part is not listed: what is missing would look deleted.
            Err(error) => here.unreadable.push(Unreadable { path: folder, why: reason(&error) }),
        }
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.files.append(&mut here.files);
        found.folders.append(&mut here.folders);
        found.unreadable.append(&mut here.unreadable);
        found.symlinks.append(&mut here.symlinks);
        found.no_root = found.no_root.take().or(here.no_root);
    }

    fn list<'s>(&'s self, scope: &rayon::Scope<'s>, folder: &str, here: &mut Found) -> io::Result<()> {
        for entry in fs::read_dir(self.root.join(folder))? {
            let entry = entry?;
            let name = entry.file_name();
            let lossy = name.to_string_lossy();
            if is_hidden(&lossy) {
                continue;
            }
            let path = if folder.is_empty() { lossy.to_string() } else { format!("{folder}/{lossy}") };
            if name.to_str().is_none() {
                let why = "its name is not valid UTF-8; rename it, and it will be found".to_owned();
                here.unreadable.push(Unreadable { path, why });
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_file() => add_file(&entry, path, here),
                Ok(kind) if kind.is_dir() => scope.spawn(move |scope| self.folder(scope, path)),
                Ok(kind) if kind.is_symlink() => here.symlinks.push(path),
                Ok(kind) => here.unreadable.push(Unreadable { path, why: what_it_is(kind).to_owned() }),
                Err(error) if is_gone(&error) => {}
                Err(error) => here.unreadable.push(Unreadable { path, why: reason(&error) }),
            }
        }
        Ok(())
    }
}

fn add_file(entry: &DirEntry, path: String, here: &mut Found) {
    match entry.metadata() {
        Ok(metadata) => here.files.push((VaultPath::new(path), stamp(&metadata))),
        Err(error) if is_gone(&error) => {}
        Err(error) => here.unreadable.push(Unreadable { path, why: reason(&error) }),
    }
}

/// Whether an error says that there is nothing at the path, or that a folder on the way to it is gone.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// What a thing is that is no regular file, in words that say why it is not read.
pub(super) fn what_it_is(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "it is a pipe, not a file";
        }
        if kind.is_socket() {
            return "it is a socket, not a file";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "it is a device, not a file";
        }
    }
    match kind {
        kind if kind.is_dir() => "it is a folder, not a file",
        kind if kind.is_symlink() => "it is a symbolic link, which is not followed",
        _ => "it is not a regular file",
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    /// Makes files, and folders where a path ends in `/`, and scans.
    fn check(made: &[&str], files: &[&str], folders: &[&str]) {
        let home = tempfile::tempdir().unwrap();
        for path in made {
            let place = home.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            if path.ends_with('/') {
                fs::create_dir_all(place).unwrap();
            } else {
                fs::write(place, path).unwrap();
            }
        }
        let scan = scan(&Vault::open(home.path()).unwrap()).unwrap();
        assert_eq!(scan.files.keys().map(VaultPath::as_str).collect::<Vec<_>>(), files);
        assert_eq!(scan.folders.iter().map(String::as_str).collect::<Vec<_>>(), folders);
        assert_eq!((scan.unreadable, scan.symlinks), (vec![], vec![]));
    }

    #[test]
    fn files_are_listed_by_path_and_the_root_is_a_folder() {
        check(&[], &[], &[""]);
        check(
            &["b.md", "a/x.md", "a b/x.png", "a/ä/x.md"],
            &["a b/x.png", "a/x.md", "a/ä/x.md", "b.md"],
            &["", "a", "a b", "a/ä"],
        );
        check(&["x.md/", "y.md/y.md"], &["y.md/y.md"], &["", "x.md", "y.md"]);
        check(&["-n\n\t.md", "a\\b.md"], &["-n\n\t.md", "a\\b.md"], &[""]);
    }

    #[test]
    fn only_names_with_a_dot_in_front_are_hidden() {
        check(
            &[".x.md", ".obsidian/app.json", ".git/HEAD", "a/.trash/b/x.md", "a/b.x/y.md"],
            &["a/b.x/y.md"],
            &["", "a", "a/b.x"],
        );
        check(
            &[".gitignore", ".ignore", "node_modules/x.md", "target/y.md"],
            &["node_modules/x.md", "target/y.md"],
            &["", "node_modules", "target"],
        );
    }

    #[test]
    fn a_deep_folder_is_reached_and_one_past_the_longest_path_is_told_of() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let name = "d".repeat(200);
        let mut at = rustix::fs::open(home.path(), rustix::fs::OFlags::DIRECTORY, rustix::fs::Mode::empty()).unwrap();
        for _ in 0..30 {
            rustix::fs::mkdirat(&at, &name, rustix::fs::Mode::RWXU).unwrap();
            at = rustix::fs::openat(&at, &name, rustix::fs::OFlags::DIRECTORY, rustix::fs::Mode::empty()).unwrap();
        }
        let scan = scan(&vault).unwrap();
        assert!(scan.folders.len() > 15, "{}", scan.folders.len());
        assert_eq!(scan.unreadable.len(), 1);
        assert!(scan.unreadable[0].why.contains("too long"), "{:?}", scan.unreadable[0].why);
    }

    #[test]
    fn what_is_no_file_is_told_of_and_links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("vault");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::create_dir_all(home.path().join("outside")).unwrap();
        fs::write(home.path().join("outside/secret.md"), "").unwrap();
        make_pipe(&root.join("a/pipe.md"));
        let _socket = UnixListener::bind(root.join("socket.md")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"caf\xE9.md")), "").unwrap();
        symlink(home.path().join("outside"), root.join("out")).unwrap();
        symlink(".", root.join("a/loop")).unwrap();
        symlink("nowhere", root.join("dangling.md")).unwrap();

        let scan = scan(&Vault::open(&root).unwrap()).unwrap();
        assert_eq!(scan.files, Listing::new());
        assert_eq!(scan.folders, BTreeSet::from(["".to_owned(), "a".to_owned()]));
        assert_eq!(scan.symlinks, ["a/loop", "dangling.md", "out"]);
        let told: Vec<_> = scan.unreadable.iter().map(|it| format!("{}: {}", it.path, it.why)).collect();
        assert_eq!(
            told,
            [
                "a/pipe.md: it is a pipe, not a file",
                "caf\u{FFFD}.md: its name is not valid UTF-8; rename it, and it will be found",
                "socket.md: it is a socket, not a file",
            ]
        );
    }

    #[test]
    fn a_vault_that_is_gone_is_not_an_empty_one() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("vault");
        fs::create_dir(&root).unwrap();
        let vault = Vault::open(&root).unwrap();
        fs::remove_dir(&root).unwrap();
        let error = scan(&vault).unwrap_err().to_string();
        assert!(error.contains("is its drive mounted?"), "{error}");
        fs::create_dir(&root).unwrap();
        fs::create_dir(home.path().join("other")).unwrap();
        fs::rename(home.path().join("other"), &root).unwrap();
        let error = scan(&vault).unwrap_err().to_string();
        assert!(error.contains("is its drive mounted?"), "{error}");
    }

    #[test]
    fn what_comes_and_goes_during_a_scan_is_no_trouble() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        fs::write(home.path().join("stays.md"), "").unwrap();
        std::thread::scope(|scope| {
            let scans = scope.spawn(|| (0..300).map(|_| scan(&vault).unwrap()).collect::<Vec<_>>());
            while !scans.is_finished() {
                let folder = home.path().join("comes and goes");
                fs::create_dir(&folder).unwrap();
                fs::write(folder.join("x.md"), "").unwrap();
                fs::remove_dir_all(&folder).unwrap();
            }
            for scan in scans.join().unwrap() {
                assert!(scan.files.contains_key("stays.md"));
                assert_eq!(scan.unreadable, []);
            }
        });
    }

    #[test]
    fn single_files_are_looked_at_as_a_scan_sees_them() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        fs::write(home.path().join("x.md"), "x").unwrap();
        fs::create_dir(home.path().join("folder")).unwrap();
        make_pipe(&home.path().join("pipe.md"));
        symlink("x.md", home.path().join("link.md")).unwrap();
        let look_at = |path: &str| look(&vault, &BTreeSet::from([VaultPath::new(path)]));

        let stamp = scan(&vault).unwrap().files[&VaultPath::new("x.md")];
        assert_eq!(look_at("x.md"), Some(BTreeMap::from([(VaultPath::new("x.md"), Some(stamp))])));
        assert_eq!(look_at("gone.md"), Some(BTreeMap::from([(VaultPath::new("gone.md"), None)])));
        assert_eq!(look_at("x.md/y.md"), Some(BTreeMap::from([(VaultPath::new("x.md/y.md"), None)])));
        for strange in ["folder", "pipe.md", "link.md"] {
            assert_eq!(look_at(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_file_has_the_name_that_its_folder_lists() {
        // One file under two names is what a folder looks like in which case does not count.
        let home = tempfile::tempdir().unwrap();
        let (here, other) = (home.path().join("Note.md"), home.path().join("nOTE.MD"));
        fs::write(&here, "").unwrap();
        fs::hard_link(&here, &other).unwrap();
        let metadata = fs::symlink_metadata(&here).unwrap();
        assert!(is_spelled_so(&here, &metadata));
        assert!(is_listed(&other));
        fs::remove_file(&other).unwrap();
        assert!(!is_listed(&other));
        assert_eq!(swap_case("Note ä.md"), "nOTE ä.MD");
    }

    fn make_pipe(place: &Path) {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, place, FileType::Fifo, Mode::RWXU, 0).unwrap();
    }
}
