//! From a note to what it records of integrations and systems (spec/integrations.md, parts a.1 to a.7). Which shape the
//! note has is told by weights; all shapes are read by the same readers, through tables of headings, keys and columns.
//! Pure, total and linear; of one note alone.

pub(crate) mod assemble;
pub(crate) mod builder;
pub(crate) mod classify;
pub(crate) mod context;
pub(crate) mod declared_id;
pub(crate) mod documents;
pub(crate) mod field;
pub(crate) mod flows;
pub(crate) mod footer;
pub(crate) mod frontmatter;
pub(crate) mod history;
pub(crate) mod instances;
pub(crate) mod key_values;
pub(crate) mod mapping;
pub(crate) mod mermaid_blocks;
pub(crate) mod multiple;
pub(crate) mod sample_rows;
pub(crate) mod section;
pub(crate) mod shapes;
pub(crate) mod split_systems;
pub(crate) mod tables;
pub(crate) mod value;
pub(crate) mod yaml_blocks;

use builder::Draft;
use context::Reading;
pub use split_systems::{may_be_several, split_systems};
use vaultdex_notes::{BlockKind, VaultPath};

use crate::document::source::Page;
use crate::model::{DateOrder, Integration, Recognition, RecordField, Records, Shape};
use crate::placeholder::vault_templates::may_be_unnamed;
use crate::{normalize, placeholder};

/// What a note records; `None` where no shape fits. `path` tells the folders that it lies in: no more of the vault is
/// known here than its own words.
pub fn records(page: &Page, path: &VaultPath) -> Option<Records> {
    let Page { text, note, words, .. } = *page;
    let may_record = classify::prefilter::may_record(text, note, path, words);
    if !may_record && !classify::prefilter::has_mapping(text, note, words) {
        return None;
    }
    let reading = Reading::new(page, path);
    let Some((shape, recognition)) = may_record.then(|| classify::classifier::detect(&reading)).flatten() else {
        return mappings(&reading);
    };
    let (mut integrations, system) = assemble::read(&reading, shape);
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
    tables::read(reading, &mut draft);
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
            let read = normalize::date_in(placeholder::inside(&stated.raw), Some(order));
            (stated.value, stated.remark) = (read.value, read.remark);
        }
    }
}

/// Every name that a key, a heading or a column is known by.
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    let tables =
        mapping::names().chain(tables::names()).chain(shapes::register::names()).chain(shapes::system::names());
    field::names().chain(section::names()).chain(tables)
}

/// Whether a note is a template (spec/integrations.md a.3): by its folder, by `status: Template`, or because nearly all
/// of it is still to be filled in and its name too.
fn is_template(reading: &Reading, integrations: &[Integration]) -> bool {
    let status = reading.note.properties.iter().find(|property| property.name.eq_ignore_ascii_case("status"));
    let says_so = status.is_some_and(
        |status| matches!(&status.value, vaultdex_notes::Value::Text(text) if text.trim().eq_ignore_ascii_case("template")),
    );
    if says_so || classify::prefilter::in_folder(reading.path, &["templates", "template"]) {
        return true;
    }
    integrations.first().is_some_and(|it| {
        let counts = it.counts;
        let all = counts.filled + counts.placeholders + counts.empty;
        let is_unnamed = || it.text(RecordField::Name).is_none() || assemble::name_is_placeholder(reading, it);
        all > 0 && counts.placeholders * 10 >= all * 7 && is_unnamed()
    })
}

#[cfg(test)]
mod tests;
