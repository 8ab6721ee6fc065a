//! Embedded mappings: `![[Ledger Mapping#Header fields]]` in the place of a record's own mapping tables
//! (docs/spec/integrations.md#embedded-mappings).

use std::cell::LazyCell;

use vaultdex_notes::text;

use crate::model::{Integration, Mapping, State};
use crate::vocabulary::decoration;
use crate::vocabulary::synonyms::Synonyms;

/// An embed of another note, or of one section of it, whose mappings belong to a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Embed {
    /// The linkpath of the note.
    pub linkpath: String,
    /// The innermost heading of the link, normalized for comparison.
    heading: Option<String>,
    /// Whether the mappings go from the target back to the source of the record.
    pub is_reverse: bool,
}

impl Embed {
    /// Whether a row of the note belongs to the embed. Placeholder rows do not.
    pub fn includes(&self, row: &Mapping) -> bool {
        let is_below =
            |heading: &String| row.place.split(" › ").any(|it| decoration::normalize_heading(it) == *heading);
        row.state != State::Placeholder && self.heading.as_ref().is_none_or(is_below)
    }
}

/// Returns the notes that a record embeds below headings or keys about mappings, synonyms and names of other languages
/// included.
pub fn mapping_embeds(integration: &Integration, synonyms: &Synonyms) -> Vec<Embed> {
    let related = integration.related.iter().filter(|document| document.kind == "embed");
    let related = related.map(|document| &document.target);
    let links = related.filter(|target| target.state == State::Filled && target.linkpath.is_some());
    // The language of the note is not known any more.
    let synonyms = LazyCell::new(|| synonyms.with_every_language());
    let embeds = links.filter_map(|target| {
        let above: Vec<String> =
            target.place.split(" › ").map(|it| text::fold(&synonyms.heading(it)).into_owned()).collect();
        let is_below = |name: &str| above.iter().any(|heading| heading.contains(name));
        let inner = target.raw.split_once("[[")?.1.split_once("]]")?.0;
        let subpath = inner.split('|').next().unwrap_or(inner).split_once('#').map(|(_, subpath)| subpath);
        let heading = subpath.and_then(|subpath| subpath.rsplit('#').next()).map(decoration::normalize_heading);
        let linkpath = target.linkpath.as_ref()?.to_string();
        is_below("mapping").then(|| Embed { linkpath, heading, is_reverse: is_below("target to source") })
    });
    embeds.collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::model::Terminology;

    #[test]
    fn mapping_heading_may_have_a_synonym() {
        let synonyms = [("Feldzuordnung", "Field Mapping"), ("Rückweg", "Target to Source")];
        let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
        let ours = Synonyms::new(&Terminology { synonyms, ..Terminology::default() });
        let check = |headings: &str, synonyms: &Synonyms, expected: &[bool]| {
            let text = format!("# Integration Specification: Feed\n\n{headings}\n![[Ledger]]\n");
            let note = vaultdex_notes::parse::note(&text);
            let found = crate::extract(&text, &note, &VaultPath::new("integrations/a.md"), synonyms).records;
            let found = found.expect("a record");
            let embeds = mapping_embeds(&found.integrations[0], synonyms);
            assert_eq!(embeds.iter().map(|it| it.is_reverse).collect::<Vec<_>>(), expected, "{headings}");
        };
        check("## Field Mapping\n", &Synonyms::default(), &[false]);
        check("## Field Mapping\n", &ours, &[false]);
        check("## Feldzuordnung\n", &ours, &[false]);
        check("## Feldzuordnung\n\n### Rückweg\n", &ours, &[true]);
        check("## Was wohin geht\n", &Synonyms::default(), &[]);
        check("## Verwandtes\n", &ours, &[]);
        // German is one of the languages that are known.
        check("## Feldzuordnung\n", &Synonyms::default(), &[false]);
    }
}
