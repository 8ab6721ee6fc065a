//! Names of keys with the fields that they set, by the part of the note in which they occur. Names are in canonical
//! form. Within one table the first entry with a name wins.

use std::sync::LazyLock;

use RecordField as F;
use Target::{Field, Person, Systems, Transfer};

use crate::model::{RecordField, Role};
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::lookup::{Names, by_name};
use crate::vocabulary::sections::Section;

/// Where the value of a key is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A field with a single value.
    Field(RecordField),
    /// The type of the integration, which may instead be its direction or its audience.
    Kind,
    /// The audience (`Internal`, `External`, `Hybrid`) or the classification of the data.
    Audience,
    /// A responsible person or team, with the role.
    Person(&'static str),
    /// Participating systems.
    Systems(Role),
    /// A detail of the data transfer, with its name.
    Transfer(&'static str),
    /// A failure mode on a single line.
    Failure,
    /// A list of mappings, or a link to them.
    Mappings,
}

/// Keys that have the same meaning in every part of the note.
pub(crate) const ANYWHERE: &[(Target, &[&str])] = &[
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

/// Keys in the parts that describe the integration as a whole.
pub(crate) const OVERVIEW: &[(Target, &[&str])] = &[
    (Field(F::Name), &["name", "title"]),
    (Field(F::Id), &["id", "identifier", "reference"]),
    (Field(F::Version), &["version"]),
    (Target::Kind, &["type", "pattern", "category", "style"]),
    (Target::Audience, &["classification"]),
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

/// Keys in the parts that describe the data transfer. Any other key there is a detail of the flow under its own name.
pub(crate) const TRANSFER: &[(Target, &[&str])] = &[
    (Field(F::Direction), &["direction"]),
    (Target::Failure, &["error handling"]),
    (Transfer("protocol"), &["type"]),
    (Transfer("protocol_version"), &["version"]),
];

/// Keys about the document, where their meaning differs from that in [`OVERVIEW`].
pub(crate) const DOCUMENT: &[(Target, &[&str])] =
    &[(Field(F::DocStatus), &["status", "state"]), (Field(F::Classification), &["classification"])];

/// Properties of the frontmatter whose meaning differs from that of the key of the same name.
pub(crate) const PROPERTIES: &[(Target, &[&str])] = &[
    (Field(F::Classification), &["classification", "sensitivity"]),
    (Target::Kind, &["integration type", "integration pattern", "pattern"]),
    (Field(F::NextReview), &["review", "next review"]),
    (Field(F::Updated), &["last updated date", "updated date"]),
    (Field(F::GoLive), &["production deployment date"]),
    (Systems(Role::Source), &["source system id"]),
    (Systems(Role::Target), &["target system id"]),
];

/// Keys of a failure mode, by the detail that they hold. Other keys keep their names.
pub(crate) const FAILURE: &[(&str, &[&str])] = &[
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

/// Keys of an endpoint, by the detail that they hold.
pub(crate) const ENDPOINT: &[(&str, &[&str])] = &[
    ("name", &["apis", "api", "name", "service"]),
    ("url", &["endpoint", "endpoints", "url", "location", "uri", "host", "address", "base url", "endpoint url"]),
    ("auth", &["authentication", "auth", "authorization", "authentication method", "auth method"]),
    ("method", &["methods", "method", "http method"]),
];

/// Keys of a flow, by the detail that they hold.
pub(crate) const FLOW: &[(&str, &[&str])] = &[
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

/// Keys of a participating system, by the detail that they hold.
pub(crate) const SYSTEM: &[(&str, &[&str])] = &[
    ("name", &["name", "system name", "system", "application"]),
    ("type", &["type", "system type", "kind"]),
    ("owner", &["owner", "system owner", "owned by", "team"]),
    ("interface", &["interface", "interfaces", "interface type"]),
    ("data", &["data", "data provided", "data received"]),
];

/// Keys in a map of the frontmatter that name a system or a person.
pub(crate) const MEMBER_NAMES: &[&str] =
    &["name", "system", "title", "system_name", "system name", "application", "team", "person"];

/// Keys in a map of the frontmatter that hold an address of a person.
pub(crate) const MEMBER_ADDRESSES: &[&str] = &["email", "mail", "phone"];

/// Keys that name the middleware product.
pub(crate) const MIDDLEWARE_PRODUCTS: &[&str] = &["components", "component", "platform", "product"];

/// Returns every name of a key.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let fields =
        [ANYWHERE, OVERVIEW, TRANSFER, DOCUMENT, PROPERTIES].into_iter().flatten().flat_map(|(_, names)| *names);
    let details = [FAILURE, ENDPOINT, FLOW, SYSTEM].into_iter().flatten().flat_map(|(_, names)| *names);
    fields.chain(details).copied()
}

/// Names of roles of systems.
pub(crate) const SIDES: &[(Role, &[&str])] = &[
    (Role::Source, &["source", "source system", "producer", "provider", "sender", "from"]),
    (Role::Target, &["target", "target system", "consumer", "receiver", "destination", "to"]),
    (Role::Publisher, &["publisher"]),
    (Role::Subscriber, &["subscriber"]),
    (Role::Middleware, &["middleware", "broker", "message broker", "gateway", "integration layer"]),
];

/// Returns the role of a system by its name, such as `producer` or `Target system`.
pub(crate) fn side(role: &str) -> Option<Role> {
    TABLES.sides.get(&*canonical_name(role)).copied()
}

/// Returns where the value of a key in a section is stored. `None` if the key is not known there.
pub(crate) fn target(section: Section, key: &str) -> Option<Target> {
    let tables: &[&Names<Target>] = match section {
        Section::Top | Section::Overview | Section::Purpose | Section::Metadata | Section::Workspace => {
            &[&TABLES.overview, &TABLES.anywhere]
        }
        // The name of a person is not the name of the integration.
        Section::Contacts => {
            let person = || TABLES.overview.get(key).copied().filter(|target| matches!(target, Person(_)));
            return TABLES.anywhere.get(key).copied().or_else(person);
        }
        // The title of the document is not the name of the integration.
        Section::DocumentControl if matches!(key, "name" | "title") => return None,
        Section::DocumentControl => &[&TABLES.document, &TABLES.overview, &TABLES.anywhere],
        Section::Transfer | Section::Schedule | Section::Events => &[&TABLES.transfer, &TABLES.anywhere],
        _ => &[&TABLES.anywhere],
    };
    tables.iter().find_map(|table| table.get(key)).copied()
}

/// Returns the field that a heading of this name may hold as its only value, such as `## Status`.
pub(crate) fn heading(name: &str) -> Option<Target> {
    TABLES.anywhere.get(name).or_else(|| TABLES.overview.get(name)).copied()
}

/// Returns the role of a person by its name, such as `Technical lead`.
pub(crate) fn person(role: &str) -> Option<&'static str> {
    match heading(&canonical_name(role))? {
        Person(role) => Some(role),
        _ => None,
    }
}

/// Returns where the value of a property of the frontmatter is stored. Properties describe the integration as a whole.
pub(crate) fn property(name: &str) -> Option<Target> {
    // `type` is the kind of the note.
    if name == "type" {
        return None;
    }
    TABLES.properties.get(name).copied().or_else(|| heading(name))
}

/// Returns the name of a detail of a failure mode, an endpoint, a flow or a system. `None` if the key keeps its own
/// name.
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

/// The tables, indexed by name.
pub(crate) struct Tables {
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

pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
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
