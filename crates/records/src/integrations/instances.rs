//! Systems, flows and groups that headings open and name: `System 1: SAP`, `Flow 2: Returns`.

use std::borrow::Cow;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::value;
use crate::document::outline::NodeKind;
use crate::document::text::{Text, part_of};
use crate::model::{Group, Integration, Role};
use crate::vocabulary::decoration;
use crate::vocabulary::sections::{Section, section_by_name, side_and_name};

/// Adds everything that the headings and groups of a note name.
pub(crate) fn open_instances(context: &NoteContext, builder: &mut RecordBuilder) {
    let nodes = context.outline.nodes.iter().enumerate();
    for (node, it) in nodes.filter(|(node, _)| context.instance(*node) == *node) {
        let section = context.sections[node];
        let place = || context.place_of_node(node);
        match section {
            Section::System => {
                if let Some(name) = name_in_heading(context, node) {
                    builder.open_system(node, Role::Party, value::extract_system(&name, place()));
                }
            }
            Section::Side(role) if section_by_name(&it.name).is_none() && it.kind != NodeKind::Group => {
                if let Some(name) = name_in_heading(context, node) {
                    builder.open_system(node, role, value::extract_system(&name, place()));
                    builder.labeled_nodes.insert(node);
                }
            }
            Section::Flow if it.kind != NodeKind::Group => {
                let name = name_in_heading(context, node).map(|text| value::extract(None, &text, place()));
                builder.flow_of(node, it.span).name = name;
            }
            Section::Failure | Section::Endpoint | Section::Metric => {
                // The name of the section itself names nothing, but for a metric such as `Latency`.
                let is_named = section_by_name(&it.name) != Some(section) || section == Section::Metric;
                let name = name_in_heading(context, node).filter(|_| is_named && context.has_keys[node]);
                if let Some(name) = name {
                    let name = value::extract(None, &name, place());
                    builder.group_of(list_of(section), node, context).values.push(("name".into(), name));
                }
            }
            _ => {}
        }
    }
}

/// Returns the list of a record that holds the groups of a section.
pub(crate) fn list_of(section: Section) -> fn(&mut Integration) -> &mut Vec<Group> {
    match section {
        Section::Failure => |it| &mut it.failure_modes,
        Section::Endpoint => |it| &mut it.endpoints,
        _ => |it| &mut it.metrics,
    }
}

/// Returns the name in a heading such as `System 1: SAP`.
fn name_in_heading<'a>(context: &NoteContext<'a>, idx: usize) -> Option<Text<'a>> {
    let (node, section) = (&context.outline.nodes[idx], context.sections[idx]);
    let text = Text { raw: Cow::Borrowed(node.written), span: node.span };
    // Emoji and ordinal are not part of the name. Emphasis inside is kept, as in any other value.
    let plain = decoration::name(node.written);
    let written = if node.written.contains(&*plain) { &*plain } else { node.written };
    if let Section::Side(_) = section
        && let Some((_, name)) = side_and_name(written)
    {
        return Some(part_of(&text, name));
    }
    if context.numbered[idx].is_none() {
        return (!node.name.is_empty()).then(|| part_of(&text, written));
    }
    // After the number come a mark and spaces.
    let digit = written.find(|letter: char| letter.is_ascii_digit())?;
    let rest = written[digit..].trim_start_matches(|letter: char| letter.is_ascii_digit());
    let name = rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_'));
    let name = name.trim_start_matches([':', '：', '-', '–', '—', '.', ')', '*', '_', ' ']).trim();
    // Emphasis that begins before the name ends after it.
    let lead = &rest[..rest.len() - rest.trim_start_matches([':', '*', '_', ' ']).len()];
    let name = if lead.contains(['*', '_']) { name.trim_end_matches(['*', '_']) } else { name };
    (!name.is_empty()).then(|| part_of(&text, name))
}
