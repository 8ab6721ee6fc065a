//! The section of each node of an outline (docs/spec/integrations.md#sections). A node opens a section by its name
//! alone, whatever its level and order, or belongs to the section of its parent.

use std::cell::OnceCell;

use crate::document::outline::{Line, LineKind, Node, NodeKind, Outline};
use crate::model::Role;
use crate::vocabulary::fields;
use crate::vocabulary::sections::{NOT_SYSTEMS, Section, section_by_name, side_and_name};

/// Returns the section of each node; `numbered` has the section of which each node opens a numbered instance.
pub(crate) fn assign_sections(outline: &Outline, numbered: &[Option<Section>]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::with_capacity(outline.nodes.len());
    let may_be_systems = OnceCell::new();
    for (idx, node) in outline.nodes.iter().enumerate() {
        let parent = node.parent.map_or(Section::Top, |parent| sections[parent]);
        let is_top = matches!(node.kind, NodeKind::Note) || outline.title == Some(idx);
        let section = match node.kind {
            _ if is_top => Section::Top,
            NodeKind::Footer => Section::Metadata,
            // A group below an instance describes it, whatever the name of the group.
            NodeKind::Group if parent == Section::System => parent,
            NodeKind::Callout if is_specific(parent) => parent,
            NodeKind::Heading(_) if parent == Section::Systems && NOT_SYSTEMS.contains(&node.name.as_str()) => {
                Section::Other
            }
            _ if node.name == "sources"
                && (parent == Section::Documents
                    || parent != Section::Systems
                        && !*may_be_systems.get_or_init(|| sources_may_be_systems(outline))) =>
            {
                Section::Documents
            }
            _ => section_by_name(&node.name).or(numbered[idx]).or_else(|| named_side(node, parent)).unwrap_or_else(
                || {
                    let is_plural = node.parent.is_some_and(|parent| outline.nodes[parent].name.ends_with('s'));
                    inherited(parent, node.kind, is_plural)
                },
            ),
        };
        let section = match section {
            Section::Side(_) if matches!(node.kind, NodeKind::Heading(_)) => {
                let is_about_side = parent == Section::Other && !names_system(outline, idx);
                if is_about_side { Section::Other } else { section }
            }
            section => section,
        };
        sections.push(section);
    }
    sections
}

/// Whether the lines below a heading of a side name its system, and do not only say something about that side, as
/// `Source System` below `Monitoring` does.
fn names_system(outline: &Outline, node: usize) -> bool {
    let first = outline.lines.partition_point(|line| line.node < node);
    let lines = || outline.lines[first..].iter().take_while(|line| line.node >= node).filter(|line| line.node == node);
    let is_name_key = |kind: &LineKind| matches!(kind, LineKind::Key(key) if fields::detail(Section::System, &key.name) == Some("name"));
    let is_name = |line: &Line| {
        let is_capitalized = |word: &str| word.starts_with(|first: char| !first.is_lowercase());
        let raw = line.text.raw.as_ref();
        matches!(line.kind, LineKind::Item | LineKind::Paragraph)
            && (raw.starts_with("[[") || raw.split(' ').count() <= 4 && raw.split(' ').all(is_capitalized))
    };
    side_and_name(&outline.nodes[node].plain).is_some()
        || lines().any(|line| is_name_key(&line.kind))
        || lines().next().is_some_and(is_name)
}

/// Whether a section describes one thing, so that the title of a callout in it does not open another section.
fn is_specific(section: Section) -> bool {
    matches!(section, Section::Side(_) | Section::System | Section::Flow | Section::Failure | Section::Endpoint)
}

/// Returns the side of a heading such as `Source System: WMS`. Elsewhere it is a value: `Target: 99.9 %` below metrics.
fn named_side(node: &Node, parent: Section) -> Option<Section> {
    let is_heading = matches!(node.kind, NodeKind::Heading(_));
    let may_be_side = matches!(parent, Section::Top | Section::Overview | Section::Systems | Section::Other);
    side_and_name(&node.plain).filter(|_| is_heading && may_be_side).map(|(section, _)| section)
}

/// Whether a heading "Sources" may open the source systems and not a list of documents: only if a section of targets
/// exists and no heading says "source systems".
fn sources_may_be_systems(outline: &Outline) -> bool {
    let has = |names: &[&str]| outline.nodes.iter().any(|node| names.contains(&node.name.as_str()));
    !has(&["source system", "source systems"])
        && outline.nodes.iter().any(|node| matches!(section_by_name(&node.name), Some(Section::Side(Role::Target))))
}

/// Returns the section of a node whose name opens none; `is_plural` is whether the name of its parent is a plural.
fn inherited(parent: Section, kind: NodeKind, is_plural: bool) -> Section {
    let is_group = kind == NodeKind::Group;
    match parent {
        Section::Failures if kind == NodeKind::Callout => inherited(parent, NodeKind::Label, is_plural),
        parent if kind == NodeKind::Callout => parent,
        Section::Systems => Section::System,
        Section::Flows => match is_group {
            true => Section::Other,
            false => Section::Flow,
        },
        Section::Endpoints => Section::Endpoint,
        Section::Failures => Section::Failure,
        // `## Source Systems` with a heading for each.
        Section::Side(_) if is_plural && !is_group => parent,
        Section::Overview | Section::Mapping | Section::ReverseMapping | Section::Documents | Section::History => {
            parent
        }
        Section::Top if kind == NodeKind::Label => parent,
        Section::Side(_) | Section::System | Section::Contacts | Section::Metadata | Section::DocumentControl
            if is_group =>
        {
            parent
        }
        _ => Section::Other,
    }
}
