//! What is not written down about the integrations (docs/spec/questions.md#gaps).

use serde::Serialize;
use vaultdex_records::{Extracted, RecordField};

use super::graph::Liveness;
use super::impact::is_written;
use super::questions::Questions;
use super::rows::ConnectionRef;

/// What may be missing, in the order of the columns.
pub const COLUMNS: [&str; 8] =
    ["sides", "status", "owner", "frequency", "recovery", "runbook", "mapping", "next_review"];

/// What the record of an integration says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapRow {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// The names of the owners.
    pub owners: Vec<String>,
    /// What is not written down, of [`COLUMNS`].
    pub missing: Vec<&'static str>,
}

/// How much of something is written down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// One of [`COLUMNS`].
    pub column: &'static str,
    /// The number of integrations of which it is written down.
    pub written: usize,
    /// The same in percent.
    pub percent: usize,
}

/// What is missing of the integrations of one owner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnerGaps {
    /// The name; `None` for integrations without an owner.
    pub owner: Option<String>,
    /// The number of integrations.
    pub integrations: usize,
    /// For each of [`COLUMNS`] the number of integrations of which it is missing.
    pub missing: [usize; COLUMNS.len()],
}

impl Questions<'_> {
    /// Returns what is not written down of each integration that is not retired, those with the most gaps first.
    pub fn gaps(&self) -> Vec<GapRow> {
        let connections = self.landscape.connections.iter().enumerate();
        let rows = connections.filter(|(_, it)| it.liveness != Liveness::Retired).map(|(position, _)| GapRow {
            connection: ConnectionRef::new(self.landscape, position),
            owners: self.owners_of(position).into_iter().map(|owner| owner.text).collect(),
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
        let has_mapping = integration.mappings.iter().any(is_written);
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

/// Returns the gaps by owner, those with the most first. An integration with two owners counts for both.
pub fn by_owner(rows: &[GapRow]) -> Vec<OwnerGaps> {
    let mut owners: Vec<OwnerGaps> = Vec::new();
    for row in rows {
        let names = row.owners.iter().map(|name| Some(name.as_str()));
        let names: Vec<Option<&str>> = if row.owners.is_empty() { vec![None] } else { names.collect() };
        for name in names {
            let position = owners.iter().position(|it| it.owner.as_deref() == name).unwrap_or_else(|| {
                let owner = name.map(str::to_owned);
                owners.push(OwnerGaps { owner, integrations: 0, missing: [0; COLUMNS.len()] });
                owners.len() - 1
            });
            let it = &mut owners[position];
            it.integrations += 1;
            for (column, count) in COLUMNS.iter().zip(&mut it.missing) {
                *count += usize::from(row.missing.contains(column));
            }
        }
    }
    let total = |it: &OwnerGaps| it.missing.iter().sum::<usize>();
    owners.sort_by(|left, right| total(right).cmp(&total(left)).then_with(|| left.owner.cmp(&right.owner)));
    owners
}
