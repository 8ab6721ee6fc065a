//! Names of headings of histories, in canonical form.

/// Returns the names of headings that occur only in histories.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ["release notes", "recent changes", "recent events"].into_iter()
}
