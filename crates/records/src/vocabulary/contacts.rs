//! Keys that describe a person below a heading of contacts, in canonical form.

/// What a key describes about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactKey {
    /// The name of the person.
    Name,
    /// What the person is responsible for.
    Role,
    /// How the person can be reached.
    Address,
}

/// The names of each key.
pub(crate) const KEYS: &[(ContactKey, &[&str])] = &[
    (ContactKey::Name, &["name", "full name", "person"]),
    (ContactKey::Role, &["role", "title", "position", "function", "responsibility"]),
    (ContactKey::Address, &["email", "e mail", "mail", "phone", "telephone", "mobile", "slack", "teams"]),
];

/// Returns what a key describes about a person; `None` for any other key.
pub(crate) fn contact_key(name: &str) -> Option<ContactKey> {
    KEYS.iter().find(|(_, names)| names.contains(&name)).map(|(key, _)| *key)
}
