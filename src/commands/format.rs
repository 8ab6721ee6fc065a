//! The arguments that say how a list is printed (docs/spec/cli.md#output-formats).

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use schemars::JsonSchema;
use serde::Serialize;

use super::output::Output;
use crate::error::{ListError, Result};
use crate::render::json::{Document, document_text};
use crate::render::list;
use crate::render::list::{FORMATS, Layout, List, TemplateProblem, cells};
use crate::render::table::{Cell, Column, records};
use crate::render::terminal::{Styling, faint};

/// The output format of a list.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output options")]
pub struct FormatArgs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print in a format for other programs
    #[arg(long, value_name = "FORMAT", value_parser = format_names(&[]), conflicts_with = "json")]
    format: Option<String>,
    /// Print only paths, each followed by a NUL byte, for `xargs -0`
    #[arg(short = '0', long, conflicts_with_all = ["json", "format"])]
    null: bool,
    /// Print one line for each item, by a template: '{{name}} {{status}}'
    #[arg(long, value_name = "TEMPLATE", conflicts_with_all = ["json", "format", "null"])]
    template: Option<String>,
    /// Print these columns of a table, in this order
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', conflicts_with_all = ["json", "null", "template"])]
    columns: Vec<String>,
    /// Print tables without their header
    #[arg(long, conflicts_with_all = ["json", "null", "template"])]
    no_header: bool,
    /// Print only the number of items
    #[arg(long, alias = "total", conflicts_with_all = ["null", "template", "columns", "no_header"])]
    count: bool,
    /// Sort by this field
    #[arg(long, value_name = "FIELD")]
    sort: Option<String>,
    /// Reverse the order
    #[arg(long)]
    reverse: bool,
}

/// The number of items.
#[derive(Serialize, JsonSchema)]
pub struct Count {
    /// The number of items.
    count: usize,
}

/// Returns the values of `--format`: the formats of every list, and further ones of a command, each with a line of help.
pub fn format_names(further: &[(&'static str, &'static str)]) -> PossibleValuesParser {
    let formats = FORMATS.iter().map(|format| (format.name, format.about)).chain(further.iter().copied());
    PossibleValuesParser::new(formats.map(|(name, about)| PossibleValue::new(name).help(about)))
}

impl FormatArgs {
    /// Brings the items of a list into the order that was asked for.
    ///
    /// # Errors
    ///
    /// If the items have no such field.
    pub fn arrange<T: Serialize>(&self, layout: &Layout, items: &mut Vec<T>) -> Result<()> {
        match &self.sort {
            Some(field) => list::sort_by_field(layout, items, column(layout, "--sort", field)?, self.reverse),
            None if self.reverse => items.reverse(),
            None => {}
        }
        Ok(())
    }

    /// Prints a list in the format that was chosen, otherwise the text that `human` returns.
    ///
    /// # Errors
    ///
    /// If a column or template names what the items do not have, or an option does not fit the format.
    pub fn print(&self, mut list: List, styling: &Styling, human: impl FnOnce(&Styling) -> String) -> Result<Output> {
        self.check()?;
        if self.count {
            return Ok(self.print_count(list.len()));
        }
        let chosen: std::result::Result<_, _> =
            self.columns.iter().map(|it| column(list.layout, "--columns", it)).collect();
        list.choose(chosen?);
        list.header = !self.no_header;
        let styling = &Styling { header: list.header, ..styling.clone() };
        let text = match (&self.template, self.name()) {
            (Some(template), _) => list::fill(&list, template).map_err(|problem| refused(list.layout, problem))?,
            (None, _) if self.null => list::null_separated(&list, &styling.paths),
            (None, Some(name)) => {
                let format = FORMATS.iter().find(|format| format.name == name);
                format.map_or_else(String::new, |format| (format.render)(&list, &styling.paths))
            }
            (None, None) if !self.columns.is_empty() => table(&list, styling),
            (None, None) => human(styling),
        };
        // A pipe gets nothing instead, and the exit code says it.
        let is_silent = text.is_empty() && styling.terminal && !self.is_for_programs();
        let text = if is_silent { format!("{}\n", faint("nothing found")) } else { text };
        Ok(Output { text, for_programs: self.is_for_programs(), is_negative: list.is_empty(), ..Output::default() })
    }

    /// Like [`FormatArgs::print`], for an answer that people read as a whole: in another order it is a table of its rows.
    ///
    /// # Errors
    ///
    /// As [`FormatArgs::print`].
    pub fn print_answer<T: Serialize>(
        &self,
        layout: &'static Layout,
        mut rows: Vec<T>,
        styling: &Styling,
        human: impl FnOnce(&[T], &Styling) -> String,
    ) -> Result<Output> {
        self.arrange(layout, &mut rows)?;
        self.print(List::new(layout, &rows), styling, |styling| match self.is_arranged() {
            true => table(&List::new(layout, &rows), styling),
            false => human(&rows, styling),
        })
    }

    /// Prints an answer as one JSON document.
    ///
    /// # Errors
    ///
    /// If an order was asked for, which the rows of a table have and an answer has not.
    pub fn document(&self, document: &impl Serialize) -> Result<Output> {
        let option =
            [("--sort", self.sort.is_some()), ("--reverse", self.reverse)].into_iter().find(|(_, given)| *given);
        match option {
            Some((option, _)) => {
                Err(ListError::NotInFormat { option, format: "the JSON document of an answer".to_owned() })?
            }
            None => Ok(Output::document(document_text(document))),
        }
    }

    /// Refuses options of tables in formats that have no columns.
    ///
    /// # Errors
    ///
    /// If there is such an option.
    pub fn check(&self) -> std::result::Result<(), ListError> {
        let Some(name) = self.name() else { return Ok(()) };
        let is_table = FORMATS.iter().any(|format| format.name == name && format.is_table);
        let option = match (self.columns.is_empty(), self.no_header) {
            (false, _) if !is_table => "--columns",
            // The header is a part of the syntax of a Markdown table.
            (_, true) if !is_table || name == "md" => "--no-header",
            _ => return Ok(()),
        };
        Err(ListError::NotInFormat { option, format: format!("--format {name}") })
    }

    /// Prints the number of items.
    pub fn print_count(&self, count: usize) -> Output {
        match self.name() == Some("json") {
            true => {
                Output { is_negative: count == 0, ..Output::document(document_text(&Document::new(Count { count }))) }
            }
            false => Output::count(count),
        }
    }

    /// Whether a format for programs was chosen.
    pub fn is_for_programs(&self) -> bool {
        self.null || self.template.is_some() || self.name().is_some()
    }

    /// Whether only the paths of the items are printed.
    pub fn is_paths(&self) -> bool {
        self.null || self.name() == Some("paths")
    }

    /// Whether only the number of items is printed.
    pub fn is_count(&self) -> bool {
        self.count
    }

    /// Whether the items are printed as one JSON document.
    pub fn is_json(&self) -> bool {
        self.name() == Some("json") && !self.count
    }

    /// Returns the name of the format for programs, if one was chosen.
    pub fn name(&self) -> Option<&str> {
        if self.json { Some("json") } else { self.format.as_deref() }
    }

    /// Whether a table is printed as it is by default.
    pub fn is_plain(&self) -> bool {
        self.columns.is_empty() && !self.no_header && !self.is_arranged()
    }

    /// Whether an order was asked for.
    pub fn is_arranged(&self) -> bool {
        self.sort.is_some() || self.reverse
    }

    /// Returns the field to sort by, if one was chosen.
    pub fn sort(&self) -> Option<&str> {
        self.sort.as_deref()
    }

    /// Whether the order is reversed.
    pub fn is_reversed(&self) -> bool {
        self.reverse
    }
}

/// Returns the column that an option names.
fn column(layout: &Layout, option: &'static str, name: &str) -> std::result::Result<&'static str, ListError> {
    layout.column(name).ok_or_else(|| unknown_field(layout, option, name.to_owned()))
}

fn unknown_field(layout: &Layout, option: &'static str, name: String) -> ListError {
    ListError::UnknownField { option, name, known: layout.fields }
}

/// Says what is wrong with a template.
fn refused(layout: &Layout, problem: TemplateProblem) -> ListError {
    match problem {
        TemplateProblem::UnknownField(name) => unknown_field(layout, "--template", name),
        TemplateProblem::Invalid(why) => ListError::Template { why },
    }
}

/// Returns a list as a table for people, in the columns that were chosen.
fn table(list: &List, styling: &Styling) -> String {
    let keys = list.columns();
    let headers: Vec<String> = keys.iter().map(|key| key.replace('_', " ").to_uppercase()).collect();
    let columns: Vec<Column> =
        headers.iter().zip(1..).map(|(header, rank)| Column::new(header, rank).least(20)).collect();
    let rows = list.items().map(|item| {
        let texts = list.cells(&item, &keys, |_, value| cells::text(value));
        let cell = |(key, text): (&&str, String)| match list.layout.has_notes && cells::is_path(key, &item[*key]) {
            true => Cell::path(&text),
            false => Cell::new(text),
        };
        keys.iter().zip(texts).map(cell).collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() { String::new() } else { records(&columns, &rows, "", styling) }
}
