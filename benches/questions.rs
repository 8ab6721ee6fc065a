//! Measures how well questions are answered: `cargo bench --bench questions -- VAULT TSV`.
//!
//! Each line of the TSV is a question and the path of the note that answers it best. For each, the ten first notes of a
//! search are looked at, hits and closest notes together. MRR is the mean of 1 / rank, recall the share of questions whose
//! note is among the ten. Questions whose note is missing are listed.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// How many notes of an answer count.
const LIMIT: usize = 10;

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let [vault, questions] = arguments.as_slice() else {
        // Plain `cargo bench` runs every benchmark without arguments, which is not an error.
        return println!("usage: cargo bench --bench questions -- VAULT TSV");
    };
    let index = tempfile::tempdir().expect("a temporary folder");
    let text = fs::read_to_string(questions).expect("the TSV can be read");
    let questions: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let ranks: Vec<Option<usize>> =
        questions.iter().map(|(question, path)| rank(Path::new(vault), index.path(), question, path)).collect();
    for ((question, path), _) in questions.iter().zip(&ranks).filter(|(_, rank)| rank.is_none()) {
        println!("missing: {question} ({path})");
    }
    print("first, third, … question", &ranks.iter().step_by(2).copied().collect::<Vec<_>>());
    print("second, fourth, … question", &ranks.iter().skip(1).step_by(2).copied().collect::<Vec<_>>());
    print("all questions", &ranks);
}

/// Returns the rank of the note among the answers, from 1.
fn rank(vault: &Path, index: &Path, question: &str, path: &str) -> Option<usize> {
    let limit = LIMIT.to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdex"));
    command.arg("--vault").arg(vault).arg("--index-dir").arg(index).args(["search", "--json", "-n", &limit, "--"]);
    let output = command.arg(question).output().expect("the command runs");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!("{question}: {}", String::from_utf8_lossy(&output.stderr));
    });
    let notes = |key: &str| answer[key].as_array().cloned().unwrap_or_default();
    let found = notes("hits").into_iter().chain(notes("closest")).take(LIMIT);
    found.map(|note| note["path"].clone()).position(|found| found == path).map(|position| position + 1)
}

fn print(name: &str, ranks: &[Option<usize>]) {
    let count = ranks.len().max(1) as f64;
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / *rank as f64).sum();
    let found = ranks.iter().flatten().count() as f64;
    println!(
        "{name}: MRR@{LIMIT} {:.3}, recall@{LIMIT} {:.3} ({} questions)",
        reciprocal / count,
        found / count,
        ranks.len()
    );
}
