//! What a key means in the part of the note that it stands in (spec/integrations.md a.4), as tables. Names are those of
//! `keys::name`; what no table knows is kept under its own name.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::section::Section;
use crate::model::{RecordField, Role};
use crate::vocabulary::canonical_name::canonical_name;

/// Where a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A field that holds one value.
    Field(RecordField),
    /// What the note calls its type, which may be its direction or whom it is open to.
    Kind,
    /// `Internal`, `External`, `Hybrid`, or how sensitive the data is.
    Openness,
    /// Someone who answers for it.
    Person(&'static str),
    /// Systems that take part.
    Systems(Role),
    /// What else is said of how data is moved.
    Transfer(&'static str),
    /// How it fails, said in one line.
    Failure,
    /// A list of mappings, or a link to where they are.
    Mappings,
}

use RecordField as F;
use Target::{Field, Person, Systems, Transfer};

/// Keys that mean the same wherever they stand.
const ANYWHERE: &[(Target, &[&str])] = &[
    (Field(F::Name), &["integration name"]),
    (Field(F::Id), &["integration id", "interface id", "document id"]),
    (Field(F::Version), &["integration version", "document version"]),
    (Target::Kind, &["integration type", "integration pattern"]),
    (Field(F::Status), &["integration status", "lifecycle status", "lifecycle"]),
    (Field(F::DocStatus), &["review status", "document status", "doc status", "blueprint status", "approval status"]),
    (Field(F::Classification), &["security classification", "data classification"]),
    (Field(F::Created), &["created date", "creation date", "date created"]),
    (Field(F::Updated), &["last updated", "last modified", "last update", "last change", "updated"]),
    (Field(F::GoLive), &["go live date", "go live", "production date", "production deployment date"]),
    (Field(F::NextReview), &["next review", "next review date", "review due"]),
    (Field(F::LastTested), &["last tested", "last tested date", "last test"]),
    (Field(F::ReplacedBy), &["replaced by", "superseded by"]),
    (Person("owner"), &["integration owner", "service owner", "integration owners", "primary owner"]),
    (Person("technical_lead"), &["technical lead", "tech lead", "technical owner"]),
    (Person("support_team"), &["support team", "supported by"]),
    (Person("maintainer"), &["maintainer", "maintainers", "maintained by"]),
    (Person("business_owner"), &["business owner"]),
    (Systems(Role::Publisher), &["publishers", "publisher"]),
    (Systems(Role::Subscriber), &["subscribers", "subscriber", "consumers"]),
    (Target::Mappings, &["field mappings", "entity mappings"]),
];

/// Keys that mean this where the note says what the integration is.
const OVERVIEW: &[(Target, &[&str])] = &[
    (Field(F::Name), &["name", "title"]),
    (Field(F::Id), &["id", "identifier", "reference"]),
    (Field(F::Version), &["version"]),
    (Target::Kind, &["type", "pattern", "category", "style"]),
    (Target::Openness, &["classification"]),
    (Field(F::Status), &["status", "state", "lifecycle state"]),
    (Field(F::Direction), &["direction", "data direction", "flow direction"]),
    (Field(F::Priority), &["priority", "criticality", "business criticality"]),
    (Field(F::Frequency), &["frequency", "schedule"]),
    (Field(F::Purpose), &["purpose", "business purpose", "description", "goal"]),
    (Field(F::Created), &["created", "date"]),
    (Field(F::Updated), &["modified"]),
    (Field(F::NextReview), &["review date", "review"]),
    (Person("owner"), &["owner", "owners", "owned by"]),
    (Person("author"), &["author", "authors", "created by"]),
    (Person("contact"), &["contact", "contacts"]),
    (Person("stakeholder"), &["stakeholders", "stakeholder"]),
    (Systems(Role::Source), &["source", "source system", "source systems", "sources", "from", "producer", "provider"]),
    (
        Systems(Role::Target),
        &[
            "target",
            "target system",
            "target systems",
            "targets",
            "to",
            "destination",
            "destinations",
            "destination system",
            "destination systems",
            "consumer",
        ],
    ),
    (Systems(Role::Middleware), &["middleware", "integration layer", "integration platform", "via"]),
    (
        Systems(Role::Party),
        &[
            "system",
            "systems",
            "systems involved",
            "involved systems",
            "integrated systems",
            "linked systems",
            "parties",
        ],
    ),
    (Transfer("method"), &["method"]),
    (Transfer("protocol"), &["protocol"]),
    (Transfer("format"), &["format", "data format"]),
    (Target::Failure, &["error handling"]),
];

/// Keys of the parts that say how data is moved; others are details of the flow under their own name.
const TRANSFER: &[(Target, &[&str])] = &[
    (Field(F::Direction), &["direction"]),
    (Target::Failure, &["error handling"]),
    (Transfer("protocol"), &["type"]),
    (Transfer("protocol_version"), &["version"]),
];

/// Keys of a document's own particulars, where they are another thing than the integration's.
const DOCUMENT: &[(Target, &[&str])] =
    &[(Field(F::DocStatus), &["status", "state"]), (Field(F::Classification), &["classification"])];

/// Keys of the frontmatter, where they say more than elsewhere.
const PROPERTIES: &[(Target, &[&str])] = &[
    (Field(F::Classification), &["classification", "sensitivity"]),
    (Target::Kind, &["integration type", "integration pattern", "pattern"]),
    (Field(F::NextReview), &["reviewed", "review", "next review"]),
    (Field(F::Updated), &["last updated date", "updated date"]),
    (Field(F::GoLive), &["production deployment date"]),
    (Systems(Role::Source), &["source system id"]),
    (Systems(Role::Target), &["target system id"]),
];

/// What keys of a failure are; others keep their name.
const FAILURE: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "error types",
            "error type",
            "failure",
            "failure mode",
            "error",
            "scenario",
            "name",
            "fault",
            "exception",
            "failure type",
            "failure scenario",
            "error scenario",
            "problem",
            "issue",
        ],
    ),
    ("cause", &["how it fails", "cause", "description", "trigger", "root cause"]),
    ("impact", &["impact", "effect", "consequence"]),
    ("detection", &["detection", "how detected", "detected by"]),
    (
        "recovery",
        &[
            "recovery",
            "action",
            "responses",
            "response",
            "mitigation",
            "resolution",
            "handling",
            "remediation",
            "solution",
            "workaround",
            "recovery options",
            "recovery steps",
            "recovery procedure",
        ],
    ),
    ("retry", &["retry logic", "retry", "retries", "retry policy"]),
    ("notification", &["notification", "notifications", "notify", "alert"]),
    ("logging", &["logging"]),
];

/// What keys of an endpoint are.
const ENDPOINT: &[(&str, &[&str])] = &[
    ("name", &["apis", "api", "name", "service"]),
    ("url", &["endpoint", "endpoints", "url", "location", "uri", "host", "address", "base url", "endpoint url"]),
    ("auth", &["authentication", "auth", "authorization", "authentication method", "auth method"]),
    ("method", &["methods", "method", "http method"]),
];

/// What keys of a flow are.
const FLOW: &[(&str, &[&str])] = &[
    ("from", &["source", "from", "source system", "producer"]),
    ("to", &["destination", "to", "target", "target system", "destination system", "consumer"]),
    ("data", &["data", "payload", "content", "what"]),
    ("frequency", &["frequency", "schedule", "timing", "when"]),
    ("method", &["method", "mechanism", "how"]),
    ("format", &["format", "data format"]),
    ("protocol", &["protocol"]),
    ("direction", &["direction"]),
    ("name", &["name", "flow", "flow name"]),
];

/// What keys of a system's part are.
const SYSTEM: &[(&str, &[&str])] = &[
    ("name", &["name", "system name", "system", "application"]),
    ("type", &["type", "system type", "kind"]),
    ("owner", &["owner", "system owner", "owned by", "team"]),
    ("interface", &["interface", "interfaces", "interface type"]),
    ("data", &["data", "data provided", "data received"]),
];

/// Every name of a key.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let fields =
        [ANYWHERE, OVERVIEW, TRANSFER, DOCUMENT, PROPERTIES].into_iter().flatten().flat_map(|(_, names)| *names);
    let details = [FAILURE, ENDPOINT, FLOW, SYSTEM].into_iter().flatten().flat_map(|(_, names)| *names);
    fields.chain(details).copied()
}

/// What roles are called by their side.
const SIDES: &[(Role, &[&str])] = &[
    (Role::Source, &["source", "source system", "producer", "provider", "sender", "from"]),
    (Role::Target, &["target", "target system", "consumer", "receiver", "destination", "to"]),
    (Role::Publisher, &["publisher"]),
    (Role::Subscriber, &["subscriber"]),
    (Role::Middleware, &["middleware", "broker", "message broker", "gateway", "integration layer"]),
];

/// The side that a role is of, if it is of one: `producer`, `Target system`.
pub(crate) fn side(role: &str) -> Option<Role> {
    TABLES.sides.get(&*canonical_name(role)).copied()
}

/// Where a key's value goes that stands in a section; `None` where the section or nobody knows it.
pub(crate) fn target(section: Section, key: &str) -> Option<Target> {
    let tables: &[&Names<Target>] = match section {
        Section::Top | Section::Overview | Section::Purpose | Section::Metadata | Section::Workspace => {
            &[&TABLES.overview, &TABLES.anywhere]
        }
        // What a person is called is not what the integration is called.
        Section::Contacts => {
            let said = || TABLES.overview.get(key).copied().filter(|target| matches!(target, Person(_)));
            return TABLES.anywhere.get(key).copied().or_else(said);
        }
        // The document's title is its own.
        Section::DocumentControl if matches!(key, "name" | "title") => return None,
        Section::DocumentControl => &[&TABLES.document, &TABLES.overview, &TABLES.anywhere],
        Section::Transfer | Section::Schedule | Section::Events => &[&TABLES.transfer, &TABLES.anywhere],
        _ => &[&TABLES.anywhere],
    };
    tables.iter().find_map(|table| table.get(key)).copied()
}

/// Whether a heading by this name may hold a field's value by itself, `## Status`.
pub(crate) fn heading(name: &str) -> Option<Target> {
    TABLES.anywhere.get(name).or_else(|| TABLES.overview.get(name)).copied()
}

/// The role of a person by what it is called, `Technical lead`.
pub(crate) fn person(role: &str) -> Option<&'static str> {
    match heading(&canonical_name(role))? {
        Person(role) => Some(role),
        _ => None,
    }
}

/// What a key of a property of the frontmatter means; the frontmatter speaks of the integration.
pub(crate) fn property(name: &str) -> Option<Target> {
    // `type` says what kind of note it is.
    if name == "type" {
        return None;
    }
    TABLES.properties.get(name).copied().or_else(|| heading(name))
}

/// What a key is called among the values of a failure, an endpoint, a flow or a system; `None` for a name of its own.
pub(crate) fn detail(section: Section, key: &str) -> Option<&'static str> {
    let table = match section {
        Section::Failure | Section::Failures => &TABLES.failure,
        Section::Endpoint | Section::Endpoints => &TABLES.endpoint,
        Section::Flow | Section::Flows => &TABLES.flow,
        Section::Side(_) | Section::System | Section::Systems => &TABLES.system,
        _ => return None,
    };
    table.get(key).copied()
}

/// What each name of a table means.
pub(crate) type Names<T> = HashMap<&'static str, T>;

/// The tables, for looking up.
struct Tables {
    anywhere: Names<Target>,
    overview: Names<Target>,
    transfer: Names<Target>,
    document: Names<Target>,
    properties: Names<Target>,
    failure: Names<&'static str>,
    endpoint: Names<&'static str>,
    flow: Names<&'static str>,
    system: Names<&'static str>,
    sides: Names<Role>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    anywhere: by_name(ANYWHERE),
    overview: by_name(OVERVIEW),
    transfer: by_name(TRANSFER),
    document: by_name(DOCUMENT),
    properties: by_name(PROPERTIES),
    failure: by_name(FAILURE),
    endpoint: by_name(ENDPOINT),
    flow: by_name(FLOW),
    system: by_name(SYSTEM),
    sides: by_name(SIDES),
});

/// A table by its names.
pub(crate) fn by_name<T: Copy>(table: &[(T, &[&'static str])]) -> Names<T> {
    let mut names = HashMap::new();
    for (it, called) in table {
        for name in *called {
            // Where two claim a name, the first has it.
            names.entry(*name).or_insert(*it);
        }
    }
    names
}
