//! One integration is told once: a summary and its details become one record
//! (docs/spec/integrations.md#one-integration-in-several-places).

use std::collections::HashMap;

use super::statement::Statement;
use crate::model::{Integration, Origin, RecordField, Role};
use crate::normalize;

/// Returns the integrations of some statements in document order. Statements with the same ID, or else with the same
/// name, or else with the same sides, are one; the later ones add what the first one does not say.
pub(super) fn merge(statements: Vec<Statement>) -> Vec<Integration> {
    let mut merged: Vec<Integration> = Vec::with_capacity(statements.len());
    let mut forms = Vec::with_capacity(statements.len());
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for Statement { record, form, .. } in statements {
        let keys = keys_of(&record);
        // Rows of one table are integrations of their own, even if they have the same name.
        let same = keys.iter().find_map(|key| by_key.get(key).copied()).filter(|index| forms[*index] != form);
        match same {
            Some(index) => add_details(&mut merged[index], record),
            None => {
                let index = merged.len();
                keys.into_iter().for_each(|key| _ = by_key.entry(key).or_insert(index));
                merged.push(record);
                forms.push(form);
            }
        }
    }
    merged
}

/// Returns the keys by which two statements are about the same integration.
fn keys_of(record: &Integration) -> Vec<String> {
    let id = record.text(RecordField::Id).map(|id| format!("id {}", id.to_lowercase()));
    let name = record.text(RecordField::Name).map(|name| format!("name {}", normalize::word_key(name)));
    let sides = |roles: [Role; 2]| {
        let systems = record.participations().filter(|it| roles.contains(&it.role) && it.origin != Origin::Doubtful);
        let mut keys: Vec<String> = systems.filter_map(|it| it.name.text()).map(normalize::system_key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.join("+")
    };
    let (from, to) = (sides([Role::Source, Role::Publisher]), sides([Role::Target, Role::Subscriber]));
    let route = (!from.is_empty() && !to.is_empty()).then(|| format!("route {from} > {to}"));
    match id {
        Some(id) => vec![id],
        None => name.into_iter().chain(route).collect(),
    }
}

/// Adds what a further statement says to a record. A field that the record has keeps its value first.
pub(super) fn add_details(record: &mut Integration, other: Integration) {
    record.places.push(other.span);
    record.values.extend(other.values.into_iter().filter(|(field, _)| *field != RecordField::Name));
    let has = |roles: &[Role]| roles.iter().any(|role| record.in_role(*role).next().is_some());
    let has_source = has(&[Role::Source, Role::Publisher]);
    let has_target = has(&[Role::Target, Role::Subscriber]);
    let is_new = |role: Role| match role {
        Role::Source | Role::Publisher => !has_source,
        Role::Target | Role::Subscriber => !has_target,
        Role::Party => !has_source && !has_target,
        Role::Middleware => true,
    };
    let systems = other.systems.into_iter().filter(|it| is_new(it.role)).collect::<Vec<_>>();
    record.systems.extend(systems);
    record.own_role = record.own_role.or(other.own_role).filter(|_| !(has_source && has_target));
    record.flows.extend(other.flows);
    record.mappings.extend(other.mappings);
    record.endpoints.extend(other.endpoints);
    record.failure_modes.extend(other.failure_modes);
    record.metrics.extend(other.metrics);
    record.alerts.extend(other.alerts);
    record.tests.extend(other.tests);
    record.data_classes.extend(other.data_classes);
    record.people.extend(other.people);
    record.related.extend(other.related);
    record.extra.extend(other.extra);
    record.blocks.extend(other.blocks);
}
