//! The pure rooms by themselves, in process: `cargo bench --bench rooms`. One integration note of a generated vault for
//! what is done note by note, ten thousand notes for what is done all at once.

#![forbid(unsafe_code)]

#[path = "generate/draft.rs"]
mod draft;
#[path = "generate/plan.rs"]
mod plan;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/shapes.rs"]
mod shapes;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use vaultdex::catalog::{Catalog, File};
use vaultdex::model::{Note, VaultPath};
use vaultdex::query::graph::{self, GraphView, LinksOptions};
use vaultdex::query::search::{self, Options, Outside, Prepared, Subject};
use vaultdex::render::graph::{FORMATS, Options as DrawOptions};
use vaultdex::resolve::{LinkGraph, Names};
use vaultdex::{extract, parse, session};

const NOTES: usize = 10_000;

/// Paths and texts of a generated vault.
static VAULT: LazyLock<Vec<(VaultPath, String)>> = LazyLock::new(|| {
    let plan = plan::Plan::new(NOTES, 1);
    let note =
        |number: usize| (VaultPath::new(format!("{}.md", plan.path(number))), draft::Draft::of(&plan, number).text);
    let mut notes: Vec<(VaultPath, String)> = (0..NOTES).map(note).collect();
    notes.sort();
    notes
});

/// The same as a catalog.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let file = |(path, text): &(VaultPath, String)| File::new(path.clone(), parse::note(text));
    Catalog::new(VAULT.iter().map(file).collect())
});

static VIEW: LazyLock<GraphView> = LazyLock::new(|| graph::links(&CATALOG, &LinksOptions::default()));

fn main() {
    divan::main();
}

/// The largest note that has something to be extracted.
fn integration_note() -> &'static (VaultPath, String) {
    let is_integration = |text: &str| text.contains("integration");
    let notes = VAULT.iter().filter(|(_, text)| is_integration(text)).chain(VAULT.iter());
    notes.take(200).max_by_key(|(_, text)| text.len()).expect("a vault of notes")
}

#[divan::bench]
fn parse_note(bencher: Bencher) {
    let (_, text) = integration_note();
    bencher.counter(BytesCount::of_str(text)).bench(|| parse::note(divan::black_box(text)));
}

#[divan::bench]
fn extract_changes_and_id(bencher: Bencher) {
    let (_, text) = integration_note();
    let note = parse::note(text);
    let words = extract::Words::default();
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        let page = extract::Page::new(text, &note, &words);
        (extract::changes(&page), extract::id(&page))
    });
}

#[divan::bench]
fn link_as_typed(bencher: Bencher) {
    bencher.bench(|| session::link(divan::black_box("[[Orders#Error handling|the feed]]")));
}

#[divan::bench]
fn names_of_10_000_files(bencher: Bencher) {
    bencher.bench(|| Names::new(VAULT.iter().map(|(path, _)| path)));
}

#[divan::bench]
fn resolve_10_000_files(bencher: Bencher) {
    let files: Vec<(&VaultPath, &Note)> = CATALOG.files.iter().map(|file| (&file.path, &file.note)).collect();
    bencher.bench(|| LinkGraph::new(&CATALOG.names, &files));
}

struct Nowhere;

impl Outside for Nowhere {
    fn links_to(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn linked_from(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn kind(&self, _: &VaultPath, _: search::Kind) -> bool {
        false
    }
    fn system(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn id(&self, _: &VaultPath, _: &str) -> bool {
        false
    }
    fn changed(&self, _: &VaultPath, _: &search::DateRange) -> bool {
        false
    }
}

#[divan::bench(args = ["status", "line:(status active)", "section:(/a[a-z]+e/ -zebra)"])]
fn match_note(bencher: Bencher, query: &str) {
    let (path, text) = integration_note();
    let note = parse::note(text);
    let expr = search::parse(query).expect("a good query");
    let query = Prepared::new(&expr, Options::default()).expect("a good query");
    let subject = Subject { path, text, note: &note, outside: &Nowhere };
    bencher.counter(BytesCount::of_str(text)).bench_local(|| search::matches(&query, &subject));
}

#[divan::bench]
fn graph_of_10_000_files(bencher: Bencher) {
    bencher.bench(|| graph::links(&CATALOG, &LinksOptions::default()));
}

/// The formats that take a graph of any size.
#[divan::bench(args = ["dot", "graphml", "json", "csv"])]
fn render_10_000_files(bencher: Bencher, name: &str) {
    let format = FORMATS.iter().find(|format| format.name == name).expect("a format of the shelf");
    let part = format.parts.last().expect("a format has a part");
    bencher.bench(|| (part.render)(&VIEW, &DrawOptions::default(), &mut std::io::sink()).is_ok());
}
