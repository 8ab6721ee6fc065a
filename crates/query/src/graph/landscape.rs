//! The view `landscape`: the systems of the vault and the integrations between them (docs/spec/graph.md#landscape).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::edge::{Edge, EdgeKind, EdgeText};
use super::integration::DrawnIntegration;
use super::note_node::{is_linkpath_of, tags_of};
use super::record_graph::{RecordGraph, RecordGraphBuilder, RecordOptions};
use super::view::{Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::{System, Systems};
use crate::landscape::graph::{Connection, Landscape};

/// Returns the graph of the systems and the integrations between them, drawn from the graph on which questions about the
/// landscape are answered. An integration with one source and one target is an edge (a path through its middleware), and
/// each of its flows is one if it has flows. One that connects other systems too, or whose sides are not known, is a node.
pub fn landscape(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> RecordGraph {
    let landscape = Landscape::new(catalog, systems);
    let mut builder = RecordGraphBuilder::default();
    for (position, system) in systems.list.iter().enumerate() {
        add_system(&mut builder, catalog, system);
        if let Some(note) = system.note {
            builder.assign(note, [position]);
        }
    }
    let mut is_shown: Vec<bool> = systems.list.iter().map(|system| options.shows(system.note)).collect();
    for (position, connection) in landscape.connections.iter().enumerate() {
        if !options.shows(Some(connection.entry.file)) {
            continue;
        }
        connection.participants.all().for_each(|system| is_shown[system] = true);
        let drawn = DrawnIntegration::of(catalog, &connection.entry);
        let drawing = Drawing { landscape: &landscape, position, connection, drawn };
        let hub = drawing.draw(&mut builder);
        builder.assign_record(&connection.entry, connection.participants.all().chain(hub));
    }
    let mut is_isolated = vec![true; builder.nodes.len()];
    for edge in &builder.edges {
        (is_isolated[edge.source], is_isolated[edge.target]) = (false, false);
    }
    // The nodes after those of the systems are integrations, which are always shown.
    let keep: Vec<bool> = (0..builder.nodes.len())
        .map(|position| is_shown.get(position).copied().unwrap_or(true) && (options.orphans || !is_isolated[position]))
        .collect();
    builder.finish("landscape", options, &keep)
}

fn add_system(builder: &mut RecordGraphBuilder, catalog: &Catalog, system: &System) {
    let folder = system.note.map(|note| catalog.files[note].path.folder()).filter(|folder| !folder.is_empty());
    let group = system.domain.as_deref().or(folder).map(|name| builder.group(name, None));
    builder.add_node(Node { group, ..system_node(catalog, system) });
}

/// Returns the node of a system, in no group.
pub(super) fn system_node(catalog: &Catalog, system: &System) -> Node {
    Node {
        path: system.note.map(|note| (&catalog.files[note].path).into()),
        tags: system.note.map(|note| tags_of(catalog, note)).unwrap_or_default(),
        label_is_linkpath: system.note.is_some_and(|note| is_linkpath_of(catalog, &system.name, note)),
        status: system.status.as_deref().map(Into::into),
        ..Node::new(NodeKind::System, system.name.as_str())
    }
}

/// An integration that is drawn.
struct Drawing<'a> {
    landscape: &'a Landscape<'a>,
    position: usize,
    connection: &'a Connection<'a>,
    drawn: Arc<DrawnIntegration>,
}

impl Drawing<'_> {
    /// Adds the edges of the integration, and its node if it needs one. Returns the position of that node.
    fn draw(&self, builder: &mut RecordGraphBuilder) -> Option<usize> {
        let participants = &self.connection.participants;
        let has_one_pair =
            participants.parties.is_empty() && participants.sources.len() == 1 && participants.targets.len() == 1;
        if self.connection.has_flows {
            let edges = self.landscape.edges_of(self.position);
            for edge in edges {
                self.add_path(builder, &[edge.from, edge.to], ["source", "target"]);
            }
            let drawn: BTreeSet<usize> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
            let rest: BTreeSet<usize> = participants.all().filter(|system| !drawn.contains(system)).collect();
            (!rest.is_empty()).then(|| self.add_hub(builder, |system| rest.contains(&system)))
        } else if has_one_pair
            && let (Some(source), Some(target)) = (participants.sources.first(), participants.targets.first())
        {
            let mut stops = vec![*source];
            stops.extend(&participants.middleware);
            stops.push(*target);
            self.add_path(builder, &stops, ["source", "target"]);
            // From a system to itself, one way leads along the same edges as the other.
            if self.connection.is_two_way == Some(true) && source != target {
                stops.reverse();
                self.add_path(builder, &stops, ["target", "source"]);
            }
            None
        } else {
            Some(self.add_hub(builder, |_| true))
        }
    }

    /// Adds edges from stop to stop. The first and the last have the roles `ends`; in between is middleware.
    fn add_path(&self, builder: &mut RecordGraphBuilder, stops: &[usize], ends: [&'static str; 2]) {
        let last = stops.len() - 1;
        let role = |at: usize| match at {
            0 => ends[0],
            at if at == last => ends[1],
            _ => "middleware",
        };
        for (at, step) in stops.windows(2).enumerate() {
            let roles = [Some(role(at)), Some(role(at + 1))];
            let label = Some(self.drawn.label());
            let edge = Edge::new(EdgeKind::Integration, step[0], step[1]);
            builder.edges.push(edge.with_text(EdgeText::of(&self.drawn, roles, label)));
        }
    }

    /// Adds the integration as a node with an edge to or from each participant that is wanted, and returns the position
    /// of the node.
    fn add_hub(&self, builder: &mut RecordGraphBuilder, is_wanted: impl Fn(usize) -> bool) -> usize {
        let (catalog, entry) = (self.landscape.catalog, &self.connection.entry);
        let name = hub_label(catalog, entry);
        let hub = builder.add_node(Node {
            tags: tags_of(catalog, entry.file),
            label_is_linkpath: is_linkpath_of(catalog, &name, entry.file),
            path: Some(Arc::clone(&self.drawn.path)),
            line: Some(self.drawn.line),
            status: self.drawn.status.clone(),
            integration: Some(Arc::clone(&self.drawn)),
            ..Node::new(NodeKind::Integration, name)
        });
        let participants = &self.connection.participants;
        let is_two_way = self.connection.is_two_way == Some(true) && !self.connection.has_flows;
        let sides = [(&participants.sources, "source", true), (&participants.targets, "target", false)];
        let mut ends: Vec<(usize, &'static str, bool)> = Vec::new();
        for (systems, role, is_to_hub) in sides {
            ends.extend(systems.iter().map(|system| (*system, role, is_to_hub)));
            if is_two_way {
                ends.extend(systems.iter().map(|system| (*system, role, !is_to_hub)));
            }
        }
        ends.extend(participants.parties.iter().map(|system| (*system, "party", true)));
        ends.extend(participants.middleware.iter().map(|system| (*system, "middleware", true)));
        for (system, role, is_to_hub) in ends.into_iter().filter(|(system, ..)| is_wanted(*system)) {
            let (edge, roles) = match is_to_hub {
                true => (Edge::new(EdgeKind::Integration, system, hub), [Some(role), None]),
                false => (Edge::new(EdgeKind::Integration, hub, system), [None, Some(role)]),
            };
            builder.edges.push(edge.with_text(EdgeText::of(&self.drawn, roles, None)));
        }
        hub
    }
}

/// Returns the note's name if that opens the note and the note is about this integration alone, otherwise the
/// integration's name.
pub(super) fn hub_label(catalog: &Catalog, entry: &CatalogueEntry) -> String {
    let stem = catalog.files[entry.file].path.stem();
    match entry.records.integrations.len() == 1 && !entry.is_listed() && is_linkpath_of(catalog, stem, entry.file) {
        true => stem.to_owned(),
        false => entry.name(catalog),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::catalog::File;
    use crate::catalogue::test_records::{integration, system};

    pub fn options() -> RecordOptions {
        RecordOptions { vault: "V".to_owned(), orphans: true, keep: None }
    }

    fn check(files: &[File], options: &RecordOptions, expected: &str) {
        let catalog = Catalog::new(files.to_vec());
        let graph = landscape(&catalog, &Systems::new(&catalog), options);
        let view = &graph.view;
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes = view.nodes.iter().map(|node| {
            let group = node.group.map(|group| view.group_names(group).join("/")).unwrap_or_default();
            format!("{:?} {} [{group}] {}", node.kind, node.label, node.path.as_deref().unwrap_or("-"))
        });
        let edges = view.edges.iter().map(|edge| {
            let text = edge.label().unwrap_or("-");
            let status = edge.status().unwrap_or("-");
            format!("{} > {} {text} {status}", label(edge.source), label(edge.target))
        });
        let actual: Vec<String> = nodes.chain(edges).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(actual, expected, "{options:?}");
    }

    #[test]
    fn integration_is_an_edge_or_a_node() {
        let shop = || system("Systems/Shop.md", Some("Sales"));
        let erp = || system("Systems/ERP.md", None);
        let both = "
            System Ledger [] -
            System ERP [Systems] Systems/ERP.md
            System Shop [Sales] Systems/Shop.md";
        check(
            &[
                shop(),
                erp(),
                integration("i/a.md", "INT-1 active one-way: S Shop, T ERP"),
                integration("i/b.md", "INT-2 planned two-way: S Ledger, M ERP, T Shop"),
            ],
            &options(),
            &format!(
                "{both}
            Ledger > ERP INT-2 planned
            ERP > Ledger INT-2 planned
            ERP > Shop INT-2 planned
            Shop > ERP INT-1 active
            Shop > ERP INT-2 planned"
            ),
        );
        // More than two systems, or unknown sides: a node.
        check(
            &[shop(), erp(), integration("i/Hub.md", "INT-3 active one-way: S Shop, T ERP, T Ledger")],
            &options(),
            &format!(
                "{both}
            Integration Hub [] i/Hub.md
            Shop > Hub - active
            Hub > Ledger - active
            Hub > ERP - active"
            ),
        );
        check(
            &[erp(), integration("i/Talk.md", "INT-4 active one-way: P ERP, P Ledger")],
            &options(),
            "System Ledger [] -
            System ERP [Systems] Systems/ERP.md
            Integration Talk [] i/Talk.md
            Ledger > Talk - active
            ERP > Talk - active",
        );
    }

    #[test]
    fn systems_are_called_as_in_the_catalogue() {
        check(
            &[system("Systems/System - ERP.md", None), system("Systems/Ledger.md", None)],
            &options(),
            "System Ledger [Systems] Systems/Ledger.md
            System ERP [Systems] Systems/System - ERP.md",
        );
    }

    #[test]
    fn integration_of_a_system_with_itself_is_a_loop() {
        for direction in ["one-way", "two-way"] {
            let itself = integration("i/a.md", &format!("INT-1 active {direction}: S ERP, T ERP"));
            let expected = "System ERP [Systems] Systems/ERP.md
                ERP > ERP INT-1 active";
            check(&[system("Systems/ERP.md", None), itself], &options(), expected);
        }
    }

    #[test]
    fn guessed_systems_are_not_shown() {
        check(
            &[system("Systems/ERP.md", None), integration("i/Hub.md", "INT-1 active one-way: S ERP, T Ledger?")],
            &options(),
            "System ERP [Systems] Systems/ERP.md
            Integration Hub [] i/Hub.md
            ERP > Hub - active",
        );
    }

    #[test]
    fn filtered_integrations_keep_their_systems() {
        let files = [
            system("Systems/ERP.md", None),
            system("Systems/Shop.md", None),
            integration("i/a.md", "INT-1 active one-way: S Shop, T Ledger"),
        ];
        let alone = "System ERP [Systems] Systems/ERP.md";
        let pair = "
            System Ledger [] -
            System Shop [Systems] Systems/Shop.md
            Shop > Ledger INT-1 active";
        // Positions by path: Systems/ERP.md, Systems/Shop.md, i/a.md.
        check(&files, &RecordOptions { keep: Some(BTreeSet::from([2])), ..options() }, pair);
        check(&files, &RecordOptions { keep: Some(BTreeSet::from([0])), ..options() }, alone);
        check(&files, &RecordOptions { orphans: false, ..options() }, pair);
    }

    #[test]
    fn nodes_are_known_by_note() {
        let files = [system("Systems/ERP.md", None), integration("i/a.md", "INT-1 active one-way: S Ledger, T ERP")];
        let catalog = Catalog::new(files.to_vec());
        let graph = landscape(&catalog, &Systems::new(&catalog), &options());
        let of = |note: usize| {
            let nodes = graph.nodes_of_note[&note].iter().map(|node| graph.view.nodes[*node].label.as_str());
            nodes.collect::<Vec<_>>()
        };
        assert_eq!((of(0), of(1)), (vec!["ERP"], vec!["Ledger", "ERP"]));
    }
}
