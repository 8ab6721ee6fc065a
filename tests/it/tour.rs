//! Compares the output of commands on the tour vault with `BY-HAND.md`, which was written from reading the notes.

mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use page::{Page, PageLink};
use serde_json::{Value, json};
use vaultdex_notes::parse;

use crate::support::{Vault, fixture};

static PAGE: LazyLock<Page> =
    LazyLock::new(|| Page::read(&fs::read_to_string(fixture("tour").join("BY-HAND.md")).expect("the page")));

fn tour() -> Vault {
    let vault = Vault::copy_of(&fixture("tour").join("vault"));
    vault.index();
    vault
}

/// Returns every visible file of the tour vault.
fn paths() -> BTreeSet<String> {
    let root = fixture("tour").join("vault");
    let vault = Vault::copy_of(&root);
    let root = vault.root();
    let paths = vault.bytes().into_keys().map(|path| path.strip_prefix(&root).expect("below").display().to_string());
    paths.filter(|path| !path.starts_with('.')).collect()
}

/// Returns the path of a file that the page names without `.md`.
#[track_caller]
fn path_of(name: &str, paths: &BTreeSet<String>) -> String {
    let candidates = [name.to_owned(), format!("{name}.md")];
    let found: Vec<&String> = candidates.iter().filter(|path| paths.contains(*path)).collect();
    assert_eq!(found.len(), 1, "the page speaks of {name:?}");
    found[0].clone()
}

fn text_of(path: &str) -> String {
    fs::read_to_string(fixture("tour").join("vault").join(path)).expect("a text")
}

fn parsed(path: &str) -> vaultdex_notes::Note {
    if path.ends_with(".canvas") { parse::canvas(&text_of(path)) } else { parse::note(&text_of(path)) }
}

fn array<'a>(document: &'a Value, key: &str) -> &'a Vec<Value> {
    document[key].as_array().unwrap_or_else(|| panic!("no {key} in {document}"))
}

/// Compares item by item, so that a failure shows only the difference.
#[track_caller]
fn check<T: std::fmt::Debug + PartialEq>(found: &[T], expected: &[T], what: &str) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(
        found.len(),
        expected.len(),
        "{what}: the rest is {:?}",
        found.get(expected.len()..).or(expected.get(found.len()..))
    );
}

#[test]
fn page_is_consistent() {
    let paths = paths();
    let kinds =
        ["md", "canvas", "base"].map(|kind| paths.iter().filter(|path| path.ends_with(&format!(".{kind}"))).count());
    assert_eq!(PAGE.counts, [kinds[0], kinds[1], kinds[2], paths.len() - kinds.iter().sum::<usize>()]);

    let all: Vec<_> = PAGE.all_links().collect();
    let resolved = all.iter().filter(|(_, link)| link.destination.is_some()).count();
    assert_eq!(PAGE.together, [all.len(), resolved, all.len() - resolved]);

    let listed: Vec<&String> = PAGE.backlinks.iter().map(|(path, ..)| path).collect();
    assert_eq!(listed, paths.iter().collect::<Vec<_>>());
    for (path, count, own) in &PAGE.backlinks {
        let leads_here =
            |link: &PageLink| link.destination.as_ref().map(|name| path_of(name, &paths)).as_ref() == Some(path);
        let sources: Vec<String> =
            all.iter().filter(|(_, link)| leads_here(link)).map(|(source, _)| path_of(source, &paths)).collect();
        let itself = sources.iter().filter(|source| *source == path).count();
        assert_eq!((*count, *own), (sources.len(), itself), "{path}");
    }
    for (source, link) in &all {
        let itself = link.destination.as_deref() == Some(*source);
        assert_eq!(link.itself, itself, "{source}: {link:?}");
    }
}

#[test]
fn links_resolve_as_on_the_page() {
    let (vault, paths) = (tour(), paths());
    let document = vault.json(&["links", "--all", "--json"]);
    let found = array(&document, "links");
    let sources: BTreeSet<&str> = found.iter().map(|link| link["source"].as_str().expect("a source")).collect();
    let expected = PAGE.links.iter().map(|(source, _)| path_of(source, &paths));
    let listed: BTreeSet<String> = expected.collect();
    assert!(sources.iter().all(|source| listed.contains(*source)), "{sources:?}");
    let with_links: BTreeSet<String> =
        paths.iter().filter(|path| path.ends_with(".md") || path.ends_with(".canvas")).cloned().collect();
    assert_eq!(listed, with_links, "the page has a section for every note and canvas");

    for (name, links) in &PAGE.links {
        let source = path_of(name, &paths);
        let text = text_of(&source);
        let sizes: Vec<_> = parsed(&source).links.iter().map(|link| link.size()).collect();
        let rows: Vec<&Value> = found.iter().filter(|link| link["source"] == source.as_str()).collect();
        let mut actual = Vec::new();
        for (row, size) in rows.iter().zip(&sizes) {
            let expected = links.get(actual.len());
            let slice =
                &text[row["start"].as_u64().expect("start") as usize..row["end"].as_u64().expect("end") as usize];
            actual.push(PageLink {
                line: row["line"].as_u64().expect("a line"),
                kind: ["wikilink", "embed", "markdown", "property"]
                    .into_iter()
                    .find(|kind| row["kind"] == *kind)
                    .expect("a kind"),
                property: row["property"].as_str().map(str::to_owned),
                target: row["target"].as_str().expect("a target").to_owned(),
                destination: row["destination"].as_str().map(|path| path.trim_end_matches(".md").to_owned()),
                // Where the page has no heading, the link has none or its target has no headings.
                anchor: match (expected.and_then(|link| link.anchor), row["anchor"].as_str().expect("an anchor")) {
                    (None, "none") => None,
                    (None, _) if row["destination"] == "Catalogue.base" => None,
                    (_, anchor) => ["found", "missing"].into_iter().find(|it| *it == anchor),
                },
                size: *size,
                in_comment: row["in_comment"].as_bool().expect("a flag"),
                itself: row["destination"] == row["source"],
                written_with: expected.and_then(|link| link.written_with).filter(|part| slice.contains(part)),
            });
        }
        assert_eq!(rows.len(), sizes.len(), "{source}: parsed and listed");
        check(&actual, links, &source);
        for row in rows {
            let state = if row["destination"].is_null() { "unresolved" } else { "resolved" };
            assert_eq!(row["state"], state, "{row}");
        }
        // The command for a single note returns the same rows.
        let alone = vault.json(&["links", &source, "--json"]);
        let rows: Vec<Value> = found.iter().filter(|link| link["source"] == source.as_str()).cloned().collect();
        assert_eq!(array(&alone, "links"), &rows);
    }
    assert_eq!(found.len(), PAGE.together[0]);
}

#[test]
fn backlinks_match_the_page() {
    let vault = tour();
    let all = vault.json(&["links", "--all", "--json"]);
    for (path, count, own) in &PAGE.backlinks {
        let document = vault.json(&["backlinks", path, "--json"]);
        let rows = array(&document, "links");
        let leads_here: Vec<Value> =
            array(&all, "links").iter().filter(|link| link["destination"] == path.as_str()).cloned().collect();
        check(rows, &leads_here, path);
        let itself = rows.iter().filter(|link| link["source"] == path.as_str()).count();
        assert_eq!((rows.len(), itself), (*count, *own), "{path}");
    }
    let ran = vault.run(&["backlinks", "Web Shop", "--count"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("13\n", 0));
    let ran = vault.run(&["backlinks", "Shelf Labels", "--count"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("0\n", 1));
}

#[test]
fn unresolved_links_and_orphans_match_the_page() {
    let vault = tour();
    let document = vault.json(&["unresolved", "--json"]);
    let expected: Vec<Value> = PAGE
        .unresolved
        .iter()
        .map(|(target, count, sources)| json!({"target": target, "count": count, "sources": sources}))
        .collect();
    check(array(&document, "unresolved"), &expected, "unresolved");
    let check = |args: &[&str], expected: &[String]| {
        assert_eq!(vault.json(args)["notes"], json!(expected), "{args:?}");
    };
    check(&["orphans", "--json"], &PAGE.orphans);
    check(&["orphans", "--strict", "--json"], &PAGE.strict_orphans);
    check(&["deadends", "--json"], &PAGE.deadends);
}

#[test]
fn timeline_matches_the_page() {
    let vault = tour();
    let document = vault.json(&["changelog", "--json"]);
    let slot = |slot: &Option<page::Slot>| {
        slot.as_ref().map_or(Value::Null, |(text, destination)| json!({"text": text, "destination": destination}))
    };
    let expected: Vec<Value> = PAGE
        .events
        .iter()
        .map(|event| {
            let locations = event.locations.iter().map(|(path, line)| json!({"path": path, "line": line}));
            json!({
                "date": event.date,
                "time": event.time,
                "precision": if event.time.is_some() { "minute" } else { "day" },
                "verb": event.verb,
                "text": event.text,
                "subject": slot(&event.subject),
                "object": slot(&event.object),
                "version": event.version,
                "author": event.author,
                "details": event.details,
                "source": event.source,
                "path": event.locations[0].0,
                "line": event.locations[0].1,
                "locations": locations.collect::<Vec<_>>(),
            })
        })
        .collect();
    check(array(&document, "entries"), &expected, "events");

    let malformed = array(&document, "malformed");
    let (path, line, text, suggestion) = &PAGE.malformed;
    assert_eq!(malformed.len(), 1, "{malformed:?}");
    let expected = json!([path, line, text, "no separator", suggestion]);
    assert_eq!(json!(["path", "line", "text", "reason", "suggestion"].map(|key| &malformed[0][key])), expected);
}

#[test]
fn dates_of_properties_and_footers_are_not_entries() {
    let vault = tour();
    let usual = vault.json(&["changelog", "--json"]);
    let all = vault.json(&["changelog", "--source", "all", "--json"]);
    let others = |document: &Value| -> Vec<Value> {
        array(document, "entries").iter().filter(|entry| entry["source"] != "dates").cloned().collect()
    };
    assert_eq!(others(&all), others(&usual));
    assert_eq!(others(&usual).len(), array(&usual, "entries").len());
}

#[test]
fn tags_aliases_and_tasks_match_the_page() {
    let (vault, paths) = (tour(), paths());
    let notes: BTreeMap<&String, _> =
        paths.iter().filter(|path| path.ends_with(".md")).map(|path| (path, parsed(path))).collect();
    let mut tags: Vec<(String, String, u64)> = Vec::new();
    let mut aliases = Vec::new();
    for (path, note) in &notes {
        let in_text = note.tags.iter().filter(|tag| !tag.in_frontmatter);
        tags.extend(in_text.map(|tag| (tag.name.clone(), (*path).clone(), u64::from(tag.span.line))));
        aliases.extend(note.aliases.iter().map(|alias| (alias.clone(), (*path).clone())));
    }
    let mut expected = PAGE.tags.clone();
    expected.sort_by(|left, right| (&left.1, left.2).cmp(&(&right.1, right.2)));
    check(&tags, &expected, "tags of the text");
    check(&aliases, &PAGE.aliases, "aliases");
    for (alias, path) in &PAGE.aliases {
        assert_eq!(vault.json(&["links", alias, "--json"]), vault.json(&["links", path, "--json"]), "{alias}");
    }
    for (path, counts) in &PAGE.tasks {
        let marks: Vec<char> = notes[path].tasks.iter().filter_map(|item| item.task).collect();
        let is_done = |mark: char| mark == 'x' || mark == 'X';
        let done = marks.iter().filter(|mark| is_done(**mark)).count();
        let open = marks.iter().filter(|mark| **mark == ' ').count();
        assert_eq!([open, done, marks.len() - open - done], *counts, "{path}");
    }
}

#[test]
fn queries_find_the_notes_on_the_page() {
    let vault = tour();
    for (query, expected) in &PAGE.queries {
        assert_eq!(&vault.found(&[query]), expected, "{query}");
        let document = vault.json(&["search", query, "--json", "-n", "1000"]);
        let mut hits: Vec<&str> =
            array(&document, "hits").iter().map(|hit| hit["path"].as_str().expect("a path")).collect();
        hits.sort_unstable();
        assert_eq!(&hits, expected, "{query} as JSON");
        assert_eq!(
            (&document["total"], &document["total_is_exact"]),
            (&json!(expected.len()), &json!(true)),
            "{query}"
        );
        assert_eq!(vault.run(&["search", query, "--count"]).stdout, format!("{}\n", expected.len()), "{query} counted");
    }
}

/// Returns the kind of node for a path or an unresolved target.
fn kind_of(end: &str, paths: &BTreeSet<String>) -> &'static str {
    match end.rsplit_once('.') {
        _ if !paths.contains(end) => "unresolved",
        Some((_, "md")) => "note",
        Some((_, "canvas")) => "canvas",
        _ => "attachment",
    }
}

/// Returns the pairs of linked files on the page with the number of links and of embeds.
fn pairs(paths: &BTreeSet<String>) -> BTreeMap<(String, String), (u64, u64)> {
    let mut pairs = BTreeMap::new();
    for (source, link) in PAGE.all_links() {
        let target = link.destination.as_ref().map_or_else(|| link.target.clone(), |name| path_of(name, paths));
        let pair: &mut (u64, u64) = pairs.entry((path_of(source, paths), target)).or_default();
        *pair = (pair.0 + 1, pair.1 + u64::from(link.kind == "embed"));
    }
    pairs
}

/// Reads a JSON graph: its nodes by path or label with their kinds, and its edges.
#[allow(clippy::type_complexity)]
fn graph(document: &Value) -> (BTreeMap<String, String>, BTreeMap<(String, String), (u64, u64)>) {
    let mut ids = BTreeMap::new();
    let mut nodes = BTreeMap::new();
    for node in array(document, "nodes") {
        let end = node["path"].as_str().or(node["label"].as_str()).expect("a label");
        ids.insert(node["id"].as_str().expect("an id"), end);
        assert!(
            nodes.insert(end.to_owned(), node["kind"].as_str().expect("a kind").to_owned()).is_none(),
            "{end} twice"
        );
    }
    let mut edges = BTreeMap::new();
    for edge in array(document, "edges") {
        let end = |key: &str| ids[edge[key].as_str().expect("an id")].to_owned();
        let counts = (edge["count"].as_u64().expect("a count"), edge["embeds"].as_u64().expect("embeds"));
        assert!(edges.insert((end("source"), end("target")), counts).is_none(), "{edge} twice");
        assert_eq!(edge["kind"], "link");
    }
    (nodes, edges)
}

#[test]
fn graph_has_the_links_of_the_page() {
    let (vault, paths) = (tour(), paths());
    let wanted: BTreeSet<&String> = PAGE.unresolved.iter().map(|(target, ..)| target).collect();
    let check = |flags: &[&str], kinds: &[&str]| {
        let document = vault.json(&[&["graph", "--format", "json"], flags].concat());
        let (nodes, edges) = graph(&document);
        let ends = paths.iter().chain(wanted.iter().copied());
        let expected: BTreeMap<String, String> = ends
            .map(|end| (end.clone(), kind_of(end, &paths).to_owned()))
            .filter(|(_, kind)| kinds.contains(&kind.as_str()))
            .collect();
        assert_eq!(nodes, expected, "{flags:?}");
        let drawn = |end: &String| kinds.contains(&kind_of(end, &paths));
        let expected: BTreeMap<_, _> = pairs(&paths).into_iter().filter(|((_, target), _)| drawn(target)).collect();
        assert_eq!(edges, expected, "{flags:?}");
        let degrees =
            |key: &str| array(&document, "nodes").iter().map(|node| node[key].as_u64().expect("a degree")).sum::<u64>();
        assert_eq!((degrees("in_degree"), degrees("out_degree")), (edges.len() as u64, edges.len() as u64));
    };
    check(&[], &["note", "canvas", "unresolved"]);
    check(&["--existing-only"], &["note", "canvas"]);
    check(&["--attachments"], &["note", "canvas", "unresolved", "attachment"]);
}

#[test]
fn graph_around_a_note_has_its_neighbors() {
    let (vault, paths) = (tour(), paths());
    let center = "Systems/Web Shop.md";
    let pairs = pairs(&paths);
    let check = |direction: &str, out: bool, into: bool| {
        let args = ["graph", "--format", "json", "--around", "Web Shop", "--depth", "1", "--direction", direction];
        let (nodes, edges) = graph(&vault.json(&args));
        let mut expected = BTreeSet::from([center.to_owned()]);
        expected.extend(pairs.keys().filter(|(source, _)| out && source == center).map(|(_, target)| target.clone()));
        expected.extend(pairs.keys().filter(|(_, target)| into && target == center).map(|(source, _)| source.clone()));
        assert_eq!(nodes.keys().cloned().collect::<BTreeSet<_>>(), expected, "{direction}");
        for (pair, counts) in &edges {
            assert_eq!(pairs.get(pair), Some(counts), "{pair:?}");
        }
        let touches = |pair: &(String, String)| (out && pair.0 == center) || (into && pair.1 == center);
        for pair in pairs.keys().filter(|pair| touches(pair)) {
            assert!(edges.contains_key(pair), "{pair:?} is not drawn for {direction}");
        }
    };
    check("both", true, true);
    check("out", true, false);
    check("in", false, true);
}

#[test]
fn mermaid_and_json_graphs_are_equal() {
    let vault = tour();
    for flags in [&[][..], &["--attachments"], &["--existing-only"], &["--around", "Web Shop"], &["--no-orphans"]] {
        let document = vault.json(&[&["graph", "--format", "json"], flags].concat());
        let ran = vault.run(&[&["graph"], flags].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{flags:?}");
        let mut lines = ran.stdout.lines();
        assert_eq!(lines.next(), Some("flowchart LR"));
        let nodes = ran.stdout.lines().filter(|line| line.starts_with("  n") && line.ends_with("\"]")).count();
        let edges = ran
            .stdout
            .lines()
            .filter(|line| line.contains("--> n") || line.contains("->|") || line.contains("-.-> n"))
            .count();
        assert_eq!(nodes, array(&document, "nodes").len(), "{flags:?}");
        assert_eq!(edges, array(&document, "edges").len(), "{flags:?}");
    }
}

#[test]
fn graph_is_written_to_a_file_without_overwriting() {
    let vault = tour();
    let before = vault.bytes();
    let file = vault.root().parent().expect("a home").join("Links of the tour.md");
    let name = file.to_str().expect("a path");
    let ran = vault.run(&["graph", "-o", name]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    let written = fs::read_to_string(&file).expect("written");
    let diagram = vault.run(&["graph"]).stdout;
    assert_eq!(written, format!("# Links of the tour\n\n```mermaid\n{diagram}```\n"));

    fs::write(&file, "mine").expect("a file");
    let ran = vault.run(&["graph", "-o", name]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("--force"), "{ran:?}");
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
    assert_eq!(vault.run(&["graph", "-o", name, "--force"]).code, 0);
    assert_eq!(fs::read_to_string(&file).expect("written"), written);

    let inside = vault.root().join("Graph.md");
    for flags in [&[][..], &["--force"]] {
        let ran = vault.run(&[&["graph", "-o", inside.to_str().expect("a path")], flags].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("--in-vault"), "{ran:?}");
    }
    assert_eq!(vault.bytes(), before);
    assert_eq!(vault.run(&["graph", "-o", inside.to_str().expect("a path"), "--in-vault"]).code, 0);
    let note = fs::read_to_string(&inside).expect("written");
    assert!(note.starts_with("# Graph\n\n```mermaid\nflowchart LR\n") && note.ends_with("\n```\n"), "{note}");
}
