//! The texts that stand in brackets in the templates: names of what is to be filled in.

/// Whether the templates have this text in brackets, letter case and blanks apart.
pub(super) fn holds(inside: &str) -> bool {
    matches!(inside.trim().to_lowercase().as_str(), "name" | "date" | "status" | "integration name")
}

/// Whether the templates link to this as to a note that is yet to be named: `system_1`, `design_doc`, `link`.
pub fn is_placeholder_link(linkpath: &str) -> bool {
    matches!(linkpath.to_lowercase().as_str(), "system_1" | "system_2" | "design_doc" | "link" | "url" | "#" | "…")
}
