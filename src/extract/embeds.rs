//! Mapping tables that a record takes in from another note: `![[Ledger Mapping#Header fields]]` where its own mappings
//! would stand (spec/integrations.md a.7, T17).

use super::headings;
use crate::model::{Integration, Mapping, State, text};

/// Another note, or one section of it, whose mappings belong to a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Embed {
    /// Which note.
    pub linkpath: String,
    /// The innermost heading that the link names, in the form in which headings are compared.
    heading: Option<String>,
    /// Whether the record has them under its mappings from target to source.
    pub is_reverse: bool,
}

impl Embed {
    /// Whether a row of the other note is among what is embedded.
    pub fn takes(&self, row: &Mapping) -> bool {
        let is_there = |heading: &String| row.place.split(" › ").any(|it| headings::normalise(it) == *heading);
        row.state != State::Placeholder && self.heading.as_ref().is_none_or(is_there)
    }
}

/// The notes that a record names where its mappings would stand.
pub fn mapping_embeds(integration: &Integration) -> Vec<Embed> {
    let related = integration.related.iter().filter(|document| document.kind == "embed");
    let related = related.map(|document| &document.target);
    let links = related.filter(|target| target.state == State::Filled && target.linkpath.is_some());
    let embeds = links.filter_map(|target| {
        let place = text::fold(&target.place);
        let is_mapping = place.contains("mapping");
        let inner = target.raw.split_once("[[")?.1.split_once("]]")?.0;
        let subpath = inner.split('|').next().unwrap_or(inner).split_once('#').map(|(_, subpath)| subpath);
        let heading = subpath.and_then(|subpath| subpath.rsplit('#').next()).map(headings::normalise);
        let linkpath = target.linkpath.clone()?;
        is_mapping.then(|| Embed { linkpath, heading, is_reverse: place.contains("target to source") })
    });
    embeds.collect()
}
