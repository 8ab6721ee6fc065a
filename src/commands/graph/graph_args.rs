//! What of the vault a graph shows: the flags that `graph` and the exports of `watch` share.

use std::collections::BTreeSet;

use clap::ValueEnum;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::graph::{ColorBy, Drawn, GraphView, LinksOptions, NodeKind, RecordOptions};
use vaultdex_query::{graph, search};

use crate::commands::note;
use crate::error::{Error, Result};
use crate::render::graph as shelf;
use crate::session::{AskedFor, Notices, Order, Part, Session};

/// What to draw, what to leave out, and how to tell it apart.
#[derive(Debug, Clone, clap::Args)]
pub struct Picture {
    /// Only what is connected with this note, integration or system
    #[arg(long, value_name = "NOTE")]
    around: Option<String>,
    /// How many steps away from it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    depth: usize,
    /// Go along the arrows, against them, or both
    #[arg(long, value_enum, default_value_t, value_name = "WAY", requires = "around")]
    direction: Direction,
    /// Only notes that this query finds, and what they record
    #[arg(long, value_name = "QUERY")]
    filter: Option<String>,
    /// Colour nodes by `folder`, `tag` or `status`, or by the first of these queries that finds the note
    #[arg(long, value_name = "WAY", num_args = 1..)]
    color_by: Vec<String>,
    /// Show attachments too
    #[arg(long)]
    attachments: bool,
    /// Show tags too
    #[arg(long)]
    tags: bool,
    /// Leave out link targets that lead nowhere
    #[arg(long)]
    existing_only: bool,
    /// Show what has no connection [default]
    #[arg(long, overrides_with = "no_orphans")]
    orphans: bool,
    /// Leave out what has no connection
    #[arg(long)]
    no_orphans: bool,
    /// At most so many nodes: those with the most connections
    #[arg(long, value_name = "N")]
    max_nodes: Option<usize>,
    /// What a click on a node opens: the note by its name where Mermaid can, or every note by its obsidian:// address
    #[arg(long, value_enum, value_name = "KIND")]
    links: Option<Links>,
}

/// What a graph is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Notes and the links between them
    #[default]
    Links,
    /// Systems and the integrations between them
    Landscape,
    /// Fields and what becomes of them
    Lineage,
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

impl Picture {
    /// The graph, with what was left out told.
    pub fn draw(&self, view: View, session: &Session, notices: &dyn Notices) -> Result<GraphView> {
        let facts = match view {
            View::Links => Part::Targets,
            View::Landscape | View::Lineage => Part::Records,
        };
        let mut parts = vec![facts, Part::Tags];
        // Only a status by property needs more of a note than what it is called, and not every picture needs that.
        match self.color_by == ["status"] {
            true => parts.push(Part::Outline),
            false if view == View::Links && self.around.is_none() => {}
            false => parts.push(Part::Names),
        }
        let catalog = session.catalog(&parts)?;
        let (drawn, centre) = match view {
            View::Links => self.links(session, &catalog)?,
            View::Landscape | View::Lineage => self.records(view, session, &catalog)?,
        };
        let name = |node: usize| drawn.nodes[node].path.as_deref().unwrap_or(&drawn.nodes[node].label).to_owned();
        let centre_name = centre.as_ref().and_then(|nodes| nodes.first()).map(|node| name(*node));
        let mut drawn = match &centre {
            Some(nodes) => graph::around(drawn, nodes, self.depth, self.direction.into()),
            None => drawn,
        };
        if let Some(most) = self.max_nodes {
            let (limited, left_out) = graph::limited(drawn, most, centre_name.as_deref());
            drawn = limited;
            if left_out > 0 {
                notices.say(&format!("{left_out} nodes with fewer edges are left out; --max-nodes shows more"));
            }
        }
        if let Some(by) = self.colors(session)? {
            graph::color(&mut drawn, &catalog, &by);
        }
        Ok(drawn)
    }

    /// How the graph is written down.
    pub fn options(&self, session: &Session) -> shelf::Options {
        shelf::Options { links_uri: (self.links == Some(Links::Uri)).then(|| session.vault.name()) }
    }

    fn links(&self, session: &Session, catalog: &Catalog) -> Result<(GraphView, Option<Vec<usize>>)> {
        let options = LinksOptions {
            vault: session.vault.name(),
            attachments: self.attachments,
            tags: self.tags,
            existing_only: self.existing_only,
            orphans: !self.no_orphans,
            keep: self.kept(session, catalog)?,
        };
        let view = graph::links(catalog, &options);
        let Some(name) = &self.around else { return Ok((view, None)) };
        let path = catalog.files[note::find(catalog, name)?].path.as_str();
        let Some(centre) = view.position(path) else {
            let advice = "see --attachments, --filter and --no-orphans";
            return Err(Error::Usage(format!("`{path}` is not in this graph; {advice}")));
        };
        Ok((view, Some(vec![centre])))
    }

    fn records(&self, view: View, session: &Session, catalog: &Catalog) -> Result<(GraphView, Option<Vec<usize>>)> {
        let systems = Systems::new(catalog);
        let keep = self.kept(session, catalog)?;
        let options = RecordOptions { vault: session.vault.name(), orphans: !self.no_orphans, keep };
        let Drawn { view, of_note } = match view {
            View::Lineage => graph::lineage(catalog, &systems, &options),
            _ => graph::landscape(catalog, &systems, &options),
        };
        let Some(name) = &self.around else { return Ok((view, None)) };
        // A system may have no note: its name will do.
        let system = systems.find(catalog, name).map(|system| &systems.list[system]);
        let note = match system {
            Some(system) => system.note,
            None => Some(note::find(catalog, name)?),
        };
        let mut centre: Vec<usize> = note.and_then(|note| of_note.get(&note)).into_iter().flatten().copied().collect();
        if let (None, Some(system)) = (note, system) {
            let groups = (0..view.groups.len()).filter(|group| view.group_names(*group)[0] == system.name);
            let groups: BTreeSet<usize> = groups.collect();
            let nodes = view.nodes.iter().enumerate().filter(|(_, node)| match node.kind {
                NodeKind::Field => node.group.is_some_and(|group| groups.contains(&group)),
                kind => kind == NodeKind::System && node.path.is_none() && node.label == system.name,
            });
            centre.extend(nodes.map(|(position, _)| position));
        }
        if centre.is_empty() {
            return Err(Error::Usage(format!("`{name}` is not in this graph; see --filter and --no-orphans")));
        }
        Ok((view, Some(centre)))
    }

    fn kept(&self, session: &Session, catalog: &Catalog) -> Result<Option<BTreeSet<usize>>> {
        let Some(query) = &self.filter else { return Ok(None) };
        let paths = found("filter", query, session)?;
        Ok(Some(paths.iter().filter_map(|path| catalog.position(path)).collect()))
    }

    fn colors(&self, session: &Session) -> Result<Option<ColorBy>> {
        let by: Vec<&str> = self.color_by.iter().map(String::as_str).collect();
        Ok(match by.as_slice() {
            [] => None,
            ["folder"] => Some(ColorBy::Folder),
            ["tag"] => Some(ColorBy::Tag),
            ["status"] => Some(ColorBy::Status),
            queries => {
                let queries = queries.iter().map(|query| Ok(((*query).to_owned(), found("colour", query, session)?)));
                Some(ColorBy::Queries(queries.collect::<Result<_>>()?))
            }
        })
    }
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

/// The paths of the files that a query finds.
fn found(what: &str, query: &str, session: &Session) -> Result<BTreeSet<String>> {
    let expr = search::parse(query)
        .map_err(|error| Error::Usage(format!("the query of the {what} can't be read\n{}", error.point(query))))?;
    let asked = AskedFor {
        expr,
        options: search::Options::default(),
        limit: usize::MAX,
        order: Order::Relevance,
        reverse: false,
        count: true,
    };
    let found = session.search(&asked)?;
    if found.out_of_time {
        return Err(Error::Usage(format!("the query of the {what} takes too long; `{query}` has to be narrower")));
    }
    Ok(found.hits.into_iter().map(|hit| hit.path.to_string()).collect())
}
