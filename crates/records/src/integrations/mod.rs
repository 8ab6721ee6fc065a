//! Extraction of integration records from one note (docs/spec/integrations.md).
//!
//! [`classify`] determines the shape of the note by weighted signals. [`assemble`] then extracts the record with the
//! same functions for all shapes: they work on the outline of the note and look up headings, keys and columns in the
//! tables of [`vocabulary`](crate::vocabulary). Nothing here knows other notes or files; every function is total and
//! takes linear time.

pub(crate) mod assemble;
pub(crate) mod builder;
pub(crate) mod cells;
pub(crate) mod classify;
pub(crate) mod context;
pub(crate) mod counts;
pub(crate) mod declared_id;
pub(crate) mod documents;
pub(crate) mod flows;
pub(crate) mod footer;
pub(crate) mod frontmatter;
pub(crate) mod history;
pub(crate) mod implied;
pub(crate) mod instances;
pub(crate) mod key_lines;
pub(crate) mod lines;
pub(crate) mod mapping;
pub(crate) mod members;
pub(crate) mod mermaid_blocks;
pub(crate) mod multiple;
pub(crate) mod node_sections;
pub(crate) mod shapes;
pub(crate) mod side_keys;
pub(crate) mod split_systems;
pub(crate) mod tables;
pub(crate) mod template_samples;
pub(crate) mod value;
pub(crate) mod yaml_blocks;

use builder::RecordBuilder;
use context::NoteContext;
pub use split_systems::{may_be_several, split_systems};
use vaultdex_notes::{BlockKind, Value, VaultPath};

use crate::document::source::NoteSource;
use crate::model::{DateOrder, Integration, Recognition, RecordField, Records, Shape};
use crate::placeholder::vault_templates::may_be_unnamed;
use crate::vocabulary::shapes::TEMPLATE_FOLDERS;
use crate::{normalize, placeholder};

/// Returns the records of a note; `None` if it has no shape. `path` is the note's path in the vault, whose file name
/// and folders are signals.
pub fn records(source: &NoteSource, path: &VaultPath) -> Option<Records> {
    let NoteSource { text, note, synonyms, .. } = *source;
    let may_record = classify::prefilter::may_record(text, note, path, synonyms);
    if !may_record && !classify::prefilter::has_mapping(text, note, synonyms) {
        return None;
    }
    let context = NoteContext::new(source, path);
    let Some((shape, recognition)) = may_record.then(|| classify::classifier::classify(&context)).flatten() else {
        return mapping_records(&context);
    };
    let (mut integrations, system) = assemble::assemble(&context, shape);
    if let Some(order) = synonyms.date_order {
        integrations.iter_mut().for_each(|it| resolve_ambiguous_dates(it, order));
    }
    let brackets: Vec<String> = placeholder::brackets(text, note).into_iter().map(|bracket| bracket.inside).collect();
    let is_content = |kind: BlockKind| !matches!(kind, BlockKind::Yaml | BlockKind::Heading | BlockKind::ThematicBreak);
    Some(Records {
        shape,
        recognition,
        is_template: is_template(&context, &integrations),
        is_unnamed: integrations.iter().any(may_be_unnamed),
        is_stub: !note.blocks.iter().any(|block| is_content(block.kind)),
        integrations,
        system,
        brackets,
    })
}

/// Returns the mapping tables of a note that has no shape, for the records that embed them
/// (docs/spec/integrations.md#embedded-mappings).
fn mapping_records(context: &NoteContext) -> Option<Records> {
    let mut builder = RecordBuilder::new(Shape::Mapping);
    tables::read_tables(context, &mut builder);
    let mappings = builder.record.mappings;
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

/// Normalizes dates such as `03/04/2025` by the date order of the vault.
fn resolve_ambiguous_dates(record: &mut Integration, order: DateOrder) {
    for (_, extracted) in record.values.iter_mut().filter(|(field, _)| field.is_date()) {
        if value::has_content(extracted) && extracted.value.is_none() {
            let date = normalize::date_in(placeholder::inside(&extracted.raw), Some(order));
            (extracted.value, extracted.remark) = (date.value, date.remark);
        }
    }
}

/// Whether a note is a template (docs/spec/integrations.md#templates-of-the-vault): by its folder, by
/// `status: Template`, or because its name and nearly all of its values are placeholders.
fn is_template(context: &NoteContext, integrations: &[Integration]) -> bool {
    let status = context.note.properties.iter().find(|property| property.name.eq_ignore_ascii_case("status"));
    let is_declared = status.is_some_and(
        |status| matches!(&status.value, Value::Text(text) if text.trim().eq_ignore_ascii_case("template")),
    );
    if is_declared || classify::hints::in_folder(context.path, TEMPLATE_FOLDERS) {
        return true;
    }
    integrations.first().is_some_and(|it| {
        let counts = it.counts;
        let total = counts.filled + counts.placeholders + counts.empty;
        let is_unnamed = || it.text(RecordField::Name).is_none() || implied::is_name_placeholder(context, it);
        total > 0 && counts.placeholders * 10 >= total * 7 && is_unnamed()
    })
}

#[cfg(test)]
mod tests;
