//! The columns of tables with one integration per row.

use compact_str::CompactString;

use super::statement::Form;
use super::topic::Topic;
use crate::document::arrow;
use crate::document::tables::TableText;
use crate::document::title;
use crate::model::{RecordField, Role};
use crate::normalize;
use crate::normalize::judge;
use crate::vocabulary::fields;
use crate::vocabulary::fields::Target;
use crate::vocabulary::list_topics::{
    CODE_COLUMNS, CONTACT_COLUMNS, DISTINCTIVE, FREQUENCY_COLUMNS, NAME_COLUMNS, NEIGHBOUR_COLUMNS, OWN_COLUMNS, PAIRS,
    PARTNER_COLUMNS, PAYMENT_COLUMNS, SOURCE_COLUMNS, TARGET_COLUMNS,
};
use crate::vocabulary::mapping_columns::{Column, column_by_name};
use crate::vocabulary::registers::is_register_header;
use crate::vocabulary::shapes::WEAK_SIDES;

/// How many columns are read: their names are looked up again for every row.
pub(super) const MOST_COLUMNS: usize = 64;

/// How many rows are looked at to tell what a table holds.
const N_CHECKED_ROWS: usize = 20;

/// The columns of a table of integrations.
pub(super) struct Columns {
    pub names: Vec<CompactString>,
    pub name: Option<usize>,
    pub partner: Option<usize>,
    pub code: Option<usize>,
    pub direction: Option<usize>,
    /// The system that is one end of most arrows in the column of directions.
    pub own_end: Option<String>,
    pub data: Option<usize>,
    /// The columns of two systems without sides, `System A | System B`.
    pub pair: Option<(usize, usize)>,
    pub has_id: bool,
    pub has_source: bool,
    pub has_target: bool,
    pub form: Form,
}

/// Returns the columns of a table if its header and the topic above it make it a list of integrations.
pub(super) fn columns(
    table: &TableText,
    headers: &[CompactString],
    topic: Topic,
    has_language: bool,
) -> Option<Columns> {
    let mut names: Vec<CompactString> = headers.iter().take(MOST_COLUMNS).cloned().collect();
    name_other_side(&mut names, has_language);
    let names = names;
    let position = |any: &[&str]| any.iter().find_map(|name| names.iter().position(|column| column == name));
    let targets: Vec<Option<Target>> = names.iter().map(|name| column_target(name)).collect();
    let of_role = |roles: &[Role]| {
        targets.iter().position(|target| matches!(target, Some(Target::Systems(role)) if roles.contains(role)))
    };
    if names.len() < 2 || is_about_other(&names) {
        return None;
    }
    let (source, target) = (of_role(&[Role::Source, Role::Publisher]), of_role(&[Role::Target, Role::Subscriber]));
    let has_contacts = names.iter().any(|name| CONTACT_COLUMNS.contains(&name.as_str()));
    if has_contacts && (source.is_none() || target.is_none()) {
        return None;
    }
    let id = targets.iter().position(|target| *target == Some(Target::Field(RecordField::Id)));
    let direction = targets.iter().position(|target| *target == Some(Target::Field(RecordField::Direction)));
    let is_route = |target: &Option<Target>| matches!(target, Some(Target::Route | Target::Systems(Role::Party)));
    let route = direction.filter(|column| holds_routes(table, *column));
    let route =
        route.or_else(|| (0..names.len()).find(|column| is_route(&targets[*column]) && holds_routes(table, *column)));
    let is_side = |column: usize| matches!(targets[column], Some(Target::Systems(role)) if role != Role::Party);
    // A column of routes names the row only if no other column does.
    let own_name = NAME_COLUMNS.iter().filter_map(|name| names.iter().position(|column| column == name));
    let mut own_name = own_name.filter(|column| Some(*column) != route && !is_side(*column));
    let name = own_name.next().or_else(|| position(NAME_COLUMNS).filter(|column| !is_side(*column)));
    let partner = position(PARTNER_COLUMNS).filter(|column| !is_side(*column));
    let number = table.header.iter().take(MOST_COLUMNS).position(|cell| matches!(cell.raw, "#" | "№" | "Nº" | "N°"));
    let code = number.or(position(CODE_COLUMNS)).filter(|column| id.is_none() && holds_codes(table, *column));
    let is_distinctive = names.iter().any(|name| DISTINCTIVE.contains(&name.as_str()));
    let is_distinctive_beside = |column: Option<usize>| {
        let others = names.iter().enumerate().filter(|(other, _)| Some(*other) != column);
        others.into_iter().any(|(_, name)| DISTINCTIVE.contains(&name.as_str()))
    };
    // Other languages have one word for a source and a source system.
    let is_strong = |column: Option<usize>| {
        column.is_some_and(|column| has_language || !WEAK_SIDES.contains(&names[column].as_str()))
    };
    let has_own_column = names.iter().enumerate().any(|(column, name)| {
        OWN_COLUMNS.contains(&name.as_str()) && (name != "message" || holds_identifiers(table, column))
    });
    let pair = PAIRS.iter().find_map(|(a, b)| {
        let column = |name: &str| names.iter().position(|it| it == name);
        Some((column(a)?, column(b)?))
    });
    let is_message = names
        .iter()
        .any(|name| matches!(name.as_str(), "event" | "message" | "topic" | "queue" | "interface" | "feed"));
    let is_titled = topic.noun.is_some() || topic.own_role.is_some() && is_message;
    let joined = name.is_some_and(|column| holds_routes(table, column));
    let directed = route.is_some();
    let pair_columns = pair.filter(|_| source.is_none() && target.is_none()).map(|(a, b)| [a, b]);
    let sides: Vec<usize> = source.into_iter().chain(target).chain(pair_columns.into_iter().flatten()).collect();
    let are_names = hold_names(table, &sides, is_titled);
    let is_network = names.iter().any(|name| matches!(name.as_str(), "port" | "ports" | "ip" | "ip address"));
    let form = match (source, target) {
        _ if !are_names => return None,
        (None, None) if pair.is_some() => Form::Row,
        (Some(_), Some(_))
            if is_strong(source) && is_strong(target) && (!has_language || is_titled || has_own_column) =>
        {
            Form::Row
        }
        (Some(_), Some(_)) if is_distinctive && (id.or(code).or(name).is_some() || is_titled) => Form::Row,
        (Some(_), Some(_)) if is_titled => Form::TitledRow,
        _ if (joined || directed) && (is_titled || is_distinctive_beside(route.or(name))) => Form::TitledRow,
        _ if directed && (route == direction || partner.is_some()) => Form::Directed,
        (Some(_), None) | (None, Some(_)) if is_titled => Form::TitledRow,
        // `From | Data | Frequency` below `Inbound`.
        (Some(_), None) | (None, Some(_)) if topic.own_role.is_some() && is_distinctive => Form::TitledRow,
        (None, None) if partner.is_some() && !is_network && is_about_partners(topic, &names, direction.is_some()) => {
            Form::TitledRow
        }
        (None, None) if partner.is_none() && !is_network && is_register_header(&names, is_titled) => Form::Named,
        (None, None)
            if direction.is_some() && name.is_some() && !is_network && is_titled && holds_ways(table, direction) =>
        {
            Form::TitledRow
        }
        _ => return None,
    };
    // `Integration | Direction`: the integrations of a system are called after the partners.
    let partner =
        partner.or(name.filter(|_| form == Form::TitledRow && route.is_none() && !joined && direction.is_some()));
    // The first column names the rows if no other one does.
    let first_is_free = matches!(targets[0], None | Some(Target::Route | Target::Field(RecordField::Purpose)))
        && Some(0) != route
        && Some(0) != code
        && Some(0) != partner
        && !names[0].is_empty();
    let name = name.or((first_is_free && source.is_some() && target.is_some()).then_some(0));
    // The neighbour names the row whose direction holds both sides.
    let name = name.or(partner.filter(|_| form == Form::Directed));
    let data =
        names.iter().position(|name| matches!(name.as_str(), "data" | "payload" | "content" | "what" | "entities"));
    // A column that names the partner does not name the integration if another column does.
    let name = name.filter(|column| Some(*column) != partner || !is_partner_only(&names, *column));
    let own_end = direction.filter(|column| Some(*column) == route).and_then(|column| common_end(table, column));
    Some(Columns {
        name,
        own_end,
        partner: if source.is_none() || target.is_none() { partner } else { None },
        code,
        direction: route.filter(|column| Some(*column) != name),
        data,
        pair,
        has_id: id.is_some(),
        has_source: source.is_some(),
        has_target: target.is_some(),
        names,
        form,
    })
}

/// Whether a table has columns of a source and a target that hold names, whatever it is about. Mappings, payments and
/// letters do not count.
pub(super) fn has_sides(table: &TableText, headers: &[CompactString]) -> bool {
    let names = &headers[..headers.len().min(MOST_COLUMNS)];
    let of_role = |roles: [Role; 2]| {
        let target = |name: &CompactString| column_target(name);
        names.iter().position(|name| matches!(target(name), Some(Target::Systems(role)) if roles.contains(&role)))
    };
    let (source, target) = (of_role([Role::Source, Role::Publisher]), of_role([Role::Target, Role::Subscriber]));
    let (Some(source), Some(target)) = (source, target) else { return false };
    let are_strong = [source, target].into_iter().all(|column| !WEAK_SIDES.contains(&names[column].as_str()));
    are_strong && !is_about_other(names) && hold_names(table, &[source, target], false)
}

/// Whether a table maps fields, or lists payments or letters.
fn is_about_other(names: &[CompactString]) -> bool {
    // A table that says how values are changed maps fields.
    let maps_fields = |name: &CompactString| {
        matches!(column_by_name(name), Column::Rule | Column::Mandatory | Column::Nullable | Column::Default)
            || name.ends_with(" field")
            || name.ends_with(" column")
    };
    let has_any = |others: &[&str]| names.iter().any(|name| others.contains(&name.as_str()));
    let n_systems = names.iter().filter(|name| name.ends_with(" system") || name.ends_with(" application")).count();
    let is_everyday = has_any(PAYMENT_COLUMNS) || has_any(&["subject"]) && has_any(&["date"]);
    names.iter().any(maps_fields) || is_everyday && n_systems < 2
}

/// Returns the system that is one end of most arrows in a column, in the form in which systems are compared. It is the
/// one whose partners the table lists.
fn common_end(table: &TableText, column: usize) -> Option<String> {
    let mut ends: Vec<(String, usize)> = Vec::new();
    let mut n_routes = 0;
    for row in table.rows.iter().take(N_CHECKED_ROWS) {
        let Some(text) = row.cells.get(column).map(|cell| normalize::plain(cell.raw).into_owned()) else { continue };
        let Some(route) = arrow::route(&text).filter(|route| route.stops.len() == 2) else { continue };
        n_routes += 1;
        for stop in route.stops {
            let key = normalize::system_key(judge::without_remark(stop));
            match ends.iter_mut().find(|(end, _)| *end == key) {
                Some((_, n)) => *n += 1,
                None => ends.push((key, 1)),
            }
        }
    }
    let most = ends.iter().map(|(_, n)| *n).max()?;
    let mut common = ends.into_iter().filter(|(_, n)| *n == most);
    let (end, _) = common.next().filter(|_| most > 1 && most * 2 > n_routes)?;
    common.next().is_none().then_some(end)
}

/// Names the column of a partner after the side that the other column leaves, as in `連携元 | 連携先`.
fn name_other_side(names: &mut [CompactString], has_language: bool) {
    let targets: Vec<Option<Target>> = names.iter().map(|name| column_target(name)).collect();
    let has = |roles: [Role; 2]| {
        targets.iter().any(|target| matches!(target, Some(Target::Systems(role)) if roles.contains(role)))
    };
    if has_language
        && has([Role::Source, Role::Publisher])
        && !has([Role::Target, Role::Subscriber])
        && let Some(partner) = names.iter_mut().find(|name| *name == "system" || *name == "partner")
    {
        *partner = "target".into();
    }
}

/// Returns what a column of a list holds.
pub(super) fn column_target(name: &str) -> Option<Target> {
    match name {
        name if SOURCE_COLUMNS.contains(&name) => Some(Target::Systems(Role::Source)),
        name if TARGET_COLUMNS.contains(&name) => Some(Target::Systems(Role::Target)),
        name if FREQUENCY_COLUMNS.contains(&name) => Some(Target::Field(RecordField::Frequency)),
        name => fields::property(name),
    }
}

/// Whether a column holds nothing but partners although another one may name the row.
fn is_partner_only(names: &[CompactString], partner: usize) -> bool {
    names.iter().enumerate().any(|(column, name)| column != partner && NAME_COLUMNS[..24].contains(&name.as_str()))
}

/// Whether a table with a column of partners lists the integrations with them.
fn is_about_partners(topic: Topic, names: &[CompactString], has_direction: bool) -> bool {
    let has = |any: &[&str]| names.iter().filter(|name| any.contains(&name.as_str())).count();
    let n_of_connection = has(&[
        "protocol",
        "direction",
        "frequency",
        "data",
        "payload",
        "method",
        "type",
        "purpose",
        "status",
        "interface",
        "format",
        "integration",
        "description",
        "mechanism",
        "schedule",
        "transport",
        "data exchanged",
        "auth",
        "authentication",
        "owner",
        "endpoint",
    ]);
    match topic.noun {
        Some(_) => n_of_connection > 0 || names.len() > 1,
        None => has_direction && (n_of_connection > 1 || has(NEIGHBOUR_COLUMNS) > 0),
    }
}

/// Whether the cells of the sides can be names of systems: most are capitalized, linked or marked as code, or at least
/// single words below a title that announces integrations.
fn hold_names(table: &TableText, sides: &[usize], is_titled: bool) -> bool {
    let is_name = |raw: &str| {
        let text = raw.trim_start_matches(['*', '_']);
        let is_marked =
            text.starts_with(['`', '[']) || text.contains(['-', '_', '.']) || text.contains(char::is_uppercase);
        is_marked || !text.is_ascii() || is_titled && !text.contains(' ')
    };
    let rows = table.rows.iter().take(N_CHECKED_ROWS);
    let cells = rows.flat_map(|row| sides.iter().filter_map(|column| row.cells.get(*column)));
    let cells: Vec<_> = cells.filter(|cell| cell.raw.contains(char::is_alphabetic)).collect();
    cells.iter().filter(|cell| is_name(cell.raw)).count() * 2 >= cells.len()
}

/// Whether most cells of a column are identifiers and not sentences.
fn holds_identifiers(table: &TableText, column: usize) -> bool {
    let cells: Vec<_> = table.rows.iter().take(N_CHECKED_ROWS).filter_map(|row| row.cells.get(column)).collect();
    let is_identifier =
        |raw: &str| raw.split(' ').count() <= 3 && !raw.contains(['?', '!', '«', '"', '.']) || raw.starts_with('`');
    cells.iter().filter(|cell| is_identifier(cell.raw)).count() * 2 >= cells.len()
}

/// Whether most cells of a column say which way data goes.
fn holds_ways(table: &TableText, column: Option<usize>) -> bool {
    let Some(column) = column else { return false };
    let cells: Vec<_> = table.rows.iter().take(N_CHECKED_ROWS).filter_map(|row| row.cells.get(column)).collect();
    let is_way = |raw: &str| normalize::direction(raw).value.is_some();
    !cells.is_empty() && cells.iter().filter(|cell| is_way(cell.raw)).count() * 2 >= cells.len()
}

/// Whether most cells of a column join two names: `A → B`, `ABC001_A_to_B`.
fn holds_routes(table: &TableText, column: usize) -> bool {
    let cells = table.rows.iter().take(N_CHECKED_ROWS).filter_map(|row| row.cells.get(column));
    let cells: Vec<_> = cells.filter(|cell| !cell.is_empty()).collect();
    let is_route = |text: &str| title::route(&normalize::plain(text)).is_some();
    let n_routes = cells.iter().filter(|cell| is_route(&cell.text())).count();
    n_routes > 0 && n_routes * 2 >= cells.len()
}

/// Whether most cells of a column look like codes: `IF-001`, `17`.
fn holds_codes(table: &TableText, column: usize) -> bool {
    let cells: Vec<_> = table.rows.iter().take(N_CHECKED_ROWS).filter_map(|row| row.cells.get(column)).collect();
    let is_code = |text: &str| {
        let plain = normalize::plain(text);
        let has = |is: fn(char) -> bool| plain.contains(is);
        !plain.contains(' ') && plain.len() <= 24 && has(|it| it.is_ascii_digit()) && has(char::is_alphabetic)
    };
    !cells.is_empty() && cells.iter().filter(|cell| is_code(cell.raw)).count() * 2 >= cells.len()
}
