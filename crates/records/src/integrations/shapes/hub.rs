//! The hub: two systems, their connection, and nine checklists.

use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::{RecordField, Role, Shape};

/// Notes from the hub template.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Hub,
    name: "hub",
    signals: &[
        Signal {
            label: "title holds \"Integration Hub\"",
            points: 3,
            condition: Condition::Predicate(|features| features.title.contains("integration hub")),
        },
        Signal {
            label: "heading \"System Connections\"",
            points: 3,
            condition: Condition::Heading("system connections"),
        },
        Signal {
            label: "heading \"Data Flow Architecture\"",
            points: 3,
            condition: Condition::Heading("data flow architecture"),
        },
        Signal {
            label: "heading \"Communication Protocol\"",
            points: 1,
            condition: Condition::Heading("communication protocol"),
        },
        Signal {
            label: "heading \"Implementation Strategy\"",
            points: 1,
            condition: Condition::Heading("implementation strategy"),
        },
        Signal { label: "heading \"Success Metrics\"", points: 1, condition: Condition::Heading("success metrics") },
        Signal {
            label: "key \"Integration Name\" without \"Basic Information\"",
            points: 2,
            condition: Condition::Predicate(has_name_key),
        },
        Signal {
            label: "an interface of both systems",
            points: 2,
            condition: Condition::Predicate(has_two_interfaces),
        },
    ],
    requirement: None,
    finish,
};

/// Adds the direction: from the source to the target (docs/spec/integrations.md#implied-values).
fn finish(_: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Direction) {
        return;
    }
    let sides = builder.record.systems.iter().filter(|it| matches!(it.role, Role::Source | Role::Target));
    // A suspect name may turn out to be a placeholder of the vault, so filled names are preferred.
    let side = sides.filter(|it| it.name.text().is_some()).min_by_key(|it| it.name.state);
    if let Some(side) = side {
        let mut extracted = side.name.clone();
        extracted.value = Some("one-way".into());
        extracted.remark = Some("from its source to its target".into());
        extracted.linkpath = None;
        builder.add_value(Rank::Primary, RecordField::Direction, extracted);
    }
}

fn has_name_key(features: &NoteFeatures) -> bool {
    features.has_key("integration name") && !features.has_heading("basic information")
}

fn has_two_interfaces(features: &NoteFeatures) -> bool {
    let has_sides = features.has_heading("source system") && features.has_heading("target system");
    has_sides && features.n_keys("interface") >= 2
}
