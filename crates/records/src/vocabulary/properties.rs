//! Names of frontmatter properties that do not describe the integration, in canonical form.

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
