//! One integration is told once: a summary and its details become one record
//! (docs/spec/integrations.md#one-integration-in-several-places).

use std::collections::HashMap;

use super::statement::{Form, Statement, has_two_sides};
use crate::document::title;
use crate::model::{Extracted, Integration, Origin, RecordField, Role};
use crate::normalize;

/// Returns the integrations of some statements in document order. Statements with the same ID, or else with the same
/// name, or else with the same sides if one of them has no name of its own, are one. Of two values, that of the more
/// detailed place counts.
pub(super) fn merge(statements: Vec<Statement>) -> Vec<Integration> {
    let keys: Vec<Keys> = statements.iter().map(|it| Keys::of(&it.record)).collect();
    let mut n_on_route: HashMap<&str, usize> = HashMap::new();
    for route in keys.iter().filter_map(|it| it.route.as_deref()) {
        *n_on_route.entry(route).or_default() += 1;
    }
    let mut merged: Vec<Merged> = Vec::with_capacity(statements.len());
    let mut places: HashMap<&str, Vec<Place>> = HashMap::new();
    for (Statement { record, form, .. }, own) in statements.into_iter().zip(&keys) {
        // Rows of one table are integrations of their own, even if they have the same name.
        let only_other = |key: &str| {
            let others = || places.get(key).into_iter().flatten().filter(|place| place.form != form);
            let is_only = others().map(|place| place.n).sum::<usize>() == 1;
            others().next().map(|place| place.first).filter(|_| is_only)
        };
        let by_id = own.id.as_deref().and_then(only_other);
        let by_name = || {
            let at = own.name.as_deref().and_then(only_other)?;
            (own.id.is_none() || merged[at].id.is_none() || own.id.as_deref() == merged[at].id).then_some(at)
        };
        let by_route = || {
            let route = own.route.as_deref().filter(|route| n_on_route[route] == 2)?;
            let at = only_other(route)?;
            let has_id = own.id.is_some() && merged[at].id.is_some();
            (!(has_id || own.is_named && merged[at].is_named)).then_some(at)
        };
        if let Some(at) = by_id.or_else(by_name).or_else(by_route) {
            merged[at].add(record, form);
            continue;
        }
        for key in own.all() {
            let forms = places.entry(key).or_default();
            match forms.iter_mut().find(|place| place.form == form) {
                Some(place) => place.n += 1,
                None => forms.push(Place { form, first: merged.len(), n: 1 }),
            }
        }
        merged.push(Merged { record, form, id: own.id.as_deref(), is_named: own.is_named });
    }
    // Beside rows that name both sides, a heading that names none is about something else than an integration.
    let is_row = |it: &Merged| !matches!(it.form, Form::Section | Form::Item) && has_two_sides(&it.record);
    let has_rows = merged.iter().any(is_row);
    let is_bare = |it: &Merged| {
        it.form == Form::Section && it.id.is_none() && it.record.participations().all(|it| it.role == Role::Party)
    };
    merged.into_iter().filter(|it| !has_rows || !is_bare(it)).map(|it| it.record).collect()
}

/// The statements of one form with a key.
struct Place {
    form: Form,
    /// The index of the first one.
    first: usize,
    n: usize,
}

/// An integration with what its first statement is.
struct Merged<'k> {
    record: Integration,
    form: Form,
    id: Option<&'k str>,
    is_named: bool,
}

impl Merged<'_> {
    /// Adds what a further statement says. The values of a section count before those of a row.
    fn add(&mut self, record: Integration, form: Form) {
        if form != Form::Section || self.form == Form::Section {
            return add_details(&mut self.record, record);
        }
        let is_name = |it: &(RecordField, Extracted)| it.0 == RecordField::Name;
        let values = std::mem::take(&mut self.record.values).into_iter();
        let (names, others): (Vec<_>, Vec<_>) = values.partition(is_name);
        self.record.values = names;
        add_details(&mut self.record, record);
        self.record.values.extend(others);
    }
}

/// The keys by which two statements are about the same integration, strongest first.
struct Keys {
    id: Option<String>,
    name: Option<String>,
    route: Option<String>,
    /// Whether the name is more than that of the sides.
    is_named: bool,
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
        let name = record.text(RecordField::Name);
        let is_side = |name: &str| {
            let key = normalize::system_key(name);
            record.participations().filter_map(|it| it.name.text()).any(|it| normalize::system_key(it) == key)
        };
        Keys {
            id: record.text(RecordField::Id).map(|id| format!("id {}", id.to_lowercase())),
            name: name.map(|name| format!("name {}", normalize::word_key(name))),
            route: (!from.is_empty() && !to.is_empty()).then(|| format!("route {from} > {to}")),
            is_named: name.is_some_and(|name| title::route(name).is_none() && !is_side(name)),
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
