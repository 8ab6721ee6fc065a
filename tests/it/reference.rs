//! An independent reference implementation of link resolution: every link is resolved by brute force over all paths.
//! It was written from docs/spec/obsidian.md#links and docs/spec/obsidian.md#link-resolution alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use vaultdex::session::{Part, RefreshPolicy, Session};
use vaultdex_notes::{Link, LinkKind, parse};
use vaultdex_query::links;

use crate::support::{Silent, Vault, fixture};

/// The number of links from each source to each destination or unresolved target.
type Counts = BTreeMap<(String, String), u64>;

/// The two link tables of Obsidian.
#[derive(Debug, Default, PartialEq)]
struct Tables {
    resolved: Counts,
    unresolved: Counts,
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

fn after_last_slash(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

fn join(folder: &str, rest: &str) -> String {
    if folder.is_empty() { rest.to_owned() } else { format!("{folder}/{rest}") }
}

/// Resolves a linkpath by checking every path of the vault in every step (docs/spec/obsidian.md#resolution-algorithm).
fn resolve(linkpath: &str, source: &str, paths: &[String]) -> Option<String> {
    if linkpath.is_empty() {
        return Some(source.to_owned());
    }
    // The order of Obsidian's file table is not observable, so the order of the paths is used.
    let mut files: Vec<(String, &String)> = paths.iter().map(|path| (nfc(path), path)).collect();
    files.sort();
    let lower = |file: &(String, &String)| file.0.to_lowercase();
    let named = |name: &str| -> Vec<&(String, &String)> {
        files.iter().filter(|(path, _)| after_last_slash(path).to_lowercase() == name).collect()
    };

    // Step 1: the file with exactly that name, or else the note with that name.
    let link = nfc(linkpath);
    let mut wanted = link.to_lowercase();
    let mut candidates = Vec::new();
    if after_last_slash(&wanted).contains('.') {
        candidates = named(after_last_slash(&wanted));
    }
    if candidates.is_empty() {
        wanted = format!("{link}.md").to_lowercase();
        candidates = named(after_last_slash(&wanted));
    }
    // Step 2: a bare name that is unique.
    if candidates.len() == 1 && !wanted.contains('/') {
        return Some(candidates[0].1.clone());
    }
    // Step 3: relative to the folder of the source.
    let folder = nfc(parent(source)).to_lowercase();
    if wanted.starts_with("./") || wanted.starts_with("../") {
        if wanted.starts_with("./../") {
            wanted = wanted[2..].to_owned();
        }
        if let Some(rest) = wanted.strip_prefix("./") {
            wanted = join(&folder, rest);
        } else {
            let (mut up, mut rest) = (folder.as_str(), wanted.as_str());
            while let Some(behind) = rest.strip_prefix("../") {
                (up, rest) = (parent(up), behind);
            }
            wanted = join(up, rest);
        }
    }
    // Steps 4 to 6: relative to the root of the vault.
    if let Some(rest) = wanted.strip_prefix('/') {
        wanted = rest.to_owned();
    }
    if let Some(exact) = candidates.iter().find(|file| lower(file) == wanted) {
        return Some(exact.1.clone());
    }
    if link.starts_with('/') {
        return None;
    }
    // Step 7: the end of a path; those near the source first, then the shortest.
    let rank = |file: &(String, &String)| (!lower(file).starts_with(&folder), file.0.encode_utf16().count());
    let ends = candidates.into_iter().filter(|file| lower(file).ends_with(&wanted));
    ends.min_by_key(|file| (rank(file), (*file).clone())).map(|file| file.1.clone())
}

/// Returns the name of an unresolved target in the graph (docs/spec/obsidian.md#unresolved-links).
fn unresolved_key(linkpath: &str) -> String {
    let cut = linkpath.len().saturating_sub(3);
    match linkpath.get(cut..) {
        Some(extension) if extension.eq_ignore_ascii_case(".md") => linkpath[..cut].to_owned(),
        _ => linkpath.to_owned(),
    }
}

fn links_of(path: &str, bytes: &[u8]) -> Vec<Link> {
    let text = String::from_utf8_lossy(bytes);
    match path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).as_deref() {
        Some("md") => parse::note(&text).links,
        Some("canvas") => parse::canvas(&text).links,
        _ => Vec::new(),
    }
}

/// Returns the visible files of a vault by path.
fn files(vault: &Vault) -> BTreeMap<String, Vec<u8>> {
    let root = vault.root();
    let path = |place: &Path| place.strip_prefix(&root).expect("below").to_str().expect("text").to_owned();
    let files = vault.bytes().into_iter().map(|(place, bytes)| (path(&place), bytes));
    files.filter(|(path, _)| !path.split('/').any(|part| part.starts_with('.'))).collect()
}

fn by_brute_force(files: &BTreeMap<String, Vec<u8>>) -> Tables {
    let paths: Vec<String> = files.keys().cloned().collect();
    let mut tables = Tables::default();
    for (source, bytes) in files {
        for link in links_of(source, bytes) {
            let (linkpath, _) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let (counts, end) = match resolve(linkpath, source, &paths) {
                Some(destination) => (&mut tables.resolved, destination),
                None => (&mut tables.unresolved, unresolved_key(linkpath)),
            };
            *counts.entry((source.clone(), end)).or_default() += 1;
        }
    }
    tables
}

/// Counts the links that `links --all` lists.
fn summed(rows: &Value) -> Tables {
    let mut tables = Tables::default();
    for row in rows.as_array().expect("rows") {
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let source = text("source").expect("a source");
        let (counts, end) = match text("destination") {
            Some(destination) => (&mut tables.resolved, destination),
            None => (&mut tables.unresolved, unresolved_key(&text("linkpath").expect("a linkpath"))),
        };
        *counts.entry((source, end)).or_default() += 1;
    }
    tables
}

/// Unresolved targets of all sources, as listed by `unresolved`: target, count, sources.
fn wanted(tables: &Tables) -> BTreeMap<String, (u64, BTreeSet<String>)> {
    let mut wanted: BTreeMap<String, (u64, BTreeSet<String>)> = BTreeMap::new();
    for ((source, key), count) in &tables.unresolved {
        let entry = wanted.entry(key.clone()).or_default();
        entry.0 += count;
        entry.1.insert(source.clone());
    }
    wanted
}

fn listed(unresolved: &Value) -> BTreeMap<String, (u64, BTreeSet<String>)> {
    let row = |row: &Value| {
        let sources =
            row["sources"].as_array().expect("sources").iter().map(|it| it.as_str().expect("a path").to_owned());
        (
            row["target"].as_str().expect("a target").to_owned(),
            (row["count"].as_u64().expect("a count"), sources.collect()),
        )
    };
    let rows = unresolved.as_array().expect("rows");
    let listed: BTreeMap<_, _> = rows.iter().map(row).collect();
    assert_eq!(listed.len(), rows.len(), "a target is listed twice");
    listed
}

/// Returns orphans and dead ends.
fn lonely(files: &BTreeMap<String, Vec<u8>>, tables: &Tables) -> (Vec<String>, Vec<String>) {
    let notes = || files.keys().filter(|path| path.to_lowercase().ends_with(".md"));
    let wanted: BTreeSet<&String> =
        tables.resolved.keys().filter(|(source, end)| source != end).map(|(_, end)| end).collect();
    let links: BTreeSet<&String> =
        tables.resolved.keys().chain(tables.unresolved.keys()).map(|(source, _)| source).collect();
    let without = |set: &BTreeSet<&String>| notes().filter(|path| !set.contains(path)).cloned().collect();
    (without(&wanted), without(&links))
}

#[track_caller]
fn assert_same(found: &Tables, expected: &Tables) {
    for (found, expected, what) in
        [(&found.resolved, &expected.resolved, "resolved"), (&found.unresolved, &expected.unresolved, "unresolved")]
    {
        let pairs: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
        let differ: Vec<_> = pairs
            .into_iter()
            .filter(|pair| found.get(*pair) != expected.get(*pair))
            .map(|pair| format!("{pair:?}: found {:?}, expected {:?}", found.get(pair), expected.get(pair)))
            .collect();
        assert!(differ.is_empty(), "{what}:\n{}", differ.join("\n"));
    }
}

/// Compares the output of commands with the reference implementation, and returns its tables.
#[track_caller]
fn check_commands(vault: &Vault) -> Tables {
    vault.index();
    let files = files(vault);
    let expected = by_brute_force(&files);
    assert_same(&summed(&vault.json(&["links", "--all", "--json"])["links"]), &expected);
    assert_eq!(listed(&vault.json(&["unresolved", "--json"])["unresolved"]), wanted(&expected));
    let (orphans, deadends) = lonely(&files, &expected);
    assert_eq!(vault.json(&["orphans", "--json"])["notes"], serde_json::json!(orphans));
    assert_eq!(vault.json(&["deadends", "--json"])["notes"], serde_json::json!(deadends));
    expected
}

#[test]
fn reference_implementation_passes_the_examples_of_the_specification() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/spec/obsidian.md");
    let text = fs::read_to_string(page).expect("the page is read");
    let (_, rest) = text.split_once("Vault: `").expect("the table's vault");
    let (vault, rest) = rest.split_once("`; sources").expect("its end");
    // Names with spaces are quoted.
    let mut paths: Vec<String> = Vec::new();
    for (position, part) in vault.split('"').enumerate() {
        match position % 2 {
            0 => paths.extend(part.split_whitespace().map(str::to_owned)),
            _ => paths.push(part.to_owned()),
        }
    }
    let rows = rest.lines().skip_while(|line| !line.starts_with("| ---") && !line.starts_with("|---")).skip(1);
    let mut n_rows = 0;
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> =
            row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').trim()).collect();
        let [source, link, destination] = cells[..] else { panic!("{row}") };
        if link.is_empty() {
            continue;
        }
        let expected = (destination != "unresolved").then(|| destination.to_owned());
        assert_eq!(resolve(link, source, &paths), expected, "{row}");
        n_rows += 1;
    }
    assert!(n_rows > 40, "{n_rows} rows");
}

#[test]
fn links_of_the_tour_match_the_reference() {
    let tables = check_commands(&Vault::copy_of(&fixture("tour").join("vault")));
    let sum = |counts: &Counts| counts.values().sum::<u64>();
    assert_eq!((sum(&tables.resolved), sum(&tables.unresolved)), (150, 11));
}

/// Finds the wikilinks of a note with a plain scan of its lines: the targets in properties, then those in the text.
fn scanned(text: &str) -> (Vec<String>, Vec<String>) {
    let mut lines = text.lines().peekable();
    let (mut of_properties, mut of_text) = (Vec::new(), Vec::new());
    let target = |inner: &str| inner.split('|').next().unwrap_or(inner).trim().trim_end_matches('\\').to_owned();
    if lines.next_if(|line| *line == "---").is_some() {
        let block: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "---").collect();
        for line in block {
            let value = line.split_once(": ").map_or(line, |(_, value)| value).trim().trim_start_matches("- ").trim();
            let unquoted = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            let inner = unquoted.and_then(|it| it.strip_prefix("[[")).and_then(|it| it.strip_suffix("]]"));
            of_properties.extend(inner.map(target));
        }
    }
    let mut in_fence = false;
    for line in lines {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        } else if !in_fence {
            let prose: String = line.split('`').step_by(2).collect();
            let inners = prose.split("[[").skip(1).filter_map(|rest| rest.split_once("]]"));
            of_text.extend(inners.map(|(inner, _)| target(inner)).filter(|target| !target.is_empty()));
        }
    }
    (of_properties, of_text)
}

#[test]
fn links_of_a_vault_in_real_use_match_the_reference() {
    let vault = Vault::copy_of(&fixture("kepano").join("vault"));
    let tables = check_commands(&vault);

    let files = files(&vault);
    let mut n_links = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
        let text = String::from_utf8_lossy(bytes);
        let links = links_of(path, bytes);
        n_links += links.len();
        let parsed = |property: bool| -> Vec<String> {
            let wanted = links.iter().filter(|link| (link.kind == LinkKind::Property) == property);
            let wikilinks = wanted.filter(|link| property || text[link.span.range()].contains("[["));
            wikilinks.map(|link| link.target.to_string()).collect()
        };
        assert_eq!((parsed(true), parsed(false)), scanned(&text), "{path}");
    }
    let (orphans, deadends) = lonely(&files, &tables);
    let sum = |counts: &Counts| counts.values().sum::<u64>() as usize;
    let notes = files.keys().filter(|path| path.ends_with(".md")).count();
    // A search for brackets counts as many wikilinks.
    assert_eq!((files.len(), notes, n_links), (135, 103, 209));
    assert_eq!((sum(&tables.resolved), sum(&tables.unresolved)), (147, 62));
    assert_eq!((tables.resolved.len(), wanted(&tables).len()), (145, 49));
    assert_eq!((orphans.len(), deadends.len()), (71, 4));
    // Counted by hand.
    let leads = |source: &str, end: &str| tables.resolved.get(&(source.to_owned(), end.to_owned())).copied();
    let lacks = |source: &str, key: &str| tables.unresolved.get(&(source.to_owned(), key.to_owned())).copied();
    let idea = "Notes/Evergreen notes turn ideas into objects that you can manipulate.md";
    assert_eq!(leads("Notes/2023 Japan Trip.md", "Categories/Trips.md"), Some(1));
    assert_eq!(leads("Notes/2023 Japan Trip.md", "References/Kyoto.md"), Some(1));
    assert_eq!(leads("Notes/Product usage analysis.md", "Clippings/Buy wisely.md"), Some(1));
    assert_eq!(leads("Notes/Product usage analysis.md", "Templates/Bases/Products.base"), Some(1));
    assert_eq!(leads(idea, "Categories/Evergreen.md"), Some(2));
    assert_eq!(lacks(idea, "Everything is a remix"), Some(2));
}

/// Few names in few folders, which collide by name, case, Unicode normalization form and path suffix.
const FOLDERS: &[&str] = &["", "a/", "A/", "a/b/", "b/", "ab/", "\u{c9}/", "E\u{301}/", "a.b/", "a/a b/"];
const NAMES: &[&str] =
    &["Note", "note", "NOTE", "\u{c9}t\u{e9}", "e\u{301}te\u{301}", "v1", "v1.2", "Note.md", "ΟΔΟΣ", "οδος", "x y"];
const EXTENSIONS: &[&str] = &[".md", ".md", ".md", ".MD", ".canvas", ".png", ".markdown", ""];
const STARTS: &[&str] =
    &["", "", "", "./", "../", "../../", "./../", "/", "b/", "a/b/", "a/", "A/", "E\u{301}/", "zz/"];
const ENDINGS: &[&str] = &["", "", "", ".md", ".MD", ".png", ".canvas", "/"];
const SUBPATHS: &[&str] = &["", "", "", "#H", "#^id", "#A#B", "#"];

#[derive(Debug, Clone)]
struct Written {
    form: usize,
    target: String,
}

#[derive(Debug, Clone)]
struct Made {
    path: String,
    links: Vec<Written>,
}

fn target() -> impl Strategy<Value = String> {
    let pick = prop::sample::select::<&'static str>;
    let usual = (pick(STARTS), pick(NAMES), pick(ENDINGS), pick(SUBPATHS))
        .prop_map(|(start, name, ending, subpath)| format!("{start}{name}{ending}{subpath}"));
    prop_oneof![8 => usual, 1 => pick(&["#H", "#^id", " ", "", "Missing", "a\\note", "\u{a0}note", "a/../note"]).prop_map(str::to_owned)]
}

fn file() -> impl Strategy<Value = Made> {
    let pick = prop::sample::select::<&'static str>;
    let path = (pick(FOLDERS), pick(NAMES), pick(EXTENSIONS)).prop_map(|parts| [parts.0, parts.1, parts.2].concat());
    let links = prop::collection::vec((0..8usize, target()).prop_map(|(form, target)| Written { form, target }), 0..6);
    (path, links).prop_map(|(path, links)| Made { path, links })
}

fn text_of(file: &Made) -> String {
    if file.path.ends_with(".canvas") {
        let nodes = file.links.iter().map(|link| match link.form % 2 {
            0 => serde_json::json!({"type": "text", "text": format!("a [[{}]]", link.target)}),
            _ => serde_json::json!({"type": "file", "file": link.target.split('#').next(), "subpath": "#H"}),
        });
        return serde_json::json!({"nodes": nodes.collect::<Vec<_>>(), "edges": []}).to_string();
    }
    let (properties, others): (Vec<&Written>, Vec<&Written>) = file.links.iter().partition(|link| link.form == 0);
    let mut text = "---\nup:\n".to_owned();
    properties.iter().for_each(|link| text += &format!("  - \"[[{}]]\"\n", link.target.replace('\\', "\\\\")));
    text += "---\n";
    for Written { form, target } in others {
        text += &match form {
            1 => format!("- ![[{target}]]\n"),
            2 => format!("[[{target}|shown]]\n\n"),
            3 => format!("a [t](<{target}>)\n"),
            4 => format!("%% [[{target}]] %%\n\n"),
            5 => format!("`[[{target}]]`\n\n"),
            6 => format!("![t](<{target}>)\n"),
            _ => format!("> [[{target}]]\n\n"),
        };
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn links_of_random_vaults_match_the_reference(made in prop::collection::vec(file(), 1..9)) {
        let vault = Vault::new("");
        for file in &made {
            vault.write(&file.path, text_of(file));
        }
        vault.index();
        let session = Session::open(&vault.place(), RefreshPolicy::NoRefresh, &Silent).expect("an index");
        crate::partial_catalog::check(&session);
        let catalog = session.catalog(&[Part::Links, Part::Outline]).expect("a catalog");
        let value = |rows: Result<Value, _>| rows.expect("rows serialise");
        let rows = value(serde_json::to_value(links::all_links(&catalog)));

        // Read from disk, because on some file systems two of the names are the same file.
        let files = files(&vault);
        let expected = by_brute_force(&files);
        assert_same(&summed(&rows), &expected);
        prop_assert_eq!(listed(&value(serde_json::to_value(links::unresolved(&catalog)))), wanted(&expected));
        let (orphans, deadends) = lonely(&files, &expected);
        let notes = |paths: Vec<&str>| -> Vec<String> {
            paths.iter().filter(|path| path.to_lowercase().ends_with(".md")).map(|path| (*path).to_owned()).collect()
        };
        prop_assert_eq!(notes(links::orphans(&catalog, false)), orphans);
        prop_assert_eq!(notes(links::deadends(&catalog)), deadends);
    }
}
