//! Which part of an integration note a heading or group opens, by its name alone (spec/integrations.md a.4): level and
//! order may differ (T1), and a name may occur in several shapes (T14).

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::field::{Names, by_name};
use crate::document::{Node, NodeKind, Outline};
use crate::model::Role;
use crate::vocabulary::canonical_name::canonical_name;

/// A part of an integration note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The note outside all headings, or right below its title.
    Top,
    /// What the integration is.
    Overview,
    /// What it is for, in prose.
    Purpose,
    /// Status, owner, dates and the like at the note's end.
    Metadata,
    /// As `Metadata`, of the document.
    DocumentControl,
    /// What a workspace is.
    Workspace,
    /// Systems on one side.
    Side(Role),
    /// Systems without a side, one a heading, group or item.
    Systems,
    /// One of them.
    System,
    /// How data is moved.
    Transfer,
    /// Which events there are, and who sends and receives them.
    Events,
    /// When it runs.
    Schedule,
    /// Which flows there are.
    Flows,
    /// One of them.
    Flow,
    /// Where and how systems are reached.
    Endpoints,
    /// How one of them is.
    Endpoint,
    /// Which field becomes which.
    Mapping,
    /// The same, from the target back to the source.
    MappingBack,
    /// How it fails.
    Failures,
    /// One way to fail.
    Failure,
    /// What is measured, one key a measure.
    Metrics,
    /// One measure.
    Metric,
    /// When somebody is told.
    Alerts,
    /// Documents that belong to it.
    Documents,
    /// Who has to do with it.
    Contacts,
    /// History, and formats for it: no values.
    History,
    /// Anything else.
    Other,
}

/// What headings and groups open, by name.
const SECTIONS: &[(Section, &[&str])] = &[
    (
        Section::Overview,
        &[
            "integration overview",
            "overview",
            "basic information",
            "general information",
            "general",
            "details",
            "integration details",
            "summary",
            "at a glance",
            "key facts",
            "quick facts",
            "properties",
            "profile",
            "identification",
            "business context",
            "context",
            "integration summary",
        ],
    ),
    (Section::Purpose, &["purpose", "business purpose", "description", "goal", "objective"]),
    (Section::Metadata, &["metadata", "document metadata", "meta", "ownership"]),
    (Section::DocumentControl, &["document control", "document information", "document history"]),
    (Section::Workspace, &["system initialization", "workspace initialization", "initialization"]),
    (Section::Side(Role::Source), &["source system", "source systems", "source", "sources", "from", "origin"]),
    (
        Section::Side(Role::Target),
        &[
            "target system",
            "target systems",
            "target",
            "targets",
            "destination system",
            "destination systems",
            "destination",
            "destinations",
            "to",
        ],
    ),
    (
        Section::Side(Role::Middleware),
        &[
            "integration layer",
            "middleware",
            "integration platform",
            "middleware system",
            "middleware systems",
            "middleware integration layer",
        ],
    ),
    (
        Section::Systems,
        &[
            "integrated systems",
            "systems involved",
            "involved systems",
            "systems",
            "parties",
            "linked systems",
            "participating systems",
        ],
    ),
    (
        Section::Transfer,
        &[
            "communication protocol",
            "data transfer method",
            "data integration",
            "protocol details",
            "message flow",
            "data transfer",
            "transport",
            "integration method",
            "data format",
        ],
    ),
    (Section::Events, &["event integration", "events"]),
    (Section::Schedule, &["execution schedule", "schedule", "load schedule", "scheduling", "trigger", "triggers"]),
    (Section::Flows, &["data flow", "data flows", "flows", "flow"]),
    (Section::Endpoints, &["integration points", "endpoints"]),
    (
        Section::Endpoint,
        &["connection details", "apis services", "api integration", "connection", "api details", "connectivity"],
    ),
    (
        Section::Mapping,
        &[
            "data mapping",
            "data mappings",
            "data transformations",
            "source to target",
            "field mapping",
            "field mappings",
            "entity mapping",
            "entity mappings",
            "mapping",
            "mappings",
        ],
    ),
    (Section::MappingBack, &["target to source"]),
    (Section::Failures, &["failure modes", "failure scenarios", "failure handling", "failures", "error scenarios"]),
    (Section::Failure, &["error handling"]),
    (Section::Metrics, &["metrics", "performance metrics"]),
    (Section::Metric, &["latency", "throughput", "response time", "availability"]),
    (Section::Alerts, &["alerts", "alert conditions", "alerting"]),
    (
        Section::Documents,
        &[
            "documentation",
            "related documents",
            "related documentation",
            "linked resources",
            "design documents",
            "operational documents",
            "business documents",
            "support documents",
            "technical documentation",
            "business documentation",
            "references",
            "related",
            "related notes",
            "see also",
            "links",
        ],
    ),
    (Section::Contacts, &["contacts", "contact", "people", "team", "stakeholders"]),
    (
        Section::History,
        &[
            "change log templates",
            "modification history",
            "change history",
            "changelog",
            "change log",
            "revision history",
            "version history",
            "history",
        ],
    ),
];

/// What a name opens, if it is one of those that open something.
pub(crate) fn named(name: &str) -> Option<Section> {
    static BY_NAME: LazyLock<Names<Section>> = LazyLock::new(|| by_name(SECTIONS));
    BY_NAME.get(name).copied()
}

/// Every name that opens something.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let numbered = NUMBERED.iter().map(|(name, _)| *name);
    SECTIONS.iter().flat_map(|(_, names)| names.iter().copied()).chain(numbered)
}

/// Headings that number what they open: `System 1: SAP`.
const NUMBERED: &[(&str, Section)] = &[
    ("system", Section::System),
    ("flow", Section::Flow),
    ("point", Section::Endpoint),
    ("integration point", Section::Endpoint),
    ("failure type", Section::Failure),
    ("failure mode", Section::Failure),
    ("failure", Section::Failure),
    ("scenario", Section::Failure),
    ("source system", Section::Side(Role::Source)),
    ("target system", Section::Side(Role::Target)),
];

/// What a heading such as `system 1 sap` opens, by its lead and number.
pub(crate) fn numbered(name: &str) -> Option<Section> {
    let digit = name.bytes().position(|byte| byte.is_ascii_digit())?;
    let (lead, rest) = name.split_at(digit);
    let lead = lead.strip_suffix(' ')?;
    let number = rest.split(' ').next().unwrap_or_default();
    let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let found = NUMBERED.iter().find(|(name, _)| *name == lead).map(|(_, section)| *section);
    found.filter(|_| is_number)
}

/// What a heading such as `Source System: WMS` or `Target (PIM)` opens, and what it calls the system of that side.
pub(crate) fn side_and_name(heading: &str) -> Option<(Section, &str)> {
    const SIDES: &[&str] =
        &["source system", "source", "target system", "target", "destination system", "destination", "middleware"];
    // Most headings have none of these marks, each of which has a byte of these.
    if !heading.bytes().any(|byte| matches!(byte, b':' | b'-' | b'(' | 0xe2 | 0xef)) {
        return None;
    }
    let marks = [":", "：", " - ", " – ", " — ", " ("];
    let (at, mark) = marks.iter().filter_map(|mark| Some((heading.find(mark)?, *mark))).min()?;
    let (lead, name) = (canonical_name(&heading[..at]), heading[at + mark.len()..].trim());
    let name = if mark == " (" { name.strip_suffix(')')? } else { name };
    let is_named = SIDES.contains(&lead.as_str()) && name.contains(char::is_alphanumeric);
    is_named.then(|| named(&lead)).flatten().map(|section| (section, name))
}

/// The section that each node of the note opens or lies in; `numbered` is what each opens by lead and number.
pub(crate) fn sections(outline: &Outline, numbered: &[Option<Section>]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::with_capacity(outline.nodes.len());
    // `Target: 99.9 %` below metrics is none.
    let side = |node: &Node, parent: Section| {
        let is_heading = matches!(node.kind, NodeKind::Heading(_));
        let may_be_side = matches!(parent, Section::Top | Section::Overview | Section::Systems | Section::Other);
        side_and_name(&node.plain).filter(|_| is_heading && may_be_side).map(|(section, _)| section)
    };
    let are_systems = OnceCell::new();
    for (idx, node) in outline.nodes.iter().enumerate() {
        let parent = node.parent.map_or(Section::Top, |parent| sections[parent]);
        let is_top = matches!(node.kind, NodeKind::Note) || outline.title == Some(idx);
        let section = match node.kind {
            _ if is_top => Section::Top,
            NodeKind::Footer => Section::Metadata,
            // What an instance is called does not change what it is.
            NodeKind::Group if parent == Section::System => parent,
            // Within what says more than where it stands, a callout's title does not lead out of it.
            NodeKind::Callout
                if matches!(
                    parent,
                    Section::Side(_) | Section::System | Section::Flow | Section::Failure | Section::Endpoint
                ) =>
            {
                parent
            }
            // What the note or the document draws on.
            NodeKind::Heading(_) if parent == Section::Systems && NO_SYSTEMS.contains(&node.name.as_str()) => {
                Section::Other
            }
            _ if node.name == "sources"
                && (parent == Section::Documents
                    || parent != Section::Systems && !*are_systems.get_or_init(|| may_be_systems(outline))) =>
            {
                Section::Documents
            }
            _ => named(&node.name).or(numbered[idx]).or_else(|| side(node, parent)).unwrap_or_else(|| {
                let is_plural = node.parent.is_some_and(|parent| outline.nodes[parent].name.ends_with('s'));
                inherited(parent, node.kind, is_plural)
            }),
        };
        sections.push(section);
    }
    sections
}

/// What stands below headings of systems and is none.
const NO_SYSTEMS: &[&str] =
    &["dependencies", "diagram", "diagrams", "architecture", "architecture diagram", "context diagram", "notes"];

/// Whether a heading "Sources" may mean systems: only beside one for the other side, and where no heading says "source
/// systems".
fn may_be_systems(outline: &Outline) -> bool {
    let has = |names: &[&str]| outline.nodes.iter().any(|node| names.contains(&node.name.as_str()));
    !has(&["source system", "source systems"])
        && outline.nodes.iter().any(|node| matches!(named(&node.name), Some(Section::Side(Role::Target))))
}

/// What a node that is called nothing in particular is below a section.
fn inherited(parent: Section, kind: NodeKind, is_plural: bool) -> Section {
    let is_group = kind == NodeKind::Group;
    match parent {
        Section::Failures if kind == NodeKind::Callout => inherited(parent, NodeKind::Label, is_plural),
        parent if kind == NodeKind::Callout => parent,
        Section::Systems => Section::System,
        Section::Flows => {
            if is_group {
                Section::Other
            } else {
                Section::Flow
            }
        }
        Section::Endpoints => Section::Endpoint,
        Section::Failures => Section::Failure,
        // `## Source Systems` with a heading for each.
        Section::Side(_) if is_plural && !is_group => parent,
        Section::Overview | Section::Mapping | Section::MappingBack | Section::Documents | Section::History => parent,
        Section::Top if kind == NodeKind::Label => parent,
        Section::Side(_) | Section::System | Section::Contacts | Section::Metadata | Section::DocumentControl
            if is_group =>
        {
            parent
        }
        _ => Section::Other,
    }
}
