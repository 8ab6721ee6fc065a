//! From a note to what it records of integrations and systems (spec/integrations.md, parts a.1 to a.7). Which shape the
//! note has is told by weights; all shapes are read by the same readers, through tables of headings, keys and columns.
//! Pure, total and linear; of one note alone.

mod arrow;
mod detect;
mod documents;
mod draft;
mod field;
mod flows;
mod footer;
mod frontmatter;
mod gate;
mod history;
mod instances;
mod mapping;
mod matrices;
mod mermaid;
mod read;
mod reading;
mod sample;
mod section;
mod several;
mod shapes;
mod split;
mod sql;
mod value;
mod whole;
mod yaml;

pub use split::{may_be_several, split_systems};

use draft::Draft;
use reading::Reading;

use super::lexicon::may_be_unnamed;
use super::page::Page;
use super::{normal, placeholder};
use crate::model::{BlockKind, DateOrder, Integration, Recognition, RecordField, Records, Shape, VaultPath};

/// What a note records; `None` where no shape fits. `path` tells the folders that it lies in: no more of the vault is
/// known here than its own words.
pub fn records(page: &Page, path: &VaultPath) -> Option<Records> {
    let Page { text, note, words, .. } = *page;
    let may_record = gate::may_record(text, note, path, words);
    if !may_record && !gate::has_mapping(text, note, words) {
        return None;
    }
    let reading = Reading::new(page, path);
    let Some((shape, recognition)) = may_record.then(|| detect::detect(&reading)).flatten() else {
        return mappings(&reading);
    };
    let (mut integrations, system) = whole::read(&reading, shape);
    if let Some(order) = words.date_order {
        integrations.iter_mut().for_each(|it| settle_dates(it, order));
    }
    let brackets: Vec<String> = placeholder::brackets(text, note).into_iter().map(|bracket| bracket.inside).collect();
    let is_said = |kind: BlockKind| !matches!(kind, BlockKind::Yaml | BlockKind::Heading | BlockKind::ThematicBreak);
    Some(Records {
        shape,
        recognition,
        is_template: is_template(&reading, &integrations),
        is_unnamed: integrations.iter().any(may_be_unnamed),
        is_stub: !note.blocks.iter().any(|block| is_said(block.kind)),
        integrations,
        system,
        brackets,
    })
}

/// The mapping tables of a note that is no integration's, for the integrations that embed it (T17).
fn mappings(reading: &Reading) -> Option<Records> {
    let mut draft = Draft::new(Shape::Mapping);
    matrices::read(reading, &mut draft);
    let mappings = draft.it.mappings;
    if mappings.is_empty() {
        return None;
    }
    Some(Records {
        shape: Shape::Mapping,
        recognition: Recognition { points: 0, rival: None, is_declared: false, signals: Vec::new() },
        is_template: false,
        is_unnamed: false,
        is_stub: false,
        integrations: vec![Integration { mappings, ..Integration::default() }],
        system: None,
        brackets: Vec::new(),
    })
}

/// The shapes that a note may have, in the order of the shelf: what each is called in `vaultdex-shape`, and what it is.
pub fn shelf() -> impl Iterator<Item = (Shape, &'static str, &'static str)> {
    shapes::SHELF.iter().map(|reader| (reader.shape, reader.name, reader.about))
}

/// Dates that could be meant in two ways are meant as the vault's settings say.
fn settle_dates(it: &mut Integration, order: DateOrder) {
    for (_, stated) in it.values.iter_mut().filter(|(field, _)| field.is_date()) {
        if value::is_said(stated) && stated.value.is_none() {
            let read = normal::date_in(placeholder::inside(&stated.raw), Some(order));
            (stated.value, stated.remark) = (read.value, read.remark);
        }
    }
}

/// Every name that a key, a heading or a column is known by.
pub(super) fn known_names() -> impl Iterator<Item = &'static str> {
    let tables =
        mapping::names().chain(matrices::names()).chain(shapes::register::names()).chain(shapes::system::names());
    field::names().chain(section::names()).chain(tables)
}

/// Whether a note is a template (spec/integrations.md a.3): by its folder, by `status: Template`, or because nearly all
/// of it is still to be filled in and its name too.
fn is_template(reading: &Reading, integrations: &[Integration]) -> bool {
    let status = reading.note.properties.iter().find(|property| property.name.eq_ignore_ascii_case("status"));
    let says_so = status.is_some_and(
        |status| matches!(&status.value, crate::model::Value::Text(text) if text.trim().eq_ignore_ascii_case("template")),
    );
    if says_so || gate::in_folder(reading.path, &["templates", "template"]) {
        return true;
    }
    integrations.first().is_some_and(|it| {
        let counts = it.counts;
        let all = counts.filled + counts.placeholders + counts.empty;
        let is_unnamed = || it.text(RecordField::Name).is_none() || whole::name_is_placeholder(reading, it);
        all > 0 && counts.placeholders * 10 >= all * 7 && is_unnamed()
    })
}

#[cfg(test)]
mod tests;
