//! Names of headings and groups with the section that each opens, in canonical form. If several entries have the same
//! name, the first one wins.

use std::sync::LazyLock;

use crate::model::Role;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::lookup::{Names, by_name};

/// A part of an integration note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The note outside all headings, or directly below its title.
    Top,
    /// A summary of the integration.
    Overview,
    /// Its purpose, in prose.
    Purpose,
    /// Status, owner, dates and similar metadata at the end of the note.
    Metadata,
    /// Like `Metadata`, but about the document.
    DocumentControl,
    /// A description of a workspace.
    Workspace,
    /// Systems on one side.
    Side(Role),
    /// Systems without a side: one per heading, group or item.
    Systems,
    /// One such system.
    System,
    /// How data is transferred.
    Transfer,
    /// Events with their senders and receivers.
    Events,
    /// When the integration runs.
    Schedule,
    /// Data flows.
    Flows,
    /// One data flow.
    Flow,
    /// Endpoints and how they are reached.
    Endpoints,
    /// One endpoint.
    Endpoint,
    /// Field and entity mappings.
    Mapping,
    /// Mappings from the target back to the source.
    ReverseMapping,
    /// Failure modes.
    Failures,
    /// One failure mode.
    Failure,
    /// Metrics, one per key.
    Metrics,
    /// One metric.
    Metric,
    /// Alerts.
    Alerts,
    /// Related documents.
    Documents,
    /// People and teams.
    Contacts,
    /// History, or formats for its entries; holds no values.
    History,
    /// Any other part.
    Other,
}

/// Names of headings and groups by the section that they open.
pub(crate) const SECTIONS: &[(Section, &[&str])] = &[
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
    (
        Section::Side(Role::Source),
        &[
            "source system",
            "source systems",
            "source",
            "sources",
            "from",
            "origin",
            "source application",
            "source applications",
            "sender",
            "sending system",
            "sending application",
            "origin system",
            "upstream system",
            "upstream systems",
            "producer",
            "producing system",
            "publisher",
        ],
    ),
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
            "target application",
            "target applications",
            "destination application",
            "receiver",
            "receiving system",
            "receiving application",
            "downstream system",
            "downstream systems",
            "consumer",
            "consuming system",
            "subscriber",
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
    (Section::ReverseMapping, &["target to source"]),
    (
        Section::Failures,
        &[
            "failure modes",
            "failure scenarios",
            "failure handling",
            "failures",
            "error scenarios",
            "troubleshooting",
            "trouble shooting",
            "common errors",
            "common issues",
            "common problems",
            "known failures",
            "known problems",
            "known issues",
            "failure points",
            "errors",
            "error cases",
            "error conditions",
            "exceptions",
            "exception handling",
            "error flow",
            "error flows",
            "error codes",
            "errors and handling",
            "what can go wrong",
            "when it fails",
            "failure modes and recovery",
            "failure and recovery",
            "failure recovery",
            "errors and recovery",
            "error recovery",
            "fault handling",
            "issues and fixes",
        ],
    ),
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

/// Headings below a heading of failures that do not name a failure.
pub(crate) const NOT_FAILURES: &[&str] = &[
    "alerting",
    "alerts",
    "contact",
    "contacts",
    "escalation",
    "escalation path",
    "getting help",
    "help",
    "logging",
    "logs",
    "monitoring",
    "more help",
    "notes",
    "notifications",
    "references",
    "retry policy",
    "see also",
    "support",
    "tools",
    "where to look",
];

/// Headings below a heading of systems that do not name a system.
pub(crate) const NOT_SYSTEMS: &[&str] =
    &["dependencies", "diagram", "diagrams", "architecture", "architecture diagram", "context diagram", "notes"];

/// Headings without a side below which a key may name a system: `- **Source System**: SAP`.
pub(crate) const SYSTEM_OVERVIEWS: &[&str] =
    &["components", "system connections", "system information", "integration architecture", "architecture"];

/// Returns the section that a heading or group with this name opens.
pub(crate) fn section_by_name(name: &str) -> Option<Section> {
    static BY_NAME: LazyLock<Names<Section>> = LazyLock::new(|| by_name(SECTIONS));
    BY_NAME.get(name).copied()
}

/// Returns every name that opens a section.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let numbered = NUMBERED.iter().map(|(name, _)| *name);
    SECTIONS.iter().flat_map(|(_, names)| names.iter().copied()).chain(numbered)
}

/// Headings that number their sections: `System 1: SAP`.
pub(crate) const NUMBERED: &[(&str, Section)] = &[
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

/// Returns the section that a numbered heading such as `system 1 sap` opens.
pub(crate) fn numbered(name: &str) -> Option<Section> {
    let digit = name.bytes().position(|byte| byte.is_ascii_digit())?;
    let (lead, rest) = name.split_at(digit);
    let lead = lead.strip_suffix(' ')?;
    let number = rest.split(' ').next().unwrap_or_default();
    let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let found = NUMBERED.iter().find(|(name, _)| *name == lead).map(|(_, section)| *section);
    found.filter(|_| is_number)
}

/// Returns the section that a heading such as `Source System: WMS` or `Target (PIM)` opens, and the name of its system.
pub(crate) fn side_and_name(heading: &str) -> Option<(Section, &str)> {
    const SIDES: &[&str] =
        &["source system", "source", "target system", "target", "destination system", "destination", "middleware"];
    // Most headings contain none of the separators, each of which contains one of these bytes.
    if !heading.bytes().any(|byte| matches!(byte, b':' | b'-' | b'(' | 0xe2 | 0xef)) {
        return None;
    }
    let marks = [":", "：", " - ", " – ", " — ", " ("];
    let (at, mark) = marks.iter().filter_map(|mark| Some((heading.find(mark)?, *mark))).min()?;
    let (lead, name) = (canonical_name(&heading[..at]), heading[at + mark.len()..].trim());
    let name = if mark == " (" { name.strip_suffix(')')? } else { name };
    let is_named = SIDES.contains(&lead.as_str()) && name.contains(char::is_alphanumeric);
    is_named.then(|| section_by_name(&lead)).flatten().map(|section| (section, name))
}
