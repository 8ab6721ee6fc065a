//! Helpers: a vault in a temporary folder, running the command on it, and comparing its index with a fresh one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use vaultdex::index::{Folder, Part, Reader, Record};
use vaultdex::session;
use vaultdex::session::{Location, Notices};
#[cfg(unix)]
use vaultdex::session::{RefreshPolicy, Session};
use vaultdex_notes::Note;
use vaultdex_records::Extraction;

#[cfg(unix)]
pub use crate::process::wait_until;
pub use crate::process::{Ran, ran};
use crate::process::{Running, isolated};

/// A temporary vault with an index folder next to it.
pub struct Vault {
    home: TempDir,
    _running: Running,
}

impl Vault {
    fn empty() -> Vault {
        Vault { home: tempfile::tempdir().expect("a temporary folder"), _running: Running::begin() }
    }

    /// Creates a vault from a text in which each file follows a line `//- path`.
    #[track_caller]
    pub fn new(files: &str) -> Vault {
        let vault = Vault::empty();
        fs::create_dir_all(vault.root().join(".obsidian")).expect("a vault");
        for file in files.split("//- ").skip(1) {
            let (path, text) = file.split_once('\n').expect("a path on a line of its own");
            vault.write(path.trim(), text);
        }
        vault
    }

    /// Copies a vault of the repository.
    pub fn copy_of(folder: &Path) -> Vault {
        let vault = Vault::empty();
        copy(folder, &vault.root());
        vault
    }

    pub fn root(&self) -> PathBuf {
        self.home.path().join("vault")
    }

    /// Returns the path without symbolic links, as commands print it.
    pub fn canonical_root(&self) -> String {
        let root = fs::canonicalize(self.root()).expect("the vault is there");
        root.into_os_string().into_string().expect("UTF-8")
    }

    /// Returns the address of a note for an app that does not know the vault; `note` is percent-encoded.
    pub fn address_in_obsidian(&self, note: &str) -> String {
        format!("obsidian://open?path={}%2F{note}", self.canonical_root().replace('/', "%2F"))
    }

    pub fn index_folder(&self) -> PathBuf {
        self.home.path().join("index")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().expect("inside the vault")).expect("a folder");
        fs::write(place, text).expect("a file");
    }

    /// Saves like an editor: writes a temporary file and renames it over the note.
    pub fn save(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        let beside = place.with_extension("tmp~");
        fs::write(&beside, text).expect("a file");
        fs::rename(&beside, &place).expect("renamed");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("removed");
    }

    /// Returns the command with the options for this vault and index, to be run in the vault if that is there.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare_command();
        command.arg("--vault").arg(self.root()).arg("--index-dir").arg(self.index_folder()).args(args);
        if self.root().is_dir() {
            command.current_dir(self.root());
        }
        command
    }

    /// Returns the command without arguments.
    pub fn bare_command(&self) -> Command {
        isolated(env!("CARGO_BIN_EXE_vaultdex"), self.home.path())
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }

    /// Runs a command and parses its JSON output.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let ran = self.run(args);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{ran:?}"))
    }

    /// Returns the sorted paths that a search finds.
    #[track_caller]
    pub fn found(&self, query: &[&str]) -> Vec<String> {
        let ran = self.run(&[&["search", "-l", "-n", "100000"], query].concat());
        assert!(ran.code < 2, "{ran:?}");
        let mut paths: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
        paths.sort();
        paths
    }

    pub fn place(&self) -> Location {
        Location::new(&self.root(), &self.index_folder(), vaultdex_records::Terminology::default())
            .expect("the vault is there")
    }

    /// Updates the index within this process.
    pub fn index(&self) -> session::Report {
        session::index(&self.place(), false, &Silent).expect("indexed")
    }

    /// Returns the content of the index in comparable form.
    pub fn dump(&self) -> Dump {
        dump(&self.index_folder())
    }

    /// Returns the content of a fresh index of the vault.
    pub fn fresh_dump(&self) -> Dump {
        self.of_fresh(|place| dump(place.folder.root()))
    }

    /// Runs a query on a fresh index of the vault.
    pub fn of_fresh<T>(&self, ask: impl FnOnce(&Location) -> T) -> T {
        let beside = tempfile::tempdir().expect("a temporary folder");
        let (root, folder) = (self.root(), beside.path().join("fresh"));
        let place =
            Location::new(&root, &folder, vaultdex_records::Terminology::default()).expect("the vault is there");
        session::index(&place, true, &Silent).expect("indexed");
        ask(&place)
    }

    /// Returns the bytes of every file of the vault, to check later that nothing has changed.
    pub fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut bytes = BTreeMap::new();
        read_all(&self.root(), &mut bytes);
        bytes
    }
}

/// The content of an index by path, without the times at which files were read.
pub type Dump = BTreeMap<String, (Record, Note, Extraction)>;

/// Returns the content of the index in a folder. Checks that no file is in it twice.
pub fn dump(folder: &Path) -> Dump {
    let generation = Folder::new(folder).current().expect("an index that serves");
    let reader = Reader::open(&generation).expect("an index that opens");
    let files = reader.files(Part::ALL).expect("facts that decode");
    let n_files = files.len();
    let dump: Dump = files
        .into_iter()
        .map(|(mut record, note, extraction)| {
            record.seen = 0;
            (record.path.to_string(), (record, note, extraction))
        })
        .collect();
    assert_eq!(dump.len(), n_files, "one document a file");
    dump
}

/// Returns the destinations of all links in the catalog of an index, without a refresh.
#[cfg(unix)]
pub fn link_destinations(place: &Location) -> BTreeMap<String, Vec<Option<String>>> {
    let session = Session::open(place, RefreshPolicy::NoRefresh, &Silent).expect("an index that serves");
    let catalog = session.catalog(Part::ALL).expect("facts that decode");
    let path = |file: usize| catalog.files[file].path.to_string();
    let leads = |file| (path(file), catalog.links(file).map(|(_, destination)| destination.map(path)).collect());
    (0..catalog.files.len()).map(leads).collect()
}

/// Checks that two indexes have the same content, and reports the differences.
#[track_caller]
pub fn assert_same(found: &Dump, expected: &Dump) {
    let paths: std::collections::BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differ = paths.into_iter().filter(|path| found.get(*path) != expected.get(*path));
    let differences: Vec<String> = differ
        .take(3)
        .map(|path| format!("{path}:\n  found    {:?}\n  expected {:?}", found.get(path), expected.get(path)))
        .collect();
    assert!(differences.is_empty(), "the index differs from a fresh one\n{}", differences.join("\n"));
}

/// Discards all notices.
pub struct Silent;

impl Notices for Silent {
    fn warn(&self, _message: &str) {}
    fn note(&self, _message: &str) {}
    fn progress(&self, _done: u64, _total: u64) {}
}

/// Returns the folder of a fixture in `vault-fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vault-fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &place),
            false => {
                fs::write(place, fs::read(entry.path()).expect("a file")).expect("a file");
            }
        }
    }
}

fn read_all(folder: &Path, bytes: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => read_all(&entry.path(), bytes),
            Ok(kind) if kind.is_file() => {
                bytes.insert(entry.path(), fs::read(entry.path()).unwrap_or_default());
            }
            _ => {}
        }
    }
}

/// A small random number generator, so that a failing run can be reproduced from its seed.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}
