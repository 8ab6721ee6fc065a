//! The view `lineage`: which field is mapped to which, according to the mapping tables (docs/spec/graph.md#lineage).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::edge::{Edge, EdgeKind, EdgeText};
use super::record_graph::{RecordGraph, RecordGraphBuilder, RecordOptions, status_of};
use super::view::{Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::systems::Systems;
use crate::landscape::fields::{FieldRow, Side, ValueKind, rows_of};
use crate::landscape::graph::Landscape;

/// Returns the graph of the fields in all mapping rows.
pub fn lineage(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> RecordGraph {
    let landscape = Landscape::new(catalog, systems);
    let mut builder = LineageBuilder {
        landscape: &landscape,
        graph: RecordGraphBuilder::default(),
        known: HashMap::new(),
        entities: HashMap::new(),
        owners: Vec::new(),
    };
    for (position, connection) in landscape.connections.iter().enumerate() {
        if !options.shows(Some(connection.entry.file)) {
            continue;
        }
        let touched = builder.add_rows(position);
        for side in [&connection.participants.sources, &connection.participants.targets] {
            // With several systems on a side, it is not known which of them has a field.
            let [system] = side.iter().copied().collect::<Vec<_>>()[..] else { continue };
            if let Some(note) = systems.list[system].note {
                let fields = touched.iter().copied().filter(|node| builder.owners[*node] == Some(system));
                builder.graph.assign(note, fields.collect::<Vec<_>>());
            }
        }
        builder.graph.assign_record(&connection.entry, touched);
    }
    let mut keep = vec![options.orphans; builder.graph.nodes.len()];
    for edge in &builder.graph.edges {
        (keep[edge.source], keep[edge.target]) = (true, true);
    }
    builder.graph.finish("lineage", options, &keep)
}

/// The path of a note and a line, from 1.
type Place = (Arc<str>, u32);

/// The lineage under construction.
struct LineageBuilder<'a> {
    landscape: &'a Landscape<'a>,
    graph: RecordGraphBuilder,
    /// The node of each group and key.
    known: HashMap<(Option<usize>, String), usize>,
    /// The group of each entity of a group, by its name as it is compared.
    entities: HashMap<(usize, String), usize>,
    /// By node: the system that the field belongs to.
    owners: Vec<Option<usize>>,
}

impl LineageBuilder<'_> {
    /// Adds the mapping rows of an integration and returns the nodes of their fields.
    fn add_rows(&mut self, position: usize) -> BTreeSet<usize> {
        let entry = &self.landscape.connections[position].entry;
        let status = status_of(entry.integration);
        let path: Arc<str> = (&self.landscape.catalog.files[entry.file].path).into();
        let mut touched = BTreeSet::new();
        for (nth, row) in rows_of(self.landscape, position).iter().enumerate() {
            let place = (Arc::clone(&path), row.mapping.span.line.max(1));
            let [from, to] = [&row.from, &row.to].map(|side| self.side(row, side, nth, &place));
            touched.extend(from.into_iter().chain(to));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let label = row.mapping.rule.as_deref().map(str::trim).filter(|rule| !rule.is_empty()).map(Into::into);
            let text = EdgeText { label, status: status.clone(), place: Some(place), ..EdgeText::default() };
            self.graph.edges.push(Edge::new(EdgeKind::Mapping, from, to).with_text(text));
        }
        touched
    }

    /// Returns the node of a side of a row. A generated or constant value has a node per row.
    fn side(&mut self, row: &FieldRow, side: &Side, nth: usize, place: &Place) -> Option<usize> {
        match side.kind {
            ValueKind::None => None,
            ValueKind::Field => Some(self.field(row, side, place)),
            kind => {
                let label = side.value.clone().unwrap_or_else(|| kind.name().to_owned());
                Some(self.node(None, None, format!("{} {nth}", row.connection), &label, place))
            }
        }
    }

    /// Returns the node of a field, or of an entity if the row maps entities.
    fn field(&mut self, row: &FieldRow, side: &Side, place: &Place) -> usize {
        let (name, owner) = self.owner(row, side);
        let system = self.graph.group(&name, None);
        // Rows may spell a name differently.
        let (entity_key, field_key) = side.names();
        let (group, key, label) = match (&side.entity, &side.field) {
            (Some(entity), Some(field)) => {
                let group = || self.graph.group(entity, Some(system));
                (*self.entities.entry((system, entity_key)).or_insert_with(group), field_key, field)
            }
            (Some(entity), None) => (system, entity_key, entity),
            (None, Some(field)) => (system, field_key, field),
            (None, None) => (system, name.clone(), &name),
        };
        self.node(Some(group), owner, key, label, place)
    }

    /// Returns what the field of a side belongs to: the system or, unless there is exactly one, the integration itself.
    fn owner(&self, row: &FieldRow, side: &Side) -> (String, Option<usize>) {
        if let [system] = side.systems[..] {
            return (self.landscape.systems.list[system].name.clone(), Some(system));
        }
        let is_of_sources = std::ptr::eq(side, &row.from) != row.mapping.is_reverse;
        let side = if is_of_sources { "sources" } else { "targets" };
        let name = self.landscape.connections[row.connection].entry.name(self.landscape.catalog);
        (format!("{name} ({side})"), None)
    }

    /// Returns the node with a key in a group, and adds it if necessary, with the place of the row that names it first.
    fn node(
        &mut self,
        group: Option<usize>,
        owner: Option<usize>,
        key: String,
        label: &str,
        (path, line): &Place,
    ) -> usize {
        let next = self.graph.nodes.len();
        let node = *self.known.entry((group, key)).or_insert(next);
        if node == next {
            let (path, line) = (Some(Arc::clone(path)), Some(*line));
            self.graph.add_node(Node { group, path, line, ..Node::new(NodeKind::Field, label) });
            self.owners.push(owner);
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_records::{Mapping, State};

    use super::*;
    use crate::catalog::File;
    use crate::catalogue::test_records::{integration, mapping, system};
    use crate::graph::landscape::tests::options;

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
        // A name may be spelled in several ways.
        check(
            &[with(feed(), vec![mapping("Account.Name > CUST"), mapping("ACCOUNT.`name` > Cust")])],
            "CRM/Account/Name\n CRM/Account/Name > ERP/CUST -\n CRM/Account/Name > ERP/CUST -\n ERP/CUST",
        );
        let reverse = Mapping { is_reverse: true, ..mapping("X > Y") };
        let blank = Mapping { state: State::Placeholder, ..mapping("A > B") };
        // What stands on the left of a row in the reverse direction is a field of the target.
        check(&[with(feed(), vec![reverse, blank])], "CRM/Y\n ERP/X\n ERP/X > CRM/Y -");
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
