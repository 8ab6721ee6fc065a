//! What `SYSTEM[.ENTITY][.FIELD]` names (docs/spec/questions.md#lineage).

use super::fields::{FieldKey, FieldRows, compared};
use super::graph::Landscape;
use crate::links::lookup::nearest_of;

/// What `SYSTEM[.ENTITY][.FIELD]` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath {
    /// The position of the system.
    pub system: usize,
    /// What follows it, `ENTITY`, `FIELD` or `ENTITY.FIELD`; empty if nothing does.
    pub rest: String,
}

impl FieldPath {
    /// Parses a path. The longest beginning that is the name of a system is one, because names may contain dots. `None`
    /// if no beginning is.
    pub fn parse(landscape: &Landscape, text: &str) -> Option<FieldPath> {
        let ends = text.match_indices('.').map(|(at, _)| at).chain([text.len()]);
        let ends: Vec<usize> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            let system = landscape.systems.find(landscape.catalog, text[..end].trim())?;
            Some(FieldPath { system, rest: text[end..].trim_start_matches('.').trim().to_owned() })
        })
    }

    /// Returns the names of at most three fields of the system that are most similar to what was asked for, best first.
    pub fn nearest(&self, landscape: &Landscape, rows: &FieldRows) -> Vec<String> {
        let system = &landscape.systems.list[self.system].name;
        let of_system = rows.fields().filter(|field| field.system == self.system);
        let names: Vec<String> = of_system.map(|field| written(rows, field)).collect();
        let near = nearest_of(names.iter().map(String::as_str), &self.rest);
        near.into_iter().map(|name| format!("{system}.{name}")).collect()
    }

    /// Returns at most three fields or entities that are called `name`, each with its system: what was meant if no
    /// system was named.
    pub fn named(landscape: &Landscape, rows: &FieldRows, name: &str) -> Vec<String> {
        let wanted = compared(Some(name));
        let is_named = |key: &&FieldKey| key.field == wanted || key.entity == wanted;
        let path = |key: &FieldKey| format!("{}.{}", landscape.systems.list[key.system].name, written(rows, key));
        let mut paths: Vec<String> = rows.fields().filter(is_named).map(path).collect();
        paths.sort();
        paths.dedup();
        paths.truncate(3);
        paths
    }

    /// Returns the entity and the field that a path names, as written there.
    pub fn entity_and_field(&self, rows: &FieldRows) -> (Option<String>, Option<String>) {
        let is_entity = rows.fields().any(|field| {
            field.system == self.system && !field.entity.is_empty() && field.entity == compared(Some(&self.rest))
        });
        match self.rest.rsplit_once('.') {
            _ if self.rest.is_empty() => (None, None),
            _ if is_entity => (Some(self.rest.clone()), None),
            Some((entity, field)) => (Some(entity.to_owned()), Some(field.to_owned())),
            None => (None, Some(self.rest.clone())),
        }
    }

    /// Returns the fields that a path names: those of an entity, those of this name in any entity, or all fields of the
    /// system.
    pub fn fields(&self, rows: &FieldRows) -> Vec<FieldKey> {
        let rest = compared(Some(&self.rest));
        let (entity, field) =
            rest.rsplit_once('.').map_or((None, rest.as_str()), |(entity, field)| (Some(entity), field));
        let is_named = |key: &&FieldKey| {
            key.system == self.system
                && (rest.is_empty()
                    || key.entity == rest
                    || key.field == rest
                    || key.field == field && entity.is_none_or(|entity| key.entity == entity))
        };
        rows.fields().filter(is_named).cloned().collect()
    }
}

/// Returns how a field is written in a row: `ENTITY.FIELD`.
fn written(rows: &FieldRows, field: &FieldKey) -> String {
    let parts = rows.written(field).into_iter().flat_map(|side| [&side.entity, &side.field]).flatten();
    parts.map(String::as_str).collect::<Vec<_>>().join(".")
}
