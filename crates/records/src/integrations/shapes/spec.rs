//! The specification: property tables, connection details and mapping tables.

use compact_str::CompactString;

use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;
use crate::vocabulary::shapes::SPEC_COLUMNS;

/// Notes from the specification template.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Spec,
    name: "spec",
    signals: &[
        Signal {
            label: "title begins \"Integration Spec\"",
            points: 3,
            condition: Condition::TitleStarts("integration spec"),
        },
        Signal {
            label: "heading \"Basic Information\"",
            points: 2,
            condition: Condition::Heading("basic information"),
        },
        Signal {
            label: "heading \"System Information\"",
            points: 2,
            condition: Condition::Heading("system information"),
        },
        Signal {
            label: "heading \"Connection Details\"",
            points: 2,
            condition: Condition::Heading("connection details"),
        },
        Signal {
            label: "a property table",
            points: 2,
            condition: Condition::Predicate(|features| features.context.outline.n_property_tables > 0),
        },
        Signal { label: "a table of field mappings", points: 2, condition: Condition::Predicate(has_field_mapping) },
        Signal { label: "heading \"Entity Mapping\"", points: 1, condition: Condition::Heading("entity mapping") },
        Signal { label: "heading \"Field Mapping\"", points: 1, condition: Condition::Heading("field mapping") },
        Signal { label: "heading \"Document Control\"", points: 1, condition: Condition::Heading("document control") },
        Signal {
            label: "heading \"Execution Schedule\"",
            points: 1,
            condition: Condition::Heading("execution schedule"),
        },
        Signal { label: "heading \"Alert Conditions\"", points: 1, condition: Condition::Heading("alert conditions") },
    ],
    requirement: None,
    finish: |_, _| {},
};

fn has_field_mapping(features: &NoteFeatures) -> bool {
    let is_known = |name: &&CompactString| SPEC_COLUMNS.contains(&name.as_str());
    features.context.headers.iter().any(|names| names.iter().filter(is_known).count() >= 4)
}
