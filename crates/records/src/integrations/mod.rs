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
pub(crate) mod failures;
pub(crate) mod flows;
pub(crate) mod footer;
pub(crate) mod frontmatter;
pub(crate) mod history;
pub(crate) mod implied;
pub(crate) mod instances;
pub(crate) mod key_lines;
pub(crate) mod lines;
pub(crate) mod lists;
pub(crate) mod mapping;
pub(crate) mod members;
pub(crate) mod mermaid_blocks;
pub(crate) mod multiple;
pub(crate) mod named_sides;
pub(crate) mod node_sections;
pub(crate) mod shapes;
pub(crate) mod side_keys;
pub(crate) mod split_systems;
pub(crate) mod tables;
pub(crate) mod template_samples;
pub(crate) mod unread;
pub(crate) mod value;
pub(crate) mod yaml_blocks;

use assemble::{Assembled, assemble};
use builder::RecordBuilder;
use classify::classifier::Classified;
use classify::evidence::Verdict;
use classify::note_kind::{NoteKind, note_kind};
use classify::signals::NoteFeatures;
use classify::{classifier, evidence};
use context::NoteContext;
use lists::List;
pub use split_systems::{may_be_several, split_systems};
use vaultdex_notes::{BlockKind, Value, VaultPath};

use crate::document::outline::NodeKind;
use crate::document::source::NoteSource;
use crate::model::{
    DateOrder, Integration, Origin, Participation, Recognition, RecordField, Records, Role, Shape, Unread,
};
use crate::placeholder::vault_templates::may_be_unnamed;
use crate::vocabulary::shapes::TEMPLATE_FOLDERS;
use crate::{normalize, placeholder};

/// What a note records, and what was not understood of it.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub records: Option<Records>,
    pub unread: Vec<Unread>,
}

/// Returns the records of a note; `None` if it records nothing. `path` is the note's path in the vault, whose file name
/// and folders are signals.
pub fn records(source: &NoteSource, path: &VaultPath) -> Option<Records> {
    read(source, path).records
}

/// Reads the records of a note.
pub(crate) fn read(source: &NoteSource, path: &VaultPath) -> Reading {
    let NoteSource { text, note, synonyms, .. } = *source;
    if !classify::prefilter::may_record(text, note, path, synonyms)
        && !classify::prefilter::has_mapping(text, note, synonyms)
    {
        return Reading::default();
    }
    read_note(&NoteContext::new(source, path))
}

/// Reads the records of a note that may have some.
pub(crate) fn read_note(context: &NoteContext) -> Reading {
    let features = NoteFeatures::new(context);
    match classifier::classify(&features) {
        Classified::None => Reading { records: mapping_records(context), unread: Vec::new() },
        Classified::Shape(shape, recognition) => {
            let mut assembled = assemble(context, shape);
            // A system's page may list its integrations.
            if matches!(shape, Shape::System | Shape::Register)
                && let lists::Verdict::List(list) = lists::read(context, NoteKind::Open)
            {
                assembled.integrations = list.integrations;
            }
            let records = finish(context, shape, recognition, assembled);
            let unread = unread::unread_parts(context, &records);
            Reading { records: Some(records), unread }
        }
        Classified::Open(rival) => read_open(context, &features, rival),
    }
}

/// Reads a note of no template: a list of integrations, one integration, or mappings for others.
fn read_open(context: &NoteContext, features: &NoteFeatures, rival: Option<(Shape, u8)>) -> Reading {
    let kind = note_kind(features);
    let recognition = |signals| Recognition { points: 0, rival, is_declared: false, signals };
    let list = lists::read(context, kind);
    let assembled = assemble(context, Shape::Generic);
    let too_few = match list {
        lists::Verdict::List(List { integrations, signals, needs_known_system }) if !is_single(context, &assembled) => {
            let assembled = Assembled { integrations, ..assembled };
            let records = finish(context, Shape::Register, recognition(signals), assembled);
            let unread = unread::unread_parts(context, &records);
            return Reading { records: Some(Records { needs_known_system, ..records }), unread };
        }
        lists::Verdict::TooFew(reason) => Some(reason),
        _ => None,
    };
    let no_record = |reason: Option<&'static str>| Reading {
        records: mapping_records(context),
        unread: reason.into_iter().map(|reason| unread::unread_note(context, reason)).collect(),
    };
    let (signals, needs_known_system) = match evidence::judge(context, kind, &assembled) {
        Verdict::Integration(signals) => (signals, false),
        Verdict::IfKnown(signals) => (signals, true),
        Verdict::Suspicious(reason) => return no_record(Some(reason)),
        Verdict::Nothing => return no_record(too_few),
    };
    let records = finish(context, Shape::Generic, recognition(signals), assembled);
    let unread = unread::unread_parts(context, &records);
    Reading { records: Some(Records { needs_known_system, ..records }), unread }
}

/// Whether a note is about one integration although it lists some: its title or the keys at its top name the two sides.
fn is_single(context: &NoteContext, assembled: &Assembled) -> bool {
    let Some(record) = assembled.integrations.first() else { return false };
    let first_heading = context.outline.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Heading(_))).nth(1);
    let end = first_heading.map_or(u32::MAX, |node| node.span.start);
    let is_at_top = |it: &Participation| {
        it.origin == Origin::Stated && it.name.span.start < end && !context.is_in_table(it.name.span)
    };
    let has = |role: Role| record.in_role(role).any(is_at_top);
    lists::is_titled_by_sides(context) || has(Role::Source) && has(Role::Target)
}

/// Returns the records of a note of a shape.
fn finish(context: &NoteContext, shape: Shape, recognition: Recognition, assembled: Assembled) -> Records {
    let Assembled { mut integrations, system, .. } = assembled;
    if let Some(order) = context.synonyms.date_order {
        integrations.iter_mut().for_each(|it| resolve_ambiguous_dates(it, order));
    }
    let NoteContext { text, note, .. } = *context;
    let brackets: Vec<String> = placeholder::brackets(text, note).into_iter().map(|bracket| bracket.inside).collect();
    let is_content = |kind: BlockKind| !matches!(kind, BlockKind::Yaml | BlockKind::Heading | BlockKind::ThematicBreak);
    Records {
        shape,
        recognition,
        is_template: is_template(context, &integrations),
        is_unnamed: integrations.iter().any(may_be_unnamed),
        needs_known_system: false,
        is_stub: !note.blocks.iter().any(|block| is_content(block.kind)),
        integrations,
        system,
        brackets,
    }
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
        needs_known_system: false,
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
        // A form whose title has nothing but blanks may have a few values.
        if counts.filled * 3 <= total && implied::is_blank_title(context) {
            return true;
        }
        let is_unnamed = || it.text(RecordField::Name).is_none() || implied::is_name_placeholder(context, it);
        total > 0 && counts.placeholders * 10 >= total * 7 && is_unnamed()
    })
}

#[cfg(test)]
mod tests;
