//! Who owns which integrations (docs/spec/questions.md#owners).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::text;

use super::questions::Questions;
use super::rows::ConnectionRef;
use crate::catalogue::filter::days_overdue_of;
use crate::catalogue::record_row::PersonRef;

/// An owner with their integrations.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnerRow {
    /// The name; `None` for integrations without an owner.
    pub owner: Option<String>,
    /// The path of the owner's note; `None` if there is none.
    pub destination: Option<String>,
    /// Whether that note says that they have left.
    pub left: bool,
    /// The number of active integrations.
    pub active: usize,
    /// The number of all integrations.
    pub all: usize,
    /// The names of the systems whose notes name them as the owner.
    pub systems: Vec<String>,
    /// The number of integrations whose review is overdue.
    pub overdue: usize,
    /// The integrations.
    pub integrations: Vec<ConnectionRef>,
}

impl Questions<'_> {
    /// Returns the owners by name, and last what nobody owns. With a system, only the owners of its integrations.
    pub fn owners(&self, system: Option<usize>) -> Vec<OwnerRow> {
        let mut rows: BTreeMap<(bool, String, String), OwnerRow> = BTreeMap::new();
        let connections: BTreeSet<usize> = match system {
            Some(system) => self.landscape.connections_of(system).iter().copied().collect(),
            None => (0..self.landscape.connections.len()).collect(),
        };
        for connection in connections {
            let it = &self.landscape.connections[connection];
            let owners = self.owners_of(connection);
            let owners: Vec<Option<PersonRef>> = match owners.is_empty() {
                true => vec![None],
                false => owners
                    .into_iter()
                    .map(|owner| Some(PersonRef { text: owner.text, destination: owner.destination }))
                    .collect(),
            };
            for owner in owners {
                let row = self.row_of(&mut rows, owner);
                row.all += 1;
                row.active += usize::from(it.status() == Some("active"));
                row.overdue += usize::from(days_overdue_of(it.entry.integration, self.today).is_some());
                row.integrations.push(ConnectionRef::new(self.landscape, connection));
            }
        }
        self.add_systems(&mut rows, system);
        rows.into_values().collect()
    }

    fn row_of<'a>(
        &self,
        rows: &'a mut BTreeMap<(bool, String, String), OwnerRow>,
        owner: Option<PersonRef>,
    ) -> &'a mut OwnerRow {
        let name = owner.as_ref().map(|owner| self.owner_name(&owner.text, owner.destination.as_deref()));
        let key = owner.as_ref().map(PersonRef::key).unwrap_or_default();
        let folded = name.as_deref().map(|name| text::fold(name).into_owned()).unwrap_or_default();
        rows.entry((owner.is_none(), folded, key)).or_insert_with(|| {
            let destination = owner.and_then(|owner| owner.destination);
            OwnerRow {
                owner: name,
                left: self.people.has_left(destination.as_deref()),
                destination,
                active: 0,
                all: 0,
                systems: Vec::new(),
                overdue: 0,
                integrations: Vec::new(),
            }
        })
    }

    /// Adds the systems that people own according to the systems' notes.
    fn add_systems(&self, rows: &mut BTreeMap<(bool, String, String), OwnerRow>, only: Option<usize>) {
        for (position, system) in self.landscape.systems.list.iter().enumerate() {
            if only.is_some_and(|only| only != position) {
                continue;
            }
            let (Some(note), Some(owner)) =
                (system.note, self.landscape.systems.owner_of(self.landscape.catalog, position))
            else {
                continue;
            };
            if let Some(owner) = self.rows.person(note, owner) {
                self.row_of(rows, Some(owner)).systems.push(system.name.clone());
            }
        }
    }
}
