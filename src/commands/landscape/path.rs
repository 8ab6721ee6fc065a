use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_query::landscape::fields::FieldRows;
use vaultdex_query::landscape::graph::{Edge, Traversal};
use vaultdex_query::landscape::path::routes;
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::rows::ConnectionRef;
use vaultdex_query::landscape::travel::{FieldJourney, journeys};

use super::text::{connection_cell, is_narrow, next_commands, place_cell, status_cell};
use super::{ask, system_called};
use crate::commands::context::Context;
use crate::commands::format::FormatArgs;
use crate::commands::output::Output;
use crate::commands::text::counted;
use crate::error::Result;
use crate::render::json::Document;
use crate::render::list::Layout;
use crate::render::table::{Cell, body};
use crate::render::terminal::{Styling, faint, strong};

/// Show the shortest routes of data from one system to another
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The system where the data comes from
    from: String,
    /// The system where it goes to
    to: String,
    /// Maximum number of routes
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    max: u32,
    /// Also follow integrations that are planned, in development, in testing or paused
    #[arg(long)]
    all: bool,
    /// Show the fields that travel the whole way, by the mapping tables
    #[arg(long)]
    fields: bool,
    #[command(flatten)]
    format: FormatArgs,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
pub struct Answer {
    /// The name of the system where the data comes from.
    from: String,
    /// The name of the system where it goes to.
    to: String,
    /// The shortest routes.
    routes: Vec<RouteRow>,
    /// Whether there are no more routes of this length.
    complete: bool,
}

/// A route.
#[derive(Serialize, JsonSchema)]
struct RouteRow {
    /// The way from system to system.
    hops: Vec<Hop>,
    /// The fields that travel the whole way; only with `--fields`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<FieldJourney>")]
    fields: Option<Vec<FieldJourney>>,
    /// Whether these are all fields; only with `--fields`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    fields_complete: Option<bool>,
}

/// The way from one system to the next.
#[derive(Serialize, JsonSchema)]
struct Hop {
    /// The name of the system where the data comes from.
    from: String,
    /// The name of the system where it goes to.
    to: String,
    /// The integrations that take it there.
    integrations: Vec<ConnectionRef>,
}

/// An integration of a hop as a row of a table.
#[derive(Serialize, JsonSchema)]
pub struct FlatRow<'a> {
    /// The number of the route, from 1.
    route: usize,
    /// The number of the hop, from 1.
    hop: usize,
    /// The name of the system where the data comes from.
    from: &'a str,
    /// The name of the system where it goes to.
    to: &'a str,
    /// The integration.
    #[serde(flatten)]
    integration: &'a ConnectionRef,
}

pub static LAYOUT: Layout =
    Layout::new("hops", "hop", &["route", "hop", "from", "to", "id", "name", "status", "path", "line"], "path");

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    ask(context, &[], |questions, styling| {
        let answer = answer(args, questions)?;
        let is_negative = answer.routes.is_empty();
        if args.format.is_json() {
            return Ok(Output { is_negative, ..args.format.document(&Document::new(&answer))? });
        }
        let rows = flat_rows(&answer);
        let output = args.format.print_answer(&LAYOUT, rows, styling, |_, styling| human(&answer, context, styling))?;
        Ok(Output { is_negative, ..output })
    })
}

fn answer(args: &Args, questions: &Questions) -> Result<Answer> {
    let landscape = questions.landscape;
    let (from, to) = (system_called(landscape, &args.from)?, system_called(landscape, &args.to)?);
    let traversal = if args.all { Traversal::All } else { Traversal::Live };
    let found = routes(landscape, from, to, traversal, args.max as usize);
    let rows = args.fields.then(|| FieldRows::new(landscape));
    let name = |system: usize| landscape.systems.list[system].name.clone();
    let hop = |edges: &Vec<Edge>| Hop {
        from: edges.first().map(|edge| name(edge.from)).unwrap_or_default(),
        to: edges.first().map(|edge| name(edge.to)).unwrap_or_default(),
        integrations: edges.iter().map(|edge| ConnectionRef::new(landscape, edge.connection)).collect(),
    };
    let route = |route: &Vec<Vec<Edge>>| {
        let (fields, fields_complete) = rows.as_ref().map(|rows| journeys(landscape, rows, route)).unzip();
        RouteRow { hops: route.iter().map(hop).collect(), fields, fields_complete }
    };
    let routes = found.list.iter().map(route).collect();
    Ok(Answer { from: name(from), to: name(to), routes, complete: !found.is_cut })
}

fn flat_rows(answer: &Answer) -> Vec<FlatRow<'_>> {
    let mut rows = Vec::new();
    for (route, it) in (1..).zip(&answer.routes) {
        for (nth, hop) in (1..).zip(&it.hops) {
            let row = |integration| FlatRow { route, hop: nth, from: &hop.from, to: &hop.to, integration };
            rows.extend(hop.integrations.iter().map(row));
        }
    }
    rows
}

fn human(answer: &Answer, context: &Context, styling: &Styling) -> String {
    let Some(first) = answer.routes.first() else { return String::new() };
    let more = if answer.complete { "" } else { ", and there are more (--max)" };
    let count = counted(answer.routes.len(), "route");
    let mut text = format!("{}\n", faint(&format!("{count} of {}{more}", counted(first.hops.len(), "hop"))));
    for route in &answer.routes {
        let stops = [&answer.from].into_iter().chain(route.hops.iter().map(|hop| &hop.to));
        let stops: Vec<_> = stops.map(|stop| styling.text(stop)).collect();
        let _ = writeln!(text, "{}", strong(&stops.join(" → ")));
        let mut cells = Vec::new();
        for hop in &route.hops {
            for (nth, it) in hop.integrations.iter().enumerate() {
                cells.push(vec![
                    Cell::new(" "),
                    Cell::new(if nth == 0 { format!("{} → {}", hop.from, hop.to) } else { String::new() }),
                    connection_cell(it),
                    status_cell(it.status.as_deref()),
                    if is_narrow(styling) { Cell::default() } else { place_cell(it) },
                ]);
            }
        }
        text.push_str(&body(&cells, styling));
        for field in route.fields.iter().flatten() {
            let stops: Vec<String> =
                field.stops.iter().map(|stop| styling.text(&stop.written()).into_owned()).collect();
            let _ = writeln!(text, "  field {}", stops.join(" → "));
        }
        if route.fields_complete == Some(false) {
            let _ = writeln!(text, "  {}", faint("and more fields"));
        }
        if route.fields.as_ref().is_some_and(Vec::is_empty) {
            let _ = writeln!(text, "  {}", faint("no field is mapped the whole way"));
        }
    }
    let next = first.hops.first().and_then(|hop| hop.integrations.first()).map(|it| vec!["show", it.label()]);
    text + &next_commands(&next.into_iter().collect::<Vec<_>>(), context, styling)
}
