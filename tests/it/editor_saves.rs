//! Saves as various editors perform them, and renames of every kind, under a running watcher.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::{Random, Vault};
use crate::watcher::{Watcher, assert_settled};

/// Saves a note the way an editor does.
fn save(place: &Path, text: &str, strategy: u64) {
    let beside = |name: &str| place.with_file_name(name);
    match strategy {
        // nano, echo >
        0 => fs::write(place, text).expect("written"),
        // Obsidian, VS Code, gedit: a temporary file is renamed over the note.
        1 => {
            let temporary = beside(".goutputstream-X1");
            fs::write(&temporary, text).expect("written");
            fs::rename(&temporary, place).expect("renamed");
        }
        // Vim with backupcopy=no: probes the folder, renames the note to a backup, writes a new file, removes the
        // backup.
        2 => {
            fs::write(beside("4913"), "").expect("written");
            fs::remove_file(beside("4913")).expect("removed");
            let backup = place.with_extension("md~");
            if place.exists() {
                fs::rename(place, &backup).expect("renamed");
            }
            fs::write(place, text).expect("written");
            let _ = fs::remove_file(&backup);
        }
        // Emacs: a lock, which is a dangling symbolic link, and an autosave file.
        3 => {
            let (lock, auto) = (beside(".#lock"), beside("#note.md#"));
            let _ = std::os::unix::fs::symlink("user@host.1:1", &lock);
            fs::write(&auto, text).expect("written");
            fs::write(place, text).expect("written");
            let _ = (fs::remove_file(&lock), fs::remove_file(&auto));
        }
        // sed -i: a temporary file with a visible name.
        4 => {
            let temporary = beside("sedAb12Cd");
            fs::write(&temporary, text).expect("written");
            fs::rename(&temporary, place).expect("renamed");
        }
        // In pieces, so that a partially written file can be observed.
        _ => {
            let mut file = File::create(place).expect("made");
            for piece in text.as_bytes().chunks(text.len() / 3 + 1) {
                file.write_all(piece).expect("written");
                std::thread::sleep(Duration::from_millis(3));
            }
        }
    }
}

#[test]
fn saves_of_all_editors_are_indexed() {
    let vault = Vault::new("//- a/n0.md\nx\n//- b/c/n1.md\nx\n");
    let _watcher = Watcher::start(&vault, &[]);
    let mut random = Random(3);
    for number in 0..1000_u64 {
        let folder = ["", "a/", "b/c/"][random.below(3) as usize];
        let note = format!("{folder}n{}.md", random.below(12));
        let text = format!("---\nalias: x{number}\n---\nsave s{number}e [[n{}]]\n{}", number % 7, "words ".repeat(40));
        save(&vault.root().join(&note), &text, number % 6);
        if number % 25 == 0 {
            assert_eq!(vault.found(&[&format!("s{number}e")]), [note], "save {number}");
        }
    }
    let dump = assert_settled(&vault);
    let ghosts: Vec<&String> = dump.keys().filter(|path| !path.ends_with(".md")).collect();
    assert!(ghosts.is_empty(), "{ghosts:?}");
}

#[derive(Debug, Clone)]
enum Step {
    Write(usize, usize),
    Rename(usize, usize),
    Swap(usize, usize),
    Cycle(usize, usize, usize),
    Case(usize),
    Remove(usize),
    MoveFolder(usize, usize),
    OutAndIn(usize),
}

const FOLDERS: [&str; 6] = ["", "a", "a/b", "c", "c/d/e", "ümlaut"];
const NAMES: [&str; 6] = ["Note.md", "note.md", "Other.md", "Straße.md", "x.canvas", "pic.png"];

fn step() -> impl Strategy<Value = Step> {
    let file = || 0..FOLDERS.len() * NAMES.len();
    prop_oneof![
        5 => (file(), 0..50_usize).prop_map(|(file, text)| Step::Write(file, text)),
        4 => (file(), file()).prop_map(|(from, to)| Step::Rename(from, to)),
        2 => (file(), file()).prop_map(|(one, other)| Step::Swap(one, other)),
        2 => (file(), file(), file()).prop_map(|(one, two, three)| Step::Cycle(one, two, three)),
        2 => file().prop_map(Step::Case),
        1 => file().prop_map(Step::Remove),
        1 => (1..FOLDERS.len(), 1..FOLDERS.len()).prop_map(|(from, to)| Step::MoveFolder(from, to)),
        1 => (1..FOLDERS.len()).prop_map(Step::OutAndIn),
    ]
}

/// Performs a step; steps that the file system rejects are skipped.
fn perform(root: &Path, step: &Step) {
    let place = |file: usize| root.join(FOLDERS[file / NAMES.len()]).join(NAMES[file % NAMES.len()]);
    let aside = root.with_file_name("aside");
    let rename = |from: &Path, to: &Path| {
        let _ = fs::create_dir_all(to.parent().expect("inside"));
        fs::rename(from, to).is_ok()
    };
    match step {
        Step::Write(file, text) => {
            let _ = fs::create_dir_all(place(*file).parent().expect("inside"));
            let _ = fs::write(place(*file), format!("# t{text}\n[[Note]] [[Other]] ![[pic.png]] #t{text}\n"));
        }
        Step::Rename(from, to) => _ = rename(&place(*from), &place(*to)),
        Step::Swap(one, other) => {
            if rename(&place(*one), &aside) {
                rename(&place(*other), &place(*one));
                rename(&aside, &place(*other));
            }
        }
        Step::Cycle(one, two, three) => {
            if rename(&place(*one), &aside) {
                rename(&place(*two), &place(*one));
                rename(&place(*three), &place(*two));
                rename(&aside, &place(*three));
            }
        }
        Step::Case(file) => {
            let from = place(*file);
            let name = from.file_name().expect("a name").to_string_lossy().to_uppercase();
            rename(&from, &from.with_file_name(name.replace(".MD", ".md")));
        }
        Step::Remove(file) => _ = fs::remove_file(place(*file)),
        Step::MoveFolder(from, to) => _ = rename(&root.join(FOLDERS[*from]), &root.join(FOLDERS[*to]).join("moved")),
        Step::OutAndIn(folder) => {
            let folder = root.join(FOLDERS[*folder]);
            let out = root.with_file_name("outside");
            if rename(&folder, &out) {
                rename(&out, &folder);
            }
        }
    }
    // A file left over from an incomplete step must not affect the next one.
    let _ = fs::remove_file(&aside);
}

#[test]
fn index_equals_a_rebuild_after_thousands_of_renames_and_moves() {
    let vault = Vault::new("");
    let _watcher = Watcher::start(&vault, &[]);
    let seed: u8 = std::env::var("VAULTDEX_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
    println!("seed {seed}; VAULTDEX_TEST_SEED sets another");
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let steps = prop::collection::vec(step(), 100);
    let steps_wanted: usize = std::env::var("VAULTDEX_TEST_STEPS").ok().and_then(|it| it.parse().ok()).unwrap_or(5_000);
    let rounds = steps_wanted / 100;
    for round in 0..rounds {
        let steps = steps.new_tree(&mut runner).expect("steps").current();
        steps.iter().for_each(|step| perform(&vault.root(), step));
        let waited = vault.run(&["status", "--wait"]);
        assert_eq!(waited.code, 0, "round {round}: {waited:?}");
        if round % 5 == 4 {
            assert_settled(&vault);
        }
        if round % 10 == 9 {
            // Folders that are moved deeper each time must not exceed the maximum path length.
            for entry in fs::read_dir(vault.root()).expect("the vault").flatten() {
                let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
                if !is_hidden && entry.path().is_dir() {
                    fs::remove_dir_all(entry.path()).expect("removed");
                }
            }
        }
    }
    assert_settled(&vault);
}

#[test]
fn slowly_growing_file_is_indexed_completely() {
    let vault = Vault::new("//- a.md\nx\n");
    let _watcher = Watcher::start(&vault, &[]);
    let mut file = File::create(vault.root().join("grows.md")).expect("made");
    for block in 0..40 {
        file.write_all(format!("block{block} {}\n", "x ".repeat(32 << 9)).as_bytes()).expect("written");
        std::thread::sleep(Duration::from_millis(15));
    }
    drop(file);
    assert_eq!(vault.found(&["block39", "block0"]), ["grows.md"]);
    assert_settled(&vault);
}

#[test]
fn searches_right_after_edits_are_never_stale() {
    let vault = Vault::new("//- a.md\nx\n//- f/b.md\nx\n");
    let _watcher = Watcher::start(&vault, &[]);
    for edit in 0..1000_u64 {
        let note = ["a.md", "f/b.md"][(edit % 2) as usize];
        save(&vault.root().join(note), &format!("edit e{edit}e\n"), edit % 2);
        let ran = vault.run(&["search", &format!("e{edit}e"), "-l"]);
        assert_eq!(ran.stdout, format!("{note}\n"), "edit {edit}: {ran:?}");
    }
    assert_settled(&vault);
    // A thousand commits leave few segments, and no files of deleted ones.
    let segments = vault.json(&["status", "--json"])["index"]["segments"].as_u64().expect("a number");
    assert!((1..=12).contains(&segments), "{segments}");
    let doctor = vault.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{doctor:?}");
    let generation = vaultdex::index::Folder::new(vault.index_folder()).current().expect("an index");
    let files = fs::read_dir(generation).expect("a folder").count() as u64;
    assert!(files < 20 * (segments + 1), "{files} files of {segments} segments");
}
