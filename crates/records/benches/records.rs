//! Benchmarks the extraction from one integration note: `cargo bench -p vaultdex-records`.

#![forbid(unsafe_code)]

#[path = "../../../benches/generate/note.rs"]
mod note;
#[path = "../../../benches/generate/vault.rs"]
mod vault;

use divan::Bencher;
use divan::counter::BytesCount;
use vaultdex_notes::parse;
use vaultdex_records::{Synonyms, extract};

use crate::note::integration_note;

fn main() {
    divan::main();
}

#[divan::bench]
fn extract_note(bencher: Bencher) {
    let (path, text) = integration_note();
    let (note, synonyms) = (parse::note(text), Synonyms::default());
    bencher.counter(BytesCount::of_str(text)).bench(|| extract(divan::black_box(text), &note, path, &synonyms));
}
