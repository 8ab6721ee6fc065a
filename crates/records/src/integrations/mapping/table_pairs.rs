//! Which tables the rows of a record lead to: SQL does not name the table of its targets
//! (docs/spec/integrations.md#code-blocks).

use std::collections::HashMap;

use compact_str::CompactString;

use super::sql_tables::TableField;
use crate::model::{Mapping, MappingLevel};

/// The pairs of tables that the rows of a record map to each other.
#[derive(Default)]
pub(super) struct TablePairs {
    /// By whether a row is reverse and by its source table in lower case: the target tables. A row without a table on its
    /// source side has an empty name.
    by_source: HashMap<(bool, CompactString), Tables>,
    /// The target tables of all rows that are not reverse, and of all that are.
    all: [Tables; 2],
}

/// Tables, as far as it matters how many there are.
#[derive(Clone, Default)]
enum Tables {
    #[default]
    None,
    One(CompactString),
    Several,
}

impl Tables {
    fn add(&mut self, table: &CompactString) {
        match self {
            Tables::None => *self = Tables::One(table.clone()),
            Tables::One(known) if known.to_lowercase() != table.to_lowercase() => *self = Tables::Several,
            Tables::One(_) | Tables::Several => {}
        }
    }

    fn add_all(&mut self, tables: &Tables) {
        match tables {
            Tables::None => {}
            Tables::One(table) => self.add(table),
            Tables::Several => *self = Tables::Several,
        }
    }

    fn only(&self) -> Option<CompactString> {
        if let Tables::One(table) = self { Some(table.clone()) } else { None }
    }
}

impl TablePairs {
    /// Collects the pairs.
    pub fn of(mappings: &[Mapping]) -> TablePairs {
        let mut pairs = TablePairs::default();
        for mapping in mappings.iter().filter(|mapping| mapping.is_written()) {
            let (source, target) = match mapping.level {
                MappingLevel::Field => (&mapping.source_entity, &mapping.target_entity),
                MappingLevel::Entity => (&mapping.source, &mapping.target),
            };
            let source = source.as_ref().map(CompactString::to_lowercase).unwrap_or_default();
            let of_source = pairs.by_source.entry((mapping.is_reverse, source)).or_default();
            if let Some(target) = target {
                of_source.add(target);
                pairs.all[usize::from(mapping.is_reverse)].add(target);
            }
        }
        pairs
    }

    /// Whether a row comes from a table of this name.
    pub fn has_source(&self, table: &str) -> bool {
        let table = CompactString::new(table).to_lowercase();
        [false, true].into_iter().any(|is_reverse| self.by_source.contains_key(&(is_reverse, table.clone())))
    }

    /// Returns the only table that rows from the same tables lead to, or else the only one of all rows.
    pub fn target_of(&self, sources: &[TableField], is_reverse: bool) -> Option<CompactString> {
        let mut from_same = Tables::None;
        for table in sources.iter().filter_map(|source| source.table.as_ref()) {
            if let Some(tables) = self.by_source.get(&(is_reverse, table.to_lowercase())) {
                from_same.add_all(tables);
            }
        }
        from_same.only().or_else(|| self.all[usize::from(is_reverse)].only())
    }
}
