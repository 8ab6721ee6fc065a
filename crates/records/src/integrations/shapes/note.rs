//! Note: the frontmatter holds the record.

use super::Reader;
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::model::Shape;

/// A note whose frontmatter says that it is an integration.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Note,
    name: "note",
    about: "a note whose frontmatter holds the record",
    signals: &[
        Signal {
            says: "property `type: integration`",
            points: 6,
            sign: Sign::Holds(|signs| signs.property("type").is_some_and(|it| it.eq_ignore_ascii_case("integration"))),
        },
        Signal { says: "a property of integrations", points: 3, sign: Sign::Holds(has_own_property) },
        Signal { says: "properties for source and target", points: 2, sign: Sign::Holds(has_sides) },
    ],
    fits: None,
    finish: |_, _| {},
};

fn has_own_property(signs: &Signs) -> bool {
    let names = ["integration id", "source system", "target system", "integration pattern"];
    names.iter().any(|name| signs.has_property(name))
}

fn has_sides(signs: &Signs) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| signs.has_property(name));
    has(&["source", "source system", "from"]) && has(&["target", "target system", "to", "destination"])
}
