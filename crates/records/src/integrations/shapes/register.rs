//! Register: a table of integrations, one a row.

use std::borrow::Cow;

use compact_str::CompactString;

use super::Reader;
use crate::document::arrow::arrow_parts;
use crate::document::tables::{Row, TableText};
use crate::document::{Text, cut};
use crate::integrations::builder::{Draft, Rank};
use crate::integrations::classify::classifier::{Sign, Signal, Signs};
use crate::integrations::context::{Reading, part_of};
use crate::integrations::field::Target;
use crate::integrations::key_values::place_value;
use crate::integrations::shapes::generic;
use crate::integrations::{field, value};
use crate::model::{Integration, RecordField, Role, Shape, State};
use crate::vocabulary::canonical_name::canonical_name;
use crate::{normalize, placeholder};

/// A note with a table of integrations.
pub(crate) const READER: Reader = Reader {
    shape: Shape::Register,
    name: "register",
    about: "a table of integrations, one a row",
    signals: &[Signal { says: "a table of integrations", points: 6, sign: Sign::Holds(has_register) }],
    fits: None,
    finish: |_, _| {},
};

/// Columns that call a row something.
const NAMES: &[&str] =
    &["integration", "integration name", "connector", "interface", "interface name", "name", "system"];

/// Columns that registers have (spec/integrations.md a.3).
const COLUMNS: &[&str] = &[
    "owner",
    "status",
    "direction",
    "frequency",
    "protocol",
    "method",
    "integration pattern",
    "integration type",
    "pattern",
    "type",
    "source system",
    "target system",
    "source",
    "target",
    "purpose",
];

/// Every name of a column of a register.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().chain(COLUMNS).copied()
}

/// Columns that only tables of integrations have: lists of projects or people have an owner and a status too.
const TELLING: &[&str] = &[
    "integration",
    "integration name",
    "connector",
    "interface",
    "interface name",
    "direction",
    "protocol",
    "integration pattern",
    "integration type",
    "source system",
    "target system",
];

/// More columns are not read: every row would cost them all.
const WIDEST: usize = 64;

fn has_register(signs: &Signs) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        ["integration", "interface", "connector"].iter().any(|word| text.contains(word))
    };
    let is_header = |is_told: bool| signs.reading.headers.iter().any(|names| is_register_header(names, is_told));
    is_header(false) || is_header(true) && (says(signs.title) || says(signs.reading.path.stem()))
}

/// Whether a table is a register by the names of its columns; `is_told` where the note's title or file name says so.
pub(crate) fn is_register_header(names: &[CompactString], is_told: bool) -> bool {
    let count = |of: &[&str]| names.iter().filter(|name| of.contains(&name.as_str())).count();
    count(NAMES) > 0 && count(COLUMNS) >= 3 && (is_told || count(TELLING) > 0)
}

/// The integrations of all registers of a note.
pub(crate) fn integrations(reading: &Reading) -> Vec<Integration> {
    let tables = reading.outline.tables.iter().zip(&reading.headers);
    let tables = tables.filter(|(_, names)| is_register_header(names, true));
    let rows = tables.flat_map(|((node, table), _)| table.rows.iter().map(move |row| (*node, table, row)));
    let rows = rows.filter(|(_, table, row)| is_said(table, row));
    rows.map(|(node, table, row)| integration(reading, node, table, row)).collect()
}

/// Whether a row says anything beside its number. One that holds placeholders and nothing that is filled in is the
/// template's, also where it has brackets that the templates don't.
fn is_said(table: &TableText, row: &Row) -> bool {
    let is_number = |column: usize| {
        table.header.get(column).is_some_and(|header| matches!(header.raw, "#" | "No" | "No." | "Nr" | "Nr."))
    };
    let cells = row.cells.iter().enumerate().filter(|(column, cell)| !is_number(*column) && !cell.is_empty());
    let first = row.cells.iter().enumerate().find(|(column, cell)| !is_number(*column) && !cell.is_empty());
    if first.is_some_and(|(_, cell)| is_sum(cell.raw)) {
        return false;
    }
    let states: Vec<State> = cells.map(|(_, cell)| placeholder::state(None, cell.raw)).collect();
    let has = |state: State| states.contains(&state);
    has(State::Filled) || has(State::Suspect) && !has(State::Placeholder)
}

/// Whether a cell says that its row is the sum of those above.
fn is_sum(raw: &str) -> bool {
    ["total", "totals", "subtotal", "grand total", "sum"].contains(&canonical_name(raw).as_str())
}

fn integration(reading: &Reading, node: usize, table: &TableText, row: &Row) -> Integration {
    let mut draft = Draft::new(Shape::Register);
    draft.it.span = row.span;
    let names: Vec<CompactString> =
        table.header.iter().take(WIDEST).map(|cell| reading.words.name(cut(cell.raw))).collect();
    // The first of the names that a row may have, in their order, is what the integration is called.
    let called = NAMES.iter().find_map(|called| names.iter().position(|name| name == called));
    for (column, header) in table.header.iter().take(WIDEST).enumerate() {
        let text = match row.cells.get(column) {
            Some(cell) => Text { raw: Cow::Borrowed(cell.raw), span: cell.span },
            None => Text { raw: Cow::Borrowed(""), span: reading.behind(row.span) },
        };
        let place = reading.place_below(node, header.raw);
        let parts = if text.raw.is_empty() { Vec::new() } else { vec![text.clone()] };
        if Some(column) == called {
            let has_id = names.iter().any(|name| field::property(name) == Some(Target::Field(RecordField::Id)));
            name_of_row(&mut draft, &names[column], has_id, &text, place);
            continue;
        }
        let target = field::property(&names[column]).or((names[column] == "type").then_some(Target::Kind));
        // `Shop → ERP` in a column of systems names both ends.
        if target == Some(Target::Systems(Role::Party))
            && let Some((from, to, both)) = arrow_parts(&text)
        {
            draft.systems(Role::Source, &[from], &place);
            draft.systems(Role::Target, &[to], &place);
            if both {
                let stated = value::given(&text.raw, "two-way", &place, text.span);
                draft.put(Rank::Primary, RecordField::Direction, stated);
            }
            continue;
        }
        match target {
            Some(Target::Systems(role)) if parts.is_empty() => {
                draft.system(role, value::system(&text, place));
            }
            Some(Target::Mappings | Target::Failure) | None if header.is_empty() || header.raw == "#" => {}
            Some(Target::Mappings | Target::Failure) | None => draft.it.extra.push(value::stated(None, &text, place)),
            Some(target) => place_value(&mut draft, target, Rank::Primary, &parts, &text, place),
        }
    }
    let mut it = draft.finish(reading);
    it.blocks.clear();
    it
}

fn name_of_row(draft: &mut Draft, column: &str, has_id: bool, text: &Text, place: String) {
    // `INT-301 Vendor master`
    let id = normalize::ids_in(&text.raw).first().cloned().filter(|id| id.start < 4);
    if let Some(id) = &id
        && !has_id
    {
        let id = part_of(text, &text.raw[id.clone()]);
        draft.put(Rank::Primary, RecordField::Id, value::stated(Some(RecordField::Id), &id, place.clone()));
    }
    let mut name = value::stated(Some(RecordField::Name), text, place.clone());
    if let Some(said) = name.value.as_mut().filter(|_| id.is_some()) {
        let bare = generic::without_id(said).trim();
        if !bare.is_empty() {
            *said = bare.into();
        }
    }
    draft.put(Rank::Primary, RecordField::Name, name);
    if column == "system" {
        draft.systems(Role::Party, std::slice::from_ref(text), &place);
    }
    // `Shop -> ERP` names both ends.
    if let Some((from, to, _)) = arrow_parts(text) {
        draft.systems(Role::Source, &[from], &place);
        draft.systems(Role::Target, &[to], &place);
    }
}
