use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::context::Context;
use super::{Output, note};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::query::graph::{self, GraphView, LinksOptions};
use crate::query::search;
use crate::render::graph::{self as shelf, FORMATS};
use crate::session::{AskedFor, Notices, Order, Part, Session};
use crate::write::{self, Permits};

/// Draw the graph of the vault's links, or a part of it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to draw
    #[arg(long, value_enum, default_value_t, value_name = "VIEW")]
    view: View,
    /// In which format [default: mermaid]
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    format: Option<String>,
    /// Write to a file; with mermaid a file NAME.md becomes a note that holds the diagram, with csv NAME.csv
    /// becomes NAME.nodes.csv and NAME.edges.csv
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Write the file even if it lies inside the vault
    #[arg(long, requires = "output")]
    in_vault: bool,
    /// Only what is linked with this note
    #[arg(long, value_name = "NOTE")]
    around: Option<String>,
    /// How many links away from it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    depth: usize,
    /// Follow links from it, to it, or both
    #[arg(long, value_enum, default_value_t, value_name = "WAY", requires = "around")]
    direction: Direction,
    /// Only notes that this query finds
    #[arg(long, value_name = "QUERY")]
    filter: Option<String>,
    /// Show attachments too
    #[arg(long)]
    attachments: bool,
    /// Show tags too
    #[arg(long)]
    tags: bool,
    /// Leave out link targets that lead nowhere
    #[arg(long)]
    existing_only: bool,
    /// Show notes without any link [default]
    #[arg(long, overrides_with = "no_orphans")]
    orphans: bool,
    /// Leave out notes without any link
    #[arg(long)]
    no_orphans: bool,
    /// At most so many nodes: those with the most links
    #[arg(long, value_name = "N")]
    max_nodes: Option<usize>,
    /// What a click on a node opens: the note by its name where Mermaid can, or every note by its obsidian:// address
    #[arg(long, value_enum, value_name = "KIND")]
    links: Option<Links>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum View {
    /// Notes and the links between them
    #[default]
    Links,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Direction {
    Out,
    In,
    #[default]
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Links {
    Name,
    Uri,
}

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)))
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[Part::Targets, Part::Names])?;
    let View::Links = args.view;
    let options = LinksOptions {
        vault: session.vault.name(),
        attachments: args.attachments,
        tags: args.tags,
        existing_only: args.existing_only,
        orphans: !args.no_orphans,
        keep: args.filter.as_deref().map(|query| filtered(query, &session, &catalog)).transpose()?,
    };
    let mut view = graph::links(&catalog, &options);
    let centre = args.around.as_deref().map(|name| note::find(&catalog, name)).transpose()?;
    let centre = centre.map(|file| catalog.files[file].path.to_string());
    if let Some(path) = &centre {
        let direction = match args.direction {
            Direction::Out => graph::Direction::Out,
            Direction::In => graph::Direction::In,
            Direction::Both => graph::Direction::Both,
        };
        let Some(local) = graph::around(view, path, args.depth, direction) else {
            return Err(Error::Usage(format!(
                "`{path}` is not in this graph; see --attachments, --filter and --no-orphans"
            )));
        };
        view = local;
    }
    if let Some(most) = args.max_nodes {
        let (limited, left_out) = graph::limited(view, most, centre.as_deref());
        view = limited;
        if left_out > 0 {
            context.say(&format!("{left_out} nodes with fewer links are left out; --max-nodes shows more"));
        }
    }
    let name = args.format.as_deref().unwrap_or(FORMATS[0].name);
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
        return Err(Error::Usage(format!("there is no format `{name}`")));
    };
    drop(catalog);
    let options = shelf::Options { links_uri: (args.links == Some(Links::Uri)).then(|| session.vault.name()) };
    let Some(file) = &args.output else {
        let part = format.parts.last().expect("a format has a part");
        return Ok(Output::document(written(part, &view, &options)?));
    };
    let is_note = name == "mermaid" && file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    let permits = Permits { overwrite: args.force, in_vault: args.in_vault };
    for part in format.parts {
        let text = written(part, &view, &options)?;
        let text = match (is_note, file.file_stem()) {
            (true, Some(title)) => shelf::note(&title.to_string_lossy(), &text),
            _ => text,
        };
        let file = part_file(file, part);
        write::export(&file, text.as_bytes(), session.vault.root(), permits)?;
        let (nodes, edges) = (view.nodes.len(), view.edges.len());
        context.say(&format!("{nodes} nodes and {edges} edges written to `{}`", file.display()));
    }
    Ok(Output::default())
}

fn written(part: &shelf::Part, view: &GraphView, options: &shelf::Options) -> Result<String> {
    let mut bytes = Vec::new();
    (part.render)(view, options, &mut bytes).map_err(|error| Error::Usage(error.to_string()))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Where a part of a format goes: `links.nodes.csv` of `links.csv`.
fn part_file(file: &Path, part: &shelf::Part) -> PathBuf {
    if part.name.is_empty() {
        return file.to_owned();
    }
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(part.name);
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    file.with_file_name(name)
}

/// The files that a query finds.
fn filtered(query: &str, session: &Session, catalog: &Catalog) -> Result<BTreeSet<usize>> {
    let expr = search::parse(query)
        .map_err(|error| Error::Usage(format!("the filter can't be read\n{}", error.point(query))))?;
    let asked = AskedFor {
        expr,
        options: search::Options::default(),
        limit: usize::MAX,
        order: Order::Relevance,
        reverse: false,
        count: true,
    };
    let found = session.search(&asked)?;
    Ok(found.hits.iter().filter_map(|hit| catalog.position(hit.path.as_str())).collect())
}
