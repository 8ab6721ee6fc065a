//! Words by which a text is recognized as the name of a system, or as something else. In lower case.

/// Words that occur in sentences and hardly ever in names.
pub(crate) const PROSE: &[&str] = &[
    "a", "an", "are", "as", "be", "been", "but", "by", "can", "could", "does", "each", "every", "has", "have", "if",
    "into", "is", "it", "its", "may", "might", "must", "no", "not", "or", "our", "shall", "should", "so", "such",
    "than", "that", "their", "them", "then", "there", "these", "they", "this", "those", "until", "was", "we", "were",
    "what", "when", "where", "which", "while", "who", "whose", "will", "with", "would", "you", "your", "is", "uses",
    "using", "der", "die", "das", "und", "wird", "werden", "wenn", "que", "quand", "cuando", "quando", "che",
];

/// Texts that stand for no particular system.
pub(crate) const NO_SYSTEM: &[&str] = &[
    "admin",
    "admins",
    "administrator",
    "administrators",
    "client app",
    "customer",
    "customers",
    "manual inspection",
    "operator",
    "operators",
    "root admin",
    "service",
    "services",
    "webhook",
    "webhooks",
    "input",
    "inputs",
    "mock",
    "output",
    "outputs",
    "stub",
    "n a",
    "team",
    "browser",
    "all",
    "any",
    "any system",
    "all systems",
    "all modules",
    "all services",
    "all apps",
    "all applications",
    "anyone",
    "both",
    "consumer",
    "consumers",
    "destination",
    "everyone",
    "external",
    "external system",
    "external systems",
    "internal",
    "internal system",
    "multiple",
    "multiple systems",
    "nobody",
    "no one",
    "others",
    "other",
    "other systems",
    "producer",
    "producers",
    "provider",
    "receiver",
    "self",
    "sender",
    "several",
    "source",
    "source system",
    "target",
    "target system",
    "tbd",
    "tbc",
    "third party",
    "third parties",
    "todo",
    "unknown",
    "user",
    "users",
    "various",
    "various systems",
    "varies",
    "the system",
    "system",
    "systems",
    "nothing",
    "no consumer",
    "no consumers",
    "not applicable",
    "not yet",
    "none yet",
    "nil",
    "same",
    "see above",
    "see below",
    "above",
    "below",
    "as above",
    "as below",
    "same as above",
    "ditto",
    "idem",
    "off",
    "on",
    "up",
    "down",
    "error",
    "web browser",
    "upstream",
    "downstream",
    "undecided",
    "to decide",
    "pending",
    "yes",
    "no",
    "true",
    "false",
];

/// Words that name a kind of data, which the left or right side of an arrow may be instead of a system.
pub(crate) const DATA_TYPES: &[&str] = &[
    "bool",
    "boolean",
    "date",
    "datetime",
    "decimal",
    "double",
    "enum",
    "float",
    "guid",
    "id",
    "int",
    "integer",
    "json",
    "list",
    "long",
    "map",
    "null",
    "number",
    "object",
    "string",
    "text",
    "timestamp",
    "uuid",
    "varchar",
    "http",
    "https",
    "library",
    "xml",
    "csv",
    "yaml",
    "array",
    "char",
    "binary",
    "file",
];

/// Words at the end of a title that say what kind of note it is, and are not part of the name of the last system.
pub(crate) const DOCUMENT_WORDS: &[&str] = &[
    "adapter",
    "api",
    "bidirectional",
    "blueprint",
    "bridge",
    "connection",
    "connector",
    "contract",
    "data",
    "design",
    "doc",
    "docs",
    "document",
    "documentation",
    "etl",
    "exchange",
    "export",
    "feed",
    "field",
    "fields",
    "file",
    "flow",
    "guide",
    "import",
    "integration",
    "integrations",
    "interface",
    "interfaces",
    "job",
    "link",
    "load",
    "map",
    "mapping",
    "mappings",
    "migration",
    "nightly",
    "notes",
    "overview",
    "pipeline",
    "process",
    "project",
    "reference",
    "replication",
    "report",
    "runbook",
    "spec",
    "specification",
    "specs",
    "sync",
    "synchronisation",
    "synchronization",
    "transfer",
    "unidirectional",
    "workflow",
];

/// Words at the beginning of a title that precede the name of the first system.
pub(crate) const TITLE_LEADS: &[&str] =
    &["data flow", "data mapping", "field mapping", "integration", "interface", "mapping", "message flow", "sync"];

/// Beginnings of texts that stand for no particular system, as whole words.
#[rustfmt::skip]
pub(crate) const NO_SYSTEM_LEADS: &[&str] = &[
    "all", "any", "every", "future", "no one", "no consumer", "no consumers", "nobody", "none", "not yet", "tbd", "tbc",
    "to be", "see", "unknown", "manual", "manually", "inbox of", "mailbox of", "various", "several", "multiple", "same as",
];

/// Words of English that deny or limit what a text names.
#[rustfmt::skip]
pub(crate) const DENIALS: &[&str] = &[
    "no longer", "not", "never", "no", "none", "nor", "formerly", "was", "were", "except", "excluding", "instead", "maybe",
    "perhaps", "possibly", "probably", "replaced", "replaces", "replacing", "former", "previously", "previous", "to decide",
    "undecided", "without", "or", "later", "isn t", "aren t", "wasn t", "doesn t", "don t", "didn t", "won t", "unclear",
];

/// Signs before a name that deny it.
pub(crate) const DENYING_SIGNS: [char; 7] = ['❌', '🚫', '⛔', '✖', '✗', '✘', '❎'];

/// Names in capitals that are written like a word of denial: WebSphere Application Server.
pub(crate) const ACRONYMS: &[&str] = &["WAS"];

/// Words before others of the same kind that make the text one about no particular system: `external partner`.
#[rustfmt::skip]
pub(crate) const QUALIFIERS: &[&str] = &[
    "external", "internal", "unknown", "third", "3rd", "other", "various", "several", "multiple", "many", "different",
    "some", "both", "downstream", "upstream", "end", "unspecified", "certain", "individual", "respective",
];

/// Words for kinds of systems and people. A text that has only such words names none, if one of them stands alone, a
/// qualifier comes first, or one of [`GENERIC_ENDS`] last: `User Service` is a name.
#[rustfmt::skip]
pub(crate) const GENERIC: &[&str] = &[
    "party", "parties", "system", "systems", "application", "applications", "app", "apps", "service", "services", "partner",
    "partners", "vendor", "vendors", "provider", "providers", "supplier", "suppliers", "customer", "customers", "client",
    "clients", "user", "users", "team", "teams", "module", "modules", "consumer", "consumers", "producer", "producers",
    "tools", "person", "staff", "employee", "employees", "browser", "browsers", "phone", "phones", "device", "devices",
    "legacy", "source", "target",
];

/// See [`GENERIC`].
#[rustfmt::skip]
pub(crate) const GENERIC_ENDS: &[&str] =
    &["system", "systems", "browser", "browsers", "phone", "phones", "device", "devices"];

/// Words that begin instructions, and whether they are verbs, which a capital letter after them does not make a name:
/// `Step Functions` is one.
pub(crate) const INSTRUCTION_LEADS: &[(&str, bool)] = &[
    ("step", false),
    ("click", true),
    ("ask", true),
    ("press", true),
    ("select", true),
    ("choose", true),
    ("todo", false),
];

/// Beginnings of an open task, before anything: `TODO Ask Ben`.
pub(crate) const TASKS: &[&str] = &["TODO"];

/// Words in lower case that occur in longer texts about systems, and capitalized in names: `Via Verde`.
pub(crate) const LOWER_CASE_PROSE: &[&str] =
    &["via", "through", "other", "others", "later", "see", "siehe", "about", "only"];

/// Signs at the end of a name that refer to a footnote.
pub(crate) const FOOTNOTE_SIGNS: [char; 13] = ['*', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰', '†', '‡'];
