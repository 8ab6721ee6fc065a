//! The fields of a class of data, such as all that are confidential (docs/spec/questions.md#lineage).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_records::Extracted;

use super::fields::{FieldKey, FieldRow, FieldRows, Side, ValueKind, compared};
use super::graph::Landscape;
use super::life_cycle::Liveness;
use super::rows::ConnectionRef;

/// The classes of data, from the lowest to the highest.
pub const CLASSES: [&str; 4] = ["public", "internal", "confidential", "restricted"];

/// The fields of a class of data.
#[derive(Debug, Default)]
pub struct ClassifiedFields {
    /// The fields that a row maps, for each system that may have them.
    pub fields: Vec<FieldKey>,
    /// The elements that are classified and that no row of their record maps.
    pub unmapped: Vec<UnmappedElement>,
}

/// A classified element of which the mapping tables of its record say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnmappedElement {
    /// The element as written.
    pub element: String,
    /// Its class.
    pub class: String,
    /// The record that classifies it.
    pub integration: ConnectionRef,
    /// The line, from 1.
    pub line: u32,
}

/// Returns the fields that the records of their integrations put into a class of data or a higher one.
pub fn fields_of_class(landscape: &Landscape, rows: &FieldRows, class: &str) -> ClassifiedFields {
    let rank = |class: &str| CLASSES.iter().position(|it| it.eq_ignore_ascii_case(class.trim()));
    let lowest = rank(class).unwrap_or(0);
    let mut of_connection: BTreeMap<usize, Vec<&FieldRow>> = BTreeMap::new();
    rows.list.iter().for_each(|row| of_connection.entry(row.connection).or_default().push(row));
    let mut found = ClassifiedFields::default();
    for (position, connection) in landscape.connections.iter().enumerate() {
        if connection.liveness == Liveness::Retired {
            continue;
        }
        for data in &connection.entry.integration.data_classes {
            let text = |key: &str| data.get(key).and_then(Extracted::text);
            let (Some(element), Some(class)) = (text("element"), text("classification")) else { continue };
            if rank(class).is_none_or(|rank| rank < lowest) {
                continue;
            }
            let sides = of_connection.get(&position).into_iter().flatten().flat_map(|row| [&row.from, &row.to]);
            let sides = sides.filter(|side| side.kind == ValueKind::Field && is_element(side, element));
            let fields = sides.flat_map(|side| side.systems.iter().map(|system| side.key(*system)));
            let fields: BTreeSet<FieldKey> = fields.collect();
            if fields.is_empty() {
                found.unmapped.push(UnmappedElement {
                    element: element.to_owned(),
                    class: class.to_owned(),
                    integration: ConnectionRef::new(landscape, position),
                    line: data.span.line.max(1),
                });
            }
            found.fields.extend(fields);
        }
    }
    found.fields.sort();
    found.fields.dedup();
    found
}

/// Whether the element of a table of data classes is a field: `ENTITY.FIELD`, the field, or the whole entity.
fn is_element(side: &Side, element: &str) -> bool {
    let ((entity, field), element) = (side.names(), compared(Some(element)));
    element == field || element == entity && !entity.is_empty() || element == format!("{entity}.{field}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalogue::systems::Systems;
    use crate::catalogue::test_records::feed;

    #[test]
    fn every_classified_element_is_a_field_or_reported() {
        let classes = [("P.mail", "confidential"), ("P.ssn", "restricted"), ("P.name", "internal")];
        let files = vec![feed("1", "S Ann, S Eve, T Bob", &["P.mail > B.m", "P.name > B.n"], &classes)];
        let catalog = Catalog::new(files);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        let found = fields_of_class(&landscape, &FieldRows::new(&landscape), "confidential");
        assert_eq!(found.fields.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["mail", "mail"]);
        assert_eq!(found.unmapped.iter().map(|it| it.element.as_str()).collect::<Vec<_>>(), ["P.ssn"]);
    }
}
