//! Small random vaults from a small vocabulary, so that random queries match: every kind of file, scripts with special
//! case folding or normalization, and all Markdown elements that are relevant to search.

use std::collections::BTreeMap;

use crate::support::Random;

/// The files of a vault by path. U+E000 in a text stands for a byte that is not valid UTF-8.
pub type Files = BTreeMap<String, String>;

pub const WORDS: &[&str] = &[
    "order",
    "Orders",
    "ORDER",
    "reorder",
    "integ",
    "Integration",
    "INT-2024-003",
    "int-2024-004",
    "snake_case",
    "snake_case_name",
    "camelCase",
    "v1.2.3",
    "v1.2",
    "src/main/app.rs",
    "C:\\temp\\x",
    "https://example.com/a?b=c#d",
    "user@host.org",
    "οδός",
    "ΟΔΟΣ",
    "οδοσ",
    "ısı",
    "İstanbul",
    "istanbul",
    "straße",
    "STRASSE",
    "STRAẞE",
    "한국어",
    "\u{1112}\u{1161}\u{11ab}",
    "한",
    "カタカナー",
    "か\u{3099}く",
    "がく",
    "東京都",
    "京都",
    "東",
    "🙂",
    "👩\u{200d}💻",
    "café",
    "cafe\u{301}",
    "cafe",
    "e\u{301}\u{323}",
    "ẹ\u{301}",
    "\u{301}",
    "\u{212b}ngström",
    "ångström",
    "\u{212a}elvin",
    "ſet",
    "ﬀ",
    "Привет",
    "привет",
    "ab",
    "a",
    "B",
    "_",
    "1",
    "2024",
    "2024-05-17",
    "--",
    "-x",
    "(a)",
    "[b]",
    "\"q\"",
    "a\\b",
    "foo:bar",
    "tag:x",
    "OR",
    "or",
    "<br>",
    "&amp;",
    "don't",
    "a\u{e000}b",
];
pub const TAGS: &[&str] =
    &["work", "Work/alpha", "work/Alpha/b", "homework", "wörk", "wo\u{308}rk", "日本/東京", "a", "a_b-c", "2024x"];
pub const PROPERTIES: &[&str] = &["status", "Status", "due", "count", "ratio", "done", "empty", "list", "map", "Größe"];
const FOLDERS: &[&str] = &["", "", "Projects/", "Projects/alpha/", "日本/", "a b/", "Private/", "work/"];
const NAMES: &[&str] = &[
    "Orders",
    "orders-api",
    "INT-2024-003",
    "snake_case",
    "camelCase",
    "v1.2.3 release",
    "Οδός",
    "straße",
    "東京メモ",
    "한국어",
    "cafe\u{301}",
    "café",
    "İstanbul",
    "🙂 log",
    "Changelog",
    "a",
    "ab",
    "2024-05-17",
];

pub fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len() as u64) as usize]
}

/// Returns true once in `n` times on average.
pub fn one_in(random: &mut Random, times: u64) -> bool {
    random.below(times) == 0
}

/// Creates a vault of 12 to 25 short files.
pub fn files(random: &mut Random) -> Files {
    let words: Vec<&str> = (0..14).map(|_| pick(random, WORDS)).collect();
    let mut files = Files::new();
    for _ in 0..12 + random.below(14) {
        let (path, text) = file(random, &words);
        files.insert(path, text);
    }
    files
}

/// Changes, adds and removes some files.
pub fn change(random: &mut Random, files: &mut Files) {
    let words: Vec<&str> = (0..14).map(|_| pick(random, WORDS)).collect();
    for _ in 0..1 + random.below(5) {
        let paths: Vec<String> = files.keys().cloned().collect();
        let (path, text) = file(random, &words);
        match random.below(3) {
            0 => drop(files.insert(path, text)),
            1 => drop(files.remove(&paths[random.below(paths.len() as u64) as usize])),
            _ => {
                let changed = &paths[random.below(paths.len() as u64) as usize];
                let text = if is_canvas(changed) { canvas(random, &words) } else { note(random, &words) };
                files.insert(changed.clone(), text);
            }
        }
    }
}

fn is_canvas(path: &str) -> bool {
    path.ends_with(".canvas")
}

fn file(random: &mut Random, words: &[&str]) -> (String, String) {
    let name = format!("{}{}", pick(random, FOLDERS), pick(random, NAMES));
    match random.below(12) {
        0 => (format!("{name}.canvas"), canvas(random, words)),
        1 => (format!("{name}.png"), "order integ".to_owned()),
        2 => (format!("{name}.{}", pick(random, &["base", "pdf", "MD", "txt"])), sentence(random, words)),
        _ => (format!("{name}.md"), note(random, words)),
    }
}

fn sentence(random: &mut Random, words: &[&str]) -> String {
    let mut sentence = String::new();
    for _ in 0..1 + random.below(6) {
        let (word, sign) = (pick(random, words), pick(random, &[" ", " ", " ", " ", "-", ".", ", ", "", "_", "\t"]));
        match random.below(12) {
            0 => sentence.push_str(&format!("#{}", pick(random, TAGS))),
            1 => sentence.push_str(&format!("[[{}|{word}]]", pick(random, NAMES))),
            2 => sentence.push_str(&format!("**{word}**")),
            3 => sentence.push_str(&format!("`{word}`")),
            _ => sentence.push_str(word),
        }
        sentence.push_str(sign);
    }
    sentence
}

fn note(random: &mut Random, words: &[&str]) -> String {
    let mut text = String::new();
    if one_in(random, 15) {
        text.push('\u{feff}');
    }
    if one_in(random, 2) {
        text.push_str(&frontmatter(random, words));
    }
    for _ in 0..random.below(8) {
        text.push_str(&block(random, words));
        text.push_str(pick(random, &["\n\n", "\n\n", "\n", "\n\n\n"]));
    }
    if one_in(random, 3) {
        text.truncate(text.trim_end().len());
    }
    if one_in(random, 5) { text.replace('\n', "\r\n") } else { text }
}

fn frontmatter(random: &mut Random, words: &[&str]) -> String {
    let mut yaml = "---\n".to_owned();
    for _ in 0..random.below(5) {
        let name = pick(random, PROPERTIES);
        let word = pick(random, words).replace(['"', '\\', '\u{e000}'], "");
        let line = match random.below(12) {
            0 => format!("{name}:"),
            1 => format!("{name}: null"),
            2 => format!("{name}: {}", random.below(10)),
            3 => format!("{name}: -{}.5", random.below(10)),
            4 => format!("{name}: 2025-0{}-1{}", 1 + random.below(9), random.below(10)),
            5 => format!("{name}: 2025-03-0{}T08:30:00", 1 + random.below(9)),
            6 => format!("{name}: [{}, \"{word}\", 7]", random.below(10)),
            7 => format!("{name}:\n  - \"{word}\"\n  - in progress\n  - [[x]]"),
            8 => format!("{name}: {{a: 1, b: \"{word}\"}}"),
            9 => format!("{name}: {}", pick(random, &["true", "no", "~", "[]", "\"\"", "' '", ">\n  a\n  b"])),
            10 => format!("tags: [{}, {}]", pick(random, TAGS), pick(random, TAGS)),
            _ => format!("aliases: [\"{word}\"]\ntitle: \"{word} b\""),
        };
        yaml.push_str(&line);
        yaml.push('\n');
    }
    if one_in(random, 15) {
        yaml.push_str("broken: [a\n");
    }
    yaml.push_str(if one_in(random, 20) { "" } else { "---\n" });
    yaml
}

fn block(random: &mut Random, words: &[&str]) -> String {
    let one = sentence(random, words);
    let two = sentence(random, words);
    match random.below(14) {
        0 => format!("{} {one}", pick(random, &["#", "##", "###"])),
        1 => format!("- [{}] {one}\n  {two}", pick(random, &[" ", "x", "-", "/", "é", "東"])),
        2 => format!("1. [{}] {one}\n   - [ ] {two}\n   - {one}", pick(random, &[" ", "X", "?"])),
        3 => format!("- [ ]\n- {one}\n* [x] {two}"),
        4 => format!("| {one} | b |\n|---|---|\n| {two} | c |"),
        5 => format!("```{}\n{one}\n- [ ] {two}\n#work\n```", pick(random, &["", "js", "compressed-json"])),
        6 => format!("> [!note] {one}\n> {two}\n> - [ ] {one}"),
        7 => format!("%% {one} #a %%\n<div>{two}</div>"),
        8 => format!("$$\n{one}\n$$\n\\#{two}"),
        9 => {
            format!("## Changelog\n\n- 2025-0{}-17_09-30 - {} for tests", 1 + random.below(9), one.replace('\t', " "))
        }
        10 => format!("## History\n| Date | Change |\n|---|---|\n| 2024-1{}-03 | {two} |", random.below(3)),
        11 => format!("{one}\n{}\n=====\n{two} ^id-{}", pick(random, words), random.below(9)),
        _ => format!("{one}\n{two}"),
    }
}

fn canvas(random: &mut Random, words: &[&str]) -> String {
    if one_in(random, 10) {
        return "{\"nodes\": [".to_owned();
    }
    let mut nodes = Vec::new();
    for id in 0..random.below(4) {
        let text = block(random, words);
        nodes.push(serde_json::json!({"id": id.to_string(), "type": "text", "text": text, "x": 0, "y": 0}));
        nodes.push(serde_json::json!({"id": format!("f{id}"), "type": "file", "file": "Orders.md"}));
    }
    let text = serde_json::json!({"nodes": nodes, "edges": []}).to_string();
    // Some programs escape everything outside ASCII.
    if one_in(random, 2) { text } else { text.replace('é', "\\u00e9").replace('東', "\\u6771").replace('/', "\\/") }
}
