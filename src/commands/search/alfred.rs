//! Search results as a Script Filter of Alfred reads them (docs/spec/cli.md#alfred).

use serde_json::{Value, json};

use crate::commands::output::Output;
use crate::render::hyperlinks::ObsidianVault;
use crate::render::json::document_text;
use crate::session::SearchHit;

/// The name of the format.
pub const NAME: &str = "alfred";
/// One line of help.
pub const ABOUT: &str = "Items for a Script Filter of Alfred";

/// Prints the items. Alfred keeps their order, because ours is by relevance.
pub fn print<'a>(hits: impl Iterator<Item = &'a SearchHit>, vault: &ObsidianVault, root: &str) -> Output {
    let items: Vec<Value> = hits.map(|hit| item(hit, vault, root)).collect();
    Output::document(document_text(&json!({"skipknowledge": true, "items": items})))
}

/// Enter opens the note in Obsidian at the heading above its best line; with Command, what is connected gets its path.
fn item(hit: &SearchHit, vault: &ObsidianVault, root: &str) -> Value {
    let path = format!("{}/{}", root.trim_end_matches('/'), hit.path);
    let address = vault.uri(hit.path.as_str(), &hit.headings);
    let line = hit.lines.iter().find(|line| line.line == hit.line).map_or("", |line| line.text.trim());
    let place = [&[hit.path.to_string()], hit.headings.as_slice()].concat().join(" › ");
    json!({
        "uid": path,
        "title": hit.title,
        "subtitle": if line.is_empty() { place } else { format!("{line} — {place}") },
        "arg": address,
        "quicklookurl": path,
        "text": {"copy": address, "largetype": line},
        "mods": {"cmd": {"arg": path, "subtitle": path}},
    })
}
