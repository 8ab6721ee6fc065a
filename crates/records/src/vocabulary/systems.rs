//! Names of keys that occur only in system notes, in canonical form.

/// A value of a system that has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SystemField {
    Name,
    Id,
    Kind,
    Owner,
    Domain,
}

/// The names of each key.
pub(crate) const KEYS: &[(SystemField, &[&str])] = &[
    (SystemField::Domain, &["domain", "business domain"]),
    (SystemField::Id, &["system id", "application id", "system code"]),
    (SystemField::Kind, &["system type", "application type"]),
    (SystemField::Name, &["system name", "application name"]),
    (SystemField::Owner, &["system owner", "application owner"]),
];

/// Returns the value that a key holds; `None` for any other key.
pub(crate) fn system_field(name: &str) -> Option<SystemField> {
    KEYS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field)
}

/// Returns every name of a key.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().flat_map(|(_, names)| names.iter().copied())
}
