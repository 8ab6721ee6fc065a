use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;
use vaultdex_query::landscape::matrix::{Cell as MatrixCell, Matrix, matrix};

use super::text::{next_commands, status_cell};
use super::{Document, ask};
use crate::commands::args::FormatArgs;
use crate::commands::context::Context;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::list::{List, document_text};
use crate::render::table::{Cell, columns};
use crate::render::terminal::{Styling, faint};

/// Show from which system to which data goes, and by how many integrations
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: FormatArgs,
}

const COLUMNS: &[&str] = &["from", "to", "count", "status", "integrations"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let matrix = matrix(questions.landscape);
        let is_negative = matrix.cells.is_empty();
        if args.format.is_json() {
            return Ok(Output { is_negative, ..Output::document(document_text(&Document::new(&matrix))) });
        }
        match args.format.name() {
            Some("md") => return Ok(Output { is_negative, ..Output::document(markdown(&matrix)) }),
            Some("csv") => return Ok(Output { is_negative, ..Output::document(csv(&matrix)) }),
            _ => {}
        }
        let list = List::new("cells", COLUMNS, "path", &matrix.cells);
        Ok(args.format.print(&list, || human(&matrix, context, styling)))
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
    let mut text = if fits { grid(matrix, styling) } else { lines(matrix, styling) };
    let _ = writeln!(text, "{}", faint(&count));
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

fn lines(matrix: &Matrix, styling: &Styling) -> String {
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
    columns(&["FROM", "TO", "COUNT", "WORST STATUS", "INTEGRATIONS"], &cells.collect::<Vec<_>>(), styling)
}

/// Returns the rows of the matrix, with the text of each cell.
fn table(matrix: &Matrix, text: impl Fn(&MatrixCell) -> String) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = matrix
        .from
        .iter()
        .map(|it| [it.system.clone()].into_iter().chain(matrix.to.iter().map(|_| String::new())).collect())
        .collect();
    for cell in &matrix.cells {
        rows[cell.position.0][cell.position.1 + 1] = text(cell);
    }
    rows
}

fn header(matrix: &Matrix) -> Vec<String> {
    ["from".to_owned()].into_iter().chain(matrix.to.iter().map(|it| it.system.clone())).collect()
}

/// Returns a Markdown table. The count of a single integration links to its note.
fn markdown(matrix: &Matrix) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let text = |cell: &MatrixCell| match cell.integrations.as_slice() {
        [only] => format!("[[{}\\|{}]]", only.path.trim_end_matches(".md"), cell_text(cell)),
        _ => escaped(&cell_text(cell)),
    };
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut lines = row(header(matrix).iter().map(|it| escaped(it)).collect());
    let _ = writeln!(lines, "|{}", " --- |".repeat(matrix.to.len() + 1));
    for mut cells in table(matrix, text) {
        cells[0] = escaped(&cells[0]);
        lines.push_str(&row(cells));
    }
    lines
}

fn csv(matrix: &Matrix) -> String {
    let mut lines = vec![header(matrix)];
    lines.extend(table(matrix, cell_text));
    crate::render::list::csv_rows(&lines)
}
