//! System: a note of one system.

use super::Reader;
use crate::integrations::builder::Draft;
use crate::integrations::classify::classifier::{Sign, Signal};
use crate::integrations::classify::prefilter;
use crate::integrations::context::Reading;
use crate::integrations::value;
use crate::model::{RecordField, Shape, State, Stated, System};
use crate::normalize;

/// A note of one system.
pub(crate) const READER: Reader = Reader {
    shape: Shape::System,
    name: "system",
    about: "one system that integrations connect",
    signals: &[
        Signal {
            says: "property `type: system`",
            points: 6,
            sign: Sign::Holds(|signs| signs.property("type").is_some_and(|it| it.eq_ignore_ascii_case("system"))),
        },
        Signal {
            says: "a property of systems",
            points: 3,
            sign: Sign::Holds(|signs| ["system id", "system type"].iter().any(|name| signs.has_property(name))),
        },
        Signal {
            says: "file name `System - …`",
            points: 5,
            sign: Sign::Holds(|signs| prefilter::is_system_name(signs.reading.path.stem())),
        },
        Signal {
            says: "in a folder of systems",
            points: 5,
            sign: Sign::Holds(|signs| prefilter::in_folder(signs.reading.path, &["systems"])),
        },
    ],
    fits: None,
    finish: |_, _| {},
};

/// Every name of a key that only systems have.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ["domain", "business domain", "system id", "system type", "system name", "system owner"].into_iter()
}

/// What a system note says of its system; `draft` is what was read of it as if it were an integration.
pub(crate) fn system(reading: &Reading, mut draft: Draft) -> System {
    let mut system = System::default();
    let mut values = std::mem::take(draft.values());
    values.sort_by_key(|(rank, _, _)| *rank);
    for (_, field, stated) in values {
        let place = match field {
            RecordField::Name => &mut system.name,
            RecordField::Id => &mut system.id,
            RecordField::Type => &mut system.kind,
            RecordField::Status => &mut system.status,
            _ => continue,
        };
        keep(place, stated);
    }
    let it = draft.finish(reading);
    for person in it.people.into_iter().filter(|person| person.role == "owner") {
        keep(&mut system.owner, person.name);
    }
    // Keys that only systems have.
    for stated in it.extra {
        let key = stated.place.rsplit(" › ").next().unwrap_or_default();
        match reading.words.property_name(key).as_str() {
            "domain" | "business domain" => keep(&mut system.domain, stated),
            "system id" => keep(&mut system.id, stated),
            "system type" => keep(&mut system.kind, stated),
            "system name" => keep(&mut system.name, stated),
            "system owner" => keep(&mut system.owner, stated),
            _ => {}
        }
    }
    if let Some(name) = &mut system.name
        && let Some(value) = &name.value
    {
        name.value = Some(normalize::system_name(value).into());
    }
    system
}

/// The first value that says something counts, else the first.
fn keep(place: &mut Option<Stated>, stated: Stated) {
    let is_better = |old: &Stated| !value::is_said(old) && stated.state != State::Empty && value::is_said(&stated);
    if place.as_ref().is_none_or(is_better) {
        *place = Some(stated);
    }
}
