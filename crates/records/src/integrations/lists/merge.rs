//! One integration is told once: a summary and its details become one record
//! (docs/spec/integrations.md#one-integration-in-several-places).

use std::collections::HashMap;

use super::statement::{Form, Statement};
use crate::model::{Extracted, Integration, Origin, RecordField, Role};
use crate::normalize;

/// Returns the integrations of some statements in document order. Statements with the same ID, or else with the same
/// name, or else with the same sides, are one. Of two values, that of the more detailed place counts.
pub(super) fn merge(statements: Vec<Statement>) -> Vec<Integration> {
    let mut merged: Vec<Merged> = Vec::with_capacity(statements.len());
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for Statement { record, form, .. } in statements {
        let keys = Keys::of(&record);
        let is_same = |at: &usize| {
            // Rows of one table are integrations of their own, even if they have the same name.
            let other: &Merged = &merged[*at];
            other.form != form && (keys.id.is_none() || other.id.is_none() || keys.id == other.id)
        };
        let same =
            keys.all().find_map(|key| match by_key.get(key)?.iter().filter(|at| is_same(at)).collect::<Vec<_>>()[..] {
                [only] => Some(*only),
                _ => None,
            });
        match same {
            Some(at) => {
                let first = &mut merged[at];
                if form == Form::Section && first.form != Form::Section {
                    // The values of a section count before those of a row.
                    let is_name = |it: &(RecordField, Extracted)| it.0 == RecordField::Name;
                    let values = std::mem::take(&mut first.record.values).into_iter();
                    let (names, others): (Vec<_>, Vec<_>) = values.partition(is_name);
                    first.record.values = names;
                    add_details(&mut first.record, record);
                    first.record.values.extend(others);
                } else {
                    add_details(&mut first.record, record);
                }
            }
            None => {
                for key in keys.all() {
                    by_key.entry(key.to_owned()).or_default().push(merged.len());
                }
                merged.push(Merged { record, form, id: keys.id });
            }
        }
    }
    merged.into_iter().map(|it| it.record).collect()
}

/// An integration with the form of its first statement.
struct Merged {
    record: Integration,
    form: Form,
    id: Option<String>,
}

/// The keys by which two statements are about the same integration, strongest first.
struct Keys {
    id: Option<String>,
    name: Option<String>,
    route: Option<String>,
}

impl Keys {
    fn of(record: &Integration) -> Keys {
        let sides = |roles: [Role; 2]| {
            let systems =
                record.participations().filter(|it| roles.contains(&it.role) && it.origin != Origin::Doubtful);
            let mut keys: Vec<String> = systems.filter_map(|it| it.name.text()).map(normalize::system_key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.join("+")
        };
        let (from, to) = (sides([Role::Source, Role::Publisher]), sides([Role::Target, Role::Subscriber]));
        Keys {
            id: record.text(RecordField::Id).map(|id| format!("id {}", id.to_lowercase())),
            name: record.text(RecordField::Name).map(|name| format!("name {}", normalize::word_key(name))),
            route: (!from.is_empty() && !to.is_empty()).then(|| format!("route {from} > {to}")),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.name, &self.route].into_iter().flatten().map(String::as_str)
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
