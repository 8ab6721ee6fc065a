//! Blueprint: the systems, methods, flows, points and failures of an integration, each under a heading of its own.

use std::borrow::Cow;

use super::Reader;
use crate::document::{LineKind, Text};
use crate::integrations::builder::{Draft, Rank};
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::integrations::context::Reading;
use crate::integrations::value;
use crate::model::{RecordField, Shape};

/// A note from the blueprint template.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Blueprint,
    name: "blueprint",
    about: "the systems, methods, flows, points and failures of an integration",
    signals: &[
        Signal {
            says: "title begins \"Integration Blueprint\"",
            points: 4,
            sign: Sign::TitleStarts("integration blueprint"),
        },
        Signal { says: "heading \"Integrated Systems\"", points: 3, sign: Sign::Heading("integrated systems") },
        Signal { says: "heading \"Integration Methods\"", points: 2, sign: Sign::Heading("integration methods") },
        Signal { says: "heading \"Integration Points\"", points: 1, sign: Sign::Heading("integration points") },
        Signal { says: "heading \"Failure Modes\"", points: 1, sign: Sign::Heading("failure modes") },
        Signal { says: "heading \"Monitoring Points\"", points: 1, sign: Sign::Heading("monitoring points") },
        Signal {
            says: "headings with numbered systems, flows, points or failures",
            points: 2,
            sign: Sign::Holds(|signs| signs.has_numbered_heading()),
        },
        Signal { says: "key \"Blueprint Status\"", points: 3, sign: Sign::Key("blueprint status") },
    ],
    fits: Some(fits),
    finish,
};

/// Blueprints of systems and data have much in common with it (spec/integrations.md a.3).
fn fits(signs: &Signs) -> bool {
    signs.title.starts_with("integration blueprint") || signs.has_heading("integrated systems")
}

/// Its type is which of the methods are filled in (spec/integrations.md a.4).
fn finish(reading: &Reading, draft: &mut Draft) {
    const METHODS: &[(&str, &str)] =
        &[("data integration", "Data"), ("event integration", "Event"), ("api integration", "API")];
    if draft.says(RecordField::Type) {
        return;
    }
    let method = |name: &str| METHODS.iter().find(|(heading, _)| *heading == name).map(|(_, kind)| *kind);
    let mut is_used = vec![false; reading.outline.nodes.len()];
    for line in &reading.outline.lines {
        if let LineKind::Key(_) = line.kind
            && method(&reading.outline.nodes[line.node].name).is_some()
            && value::is_said(&value::stated(None, &reading.value(line), String::new()))
        {
            is_used[line.node] = true;
        }
    }
    let nodes = reading.outline.nodes.iter().enumerate();
    let used: Vec<_> =
        nodes.filter(|(idx, _)| is_used[*idx]).filter_map(|(_, it)| Some((it, method(&it.name)?))).collect();
    if let Some((first, _)) = used.first() {
        let kinds: Vec<&str> = used.iter().map(|(_, kind)| *kind).collect();
        let text = Text { raw: Cow::Borrowed(first.written), span: first.span };
        let mut stated = value::stated(Some(RecordField::Type), &text, "Integration Methods".to_owned());
        stated.value = Some(kinds.join(";").into());
        draft.put(Rank::Primary, RecordField::Type, stated);
    }
}
