//! Names of frontmatter properties in canonical form: those that do not describe the integration, and all that are known.

use super::{fields, languages};

/// Properties that are used by Obsidian, its plugins and vaultdex.
pub(crate) const NO_VALUES: &[&str] = &[
    "tags",
    "tag",
    "aliases",
    "alias",
    "cssclass",
    "cssclasses",
    "banner",
    "cover",
    "icon",
    "publish",
    "type",
    "vaultdex shape",
    "permalink",
    "changelog",
    "change log",
    "history",
    "kanban plugin",
    "position",
    "linter yaml title alias",
];

/// Returns the names of all properties that are known in English, in canonical form. A name may occur twice.
pub fn known_properties() -> impl Iterator<Item = &'static str> {
    fields::names().chain(NO_VALUES.iter().copied())
}

/// Whether a property has a name, in canonical form, that is known in English or another language.
pub fn is_known_property(name: &str) -> bool {
    let is_of = |language: usize| languages::names::meaning(language, name).is_some();
    known_properties().any(|known| known == name) || (0..languages::LANGUAGES.len()).any(is_of)
}
