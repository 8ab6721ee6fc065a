//! The main invariant: after any sequence of changes, the index equals one that is built from scratch.

use std::fs;

use proptest::prelude::*;

use crate::support::{Vault, assert_same};

/// Few names in few folders, so that they collide by name, by case and by Unicode normalization form.
const PATHS: &[&str] = &[
    "Note.md",
    "note.md",
    "a/Note.md",
    "a/b/Note.md",
    "a/é.md",
    "a/e\u{301}.md",
    "b/Other.md",
    "b/Board.canvas",
    "pic.png",
];
const TEXTS: &[&str] = &[
    "",
    "[[Note]] and [[a/Note|x]] #tag\n",
    "---\naliases: [Other]\nup: \"[[Other]]\"\n---\n# Title\n![[pic.png]] [[é]]\n",
    "- [ ] task ^id\n\n## History\n\n- 2025-03-04_14-30 - Updated [[Note]] for tests\n",
    "{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"[[Note]]\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}],\"edges\":[]}",
];

#[derive(Debug, Clone)]
enum Step {
    Write(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    RenameFolder,
    Index,
}

fn step() -> impl Strategy<Value = Step> {
    let path = 0..PATHS.len();
    prop_oneof![
        4 => (path.clone(), 0..TEXTS.len()).prop_map(|(path, text)| Step::Write(path, text)),
        2 => path.clone().prop_map(Step::Remove),
        2 => (path.clone(), path).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => Just(Step::RenameFolder),
        3 => Just(Step::Index),
    ]
}

fn take(vault: &Vault, step: &Step) {
    let place = |path: usize| vault.root().join(PATHS[path]);
    match step {
        Step::Write(path, text) => vault.write(PATHS[*path], TEXTS[*text]),
        Step::Remove(path) => drop(fs::remove_file(place(*path))),
        Step::Rename(from, to) => {
            fs::create_dir_all(place(*to).parent().expect("inside")).expect("a folder");
            drop(fs::rename(place(*from), place(*to)));
        }
        Step::RenameFolder => {
            let (from, to) = (vault.root().join("a"), vault.root().join("moved"));
            drop(if to.exists() { fs::rename(to, from) } else { fs::rename(from, to) });
        }
        Step::Index => drop(vault.index()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn index_equals_a_rebuild_after_any_changes(steps in prop::collection::vec(step(), 1..25)) {
        let vault = Vault::new("");
        vault.index();
        for step in &steps {
            take(&vault, step);
        }
        let before = vault.bytes();
        vault.index();
        assert_same(&vault.dump(), &vault.fresh_dump());
        prop_assert_eq!(vault.bytes(), before);
    }
}

#[test]
fn second_run_indexes_only_changed_notes() {
    let vault = Vault::new("//- a.md\none\n//- b.md\ntwo\n//- c.md\nthree\n");
    assert_eq!(vault.index().counts(), (3, 0, 0));
    assert_eq!(vault.index().counts(), (0, 0, 0));
    vault.write("b.md", "two and a half\n");
    vault.remove("c.md");
    vault.write("d.md", "four\n");
    assert_eq!(vault.index().counts(), (1, 1, 1));
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn edits_that_keep_size_and_time_are_detected() {
    let vault = Vault::new("//- a.md\nfirst words\n");
    vault.index();
    let place = vault.root().join("a.md");
    let times = fs::FileTimes::new().set_modified(fs::metadata(&place).unwrap().modified().unwrap());
    vault.write("a.md", "other words\n");
    fs::File::options().write(true).open(&place).unwrap().set_times(times).unwrap();
    assert_eq!(vault.index().counts(), (0, 1, 0));
    assert_eq!(vault.found(&["other"]), ["a.md"]);
}

#[test]
fn touched_files_are_not_reported_as_changed() {
    let vault = Vault::new("//- a.md\nwords\n");
    vault.index();
    let now = std::time::SystemTime::now();
    let file = fs::File::options().write(true).open(vault.root().join("a.md")).unwrap();
    file.set_times(fs::FileTimes::new().set_modified(now)).unwrap();
    assert_eq!(vault.index().counts(), (0, 0, 0));
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn index_of_another_format_is_rebuilt() {
    let vault = Vault::new("//- a.md\nwords\n");
    vault.index();
    fs::write(vault.index_folder().join("CURRENT"), r#"{"generation":"gen-1","format":999}"#).unwrap();
    assert_eq!(vault.found(&["words"]), ["a.md"]);
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn broken_index_is_rebuilt() {
    let vault = Vault::new("//- a.md\nwords\n");
    vault.index();
    fs::write(vault.index_folder().join("gen-1/meta.json"), "{").unwrap();
    assert_eq!(vault.found(&["words"]), ["a.md"]);
    assert_same(&vault.dump(), &vault.fresh_dump());
}

#[test]
fn read_only_index_folder_only_causes_a_warning() {
    let vault = Vault::new("//- a.md\nwords\n");
    fs::write(vault.index_folder(), "a file stands in the way").unwrap();
    let ran = vault.run(&["search", "words", "-l"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("a.md\n", 0), "{ran:?}");
    assert!(ran.stderr.contains("without updating the index"), "{ran:?}");
}

#[test]
fn queries_during_rebuilds_do_not_fail() {
    let vault = Vault::new("//- a.md\nneedle\n//- b.md\nneedle\n");
    vault.index();
    std::thread::scope(|scope| {
        let rebuilding = scope.spawn(|| {
            for _ in 0..15 {
                assert_eq!(vault.run(&["index", "--rebuild"]).code, 0);
            }
        });
        while !rebuilding.is_finished() {
            for freshness in [&["--no-refresh"][..], &[]] {
                let ran = vault.run(&[&["search", "needle", "--count", "-q"], freshness].concat());
                assert_eq!((ran.stdout.as_str(), ran.code), ("2\n", 0), "{ran:?}");
            }
        }
    });
}
