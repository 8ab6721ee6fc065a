use std::fmt::Write as _;

use clap::ValueEnum;
use vaultdex_query::landscape::board::{BoardBy, Column};

use super::ask;
use super::text::{connection_cell, next_commands, status_cell};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::Layout;
use crate::render::table::{Cell, body};
use crate::render::terminal::{Styling, faint, status_style};

/// Show the integrations by status, owner or system
#[derive(Debug, clap::Args)]
pub struct Args {
    /// By what to group them
    #[arg(long, value_enum, default_value_t, value_name = "BY")]
    by: By,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum By {
    /// The life cycle
    #[default]
    Status,
    /// The owner
    Owner,
    /// Each system that takes part
    System,
}

pub static LAYOUT: Layout = Layout::new("columns", "column", &["column", "count", "integrations"], "integrations");

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let by = match args.by {
            By::Status => BoardBy::Status,
            By::Owner => BoardBy::Owner,
            By::System => BoardBy::System,
        };
        let board = questions.board(by);
        args.format.print_answer(&LAYOUT, board, styling, |board, styling| {
            human(board, args.by, questions.landscape.connections.len(), context, styling)
        })
    })
}

fn human(board: &[Column], by: By, total: usize, context: &Context, styling: &Styling) -> String {
    if board.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for column in board {
        let style = if by == By::Status { status_style(&column.column) } else { anstyle::Style::new() };
        let _ =
            writeln!(text, "{style}{}{style:#}  {}", styling.text(&column.column), faint(&column.count.to_string()));
        let cells = column.integrations.iter().map(|item| {
            let it = &item.connection;
            let status = match &item.status_raw {
                Some(raw) => Cell::styled(format!("\u{201c}{raw}\u{201d}"), crate::render::terminal::FAINT),
                None if by == By::Status => Cell::default(),
                None => status_cell(it.status.as_deref()),
            };
            vec![Cell::new(" "), connection_cell(it), status]
        });
        text.push_str(&body(&cells.collect::<Vec<_>>(), styling));
    }
    let _ = writeln!(text, "{}", faint(&counted(total, "integration")));
    text + &next_commands(&[vec!["review"], vec!["gaps"]], context, styling)
}
