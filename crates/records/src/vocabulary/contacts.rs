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
    (ContactKey::Name, &["name", "full name", "person", "contact name"]),
    (ContactKey::Role, &["role", "title", "position", "function", "responsibility"]),
    (
        ContactKey::Address,
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "phone",
            "phone number",
            "telephone",
            "tel",
            "mobile",
            "slack",
            "slack channel",
            "teams",
            "teams channel",
            "chat",
        ],
    ),
];

/// Words of a text that is about data and names no person: `all contact properties`.
pub(crate) const DATA_WORDS: &[&str] = &[
    "attribute",
    "attributes",
    "column",
    "columns",
    "entities",
    "entity",
    "field",
    "fields",
    "object",
    "objects",
    "properties",
    "property",
    "record",
    "records",
    "table",
    "tables",
];

/// Names of attributes that a list of what is kept about a person consists of: `first name, last name, mail`.
pub(crate) const ATTRIBUTES: &[&str] = &[
    "address",
    "amount",
    "birthday",
    "city",
    "color",
    "colour",
    "country",
    "date",
    "domain",
    "email",
    "first name",
    "full name",
    "id",
    "last name",
    "mail",
    "name",
    "number",
    "phone",
    "stage",
    "state",
    "status",
    "surname",
    "type",
];

/// Last parts of names of fields: `owner_id`.
pub(crate) const FIELD_ENDS: &[&str] =
    &["id", "name", "mail", "email", "key", "no", "nr", "number", "code", "date", "type", "ref", "uuid", "phone"];

/// Returns what a key describes about a person; `None` for any other key.
pub(crate) fn contact_key(name: &str) -> Option<ContactKey> {
    KEYS.iter().find(|(_, names)| names.contains(&name)).map(|(key, _)| *key)
}
