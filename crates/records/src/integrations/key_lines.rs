//! Extraction from key lines: the section of a key decides what its name means.

use std::ops::ControlFlow;

use compact_str::CompactString;
use vaultdex_notes::Span;

use super::builder::{Rank, RecordBuilder};
use super::context::{KeyLine, NoteContext};
use super::side_keys::{read_side_key, side_of_overview_key};
use super::{documents, flows, instances, mapping, value};
use crate::document::outline::{Key, Line, NodeKind};
use crate::model::{Extracted, Group, RecordField, Role, Shape};
use crate::vocabulary::canonical_name::snake_case;
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::list_topics::{FREQUENCY_COLUMNS, SOURCE_COLUMNS, TARGET_COLUMNS};
use crate::vocabulary::sections::{Section, section_by_name};

/// Extracts the value of a key line in a section.
pub(crate) fn read_key_line<'a>(
    context: &NoteContext<'a>,
    builder: &mut RecordBuilder,
    line: &Line<'a>,
    key: &Key<'a>,
    section: Section,
) {
    let key_line = KeyLine { context, line, key };
    let section = match section {
        Section::Other if describes_integration(key_line, builder) => Section::Top,
        section => section,
    };
    if section == Section::History
        || context.is_in_glossary(line.node)
        || context.opens_group(line)
        || context.is_value_of_key(line) && !key.is_certain
    {
        return;
    }
    if read_section_key(key_line, builder, section).is_break() {
        return;
    }
    match fields::target(section, &key.name) {
        Some(target) => {
            // Unambiguous keys under unknown headings and keys above the first section yield to the field's own place
            // in the template.
            let is_elsewhere = section == Section::Other && matches!(target, Target::Field(_));
            let is_above_sections = section == Section::Top && !has_no_template(builder.shape);
            let rank = if is_elsewhere || is_above_sections { Rank::Metadata } else { Rank::of(section) };
            place_key(key_line, builder, target, rank);
        }
        None => read_unknown_key(key_line, builder, section),
    }
}

/// Extracts a key that describes a thing of its section, such as a system or a flow. Breaks if it does; continues if
/// the key is to be looked up among the fields.
fn read_section_key(key_line: KeyLine, builder: &mut RecordBuilder, section: Section) -> ControlFlow<()> {
    let KeyLine { context, line, key } = key_line;
    let detail = fields::detail(section, &key.name);
    match section {
        Section::Side(role) => read_side_key(key_line, builder, role),
        Section::System => read_side_key(key_line, builder, Role::Party),
        Section::Systems => read_systems_key(key_line, builder, detail),
        Section::Flow | Section::Flows => match detail {
            Some(detail) => flows::read_key(key_line, builder, detail),
            None if section == Section::Flows && flows::read_key_with_arrow(key_line, builder) => {}
            None => return ControlFlow::Continue(()),
        },
        Section::Failure if detail.is_none() && !is_single_failure(context, line.node) => {
            builder.record.failure_modes.push(named_group(key_line, "recovery"));
        }
        Section::Failure | Section::Endpoint | Section::Metric => {
            let instance = context.instance(line.node);
            let values = &mut builder.group_of(instances::list_of(section), instance, context).values;
            // Of two keys with one meaning, such as recovery and mitigation, the second keeps its own name.
            let detail = detail.filter(|detail| !values.iter().any(|(name, _)| name == detail));
            let name = detail.map_or_else(|| snake_case(key.written), CompactString::from);
            values.push((name, key_line.extract()));
        }
        Section::Failures => builder.record.failure_modes.push(named_group(key_line, "recovery")),
        Section::Endpoints => builder.record.endpoints.push(named_group(key_line, "url")),
        Section::Metrics => builder.record.metrics.push(named_group(key_line, "description")),
        Section::Alerts => builder.record.alerts.push(named_group(key_line, "condition")),
        Section::Documents => documents::read_key(key_line, builder),
        Section::Mapping | Section::ReverseMapping if mapping::lists::read_key(key_line, builder) => {}
        _ => return ControlFlow::Continue(()),
    }
    ControlFlow::Break(())
}

/// Extracts a key below a heading of systems: the systems of a side, the name of a system, or a system that the key
/// itself names.
fn read_systems_key(key_line: KeyLine, builder: &mut RecordBuilder, detail: Option<&str>) {
    match fields::target(Section::Overview, &key_line.key.name) {
        Some(target @ Target::Systems(_)) => place_key(key_line, builder, target, Rank::Primary),
        _ if detail == Some("name") => read_side_key(key_line, builder, Role::Party),
        _ => {
            let place = key_line.context.place_of_node(key_line.line.node);
            let system = builder.add_system(Role::Party, value::extract_system(&key_line.label(), place));
            builder.record.systems[system].details.push(("role".into(), key_line.extract()));
        }
    }
}

/// Returns a group that a key names: `- **Broker down**: replay from the outbox`. `detail` is the name of its value.
fn named_group(key_line: KeyLine, detail: &str) -> Group {
    let place = key_line.context.place_of_node(key_line.line.node);
    let name = value::extract(None, &key_line.label(), place.clone());
    let values = vec![("name".into(), name), (detail.into(), key_line.extract())];
    Group { values, place, span: key_line.key.span }
}

/// Extracts a key that no table knows in its section.
fn read_unknown_key(key_line: KeyLine, builder: &mut RecordBuilder, section: Section) {
    let KeyLine { line, key, .. } = key_line;
    if let Some(role) = side_of_overview_key(key_line) {
        let place = key_line.place();
        return match line.below {
            Some(node) => builder.open_systems(node, role, &key_line.parts(), &place),
            None => builder.add_systems(role, &key_line.parts(), &place),
        };
    }
    // `When: every hour` is a frequency, `When: after the review` is none.
    let may_be_frequency = matches!(section, Section::Top | Section::Overview | Section::Schedule | Section::Transfer)
        && has_no_template(builder.shape)
        && FREQUENCY_COLUMNS.contains(&key.name.as_str());
    if may_be_frequency {
        let frequency = value::extract(Some(RecordField::Frequency), &key_line.value(), key_line.place());
        if frequency.value.is_some() {
            return builder.add_value(Rank::Contacts, RecordField::Frequency, frequency);
        }
    }
    // The keys of a flow describe an integration that is one flow: `When: daily`.
    if key_line.context.is_part && section == Section::Top {
        match fields::detail(Section::Flow, &key.name) {
            Some("frequency") => {
                let frequency = value::extract(Some(RecordField::Frequency), &key_line.value(), key_line.place());
                return builder.add_value(Rank::Primary, RecordField::Frequency, frequency);
            }
            Some(detail @ ("method" | "data")) => {
                return add_transfer_detail(builder, detail.into(), key_line.extract(), line);
            }
            _ => {}
        }
        let role = match key.name.as_str() {
            name if SOURCE_COLUMNS.contains(&name) => Some(Role::Source),
            name if TARGET_COLUMNS.contains(&name) => Some(Role::Target),
            _ => None,
        };
        if let Some(role) = role {
            return builder.add_systems(role, &key_line.parts(), &key_line.place());
        }
        if let Some(detail @ ("url" | "auth" | "method")) = fields::detail(Section::Endpoint, &key.name) {
            let extracted = key_line.extract();
            let group = builder.group_of(|it| &mut it.endpoints, line.node, key_line.context);
            return group.values.push((detail.into(), extracted));
        }
    }
    match section {
        Section::Contacts => read_contact_key(key_line, builder),
        Section::Transfer | Section::Schedule | Section::Events => {
            if fields::heading(&key.name) == Some(Target::Field(RecordField::Frequency)) {
                let frequency = value::extract(Some(RecordField::Frequency), &key_line.value(), key_line.place());
                // `Timing: asynchronous` is none.
                if key.name == "frequency" || frequency.value.is_some() {
                    builder.add_value(Rank::Primary, RecordField::Frequency, frequency);
                }
            }
            add_transfer_detail(builder, snake_case(key.written), key_line.extract(), line);
        }
        _ if key.is_certain => builder.record.extra.push(key_line.extract()),
        _ => {}
    }
}

/// Extracts a key below a heading of people that is not a known role.
fn read_contact_key(key_line: KeyLine, builder: &mut RecordBuilder) {
    let KeyLine { context, line, key } = key_line;
    let node = (line.node, context.outline.nodes[line.node].parent);
    if builder.add_contact_key(node, &key.name, &key_line.value(), &key_line.place()) {
        return;
    }
    // `- Ana – technical lead`
    let role_in_value = || fields::person(&line.text.raw).filter(|_| !key.is_certain);
    if let Some(role) = role_in_value() {
        builder.add_people(Rank::Contacts, role, &key_line.label(), &context.place_of_node(line.node));
    } else if fields::heading(&key.name).is_some() {
        // A key with another meaning does not name a person.
        builder.record.extra.push(key_line.extract());
    } else {
        let role = snake_case(key.written);
        builder.add_people(Rank::Contacts, &role, &key_line.value(), &key_line.place());
    }
}

/// Whether a failure is described by a heading of its own, `Scenario 1: Broker down`, and is not an entry of a list.
fn is_single_failure(context: &NoteContext, node: usize) -> bool {
    let instance = &context.outline.nodes[context.instance(node)];
    matches!(instance.kind, NodeKind::Heading(_) | NodeKind::Callout) && section_by_name(&instance.name).is_none()
}

/// Whether notes of a shape follow no template.
fn has_no_template(shape: Shape) -> bool {
    matches!(shape, Shape::Generic | Shape::Note | Shape::System)
}

/// Whether a key of a side is one that only integrations have.
fn is_strong_side(name: &str) -> bool {
    let has = |words: [&str; 4]| words.iter().any(|word| name.contains(word));
    has(["system", "application", "sender", "receiver"])
}

/// Words in headings of things whose status, interval or owner is their own.
const APART: &[&str] = &[
    "alert",
    "alerting",
    "alerts",
    "backup",
    "health",
    "healthcheck",
    "monitoring",
    "retry",
    "retries",
    "retention",
    "rotation",
    "test",
    "testing",
    "tests",
    "deployment",
    "polling",
    "cache",
    "caching",
];

/// Whether a key under an unknown heading describes the integration as a whole: a Dataview field does, and so does a
/// status, date or owner in shapes without a template.
fn describes_integration(key_line: KeyLine, builder: &RecordBuilder) -> bool {
    let KeyLine { context, line, key } = key_line;
    let node = &context.outline.nodes[line.node];
    // `Interval` below `Retry` is not how often the integration runs.
    let is_apart = || node.name.split(' ').any(|word| APART.contains(&word));
    let is_section = || node.kind != NodeKind::Group && !is_apart();
    let is_general = |target| match target {
        Target::Field(field) => !matches!(field, RecordField::Name | RecordField::Version),
        Target::Person(_) => true,
        Target::Systems(_) => is_strong_side(&key.name),
        _ => false,
    };
    let is_general_key = || fields::target(Section::Top, &key.name).is_some_and(is_general);
    key.is_field || has_no_template(builder.shape) && key.is_certain && is_section() && is_general_key()
}

/// Adds the value of a key to the target that the tables of keys name.
fn place_key(key_line: KeyLine, builder: &mut RecordBuilder, target: Target, rank: Rank) {
    let line = key_line.line;
    let parts = key_line.parts();
    match target {
        Target::Mappings => {
            if !mapping::lists::read_key(key_line, builder) {
                builder.record.extra.push(key_line.extract());
            }
        }
        target if parts.is_empty() => builder.place_value(target, rank, &[], &line.text, key_line.place()),
        target => builder.place_value(target, rank, &parts, &key_line.value(), key_line.place()),
    }
    if let Target::Transfer(_) = target
        && builder.transfer.span == Span::default()
    {
        builder.transfer.span = line.text.span;
    }
}

/// Adds a detail of the flow that the transfer sections describe. Its position is that of its first detail.
fn add_transfer_detail(builder: &mut RecordBuilder, name: CompactString, extracted: Extracted, line: &Line) {
    if builder.transfer.details.is_empty() {
        builder.transfer.span = line.text.span;
    }
    builder.transfer.details.push((name, extracted));
}
