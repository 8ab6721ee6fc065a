//! `impact --retire`: what has to change before a system is retired.

use vaultdex_query::landscape::impact::RetireRow;
use vaultdex_query::landscape::questions::Questions;

use super::text::{connection_cell, is_narrow, next_commands, owners_cell, place_cell, status_cell};
use crate::commands::args::FormatArgs;
use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{Styling, strong};

const COLUMNS: &[&str] = &["id", "name", "role", "status", "owners", "open_tasks", "mappings", "path", "line"];

/// Lists the integrations that name a system.
pub fn run(system: usize, format: &FormatArgs, questions: &Questions, context: &Context, styling: &Styling) -> Output {
    let rows = questions.retire(system);
    let list = List::new("integrations", COLUMNS, "path", &rows);
    format.print(&list, styling, || {
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
    let header = ["INTEGRATION", "ROLE", "STATUS", "OWNER", "OPEN TASKS", "MAPPINGS", "PLACE"];
    // The names link to their places.
    let header = if is_narrow(styling) { &header[..6] } else { &header[..] };
    columns(header, &cells.collect::<Vec<_>>(), styling)
}
