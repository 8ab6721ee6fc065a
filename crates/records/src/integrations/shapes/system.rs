//! Notes of one system.

use crate::integrations::builder::RecordBuilder;
use crate::integrations::classify::hints;
use crate::integrations::classify::signals::{Condition, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::implied::TITLE;
use crate::integrations::lists::Topic;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::integrations::value;
use crate::model::{Extracted, RecordField, Shape, State, System};
use crate::normalize;
use crate::normalize::has_system_prefix;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::shapes::{SYSTEM_FOLDERS, SYSTEM_PROPERTIES, SYSTEM_TYPES};
use crate::vocabulary::systems::{SystemField, system_field};

/// Notes of one system.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::System,
    name: "system",
    signals: &[
        Signal {
            label: "property `type: system`",
            points: 6,
            condition: Condition::Predicate(|features| {
                features
                    .property("type")
                    .is_some_and(|it| SYSTEM_TYPES.iter().any(|kind| it.eq_ignore_ascii_case(kind)))
            }),
        },
        Signal {
            label: "a property of systems",
            points: 3,
            condition: Condition::Predicate(|features| {
                SYSTEM_PROPERTIES.iter().any(|name| features.has_property(name))
            }),
        },
        Signal {
            label: "file name `System - …`",
            points: 5,
            condition: Condition::Predicate(|features| has_system_prefix(features.context.path.stem())),
        },
        Signal {
            label: "in a folder of systems",
            points: 5,
            condition: Condition::Predicate(|features| hints::in_folder(features.context.path, SYSTEM_FOLDERS)),
        },
    ],
    requirement: None,
    finish: |_, _| {},
};

/// Returns the system of a system note. `builder` has the values of the note, extracted like those of an integration.
pub(crate) fn finish_system(context: &NoteContext, mut builder: RecordBuilder) -> System {
    let mut system = System::default();
    let mut values = std::mem::take(builder.values_mut());
    values.sort_by_key(|(rank, _, _)| *rank);
    for (_, field, extracted) in values {
        let target = match field {
            RecordField::Name => &mut system.name,
            RecordField::Id => &mut system.id,
            RecordField::Type => &mut system.kind,
            RecordField::Status => &mut system.status,
            _ => continue,
        };
        keep_better(target, extracted);
    }
    let it = builder.finish(context);
    for person in it.people.into_iter().filter(|person| person.role == "owner") {
        keep_better(&mut system.owner, person.name);
    }
    for extracted in it.extra {
        let key = extracted.place.rsplit(" › ").next().unwrap_or_default();
        let target = match system_field(&context.synonyms.property_name(key)) {
            Some(SystemField::Name) => &mut system.name,
            Some(SystemField::Id) => &mut system.id,
            Some(SystemField::Kind) => &mut system.kind,
            Some(SystemField::Owner) => &mut system.owner,
            Some(SystemField::Domain) => &mut system.domain,
            None => continue,
        };
        keep_better(target, extracted);
    }
    name_by_file(context, &mut system);
    if let Some(name) = &mut system.name
        && let Some(value) = &name.value
    {
        name.value = Some(normalize::system_name(value).into());
    }
    system
}

/// Calls a system after its file if its title says more, as `Gatewick integrations` in `Gatewick.md` does.
fn name_by_file(context: &NoteContext, system: &mut System) {
    let stem = context.path.stem();
    let words = |text: &str| format!(" {} ", normalize::word_key(text));
    if let Some(name) = system.name.as_mut().filter(|name| name.place == TITLE)
        && let Some(title) = name.value.as_deref()
        && words(title).contains(&words(stem))
        && Topic::of(&canonical_name(title)).noun.is_some()
        && Topic::of(&canonical_name(stem)).noun.is_none()
    {
        name.value = Some(stem.into());
    }
}

/// Replaces a value by another one if that is the first with content.
fn keep_better(target: &mut Option<Extracted>, extracted: Extracted) {
    let is_better =
        |old: &Extracted| !value::has_content(old) && extracted.state != State::Empty && value::has_content(&extracted);
    if target.as_ref().is_none_or(is_better) {
        *target = Some(extracted);
    }
}
