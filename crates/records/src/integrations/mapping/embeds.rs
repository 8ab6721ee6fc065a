//! Mapping tables that a record takes in from another note: `![[Ledger Mapping#Header fields]]` where its own mappings
//! would stand (spec/integrations.md a.7, T17).

use vaultdex_notes::text;

use crate::document::headings;
use crate::model::{Integration, Mapping, State};
use crate::vocabulary::synonyms::Words;

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

/// The notes that a record names where its mappings would stand, which the vault's own `words` may call otherwise.
pub fn mapping_embeds(integration: &Integration, words: &Words) -> Vec<Embed> {
    let related = integration.related.iter().filter(|document| document.kind == "embed");
    let related = related.map(|document| &document.target);
    let links = related.filter(|target| target.state == State::Filled && target.linkpath.is_some());
    let embeds = links.filter_map(|target| {
        let above: Vec<String> =
            target.place.split(" › ").map(|it| text::fold(&words.heading(it)).into_owned()).collect();
        let is_below = |name: &str| above.iter().any(|heading| heading.contains(name));
        let inner = target.raw.split_once("[[")?.1.split_once("]]")?.0;
        let subpath = inner.split('|').next().unwrap_or(inner).split_once('#').map(|(_, subpath)| subpath);
        let heading = subpath.and_then(|subpath| subpath.rsplit('#').next()).map(headings::normalise);
        let linkpath = target.linkpath.as_ref()?.to_string();
        is_below("mapping").then(|| Embed { linkpath, heading, is_reverse: is_below("target to source") })
    });
    embeds.collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::VaultPath;

    use super::*;
    use crate::model::Wording;

    #[test]
    fn a_mapping_is_embedded_below_its_heading_by_any_name() {
        let synonyms = [("Feldzuordnung", "Field Mapping"), ("Rückweg", "Target to Source")];
        let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
        let ours = Words::new(&Wording { synonyms, date_order: None });
        let check = |headings: &str, words: &Words, expected: &[bool]| {
            let text = format!("# Integration Specification: Feed\n\n{headings}\n![[Ledger]]\n");
            let note = vaultdex_notes::parse::note(&text);
            let found = crate::records(&crate::Page::new(&text, &note, words), &VaultPath::new("integrations/a.md"))
                .expect("a record");
            let embeds = mapping_embeds(&found.integrations[0], words);
            assert_eq!(embeds.iter().map(|it| it.is_reverse).collect::<Vec<_>>(), expected, "{headings}");
        };
        check("## Field Mapping\n", &Words::default(), &[false]);
        check("## Field Mapping\n", &ours, &[false]);
        check("## Feldzuordnung\n", &ours, &[false]);
        check("## Feldzuordnung\n\n### Rückweg\n", &ours, &[true]);
        check("## Feldzuordnung\n", &Words::default(), &[]);
        check("## Verwandtes\n", &ours, &[]);
    }
}
