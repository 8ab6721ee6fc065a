use std::fmt::Write as _;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::landscape::graph::Traversal;
use vaultdex_query::landscape::impact::{HopRow, Impact, ImpactRequest, Recovery, RootRow, Via};
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::walk::Direction;
use vaultdex_records::normalize;

use super::text::{connection_cell, is_narrow, next_commands, owner_names, owners_cell, status_cell, wrapped};
use super::{ask, retire, root_called, system_called};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::json::Document;
use crate::render::list::Layout;
use crate::render::table::{Cell, Column, columns, records};
use crate::render::terminal::{Styling, faint, strong};
use crate::render::wrap::{Item, fill, wrap_text};

/// Show what is hit if a system or an integration stops: who goes without data, what to do, and whom to call
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name, alias or note of a system; or ID, name or note of an integration
    #[arg(value_name = "SYSTEM|INTEGRATION")]
    root: String,
    /// Whom to look for
    #[arg(long, value_enum, default_value_t, value_name = "DIRECTION")]
    direction: DirectionArg,
    /// Maximum number of integrations on the way; 0 for any
    #[arg(long, value_name = "N", default_value_t = 2)]
    depth: usize,
    /// Also follow integrations that are planned, in development, in testing or paused
    #[arg(long)]
    all: bool,
    /// List instead what has to change before the system is retired: all integrations that name it
    #[arg(long, conflicts_with_all = ["direction", "depth", "all"])]
    retire: bool,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum DirectionArg {
    /// Who goes without data
    #[default]
    Downstream,
    /// Who cannot deliver
    Upstream,
    /// Both
    Both,
}

impl DirectionArg {
    fn directions(self) -> Vec<Direction> {
        match self {
            DirectionArg::Downstream => vec![Direction::Downstream],
            DirectionArg::Upstream => vec![Direction::Upstream],
            DirectionArg::Both => vec![Direction::Downstream, Direction::Upstream],
        }
    }
}

/// An integration that reaches a system, as a row of a table.
#[derive(Serialize, JsonSchema)]
pub struct FlatRow<'a> {
    /// The number of integrations on the way to the system.
    hop: usize,
    /// Whether a note says that the system is hit: at hop 1.
    certain: bool,
    /// `downstream` or `upstream`.
    direction: &'a str,
    /// The name of the system that is reached.
    system: &'a str,
    /// The path of its note; `None` if it has none.
    destination: Option<&'a str>,
    /// The ID of the integration that reaches it.
    id: Option<&'a str>,
    /// The name of the integration.
    name: &'a str,
    /// The role of the system in it: `source`, `target`, `middleware` or `party`.
    role: &'a str,
    /// Its life cycle; `None` if it is not stated or not understood.
    status: Option<&'a str>,
    /// How often it runs.
    frequency: Option<&'a str>,
    /// What to do when it fails, with the lines that say so; empty if no line does.
    recovery: String,
    /// The names of its owners; empty if there are none.
    owner: String,
    /// The path of the note that records it.
    path: &'a str,
    /// The line where the record begins, from 1.
    line: u32,
}

pub static LAYOUT: Layout = Layout::new("hops", "hop", COLUMNS, "path");

const COLUMNS: &[&str] = &[
    "hop",
    "certain",
    "direction",
    "system",
    "destination",
    "id",
    "name",
    "role",
    "status",
    "frequency",
    "recovery",
    "owner",
    "path",
    "line",
];

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        if args.retire {
            let system = system_called(questions.landscape, &args.root)?;
            return retire::run(system, &args.format, questions, context, styling);
        }
        let root = root_called(questions.landscape, &args.root)?;
        let request = ImpactRequest {
            root,
            directions: args.direction.directions(),
            traversal: if args.all { Traversal::All } else { Traversal::Live },
            depth: (args.depth > 0).then_some(args.depth),
        };
        let impact = questions.impact(&request);
        let is_negative = impact.hops.is_empty();
        if args.format.is_json() {
            return Ok(Output { is_negative, ..args.format.document(&Document::new(&impact))? });
        }
        let rows = impact.hops.iter().flat_map(|hop| hop.via.iter().map(|via| flat_row(hop, via)));
        let rows: Vec<FlatRow> = rows.collect();
        let output = args
            .format
            .print_answer(&LAYOUT, rows, styling, |_, styling| human(&impact, args, questions, context, styling))?;
        Ok(Output { is_negative, ..output })
    })
}

fn flat_row<'a>(hop: &'a HopRow, via: &'a Via) -> FlatRow<'a> {
    let it = &via.connection;
    FlatRow {
        hop: hop.hop,
        certain: hop.certain,
        direction: hop.direction,
        system: &hop.system.system,
        destination: hop.system.destination.as_deref(),
        id: it.id.as_deref(),
        name: &it.name,
        role: via.role,
        status: it.status.as_deref(),
        frequency: via.frequency.as_deref(),
        recovery: recovery_text(&via.recovery),
        owner: owner_names(&via.owners),
        path: &it.path,
        line: it.line,
    }
}

/// Returns what to do when an integration fails, with the lines that say so.
fn recovery_text(recovery: &[Recovery]) -> String {
    recovery.iter().map(|it| format!("{} (:{})", it.text, it.line)).collect::<Vec<_>>().join("; ")
}

fn human(impact: &Impact, args: &Args, questions: &Questions, context: &Context, styling: &Styling) -> String {
    let count = |certain: bool| impact.hops.iter().filter(|hop| hop.certain == certain).count();
    let result = match impact.hops.len() {
        0 => nobody(&impact.root, args.direction).to_owned(),
        _ => format!("{} certain, {} possible", counted(count(true), "system"), count(false)),
    };
    let mut text = heading(&impact.root, result, styling);
    for direction in args.direction.directions() {
        let hops: Vec<&HopRow> = impact.hops.iter().filter(|hop| hop.direction == direction.name()).collect();
        if hops.is_empty() {
            continue;
        }
        if args.direction == DirectionArg::Both {
            let _ = writeln!(text, "{}", faint(direction.name()));
        }
        text.push_str(&if is_narrow(styling) { narrow_table(&hops, styling) } else { table(&hops, styling) });
    }
    text.push_str(&summary(impact, styling));
    let root = impact.root.name.as_str();
    let first = impact.hops.first().and_then(|hop| hop.via.first()).map(|via| questions.argument(&via.connection));
    let mut next: Vec<Vec<&str>> = Vec::new();
    let is_far = |hop: &&HopRow| hop.hop > 1 && impact.root.kind == "system";
    if let Some(last) = impact.hops.iter().max_by_key(|hop| hop.hop).filter(is_far) {
        let last_name = last.system.system.as_str();
        let is_upstream = last.direction == Direction::Upstream.name();
        next.push(if is_upstream { vec!["path", last_name, root] } else { vec!["path", root, last_name] });
    }
    next.extend(first.as_deref().map(|first| vec!["show", first]));
    text + &next_commands(&next, context, styling)
}

fn nobody(root: &RootRow, direction: DirectionArg) -> &'static str {
    match direction {
        _ if root.status.as_deref() == Some("retired") => "nothing flows through a retired integration",
        _ if root.kind == "integration" => "its sides are not known",
        DirectionArg::Downstream => "no integration takes data from it",
        DirectionArg::Upstream => "no integration brings data to it",
        DirectionArg::Both => "no integration takes data from it or brings data to it",
    }
}

/// Returns the name of the root and its note, and what was found.
fn heading(root: &RootRow, result: String, styling: &Styling) -> String {
    let place = match (&root.destination, &root.path) {
        (Some(path), _) => styling.path(path, None),
        (None, Some(path)) => format!("{}:{}", styling.path(path, root.line), root.line.unwrap_or(1)),
        (None, None) => "no note".to_owned(),
    };
    let name = Item::Words(strong(&styling.text(&root.name)));
    let items = [Some(name), Some(Item::Whole(faint(&place))), root.status.clone().map(Item::Words)];
    let items: Vec<Item> = items.into_iter().flatten().chain([Item::Words(result)]).collect();
    fill("", 2, &items, "  ", styling.width)
}

/// The columns of a narrow terminal.
const NARROW: [Column; 6] = [
    Column::new("HOP", 1),
    Column::new("SYSTEM", 1).least(9),
    Column::new("THROUGH", 1).least(13),
    Column::new("STATUS", 2).least(12),
    Column::new("FREQUENCY", 4).least(16),
    Column::new("OWNER", 3).least(14),
];

/// The position of what to do among the columns of a wide terminal.
const RECOVERY: usize = 5;

/// Returns what tables of every width show of an integration.
fn cells_of(hop: Option<&HopRow>, via: &Via) -> Vec<Cell> {
    vec![
        Cell::new(hop.map(|hop| hop.hop.to_string()).unwrap_or_default()),
        Cell::new(hop.map(|hop| hop.system.system.clone()).unwrap_or_default()),
        connection_cell(&via.connection),
        status_cell(via.connection.status.as_deref()),
        Cell::new(via.frequency.clone().unwrap_or_default()),
        owners_cell(&via.owners),
    ]
}

fn table(hops: &[&HopRow], styling: &Styling) -> String {
    let cells = rows(hops).map(|(hop, via)| {
        let mut cells = cells_of(hop, via);
        cells.insert(RECOVERY, Cell::new(recovery_text(&via.recovery)));
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    columns(&["HOP", "SYSTEM", "THROUGH", "STATUS", "FREQUENCY", "WHEN IT FAILS", "OWNER"], &cells, styling)
}

/// Returns the table for narrow terminals, and below it what to do about each integration.
fn narrow_table(hops: &[&HopRow], styling: &Styling) -> String {
    let cells: Vec<Vec<Cell>> = rows(hops).map(|(hop, via)| cells_of(hop, via)).collect();
    let mut failing: Vec<String> = Vec::new();
    for (_, via) in rows(hops).filter(|(_, via)| !via.recovery.is_empty()) {
        let text = format!("{}: {}", via.connection.label(), recovery_text(&via.recovery));
        // An integration may reach several systems.
        if !failing.contains(&text) {
            failing.push(text);
        }
    }
    let table = records(&NARROW, &cells, "", styling);
    table + &wrapped("When it fails:", &failing, " · ", styling)
}

/// Returns the integrations that reach each system. A system that several of them reach comes with the first.
fn rows<'a>(hops: &'a [&HopRow]) -> impl Iterator<Item = (Option<&'a HopRow>, &'a Via)> {
    let of_hop = |hop: &&'a HopRow| {
        let hop: &HopRow = hop;
        hop.via.iter().enumerate().map(move |(nth, via)| ((nth == 0).then_some(hop), via))
    };
    hops.iter().flat_map(of_hop)
}

/// Returns what follows the table: what is not live, what is not documented, runbooks, and whom to call.
fn summary(impact: &Impact, styling: &Styling) -> String {
    let not_live = impact.not_live.iter().map(|via| {
        let status = via.connection.status.as_deref().unwrap_or("?");
        format!("{} ({status})", via.connection.label())
    });
    let of_one = impact.undocumented.chunk_by(|left, right| left.connection == right.connection);
    let undocumented = of_one.map(|of_one| {
        let what: Vec<&str> = of_one.iter().map(|it| it.what).collect();
        format!("{}: {}", of_one[0].connection.label(), what.join(", ").replace('_', " "))
    });
    let runbooks = impact.runbooks.iter().map(|it| {
        let steps: Vec<String> = it.steps.iter().map(|step| normalize::plain(&step.text).into_owned()).collect();
        let place = it.destination.clone().unwrap_or_else(|| format!("{} (no note)", it.target));
        if steps.is_empty() { place } else { format!("{place}: {}", steps.join(" → ")) }
    });
    let people = impact.people.iter().map(|it| {
        let contacts: Vec<&str> = it.contacts.iter().map(|contact| contact.text.as_str()).collect();
        let contacts = if contacts.is_empty() { String::new() } else { format!(": {}", contacts.join(", ")) };
        format!("{} ({}){contacts}", it.text, it.integrations.len())
    });
    let mut text = wrapped("Not live:", &not_live.collect::<Vec<_>>(), ", ", styling);
    text += &wrapped("Undocumented:", &undocumented.collect::<Vec<_>>(), " · ", styling);
    text += &wrapped("Runbooks:", &runbooks.collect::<Vec<_>>(), " · ", styling);
    text += &wrapped("Call:", &people.collect::<Vec<_>>(), ", ", styling);
    if let (Some(newest), Some(oldest)) = (&impact.documented.newest, &impact.documented.oldest) {
        let range =
            if newest == oldest { newest.clone() } else { format!("{newest} (newest note) to {oldest} (oldest)") };
        let line = format!("{}\n", faint(&format!("Documented as of {range}")));
        text += &wrap_text(&line, 0, styling.width);
    }
    text
}
