//! Names of keys that hold the ID of an integration: as written in properties, and in canonical form.

/// Property names that hold an ID (docs/spec/integrations.md#integration-ids).
pub(crate) const PROPERTIES: &[&str] = &["id", "integrationid", "integration_id", "document_id"];

/// Canonical names of keys that hold an ID.
pub(crate) const MEANINGS: [&str; 2] = ["integration id", "document id"];
