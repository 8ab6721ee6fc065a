//! Words in labels of related documents, and keys of a document's metadata, in canonical form.

/// Kinds of documents with the words of a label that indicate them, each preceded by a space. The first match wins. A
/// word also matches as a prefix of a longer one: `interfaces`, `runbooks`.
pub(crate) const KINDS: &[(&str, &[&str])] = &[
    ("security", &[" security", " threat", " privacy"]),
    ("data_model", &[" data model", " data dictionary", " mapping", " schema", " erd"]),
    ("runbook", &[" runbook", " run book", " troubleshooting", " recovery", " playbook", " operations"]),
    ("interface", &[" interface", " api", " contract", " swagger", " openapi"]),
    ("design", &[" architecture", " design", " adr", " blueprint"]),
];

/// Targets of links that are placeholders, as written.
pub(crate) const PLACEHOLDER_TARGETS: &[&str] = &["link", "url", "#", "…", "...", ""];

/// Extensions in names of files that a note was converted from.
pub(crate) const FILE_ENDINGS: &[&str] = &[".pdf", ".docx", ".doc", ".xlsx", ".pptx", ".html"];

/// Keys that describe the document and not the integration.
pub(crate) const METADATA_KEYS: &[&str] = &[
    "blueprint status",
    "document status",
    "review status",
    "document id",
    "document version",
    "last updated",
    "last modified",
    "next review",
    "next review date",
];
