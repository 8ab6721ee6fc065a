//! Damaged index files of every kind: every answer is right, at once or after the index was rebuilt, and no error
//! stays. `VAULTDEX_TEST_DAMAGES` sets how many indexes are damaged.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::support::{Ran, Random, Vault, fixture, ran};
use crate::watcher::Watcher;

/// Queries that together read every kind of file of the index.
const QUERIES: [&[&str]; 3] =
    [&["links", "--all", "--json"], &["search", "--json", "-n", "100", "line:(orders shop)"], &["changelog", "--json"]];

/// How a file is damaged.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Flip,
    ZeroedPage,
    Truncation,
    /// The content of another file of the same kind.
    Swapped,
    /// The content that the file, or another one of its kind, had at an earlier commit.
    Older,
    Removed,
}

const DAMAGES: [Damage; 6] =
    [Damage::Flip, Damage::ZeroedPage, Damage::Truncation, Damage::Swapped, Damage::Older, Damage::Removed];

/// A vault with two commits in its index, so that there are deleted documents, and copies of the index after each.
struct Damaged {
    vault: Vault,
    earlier: BTreeMap<PathBuf, Vec<u8>>,
    intact: BTreeMap<PathBuf, Vec<u8>>,
    answers: Vec<(i32, String)>,
}

fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => _ = files.insert(path.clone(), fs::read(&path).expect("a file")),
        }
    }
    files
}

/// Removes what differs between two runs.
fn normalized(ran: &Ran) -> (i32, String) {
    let is_stable = |line: &&str| !line.contains("\"as_of\"") && !line.contains("\"score\"");
    (ran.code, ran.stdout.lines().filter(is_stable).collect::<Vec<_>>().join("\n"))
}

impl Damaged {
    fn new() -> Damaged {
        let vault = Vault::copy_of(&fixture("tour/vault"));
        let long_ago = SystemTime::now() - Duration::from_secs(100_000);
        let age = |path: &Path| fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        files_below(&vault.root()).keys().for_each(|path| age(path));
        assert_eq!(vault.run(&["index"]).code, 0);
        let earlier = files_below(&vault.index_folder());
        let home = vault.root().join("Home.md");
        fs::write(&home, fs::read_to_string(&home).unwrap() + "\nmore [[Nowhere]]\n").unwrap();
        assert_eq!(vault.run(&["index"]).code, 0);
        let answers = QUERIES.map(|query| normalized(&vault.run(query))).into();
        let intact = files_below(&vault.index_folder());
        Damaged { vault, earlier, intact, answers }
    }

    fn restore(&self) {
        let folder = self.vault.index_folder();
        fs::remove_dir_all(&folder).expect("removed");
        for (path, bytes) in &self.intact {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::create_dir_all(folder.join("cookies")).unwrap();
    }

    /// Damages a file; returns `false` if there is no such damage for it.
    fn damage(&self, file: &Path, damage: Damage, random: &mut Random) -> bool {
        let intact = &self.intact[file];
        let mut bytes = intact.clone();
        let at = random.below(bytes.len().max(1) as u64) as usize;
        let extension = |path: &Path| path.extension().map(ToOwned::to_owned);
        let is_of_kind = |path: &&PathBuf| extension(path).is_some() && extension(path) == extension(file);
        match damage {
            _ if bytes.is_empty() => return false,
            Damage::Flip => bytes[at] ^= 1 << random.below(8),
            Damage::ZeroedPage => {
                let page = at / 512 * 512;
                let end = (page + 512).min(bytes.len());
                bytes[page..end].fill(0);
            }
            Damage::Truncation => bytes.truncate(at),
            Damage::Swapped => match self.intact.keys().filter(is_of_kind).find(|other| *other != file) {
                Some(other) => {
                    bytes = self.intact[other].clone();
                    fs::write(other, intact).unwrap();
                }
                None => return false,
            },
            Damage::Older => {
                let of_kind = self.earlier.iter().find(|(path, _)| *path == file || is_of_kind(path));
                let Some((_, older)) = of_kind else { return false };
                bytes = older.clone();
            }
            Damage::Removed => {
                fs::remove_file(file).unwrap();
                return true;
            }
        }
        fs::write(file, bytes).unwrap();
        true
    }

    fn check(&self, what: &str) {
        for (query, expected) in QUERIES.iter().zip(&self.answers) {
            let without_refresh = self.vault.run(&[query, &["--no-refresh"][..]].concat());
            assert!(
                without_refresh.code == 2 || normalized(&without_refresh).1 == expected.1,
                "{what}: {without_refresh:?}"
            );
        }
        let doctor = self.vault.run(&["doctor"]);
        assert!(doctor.code < 2 && !doctor.stderr.contains("internal error"), "{what}: {doctor:?}");
        for (query, expected) in QUERIES.iter().zip(&self.answers) {
            let ran = self.vault.run(query);
            assert_eq!(normalized(&ran), *expected, "{what}: {}", ran.stderr);
            assert!(ran.stderr.lines().count() <= 1, "{what}: {}", ran.stderr);
        }
        // Writers read files that readers do not.
        self.vault.write("New.md", "[[Elsewhere]]\n");
        let changed = self.vault.run(&["links", "New"]);
        assert!(changed.stdout.contains("Elsewhere") && changed.stderr.lines().count() <= 1, "{what}: {changed:?}");
        self.vault.remove("New.md");
        let again = self.vault.run(QUERIES[0]);
        assert_eq!(normalized(&again), self.answers[0], "{what}");
        assert!(again.stderr.is_empty(), "{what}: {again:?}");
    }
}

/// The kinds of files, one file of each. Files that hold nothing but text for people are left out.
fn one_of_each_kind(files: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<&PathBuf> {
    let mut kinds: BTreeMap<String, (usize, &PathBuf)> = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let name = path.file_name().unwrap().to_string_lossy();
        // Of a segment's files, the extension is the kind; all other files are of a kind of their own.
        let is_of_segment = name.len() > 32 && name.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit);
        let kind =
            if is_of_segment { name.rsplit('.').next().unwrap_or_default().to_owned() } else { name.into_owned() };
        let largest = kinds.entry(kind).or_insert((0, path));
        if bytes.len() > largest.0 {
            *largest = (bytes.len(), path);
        }
    }
    kinds.into_values().map(|(_, path)| path).collect()
}

#[test]
fn every_answer_from_a_damaged_index_is_right() {
    let times = std::env::var("VAULTDEX_TEST_DAMAGES").map_or(200, |times| times.parse().expect("a number"));
    let damaged = Damaged::new();
    let kinds = one_of_each_kind(&damaged.intact);
    assert!(kinds.len() >= 14, "{kinds:?}");
    let mut random = Random(3);
    let mut done = 0;
    for round in 0.. {
        for file in &kinds {
            let damage = DAMAGES[(round + done) % DAMAGES.len()];
            damaged.restore();
            if damaged.damage(file, damage, &mut random) {
                damaged.check(&format!("{damage:?} of {}", file.display()));
                done += 1;
            }
            if done >= times {
                println!("{done} damaged indexes");
                return;
            }
        }
    }
}

#[test]
fn an_index_damaged_beside_a_watcher_is_rebuilt_by_it() {
    let damaged = Damaged::new();
    let _watcher = Watcher::start(&damaged.vault, &[]);
    let mut random = Random(5);
    let kinds = [".facts", ".store", "meta.json", "CURRENT"];
    for (kind, is_removed) in kinds.into_iter().flat_map(|kind| [(kind, false), (kind, true)]) {
        let current = files_below(&damaged.vault.index_folder());
        let file = current.keys().find(|path| path.to_string_lossy().ends_with(kind)).expect("a file");
        let mut bytes = current[file].clone();
        let at = random.below(bytes.len() as u64) as usize;
        bytes[at] ^= 0x10;
        // Never in place, because the watcher may have mapped it.
        fs::remove_file(file).unwrap();
        if !is_removed {
            fs::write(file, bytes).unwrap();
        }
        for (query, expected) in QUERIES.iter().zip(&damaged.answers) {
            let ran = damaged.vault.run(query);
            let as_one_that_is_live = ran.stdout.replace("\"live\": true", "\"live\": false");
            let found = normalized(&Ran { stdout: as_one_that_is_live, ..ran });
            assert_eq!(found, *expected, "{}", file.display());
        }
        assert!(damaged.vault.json(&["status", "--json"])["live"].as_bool().unwrap());
    }
}

#[test]
fn a_flipped_byte_is_noticed_even_if_the_times_of_the_file_are_restored() {
    let damaged = Damaged::new();
    std::thread::sleep(Duration::from_millis(100));
    // Verifies every file and remembers it.
    assert_eq!(damaged.vault.run(QUERIES[0]).code, 0);
    let file = damaged.intact.keys().find(|path| path.extension().is_some_and(|it| it == "facts")).unwrap();
    let modified = fs::metadata(file).unwrap().modified().unwrap();
    let mut bytes = damaged.intact[file].clone();
    bytes[40] ^= 1;
    fs::write(file, bytes).unwrap();
    fs::File::options().write(true).open(file).unwrap().set_modified(modified).unwrap();
    damaged.check("flip with restored times");
}

#[test]
fn an_index_that_cannot_be_written_is_verified_too() {
    let damaged = Damaged::new();
    let file = damaged.intact.keys().find(|path| path.extension().is_some_and(|it| it == "facts")).unwrap();
    let mut bytes = damaged.intact[file].clone();
    bytes[40] ^= 1;
    fs::write(file, bytes).unwrap();
    let mut command = damaged.vault.command(&["links", "--all", "--json", "--no-refresh"]);
    let ran = ran(&mut command);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("is damaged: `") && ran.stderr.contains("does not match its checksum"), "{ran:?}");
    let status = damaged.vault.run(&["status"]);
    assert!(status.code == 0 && status.stdout.contains("is damaged"), "{status:?}");
}
