//! The fuzz targets as ordinary tests: each is run on every note of the fixtures and on mutations of them. The mutations
//! are the same in every run; `VAULTDEX_TEST_MUTATIONS` sets how many there are, `VAULTDEX_TEST_SEED` which.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::process::Running;
use crate::support::{Random, fixture};

#[path = "../../crates/notes/fuzz/targets.rs"]
mod notes;
#[path = "../../crates/query/fuzz/targets.rs"]
mod query;
#[path = "../../crates/records/fuzz/targets.rs"]
mod records;

/// No input may take longer, even on a busy machine; usually one takes less than a millisecond.
const LONGEST: Duration = Duration::from_secs(20);

/// No mutation grows longer than this.
const LONGEST_TEXT: usize = 20_000;

/// Marks of Markdown, of queries and of other texts that readers take care of, separated by blanks.
const TOKENS: &str = "[[ ]] ![[ | # ^ ` ``` ~~~ --- %% $$ <!-- --> > -[] - 1. \\ {{ }} : :: -**Source**: |---| → -> \
    2024-12-07 2024-12-07_10-00 v1.2.3 <b> </b> < > \" ' ( ) ((( OR / /(?i) line: tag:# [status: path: * _ ** é e\u{301} \
    İ ß 日本 😀 \u{200d} \u{202e} \u{feff} \u{0} &amp; &# http:// obsidian:// ![]( [^1]: [!note]- == ~~ _: &a *a ? !! {a:[ \
    0x1 1e9 ~";

/// Blanks and line endings, which are put before, behind or instead of a mark.
const BLANKS: &[&str] = &["", "", " ", "\n", "\n\n", "\t", "    ", "\r\n", "\r", "\u{a0}", "\u{2028}", "\n- ", "\n> "];

const QUERIES: &[&str] = &[
    "orders erp",
    "\"orders to\" -erp",
    "line:(a b) OR block:(c -d) section:(e)",
    "task:x task-todo:y task-done:\"z\"",
    "tag:#system/x path:\"a b\" file:.md",
    "[status] [status:active] [owner:null] [\"a b\":(x OR y)] [count:>3]",
    "/a+(b|c)[^d]*/ -/(?i)x{2,5}$/",
    "match-case:Foo ignore-case:(bar Baz) content:a",
    "links-to:x linked-from:\"y z\" kind:integration system:erp id:INT-1 changed:>2025-01-01",
    "((a) (b OR (c -(d))))",
    "日本 é ß İ",
];

/// Returns one of the values.
fn one_of<T: Copy>(values: &[T], random: &mut Random) -> T {
    values[random.below(values.len() as u64) as usize]
}

/// Returns a mark between blanks.
fn token(random: &mut Random) -> String {
    let tokens: Vec<&str> = TOKENS.split(' ').filter(|token| !token.is_empty()).collect();
    format!("{}{}{}", one_of(BLANKS, random), one_of(&tokens, random), one_of(BLANKS, random))
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Returns the texts of all notes of the fixtures, sorted by path.
fn notes_of_fixtures() -> Vec<String> {
    fn add(folder: &Path, texts: &mut Vec<(std::path::PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let is_text = path.extension().is_some_and(|extension| extension == "md" || extension == "canvas");
            match fs::read_to_string(&path) {
                _ if path.is_dir() => add(&path, texts),
                Ok(text) if is_text => texts.push((path, text)),
                _ => {}
            }
        }
    }
    let mut texts = Vec::new();
    add(&fixture(""), &mut texts);
    texts.sort();
    assert!(texts.len() > 1000, "{} notes", texts.len());
    texts.into_iter().map(|(_, text)| text).collect()
}

/// Changes a text in one to eight places.
fn mutate(text: &str, others: &[String], random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(8) {
        let (start, end) = range(&text, random);
        match random.below(7) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, &token(random)),
            2 => text.replace_range(start..end, &token(random)),
            3 => {
                let piece = text[start..end].to_owned();
                text.insert_str(end, &piece);
            }
            4 => {
                let other = &others[random.below(others.len() as u64) as usize];
                let (from, to) = range(other, random);
                text.insert_str(start, &other[from..to]);
            }
            5 => {
                let token = token(random).repeat(1 + random.below(200) as usize);
                text.insert_str(start, &token);
            }
            _ => text.truncate(end),
        }
        text.truncate(boundary(&text, LONGEST_TEXT));
    }
    text
}

/// Returns a range of a text: mostly short, sometimes long.
fn range(text: &str, random: &mut Random) -> (usize, usize) {
    let start = random.below(text.len() as u64 + 1) as usize;
    let longest = if random.below(4) == 0 { 2000 } else { 12 };
    let end = start + random.below(longest) as usize;
    (boundary(text, start), boundary(text, end))
}

/// Returns the last character boundary at or before a place.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Runs a target on each seed and then on mutations of them. Keeps the input on which it fails.
fn check(name: &str, mutations: u64, seeds: &[String], others: &[String], target: impl Fn(&str)) {
    let _running = Running::begin();
    let run = |input: &str, what: &str| {
        let began = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| target(input)));
        if result.is_err() || began.elapsed() > LONGEST {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}.txt"));
            fs::write(&file, input).expect("written");
            panic!("{name} fails on {what} after {:?}; the input is in {}", began.elapsed(), file.display());
        }
    };
    seeds.iter().enumerate().for_each(|(seed, text)| run(text, &format!("seed {seed}")));
    let mutations = setting("VAULTDEX_TEST_MUTATIONS", mutations);
    let mut random = Random(setting("VAULTDEX_TEST_SEED", 7));
    for round in 0..mutations {
        let seed = &seeds[random.below(seeds.len() as u64) as usize];
        run(&mutate(seed, others, &mut random), &format!("mutation {round}"));
    }
}

#[test]
fn note_target() {
    let notes = notes_of_fixtures();
    check("note", 20_000, &notes, &notes, notes::note);
}

#[test]
fn changes_target() {
    let notes = notes_of_fixtures();
    check("changes", 4_000, &notes, &notes, |text| records::changes(&text.lines().collect::<Vec<_>>()));
}

#[test]
fn records_target() {
    let notes = notes_of_fixtures();
    check("records", 4_000, &notes, &notes, |text| {
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        records::records(title, body);
    });
}

#[test]
fn tables_target() {
    let notes = notes_of_fixtures();
    check("tables", 10_000, &notes, &notes, |text| records::tables(&text.lines().collect::<Vec<_>>()));
}

#[test]
fn query_target() {
    let queries: Vec<String> = QUERIES.iter().map(|&query| query.to_owned()).collect();
    check("query", 10_000, &queries, &queries, query::query);
}

#[test]
fn matcher_target() {
    let notes = notes_of_fixtures();
    // The query is the first line and the note is the rest.
    let add_query = |(at, note): (usize, &String)| format!("{}\n{note}", QUERIES[at % QUERIES.len()]);
    let seeds: Vec<String> = notes.iter().enumerate().map(add_query).collect();
    check("matcher", 10_000, &seeds, &notes, |text| {
        let (query, text) = text.split_once('\n').unwrap_or((text, ""));
        query::matcher(query, text, text.len() % 2 == 0, text.len() % 3 == 0);
    });
}
