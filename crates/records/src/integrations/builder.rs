//! The record of one integration under construction: collects values with their precedence, systems, people and groups,
//! and puts them in their final order.

mod contacts;
mod fields;
mod systems;

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;
use contacts::Contact;
use hashbrown::HashMap;
use vaultdex_notes::Span;

use super::context::NoteContext;
use super::counts::count_values;
use crate::model::{Extracted, Flow, Group, Integration, RecordField, Responsibility, Role, Shape, State};
use crate::vocabulary::sections::Section;

/// The precedence of a place (docs/spec/integrations.md#precedence): values of a lower rank outrank those of a higher
/// one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Frontmatter,
    Primary,
    Metadata,
    DocumentControl,
    Contacts,
    FileName,
}

impl Rank {
    /// Returns the rank of values in a section.
    pub fn of(section: Section) -> Rank {
        match section {
            Section::Metadata => Rank::Metadata,
            Section::DocumentControl => Rank::DocumentControl,
            Section::Contacts => Rank::Contacts,
            _ => Rank::Primary,
        }
    }
}

/// Builds the record of one integration.
pub(crate) struct RecordBuilder {
    pub shape: Shape,
    /// The record so far, without its values and people: their order depends on their rank.
    pub record: Integration,
    values: Vec<(Rank, RecordField, Extracted)>,
    people: Vec<(Rank, Responsibility)>,
    /// Indexes of the first system with each role and key.
    system_index: HashMap<(Role, String), usize>,
    /// Roles whose systems a place of higher precedence has named.
    claimed_roles: BTreeSet<Role>,
    /// Nodes of which a paragraph was extracted as a value.
    pub value_nodes: BTreeSet<usize>,
    /// Nodes whose system is named by the heading, which a Name key below replaces.
    pub labeled_nodes: BTreeSet<usize>,
    /// Indexes of the systems that the keys of each node describe.
    system_of_node: BTreeMap<usize, usize>,
    /// People described by several keys each.
    contacts: Vec<Contact>,
    /// Details of systems that are not named yet, each with its node.
    pending_details: Vec<(usize, CompactString, Extracted)>,
    /// Indexes of the groups that the keys of each node belong to. All kinds of groups share the map, because a node
    /// has one kind.
    group_of_node: BTreeMap<usize, usize>,
    /// The flow that the transfer, event and schedule sections describe together.
    pub transfer: Flow,
    /// The systems that head the source and target columns of the first mapping table that names them.
    pub mapping_systems: Option<(Option<Extracted>, Option<Extracted>)>,
}

impl RecordBuilder {
    /// Creates the builder of an empty record.
    pub fn new(shape: Shape) -> RecordBuilder {
        RecordBuilder {
            shape,
            record: Integration::default(),
            values: Vec::new(),
            people: Vec::new(),
            system_index: HashMap::new(),
            claimed_roles: BTreeSet::new(),
            value_nodes: BTreeSet::new(),
            labeled_nodes: BTreeSet::new(),
            system_of_node: BTreeMap::new(),
            contacts: Vec::new(),
            pending_details: Vec::new(),
            group_of_node: BTreeMap::new(),
            transfer: Flow::default(),
            mapping_systems: None,
        }
    }

    /// Adds a value of a single-valued field.
    pub fn add_value(&mut self, rank: Rank, field: RecordField, extracted: Extracted) {
        self.values.push((rank, field, extracted));
    }

    /// Whether a field has a filled value. A suspect value does not count: it may turn out to be a placeholder of the
    /// vault, so an implied value is added beside it.
    pub fn has_value(&self, field: RecordField) -> bool {
        self.values.iter().any(|(_, it, extracted)| *it == field && extracted.state == State::Filled)
    }

    /// Returns the values of all fields so far, in the order in which they were added.
    pub fn values_mut(&mut self) -> &mut Vec<(Rank, RecordField, Extracted)> {
        &mut self.values
    }

    /// Returns the group of a node in one of the record's lists, and creates it if there is none yet.
    pub fn group_of(
        &mut self,
        list: fn(&mut Integration) -> &mut Vec<Group>,
        node: usize,
        context: &NoteContext,
    ) -> &mut Group {
        let groups = list(&mut self.record);
        let index = *self.group_of_node.entry(node).or_insert_with(|| {
            groups.push(Group {
                values: Vec::new(),
                place: context.place_of_node(node),
                span: context.outline.nodes[node].span,
            });
            groups.len() - 1
        });
        &mut groups[index]
    }

    /// Returns the flow of a node, and creates it if there is none yet.
    pub fn flow_of(&mut self, node: usize, span: Span) -> &mut Flow {
        let flows = &mut self.record.flows;
        let index = *self.group_of_node.entry(node).or_insert_with(|| {
            flows.push(Flow { span, ..Flow::default() });
            flows.len() - 1
        });
        &mut flows[index]
    }

    /// Returns the finished record of a note or part, with its code blocks.
    pub fn finish(self, context: &NoteContext) -> Integration {
        let mut record = self.finish_values();
        for (node, mut block) in context.outline.codes.iter().map(|(node, block)| (*node, block.clone())) {
            block.place = context.place_of_node(node);
            record.blocks.push(block);
        }
        record
    }

    /// Returns the finished record of a row or item, which has no code blocks.
    pub fn finish_unit(self) -> Integration {
        let mut record = self.finish_values();
        count_values(&mut record);
        record
    }

    /// Returns the record with values and people in the order of their precedence.
    fn finish_values(mut self) -> Integration {
        self.flush_contacts();
        self.values.sort_by_key(|(rank, _, _)| *rank);
        self.people.sort_by_key(|(rank, _)| *rank);
        let mut record = self.record;
        record.values = self.values.into_iter().map(|(_, field, extracted)| (field, extracted)).collect();
        record.people = self.people.into_iter().map(|(_, person)| person).collect();
        record.extra.extend(self.pending_details.into_iter().map(|(_, _, extracted)| extracted));
        record
            .flows
            .retain(|flow| flow.from.is_some() || flow.to.is_some() || flow.name.is_some() && !flow.details.is_empty());
        insert_transfer(&mut record, &self.transfer);
        let groups = [&mut record.endpoints, &mut record.failure_modes, &mut record.metrics, &mut record.alerts];
        groups.into_iter().flatten().for_each(mark_unfilled_label);
        record
    }
}

/// Marks the label of a group as a placeholder if all other values of the group are unfilled: then the heading that
/// names it is the template's.
fn mark_unfilled_label(group: &mut Group) {
    let [(name, label), rest @ ..] = group.values.as_mut_slice() else { return };
    let is_label = name == "name" || name == "side";
    let is_unfilled = |(_, it): &(CompactString, Extracted)| matches!(it.state, State::Placeholder | State::Empty);
    if is_label && !rest.is_empty() && rest.iter().all(is_unfilled) {
        (label.state, label.value) = (State::Placeholder, None);
    }
}

/// Inserts the flows of the transfer sections: one for each source or target if the other side is a single system. Of
/// several sources and several targets, it is not known which of them exchange what, so there is one flow without ends.
fn insert_transfer(record: &mut Integration, transfer: &Flow) {
    if transfer.details.is_empty() {
        return;
    }
    let systems = |role: Role| -> Vec<Option<Extracted>> {
        let systems = record.systems.iter().filter(|system| system.role == role && !system.is_overruled);
        let names: Vec<_> = systems.map(|system| Some(system.name.clone())).collect();
        if names.is_empty() { vec![None] } else { names }
    };
    let flow = |from: Option<Extracted>, to: Option<Extracted>| Flow { from, to, is_implied: true, ..transfer.clone() };
    let flows: Vec<Flow> = match (systems(Role::Source).as_slice(), systems(Role::Target).as_slice()) {
        ([from], targets) => targets.iter().map(|to| flow(from.clone(), to.clone())).collect(),
        (sources, [to]) => sources.iter().map(|from| flow(from.clone(), to.clone())).collect(),
        _ => vec![flow(None, None)],
    };
    record.flows.splice(0..0, flows);
}
