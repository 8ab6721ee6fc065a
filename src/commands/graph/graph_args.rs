//! The options that select and color the nodes of a graph, shared by `graph` and `watch --export`.

use std::collections::BTreeSet;

use clap::ValueEnum;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::find;
use vaultdex_query::catalogue::repetitions::RecordPosition;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::graph::{ColorBy, GraphView, ImpactEdges, LinksOptions, NodeKind, RecordGraph, RecordOptions};
use vaultdex_query::landscape::graph::{Landscape, Traversal};
use vaultdex_query::landscape::impact::ImpactRequest;
use vaultdex_query::landscape::walk;
use vaultdex_query::search::Expr;
use vaultdex_query::{graph, search};

use vaultdex_query::links::lookup::{LookupError, lookup};

use crate::commands::context::today;
use crate::commands::landscape::root_called;
use crate::commands::note;
use crate::commands::record::{with_id, with_name};
use crate::commands::text::counted;
use crate::error::{Error, GraphError, Result};
use crate::render::graph as formats;
use crate::render::graph::Format;
use crate::session::{Part, Session};

/// The formats that show the whole graph at once. Others are read by programs, which need all of it, or have limits of
/// their own.
const DRAWINGS: [&str; 2] = ["html", "svg"];

/// The number of notes and links that a drawing shows by default: more of them cover each other on a screen.
const MAX_DRAWN_NODES: usize = 2000;

/// The number of notes and links above which a drawing shows communities by default: the shape of a large graph does not
/// tell them apart.
const MAX_PLAIN_NODES: usize = 300;

/// Which part of a view is drawn, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct GraphArgs {
    /// Show only the surroundings of this note; in landscape and lineage also of a system, or of an integration by its
    /// ID or name. In the view of impact, what stops
    #[arg(long, value_name = "NOTE")]
    around: Option<String>,
    /// Maximum distance from that node [default: 1, in the view of impact 2; there 0 is any]
    #[arg(long, value_name = "N", requires = "around")]
    depth: Option<usize>,
    /// Which edges to follow from that node [default: both, in the view of impact out]
    #[arg(long, value_enum, value_name = "DIRECTION", requires = "around")]
    direction: Option<Direction>,
    /// Also follow integrations that are not live; only in the view of impact
    #[arg(long, requires = "around")]
    all: bool,
    /// Show only notes that match this query, and the records in them
    #[arg(long, value_name = "QUERY")]
    filter: Option<String>,
    /// Color nodes by `folder`, `tag`, `status` or `community` (nodes with many edges among them and few to others), or by
    /// the first of several queries that matches the note [default: `community` for links of more than 300
    /// nodes as html or svg]
    #[arg(long, value_name = "BY", num_args = 1..)]
    color_by: Vec<String>,
    /// Include attachments; only in the view of links
    #[arg(long)]
    attachments: bool,
    /// Include tags; only in the view of links
    #[arg(long)]
    tags: bool,
    /// Omit unresolved link targets; only in the view of links
    #[arg(long)]
    existing_only: bool,
    /// Include nodes without edges [default]
    #[arg(long, overrides_with = "no_orphans")]
    orphans: bool,
    /// Omit nodes without edges
    #[arg(long)]
    no_orphans: bool,
    /// Maximum number of nodes; keeps those with the most edges. 0 is no limit [default: 2000 for links as html or svg,
    /// otherwise 0]
    #[arg(long, value_name = "N")]
    max_nodes: Option<usize>,
    /// Whether the integrations between two systems are one line or a line each [default: bundled in pictures, each in
    /// formats for programs]
    #[arg(long, value_enum, value_name = "KIND")]
    edges: Option<Edges>,
    /// How nodes link to their notes
    #[arg(long, value_enum, value_name = "KIND")]
    links: Option<Links>,
}

/// What a graph shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Notes and the links between them
    #[default]
    Links,
    /// Systems and the integrations between them
    Landscape,
    /// Fields and the mappings between them
    Lineage,
    /// What is hit if a system or an integration stops, as `impact` says
    Impact,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Direction {
    /// Outgoing edges
    #[value(alias = "downstream")]
    Out,
    /// Incoming edges
    #[value(alias = "upstream")]
    In,
    /// Outgoing and incoming edges
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Links {
    /// By note name, which Mermaid diagrams in Obsidian resolve; only notes with a unique name
    Name,
    /// By obsidian:// URI, for every note
    Uri,
}

/// How the integrations between two systems are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Edges {
    /// One line for each pair of systems
    Bundled,
    /// One line for each integration
    Each,
}

impl GraphArgs {
    /// Returns the graph as a format shows it: with a line for each pair of systems in pictures, unless one for each
    /// integration is wanted.
    fn for_format(&self, view: GraphView, format: &Format) -> GraphView {
        match format.is_bundled && self.edges != Some(Edges::Each) {
            true => graph::bundle(view),
            false => view,
        }
    }

    /// Checks that the options mean something in a format.
    ///
    /// # Errors
    ///
    /// If a line for each pair of systems is wanted in a format for programs.
    pub fn check_format(&self, format: &Format) -> std::result::Result<(), GraphError> {
        if format.is_bundled || self.edges != Some(Edges::Bundled) {
            return Ok(());
        }
        let pictures = formats::FORMATS.iter().filter(|format| format.is_bundled).map(|format| format.name);
        Err(GraphError::NotBundled { format: format.name, pictures: pictures.collect() })
    }

    /// Builds the graph that is shown in a format.
    pub fn build(&self, view: View, format: &Format, session: &Session) -> Result<GraphView> {
        self.check_options(view)?;
        let facts = match view {
            View::Links => Part::Targets,
            View::Landscape | View::Lineage | View::Impact => Part::Records,
        };
        let mut parts = vec![facts, Part::Tags];
        // The status is a property; without it, names are enough, and a whole link graph does not even need those.
        match self.color_by == ["status"] {
            true => parts.push(Part::Outline),
            false if view == View::Links && self.around.is_none() => {}
            false => parts.push(Part::Names),
        }
        if format.has_history && matches!(view, View::Landscape | View::Impact) {
            parts.push(Part::Changes);
        }
        let catalog = session.catalog(&parts)?;
        let (drawn, center) = match view {
            View::Links => self.links(session, &catalog)?,
            View::Landscape | View::Lineage => self.records(view, session, &catalog)?,
            View::Impact => (self.impact(format, session, &catalog)?, None),
        };
        let name = |node: usize| drawn.nodes[node].path.as_deref().unwrap_or(&drawn.nodes[node].label).to_owned();
        let center_name = center.as_ref().and_then(|nodes| nodes.first()).map(|node| name(*node));
        let mut drawn = match &center {
            Some(nodes) => {
                let direction = self.direction.unwrap_or(Direction::Both);
                graph::local_graph(drawn, nodes, self.depth.unwrap_or(1), direction.into())
            }
            None => drawn,
        };
        if let Some(most) = self.limit(view, format) {
            drawn = graph::most_connected(drawn, most, center_name.as_deref());
        }
        let is_large = self.color_by.is_empty() && is_link_drawing(view, format) && drawn.nodes.len() > MAX_PLAIN_NODES;
        let by = if is_large { Some(ColorBy::Community) } else { self.colors(session)? };
        if let Some(by) = by {
            graph::color_nodes(&mut drawn, &catalog, &by);
        }
        Ok(self.for_format(drawn, format))
    }

    /// Returns the maximum number of nodes, if there is one.
    fn limit(&self, view: View, format: &Format) -> Option<usize> {
        let default = if is_link_drawing(view, format) { MAX_DRAWN_NODES } else { 0 };
        Some(self.max_nodes.unwrap_or(default)).filter(|most| *most > 0)
    }

    /// Returns what to tell the user about nodes that the limit has left out; `None` if there are none.
    pub fn note_of_limit(&self, view: &GraphView) -> Option<String> {
        let what = || counted(view.left_out, "node");
        let advice = match self.max_nodes {
            Some(_) => "increase --max-nodes to see more",
            None => "see all with --max-nodes 0",
        };
        (view.left_out > 0).then(|| format!("{} with fewer edges omitted; {advice}", what()))
    }

    /// Checks the queries of `--filter` and `--color-by`.
    ///
    /// # Errors
    ///
    /// If one of them is not valid.
    pub fn check_queries(&self) -> Result<()> {
        let of_filter = self.filter.iter().map(|query| ("--filter", query));
        let is_query = |by: &&String| !COLORED_BY_FACT.contains(&by.as_str());
        let of_colors = self.color_by.iter().filter(is_query).map(|query| ("--color-by", query));
        of_filter.chain(of_colors).try_for_each(|(option, query)| parse_query(option, query).map(drop))
    }

    /// Returns the options of the output format.
    pub fn format_options(&self, session: &Session) -> formats::Options {
        formats::Options { links_uri: (self.links == Some(Links::Uri)).then(|| session.vault.name()) }
    }

    fn links(&self, session: &Session, catalog: &Catalog) -> Result<(GraphView, Option<Vec<usize>>)> {
        let options = LinksOptions {
            vault: session.vault.name(),
            attachments: self.attachments,
            tags: self.tags,
            existing_only: self.existing_only,
            orphans: !self.no_orphans,
            keep: self.filtered(session, catalog)?,
        };
        let view = graph::links(catalog, &options);
        let Some(name) = &self.around else { return Ok((view, None)) };
        let path = catalog.files[note::find(catalog, &session.note_argument(name)?)?].path.as_str();
        let Some(center) = view.position(path) else {
            let options = "--attachments, --filter and --no-orphans";
            return Err(GraphError::NotInGraph { name: path.to_owned(), options }.into());
        };
        Ok((view, Some(vec![center])))
    }

    fn records(&self, view: View, session: &Session, catalog: &Catalog) -> Result<(GraphView, Option<Vec<usize>>)> {
        let systems = Systems::new(catalog);
        let keep = self.filtered(session, catalog)?;
        let options = RecordOptions { vault: session.vault.name(), orphans: !self.no_orphans, keep };
        let RecordGraph { view, nodes_of_note, nodes_of_record } = match view {
            View::Lineage => graph::lineage(catalog, &systems, &options),
            _ => graph::landscape(catalog, &systems, &options),
        };
        let Some(name) = &self.around else { return Ok((view, None)) };
        let name = &session.note_argument(name)?;
        // A system without a note is found by its name.
        let system = systems.find(catalog, name).map(|system| &systems.list[system]);
        let center = match system {
            Some(system) => Center::Note(system.note),
            None => find_center(catalog, &systems, name)?,
        };
        let (note, nodes) = match center {
            Center::Note(note) => (note, note.and_then(|note| nodes_of_note.get(&note))),
            Center::Record(record) => (Some(record.0), nodes_of_record.get(&record)),
        };
        let mut center: Vec<usize> = nodes.into_iter().flatten().copied().collect();
        if let (None, Some(system)) = (note, system) {
            let groups = (0..view.groups.len()).filter(|group| view.group_names(*group)[0] == system.name);
            let groups: BTreeSet<usize> = groups.collect();
            let nodes = view.nodes.iter().enumerate().filter(|(_, node)| match node.kind {
                NodeKind::Field => node.group.is_some_and(|group| groups.contains(&group)),
                kind => kind == NodeKind::System && node.path.is_none() && node.label == system.name,
            });
            center.extend(nodes.map(|(position, _)| position));
        }
        if center.is_empty() {
            return Err(GraphError::NotInGraph { name: name.to_string(), options: "--filter and --no-orphans" }.into());
        }
        Ok((view, Some(center)))
    }

    /// Checks that the options mean something in a view.
    fn check_options(&self, view: View) -> std::result::Result<(), GraphError> {
        let unused = match view {
            View::Impact if self.filter.is_some() => Some(("--filter", "impact")),
            View::Impact if self.no_orphans => Some(("--no-orphans", "impact")),
            View::Links if self.all => Some(("--all", "links")),
            View::Landscape if self.all => Some(("--all", "landscape")),
            View::Lineage if self.all => Some(("--all", "lineage")),
            _ => None,
        };
        unused.map_or(Ok(()), |(option, view)| Err(GraphError::NotInView { option, view }))
    }

    /// Returns what `impact` answers about the system or integration of `--around`.
    fn impact(&self, format: &Format, session: &Session, catalog: &Catalog) -> Result<GraphView> {
        let name = self.around.as_deref().ok_or(GraphError::NothingStops)?;
        let systems = Systems::new(catalog);
        let landscape = Landscape::new(catalog, &systems);
        let request = ImpactRequest {
            root: root_called(&landscape, &session.note_argument(name)?)?,
            directions: match self.direction {
                None | Some(Direction::Out) => vec![walk::Direction::Downstream],
                Some(Direction::In) => vec![walk::Direction::Upstream],
                Some(Direction::Both) => vec![walk::Direction::Downstream, walk::Direction::Upstream],
            },
            traversal: if self.all { Traversal::All } else { Traversal::Live },
            depth: Some(self.depth.unwrap_or(2)).filter(|depth| *depth > 0),
        };
        // Where the layout is another program's, further edges would tear the hops apart.
        let edges = if DRAWINGS.contains(&format.name) { ImpactEdges::All } else { ImpactEdges::Shortest };
        Ok(graph::impact(&landscape, &request, edges, &session.vault.name()))
    }

    /// Returns the positions of the files that `--filter` keeps; `None` without a filter.
    fn filtered(&self, session: &Session, catalog: &Catalog) -> Result<Option<BTreeSet<usize>>> {
        let Some(query) = &self.filter else { return Ok(None) };
        let paths = matching_paths("--filter", query, session)?;
        Ok(Some(paths.iter().filter_map(|path| catalog.position(path)).collect()))
    }

    fn colors(&self, session: &Session) -> Result<Option<ColorBy>> {
        let by: Vec<&str> = self.color_by.iter().map(String::as_str).collect();
        Ok(match by.as_slice() {
            [] => None,
            ["folder"] => Some(ColorBy::Folder),
            ["tag"] => Some(ColorBy::Tag),
            ["status"] => Some(ColorBy::Status),
            ["community"] => Some(ColorBy::Community),
            queries => {
                let queries = queries
                    .iter()
                    .map(|query| Ok(((*query).to_owned(), matching_paths("--color-by", query, session)?)));
                Some(ColorBy::Queries(queries.collect::<Result<_>>()?))
            }
        })
    }
}

/// What a graph of records is drawn around.
enum Center {
    /// A note; `None` for a system without one.
    Note(Option<usize>),
    /// An integration of a note that may record several.
    Record(RecordPosition),
}

/// Returns the note, else the integration with that ID or name.
fn find_center(catalog: &Catalog, systems: &Systems, name: &str) -> Result<Center> {
    let unclear = match lookup(catalog, name) {
        Ok(note) => return Ok(Center::Note(Some(note))),
        Err(LookupError::NotFound(_)) => Error::NothingCalled {
            what: "note, system or integration",
            name: name.to_owned(),
            near: find::similar_names(catalog, systems, name),
        },
        Err(ambiguous) => Error::unclear_note(name, ambiguous),
    };
    let record = match with_id(catalog, systems, name)? {
        Some(record) => Some(record),
        None => with_name(catalog, systems, name)?,
    };
    record.map(|record| Center::Record(record.position())).ok_or(unclear)
}

impl From<Direction> for graph::Direction {
    fn from(direction: Direction) -> graph::Direction {
        match direction {
            Direction::Out => graph::Direction::Out,
            Direction::In => graph::Direction::In,
            Direction::Both => graph::Direction::Both,
        }
    }
}

/// Whether a format shows a whole graph of links at once.
fn is_link_drawing(view: View, format: &Format) -> bool {
    DRAWINGS.contains(&format.name) && view == View::Links
}

/// The values of `--color-by` that are not queries.
const COLORED_BY_FACT: [&str; 4] = ["folder", "tag", "status", "community"];

/// Parses the query of `option`.
fn parse_query(option: &'static str, query: &str) -> Result<Expr> {
    let parsed = search::parse_on(query, today()?);
    parsed.map_err(|error| Error::InvalidQuery { query: query.to_owned(), option: Some(option), error })
}

/// Returns the paths of the files that match the query of `option`.
fn matching_paths(option: &'static str, query: &str, session: &Session) -> Result<BTreeSet<String>> {
    let expr = parse_query(option, query)?;
    let found = session.matching_paths(&expr, search::Options::default())?;
    if found.out_of_time {
        return Err(Error::QueryTooSlow { query: query.to_owned(), option: Some(option) });
    }
    Ok(found.paths.iter().map(ToString::to_string).collect())
}
