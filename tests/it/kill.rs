//! kill -9 at any moment: the next command works without a word, and answers as a fresh index does.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::{Random, Vault, assert_same};

const ROUNDS: u64 = 30;

fn vault(notes: usize) -> Vault {
    let vault = Vault::new("");
    for note in 0..notes {
        let text =
            format!("# Note {note}\n[[Note {}]] #tag{}\n{}\n", note / 2, note % 7, "some words here ".repeat(40));
        vault.write(&format!("{}/Note {note}.md", note % 20), text);
    }
    vault
}

#[test]
fn index_killed_at_random_moments() {
    let vault = vault(600);
    let mut random = Random(1);
    let expected = vault.fresh_dump();
    for round in 0..ROUNDS {
        if random.below(2) == 0 {
            let _ = std::fs::remove_dir_all(vault.index_folder());
        }
        let mut child = start(&vault, &["index"]);
        std::thread::sleep(Duration::from_micros(random.below(300_000)));
        child.kill().expect("killed");
        child.wait().expect("gone");
        let ran = vault.run(&["search", "words", "--count"]);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("600\n", ""), "round {round}");
        assert_same(&vault.dump(), &expected);
    }
}

#[test]
fn watch_killed_at_random_moments() {
    let vault = vault(200);
    let mut random = Random(2);
    for round in 0..ROUNDS {
        let mut child = start(&vault, &["watch"]);
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        while !lines.next().expect("one more line").expect("readable").contains("watching") {}
        for edit in 0..random.below(12) {
            let note = random.below(200);
            vault.save(&format!("{}/Note {note}.md", note % 20), &format!("edit {edit} of round {round} [[Note 1]]\n"));
            std::thread::sleep(Duration::from_micros(random.below(20_000)));
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        let ran = vault.run(&["search", "round", "-l", "--no-refresh"]);
        assert!(ran.code < 2, "{ran:?}");
        assert_eq!(vault.run(&["index"]).code, 0);
        assert_same(&vault.dump(), &vault.fresh_dump());
    }
    let left = std::fs::read_dir(vault.index_folder()).expect("a folder").flatten();
    let left: Vec<String> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let expected = |name: &String| !name.starts_with(".tmp") && !name.starts_with("gen-2");
    assert!(left.iter().all(expected), "{left:?}");
}

fn start(vault: &Vault, args: &[&str]) -> Child {
    let mut command = vault.command(args);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts")
}
