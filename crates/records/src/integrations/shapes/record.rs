//! The record: the long form, with an ID, numbered groups of keys, and metadata at the end.

use crate::document::outline::LineKind;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::integrations::value;
use crate::model::{Extracted, RecordField, Shape, State};
use crate::vocabulary::sections::Section;
use crate::vocabulary::shapes::RECORD_METADATA;

/// Notes from the record template.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Record,
    name: "record",
    signals: &[
        Signal { label: "key \"Integration ID\"", points: 3, condition: Condition::Key("integration id") },
        Signal {
            label: "key \"Classification\" with it",
            points: 2,
            condition: Condition::Predicate(|features| {
                features.has_key("integration id") && features.has_key("classification")
            }),
        },
        Signal {
            label: "heading \"Purpose and Scope\"",
            points: 2,
            condition: Condition::Heading("purpose and scope"),
        },
        Signal { label: "heading \"Components\"", points: 1, condition: Condition::Heading("components") },
        Signal {
            label: "heading \"Interface Specifications\"",
            points: 1,
            condition: Condition::Heading("interface specifications"),
        },
        Signal { label: "heading \"Support Model\"", points: 1, condition: Condition::Heading("support model") },
        Signal {
            label: "heading \"Change Management\"",
            points: 1,
            condition: Condition::Heading("change management"),
        },
        Signal {
            label: "heading \"Deployment Process\"",
            points: 1,
            condition: Condition::Heading("deployment process"),
        },
        Signal {
            label: "four or more particulars of a record",
            points: 3,
            condition: Condition::Predicate(has_metadata),
        },
    ],
    requirement: None,
    finish,
};

fn has_metadata(features: &NoteFeatures) -> bool {
    features.n_keys_of(RECORD_METADATA) >= 4
}

/// Adds the direction: the ways for which mappings are filled in (docs/spec/integrations.md#implied-values).
fn finish(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Direction) {
        return;
    }
    let [forward, reverse] = first_mapping_lines(context);
    // The rows of mapping tables are not lines.
    let has_rows = |is_reverse: bool| {
        builder.record.mappings.iter().any(|it| it.is_reverse == is_reverse && it.state == State::Filled)
    };
    let first_row = || {
        let row = builder.record.mappings.first()?;
        Some(value::literal(&context.text[row.span.range()], String::new(), &row.place, row.span))
    };
    let is_forward = forward.is_some() || has_rows(false);
    let is_reverse = reverse.is_some() || has_rows(true);
    let (direction, reason) = match (is_forward, is_reverse) {
        (true, true) => ("two-way", "fields are mapped both ways"),
        (true, false) => ("one-way", "fields are mapped from source to target"),
        _ => return,
    };
    if let Some(mut extracted) = reverse.or(forward).or_else(first_row) {
        (extracted.value, extracted.remark, extracted.linkpath) = (Some(direction.into()), Some(reason.into()), None);
        builder.add_value(Rank::Primary, RecordField::Direction, extracted);
    }
}

/// Returns the first filled line of mappings from source to target, and the first one back.
fn first_mapping_lines(context: &NoteContext) -> [Option<Extracted>; 2] {
    let mut first = [None, None];
    for line in &context.outline.lines {
        let first = match context.sections[line.node] {
            Section::Mapping => &mut first[0],
            Section::ReverseMapping => &mut first[1],
            _ => continue,
        };
        let place = match &line.kind {
            LineKind::Key(key) if key.name.contains("mapping") => context.place_of_key(line, key),
            LineKind::Item | LineKind::Paragraph if line.below.is_none() => context.place_of_node(line.node),
            _ => continue,
        };
        let extracted = value::extract(None, &context.value_text(line), place);
        if first.is_none() && extracted.state == State::Filled {
            *first = Some(extracted);
        }
    }
    first
}
