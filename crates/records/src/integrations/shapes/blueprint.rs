//! The blueprint: systems, methods, flows, points and failures of an integration, each under a heading.

use std::borrow::Cow;

use crate::document::outline::LineKind;
use crate::document::text::Text;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::classify::signals::{Condition, NoteFeatures, Signal};
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::integrations::value;
use crate::model::{RecordField, Shape};
use crate::vocabulary::shapes::BLUEPRINT_METHODS;

/// Notes from the blueprint template.
pub(crate) const DEFINITION: ShapeDefinition = ShapeDefinition {
    shape: Shape::Blueprint,
    name: "blueprint",
    signals: &[
        Signal {
            label: "title begins \"Integration Blueprint\"",
            points: 4,
            condition: Condition::TitleStarts("integration blueprint"),
        },
        Signal {
            label: "heading \"Integrated Systems\"",
            points: 3,
            condition: Condition::Heading("integrated systems"),
        },
        Signal {
            label: "heading \"Integration Methods\"",
            points: 2,
            condition: Condition::Heading("integration methods"),
        },
        Signal {
            label: "heading \"Integration Points\"",
            points: 1,
            condition: Condition::Heading("integration points"),
        },
        Signal { label: "heading \"Failure Modes\"", points: 1, condition: Condition::Heading("failure modes") },
        Signal {
            label: "heading \"Monitoring Points\"",
            points: 1,
            condition: Condition::Heading("monitoring points"),
        },
        Signal {
            label: "headings with numbered systems, flows, points or failures",
            points: 2,
            condition: Condition::Predicate(|features| features.has_numbered_heading()),
        },
        Signal { label: "key \"Blueprint Status\"", points: 3, condition: Condition::Key("blueprint status") },
    ],
    requirement: Some(is_integration_blueprint),
    finish,
};

/// Whether a blueprint is that of an integration: blueprints of systems and data share most headings
/// (docs/spec/integrations.md#shapes).
fn is_integration_blueprint(features: &NoteFeatures) -> bool {
    features.title.starts_with("integration blueprint") || features.has_heading("integrated systems")
}

/// Adds the type: the integration methods that are filled in (docs/spec/integrations.md#implied-values).
fn finish(context: &NoteContext, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Type) {
        return;
    }
    let method = |name: &str| BLUEPRINT_METHODS.iter().find(|(heading, _)| *heading == name).map(|(_, kind)| *kind);
    let mut is_used = vec![false; context.outline.nodes.len()];
    for line in &context.outline.lines {
        if let LineKind::Key(_) = line.kind
            && method(&context.outline.nodes[line.node].name).is_some()
            && value::has_content(&value::extract(None, &context.value_text(line), String::new()))
        {
            is_used[line.node] = true;
        }
    }
    let nodes = context.outline.nodes.iter().enumerate();
    let used: Vec<_> =
        nodes.filter(|(idx, _)| is_used[*idx]).filter_map(|(_, it)| Some((it, method(&it.name)?))).collect();
    if let Some((first, _)) = used.first() {
        let kinds: Vec<&str> = used.iter().map(|(_, kind)| *kind).collect();
        let text = Text { raw: Cow::Borrowed(first.written), span: first.span };
        let mut extracted = value::extract(Some(RecordField::Type), &text, "Integration Methods".to_owned());
        extracted.value = Some(kinds.join(";").into());
        builder.add_value(Rank::Primary, RecordField::Type, extracted);
    }
}
