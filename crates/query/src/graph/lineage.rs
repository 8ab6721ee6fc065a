//! The view `lineage`: which field is mapped to which, according to the mapping tables (docs/spec/graph.md#lineage).

use std::collections::{BTreeSet, HashMap};

use vaultdex_records::{Mapping, MappingLevel, Role, SourceKind, State};

use super::record_graph::{RecordGraph, RecordGraphBuilder, RecordOptions, status_of};
use super::view::{Edge, EdgeKind, Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::entry::CatalogueEntry;
use crate::catalogue::systems::Systems;

/// Returns the graph of the fields in all mapping rows.
pub fn lineage(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> RecordGraph {
    let mut builder = LineageBuilder::default();
    for entry in systems.integrations(catalog).filter(|entry| options.shows(Some(entry.file))) {
        let sides = [Side::Source, Side::Target].map(|side| FieldOwner::of(catalog, systems, &entry, side));
        let touched = builder.add_mappings(&entry, &sides);
        for note in sides.iter().filter_map(|owner| owner.note) {
            let fields = touched.iter().copied().filter(|node| builder.owner_notes[*node] == Some(note));
            builder.graph.assign(note, fields);
        }
        builder.graph.assign_record(&entry, touched);
    }
    let mut keep = vec![options.orphans; builder.graph.nodes.len()];
    for edge in &builder.graph.edges {
        (keep[edge.source], keep[edge.target]) = (true, true);
    }
    builder.graph.finish("lineage", options, &keep)
}

/// A side of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

/// What the fields on one side of an integration belong to: the system on that side or, unless there is exactly one,
/// the integration itself.
struct FieldOwner {
    name: String,
    note: Option<usize>,
}

impl FieldOwner {
    fn of(catalog: &Catalog, systems: &Systems, entry: &CatalogueEntry, side: Side) -> FieldOwner {
        let is_on_side = |role: Role| match role {
            Role::Source | Role::Publisher => side == Side::Source,
            Role::Target | Role::Subscriber => side == Side::Target,
            Role::Middleware | Role::Party => false,
        };
        let involvements = systems.involvements_of(entry).iter().filter(|it| is_on_side(it.role));
        let systems_on_side: BTreeSet<usize> = involvements.map(|it| it.system).collect();
        match (systems_on_side.len(), systems_on_side.first()) {
            (1, Some(system)) => {
                let system = &systems.list[*system];
                FieldOwner { name: system.name.clone(), note: system.note }
            }
            _ => {
                let side = if side == Side::Source { "sources" } else { "targets" };
                FieldOwner { name: format!("{} ({side})", entry.name(catalog)), note: None }
            }
        }
    }
}

/// The lineage under construction.
#[derive(Default)]
struct LineageBuilder {
    graph: RecordGraphBuilder,
    /// The node of each group and key.
    known: HashMap<(Option<usize>, String), usize>,
    /// By node: the note of the system that the field belongs to.
    owner_notes: Vec<Option<usize>>,
}

impl LineageBuilder {
    /// Adds the mapping rows of an integration and returns the nodes of their fields.
    fn add_mappings(
        &mut self,
        entry: &CatalogueEntry,
        [source_owner, target_owner]: &[FieldOwner; 2],
    ) -> BTreeSet<usize> {
        let status = status_of(entry.integration);
        let mut touched = BTreeSet::new();
        for (row, mapping) in entry.integration.mappings.iter().enumerate() {
            if !matches!(mapping.state, State::Filled | State::Suspect) {
                continue;
            }
            let source = self.source(source_owner, mapping, (entry.file, entry.index, row));
            let entity = mapping.target_entity.as_deref();
            let target = mapping.target.as_deref();
            let target = target.map(|target| self.field(target_owner, entity, target, mapping.level));
            touched.extend(source.into_iter().chain(target));
            let (Some(source), Some(target)) = (source, target) else { continue };
            let (source, target) = if mapping.is_reverse { (target, source) } else { (source, target) };
            let label = mapping.rule.as_deref().map(str::trim).filter(|rule| !rule.is_empty()).map(Into::into);
            self.graph.edges.push(Edge::new(EdgeKind::Mapping, source, target).with_text(label, status.clone()));
        }
        touched
    }

    /// Returns the node of a row's source. `row` is the note, the integration in it and the row. A generated or
    /// constant value has a node per row.
    fn source(&mut self, owner: &FieldOwner, mapping: &Mapping, row: (usize, usize, usize)) -> Option<usize> {
        let label = match (&mapping.source, mapping.source_kind) {
            (Some(source), SourceKind::Field | SourceKind::None) => {
                return Some(self.field(owner, mapping.source_entity.as_deref(), source, mapping.level));
            }
            (Some(source), SourceKind::Generated | SourceKind::Constant) => source.as_str(),
            (None, SourceKind::Generated) => "generated",
            (None, SourceKind::Constant) => "constant",
            (None, SourceKind::Field | SourceKind::None) => return None,
        };
        let (file, index, row) = row;
        Some(self.node(None, None, format!("{file} {index} {row}"), label))
    }

    /// Returns the node of a field, or of an entity if the row maps entities.
    fn field(&mut self, owner: &FieldOwner, entity: Option<&str>, written: &str, level: MappingLevel) -> usize {
        let system = self.graph.group(&owner.name, None);
        let entity = entity.filter(|entity| level == MappingLevel::Field && !entity.is_empty());
        // `Account.Name` in `Account` is `Name`.
        let name = entity.and_then(|entity| written.strip_prefix(entity)?.strip_prefix('.')).unwrap_or(written);
        let group = entity.map_or(system, |entity| self.graph.group(entity, Some(system)));
        self.node(Some(group), owner.note, name.to_owned(), name)
    }

    /// Returns the node with a key in a group, and adds it if necessary.
    fn node(&mut self, group: Option<usize>, owner_note: Option<usize>, key: String, label: &str) -> usize {
        let next = self.graph.nodes.len();
        let node = *self.known.entry((group, key)).or_insert(next);
        if node == next {
            self.graph.add_node(Node { group, ..Node::new(NodeKind::Field, label) });
            self.owner_notes.push(owner_note);
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Span;

    use super::*;
    use crate::catalog::File;
    use crate::catalogue::test_records::{integration, system};
    use crate::graph::landscape::tests::options;

    /// Returns the row described as `source > target = rule`; `Account.` before a field is its entity.
    fn mapping(description: &str) -> Mapping {
        let (fields, rule) =
            description.split_once(" = ").map_or((description, None), |(fields, rule)| (fields, Some(rule)));
        let (source, target) = fields.split_once(" > ").unwrap();
        let some = |text: &str| (!text.is_empty()).then(|| text.into());
        let entity = |text: &str| text.split_once('.').map(|(entity, _)| entity.into());
        Mapping {
            level: MappingLevel::Field,
            source: some(source),
            source_kind: if source.is_empty() { SourceKind::Generated } else { SourceKind::Field },
            target: some(target),
            source_entity: entity(source),
            target_entity: entity(target),
            data_type: None,
            rule: rule.map(Into::into),
            default: None,
            mandatory: None,
            notes: None,
            via: None,
            is_reverse: false,
            embedded_from: None,
            state: State::Filled,
            place: String::new(),
            span: Span::default(),
        }
    }

    fn with(mut file: File, mappings: Vec<Mapping>) -> File {
        file.extraction.records.as_mut().unwrap().integrations[0].mappings = mappings;
        file
    }

    fn check(files: &[File], expected: &str) {
        let catalog = Catalog::new(files.to_vec());
        let RecordGraph { view, .. } = lineage(&catalog, &Systems::new(&catalog), &options());
        let name = |position: usize| {
            let node = &view.nodes[position];
            let group = node.group.map(|group| view.group_names(group).join("/") + "/").unwrap_or_default();
            format!("{group}{}", node.label)
        };
        let mut actual: Vec<String> = (0..view.nodes.len()).map(name).collect();
        actual.extend(
            view.edges
                .iter()
                .map(|edge| format!("{} > {} {}", name(edge.source), name(edge.target), edge.label().unwrap_or("-"))),
        );
        actual.sort();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn mapping_rows_are_edges_between_fields_of_systems() {
        let feed = || integration("a.md", "INT-1 active one-way: S CRM, T ERP");
        check(
            &[
                system("CRM.md", None),
                with(
                    feed(),
                    vec![mapping("Account.Name > CUST = UPPER"), mapping("Account.Id > CUST"), mapping(" > KEY")],
                ),
                with(integration("b.md", "INT-2 active one-way: S ERP, T Lake"), vec![mapping("CUST > customer")]),
            ],
            "CRM/Account/Id
            CRM/Account/Id > ERP/CUST -
            CRM/Account/Name
            CRM/Account/Name > ERP/CUST UPPER
            ERP/CUST
            ERP/CUST > Lake/customer -
            ERP/KEY
            Lake/customer
            generated
            generated > ERP/KEY -",
        );
        let reverse = Mapping { is_reverse: true, ..mapping("X > Y") };
        let blank = Mapping { state: State::Placeholder, ..mapping("A > B") };
        check(&[with(feed(), vec![reverse, blank])], "CRM/X\n ERP/Y\n ERP/Y > CRM/X -");
        // With several systems on one side it is not known which of them has the field.
        check(
            &[with(integration("a.md", "INT-1 active one-way: S CRM, S PIM, T ERP"), vec![mapping("X > Y")])],
            "ERP/Y\n a (sources)/X\n a (sources)/X > ERP/Y -",
        );
        // A guess is no system.
        check(
            &[with(integration("a.md", "INT-1 active one-way: S CRM?, T ERP"), vec![mapping("X > Y")])],
            "ERP/Y\n a (sources)/X\n a (sources)/X > ERP/Y -",
        );
    }
}
