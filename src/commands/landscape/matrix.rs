use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;
use vaultdex_query::landscape::matrix::{Cell as MatrixCell, Matrix, matrix};

use super::ask;
use super::text::{next_commands, status_cell};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::json::Document;
use crate::render::list::{CsvTable, Layout, cells};
use crate::render::table::{Cell, Column, columns, records};
use crate::render::terminal::{Styling, faint};

/// Show from which system to which data goes, and by how many integrations
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

pub static LAYOUT: Layout =
    Layout::new("cells", "cell", &["from", "to", "count", "status", "integrations"], "integrations");

/// The columns for people.
const COLUMNS: [Column; 5] = [
    Column::new("FROM", 1).least(14),
    Column::new("TO", 1).least(14),
    Column::new("COUNT", 2),
    Column::new("WORST STATUS", 3),
    Column::new("INTEGRATIONS", 4).least(20),
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let matrix = matrix(questions.landscape);
        let is_negative = matrix.cells.is_empty();
        if args.format.is_json() {
            return Ok(Output { is_negative, ..args.format.document(&Document::new(&matrix))? });
        }
        match args.format.name().filter(|_| args.format.is_plain()) {
            Some("md") => return Ok(Output { is_negative, ..Output::document(markdown(&matrix)) }),
            Some("csv") => return Ok(Output { is_negative, ..Output::document(csv(&matrix)) }),
            _ => {}
        }
        let cells: Vec<&MatrixCell> = matrix.cells.iter().collect();
        args.format.print_answer(&LAYOUT, cells, styling, |_, styling| human(&matrix, context, styling))
    })
}

/// Returns the matrix if it fits the terminal, otherwise one line for each cell.
fn human(matrix: &Matrix, context: &Context, styling: &Styling) -> String {
    let count = format!(
        "{} from {} to {}",
        counted(matrix.cells.len(), "cell"),
        counted(matrix.from.len(), "system"),
        counted(matrix.to.len(), "system")
    );
    let mut widths: Vec<usize> = matrix.to.iter().map(|it| it.system.width()).collect();
    for cell in &matrix.cells {
        let width = &mut widths[cell.position.1];
        *width = (*width).max(cell_text(cell).width());
    }
    let names = matrix.from.iter().map(|it| it.system.width()).max().unwrap_or(0);
    let fits = styling.width.is_some_and(|width| names + widths.iter().map(|it| it + 2).sum::<usize>() <= width);
    let text = if fits { grid(matrix, styling) + &faint(&count) + "\n" } else { lines(matrix, &count, styling) };
    let next = matrix.cells.iter().max_by_key(|cell| cell.count).map(|cell| vec!["path", &*cell.from, &*cell.to]);
    text + &next_commands(&next.into_iter().collect::<Vec<_>>(), context, styling)
}

fn cell_text(cell: &MatrixCell) -> String {
    if cell.status == "active" { cell.count.to_string() } else { format!("{} {}", cell.count, cell.status) }
}

fn grid(matrix: &Matrix, styling: &Styling) -> String {
    let mut cells: Vec<Vec<Cell>> = matrix
        .from
        .iter()
        .map(|it| {
            let mut row = vec![Cell::default(); matrix.to.len() + 1];
            row[0] = Cell::new(&it.system);
            row
        })
        .collect();
    for cell in &matrix.cells {
        let (row, column) = cell.position;
        cells[row][column + 1] = status_cell(Some(cell.status)).with_text(cell_text(cell));
    }
    let header: Vec<&str> = ["FROM \\ TO"].into_iter().chain(matrix.to.iter().map(|it| &*it.system)).collect();
    columns(&header, &cells, styling)
}

fn lines(matrix: &Matrix, total: &str, styling: &Styling) -> String {
    let cells = matrix.cells.iter().map(|cell| {
        let integrations: Vec<&str> = cell.integrations.iter().map(|it| it.label()).collect();
        vec![
            Cell::new(&cell.from),
            Cell::new(&cell.to),
            Cell::new(cell.count.to_string()),
            status_cell(Some(cell.status)),
            Cell::new(integrations.join(", ")),
        ]
    });
    records(&COLUMNS, &cells.collect::<Vec<_>>(), total, styling)
}

/// Passes each row of the matrix to `write`: the name of the system, and the text of each cell.
fn for_each_row(matrix: &Matrix, text: impl Fn(&MatrixCell) -> String, mut write: impl FnMut(&[Cow<str>])) {
    let mut cells = matrix.cells.iter().peekable();
    for (nth, it) in matrix.from.iter().enumerate() {
        let mut row: Vec<Cow<str>> = vec![Cow::Borrowed(""); matrix.to.len() + 1];
        row[0] = Cow::Borrowed(&it.system);
        while let Some(cell) = cells.next_if(|cell| cell.position.0 == nth) {
            row[cell.position.1 + 1] = Cow::Owned(text(cell));
        }
        write(&row);
    }
}

fn header(matrix: &Matrix) -> Vec<Cow<'_, str>> {
    let names = matrix.to.iter().map(|it| Cow::Borrowed(&*it.system));
    [Cow::Borrowed("from")].into_iter().chain(names).collect()
}

/// Returns a Markdown table. The count of a single integration links to its note.
fn markdown(matrix: &Matrix) -> String {
    let text = |cell: &MatrixCell| match cell.integrations.as_slice() {
        [only] => cells::link(&only.path, &cell_text(cell)),
        _ => cells::escaped(&cell_text(cell)),
    };
    let names = header(matrix).iter().map(|it| cells::escaped(it)).collect::<Vec<_>>().join(" | ");
    let mut lines = format!("| {names} |\n|{}\n", " --- |".repeat(matrix.to.len() + 1));
    for_each_row(matrix, text, |row| {
        let _ = writeln!(lines, "| {} | {} |", cells::escaped(&row[0]), row[1..].join(" | "));
    });
    lines
}

fn csv(matrix: &Matrix) -> String {
    let mut table = CsvTable::default();
    table.add(&header(matrix));
    for_each_row(matrix, cell_text, |row| table.add(row));
    table.finish()
}
