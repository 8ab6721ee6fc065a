//! The view `lineage`: which field becomes which, by the mapping tables (spec/graph.md, Views).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vaultdex_records::{Mapping, MappingLevel, Role, SourceKind, State};

use super::landscape::{Drawing, Drawn, Groups, RecordOptions, status_of};
use super::{Edge, EdgeKind, Node, NodeKind};
use crate::catalog::Catalog;
use crate::catalogue::integrations;
use crate::catalogue::integrations::Entry;
use crate::catalogue::systems::Systems;

/// The fields of all mapping rows, and what becomes of them.
pub fn lineage(catalog: &Catalog, systems: &Systems, options: &RecordOptions) -> Drawn {
    let mut fields = Fields::default();
    for entry in integrations::integrations(catalog).filter(|entry| options.keeps(Some(entry.file))) {
        let sides = [true, false].map(|is_source| Side::of(catalog, systems, &entry, is_source));
        let status = status_of(entry.integration);
        let mut touched = BTreeSet::new();
        for (row, mapping) in entry.integration.mappings.iter().enumerate() {
            if !matches!(mapping.state, State::Filled | State::Suspect) {
                continue;
            }
            let source = fields.source(&sides[0], mapping, (entry.file, entry.nth, row));
            let target = mapping
                .target
                .as_deref()
                .map(|target| fields.field(&sides[1], mapping.target_entity.as_deref(), target, mapping.level));
            touched.extend(source.into_iter().chain(target));
            let (Some(source), Some(target)) = (source, target) else { continue };
            let (source, target) = if mapping.is_reverse { (target, source) } else { (source, target) };
            let label = mapping.rule.as_deref().map(str::trim).filter(|rule| !rule.is_empty()).map(Into::into);
            let edge = Edge::new(EdgeKind::Mapping, source, target).saying(label, status.clone());
            fields.drawing.edges.push(edge);
        }
        for note in sides.iter().filter_map(|side| side.note) {
            fields
                .drawing
                .of_note
                .entry(note)
                .or_default()
                .extend(touched.iter().filter(|at| fields.side[**at] == Some(note)));
        }
        fields.drawing.of_note.entry(entry.file).or_default().extend(touched);
    }
    let mut keep = vec![options.orphans; fields.drawing.nodes.len()];
    for edge in &fields.drawing.edges {
        (keep[edge.source], keep[edge.target]) = (true, true);
    }
    fields.drawing.finish("lineage", options, fields.groups.list, &keep)
}

/// One side of an integration: the system whose fields stand there. Where there is not exactly one, the fields are
/// known by the integration.
struct Side {
    name: String,
    note: Option<usize>,
}

impl Side {
    fn of(catalog: &Catalog, systems: &Systems, entry: &Entry, is_source: bool) -> Side {
        let plays = |role: Role| match role {
            Role::Source | Role::Publisher => is_source,
            Role::Target | Role::Subscriber => !is_source,
            Role::Middleware | Role::Party => false,
        };
        let parts = systems.parts_of(entry).iter().filter(|part| plays(part.role));
        let there: BTreeSet<usize> = parts.map(|part| part.system).collect();
        match (there.len(), there.first()) {
            (1, Some(system)) => {
                let system = &systems.list[*system];
                Side { name: system.name.clone(), note: system.note }
            }
            _ => {
                let side = if is_source { "sources" } else { "targets" };
                Side { name: format!("{} ({side})", entry.name(catalog)), note: None }
            }
        }
    }
}

struct Fields {
    drawing: Drawing,
    groups: Groups,
    known: HashMap<(Option<usize>, String), usize>,
    /// By node: the note of its system.
    side: Vec<Option<usize>>,
}

impl Default for Fields {
    fn default() -> Fields {
        let drawing = Drawing { nodes: Vec::new(), edges: Vec::new(), of_note: BTreeMap::new() };
        Fields { drawing, groups: Groups::default(), known: HashMap::new(), side: Vec::new() }
    }
}

impl Fields {
    /// The node of a row's source. A value that is made has a node of its own, as no two are the same.
    fn source(&mut self, side: &Side, mapping: &Mapping, row: (usize, usize, usize)) -> Option<usize> {
        let made = match (&mapping.source, mapping.source_kind) {
            (Some(source), SourceKind::Field | SourceKind::None) => {
                return Some(self.field(side, mapping.source_entity.as_deref(), source, mapping.level));
            }
            (Some(source), SourceKind::Generated | SourceKind::Constant) => source.as_str(),
            (None, SourceKind::Generated) => "generated",
            (None, SourceKind::Constant) => "constant",
            (None, SourceKind::Field | SourceKind::None) => return None,
        };
        let (file, nth, row) = row;
        Some(self.node(None, None, format!("{file} {nth} {row}"), made))
    }

    /// The node of a field, or of an entity where that is what is mapped.
    fn field(&mut self, side: &Side, entity: Option<&str>, written: &str, level: MappingLevel) -> usize {
        let system = self.groups.of(&side.name, None);
        let entity = entity.filter(|entity| level == MappingLevel::Field && !entity.is_empty());
        // `Account.Name` within `Account` is `Name`.
        let own = entity.and_then(|entity| written.strip_prefix(entity)?.strip_prefix('.')).unwrap_or(written);
        let group = entity.map_or(system, |entity| self.groups.of(entity, Some(system)));
        self.node(Some(group), side.note, own.to_owned(), own)
    }

    fn node(&mut self, group: Option<usize>, note: Option<usize>, key: String, label: &str) -> usize {
        let next = self.drawing.nodes.len();
        let node = *self.known.entry((group, key)).or_insert(next);
        if node == next {
            self.drawing.nodes.push(Node { group, ..Node::new(NodeKind::Field, label) });
            self.side.push(note);
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Span;

    use super::*;
    use crate::catalog::File;
    use crate::graph::landscape::tests::{integration, options, system};

    /// A row told as `source > target = rule`; `Account.` before a field is its entity.
    fn mapping(told: &str) -> Mapping {
        let (fields, rule) = told.split_once(" = ").map_or((told, None), |(fields, rule)| (fields, Some(rule)));
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
        let Drawn { view, .. } = lineage(&catalog, &Systems::new(&catalog), &options());
        let name = |position: usize| {
            let node = &view.nodes[position];
            let group = node.group.map(|group| view.group_names(group).join("/") + "/").unwrap_or_default();
            format!("{group}{}", node.label)
        };
        let mut told: Vec<String> = (0..view.nodes.len()).map(name).collect();
        told.extend(
            view.edges
                .iter()
                .map(|edge| format!("{} > {} {}", name(edge.source), name(edge.target), edge.label().unwrap_or("-"))),
        );
        told.sort();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn rows_are_edges_between_fields_of_systems() {
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
        // Of several systems on one side nobody knows whose field it is.
        check(
            &[with(integration("a.md", "INT-1 active one-way: S CRM, S PIM, T ERP"), vec![mapping("X > Y")])],
            "ERP/Y\n a (sources)/X\n a (sources)/X > ERP/Y -",
        );
    }
}
