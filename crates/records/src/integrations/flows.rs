//! Flows: one a heading with keys, or one a line, `Web Shop → SAP`.

use std::borrow::Cow;

use super::builder::Draft;
use super::context::Reading;
use super::value;
use super::value::is_said;
use crate::document::arrow::{arrow, arrow_parts};
use crate::document::{Key, Line, Text};
use crate::model::{Flow, Role};

/// A key of one flow.
pub(crate) fn key<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>, name: &'static str) {
    let text = reading.value(line);
    let place = reading.place(line, key);
    let instance = reading.instance(line.node);
    let span = reading.outline.nodes[instance].span;
    match name {
        "from" | "to" => {
            let stated = value::system(&text, place.clone());
            let flow = draft.flow(instance, span);
            let (end, role) = match name {
                "from" => (&mut flow.from, Role::Source),
                _ => (&mut flow.to, Role::Target),
            };
            let is_new = is_said(&stated);
            *end = Some(stated);
            if is_new {
                draft.systems(role, &reading.parts(line), &place);
            }
        }
        "name" => draft.flow(instance, span).name = Some(value::stated(None, &text, place)),
        name => {
            let stated = value::stated(None, &text, place);
            draft.flow(instance, span).details.push((name.into(), stated));
        }
    }
}

/// `- **Orders**: Web Shop → SAP`
pub(crate) fn in_a_line<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>) -> bool {
    let Some((from, to, _)) = arrow_parts(&line.text) else { return false };
    let place = reading.place(line, key);
    draft.systems(Role::Source, std::slice::from_ref(&from), &place);
    draft.systems(Role::Target, std::slice::from_ref(&to), &place);
    let name = Text { raw: Cow::Borrowed(key.written), span: key.span };
    draft.it.flows.push(Flow {
        name: Some(value::stated(None, &name, reading.place_of(line.node))),
        from: Some(value::system(&from, place.clone())),
        to: Some(value::system(&to, place)),
        details: Vec::new(),
        span: key.span,
    });
    true
}

/// `Web Shop → SAP` below the heading of a flow that has not said its ends otherwise.
pub(crate) fn ends(reading: &Reading, draft: &mut Draft, line: &Line) {
    let Some((from, to, _)) = arrow_parts(&line.text) else { return };
    let (instance, place) = (reading.instance(line.node), reading.place_of(line.node));
    let flow = draft.flow(instance, reading.outline.nodes[instance].span);
    if flow.from.is_some() || flow.to.is_some() {
        return;
    }
    flow.from = Some(value::system(&from, place.clone()));
    flow.to = Some(value::system(&to, place.clone()));
    draft.systems(Role::Source, &[from], &place);
    draft.systems(Role::Target, &[to], &place);
}

/// `- Web Shop → SAP`
pub(crate) fn item(reading: &Reading, draft: &mut Draft, text: &Text, place: String) {
    let Some((from, to, _)) = arrow_parts(text) else { return };
    // `1. Till closes → file is written` tells of steps.
    let before = &reading.text[..(text.span.start as usize).min(reading.text.len())];
    let marker = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let is_numbered = marker.starts_with(|first: char| first.is_ascii_digit());
    let goes_on = || arrow(&to.raw).is_some();
    if is_numbered && (goes_on() || ![&from, &to].into_iter().any(|end| draft.may_be_system(&end.raw))) {
        return;
    }
    let flow = Flow {
        name: None,
        from: Some(value::system(&from, place.clone())),
        to: Some(value::system(&to, place.clone())),
        details: Vec::new(),
        span: text.span,
    };
    draft.systems(Role::Source, &[from], &place);
    draft.systems(Role::Target, &[to], &place);
    draft.it.flows.push(flow);
}
