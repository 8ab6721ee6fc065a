//! Tables with one integration per row.

use super::columns::{Columns, MOST_COLUMNS, column_target, columns};
use super::own_system::{Way, add_partner};
use super::statement::Statement;
use super::topic::Topic;
use crate::document::arrow;
use crate::document::tables::{Cell, Row, TableText};
use crate::document::text::{Text, part_of};
use crate::document::title;
use crate::document::title::{Join, without_id};
use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::cells::cell_text;
use crate::integrations::context::NoteContext;
use crate::integrations::value;
use crate::model::{Extracted, Integration, RecordField, Role, Shape, State};
use crate::normalize::judge;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::fields::Target;
use crate::vocabulary::registers::{NUMBER_HEADERS, TOTAL_LABELS};
use crate::{normalize, placeholder};

/// Reads the rows of a table of integrations; `None` if the table is none.
pub(super) fn read_table(context: &NoteContext, index: usize, topic: Topic) -> Option<Vec<Statement>> {
    let (node, table) = &context.outline.tables[index];
    let columns = columns(table, &context.headers[index], topic, context.synonyms.has_language())?;
    let rows = table.rows.iter().filter(|row| has_content(table, row, &columns));
    let read = |row: &Row| read_row(context, *node, table, row, &columns, topic);
    Some(rows.map(|row| Statement { record: read(row), form: columns.form, noun: topic.noun }).collect())
}

/// Whether a row states anything but its number. Sums do not count, nor do rows that hold placeholders and nothing
/// filled, even if they have brackets that are not those of a template.
fn has_content(table: &TableText, row: &Row, columns: &Columns) -> bool {
    let is_number = |column: usize| table.header.get(column).is_some_and(|header| NUMBER_HEADERS.contains(&header.raw));
    let cells = row.cells.iter().enumerate().filter(|(column, cell)| !is_number(*column) && !cell.is_empty());
    let mut cells = cells.map(|(_, cell)| cell.raw).peekable();
    let is_total = |raw: &str| {
        let label = raw.split([':', '=']).next().unwrap_or(raw);
        raw.trim_start().starts_with('Σ') || TOTAL_LABELS.contains(&canonical_name(label).as_str())
    };
    let first = row.cells.iter().find(|cell| !cell.is_empty());
    // A row with both sides may be called `Totals: nightly`.
    let is_side = |role: [Role; 2]| {
        let is_of_role = |(column, cell): (usize, &Cell)| {
            let target = columns.names.get(column).and_then(|name| column_target(name));
            !cell.is_empty() && matches!(target, Some(Target::Systems(it)) if role.contains(&it))
        };
        row.cells.iter().enumerate().any(is_of_role)
    };
    let may_be_total = || !(is_side([Role::Source, Role::Publisher]) && is_side([Role::Target, Role::Subscriber]));
    let names_total =
        first.is_some_and(|first| is_total(first.raw)) || cells.peek().is_some_and(|first| is_total(first));
    if names_total && may_be_total() {
        return false;
    }
    let states: Vec<State> = cells.map(|raw| placeholder::state(None, raw)).collect();
    let has = |state: State| states.contains(&state);
    has(State::Filled) || has(State::Suspect) && !has(State::Placeholder)
}

/// Extracts the integration of a row. Its columns have the names of frontmatter properties.
fn read_row(
    context: &NoteContext,
    node: usize,
    table: &TableText,
    row: &Row,
    columns: &Columns,
    topic: Topic,
) -> Integration {
    let mut builder = RecordBuilder::new(Shape::Register);
    builder.record.span = row.span;
    for (column, header) in table.header.iter().take(MOST_COLUMNS).enumerate() {
        let text = cell_text(context, row, column);
        let place = context.place_below(node, header.raw);
        if Some(column) == columns.name {
            read_name(&mut builder, columns, &text, place);
        } else if Some(column) == columns.code {
            builder.add_value(Rank::Primary, RecordField::Id, code(&text, place));
        } else if Some(column) == columns.direction {
            let partner = columns.partner.map(|column| cell_text(context, row, column));
            add_direction(&mut builder, columns, partner.as_ref(), &text, place);
        } else if columns.names[column] == "direction" && add_one_end(&mut builder, &text, &place) {
            // `→ Quillstone` names the own system.
        } else if matches!(columns.pair, Some((a, b)) if a == column || b == column) {
            builder.add_systems(Role::Party, std::slice::from_ref(&text), &place);
        } else if Some(column) != columns.partner {
            let is_unnamed = header.is_empty() || header.raw == "#";
            read_cell(&mut builder, &columns.names[column], is_unnamed, &text, place);
        }
    }
    add_other_side(context, node, table, row, columns, topic, &mut builder);
    add_composed_name(context, row, columns, &mut builder);
    builder.finish_unit()
}

/// Extracts a cell of the column that says which way data goes: `Hub ← Bureau`. Columns of sides say better who takes
/// part, and so does that of the partner, which the arrow only calls by its kind if the other end is the same in most
/// rows.
fn add_direction(builder: &mut RecordBuilder, columns: &Columns, partner: Option<&Text>, text: &Text, place: String) {
    let has_sides = columns.has_source && columns.has_target;
    let is_read = !has_sides
        && (partner.is_some_and(|partner| add_named_end(builder, columns, partner, text, &place))
            || builder.add_route(text, &place));
    if !is_read && !text.raw.is_empty() {
        builder.add_value(
            Rank::Primary,
            RecordField::Direction,
            value::extract(Some(RecordField::Direction), text, place),
        );
    }
}

/// Adds the own system and the partner of a cell `Hub ← Bureau`; returns whether it could be done.
fn add_named_end(builder: &mut RecordBuilder, columns: &Columns, partner: &Text, text: &Text, place: &str) -> bool {
    let Some(own) = &columns.own_end else { return false };
    let Some(route) = arrow::route(&text.raw) else { return false };
    let [first, last] = route.stops[..] else { return false };
    let key = |stop: &str| normalize::system_key(judge::without_remark(&normalize::plain(stop)));
    let (is_first, is_last) = (key(first) == *own, key(last) == *own);
    let name = normalize::plain(&partner.raw).into_owned();
    if is_first == is_last || judge::judge(judge::without_remark(&name)) == judge::Verdict::NoSystem {
        return false;
    }
    let (own_role, own, role, end) =
        if is_first { (Role::Source, first, Role::Target, last) } else { (Role::Target, last, Role::Source, first) };
    // `Claude` for `Claude API (Anthropic)` is a name too.
    let end = judge::without_remark(end);
    let is_short = name.strip_prefix(end).is_some_and(|rest| rest.starts_with([' ', '(']));
    if is_short {
        return false;
    }
    builder.add_systems(own_role, &[part_of(text, judge::without_remark(own))], place);
    builder.add_systems(role, std::slice::from_ref(partner), place);
    let way = if route.is_two_way { "two-way" } else { "one-way" };
    builder.add_value(Rank::Contacts, RecordField::Direction, value::literal(&text.raw, way, place, text.span));
    true
}

/// Adds the system at the end of a lone arrow in a column of directions, and the direction that the arrow gives its
/// partner; returns whether there is one.
fn add_one_end(builder: &mut RecordBuilder, text: &Text, place: &str) -> bool {
    let plain = normalize::plain(&text.raw).into_owned();
    let (role, way) = match plain.chars().next() {
        Some('→' | '⇒' | '⟶') => (Role::Target, "one-way"),
        Some('←' | '⇐' | '⟵') => (Role::Source, "one-way"),
        Some('↔' | '⇔' | '⇄') => (Role::Party, "two-way"),
        _ => return false,
    };
    let name = plain.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let is_name = judge::judge(name) == judge::Verdict::Name && normalize::direction(name).value.is_none();
    if !is_name || !name.starts_with(|first: char| !first.is_lowercase()) {
        return false;
    }
    builder.add_systems(role, &[part_of(text, name)], place);
    builder.add_value(Rank::Contacts, RecordField::Direction, value::literal(&text.raw, way, place, text.span));
    true
}

/// Adds the partner in its column, or remembers the side that the own system has.
fn add_other_side(
    context: &NoteContext,
    node: usize,
    table: &TableText,
    row: &Row,
    columns: &Columns,
    topic: Topic,
    builder: &mut RecordBuilder,
) {
    let has_role = |role: Role| builder.record.systems.iter().any(|it| it.role == role && it.name.text().is_some());
    let has_source = has_role(Role::Source) || has_role(Role::Publisher);
    let has_target = has_role(Role::Target) || has_role(Role::Subscriber);
    let outer = Way::of_own_role(topic.own_role);
    if let Some(column) = columns.partner.filter(|_| {
        has_source != has_target && columns.direction.is_none() && !columns.has_source && !columns.has_target
    }) {
        let role = if has_source { Role::Target } else { Role::Source };
        let place = context.place_below(node, table.header[column].raw);
        builder.add_systems(role, &[cell_text(context, row, column)], &place);
    } else if let Some(column) = columns.partner.filter(|_| !has_source && !has_target) {
        let place = context.place_below(node, table.header[column].raw);
        let partner = builder.names_in(&cell_text(context, row, column), &place);
        let way = Way::of_direction(builder, outer);
        add_partner(builder, partner, way);
    } else if columns.has_source != columns.has_target && has_source != has_target {
        builder.record.own_role = Some(if has_source { Role::Target } else { Role::Source });
    }
}

/// Names a row without a name by its sides and its data: `A → B: orders`.
fn add_composed_name(context: &NoteContext, row: &Row, columns: &Columns, builder: &mut RecordBuilder) {
    if builder.has_value(RecordField::Name) {
        return;
    }
    let names = |roles: &[Role]| {
        let systems = builder.record.systems.iter().filter(|it| roles.contains(&it.role));
        systems.filter_map(|it| it.name.text()).collect::<Vec<_>>().join(", ")
    };
    let (source, target) = (names(&[Role::Source, Role::Publisher]), names(&[Role::Target, Role::Subscriber]));
    let party = names(&[Role::Party]);
    let data = columns.data.map(|column| cell_text(context, row, column));
    let data =
        data.map(|data| normalize::plain(&data.raw).into_owned()).filter(|data| !data.is_empty() && data.len() <= 60);
    let sides = match (source.is_empty(), target.is_empty()) {
        (false, false) => format!("{source} → {target}"),
        (false, true) => source,
        (true, false) => target,
        (true, true) => party,
    };
    let name = match data {
        _ if sides.is_empty() => return,
        Some(data) if columns.partner.is_none() => format!("{sides}: {data}"),
        _ => sides,
    };
    let first = builder.record.systems.first().map(|it| it.name.clone());
    if let Some(Extracted { raw, place, span, .. }) = first {
        builder.add_value(Rank::FileName, RecordField::Name, value::literal(&raw, name, &place, span));
    }
}

/// Extracts a cell of a column other than the name; `is_unnamed` is whether the column has no name.
fn read_cell(builder: &mut RecordBuilder, column: &str, is_unnamed: bool, text: &Text, place: String) {
    let target = column_target(column).or((column == "type").then_some(Target::Kind));
    let parts = if text.raw.is_empty() { &[][..] } else { std::slice::from_ref(text) };
    match target {
        Some(Target::Systems(role)) if parts.is_empty() => {
            builder.add_system(role, value::extract_system(text, place));
        }
        Some(Target::Mappings | Target::Failure) | None if is_unnamed => {}
        Some(Target::Mappings | Target::Failure) | None => {
            builder.record.extra.push(value::extract(None, text, place));
        }
        Some(target) => builder.place_value(target, Rank::Primary, parts, text, place),
    }
}

fn code(text: &Text, place: String) -> Extracted {
    value::extract(Some(RecordField::Id), text, place)
}

/// Extracts the cell that names the row: `INT-301 Vendor master`, `STF001_Badgebox_to_Rotaboard`.
fn read_name(builder: &mut RecordBuilder, columns: &Columns, text: &Text, place: String) {
    let plain = normalize::plain(&text.raw).into_owned();
    let coded =
        title::code(&plain).map(|(code, _)| code.to_owned()).or_else(|| is_whole_code(&plain).then(|| plain.clone()));
    let id = normalize::ids_in(&text.raw).first().cloned().filter(|id| id.start < 4);
    let id_text = id.as_ref().map(|id| &text.raw[id.clone()]).or(coded.as_deref());
    let has_code_column = columns.has_id || columns.code.is_some();
    if let Some(id) = id_text.filter(|_| !has_code_column) {
        let id = value::extract(Some(RecordField::Id), &part_of(text, id), place.clone());
        builder.add_value(Rank::Primary, RecordField::Id, id);
    }
    let mut name = value::extract(Some(RecordField::Name), text, place.clone());
    if let Some(value) = name.value.as_mut().filter(|_| id.is_some()) {
        let bare = without_id(value).trim();
        if !bare.is_empty() {
            *value = bare.into();
        }
    }
    builder.add_value(Rank::Primary, RecordField::Name, name);
    // `Shop -> ERP` and `Shop to ERP` name both sides.
    let route = title::route(&plain).filter(|route| route.join != Join::MaybeTo || are_capitalized(route));
    let Some(route) = route.filter(|_| !(columns.has_source && columns.has_target)) else { return };
    let last = route.stops.len() - 1;
    for (index, stop) in route.stops.iter().enumerate() {
        let role = match index {
            0 => Role::Source,
            index if index == last => Role::Target,
            _ => Role::Middleware,
        };
        builder.add_systems(role, &[part_of(text, stop.name)], &place);
    }
    if route.is_two_way && !builder.has_value(RecordField::Direction) {
        builder.add_value(
            Rank::FileName,
            RecordField::Direction,
            value::literal(&text.raw, "two-way", &place, text.span),
        );
    }
}

/// Whether a cell is a code and nothing else: `IF-RAIL-1`.
fn is_whole_code(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    text.contains('-')
        && text.bytes().all(is_part)
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.ends_with(|last: char| last.is_ascii_digit())
}

/// Whether both sides of `A to B` can be names of systems.
fn are_capitalized(route: &title::TitleRoute) -> bool {
    route.stops.iter().all(|stop| judge::judge(stop.name) == judge::Verdict::Name)
}
