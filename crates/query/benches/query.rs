//! In-process benchmarks of matching one note and of building graphs: `cargo bench -p vaultdex-query`.

#![forbid(unsafe_code)]

#[path = "../../../benches/generate/note.rs"]
mod note;
#[path = "../../../benches/generate/vault.rs"]
mod vault;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use vaultdex_notes::{VaultPath, parse};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::graph::{self, LinksOptions};
use vaultdex_query::search::{self, CompiledQuery, Options, RecordFact, SearchDocument, VaultFacts};

use crate::note::integration_note;
use crate::vault::VAULT;

/// The catalog of that vault.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let file = |(path, text): &(VaultPath, String)| File::new(path.clone(), parse::note(text));
    Catalog::new(VAULT.iter().map(file).collect())
});

fn main() {
    divan::main();
}

/// No fact holds.
struct NoFacts;

impl VaultFacts for NoFacts {
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
    fn record(&self, _: &VaultPath, _: &RecordFact) -> bool {
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
    let expr = search::parse(query).expect("a valid query");
    let query = CompiledQuery::new(&expr, Options::default()).expect("a valid query");
    let document = SearchDocument { path, text, note: &note, facts: &NoFacts };
    bencher.counter(BytesCount::of_str(text)).bench_local(|| search::is_match(&query, &document));
}

#[divan::bench]
fn graph_of_10_000_files(bencher: Bencher) {
    bencher.bench(|| graph::links(&CATALOG, &LinksOptions::default()));
}
