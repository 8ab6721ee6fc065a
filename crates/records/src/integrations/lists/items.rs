//! List items, each of which describes one integration of a list.

use std::borrow::Cow;

use super::own_system::{Way, add_partner};
use super::statement::{Form, Statement, has_side};
use super::topic::{Noun, Topic};
use crate::document::outline::{Line, LineKind};
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::document::title::{Join, TitleRoute};
use crate::integrations::assemble::assemble_with;
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::context::NoteContext;
use crate::integrations::value;
use crate::model::{Integration, RecordField, Role, Shape};
use crate::normalize;
use crate::normalize::judge;
use crate::vocabulary::{decoration, fields};

/// Returns the statements of the list items directly below a node.
pub(super) fn read_items(context: &NoteContext, node: usize, topic: Topic) -> Vec<Statement> {
    let lines = &context.outline.lines;
    let first = lines.partition_point(|line| line.node < node);
    let items = || lines[first..].iter().take_while(|line| line.node >= node).filter(|line| line.node == node);
    let statements: Vec<Statement> = items().filter_map(|line| read_item(context, line, topic)).collect();
    if statements.is_empty() { read_partners(context, items(), topic) } else { statements }
}

/// Reads one item; `None` if it does not join two names.
fn read_item(context: &NoteContext, line: &Line, topic: Topic) -> Option<Statement> {
    let is_item = matches!(line.kind, LineKind::Item | LineKind::Key(_));
    let text = context.line_text(line);
    let head = head_of(line, &text);
    let plain = normalize::plain(&head.raw).into_owned();
    let route = title::route(decoration::name(&plain).as_ref()).filter(are_names).map(|route| names_of(&route));
    if !is_item || route.is_none() && line.below.is_none() {
        return None;
    }
    let add = |builder: &mut RecordBuilder, place: &str| {
        if let Some(route) = &route {
            add_route(builder, &head, route, place);
        }
        add_sign(builder, &text, place);
        add_id(builder, line, place);
        add_frequency(builder, &text, place);
    };
    let record = match line.below {
        Some(node) => {
            let part = context.part(node);
            let place = part.place_of_node(0);
            assemble_with(&part, Shape::Register, |builder| add(builder, &place)).integrations.into_iter().next()?
        }
        None => {
            let mut builder = RecordBuilder::new(Shape::Register);
            let place = context.place_of_node(line.node);
            add(&mut builder, &place);
            builder.add_value(
                Rank::Primary,
                RecordField::Name,
                value::extract(Some(RecordField::Name), &name_of(line, &head), place),
            );
            finish(builder, &text)
        }
    };
    let has = |roles: [Role; 2]| roles.into_iter().any(|role| record.in_role(role).next().is_some());
    let is_integration = has([Role::Source, Role::Publisher]) && has([Role::Target, Role::Subscriber]);
    (is_integration && has_side(&record)).then_some(Statement { record, form: Form::Item, noun: topic.noun })
}

/// Returns the record of an item without lines below it.
fn finish(mut builder: RecordBuilder, text: &Text) -> Integration {
    builder.record.span = text.span;
    builder.finish_unit()
}

/// Returns the items that name the partners of the system whose page it is, `- **Rainbasin**: forecast of the inflow`,
/// below a heading that says which way their data goes.
fn read_partners<'l, 'a: 'l>(
    context: &NoteContext<'a>,
    items: impl Iterator<Item = &'l Line<'a>>,
    topic: Topic,
) -> Vec<Statement> {
    let way = Way::of_own_role(topic.own_role);
    if !matches!(topic.noun, Some(Noun::Partners | Noun::Integrations)) || way == Way::Unknown {
        return Vec::new();
    }
    let mut statements = Vec::new();
    for line in items {
        let name = match &line.kind {
            LineKind::Key(key) if fields::heading(&key.name).is_none() => {
                Text { raw: Cow::Borrowed(key.written), span: key.span }
            }
            LineKind::Item => part_of(&line.text, before_remark(&line.text.raw)),
            LineKind::Key(_) => return Vec::new(),
            _ => continue,
        };
        let plain = normalize::plain(&name.raw).into_owned();
        let bare = judge::without_remark(&plain);
        let is_name =
            judge::judge(bare) == judge::Verdict::Name && bare.starts_with(|first: char| !first.is_lowercase());
        // `Decommissioned: Hyperion`
        let is_status = normalize::status(bare).value.is_some();
        if !is_name || is_status || line.below.is_some() {
            continue;
        }
        let mut builder = RecordBuilder::new(Shape::Register);
        let place = context.place_of_node(line.node);
        let partner = builder.names_in(&name, &place);
        add_partner(&mut builder, partner, way);
        let text = context.line_text(line);
        add_frequency(&mut builder, &text, &place);
        builder.add_value(Rank::Primary, RecordField::Name, value::extract(Some(RecordField::Name), &name, place));
        let record = finish(builder, &text);
        statements.push(Statement { record, form: Form::Item, noun: topic.noun });
    }
    statements
}

/// Returns the name in an item such as `ERP – stock` and `Lake (orders, daily)`.
fn before_remark(text: &str) -> &str {
    let marks = [": ", " – ", " — ", " - ", " ("];
    marks.iter().filter_map(|mark| Some(text.split_once(mark)?.0)).min_by_key(|head| head.len()).unwrap_or(text)
}

/// Returns the part of an item that may join two names: its key, or what stands before a colon or dash, if there is an
/// arrow; else the whole.
fn head_of<'a>(line: &Line<'a>, text: &Text<'a>) -> Text<'a> {
    let is_route = |text: &str| title::route(text).is_some();
    let mut text = text.clone();
    if let LineKind::Key(key) = &line.kind {
        if is_route(key.written) {
            return Text { raw: Cow::Borrowed(key.written), span: key.span };
        }
        // `FI-01: Peajero → Tesorillo: cobros`
        text = line.text.clone();
    }
    let heads = [": ", " – ", " — ", " - ", ", "].iter().filter_map(|mark| Some(text.raw.split_once(mark)?.0));
    let is_whole = |head: &&str| head.matches('(').count() == head.matches(')').count();
    match heads.filter(|head| is_route(head)).filter(is_whole).min_by_key(|head| head.len()) {
        Some(head) => part_of(&text, head),
        None => text,
    }
}

/// Returns the text that names an item: its key, unless that is a code or joins the systems, else its head.
fn name_of<'a>(line: &Line<'a>, head: &Text<'a>) -> Text<'a> {
    match &line.kind {
        LineKind::Key(key) if title::route(key.written).is_none() && !is_code(key.written) => {
            Text { raw: Cow::Borrowed(key.written), span: key.span }
        }
        _ => {
            let name = decoration::name(&head.raw).into_owned();
            if head.raw.contains(&name) { part_of(head, &name) } else { head.clone() }
        }
    }
}

/// Whether a text is a code such as `FI-01`.
fn is_code(text: &str) -> bool {
    let is_part = |letter: char| letter.is_uppercase() || letter.is_ascii_digit() || letter == '-';
    text.chars().all(is_part) && text.ends_with(|last: char| last.is_ascii_digit()) && text.len() <= 24
}

/// Adds the ID that is the key of an item.
fn add_id(builder: &mut RecordBuilder, line: &Line, place: &str) {
    if let LineKind::Key(key) = &line.kind
        && is_code(key.written)
    {
        let text = Text { raw: Cow::Borrowed(key.written), span: key.span };
        builder.add_value(
            Rank::Primary,
            RecordField::Id,
            value::extract(Some(RecordField::Id), &text, place.to_owned()),
        );
    }
}

/// Adds the status that a sign at the beginning of an item stands for: `✅`.
fn add_sign(builder: &mut RecordBuilder, text: &Text, place: &str) {
    let Some(first) = text.raw.chars().next().filter(|first| !first.is_ascii() && !first.is_alphanumeric()) else {
        return;
    };
    let status =
        value::extract(Some(RecordField::Status), &part_of(text, &text.raw[..first.len_utf8()]), place.to_owned());
    if status.value.is_some() && !builder.has_value(RecordField::Status) {
        builder.add_value(Rank::Contacts, RecordField::Status, status);
    }
}

/// Adds the frequency in the parentheses or after the last comma of an item: `orders (daily)`, `levels, every hour`.
fn add_frequency(builder: &mut RecordBuilder, text: &Text, place: &str) {
    if builder.has_value(RecordField::Frequency) {
        return;
    }
    let raw = text.raw.trim_end().trim_end_matches('.');
    let inside = raw.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, inside)| inside);
    let Some(last) = inside.or_else(|| raw.rsplit_once(", ").map(|(_, last)| last)) else { return };
    let parts = std::iter::once(last).chain(last.split([',', ';']).map(str::trim));
    for part in parts.filter(|part| !part.is_empty()) {
        let frequency = value::extract(Some(RecordField::Frequency), &part_of(text, part), place.to_owned());
        if frequency.value.is_some() {
            return builder.add_value(Rank::Contacts, RecordField::Frequency, frequency);
        }
    }
}

/// The systems of a route with owned names.
struct Names {
    stops: Vec<String>,
    is_two_way: bool,
}

fn names_of(route: &TitleRoute) -> Names {
    let stops = route.stops.iter().map(|stop| stop.name.to_owned()).collect();
    Names { stops, is_two_way: route.is_two_way }
}

/// Whether both sides can be names of systems.
fn are_names(route: &TitleRoute) -> bool {
    let is_name = |name: &str| judge::judge(name) == judge::Verdict::Name && name.split(' ').count() <= 5;
    let begins_name = |name: &str| route.join == Join::Arrow || name.starts_with(|first: char| !first.is_lowercase());
    let is_field = |name: &str| name.contains('_') && !name.contains(char::is_uppercase);
    route.stops.iter().all(|stop| is_name(stop.name) && begins_name(stop.name) && !is_field(stop.name))
}

fn add_route(builder: &mut RecordBuilder, text: &Text, route: &Names, place: &str) {
    let has_side = |role: Role| builder.record.in_role(role).next().is_some();
    if has_side(Role::Source) || has_side(Role::Target) {
        return;
    }
    let last = route.stops.len() - 1;
    for (index, stop) in route.stops.iter().enumerate() {
        let role = match index {
            0 => Role::Source,
            index if index == last => Role::Target,
            _ => Role::Middleware,
        };
        builder.add_systems(role, &[part_of(text, stop)], place);
    }
    if !builder.has_value(RecordField::Direction) {
        let way = if route.is_two_way { "two-way" } else { "one-way" };
        builder.add_value(Rank::Contacts, RecordField::Direction, value::literal(&text.raw, way, place, text.span));
    }
}
