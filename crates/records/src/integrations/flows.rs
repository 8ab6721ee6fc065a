//! Flows: one per heading with keys, or one per line with an arrow, `Web Shop → SAP`.

use super::builder::RecordBuilder;
use super::context::{KeyLine, NoteContext};
use super::value;
use crate::document::arrow::{arrow_parts, arrow_sides};
use crate::document::outline::Line;
use crate::document::text::Text;
use crate::model::{Flow, Role};

/// Extracts a key of one flow; `detail` is its canonical name.
pub(crate) fn read_key(key_line: KeyLine, builder: &mut RecordBuilder, detail: &'static str) {
    let KeyLine { context, line, .. } = key_line;
    let text = key_line.value();
    let place = key_line.place();
    let instance = context.instance(line.node);
    let span = context.outline.nodes[instance].span;
    match detail {
        "from" | "to" => {
            let system = value::extract_system(&text, place.clone());
            let flow = builder.flow_of(instance, span);
            let (end, role) = match detail {
                "from" => (&mut flow.from, Role::Source),
                _ => (&mut flow.to, Role::Target),
            };
            let is_named = value::has_content(&system);
            *end = Some(system);
            if is_named {
                builder.add_systems(role, &key_line.parts(), &place);
            }
        }
        "name" => builder.flow_of(instance, span).name = Some(value::extract(None, &text, place)),
        detail => {
            let extracted = value::extract(None, &text, place);
            builder.flow_of(instance, span).details.push((detail.into(), extracted));
        }
    }
}

/// Extracts a flow from a key whose value has an arrow, `- **Orders**: Web Shop → SAP`; returns whether it has one.
pub(crate) fn read_key_with_arrow(key_line: KeyLine, builder: &mut RecordBuilder) -> bool {
    let KeyLine { context, line, key } = key_line;
    let Some((from, to, _)) = arrow_parts(&line.text) else { return false };
    let place = key_line.place();
    builder.add_systems(Role::Source, std::slice::from_ref(&from), &place);
    builder.add_systems(Role::Target, std::slice::from_ref(&to), &place);
    builder.record.flows.push(Flow {
        name: Some(value::extract(None, &key_line.label(), context.place_of_node(line.node))),
        from: Some(value::extract_system(&from, place.clone())),
        to: Some(value::extract_system(&to, place)),
        is_implied: false,
        details: Vec::new(),
        span: key.span,
    });
    true
}

/// Extracts the ends of a flow from a line `Web Shop → SAP` below its heading, unless its keys name an end.
pub(crate) fn read_ends(context: &NoteContext, builder: &mut RecordBuilder, line: &Line) {
    let Some((from, to, _)) = arrow_parts(&line.text) else { return };
    let (instance, place) = (context.instance(line.node), context.place_of_node(line.node));
    let flow = builder.flow_of(instance, context.outline.nodes[instance].span);
    if flow.from.is_some() || flow.to.is_some() {
        return;
    }
    flow.from = Some(value::extract_system(&from, place.clone()));
    flow.to = Some(value::extract_system(&to, place.clone()));
    builder.add_systems(Role::Source, &[from], &place);
    builder.add_systems(Role::Target, &[to], &place);
}

/// Extracts a flow from an item `- Web Shop → SAP`.
pub(crate) fn read_item(context: &NoteContext, builder: &mut RecordBuilder, text: &Text, place: String) {
    let Some((from, to, _)) = arrow_parts(text) else { return };
    // A numbered item is usually a step: `1. Till closes → file is written`.
    let before = &context.text[..(text.span.start as usize).min(context.text.len())];
    let marker = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let is_numbered = marker.starts_with(|first: char| first.is_ascii_digit());
    let has_more_arrows = || arrow_sides(&to.raw).is_some();
    if is_numbered && (has_more_arrows() || ![&from, &to].into_iter().any(|end| builder.may_be_system(&end.raw))) {
        return;
    }
    let flow = Flow {
        name: None,
        from: Some(value::extract_system(&from, place.clone())),
        to: Some(value::extract_system(&to, place.clone())),
        is_implied: false,
        details: Vec::new(),
        span: text.span,
    };
    builder.add_systems(Role::Source, &[from], &place);
    builder.add_systems(Role::Target, &[to], &place);
    builder.record.flows.push(flow);
}
