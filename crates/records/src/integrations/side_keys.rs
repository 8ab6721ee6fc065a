//! Keys that describe the systems of a side.

use compact_str::CompactString;

use super::builder::RecordBuilder;
use super::context::KeyLine;
use super::value;
use crate::model::Role;
use crate::vocabulary::canonical_name::snake_case;
use crate::vocabulary::fields;
use crate::vocabulary::fields::MIDDLEWARE_PRODUCTS;
use crate::vocabulary::sections::{SYSTEM_OVERVIEWS, Section, section_by_name};

/// Extracts a key of one system, or of all systems of a side.
pub(crate) fn read_side_key(key_line: KeyLine, builder: &mut RecordBuilder, role: Role) {
    let KeyLine { context, line, key } = key_line;
    let instance = context.instance(line.node);
    match fields::detail(Section::System, &key.name) {
        // The name of a system without a side is in its heading, so that a Name key is a detail.
        Some("name") if role != Role::Party || !builder.has_system_of(instance) => {
            read_name(key_line, builder, instance, role);
        }
        None if role == Role::Middleware && MIDDLEWARE_PRODUCTS.contains(&key.name.as_str()) => {
            builder.open_systems(instance, role, &key_line.parts(), &key_line.place());
        }
        None if !key.is_certain => {
            let name = value::extract_system(&key_line.label(), context.place_of_node(line.node));
            builder.open_system(instance, role, name);
        }
        detail => {
            let name = detail.map_or_else(|| snake_case(key.written), CompactString::from);
            builder.add_system_detail(instance, name, key_line.extract());
        }
    }
}

/// Extracts the names of the systems of a side.
fn read_name(key_line: KeyLine, builder: &mut RecordBuilder, instance: usize, role: Role) {
    let parts = key_line.parts();
    let [first, rest @ ..] = &*parts else {
        let name = value::extract_system(&key_line.line.text, key_line.place());
        return builder.open_system(instance, role, name);
    };
    // The name in the heading, `### Source System (CRM)`, was only a label.
    let name = value::extract_system(first, key_line.place());
    if value::has_content(&name) && builder.labeled_nodes.remove(&instance) {
        builder.rename_system(instance, name);
        return builder.open_systems(instance, role, rest, &key_line.place());
    }
    builder.open_systems(instance, role, &parts, &key_line.place());
}

/// Returns the side whose systems a key names under a heading of systems that has no sections for sides:
/// `- **Source System**: SAP`. Under other headings such a key may mean anything.
pub(crate) fn side_of_overview_key(key_line: KeyLine) -> Option<Role> {
    let KeyLine { context, line, key } = key_line;
    let Some(Section::Side(role)) = section_by_name(&key.name) else { return None };
    let names_systems = key.is_certain && !line.text.raw.is_empty() && context.sections[line.node] == Section::Other;
    let is_overview = || SYSTEM_OVERVIEWS.contains(&context.outline.nodes[line.node].name.as_str());
    (names_systems && is_overview()).then_some(role)
}
