//! What headings and groups say by their own text of the things that they open: `System 1: SAP`, `Flow 2: Returns`.

use std::borrow::Cow;

use super::builder::Draft;
use super::context::{Reading, part_of};
use super::section::{Section, named};
use super::value;
use crate::document::{NodeKind, Text, headings};
use crate::model::{Group, Integration, Role};

/// Opens what the headings and groups of a note name.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    for (node, it) in reading.outline.nodes.iter().enumerate() {
        let is_instance = || reading.instance(node) == node;
        match reading.sections[node] {
            Section::System if is_instance() => {
                if let Some(name) = own_name(reading, node) {
                    draft.open_system(node, Role::Party, value::system(&name, reading.place_of(node)));
                }
            }
            Section::Side(role) if is_instance() && named(&it.name).is_none() && it.kind != NodeKind::Group => {
                if let Some(name) = own_name(reading, node) {
                    draft.open_system(node, role, value::system(&name, reading.place_of(node)));
                    draft.labelled.insert(node);
                }
            }
            Section::Flow if is_instance() && it.kind != NodeKind::Group => {
                let name = own_name(reading, node).map(|text| value::stated(None, &text, reading.place_of(node)));
                draft.flow(node, it.span).name = name;
            }
            Section::Failure | Section::Endpoint | Section::Metric if is_instance() => {
                let list = list_of(reading.sections[node]);
                let is_named =
                    named(&it.name) != Some(reading.sections[node]) || list_is_metrics(reading.sections[node]);
                let name = own_name(reading, node).filter(|_| is_named && reading.has_keys[node]);
                if let Some(name) = name {
                    let stated = value::stated(None, &name, reading.place_of(node));
                    draft.group(list, node, reading).values.push(("name".into(), stated));
                }
            }
            _ => {}
        }
    }
}

fn list_is_metrics(section: Section) -> bool {
    section == Section::Metric
}

pub(crate) fn list_of(section: Section) -> fn(&mut Integration) -> &mut Vec<Group> {
    match section {
        Section::Failure => |it| &mut it.failure_modes,
        Section::Endpoint => |it| &mut it.endpoints,
        _ => |it| &mut it.metrics,
    }
}

/// What a heading such as `System 1: SAP` calls the thing that it opens.
fn own_name<'a>(reading: &Reading<'a>, idx: usize) -> Option<Text<'a>> {
    let (node, section) = (&reading.outline.nodes[idx], reading.sections[idx]);
    let whole = Text { raw: Cow::Borrowed(node.written), span: node.span };
    // Without emoji and ordinal; emphasis within it is a value's as any other's.
    let plain = headings::name(node.written);
    let named = if node.written.contains(&*plain) { &*plain } else { node.written };
    if let Section::Side(_) = section
        && let Some((_, name)) = super::section::side_and_name(named)
    {
        return Some(part_of(&whole, name));
    }
    if reading.numbered[idx].is_none() {
        return (!node.name.is_empty()).then(|| part_of(&whole, named));
    }
    // Behind the number, its mark and blanks.
    let digit = named.find(|letter: char| letter.is_ascii_digit())?;
    let rest = named[digit..].trim_start_matches(|letter: char| letter.is_ascii_digit());
    let behind = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_'));
    let behind = behind.trim_start_matches([':', '：', '-', '–', '—', '.', ')', '*', '_', ' ']).trim();
    // A mark that opens before the name closes behind it.
    let opens = rest[..rest.len() - rest.trim_start_matches([':', '*', '_', ' ']).len()].contains(['*', '_']);
    let name = if opens { behind.trim_end_matches(['*', '_']) } else { behind };
    (!name.is_empty()).then(|| part_of(&whole, name))
}
