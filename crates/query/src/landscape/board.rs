//! The integrations in columns by life cycle, owner or system (docs/spec/questions.md#board).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::RecordField;

use super::life_cycle::STATUSES;
use super::questions::Questions;
use super::rows::{ConnectionRef, OwnerRef};

/// By what integrations are put into columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardBy {
    /// The life cycle.
    Status,
    /// The owner.
    Owner,
    /// Each system that takes part.
    System,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Column {
    /// The life cycle, owner or system. Where that is not known, `not stated` or `not understood` (of a life cycle), `no
    /// owner` or `no system`.
    pub column: String,
    /// The number of integrations.
    pub count: usize,
    /// The integrations.
    pub integrations: Vec<BoardItem>,
}

/// An integration in a column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BoardItem {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// The life cycle as written, if it is not understood.
    pub status_raw: Option<String>,
}

const NOT_STATED: &str = "not stated";
const NOT_UNDERSTOOD: &str = "not understood";

impl Questions<'_> {
    /// Returns the columns that are not empty.
    pub fn board(&self, by: BoardBy) -> Vec<Column> {
        let mut columns: BTreeMap<(usize, String), (String, Vec<BoardItem>)> = BTreeMap::new();
        for (position, connection) in self.landscape.connections.iter().enumerate() {
            let raw = connection.entry.integration.get(RecordField::Status);
            let raw = raw.map(|it| it.raw.to_string()).filter(|raw| !raw.trim().is_empty());
            let status_raw = raw.filter(|_| connection.status().is_none());
            let names: Vec<(usize, String)> = match by {
                BoardBy::Status => {
                    let unknown = if status_raw.is_some() { NOT_UNDERSTOOD } else { NOT_STATED };
                    let status = connection.status().unwrap_or(unknown);
                    let order = STATUSES.iter().chain(&[NOT_UNDERSTOOD, NOT_STATED]);
                    vec![(order.clone().position(|it| *it == status).unwrap_or(0), status.to_owned())]
                }
                BoardBy::Owner => {
                    let name = |owner: OwnerRef| (0, self.owner_name(&owner.text, owner.destination.as_deref()));
                    or_else(self.owners_of(position).into_iter().map(name).collect(), "no owner")
                }
                BoardBy::System => {
                    let mut systems: Vec<usize> = connection.participants.all().collect();
                    systems.sort_unstable();
                    systems.dedup();
                    let name = |system: usize| (0, self.landscape.systems.list[system].name.clone());
                    or_else(systems.into_iter().map(name).collect(), "no system")
                }
            };
            for (rank, name) in names {
                let column = columns.entry((rank, text::fold(&name).into_owned())).or_insert((name, Vec::new()));
                let connection = ConnectionRef::new(self.landscape, position);
                column.1.push(BoardItem { connection, status_raw: status_raw.clone() });
            }
        }
        let column = |(column, integrations): (String, Vec<BoardItem>)| Column {
            column,
            count: integrations.len(),
            integrations,
        };
        columns.into_values().map(column).collect()
    }
}

/// Returns the names, or one for what has none, which comes last.
fn or_else(names: Vec<(usize, String)>, none: &str) -> Vec<(usize, String)> {
    if names.is_empty() { vec![(1, none.to_owned())] } else { names }
}
