//! Record: the long form, with an ID, numbered groups of keys, and its particulars at the end.

use super::Reader;
use crate::document::LineKind;
use crate::integrations::builder::{Draft, Rank};
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::integrations::context::Reading;
use crate::integrations::section::Section;
use crate::integrations::value;
use crate::model::{RecordField, Shape, State};

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
    signs.n_keys_of(PARTICULARS) >= 4
}

/// It goes the ways for which mappings are filled in (spec/integrations.md a.4, direction).
fn finish(reading: &Reading, draft: &mut Draft) {
    if draft.says(RecordField::Direction) {
        return;
    }
    let mut ways = [None, None];
    for line in &reading.outline.lines {
        let way = match reading.sections[line.node] {
            Section::Mapping => &mut ways[0],
            Section::MappingBack => &mut ways[1],
            _ => continue,
        };
        let place = match &line.kind {
            LineKind::Key(key) if key.name.contains("mapping") => reading.place(line, key),
            LineKind::Item | LineKind::Paragraph if line.below.is_none() => reading.place_of(line.node),
            _ => continue,
        };
        let stated = value::stated(None, &reading.value(line), place);
        if way.is_none() && stated.state == State::Filled {
            *way = Some(stated);
        }
    }
    // A table of mappings has no lines: its rows tell.
    let [forward, back] = ways;
    let has_rows =
        |is_reverse: bool| draft.it.mappings.iter().any(|it| it.is_reverse == is_reverse && it.state == State::Filled);
    let row = || {
        draft
            .it
            .mappings
            .first()
            .map(|row| value::given(&reading.text[row.span.range()], String::new(), &row.place, row.span))
    };
    let is_forward = forward.is_some() || has_rows(false);
    let is_back = back.is_some() || has_rows(true);
    let (said, why) = match (is_forward, is_back) {
        (true, true) => ("two-way", "fields are mapped both ways"),
        (true, false) => ("one-way", "fields are mapped from source to target"),
        _ => return,
    };
    if let Some(mut stated) = back.or(forward).or_else(row) {
        (stated.value, stated.remark, stated.linkpath) = (Some(said.into()), Some(why.into()), None);
        draft.put(Rank::Primary, RecordField::Direction, stated);
    }
}
