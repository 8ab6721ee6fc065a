//! What is not written down about the integrations (docs/spec/questions.md#gaps).

use std::collections::{BTreeMap, HashMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value, json};
use vaultdex_records::{Extracted, Mapping, RecordField};

use super::life_cycle::Liveness;
use super::questions::Questions;
use super::rows::{ConnectionRef, OwnerRef};

/// What may be missing, in the order of the columns.
pub const COLUMNS: [&str; 8] =
    ["sides", "status", "owner", "frequency", "recovery", "runbook", "mapping", "next_review"];

/// The column that is no column of the gaps by owner.
const OWNER: &str = "owner";

/// What the record of an integration says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GapRow {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// The owners.
    pub owners: Vec<OwnerRef>,
    /// What is not written down: `sides`, `status`, `owner`, `frequency`, `recovery`, `runbook`, `mapping` or
    /// `next_review`.
    pub missing: Vec<&'static str>,
}

/// How much of something is written down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// What is meant: `sides`, `status`, `owner` and so on.
    pub column: &'static str,
    /// The number of integrations of which it is written down.
    pub written: usize,
    /// The same in percent.
    pub percent: usize,
}

/// What is missing of the integrations of one owner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnerGaps {
    /// The name; `None` for integrations without an owner.
    pub owner: Option<String>,
    /// The path of the owner's note; `None` if there is none.
    pub destination: Option<String>,
    /// The number of integrations.
    pub count: usize,
    /// For each of [`COLUMNS`] but the owner the number of integrations of which it is missing.
    #[serde(flatten)]
    #[schemars(schema_with = "missing_counts")]
    pub missing: BTreeMap<&'static str, usize>,
    /// The integrations.
    pub integrations: Vec<ConnectionRef>,
}

/// Returns the schema of the counts of an owner's gaps.
fn missing_counts(_: &mut SchemaGenerator) -> Schema {
    let columns = || COLUMNS.into_iter().filter(|it| *it != OWNER);
    let count = |column: &str| {
        let about = format!("The number of integrations of which `{column}` is missing.");
        (column.to_owned(), json!({"type": "integer", "minimum": 0, "description": about}))
    };
    let properties: Map<String, Value> = columns().map(count).collect();
    json_schema!({"type": "object", "properties": properties, "required": columns().collect::<Vec<_>>()})
}

impl Questions<'_> {
    /// Returns what is not written down of each integration that is not retired, those with the most gaps first.
    pub fn gaps(&self) -> Vec<GapRow> {
        let connections = self.landscape.connections.iter().enumerate();
        let rows = connections.filter(|(_, it)| it.liveness != Liveness::Retired).map(|(position, _)| GapRow {
            connection: ConnectionRef::new(self.landscape, position),
            owners: self.owners_of(position),
            missing: self.missing(position),
        });
        let mut rows: Vec<GapRow> = rows.collect();
        rows.sort_by_key(|row| COLUMNS.len() - row.missing.len());
        rows
    }

    fn missing(&self, position: usize) -> Vec<&'static str> {
        let connection = &self.landscape.connections[position];
        let integration = connection.entry.integration;
        let participants = &connection.participants;
        let has_flow = !self.landscape.edges_of(position).is_empty();
        let is_filled = |field: RecordField| integration.get(field).is_some();
        let has_recovery =
            integration.failure_modes.iter().any(|mode| mode.get("recovery").and_then(Extracted::text).is_some());
        let has_mapping = integration.mappings.iter().any(Mapping::is_written);
        let is_written = [
            has_flow || !participants.sources.is_empty() && !participants.targets.is_empty(),
            connection.status().is_some(),
            integration.owner().is_some(),
            is_filled(RecordField::Frequency),
            has_recovery,
            self.has_runbook(position),
            has_mapping,
            is_filled(RecordField::NextReview),
        ];
        COLUMNS.into_iter().zip(is_written).filter(|(_, is_written)| !is_written).map(|(column, _)| column).collect()
    }
}

/// Returns how much of each column is written down.
pub fn shares(rows: &[GapRow]) -> Vec<Share> {
    let share = |column: &'static str| {
        let written = rows.iter().filter(|row| !row.missing.contains(&column)).count();
        Share { column, written, percent: (100 * written).checked_div(rows.len()).unwrap_or(100) }
    };
    COLUMNS.into_iter().map(share).collect()
}

impl Questions<'_> {
    /// Returns the gaps by owner, those with the most first. An integration with two owners counts for both.
    pub fn gaps_by_owner(&self, rows: &[GapRow]) -> Vec<OwnerGaps> {
        let mut owners: Vec<OwnerGaps> = Vec::new();
        let mut known: HashMap<Option<String>, usize> = HashMap::new();
        for row in rows {
            let of_row: Vec<Option<&OwnerRef>> =
                if row.owners.is_empty() { vec![None] } else { row.owners.iter().map(Some).collect() };
            for owner in of_row {
                let position = *known.entry(owner.map(OwnerRef::key)).or_insert_with(|| {
                    owners.push(OwnerGaps {
                        owner: owner.map(|owner| self.owner_name(&owner.text, owner.destination.as_deref())),
                        destination: owner.and_then(|owner| owner.destination.clone()),
                        count: 0,
                        missing: COLUMNS.into_iter().filter(|it| *it != OWNER).map(|column| (column, 0)).collect(),
                        integrations: Vec::new(),
                    });
                    owners.len() - 1
                });
                let it = &mut owners[position];
                it.count += 1;
                it.integrations.push(row.connection.clone());
                for column in row.missing.iter().filter(|it| **it != OWNER) {
                    *it.missing.entry(column).or_default() += 1;
                }
            }
        }
        let total = |it: &OwnerGaps| it.missing.values().sum::<usize>();
        owners.sort_by(|left, right| total(right).cmp(&total(left)).then_with(|| left.owner.cmp(&right.owner)));
        owners
    }
}
