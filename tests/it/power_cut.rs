//! Power cuts: the writes to an index are recorded, and replayed up to a random moment. Of what was not synced by then, a
//! random part is lost: the end of each file's data, and the last changes of folders. The next command must give the
//! right answers. `VAULTDEX_TEST_POWER_CUTS` sets how often the power is cut.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::by_way_of;
use crate::support::{Random, Vault, ran};

/// A system call that changes a file or folder.
#[derive(Debug, Clone)]
enum Call {
    Open { path: PathBuf, is_created: bool, is_truncated: bool },
    Write { path: PathBuf, bytes: Vec<u8>, offset: Option<u64> },
    Truncate { path: PathBuf, length: u64 },
    Sync { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
    Remove { path: PathBuf },
    MakeFolder { path: PathBuf },
}

/// Calls by the time at which they began.
type Log = Vec<(f64, Call)>;

const TRACED: &str = "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,\
                      rmdir,mkdir,mkdirat";

/// Runs a command and records what it does below a folder; `None` if `strace` is not installed.
fn record(vault: &Vault, args: &[&str], below: &Path) -> Option<Log> {
    let logs = tempfile::tempdir().expect("a folder");
    let prefix = logs.path().join("log").to_string_lossy().into_owned();
    let options = ["-ff", "-ttt", "-y", "-xx", "-s", "100000000", "-e", TRACED, "-o", &prefix, "--"];
    let mut traced = by_way_of("strace", &options, &vault.command(args));
    let output = traced.output().ok()?;
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let mut log = Log::new();
    for entry in fs::read_dir(logs.path()).expect("a folder").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a log");
        log.extend(text.lines().filter_map(parse).filter(|(_, call)| path_of(call).starts_with(below)));
    }
    log.sort_by(|left, right| left.0.total_cmp(&right.0));
    Some(log)
}

fn path_of(call: &Call) -> &Path {
    match call {
        Call::Open { path, .. }
        | Call::Write { path, .. }
        | Call::Truncate { path, .. }
        | Call::Sync { path }
        | Call::Rename { to: path, .. }
        | Call::Remove { path }
        | Call::MakeFolder { path } => path,
    }
}

/// Parses a line such as `1700000000.123456 write(5<\x2f\x61>, "\x41", 1) = 1`.
fn parse(line: &str) -> Option<(f64, Call)> {
    let (time, rest) = line.split_once(' ')?;
    let (name, rest) = rest.split_once('(')?;
    let (args, result) = rest.rsplit_once(" = ")?;
    let result = result.split(['<', ' ']).next()?;
    let result: i64 = result.parse().ok().filter(|result| *result >= 0)?;
    let args: Vec<&str> = args.trim_end_matches(')').split(", ").collect();
    let quoted = |arg: &str| Some(unescaped(arg.strip_prefix('"')?.strip_suffix('"')?));
    let path = |bytes: Vec<u8>| PathBuf::from(String::from_utf8(bytes).expect("a path in UTF-8"));
    let of_descriptor = |arg: &str| Some(path(unescaped(arg.split_once('<')?.1.trim_end_matches('>'))));
    let named = |arg: usize| Some(path(quoted(args.get(arg)?)?));
    let call = match name {
        "openat" => {
            let is_written = args[2].contains("O_WRONLY") || args[2].contains("O_RDWR");
            let (is_created, is_truncated) = (args[2].contains("O_CREAT"), args[2].contains("O_TRUNC"));
            is_written.then_some(())?;
            Call::Open { path: named(1)?, is_created, is_truncated }
        }
        "write" | "pwrite64" => {
            let mut bytes = quoted(args[1])?;
            bytes.truncate(usize::try_from(result).ok()?);
            let offset = if name == "pwrite64" { Some(args[3].parse().ok()?) } else { None };
            Call::Write { path: of_descriptor(args[0])?, bytes, offset }
        }
        "ftruncate" => Call::Truncate { path: of_descriptor(args[0])?, length: args[1].parse().ok()? },
        "fsync" | "fdatasync" => Call::Sync { path: of_descriptor(args[0])? },
        "rename" => Call::Rename { from: named(0)?, to: named(1)? },
        "renameat" | "renameat2" => Call::Rename { from: named(1)?, to: named(3)? },
        "unlink" | "rmdir" => Call::Remove { path: named(0)? },
        "unlinkat" => Call::Remove { path: named(1)? },
        "mkdir" => Call::MakeFolder { path: named(0)? },
        "mkdirat" => Call::MakeFolder { path: named(1)? },
        _ => return None,
    };
    Some((time.parse().ok()?, call))
}

/// Replaces `\x41` by the byte.
fn unescaped(text: &str) -> Vec<u8> {
    let digits = text.split("\\x").skip(1);
    digits.map(|digits| u8::from_str_radix(&digits[..2], 16).expect("two hexadecimal digits")).collect()
}

/// A file: its data, how much of it was synced, and where the next write goes.
#[derive(Debug, Clone, Default)]
struct Data {
    bytes: Vec<u8>,
    synced: Vec<u8>,
    at: usize,
}

/// A change of a folder.
#[derive(Debug, Clone)]
enum Change {
    Add(PathBuf, usize),
    AddFolder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// A disk on which not everything is written at once.
#[derive(Debug, Default)]
struct Disk {
    files: Vec<Data>,
    /// The files by their names, as programs see them.
    names: BTreeMap<PathBuf, usize>,
    /// All changes of folders, in order.
    changes: Vec<Change>,
    /// How many of the changes are surely on the disk.
    n_synced: usize,
}

impl Disk {
    fn apply(&mut self, call: &Call) {
        match call {
            Call::Open { path, is_created, is_truncated } => {
                if *is_created && !self.names.contains_key(path) {
                    self.files.push(Data::default());
                    self.names.insert(path.clone(), self.files.len() - 1);
                    self.changes.push(Change::Add(path.clone(), self.files.len() - 1));
                }
                if let Some(file) = self.names.get(path) {
                    self.files[*file].at = 0;
                    if *is_truncated {
                        self.files[*file].bytes.clear();
                    }
                }
            }
            Call::Write { path, bytes, offset } => {
                let Some(file) = self.names.get(path) else { return };
                let file = &mut self.files[*file];
                let start = offset.map_or(file.at, |offset| offset as usize);
                let end = start + bytes.len();
                file.bytes.resize(file.bytes.len().max(end), 0);
                file.bytes[start..end].copy_from_slice(bytes);
                if offset.is_none() {
                    file.at = end;
                }
            }
            Call::Truncate { path, length } => {
                if let Some(file) = self.names.get(path) {
                    self.files[*file].bytes.resize(*length as usize, 0);
                }
            }
            Call::Sync { path } => match self.names.get(path) {
                Some(file) => self.files[*file].synced = self.files[*file].bytes.clone(),
                // A folder.
                None => self.n_synced = self.changes.len(),
            },
            Call::Rename { from, to } => {
                if let Some(file) = self.names.remove(from) {
                    self.names.insert(to.clone(), file);
                } else {
                    let moved: Vec<PathBuf> =
                        self.names.keys().filter(|path| path.starts_with(from)).cloned().collect();
                    for path in moved {
                        let file = self.names.remove(&path).expect("a file");
                        self.names.insert(to.join(path.strip_prefix(from).expect("below")), file);
                    }
                }
                self.changes.push(Change::Rename(from.clone(), to.clone()));
            }
            Call::Remove { path } => {
                self.names.remove(path);
                self.changes.push(Change::Remove(path.clone()));
            }
            Call::MakeFolder { path } => self.changes.push(Change::AddFolder(path.clone())),
        }
    }

    /// Writes what is on the disk after a power cut. Data of a file that was not synced is lost from a random place on,
    /// and so are the changes of folders, which reach the disk in order.
    fn restore(&self, random: &mut Random) {
        let mut names: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let mut folders: Vec<PathBuf> = Vec::new();
        let kept = self.n_synced + random.below((self.changes.len() - self.n_synced) as u64 + 1) as usize;
        for change in &self.changes[..kept] {
            match change {
                Change::Add(path, file) => _ = names.insert(path.clone(), *file),
                Change::AddFolder(path) => folders.push(path.clone()),
                Change::Rename(from, to) => {
                    if let Some(file) = names.remove(from) {
                        names.insert(to.clone(), file);
                        continue;
                    }
                    let renamed = |path: &PathBuf| path.strip_prefix(from).map(|rest| to.join(rest)).ok();
                    names = names.iter().map(|(path, file)| (renamed(path).unwrap_or(path.clone()), *file)).collect();
                    folders = folders.iter().map(|path| renamed(path).unwrap_or(path.clone())).collect();
                }
                Change::Remove(path) => {
                    names.remove(path);
                    folders.retain(|folder| folder != path);
                }
            }
        }
        for folder in folders {
            fs::create_dir_all(folder).expect("a folder");
        }
        for (path, file) in names {
            let Data { bytes, synced, .. } = &self.files[file];
            let content = match random.below(3) {
                0 => synced.clone(),
                1 => bytes.clone(),
                // The beginning of what was written since.
                _ => {
                    let most = bytes.len().max(synced.len());
                    let length = random.below(most as u64 + 1) as usize;
                    let new = bytes.iter().take(length);
                    let content: Vec<u8> = new.chain(synced.iter().skip(length.min(bytes.len()))).copied().collect();
                    content
                }
            };
            if let Some(folder) = path.parent().filter(|folder| folder.exists()) {
                fs::write(folder.join(path.file_name().expect("a name")), content).expect("written");
            }
        }
    }
}

#[test]
fn answers_are_right_after_a_power_cut() {
    let cuts: u64 = std::env::var("VAULTDEX_TEST_POWER_CUTS").ok().and_then(|it| it.parse().ok()).unwrap_or(60);
    let vault = Vault::new("");
    for note in 0..40 {
        vault.write(
            &format!("{}/n{note}.md", note % 4),
            format!("# Note {note}\nneedle [[n{}]] #t{}\n", note / 2, note % 3),
        );
    }
    let folder = vault.index_folder();
    let mut log = Vec::new();
    for round in 0..5 {
        vault.write(&format!("0/n{}.md", 4 * round), format!("# Changed {round}\nneedle [[n1]]\n"));
        if round == 3 {
            vault.remove("1/n1.md");
        }
        let args: &[&str] = if round == 4 { &["index", "--rebuild"] } else { &["index"] };
        let Some(recorded) = record(&vault, args, &folder) else {
            println!("SKIPPED: `strace` is not installed");
            return;
        };
        assert!(recorded.iter().any(|(_, call)| matches!(call, Call::Sync { .. })), "{} calls", recorded.len());
        log.extend(recorded);
    }
    let queries: [&[&str]; 3] =
        [&["search", "needle", "-l"], &["backlinks", "0/n0.md", "--format", "tsv"], &["tags", "--format", "tsv"]];
    let expected = queries.map(|query| vault.run(query));
    let mut random = Random(11);
    for cut in 0..cuts {
        let mut disk = Disk::default();
        let end = random.below(log.len() as u64 + 1) as usize;
        log[..end].iter().for_each(|(_, call)| disk.apply(call));
        let _ = fs::remove_dir_all(&folder);
        disk.restore(&mut random);
        for (query, expected) in queries.iter().zip(&expected) {
            let found = ran(&mut vault.command(query));
            assert_eq!(
                (found.code, &found.stdout),
                (expected.code, &expected.stdout),
                "cut {cut}: {query:?}: {found:?}"
            );
            assert!(!found.stderr.contains("panicked"), "cut {cut}: {found:?}");
        }
        let again = ran(&mut vault.command(&["search", "needle", "-l"]));
        assert_eq!(again.stderr, "", "cut {cut}: an error that stays");
        if (cut + 1) % 100 == 0 {
            println!("{} power cuts", cut + 1);
        }
    }
}
