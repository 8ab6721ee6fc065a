//! Parsing of a note and resolution of all links of a vault. Run with `cargo bench -p vaultdex-notes`.

#![forbid(unsafe_code)]

#[path = "../../../benches/generate/draft.rs"]
mod draft;
#[path = "../../../benches/generate/plan.rs"]
mod plan;
#[path = "../../../benches/generate/random.rs"]
mod random;
#[path = "../../../benches/generate/shapes.rs"]
mod shapes;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use vaultdex_notes::resolve::{LinkGraph, Resolver};
use vaultdex_notes::{Note, VaultPath, parse};

const NOTES: usize = 10_000;

/// The paths and texts of a generated vault.
static VAULT: LazyLock<Vec<(VaultPath, String)>> = LazyLock::new(|| {
    let plan = plan::Plan::new(NOTES, 1);
    let note =
        |number: usize| (VaultPath::new(format!("{}.md", plan.path(number))), draft::Draft::of(&plan, number).text);
    let mut notes: Vec<(VaultPath, String)> = (0..NOTES).map(note).collect();
    notes.sort();
    notes
});

/// The parsed notes of the vault.
static PARSED_NOTES: LazyLock<Vec<Note>> = LazyLock::new(|| VAULT.iter().map(|(_, text)| parse::note(text)).collect());

fn main() {
    divan::main();
}

/// Returns the largest of the first integration notes.
fn integration_note() -> &'static (VaultPath, String) {
    let is_integration = |text: &str| text.contains("integration");
    let notes = VAULT.iter().filter(|(_, text)| is_integration(text)).chain(VAULT.iter());
    notes.take(200).max_by_key(|(_, text)| text.len()).expect("a vault with notes")
}

#[divan::bench]
fn parse_note(bencher: Bencher) {
    let (_, text) = integration_note();
    bencher.counter(BytesCount::of_str(text)).bench(|| parse::note(divan::black_box(text)));
}

#[divan::bench]
fn parse_typed_link(bencher: Bencher) {
    bencher.bench(|| parse::link(divan::black_box("[[Orders#Error handling|the feed]]")));
}

#[divan::bench]
fn build_resolver_for_10_000_files(bencher: Bencher) {
    bencher.bench(|| Resolver::new(VAULT.iter().map(|(path, _)| path)));
}

#[divan::bench]
fn resolve_links_of_10_000_files(bencher: Bencher) {
    let files: Vec<(&VaultPath, &Note)> = VAULT.iter().map(|(path, _)| path).zip(&*PARSED_NOTES).collect();
    let resolver = Resolver::new(VAULT.iter().map(|(path, _)| path));
    bencher.bench(|| LinkGraph::new(&resolver, &files));
}
