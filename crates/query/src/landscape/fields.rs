//! The rows of the mapping tables as steps of data from field to field, with the systems that the fields belong to
//! (docs/spec/questions.md#lineage).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::text;
use vaultdex_records::{Mapping, MappingLevel, SourceKind};

use super::graph::Landscape;
use super::life_cycle::Liveness;

/// A row of a mapping table: data that goes from one field to another.
pub struct FieldRow<'a> {
    /// The position of the integration.
    pub connection: usize,
    /// The row.
    pub mapping: &'a Mapping,
    /// Where the data comes from.
    pub from: Side,
    /// Where it goes to.
    pub to: Side,
}

/// One side of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// The positions of the systems of which one has the field.
    pub systems: Vec<usize>,
    /// The entity, as written.
    pub entity: Option<String>,
    /// The field, as written; `None` if the row maps whole entities, and for a value that comes from no field.
    pub field: Option<String>,
    /// The kind of value.
    pub kind: ValueKind,
    /// What was written of a value that comes from no field.
    pub value: Option<String>,
}

/// The kind of value on a side of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// A field or entity.
    #[default]
    Field,
    /// A value that the integration generates.
    Generated,
    /// A constant.
    Constant,
    /// The row does not say where the value comes from.
    None,
}

/// A field of a system, by which rows are joined: entity and field without case, backticks and quotes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldKey {
    /// The position of the system.
    pub system: usize,
    /// The entity; empty if there is none.
    pub entity: String,
    /// The field; empty for a whole entity.
    pub field: String,
}

impl ValueKind {
    /// Returns the word for it.
    pub fn name(self) -> &'static str {
        match self {
            ValueKind::Field => "field",
            ValueKind::Generated => "generated",
            ValueKind::Constant => "constant",
            ValueKind::None => "none",
        }
    }
}

impl Side {
    /// Returns entity and field as they are compared.
    pub fn names(&self) -> (String, String) {
        (compared(self.entity.as_deref()), compared(self.field.as_deref()))
    }

    /// Returns the field in one of the systems.
    pub fn key(&self, system: usize) -> FieldKey {
        let (entity, field) = self.names();
        FieldKey { system, entity, field }
    }
}

/// Returns a name as it is compared: without case, backticks and quotes.
pub fn compared(name: Option<&str>) -> String {
    let name = name.unwrap_or_default().replace(['`', '"', '\'', '“', '”'], "");
    text::link_key(name.trim())
}

/// The rows of all mapping tables of a landscape, without those of retired integrations.
pub struct FieldRows<'a> {
    /// The rows by integration and line.
    pub list: Vec<FieldRow<'a>>,
    /// By field: the rows that lead to it, and those that start from it. A side that may belong to several systems is
    /// listed for the only one that has the field according to other rows, if there is one.
    to: BTreeMap<FieldKey, Vec<usize>>,
    from: BTreeMap<FieldKey, Vec<usize>>,
    /// The same for every system to which a side may belong. Who asks for a field of one of them means it.
    may_lead_to: BTreeMap<FieldKey, Vec<usize>>,
    may_start_from: BTreeMap<FieldKey, Vec<usize>>,
}

impl<'a> FieldRows<'a> {
    /// Collects the rows.
    pub fn new(landscape: &Landscape<'a>) -> FieldRows<'a> {
        let is_retired = |it: &usize| landscape.connections[*it].liveness == Liveness::Retired;
        let connections = (0..landscape.connections.len()).filter(|it| !is_retired(it));
        let list = connections.flat_map(|it| rows_of(landscape, it)).collect();
        let mut rows = FieldRows {
            list,
            to: BTreeMap::new(),
            from: BTreeMap::new(),
            may_lead_to: BTreeMap::new(),
            may_start_from: BTreeMap::new(),
        };
        rows.join();
        rows
    }

    /// Returns the rows that lead to a field.
    pub fn leading_to(&self, field: &FieldKey) -> &[usize] {
        self.to.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns the rows that start from a field.
    pub fn starting_from(&self, field: &FieldKey) -> &[usize] {
        self.from.get(field).map_or(&[], Vec::as_slice)
    }

    /// Like [`FieldRows::leading_to`], with the rows of which one of several systems has the field.
    pub fn maybe_leading_to(&self, field: &FieldKey) -> &[usize] {
        self.may_lead_to.get(field).map_or(&[], Vec::as_slice)
    }

    /// Like [`FieldRows::starting_from`], with the rows of which one of several systems has the field.
    pub fn maybe_starting_from(&self, field: &FieldKey) -> &[usize] {
        self.may_start_from.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns all fields, those of which one of several systems has the field for each of these.
    pub fn fields(&self) -> impl Iterator<Item = &FieldKey> {
        let keys: BTreeSet<&FieldKey> = self.may_lead_to.keys().chain(self.may_start_from.keys()).collect();
        keys.into_iter()
    }

    /// Returns how a field is written in the first row that has it.
    pub fn written(&self, field: &FieldKey) -> Option<&Side> {
        let to = self.maybe_leading_to(field).first().map(|row| &self.list[*row].to);
        to.or_else(|| self.maybe_starting_from(field).first().map(|row| &self.list[*row].from))
    }

    /// Returns the systems of a side that have its field: the only one, or those of several that other rows confirm.
    pub fn fitting(&self, side: &Side) -> Vec<usize> {
        match side.systems.as_slice() {
            [only] => vec![*only],
            several => several.iter().copied().filter(|system| self.has(&side.key(*system))).collect(),
        }
    }

    fn has(&self, field: &FieldKey) -> bool {
        self.to.contains_key(field) || self.from.contains_key(field)
    }

    fn join(&mut self) {
        let is_certain = |side: &Side| side.systems.len() == 1 && side.kind == ValueKind::Field;
        for (position, row) in self.list.iter().enumerate() {
            for (side, index) in [(&row.to, &mut self.to), (&row.from, &mut self.from)] {
                if is_certain(side) {
                    index.entry(side.key(side.systems[0])).or_default().push(position);
                }
            }
            for (side, index) in [(&row.to, &mut self.may_lead_to), (&row.from, &mut self.may_start_from)] {
                for system in side.systems.iter().filter(|_| side.kind == ValueKind::Field) {
                    index.entry(side.key(*system)).or_default().push(position);
                }
            }
        }
        // Only what is certain decides about the rest, so that the order of the rows does not matter.
        let mut joined: Vec<(bool, FieldKey, usize)> = Vec::new();
        for (position, row) in self.list.iter().enumerate() {
            for (side, is_to) in [(&row.to, true), (&row.from, false)] {
                if side.systems.len() > 1
                    && side.kind == ValueKind::Field
                    && let [only] = self.fitting(side)[..]
                {
                    joined.push((is_to, side.key(only), position));
                }
            }
        }
        for (is_to, key, position) in joined {
            let index = if is_to { &mut self.to } else { &mut self.from };
            index.entry(key).or_default().push(position);
        }
        self.to.values_mut().chain(self.from.values_mut()).for_each(|rows| rows.sort_unstable());
    }
}

/// Returns the rows of one integration, without those that are still placeholders.
pub fn rows_of<'a>(landscape: &Landscape<'a>, connection: usize) -> Vec<FieldRow<'a>> {
    let it = &landscape.connections[connection];
    let sources: Vec<usize> = it.participants.sources.iter().copied().collect();
    let targets: Vec<usize> = it.participants.targets.iter().copied().collect();
    let written = it.entry.integration.mappings.iter().filter(|mapping| mapping.is_written());
    let row = |mapping: &'a Mapping| {
        let (from, to) = if mapping.is_reverse { (&targets, &sources) } else { (&sources, &targets) };
        FieldRow { connection, mapping, from: source(mapping, from), to: target(mapping, to) }
    };
    written.map(row).collect()
}

fn source(mapping: &Mapping, systems: &[usize]) -> Side {
    let kind = match (&mapping.source, mapping.source_kind) {
        (Some(_), SourceKind::Field | SourceKind::None) => ValueKind::Field,
        (_, SourceKind::Generated) => ValueKind::Generated,
        (_, SourceKind::Constant) => ValueKind::Constant,
        (None, SourceKind::Field | SourceKind::None) => ValueKind::None,
    };
    if kind != ValueKind::Field {
        let value = mapping.source.as_ref().map(ToString::to_string);
        return Side { kind, value, ..Side::default() };
    }
    side(systems, mapping.source_entity.as_deref(), mapping.source.as_deref(), mapping.level)
}

fn target(mapping: &Mapping, systems: &[usize]) -> Side {
    match &mapping.target {
        Some(target) => side(systems, mapping.target_entity.as_deref(), Some(target), mapping.level),
        None => Side { kind: ValueKind::None, ..Side::default() },
    }
}

fn side(systems: &[usize], entity: Option<&str>, written: Option<&str>, level: MappingLevel) -> Side {
    let written = written.unwrap_or_default();
    let entity = entity.filter(|entity| !entity.is_empty());
    // `Account.Name` in `Account` is `Name`.
    let field = entity.and_then(|entity| written.strip_prefix(entity)?.strip_prefix('.')).unwrap_or(written);
    let (entity, field) = match level {
        MappingLevel::Field => (entity, Some(field)),
        MappingLevel::Entity => (Some(written), None),
    };
    Side {
        systems: systems.to_vec(),
        entity: entity.map(str::to_owned),
        field: field.map(str::to_owned),
        ..Side::default()
    }
}
