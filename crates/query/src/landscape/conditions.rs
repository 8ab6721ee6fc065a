//! The conditions on integrations that searches have (docs/spec/search.md#operators).

use vaultdex_notes::text;
use vaultdex_records::{Integration, Mapping, RecordField, Role};

use super::fields::compared;
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::record_view::RecordRows;
use crate::catalogue::systems::Systems;
use crate::search::RecordFact;

/// Returns the notes that record an integration of which a condition holds, each once.
pub fn notes_with(catalog: &Catalog, systems: &Systems, fact: &RecordFact) -> Vec<usize> {
    let integrations = || systems.integrations(catalog);
    let in_roles = |name: &str, roles: [Role; 2]| {
        // An unknown system is not an error: the query finds nothing.
        let system = systems.find(catalog, name);
        let involvements = systems.involvements.iter();
        let found = involvements.filter(move |it| Some(it.system) == system && roles.contains(&it.role));
        found.map(|it| it.file).collect::<Vec<_>>()
    };
    let of = |entries: Vec<CatalogueEntry>| entries.into_iter().map(|entry| entry.file).collect();
    let mut files: Vec<usize> = match fact {
        RecordFact::Source(name) => in_roles(name, [Role::Source, Role::Publisher]),
        RecordFact::Target(name) => in_roles(name, [Role::Target, Role::Subscriber]),
        RecordFact::Owner(name) => {
            let rows = RecordRows::new(catalog, systems);
            of(integrations().filter(|entry| rows.is_owned_by(entry, name)).collect())
        }
        RecordFact::Status(status) => {
            let has_status = |entry: &CatalogueEntry| entry.integration.text(RecordField::Status) == *status;
            of(integrations().filter(has_status).collect())
        }
        RecordFact::Field(name) => {
            let name = compared(Some(name));
            of(integrations().filter(|entry| maps_field(entry.integration, &name)).collect())
        }
    };
    files.dedup();
    files
}

/// Whether an integration maps a field with a name or with a path that ends with it.
fn maps_field(integration: &Integration, name: &str) -> bool {
    let is_field = |field: &str, entity: Option<&str>| {
        let field = compared(Some(field));
        let ends =
            |path: &str| path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'));
        ends(&field) || entity.is_some_and(|entity| ends(&format!("{}.{field}", text::link_key(entity))))
    };
    let maps = |row: &Mapping| {
        let source = row.source.as_deref().is_some_and(|it| is_field(it, row.source_entity.as_deref()));
        source || row.target.as_deref().is_some_and(|it| is_field(it, row.target_entity.as_deref()))
    };
    integration.mappings.iter().any(|row| row.is_written() && maps(row))
}
