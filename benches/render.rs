//! Renders a graph of ten thousand notes in process: `cargo bench --bench render`.

#![forbid(unsafe_code)]

#[path = "generate/vault.rs"]
mod vault;

use std::sync::LazyLock;

use divan::Bencher;
use vaultdex::render::graph::{FORMATS, Options as DrawOptions};
use vaultdex_notes::{VaultPath, parse};
use vaultdex_query::catalog::{Catalog, File};
use vaultdex_query::graph::{self, GraphView, LinksOptions};

use crate::vault::VAULT;

/// The catalog of the generated vault.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let file = |(path, text): &(VaultPath, String)| File::new(path.clone(), parse::note(text));
    Catalog::new(VAULT.iter().map(file).collect())
});

static VIEW: LazyLock<GraphView> = LazyLock::new(|| graph::links(&CATALOG, &LinksOptions::default()));

fn main() {
    divan::main();
}

/// Formats without a size limit.
#[divan::bench(args = ["dot", "graphml", "json", "csv"])]
fn render_10_000_files(bencher: Bencher, name: &str) {
    let format = FORMATS.iter().find(|format| format.name == name).expect("a known format");
    let part = format.parts.last().expect("a format has a part");
    bencher.bench(|| (part.render)(&VIEW, &DrawOptions::default(), &mut std::io::sink()).is_ok());
}
