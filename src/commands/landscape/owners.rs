use vaultdex_query::landscape::owners::OwnerRow;

use super::text::next_commands;
use super::{ask, system_called};
use crate::commands::args::FormatArgs;
use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::List;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{ALERT, Styling, faint};

/// List who owns which integrations and systems
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only the owners of this system and of its integrations
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["owner", "destination", "left", "active", "all", "systems", "overdue"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let system = args.system.as_deref().map(|name| system_called(questions.landscape, name)).transpose()?;
        let rows = questions.owners(system);
        let list = List::new("owners", COLUMNS, "destination", &rows);
        Ok(args.format.print(&list, styling, || human(&rows, context, styling)))
    })
}

fn human(rows: &[OwnerRow], context: &Context, styling: &Styling) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.iter().map(|row| {
        let note = match (&row.owner, &row.destination) {
            (_, Some(path)) => Cell::linked(path, path, 1),
            (Some(_), None) => Cell::styled("no note", ALERT),
            (None, None) => Cell::default(),
        };
        let overdue =
            if row.overdue == 0 { Cell::default() } else { Cell::styled(format!("{} late", row.overdue), ALERT) };
        vec![
            row.owner.as_deref().map_or_else(|| Cell::styled("no owner", ALERT), Cell::new),
            note,
            if row.left { Cell::styled("left", ALERT) } else { Cell::default() },
            Cell::new(format!("{}/{}", row.active, row.all)),
            overdue,
            Cell::new(row.systems.join(", ")),
        ]
    });
    let table =
        columns(&["OWNER", "NOTE", "LEFT", "ACTIVE/ALL", "REVIEWS", "SYSTEMS"], &cells.collect::<Vec<_>>(), styling);
    let total = faint(&counted(rows.iter().filter(|row| row.owner.is_some()).count(), "owner"));
    let next = rows.iter().find_map(|row| row.owner.as_deref()).map(|owner| vec!["review", "--owner", owner]);
    table + &total + "\n" + &next_commands(&next.into_iter().collect::<Vec<_>>(), context, styling)
}
