//! Hub: two systems, how they are connected, and nine checklists.

use super::Reader;
use crate::extract::records::detect::{Sign, Signal, Signs};
use crate::model::Shape;

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
    finish: |_, _| {},
};

fn has_name_key(signs: &Signs) -> bool {
    signs.has_key("integration name") && !signs.has_heading("basic information")
}

fn has_two_interfaces(signs: &Signs) -> bool {
    let has_sides = signs.has_heading("source system") && signs.has_heading("target system");
    has_sides && signs.n_keys("interface") >= 2
}
