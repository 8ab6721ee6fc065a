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
    /// The systems on the way of the data: `A → B`.
    Route,
}

/// Keys that have the same meaning in every part of the note.
#[rustfmt::skip]
pub(crate) const ANYWHERE: &[(Target, &[&str])] = &[
    (Field(F::Name), &["integration name"]),
    (Field(F::Id), &[
        "integration id", "interface id", "document id", "integration no", "integration nr", "integration number",
        "integration code", "integration ref", "integration reference", "integration identifier", "interface no",
        "interface nr", "interface number", "interface code", "interface ref", "interface reference",
        "interface identifier",
    ]),
    (Field(F::Version), &["integration version", "document version"]),
    (Target::Kind, &["integration type", "integration pattern"]),
    (Field(F::Status), &["integration status", "interface status", "lifecycle status", "lifecycle"]),
    (Field(F::DocStatus), &["review status", "document status", "doc status", "blueprint status", "approval status"]),
    (Field(F::Classification), &["security classification", "data classification", "information classification"]),
    (Field(F::Created), &["created date", "creation date", "date created"]),
    (Field(F::Updated), &[
        "last updated", "last modified", "last update", "last change", "updated", "updated on", "last updated on",
        "last changed", "last edited", "last revised", "date updated", "date modified", "last modified date",
        "last update date", "date of update", "date of last update", "update date",
    ]),
    (Field(F::GoLive), &[
        "go live date", "go live", "production date", "production deployment date", "live since", "in production since",
        "in prod since", "productive since", "production since", "go live on", "date of go live",
    ]),
    (Field(F::NextReview), &[
        "next review", "next review date", "review due", "review by", "review due date", "next review due",
        "next review on", "review due on",
    ]),
    (Field(F::LastReviewed), &[
        "last reviewed", "last review", "last review date", "last reviewed date", "last reviewed on", "reviewed on",
        "date reviewed", "reviewed date", "date of last review",
    ]),
    (Field(F::LastTested), &["last tested", "last tested date", "last test", "last tested on"]),
    (Field(F::ReplacedBy), &["replaced by", "superseded by"]),
    (Field(F::Frequency), &[
        "sync frequency", "transfer frequency", "data frequency", "integration frequency", "interface frequency",
        "execution frequency", "run frequency", "load frequency", "refresh frequency", "synchronization frequency",
        "frequency volume", "sync interval", "sync schedule", "polling interval", "polling frequency",
    ]),
    (Person("owner"), &[
        "integration owner", "service owner", "integration owners", "primary owner", "interface owner",
    ]),
    (Person("technical_lead"), &["technical lead", "tech lead", "technical owner"]),
    (Person("support_team"), &["support team", "supported by"]),
    (Person("maintainer"), &["maintainer", "maintainers", "maintained by"]),
    (Person("business_owner"), &["business owner"]),
    (Systems(Role::Publisher), &["publishers", "publisher"]),
    (Systems(Role::Subscriber), &["subscribers", "subscriber", "consumers"]),
    (Target::Mappings, &["field mappings", "entity mappings"]),
];

/// Keys in the parts that describe the integration as a whole.
#[rustfmt::skip]
pub(crate) const OVERVIEW: &[(Target, &[&str])] = &[
    (Field(F::Name), &["name", "title", "interface name", "flow name", "connector name", "integration title"]),
    (Field(F::Id), &["id", "identifier", "reference", "flow id", "if id", "ref"]),
    (Field(F::Version), &["version"]),
    (Target::Kind, &["type", "pattern", "category", "style", "interface type"]),
    (Target::Audience, &["classification"]),
    (Field(F::Classification), &[
        "data sensitivity", "sensitivity", "confidentiality", "confidentiality level", "data class", "security class",
        "security level", "data protection class", "classification level",
    ]),
    (Field(F::Status), &[
        "status", "state", "lifecycle state", "life cycle", "lifecycle stage", "lifecycle phase", "current status",
        "implementation status", "deployment status", "production status", "operational status", "environment status",
        "go live status", "live status", "stage", "phase",
    ]),
    (Field(F::Direction), &[
        "direction", "data direction", "flow direction", "integration direction", "interface direction",
        "sync direction", "data flow direction", "direction of flow", "direction of data",
    ]),
    (Field(F::Priority), &[
        "priority", "criticality", "business criticality", "criticality level", "importance", "tier", "service tier",
    ]),
    (Field(F::Frequency), &[
        "frequency", "schedule", "interval", "cadence", "update frequency", "update interval", "update schedule",
        "refresh", "refresh rate", "refresh interval", "refresh schedule", "timing", "run schedule", "run times",
        "periodicity", "how often", "runs",
    ]),
    (Field(F::Purpose), &[
        "purpose", "business purpose", "description", "goal", "summary", "objective", "objectives",
        "business objective", "business goal", "aim", "short description", "what it does",
    ]),
    (Field(F::Created), &["created", "date", "created on", "created at"]),
    (Field(F::Updated), &["modified", "modified on", "updated at", "as of"]),
    (Field(F::GoLive), &["live date", "went live", "launched", "launched on", "launch date", "live from"]),
    (Field(F::LastReviewed), &["reviewed", "last verified", "verified on", "last checked", "checked on"]),
    (Person("owner"), &[
        "owner", "owners", "owned by", "responsible", "responsible team", "responsible person", "responsible party",
        "owning team", "owner team", "team", "accountable", "accountable team", "accountable person",
    ]),
    (Person("author"), &["author", "authors", "created by"]),
    (Person("contact"), &[
        "contact", "contacts", "contact person", "point of contact", "primary contact", "contact team", "contact point",
    ]),
    (Person("stakeholder"), &["stakeholders", "stakeholder"]),
    (Systems(Role::Source), &[
        "source", "source system", "source systems", "sources", "from", "producer", "producers", "provider",
        "source application", "source applications", "source app", "source service", "sender", "senders",
        "sender system", "sending system", "sending application", "origin", "origin system", "originating system",
        "upstream", "upstream system", "upstream systems", "upstream application", "providing system",
        "provider system", "data provider", "producer system", "producing system", "publishing system", "from system",
        "feeder system", "feeding system",
    ]),
    (Systems(Role::Target), &[
        "target", "target system", "target systems", "targets", "to", "destination", "destinations",
        "destination system", "destination systems", "consumer", "target application", "target applications",
        "target app", "target service", "destination application", "destination app", "receiver", "receivers",
        "receiver system", "receiving system", "receiving systems", "receiving application", "recipient system",
        "recipient", "downstream", "downstream system", "downstream systems", "downstream application",
        "consumer system", "consuming system", "consuming systems", "consuming application", "data consumer",
        "data consumers", "subscribing system", "to system", "sink", "sink system",
    ]),
    (Systems(Role::Middleware), &[
        "middleware", "integration layer", "integration platform", "via", "middleware system", "middleware platform",
        "message broker", "esb", "integration tool",
    ]),
    (Systems(Role::Party), &[
        "system", "systems", "systems involved", "involved systems", "integrated systems", "linked systems", "parties",
        "partner", "partners", "partner system", "partner systems", "external system", "external systems",
        "trading partner", "third party system", "connected system", "connected systems", "applications involved",
        "involved applications", "participating systems",
    ]),
    (Target::Route, &["data flow", "flow", "route", "data route", "flow path"]),
    (Transfer("method"), &["method", "integration method", "transfer method", "mechanism", "transfer mechanism"]),
    (Transfer("protocol"), &["protocol", "transport protocol", "communication protocol", "transport"]),
    (Transfer("format"), &["format", "data format", "file format", "message format", "payload format"]),
    (Transfer("data"), &[
        "data", "payload", "entities", "objects", "data objects", "data entities", "business objects",
        "data transferred", "data exchanged", "information exchanged",
    ]),
    (Transfer("trigger"), &["trigger", "triggered by"]),
    (Target::Failure, &["error handling", "error flow", "error flows", "exceptions", "failure handling", "failure modes", "failures", "errors"]),
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
    (Field(F::Classification), &["classification"]),
    (Target::Kind, &["integration type", "integration pattern", "pattern"]),
    (Field(F::Updated), &["last updated date", "updated date"]),
    (Field(F::GoLive), &["production deployment date"]),
    (Systems(Role::Source), &["source system id"]),
    (Systems(Role::Target), &["target system id"]),
];

/// Keys of a failure mode, by the detail that they hold. Other keys keep their names.
#[rustfmt::skip]
pub(crate) const FAILURE: &[(&str, &[&str])] = &[
    ("name", &[
        "error types", "error type", "failure", "failure mode", "error", "scenario", "name", "fault", "exception",
        "failure type", "failure scenario", "error scenario", "problem", "issue", "symptom", "symptoms",
        "error condition", "failure condition", "error case", "failure case", "error message", "exception type",
        "condition", "case", "situation", "what happens", "what can go wrong", "what goes wrong", "what fails",
    ]),
    ("code", &[
        "error code", "code", "http status", "http status code", "http code", "status code", "response code",
        "return code", "exit code", "error codes",
    ]),
    ("cause", &[
        "how it fails", "cause", "description", "trigger", "root cause", "causes", "possible cause", "possible causes",
        "probable cause", "likely cause", "reason", "meaning",
    ]),
    ("impact", &["impact", "effect", "consequence", "consequences", "business impact"]),
    ("detection", &["detection", "how detected", "detected by", "how to detect", "how it is noticed", "how noticed"]),
    ("recovery", &[
        "recovery", "action", "responses", "response", "mitigation", "resolution", "handling", "remediation",
        "solution", "workaround", "recovery options", "recovery steps", "recovery procedure", "fix", "fixes",
        "what to do", "handling strategy", "recovery strategy", "recovery action", "corrective action", "actions",
        "action required", "required action", "recommended action", "behaviour", "behavior", "system behaviour",
        "system behavior", "reaction", "fallback", "remedy", "how to fix", "how to resolve", "error handling",
        "system response", "next step", "next steps", "how it is handled", "how handled", "what is done", "what we do",
    ]),
    ("retry", &["retry logic", "retry", "retries", "retry policy", "retry strategy"]),
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
#[rustfmt::skip]
pub(crate) const FLOW: &[(&str, &[&str])] = &[
    ("from", &[
        "source", "from", "source system", "producer", "source application", "sender", "sending system", "provider",
        "upstream", "upstream system", "from system", "origin", "publisher",
    ]),
    ("to", &[
        "destination", "to", "target", "target system", "destination system", "consumer", "target application",
        "destination application", "receiver", "receiving system", "downstream", "downstream system", "to system",
        "consumers", "recipient", "subscriber", "subscribers", "sink",
    ]),
    ("data", &[
        "data", "payload", "content", "what", "entities", "objects", "data objects", "data transferred",
        "data exchanged",
    ]),
    ("frequency", &[
        "frequency", "schedule", "timing", "when", "interval", "cadence", "how often", "sync frequency",
        "update frequency", "refresh", "refresh rate", "frequency volume", "periodicity",
    ]),
    ("method", &["method", "mechanism", "how", "transfer method", "integration method"]),
    ("format", &["format", "data format", "file format", "message format"]),
    ("protocol", &["protocol", "transport protocol", "transport"]),
    ("direction", &["direction"]),
    ("name", &["name", "flow", "flow name"]),
];

/// Keys of a participating system, by the detail that they hold.
pub(crate) const SYSTEM: &[(&str, &[&str])] = &[
    ("name", &["name", "system name", "system", "application", "application name"]),
    ("type", &["type", "system type", "kind", "application type"]),
    ("owner", &["owner", "system owner", "owned by", "team", "responsible", "application owner", "owning team"]),
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
#[rustfmt::skip]
pub(crate) const SIDES: &[(Role, &[&str])] = &[
    (Role::Source, &[
        "source", "source system", "source application", "producer", "provider", "sender", "sending system", "origin",
        "upstream", "upstream system", "from",
    ]),
    (Role::Target, &[
        "target", "target system", "target application", "consumer", "receiver", "receiving system", "destination",
        "destination system", "downstream", "downstream system", "recipient", "to",
    ]),
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
