//! Names by which the shapes of notes are recognized: keys, properties, columns and headings of their templates. In
//! canonical form.

/// Names of folders of integration notes.
pub(crate) const INTEGRATION_FOLDERS: &[&str] = &[
    "integrations",
    "integration",
    "interfaces",
    "interface",
    "feeds",
    "data feeds",
    "connectors",
    "data flows",
    "integration specs",
    "integration specifications",
    "interface specifications",
];

/// Names of folders of system notes.
pub(crate) const SYSTEM_FOLDERS: &[&str] = &["systems"];

/// Values of the property `type` of system notes.
pub(crate) const SYSTEM_TYPES: &[&str] = &["system", "application", "app", "it system", "software system"];

/// Names of folders of templates.
pub(crate) const TEMPLATE_FOLDERS: &[&str] = &["templates", "template"];

/// Prefixes of the titles of the templates, by which a lone heading is recognized as a title.
pub(crate) const TITLE_LEADS: &[&str] = &["integration blueprint", "integration spec"];

/// Keys in the metadata at the end of the record template.
pub(crate) const RECORD_METADATA: &[&str] = &[
    "owner",
    "technical lead",
    "support team",
    "review status",
    "document id",
    "next review",
    "integration status",
    "last tested",
    "security classification",
];

/// Columns of the field mapping of the specification template.
pub(crate) const SPEC_COLUMNS: &[&str] =
    &["source field", "target field", "data type", "transformation rule", "default value", "mandatory"];

/// Headings of the integration methods in the blueprint template, with the integration type of each.
pub(crate) const BLUEPRINT_METHODS: &[(&str, &str)] =
    &[("data integration", "Data"), ("event integration", "Event"), ("api integration", "API")];

/// Properties that only integration notes have.
pub(crate) const NOTE_PROPERTIES: &[&str] =
    &["integration id", "source system", "target system", "integration pattern"];

/// Properties that name the source of an integration.
pub(crate) const SOURCE_PROPERTIES: &[&str] = &["source", "source system", "from"];

/// Properties that name the target of an integration.
pub(crate) const TARGET_PROPERTIES: &[&str] = &["target", "target system", "to", "destination"];

/// Properties that only system notes have.
pub(crate) const SYSTEM_PROPERTIES: &[&str] = &["system id", "system type"];

/// Parts of words, one of which must occur in a note that is an integration only because its name has two sides: `Tokyo
/// → Kyoto` has an arrow too.
pub(crate) const INTEGRATION_WORDS: &[&str] = &[
    "integrat",
    "interface",
    "api",
    "source system",
    "target system",
    "middleware",
    "payload",
    "webhook",
    "sync",
    "field mapping",
];

/// File names of notes that list integrations but do not describe one.
pub(crate) const INDEX_NAMES: &[&str] =
    &["readme", "index", "home", "moc", "overview", "integrations", "integrations moc", "integrations hub"];

/// Keys and columns of sides that other notes have too, such as letters and journeys.
pub(crate) const WEAK_SIDES: &[&str] = &[
    "from",
    "to",
    "source",
    "target",
    "sources",
    "targets",
    "origin",
    "destination",
    "provider",
    "author",
    "publisher",
    "consumer",
    "consumers",
    "providers",
    "name",
    "title",
    "file name",
    "via",
];
