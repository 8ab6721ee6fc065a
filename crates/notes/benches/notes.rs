//! Parsing of a note and resolution of all links of a vault. Run with `cargo bench -p vaultdex-notes`.

#![forbid(unsafe_code)]

#[path = "../../../benches/generate/note.rs"]
mod note;
#[path = "../../../benches/generate/vault.rs"]
mod vault;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use vaultdex_notes::resolve::{LinkGraph, Resolver};
use vaultdex_notes::{Note, VaultPath, parse};

use crate::note::integration_note;
use crate::vault::VAULT;

/// The parsed notes of the vault.
static PARSED_NOTES: LazyLock<Vec<Note>> = LazyLock::new(|| VAULT.iter().map(|(_, text)| parse::note(text)).collect());

fn main() {
    divan::main();
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
