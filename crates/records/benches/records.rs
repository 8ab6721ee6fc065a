//! Benchmarks the extraction from one integration note: `cargo bench -p vaultdex-records`.

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
use vaultdex_notes::{VaultPath, parse};
use vaultdex_records::{Synonyms, extract};

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

fn main() {
    divan::main();
}

/// Returns the largest note that has records.
fn integration_note() -> &'static (VaultPath, String) {
    let is_integration = |text: &str| text.contains("integration");
    let notes = VAULT.iter().filter(|(_, text)| is_integration(text)).chain(VAULT.iter());
    notes.take(200).max_by_key(|(_, text)| text.len()).expect("a vault of notes")
}

#[divan::bench]
fn extract_note(bencher: Bencher) {
    let (path, text) = integration_note();
    let (note, synonyms) = (parse::note(text), Synonyms::default());
    bencher.counter(BytesCount::of_str(text)).bench(|| extract(divan::black_box(text), &note, path, &synonyms));
}
