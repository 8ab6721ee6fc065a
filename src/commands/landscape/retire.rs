//! `impact --retire`: what has to change before a system is retired.

use vaultdex_query::landscape::impact::RetireRow;
use vaultdex_query::landscape::questions::Questions;

use super::text::{connection_cell, next_commands, owners_cell, place_cell, status_cell};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{Styling, strong};

pub static LAYOUT: Layout = Layout::new(
    "integrations",
    "integration",
    &["id", "name", "role", "status", "owners", "open_tasks", "mappings", "path", "line"],
    "path",
);

/// The columns for people.
const COLUMNS: [Column; 7] = [
    Column::new("INTEGRATION", 1).least(13),
    Column::new("ROLE", 2),
    Column::new("STATUS", 3).least(12),
    Column::new("OWNER", 4).least(14),
    Column::new("OPEN TASKS", 6),
    Column::new("MAPPINGS", 7),
    Column::new("PLACE", 5).least(20),
];

/// Lists the integrations that name a system.
///
/// # Errors
///
/// As [`FormatArgs::print`].
pub fn run(
    system: usize,
    format: &FormatArgs,
    questions: &Questions,
    context: &Context,
    styling: &Styling,
) -> Result<Output> {
    let mut rows = questions.retire(system);
    format.arrange(&LAYOUT, &mut rows)?;
    format.print(List::new(&LAYOUT, &rows), styling, |styling| {
        let name = &questions.landscape.systems.list[system].name;
        let heading = format!("{}  {}\n", strong(&styling.text(name)), counted(rows.len(), "integration"));
        let first = rows.first().map(|row| questions.argument(&row.connection));
        let next: Vec<_> = first.iter().map(|first| vec!["show", first]).collect();
        heading + &table(&rows, styling) + &next_commands(&next, context, styling)
    })
}

fn table(rows: &[RetireRow], styling: &Styling) -> String {
    let count = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let cells = rows.iter().map(|row| {
        vec![
            connection_cell(&row.connection),
            Cell::new(row.role),
            status_cell(row.connection.status.as_deref()),
            owners_cell(&row.owners),
            Cell::new(count(row.open_tasks as usize)),
            Cell::new(count(row.mappings)),
            place_cell(&row.connection),
        ]
    });
    records(&COLUMNS, &cells.collect::<Vec<_>>(), "", styling)
}
