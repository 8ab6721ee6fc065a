//! Record: the long form, with an ID, numbered groups of keys, and its particulars at the end.

use super::Reader;
use crate::extract::keys::LineKind;
use crate::extract::records::detect::{Sign, Signal, Signs};
use crate::extract::records::draft::{Draft, Rank};
use crate::extract::records::reading::Reading;
use crate::extract::records::section::Section;
use crate::extract::records::value;
use crate::model::{RecordField, Shape};

/// Keys of the particulars at the end.
const PARTICULARS: &[&str] = &[
    "owner",
    "technical lead",
    "support team",
    "review status",
    "document id",
    "next review",
    "integration status",
    "last tested",
    "security classification",
];

/// A note from the record template.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Record,
    name: "record",
    about: "one integration with its ID, architecture, operations and particulars",
    signals: &[
        Signal { says: "key \"Integration ID\"", points: 3, sign: Sign::Key("integration id") },
        Signal {
            says: "key \"Classification\" with it",
            points: 2,
            sign: Sign::Holds(|signs| signs.has_key("integration id") && signs.has_key("classification")),
        },
        Signal { says: "heading \"Purpose and Scope\"", points: 2, sign: Sign::Heading("purpose and scope") },
        Signal { says: "heading \"Components\"", points: 1, sign: Sign::Heading("components") },
        Signal {
            says: "heading \"Interface Specifications\"",
            points: 1,
            sign: Sign::Heading("interface specifications"),
        },
        Signal { says: "heading \"Support Model\"", points: 1, sign: Sign::Heading("support model") },
        Signal { says: "heading \"Change Management\"", points: 1, sign: Sign::Heading("change management") },
        Signal { says: "heading \"Deployment Process\"", points: 1, sign: Sign::Heading("deployment process") },
        Signal { says: "four or more particulars of a record", points: 3, sign: Sign::Holds(has_particulars) },
    ],
    fits: None,
    finish,
};

fn has_particulars(signs: &Signs) -> bool {
    PARTICULARS.iter().filter(|key| signs.has_key(key)).count() >= 4
}

/// It goes both ways where the mappings of both ways are filled in (spec/integrations.md a.4, direction).
fn finish(reading: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Direction) {
        return;
    }
    let mapped = |section: Section| {
        reading.outline.lines.iter().find_map(|line| match &line.kind {
            LineKind::Key(key) if key.name == "field mappings" && reading.sections[line.node] == section => {
                let stated = value::stated(None, &reading.value(line), reading.place(line, key));
                value::is_said(&stated).then_some(stated)
            }
            _ => None,
        })
    };
    if let (Some(_), Some(mut back)) = (mapped(Section::Mapping), mapped(Section::MappingBack)) {
        back.value = Some("two-way".to_owned());
        back.remark = Some("fields are mapped both ways".to_owned());
        draft.put(Rank::Primary, RecordField::Direction, back);
    }
}
