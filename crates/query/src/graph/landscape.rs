//! The view `landscape`: the systems of the vault and the integrations between them (docs/spec/graph.md#landscape).

use std::collections::BTreeSet;

use vaultdex_records::{RecordField, Role};

use super::note_node::{is_linkpath_of, tags_of};
use super::record_graph::{RecordGraph, RecordGraphBuilder, RecordOptions, status_of};
use super::view::{Edge, EdgeKind, Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::{System, Systems};

/// Returns the graph of the systems and the integrations between them. An integration with one source and one target is
/// an edge (a path through its middleware). One that connects other systems too, or whose sides are not known, is a
/// node.
pub fn landscape(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> RecordGraph {
    let mut builder = RecordGraphBuilder::default();
    for (position, system) in systems.list.iter().enumerate() {
        add_system(&mut builder, catalog, system);
        if let Some(note) = system.note {
            builder.assign(note, [position]);
        }
    }
    let mut is_shown: Vec<bool> = systems.list.iter().map(|system| options.shows(system.note)).collect();
    for entry in systems.integrations(catalog).filter(|entry| options.shows(Some(entry.file))) {
        let participants = Participants::of(systems, &entry);
        participants.all().for_each(|system| is_shown[system] = true);
        let touched = match participants.source_and_target() {
            Some((source, target)) => {
                add_path(&mut builder, catalog, &entry, &participants, source, target);
                None
            }
            None => Some(add_hub(&mut builder, catalog, &entry, &participants)),
        };
        builder.assign_record(&entry, participants.all().chain(touched));
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
    // The label is the note's name if that opens the note, otherwise the system's name.
    let stem = system.note.map(|note| (note, catalog.files[note].path.stem()));
    let linkpath = stem.filter(|(note, stem)| is_linkpath_of(catalog, stem, *note)).map(|(_, stem)| stem);
    builder.add_node(Node {
        path: system.note.map(|note| (&catalog.files[note].path).into()),
        tags: system.note.map(|note| tags_of(catalog, note)).unwrap_or_default(),
        label_is_linkpath: linkpath.is_some(),
        group,
        status: system.status.as_deref().map(Into::into),
        ..Node::new(NodeKind::System, linkpath.unwrap_or(&system.name))
    });
}

/// Adds an integration as edges from its source through its middleware to its target, and back if it is two-way.
fn add_path(
    builder: &mut RecordGraphBuilder,
    catalog: &Catalog,
    entry: &CatalogueEntry,
    participants: &Participants,
    source: usize,
    target: usize,
) {
    let label: Box<str> = edge_label(catalog, entry).into();
    let status = status_of(entry.integration);
    let stops: Vec<usize> =
        [source].into_iter().chain(participants.middleware.iter().copied()).chain([target]).collect();
    for step in stops.windows(2) {
        let edge = Edge::new(EdgeKind::Integration, step[0], step[1]).with_text(Some(label.clone()), status.clone());
        if is_two_way(entry) {
            builder.edges.push(Edge { source: edge.target, target: edge.source, ..edge.clone() });
        }
        builder.edges.push(edge);
    }
}

/// Adds an integration as a node with an edge to or from each participant, and returns the position of the node.
fn add_hub(
    builder: &mut RecordGraphBuilder,
    catalog: &Catalog,
    entry: &CatalogueEntry,
    participants: &Participants,
) -> usize {
    let path = &catalog.files[entry.file].path;
    let name = hub_label(catalog, entry);
    let status = status_of(entry.integration);
    let hub = builder.add_node(Node {
        tags: tags_of(catalog, entry.file),
        label_is_linkpath: is_linkpath_of(catalog, &name, entry.file),
        path: Some(path.into()),
        status: status.clone(),
        ..Node::new(NodeKind::Integration, name)
    });
    let Participants { sources, targets, middleware, parties } = participants;
    let (mut to_hub, mut from_hub) = (sources.clone(), targets.clone());
    if is_two_way(entry) {
        to_hub.extend(targets);
        from_hub.extend(sources);
    }
    to_hub.extend(parties.iter().chain(middleware));
    let incoming = to_hub.into_iter().map(|system| (system, hub));
    let outgoing = from_hub.into_iter().map(|system| (hub, system));
    let edges = incoming.chain(outgoing).map(|(source, target)| Edge::new(EdgeKind::Integration, source, target));
    builder.edges.extend(edges.map(|edge| edge.with_text(None, status.clone())));
    hub
}

fn is_two_way(entry: &CatalogueEntry) -> bool {
    entry.integration.text(RecordField::Direction) == Some("two-way")
}

/// Returns ID and frequency, `INT-2024-007 · daily`; the name if there is no ID.
fn edge_label(catalog: &Catalog, entry: &CatalogueEntry) -> String {
    let name = entry.integration.text(RecordField::Id).map_or_else(|| entry.name(catalog), str::to_owned);
    match entry.integration.text(RecordField::Frequency) {
        Some(frequency) => format!("{name} · {frequency}"),
        None => name,
    }
}

/// Returns the note's name if that opens the note and the note is about this integration alone, otherwise the
/// integration's name.
fn hub_label(catalog: &Catalog, entry: &CatalogueEntry) -> String {
    let stem = catalog.files[entry.file].path.stem();
    match entry.records.integrations.len() == 1 && !entry.is_listed() && is_linkpath_of(catalog, stem, entry.file) {
        true => stem.to_owned(),
        false => entry.name(catalog),
    }
}

/// The systems of an integration by side, as positions. The sets are disjoint, except that a system may be both source
/// and target.
#[derive(Debug, Default)]
struct Participants {
    sources: BTreeSet<usize>,
    targets: BTreeSet<usize>,
    middleware: Vec<usize>,
    parties: BTreeSet<usize>,
}

impl Participants {
    fn of(systems: &Systems, entry: &CatalogueEntry) -> Participants {
        let mut participants = Participants::default();
        let involvements = systems.involvements_of(entry);
        for it in involvements {
            match it.role {
                Role::Source | Role::Publisher => drop(participants.sources.insert(it.system)),
                Role::Target | Role::Subscriber => drop(participants.targets.insert(it.system)),
                Role::Middleware | Role::Party => {}
            }
        }
        let Participants { sources, targets, middleware, parties } = &mut participants;
        let has_side = |system: usize| sources.contains(&system) || targets.contains(&system);
        for it in involvements.iter().filter(|it| it.role == Role::Middleware) {
            if !has_side(it.system) && !middleware.contains(&it.system) {
                middleware.push(it.system);
            }
        }
        for it in involvements.iter().filter(|it| it.role == Role::Party) {
            if !has_side(it.system) && !middleware.contains(&it.system) {
                parties.insert(it.system);
            }
        }
        participants
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().chain(&self.targets).chain(&self.middleware).chain(&self.parties).copied()
    }

    /// Returns the only source and the only target, unless a system takes part without a known side.
    fn source_and_target(&self) -> Option<(usize, usize)> {
        let only = |side: &BTreeSet<usize>| side.first().copied().filter(|_| side.len() == 1);
        self.parties.is_empty().then_some((only(&self.sources)?, only(&self.targets)?))
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
