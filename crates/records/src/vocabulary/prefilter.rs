//! Names by which the prefilter recognizes notes that may record integrations before it parses them further. In
//! canonical form unless stated otherwise.

/// Parts of headings of integration notes, in lower case. Every note that has a shape has a heading that contains one
/// of them, or another sign that the prefilter checks.
pub(crate) const HEADING_PARTS: &[&str] = &[
    "integrat",
    "system connection",
    "data flow arch",
    "purpose and scope",
    "system init",
    "change log templ",
    "basic info",
    "system info",
    "connection det",
    "source system",
    "systems involved",
    "interface spec",
    "support model",
    "modification history",
    "blueprint",
    "->",
    "→",
    "⇒",
    "↔",
    "<=>",
];

/// Names of frontmatter properties of integration and system notes, as [`property_name`] returns them.
///
/// [`property_name`]: crate::vocabulary::canonical_name::property_name
pub(crate) const PROPERTIES: &[&str] = &[
    "type",
    "integration id",
    "source system",
    "target system",
    "integration pattern",
    "system id",
    "system type",
    "vaultdex shape",
];

/// Spellings of the key that alone makes a note a record, as written.
pub(crate) const ID_KEYS: [&str; 3] = ["Integration ID", "Integration id", "integration id"];

/// Names of folders of integration and system notes.
pub(crate) const FOLDERS: &[&str] = &["integrations", "integration", "systems"];
