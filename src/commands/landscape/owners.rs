use vaultdex_query::landscape::owners::OwnerRow;

use super::text::next_commands;
use super::{ask, system_called};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::{Layout, List};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{ALERT, Styling};

/// List who owns which integrations and systems
#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only the owners of this system and of its integrations
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout = Layout::new(
    "owners",
    "owner",
    &["owner", "destination", "left", "active", "all", "systems", "overdue"],
    "destination",
)
.with_fields(&["owner", "destination", "left", "active", "all", "systems", "overdue", "integrations"]);

/// The columns for people.
const COLUMNS: [Column; 6] = [
    Column::new("OWNER", 1).least(14),
    Column::new("NOTE", 6).least(20),
    Column::new("LEFT", 2),
    Column::new("ACTIVE/ALL", 3),
    Column::new("REVIEWS", 4),
    Column::new("SYSTEMS", 5).least(20),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let system = args.system.as_deref().map(|name| system_called(questions.landscape, name)).transpose()?;
        let mut rows = questions.owners(system);
        args.format.arrange(&LAYOUT, &mut rows)?;
        args.format.print(List::new(&LAYOUT, &rows), styling, |styling| human(&rows, context, styling))
    })
}

fn human(rows: &[OwnerRow], context: &Context, styling: &Styling) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let cells = rows.iter().map(|row| {
        let note = match (&row.owner, &row.destination) {
            (_, Some(path)) => Cell::path(path),
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
    let total = counted(rows.iter().filter(|row| row.owner.is_some()).count(), "owner");
    let table = records(&COLUMNS, &cells.collect::<Vec<_>>(), &total, styling);
    let next = rows.iter().find_map(|row| row.owner.as_deref()).map(|owner| vec!["review", "--owner", owner]);
    table + &next_commands(&next.into_iter().collect::<Vec<_>>(), context, styling)
}
