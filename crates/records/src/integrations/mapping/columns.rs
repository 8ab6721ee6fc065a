//! The columns of mapping tables, in any order and by any name.

use crate::integrations::builder::RecordBuilder;
use crate::model::Role;
use crate::vocabulary::mapping_columns::{BARE, Column, ENTITY_WORDS, FIELD_WORDS, SIDE_LABELS, column_by_name};

/// Returns the columns of a table if it maps something; `is_expected` is only called for tables that may as well
/// describe two sides.
pub(super) fn mapping_columns(
    names: &[&str],
    builder: &RecordBuilder,
    is_expected: impl Fn(&[Column]) -> bool,
) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = names.iter().map(|name| column_by_name(name)).collect();
    if !has_source(&columns) || !has_target(&columns) {
        assign_by_system(names, &mut columns, builder);
    }
    // `Property | Source | Target` describes two sides and maps nothing.
    let describes_sides = names.first().is_some_and(|name| SIDE_LABELS.contains(name));
    // So does, unless mappings are expected, a table whose columns only name their side.
    let is_bare = |(name, column): (&&str, &Column)| match column {
        Column::Source | Column::Target => BARE.contains(name),
        _ => true,
    };
    let is_rule = |column: &Column| {
        matches!(column, Column::Type | Column::Rule | Column::Default | Column::Mandatory | Column::Nullable)
    };
    let is_ambiguous = !columns.iter().any(is_rule) && names.iter().zip(&columns).all(is_bare);
    let is_mapping = has_source(&columns) && has_target(&columns) && !describes_sides;
    (is_mapping && (!is_ambiguous || is_expected(&columns))).then_some(columns)
}

fn has_source(columns: &[Column]) -> bool {
    columns.iter().any(|it| matches!(it, Column::Source | Column::SourceEntity))
}

fn has_target(columns: &[Column]) -> bool {
    columns.iter().any(|it| matches!(it, Column::Target | Column::TargetEntity))
}

/// A column that names its side by a system: `Salesforce Field`.
struct SystemColumn {
    index: usize,
    system: String,
    is_entity: bool,
}

impl SystemColumn {
    fn new(index: usize, name: &str) -> Option<SystemColumn> {
        let system = |words: &[&str]| words.iter().find_map(|word| name.strip_suffix(word)).map(str::to_owned);
        if let Some(system) = system(FIELD_WORDS) {
            return Some(SystemColumn { index, system, is_entity: false });
        }
        system(ENTITY_WORDS).map(|system| SystemColumn { index, system, is_entity: true })
    }
}

/// Assigns sides to columns such as `Salesforce Field | Snowflake Column`: the first is the source, unless the note
/// says that it is the target or that the second is the source.
fn assign_by_system(names: &[&str], columns: &mut [Column], builder: &RecordBuilder) {
    let unknown = names.iter().enumerate().filter(|(index, _)| columns.get(*index) == Some(&Column::Unknown));
    let mut system_columns = unknown.filter_map(|(index, name)| SystemColumn::new(index, name));
    let (first, second) = (system_columns.next(), system_columns.next());
    let (source, target) = match (has_source(columns), has_target(columns)) {
        (true, _) => (None, first),
        (_, true) => (first, None),
        _ => {
            let has_role = |column: &Option<SystemColumn>, role: Role| {
                column.as_ref().is_some_and(|it| builder.has_system_in_role(role, &it.system))
            };
            let is_swapped = has_role(&first, Role::Target) || has_role(&second, Role::Source);
            if is_swapped { (second, first) } else { (first, second) }
        }
    };
    if let Some(SystemColumn { index, is_entity, .. }) = source {
        columns[index] = if is_entity { Column::SourceEntity } else { Column::Source };
    }
    if let Some(SystemColumn { index, is_entity, .. }) = target {
        columns[index] = if is_entity { Column::TargetEntity } else { Column::Target };
    }
}
