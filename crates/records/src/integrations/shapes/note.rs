//! Notes whose frontmatter holds the record.

use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::Shape;
use crate::vocabulary::shapes::{NOTE_PROPERTIES, SOURCE_PROPERTIES, TARGET_PROPERTIES};

/// Notes whose frontmatter declares an integration.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Note,
    name: "note",
    signals: &[
        Signal {
            label: "property `type: integration`",
            points: 6,
            condition: Condition::Predicate(|features| {
                features.property("type").is_some_and(|it| it.eq_ignore_ascii_case("integration"))
            }),
        },
        Signal { label: "a property of integrations", points: 3, condition: Condition::Predicate(has_own_property) },
        Signal { label: "properties for source and target", points: 2, condition: Condition::Predicate(has_sides) },
    ],
    requirement: None,
    finish: |_, _| {},
};

fn has_own_property(features: &NoteFeatures) -> bool {
    NOTE_PROPERTIES.iter().any(|name| features.has_property(name))
}

fn has_sides(features: &NoteFeatures) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| features.has_property(name));
    has(SOURCE_PROPERTIES) && has(TARGET_PROPERTIES)
}
