//! Goes through the lines of a note and puts each value where it belongs, for all shapes alike.

use std::borrow::Cow;

use compact_str::CompactString;
use vaultdex_notes::Span;

use super::builder::{Draft, Rank};
use super::context::Reading;
use super::field::Target;
use super::frontmatter::is_document;
use super::section::{Section, named};
use super::{documents, field, flows, footer, instances, mapping, value};
use crate::document::{Key, Line, LineKind, NodeKind, Text};
use crate::model::{Checklist, Group, RecordField, Role, Shape, Stated};
use crate::normalize;
use crate::vocabulary::canonical_name::snake_case;

/// The longest paragraph that is a value by itself.
pub(crate) const LONGEST_VALUE: usize = 120;

/// Reads all lines of a note into an integration.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    instances::read(reading, draft);
    let footer = footer::begin(reading);
    for (idx, line) in reading.outline.lines.iter().enumerate() {
        match &line.kind {
            LineKind::Key(key) => {
                let section = if idx >= footer { Section::Metadata } else { reading.sections[line.node] };
                self::key(reading, draft, line, key, section);
            }
            LineKind::Item => item(reading, draft, line),
            LineKind::Task(mark) => check_item(reading, draft, line, *mark),
            LineKind::Paragraph => paragraph(reading, draft, line),
        }
    }
}

fn key<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>, section: Section) {
    let section = match section {
        Section::Other if speaks_of_all(reading, draft, line, key) => Section::Top,
        section => section,
    };
    if section == Section::History || reading.is_group(line) || reading.is_value(line) && !key.is_certain {
        return;
    }
    let stated = || value::stated(None, &reading.value(line), reading.place(line, key));
    let name_of_its_own = || snake_case(key.written);
    let known = field::detail(section, &key.name);
    match section {
        Section::Side(role) => return side(reading, draft, line, key, role),
        Section::System => return side(reading, draft, line, key, Role::Party),
        Section::Systems => match field::target(Section::Overview, &key.name) {
            Some(target @ Target::Systems(_)) => return put(reading, draft, line, key, target, Rank::Primary),
            _ if known == Some("name") => return side(reading, draft, line, key, Role::Party),
            _ => {
                let name = Text { raw: Cow::Borrowed(key.written), span: key.span };
                let place = draft.system(Role::Party, value::system(&name, reading.place_of(line.node)));
                return draft.it.systems[place].details.push(("role".into(), stated()));
            }
        },
        Section::Flow | Section::Flows => {
            if let Some(name) = known {
                return flows::key(reading, draft, line, key, name);
            }
            if section == Section::Flows && flows::in_a_line(reading, draft, line, key) {
                return;
            }
        }
        Section::Failure | Section::Endpoint | Section::Metric
            if known.is_some() || section != Section::Failure || is_one_failure(reading, line.node) =>
        {
            let instance = reading.instance(line.node);
            let values = &mut draft.group(instances::list_of(section), instance, reading).values;
            // Of two keys that say the same, such as recovery and mitigation, the second keeps its own name.
            let known = known.filter(|known| !values.iter().any(|(name, _)| name == known));
            return values.push((known.map_or_else(name_of_its_own, CompactString::from), stated()));
        }
        Section::Failure | Section::Failures => {
            return entry(reading, &mut draft.it.failure_modes, line, key, "recovery", stated());
        }
        Section::Endpoints => return entry(reading, &mut draft.it.endpoints, line, key, "url", stated()),
        Section::Metrics => return entry(reading, &mut draft.it.metrics, line, key, "description", stated()),
        Section::Alerts => return entry(reading, &mut draft.it.alerts, line, key, "condition", stated()),
        Section::Documents => return documents::key(reading, draft, line, key),
        Section::Mapping | Section::MappingBack if mapping::key(reading, draft, line, key) => return,
        _ => {}
    }
    match field::target(section, &key.name) {
        // A document's own ID below its metadata counts less than the integration's.
        Some(target) => {
            let is_elsewhere = section == Section::Other && matches!(target, Target::Field(_));
            // What stands above the first section counts less than the place that the note's template has for it.
            let is_above = section == Section::Top && !is_free(draft.shape);
            let rank = if is_elsewhere || is_above { Rank::Metadata } else { Rank::of(section) };
            put(reading, draft, line, key, target, rank);
        }
        None if let Some(role) = side_of_line(reading, line, key) => {
            let place = reading.place(line, key);
            match line.below {
                Some(node) => draft.open_systems(node, role, &reading.parts(line), &place),
                None => draft.systems(role, &reading.parts(line), &place),
            }
        }
        None if section == Section::Contacts
            && let at = (line.node, reading.outline.nodes[line.node].parent)
            && draft.contact(at, &key.name, &reading.value(line), &reading.place(line, key)) => {}
        // `- Ana – technical lead`
        None if section == Section::Contacts
            && !key.is_certain
            && let Some(role) = field::person(&line.text.raw) =>
        {
            let name = Text { raw: Cow::Borrowed(key.written), span: key.span };
            draft.people(Rank::Contacts, role, &name, &reading.place_of(line.node));
        }
        // What says something else of integrations is nobody.
        None if section == Section::Contacts && field::heading(&key.name).is_some() => draft.it.extra.push(stated()),
        None if section == Section::Contacts => {
            let role = snake_case(key.written);
            draft.people(Rank::Contacts, &role, &reading.value(line), &reading.place(line, key));
        }
        None if matches!(section, Section::Transfer | Section::Schedule | Section::Events) => {
            let stated = stated();
            if key.name == "frequency" {
                let value = reading.value(line);
                let field = value::stated(Some(RecordField::Frequency), &value, reading.place(line, key));
                draft.put(Rank::Primary, RecordField::Frequency, field);
            }
            transfer(draft, name_of_its_own(), stated, line);
        }
        None if key.is_certain => draft.it.extra.push(stated()),
        None => {}
    }
}

/// The side that a key names the systems of by its own line, `- **Source System**: SAP`, below a heading of systems that
/// has no word for sides. Elsewhere it may say anything of them.
fn side_of_line(reading: &Reading, line: &Line, key: &Key) -> Option<Role> {
    const HEADINGS: &[&str] =
        &["components", "system connections", "system information", "integration architecture", "architecture"];
    let Some(Section::Side(role)) = named(&key.name) else { return None };
    let is_told = || HEADINGS.contains(&reading.outline.nodes[line.node].name.as_str());
    let is_meant = key.is_certain && !line.text.raw.is_empty() && reading.sections[line.node] == Section::Other;
    (is_meant && is_told()).then_some(role)
}

/// Whether a key of a failure stands below a heading of its own, `Scenario 1: Broker down`, and not in a list of them.
fn is_one_failure(reading: &Reading, node: usize) -> bool {
    let instance = &reading.outline.nodes[reading.instance(node)];
    matches!(instance.kind, NodeKind::Heading(_) | NodeKind::Callout) && named(&instance.name).is_none()
}

/// Whether notes of a shape hold to no template.
fn is_free(shape: Shape) -> bool {
    matches!(shape, Shape::Generic | Shape::Note | Shape::System)
}

/// Whether a key below a heading of no known name says something of the integration as a whole: a Dataview field does,
/// and in notes that hold to no template a status or an owner.
fn speaks_of_all(reading: &Reading, draft: &Draft, line: &Line, key: &Key) -> bool {
    let is_free = is_free(draft.shape);
    let is_section = reading.outline.nodes[line.node].kind != NodeKind::Group;
    let said = || field::target(Section::Top, &key.name);
    let is_of_all = |target| {
        matches!(target, Target::Field(field) if field != RecordField::Name && field != RecordField::Version)
            || matches!(target, Target::Person(_))
    };
    key.is_field || is_free && is_section && key.is_certain && said().is_some_and(is_of_all)
}

/// A value that goes where the tables of keys say.
fn put<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>, target: Target, rank: Rank) {
    let place = reading.place(line, key);
    let parts = reading.parts(line);
    match target {
        Target::Mappings => {
            if !mapping::key(reading, draft, line, key) {
                draft.it.extra.push(value::stated(None, &reading.value(line), place));
            }
        }
        target if parts.is_empty() => place_value(draft, target, rank, &[], &line.text, place),
        target => place_value(draft, target, rank, &parts, &reading.value(line), place),
    }
    if let Target::Transfer(_) = target
        && draft.transfer.span == Span::default()
    {
        draft.transfer.span = line.text.span;
    }
}

/// Puts a value that may have several parts where a target says; `whole` is all of it.
pub(crate) fn place_value(draft: &mut Draft, target: Target, rank: Rank, parts: &[Text], whole: &Text, place: String) {
    match target {
        Target::Field(field) => draft.put(rank, field, value::stated(Some(field), whole, place)),
        Target::Kind => match kind_field(draft.shape, &whole.raw) {
            Some(field) => draft.put(rank, field, value::stated(Some(field), whole, place)),
            None => draft.it.extra.push(value::stated(None, whole, place)),
        },
        Target::Openness => {
            let stated = value::stated(Some(RecordField::Classification), whole, place.clone());
            // spec/integrations.md a.4: in a record it says whom the integration is open to, as its type does.
            let is_open_to = draft.shape == Shape::Record
                && !matches!(stated.text(), Some("public" | "confidential" | "restricted"));
            match is_open_to {
                true => draft.it.extra.push(value::stated(None, whole, place)),
                false => draft.put(rank, RecordField::Classification, stated),
            }
        }
        Target::Person(role) => {
            for part in parts {
                draft.people(rank, role, part, &place);
            }
            if parts.is_empty() {
                draft.people(rank, role, whole, &place);
            }
        }
        Target::Systems(role) => {
            let is_system = |part: &&Text| !is_document(&part.raw);
            parts.iter().filter(is_system).for_each(|part| draft.systems(role, std::slice::from_ref(part), &place));
            if !parts.iter().any(|part| is_system(&part)) {
                draft.it.extra.push(value::stated(None, whole, place));
            }
        }
        Target::Transfer(name) => draft.transfer.details.push((name.into(), value::stated(None, whole, place))),
        Target::Failure => {
            let stated = value::stated(None, whole, place.clone());
            let span = stated.span;
            draft.it.failure_modes.push(Group { values: vec![("recovery".into(), stated)], place, span });
        }
        Target::Mappings => draft.it.extra.push(value::stated(None, whole, place)),
    }
}

/// What the note calls a type may be a direction. A hub's type is nothing but that, or whom the integration is open to:
/// `Internal` is a class of data too, `External` is none (spec/integrations.md a.4).
fn kind_field(shape: Shape, raw: &str) -> Option<RecordField> {
    let text = normalize::plain(raw).to_lowercase();
    match text.as_str() {
        "bidirectional" | "bi-directional" | "unidirectional" | "two-way" | "one-way" => Some(RecordField::Direction),
        "internal" if shape == Shape::Hub => Some(RecordField::Classification),
        "external" if shape == Shape::Hub => None,
        _ => Some(RecordField::Type),
    }
}

fn transfer(draft: &mut Draft, name: CompactString, stated: Stated, line: &Line) {
    if draft.transfer.details.is_empty() {
        draft.transfer.span = line.text.span;
    }
    draft.transfer.details.push((name, stated));
}

/// A key of one system, or of all that stand on one side.
fn side<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>, key: &Key<'a>, role: Role) {
    let place = || reading.place(line, key);
    let instance = reading.instance(line.node);
    match field::detail(Section::System, &key.name) {
        // What a heading has named is named; the key says so once more.
        Some("name") if role != Role::Party || !draft.has_system(instance) => {
            let parts = reading.parts(line);
            if parts.is_empty() {
                return draft.open_system(instance, role, value::system(&line.text, place()));
            }
            // What the heading calls it beside its side was a label: `### Source System (CRM)`.
            let name = value::system(&parts[0], place());
            if value::is_said(&name) && draft.labelled.remove(&instance) {
                draft.rename_system(instance, name);
                return draft.open_systems(instance, role, &parts[1..], &place());
            }
            draft.open_systems(instance, role, &parts, &place());
        }
        // The layer between the systems is called by what it is made of.
        None if role == Role::Middleware
            && matches!(key.name.as_str(), "components" | "component" | "platform" | "product") =>
        {
            draft.open_systems(instance, role, &reading.parts(line), &place());
        }
        None if !key.is_certain => {
            let name = Text { raw: Cow::Borrowed(key.written), span: key.span };
            draft.open_system(instance, role, value::system(&name, reading.place_of(line.node)));
        }
        known => {
            let name = known.map_or_else(|| snake_case(key.written), CompactString::from);
            draft.system_detail(instance, name, value::stated(None, &reading.value(line), place()));
        }
    }
}

/// `- **Broker down**: replay from the outbox`: a thing of its own, named by its key.
fn entry<'a>(reading: &Reading<'a>, list: &mut Vec<Group>, line: &Line<'a>, key: &Key<'a>, what: &str, stated: Stated) {
    let name = Text { raw: Cow::Borrowed(key.written), span: key.span };
    let place = reading.place_of(line.node);
    let name = value::stated(None, &name, place.clone());
    list.push(Group { values: vec![("name".into(), name), (what.into(), stated)], place, span: key.span });
}

fn item<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>) {
    let section = reading.sections[line.node];
    if line.text.raw.is_empty() || reading.is_value(line) && !matches!(section, Section::Mapping | Section::MappingBack)
    {
        return;
    }
    let place = || reading.place_of(line.node);
    match section {
        Section::Side(_) if is_document(&line.text.raw) => {}
        Section::Side(role) => {
            let instance = reading.instance(line.node);
            // An item within an item says something of a system, and is none.
            if reading.outline.nodes[line.node].kind != NodeKind::Group || instance == line.node {
                draft.open_system(instance, role, value::system(&line.text, place()));
            }
        }
        // An item with keys below it is a group of its own, and was read as a heading.
        Section::Systems if line.below.is_none() => {
            draft.systems(Role::Party, std::slice::from_ref(&line.text), &place());
        }
        Section::Flows => flows::item(reading, draft, &line.text, place()),
        Section::Mapping | Section::MappingBack => mapping::item(reading, draft, line),
        Section::Documents => documents::item(reading, draft, line),
        _ => {}
    }
}

fn paragraph<'a>(reading: &Reading<'a>, draft: &mut Draft, line: &Line<'a>) {
    let raw = line.text.raw.as_ref();
    let node = line.node;
    if raw.is_empty() || is_tagline(raw) {
        return;
    }
    let place = || reading.place_of(node);
    let is_value = raw.len() <= LONGEST_VALUE && !raw.ends_with('.');
    match reading.sections[node] {
        Section::Purpose => {
            let is_first = draft.told.insert(node);
            if is_first {
                draft.put(
                    Rank::Primary,
                    RecordField::Purpose,
                    value::stated(Some(RecordField::Purpose), &line.text, place()),
                );
            }
        }
        Section::Side(role) if is_value && !is_document(raw) && !draft.has_system(reading.instance(node)) => {
            draft.open_system(reading.instance(node), role, value::system(&line.text, place()));
        }
        Section::Flow if is_value => flows::ends(reading, draft, line),
        Section::Mapping | Section::MappingBack => mapping::item(reading, draft, line),
        Section::Documents => documents::item(reading, draft, line),
        // Prose of the overview is none.
        section @ (Section::Other | Section::Overview)
            if is_value
                && reading.outline.title != Some(node)
                && (section == Section::Other || raw.split(' ').count() <= 4) =>
        {
            // `## Status` with `Draft` below it.
            let name = &reading.outline.nodes[node].name;
            if let Some(target @ (Target::Field(_) | Target::Person(_))) = field::heading(name)
                && draft.told.insert(node)
            {
                place_value(draft, target, Rank::Primary, std::slice::from_ref(&line.text), &line.text, place());
            }
        }
        _ => {}
    }
}

/// A paragraph that is bold as a whole introduces a section and says nothing of the integration.
fn is_tagline(raw: &str) -> bool {
    raw.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")).is_some_and(|inner| !inner.contains("**"))
}

fn check_item(reading: &Reading, draft: &mut Draft, line: &Line, mark: char) {
    let is_group = |node: &usize| reading.outline.nodes[*node].kind == NodeKind::Group;
    let section = reading.outline.ancestors(line.node).find(|node| !is_group(node)).unwrap_or(0);
    let place = reading.place_of(section);
    let lists = &mut draft.it.checklists;
    if lists.last().is_none_or(|list| list.place != place) {
        lists.push(Checklist { place, open: 0, done: 0, other: 0 });
    }
    let Some(list) = lists.last_mut() else { return };
    match mark {
        ' ' => list.open += 1,
        'x' | 'X' => list.done += 1,
        _ => list.other += 1,
    }
}
