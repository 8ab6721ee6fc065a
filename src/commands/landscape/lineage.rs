use std::fmt::Write as _;

use clap::builder::PossibleValuesParser;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::landscape::data_classes::{CLASSES, ClassifiedFields, UnmappedElement, fields_of_class};
use vaultdex_query::landscape::field_path::FieldPath;
use vaultdex_query::landscape::fields::{FieldKey, FieldRows};
use vaultdex_query::landscape::graph::Landscape;
use vaultdex_query::landscape::lineage::{FieldRef, Lineage, LineageEnd, LineageRequest, LineageStep, lineage};
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::walk::Direction;

use super::ask;
use super::text::{is_narrow, next_commands, status_cell};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::{Error, Result};
use crate::render::json::Document;
use crate::render::list::Layout;
use crate::render::table::{Cell, columns};
use crate::render::terminal::{FAINT, Styling, faint, strong};
use crate::render::wrap::{Item, fill, wrap_text};

/// Show where a field comes from, or where it goes to, by the mapping tables
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("start").required(true).multiple(true))]
pub struct Args {
    /// A field, the fields of an entity, or all fields of a system
    #[arg(value_name = "SYSTEM[.ENTITY][.FIELD]", group = "start")]
    field: Option<String>,
    /// Show where the field goes to instead of where it comes from
    #[arg(long)]
    downstream: bool,
    /// Maximum number of steps [default: any]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    depth: Option<u32>,
    /// Start from every field of this data class or a higher one, and show where each goes to: public, internal,
    /// confidential or restricted
    #[arg(long, value_name = "CLASS", value_parser = PossibleValuesParser::new(CLASSES), group = "start")]
    #[arg(hide_possible_values = true, ignore_case = true)]
    class: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
pub struct Answer {
    /// What was asked for.
    root: Root,
    #[serde(flatten)]
    lineage: Lineage,
    /// What is classified and not mapped; only with `--class`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<UnmappedElement>")]
    unmapped: Option<Vec<UnmappedElement>>,
}

/// What was asked for.
#[derive(Serialize, JsonSchema)]
struct Root {
    /// The system; `None` with `--class` alone.
    system: Option<String>,
    /// The entity; `None` if none was named.
    entity: Option<String>,
    /// The field; `None` if none was named.
    field: Option<String>,
    /// The class of data; only with `--class`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    class: Option<String>,
}

/// A step as a row of a table.
#[derive(Serialize, JsonSchema)]
pub struct FlatRow<'a> {
    /// The number of steps from the field that was asked for, from 1.
    step: usize,
    /// Where the data comes from: `SYSTEM.ENTITY.FIELD`.
    from: String,
    /// Where it goes to.
    to: String,
    /// The transformation rule.
    rule: Option<&'a str>,
    /// The default value.
    default: Option<&'a str>,
    /// Whether the target is mandatory.
    mandatory: Option<bool>,
    /// The ID of the integration, else its name.
    integration: &'a str,
    /// Its life cycle; `None` if it is not stated or not understood.
    status: Option<&'a str>,
    /// The path of the note with the row.
    path: &'a str,
    /// The line, from 1.
    line: u32,
}

impl FlatRow<'_> {
    /// Returns what the row says about the value.
    fn notes(&self) -> Vec<String> {
        let notes = [
            self.rule.map(str::to_owned),
            self.default.map(|default| format!("default {default}")),
            self.mandatory.filter(|is| *is).map(|_| "mandatory".to_owned()),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// Returns a step for narrow terminals: the fields, then the rest.
fn narrow(row: &FlatRow, styling: &Styling) -> String {
    let fields = [format!("{} →", row.from), row.to.clone()];
    let integration = format!("{} ({})", row.integration, row.status.unwrap_or("?"));
    let details = row.notes().into_iter().chain([integration, format!("{}:{}", row.path, row.line)]);
    let details = details.collect::<Vec<_>>();
    let [fields, details]: [Vec<Item>; 2] = [&fields[..], &details]
        .map(|items| items.iter().map(|item| Item::Whole(styling.text(item).into_owned())).collect());
    let step = format!("{:<3}", row.step);
    fill(&step, 3, &fields, " ", styling.width) + &fill("   ", 3, &details, " · ", styling.width)
}

pub static LAYOUT: Layout = Layout::new("steps", "step", COLUMNS, "path");

const COLUMNS: &[&str] =
    &["step", "from", "to", "rule", "default", "mandatory", "integration", "status", "path", "line"];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let answer = answer(args, questions)?;
        let is_negative = answer.lineage.steps.is_empty() && answer.unmapped.as_ref().is_none_or(Vec::is_empty);
        if args.format.is_json() {
            return Ok(Output { is_negative, ..args.format.document(&Document::new(&answer))? });
        }
        let row = |step| flat_row(step);
        let rows: Vec<FlatRow> = answer.lineage.steps.iter().map(row).collect();
        let output =
            args.format.print_answer(&LAYOUT, rows, styling, |rows, styling| human(&answer, rows, context, styling))?;
        Ok(Output { is_negative, ..output })
    })
}

fn answer(args: &Args, questions: &Questions) -> Result<Answer> {
    let landscape = questions.landscape;
    let rows = FieldRows::new(landscape);
    let (root, fields, unmapped) = start(args, landscape, &rows)?;
    // A class is looked at because of where its data goes.
    let is_downstream = args.downstream || args.class.is_some();
    let direction = if is_downstream { Direction::Downstream } else { Direction::Upstream };
    let request = LineageRequest { fields, direction, depth: args.depth.map(|depth| depth as usize) };
    Ok(Answer { root, lineage: lineage(landscape, &rows, &request), unmapped })
}

/// What is asked for, the fields to start from, and with a class the elements that no row maps.
type Start = (Root, Vec<FieldKey>, Option<Vec<UnmappedElement>>);

fn start(args: &Args, landscape: &Landscape, rows: &FieldRows) -> Result<Start> {
    let class = args.class.as_ref().map(|class| class.to_lowercase());
    let of_class = class.as_deref().map(|class| fields_of_class(landscape, rows, class));
    let Some(text) = &args.field else {
        let root = Root { system: None, entity: None, field: None, class };
        let ClassifiedFields { fields, unmapped } = of_class.unwrap_or_default();
        return Ok((root, fields, Some(unmapped)));
    };
    let Some(path) = FieldPath::parse(landscape, text) else {
        let mut near = FieldPath::named(landscape, rows, text);
        if near.is_empty() {
            let systems = landscape.systems.nearest(text.split('.').next().unwrap_or(text));
            near = systems.iter().map(ToString::to_string).collect();
        }
        return Err(Error::NoSuchSystem { name: text.clone(), near });
    };
    let mut fields = path.fields(rows);
    // A system may have no mapped fields, which is an answer.
    if fields.is_empty() && !path.rest.is_empty() {
        return Err(Error::NothingCalled { what: "field", name: text.clone(), near: path.nearest(landscape, rows) });
    }
    if let Some(of_class) = &of_class {
        fields.retain(|field| of_class.fields.contains(field));
    }
    let (entity, field) = path.entity_and_field(rows);
    Ok((Root { system: Some(landscape.systems.list[path.system].name.clone()), entity, field, class }, fields, None))
}

fn flat_row(step: &LineageStep) -> FlatRow<'_> {
    FlatRow {
        step: step.step,
        from: written(&step.from),
        to: written(&step.to),
        rule: step.rule.as_deref(),
        default: step.default.as_deref(),
        mandatory: step.mandatory,
        integration: step.integration.label(),
        status: step.integration.status.as_deref(),
        path: &step.path,
        line: step.line,
    }
}

/// Returns `SYSTEM.ENTITY.FIELD`; systems of which one has the field are separated by `|`.
fn written(field: &FieldRef) -> String {
    let systems = match (&field.system, field.candidates.as_slice()) {
        (Some(system), _) => Some(system.clone()),
        (None, []) => None,
        (None, several) => Some(format!("{}?", several.join("|"))),
    };
    let what = match field.kind.name() {
        "field" => field.field.clone(),
        kind => Some(field.field.as_ref().map_or(kind.to_owned(), |value| format!("{kind} {value}"))),
    };
    [systems, field.entity.clone(), what].into_iter().flatten().collect::<Vec<_>>().join(".")
}

fn end_text(end: &LineageEnd) -> String {
    let field = [&end.system, &end.entity, &end.field].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
    let why = match end.reason {
        "source" => "nothing feeds it",
        "target" => "nothing takes it further",
        "generated" => "generated",
        "constant" => "constant",
        "cycle" => "already shown above",
        "depth" => "there is more; --depth shows it",
        "ambiguous" => "several systems have this field",
        other => other,
    };
    if field.is_empty() { why.to_owned() } else { format!("{}: {why}", field.join(".")) }
}

fn human(answer: &Answer, rows: &[FlatRow], context: &Context, styling: &Styling) -> String {
    let lineage = &answer.lineage;
    let Root { system, entity, field, class } = &answer.root;
    let name = [system, entity, field].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(".");
    let class = class.as_ref().map(|class| format!("{class} data")).unwrap_or_default();
    let heading =
        [name.as_str(), class.as_str()].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("  ");
    let count = counted(lineage.steps.len(), "step");
    let count = Item::Whole(faint(&format!("{count} {}", lineage.direction)));
    let mut text = fill(&format!("{}  ", strong(&styling.text(&heading))), 2, &[count], " ", styling.width);
    let cells = rows.iter().map(|row| {
        vec![
            Cell::new(row.step.to_string()),
            Cell::new(&row.from),
            Cell::new(&row.to),
            Cell::new(row.notes().join(", ")),
            Cell::new(row.integration),
            status_cell(row.status),
            Cell::place(row.path, row.line),
        ]
    });
    let header = ["STEP", "FROM", "TO", "RULE", "INTEGRATION", "STATUS", "PLACE"];
    if is_narrow(styling) {
        text.extend(rows.iter().map(|row| narrow(row, styling)));
    } else if !rows.is_empty() {
        text.push_str(&columns(&header, &cells.collect::<Vec<_>>(), styling));
    }
    if rows.is_empty() && answer.unmapped.as_ref().is_none_or(Vec::is_empty) {
        let _ = writeln!(text, "{}", faint("no mapping row continues it"));
    }
    for end in &lineage.ends {
        let line = format!("{FAINT}ends at {}{FAINT:#}\n", styling.text(&end_text(end)));
        text.push_str(&wrap_text(&line, 2, styling.width));
    }
    for it in answer.unmapped.iter().flatten() {
        let place = format!("{}:{}", it.integration.path, it.line);
        let what = format!("{} ({}) is not mapped: {}, {place}", it.element, it.class, it.integration.label());
        let _ = writeln!(text, "{}", styling.text(&what));
    }
    let next = rows.first().map(|row| vec!["show", row.integration]);
    text + &next_commands(&next.into_iter().collect::<Vec<_>>(), context, styling)
}
