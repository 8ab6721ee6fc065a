//! Where the places that describe an integration disagree (docs/spec/integrations.md#one-integration-in-several-places).

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::normalize::system_key;
use vaultdex_records::{Extracted, Integration, Origin, Participation, RecordField, Role, State};

use super::entry::CatalogueEntry;
use super::provenance::serialized_name;
use super::repetitions::Repetitions;
use crate::catalog::Catalog;

/// A field for which several places state different values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Disagreement {
    /// The field: `status`, `owner`, `source`, …
    pub field: String,
    /// The value that counts.
    pub value: String,
    /// The line of that value, from 1.
    pub line: u32,
    /// The other values, which do not count.
    pub others: Vec<OtherValue>,
}

/// A value that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherValue {
    /// The value.
    pub value: String,
    /// The path of the note that states it.
    pub path: String,
    /// Its line, from 1.
    pub line: u32,
}

/// A value of a field, with its line.
type Stated = (String, u32);

/// Returns the fields of a record for which its note, or a row that repeats it, states different values.
pub fn disagreements(catalog: &Catalog, repetitions: &Repetitions, entry: &CatalogueEntry) -> Vec<Disagreement> {
    let integration = entry.integration;
    let rows = repetitions.rows_of(catalog, entry);
    let mut found = Vec::new();
    let mut add =
        |field: String, used: Vec<Stated>, own: Vec<Stated>, repeated: &dyn Fn(&Integration) -> Vec<Stated>| {
            let Some((_, line)) = used.first() else { return };
            let of_note = own.into_iter().map(|stated| (entry.file, stated));
            let of_rows = rows.iter().flat_map(|row| repeated(row.integration).into_iter().map(|it| (row.file, it)));
            let mut others: Vec<OtherValue> = Vec::new();
            for (file, (value, line)) in of_note.chain(of_rows) {
                let is_same =
                    |other: &str| system_key(other) == system_key(&value) || text::fold(other) == text::fold(&value);
                if !used.iter().any(|(used, _)| is_same(used)) && !others.iter().any(|other| is_same(&other.value)) {
                    others.push(OtherValue { value, path: catalog.path(file).to_owned(), line: line.max(1) });
                }
            }
            if !others.is_empty() {
                let value = used.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join(", ");
                found.push(Disagreement { field, value, line: (*line).max(1), others });
            }
        };
    let mut fields: Vec<RecordField> = integration.values.iter().map(|(field, _)| *field).collect();
    fields.sort_unstable();
    fields.dedup();
    // A name is often written in several ways.
    for field in fields.into_iter().filter(|field| *field != RecordField::Name) {
        let used = integration.get(field).into_iter().filter_map(stated).collect();
        let own = integration.values.iter().filter(|(it, _)| *it == field).filter_map(|(_, value)| stated(value));
        let repeated = |row: &Integration| row.get(field).into_iter().filter_map(stated).collect();
        add(serialized_name(&field), used, own.collect(), &repeated);
    }
    let is_owner = |role: &str| role == "owner";
    let owners = integration.people.iter().filter(|it| is_owner(&it.role)).filter_map(|it| stated(&it.name));
    let used = integration.owners().filter_map(stated).collect();
    add("owner".to_owned(), used, owners.collect(), &|row| row.owners().filter_map(stated).collect());
    for role in [Role::Source, Role::Target, Role::Middleware] {
        let used: Vec<Stated> = integration.in_role(role).filter_map(|it| stated(&it.name)).collect();
        let overruled = |it: &&Participation| it.role == role && it.is_overruled && it.origin != Origin::Doubtful;
        let own = integration.systems.iter().filter(overruled).filter_map(|it| stated(&it.name));
        let repeated = |row: &Integration| row.in_role(role).filter_map(|it| stated(&it.name)).collect();
        add(serialized_name(&role), used, own.collect(), &repeated);
    }
    found
}

/// Returns a value that is filled in, in its canonical form, with its line.
fn stated(extracted: &Extracted) -> Option<Stated> {
    let is_filled = matches!(extracted.state, State::Filled | State::Suspect);
    let text = extracted.text().filter(|_| is_filled)?;
    Some((text.to_owned(), extracted.span.line))
}
