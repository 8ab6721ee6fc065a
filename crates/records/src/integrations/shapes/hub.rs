//! Hub: two systems, how they are connected, and nine checklists.

use super::Reader;
use crate::integrations::builder::{Draft, Rank};
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::integrations::context::Reading;
use crate::model::{RecordField, Role, Shape};

/// A note from the hub template.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Hub,
    name: "hub",
    about: "two systems, their connection, and checklists for building it",
    signals: &[
        Signal {
            says: "title holds \"Integration Hub\"",
            points: 3,
            sign: Sign::Holds(|signs| signs.title.contains("integration hub")),
        },
        Signal { says: "heading \"System Connections\"", points: 3, sign: Sign::Heading("system connections") },
        Signal { says: "heading \"Data Flow Architecture\"", points: 3, sign: Sign::Heading("data flow architecture") },
        Signal { says: "heading \"Communication Protocol\"", points: 1, sign: Sign::Heading("communication protocol") },
        Signal {
            says: "heading \"Implementation Strategy\"",
            points: 1,
            sign: Sign::Heading("implementation strategy"),
        },
        Signal { says: "heading \"Success Metrics\"", points: 1, sign: Sign::Heading("success metrics") },
        Signal {
            says: "key \"Integration Name\" without \"Basic Information\"",
            points: 2,
            sign: Sign::Holds(has_name_key),
        },
        Signal { says: "an interface of both systems", points: 2, sign: Sign::Holds(has_two_interfaces) },
    ],
    fits: None,
    finish,
};

/// It goes from the source to the target unless it says otherwise (spec/integrations.md a.4, direction).
fn finish(_: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Direction) {
        return;
    }
    let sides = draft.it.systems.iter().filter(|it| matches!(it.role, Role::Source | Role::Target));
    // What is only suspected to be a name may turn out to be the vault's own placeholder.
    let side = sides.filter(|it| it.name.text().is_some()).min_by_key(|it| it.name.state);
    if let Some(side) = side {
        let mut stated = side.name.clone();
        stated.value = Some("one-way".into());
        stated.remark = Some("from its source to its target".into());
        stated.linkpath = None;
        draft.put(Rank::Primary, RecordField::Direction, stated);
    }
}

fn has_name_key(signs: &Signs) -> bool {
    signs.has_key("integration name") && !signs.has_heading("basic information")
}

fn has_two_interfaces(signs: &Signs) -> bool {
    let has_sides = signs.has_heading("source system") && signs.has_heading("target system");
    has_sides && signs.n_keys("interface") >= 2
}
