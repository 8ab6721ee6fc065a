//! The view `landscape`: the systems of the vault and the integrations between them (spec/graph.md, Views).

use std::collections::{BTreeMap, BTreeSet};

use vaultdex_records::{Integration, RecordField, Role};

use super::links::{opens, tags_of};
use super::{Edge, EdgeKind, GraphView, Group, Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::integrations;
use crate::catalogue::integrations::Entry;
use crate::catalogue::systems::{System, Systems};

/// A view of records, with the nodes that stand for each note: a system's own, or those that an integration connects.
#[derive(Debug)]
pub struct Drawn {
    /// The graph.
    pub view: GraphView,
    /// By position of a note: positions of nodes.
    pub of_note: BTreeMap<usize, BTreeSet<usize>>,
}

/// What the landscape shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOptions {
    /// The name of the vault.
    pub vault: String,
    /// Whether what has no edge is shown.
    pub orphans: bool,
    /// Positions of the notes whose records are shown; `None` for all.
    pub keep: Option<BTreeSet<usize>>,
}

/// The systems and what runs between them. An integration is an edge where it has one way to go; where it connects more
/// than two systems, or the sides are not known, it is a node.
pub fn landscape(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> Drawn {
    let mut drawing = Drawing { nodes: Vec::new(), edges: Vec::new(), of_note: BTreeMap::new() };
    let mut groups = Groups::default();
    for system in &systems.list {
        drawing.nodes.push(system_node(catalog, system, &mut groups));
    }
    let mut is_shown: Vec<bool> = systems.list.iter().map(|system| options.keeps(system.note)).collect();
    for (position, system) in systems.list.iter().enumerate() {
        if let Some(note) = system.note {
            drawing.of_note.entry(note).or_default().insert(position);
        }
    }
    for entry in integrations::integrations(catalog).filter(|entry| options.keeps(Some(entry.file))) {
        let sides = Sides::of(systems, &entry);
        sides.all().for_each(|system| is_shown[system] = true);
        drawing.draw(catalog, &entry, &sides);
    }
    let mut is_alone = vec![true; drawing.nodes.len()];
    for edge in &drawing.edges {
        (is_alone[edge.source], is_alone[edge.target]) = (false, false);
    }
    let keep: Vec<bool> = (0..drawing.nodes.len())
        .map(|position| is_shown.get(position).copied().unwrap_or(true) && (options.orphans || !is_alone[position]))
        .collect();
    drawing.finish("landscape", options, groups.list, &keep)
}

impl RecordOptions {
    /// Whether a note's records are shown; what has no note is shown where nothing is filtered.
    pub(crate) fn keeps(&self, note: Option<usize>) -> bool {
        match (&self.keep, note) {
            (None, _) => true,
            (Some(keep), Some(note)) => keep.contains(&note),
            (Some(_), None) => false,
        }
    }
}

/// A view of records while it is made.
pub(crate) struct Drawing {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub of_note: BTreeMap<usize, BTreeSet<usize>>,
}

impl Drawing {
    /// The view of the nodes that are kept, and of the groups that still have members.
    pub fn finish(self, name: &'static str, options: &RecordOptions, groups: Vec<Group>, keep: &[bool]) -> Drawn {
        let (view, places) = GraphView::sorted(name, &options.vault, true, self.nodes, self.edges);
        let mut keep_sorted = vec![false; keep.len()];
        places.iter().zip(keep).for_each(|(place, keep)| keep_sorted[*place] = *keep);
        let mut after = vec![None; keep.len()];
        let kept = (0..keep.len()).filter(|place| keep_sorted[*place]);
        kept.enumerate().for_each(|(now, place)| after[place] = Some(now));
        let view = view.with_groups(groups).subset(&keep_sorted).with_used_groups();
        let moved = |nodes: BTreeSet<usize>| nodes.into_iter().filter_map(|node| after[places[node]]).collect();
        let of_note = self.of_note.into_iter().map(|(note, nodes)| (note, moved(nodes))).collect();
        Drawn { view, of_note }
    }

    fn draw(&mut self, catalog: &Catalog, entry: &Entry, sides: &Sides) {
        let integration = entry.integration;
        let two_way = integration.text(RecordField::Direction) == Some("two-way");
        let label: Box<str> = edge_label(catalog, entry).into();
        let status = status_of(integration);
        let mut touched: BTreeSet<usize> = sides.all().collect();
        let mut connect = |source: usize, target: usize, is_labelled: bool| {
            let label = is_labelled.then(|| label.clone());
            self.edges.push(Edge::new(EdgeKind::Integration, source, target).saying(label, status.clone()));
        };
        if let Some((source, target)) = sides.one_way() {
            // source → middleware → … → target
            let stops: Vec<usize> =
                [source].into_iter().chain(sides.middleware.iter().copied()).chain([target]).collect();
            for step in stops.windows(2) {
                connect(step[0], step[1], true);
                if two_way {
                    connect(step[1], step[0], true);
                }
            }
        } else {
            let path = &catalog.files[entry.file].path;
            let name = hub_label(catalog, entry);
            let hub = self.nodes.len();
            for system in &sides.sources {
                connect(*system, hub, false);
            }
            for system in &sides.targets {
                connect(hub, *system, false);
            }
            if two_way {
                sides.sources.difference(&sides.targets).for_each(|system| connect(hub, *system, false));
                sides.targets.difference(&sides.sources).for_each(|system| connect(*system, hub, false));
            }
            for system in sides.parties.iter().chain(&sides.middleware) {
                if !sides.sources.contains(system) && !sides.targets.contains(system) {
                    connect(*system, hub, false);
                }
            }
            self.nodes.push(Node {
                tags: tags_of(catalog, entry.file),
                label_is_linkpath: opens(catalog, &name, entry.file),
                path: Some(path.into()),
                status,
                ..Node::new(NodeKind::Integration, name)
            });
            touched.insert(hub);
        }
        self.of_note.entry(entry.file).or_default().extend(touched);
    }
}

/// `INT-2024-007 · daily`; the name where there is no ID.
fn edge_label(catalog: &Catalog, entry: &Entry) -> String {
    let name = entry.integration.text(RecordField::Id).map_or_else(|| entry.name(catalog), str::to_owned);
    match entry.integration.text(RecordField::Frequency) {
        Some(frequency) => format!("{name} · {frequency}"),
        None => name,
    }
}

/// A hub opens its note where the note's name opens it, so that is what it is called.
fn hub_label(catalog: &Catalog, entry: &Entry) -> String {
    let stem = catalog.files[entry.file].path.stem();
    match entry.records.integrations.len() == 1 && opens(catalog, stem, entry.file) {
        true => stem.to_owned(),
        false => entry.name(catalog),
    }
}

/// Who takes part in an integration, by side. A system that has a side is no mere party.
#[derive(Debug, Default)]
struct Sides {
    sources: BTreeSet<usize>,
    targets: BTreeSet<usize>,
    middleware: Vec<usize>,
    parties: BTreeSet<usize>,
}

impl Sides {
    fn of(systems: &Systems, entry: &Entry) -> Sides {
        let mut sides = Sides::default();
        let parts = systems.parts_of(entry);
        for part in parts {
            match part.role {
                Role::Source | Role::Publisher => drop(sides.sources.insert(part.system)),
                Role::Target | Role::Subscriber => drop(sides.targets.insert(part.system)),
                Role::Middleware | Role::Party => {}
            }
        }
        let has_side =
            |sides: &Sides, system: usize| sides.sources.contains(&system) || sides.targets.contains(&system);
        for part in parts.iter().filter(|part| part.role == Role::Middleware) {
            if !has_side(&sides, part.system) && !sides.middleware.contains(&part.system) {
                sides.middleware.push(part.system);
            }
        }
        for part in parts.iter().filter(|part| part.role == Role::Party) {
            if !has_side(&sides, part.system) && !sides.middleware.contains(&part.system) {
                sides.parties.insert(part.system);
            }
        }
        sides
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().chain(&self.targets).chain(&self.middleware).chain(&self.parties).copied()
    }

    /// The one source and the one target, where these are all that there is but middleware.
    fn one_way(&self) -> Option<(usize, usize)> {
        let only = |side: &BTreeSet<usize>| side.first().copied().filter(|_| side.len() == 1);
        self.parties.is_empty().then_some((only(&self.sources)?, only(&self.targets)?))
    }
}

/// Groups by name, in the order in which they are met.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub list: Vec<Group>,
}

impl Groups {
    /// The position of the group of this name in its parent.
    pub fn of(&mut self, name: &str, parent: Option<usize>) -> usize {
        let found = self.list.iter().position(|group| group.name == name && group.parent == parent);
        found.unwrap_or_else(|| {
            self.list.push(Group { name: name.to_owned(), parent });
            self.list.len() - 1
        })
    }
}

fn system_node(catalog: &Catalog, system: &System, groups: &mut Groups) -> Node {
    let folder = system.note.map(|note| catalog.files[note].path.folder()).filter(|folder| !folder.is_empty());
    let group = system.domain.as_deref().or(folder);
    // The name that opens the note is the one to read; of two that do not open it, the system's own.
    let stem = system.note.map(|note| (note, catalog.files[note].path.stem()));
    let opening = stem.filter(|(note, stem)| opens(catalog, stem, *note)).map(|(_, stem)| stem);
    Node {
        path: system.note.map(|note| (&catalog.files[note].path).into()),
        tags: system.note.map(|note| tags_of(catalog, note)).unwrap_or_default(),
        label_is_linkpath: opening.is_some(),
        group: group.map(|name| groups.of(name, None)),
        status: system.status.as_deref().map(Into::into),
        ..Node::new(NodeKind::System, opening.unwrap_or(&system.name))
    }
}

/// The life cycle of an integration, as it is drawn.
pub(crate) fn status_of(integration: &Integration) -> Option<Box<str>> {
    integration.text(RecordField::Status).map(Into::into)
}

#[cfg(test)]
pub(crate) mod tests {
    use vaultdex_notes::{Note, Span, VaultPath};
    use vaultdex_records::{Extraction, Participation, Recognition, Records, Shape, State, Stated};

    use super::*;
    use crate::catalog::File;

    pub fn stated(text: &str) -> Stated {
        Stated {
            raw: text.into(),
            value: Some(text.into()),
            remark: None,
            linkpath: None,
            state: State::Filled,
            place: String::new(),
            span: Span::default(),
        }
    }

    fn records(shape: Shape, integrations: Vec<Integration>, system: Option<vaultdex_records::System>) -> Records {
        let recognition = Recognition { points: 9, rival: None, is_declared: false, signals: Vec::new() };
        let (is_template, is_unnamed, is_stub, brackets) = (false, false, false, Vec::new());
        Records { shape, is_template, is_unnamed, recognition, is_stub, integrations, system, brackets }
    }

    fn file(path: &str, records: Records) -> File {
        let extraction = Extraction { records: Some(Box::new(records)), ..Extraction::default() };
        File { extraction, ..File::new(VaultPath::new(path), Note::default()) }
    }

    /// A note that records one integration, told as `id status direction: S source, T target, M middleware, P party`.
    pub fn integration(path: &str, told: &str) -> File {
        let (head, systems) = told.split_once(": ").unwrap();
        let fields = [RecordField::Id, RecordField::Status, RecordField::Direction];
        let values = fields.into_iter().zip(head.split(' ').map(stated)).collect();
        let part = |part: &str| {
            let (role, name) = part.split_once(' ').unwrap();
            let role = match role {
                "S" => Role::Source,
                "T" => Role::Target,
                "M" => Role::Middleware,
                _ => Role::Party,
            };
            Participation { role, name: stated(name), details: Vec::new(), is_overruled: false }
        };
        let systems = systems.split(", ").filter(|it| !it.is_empty()).map(part).collect();
        file(path, records(Shape::Record, vec![Integration { values, systems, ..Integration::default() }], None))
    }

    pub fn system(path: &str, domain: Option<&str>) -> File {
        let system = vaultdex_records::System { domain: domain.map(stated), ..vaultdex_records::System::default() };
        file(path, records(Shape::System, Vec::new(), Some(system)))
    }

    pub fn options() -> RecordOptions {
        RecordOptions { vault: "V".to_owned(), orphans: true, keep: None }
    }

    fn check(files: &[File], options: &RecordOptions, expected: &str) {
        let catalog = Catalog::new(files.to_vec());
        let drawn = landscape(&catalog, &Systems::new(&catalog), options);
        let view = &drawn.view;
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes = view.nodes.iter().map(|node| {
            let group = node.group.map(|group| view.group_names(group).join("/")).unwrap_or_default();
            format!("{:?} {} [{group}] {}", node.kind, node.label, node.path.as_deref().unwrap_or("-"))
        });
        let edges = view.edges.iter().map(|edge| {
            let said = edge.label().unwrap_or("-");
            let status = edge.status().unwrap_or("-");
            format!("{} > {} {said} {status}", label(edge.source), label(edge.target))
        });
        let told: Vec<String> = nodes.chain(edges).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(told, expected, "{options:?}");
    }

    #[test]
    fn an_integration_is_an_edge_or_a_node() {
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
        // More than two systems, or no sides: a node of its own.
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
    fn what_is_filtered_takes_its_systems_along() {
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
    fn a_note_leads_to_its_nodes() {
        let files = [system("Systems/ERP.md", None), integration("i/a.md", "INT-1 active one-way: S Ledger, T ERP")];
        let catalog = Catalog::new(files.to_vec());
        let drawn = landscape(&catalog, &Systems::new(&catalog), &options());
        let of = |note: usize| {
            let nodes = drawn.of_note[&note].iter().map(|node| drawn.view.nodes[*node].label.as_str());
            nodes.collect::<Vec<_>>()
        };
        assert_eq!((of(0), of(1)), (vec!["ERP"], vec!["Ledger", "ERP"]));
    }
}
