//! Words in the source column of mapping tables that are not names of fields. Compared without letter case.

/// Texts for an absent value.
pub(crate) const ABSENT: &[&str] = &["", "-", "–", "—", "n/a", "na", "none", "null"];

/// Length in bytes of the longest text in [`ABSENT`].
pub(crate) const LONGEST_ABSENT: usize = 4;

/// Prefixes of a cell whose value the integration itself generates.
pub(crate) const GENERATED: &[&str] =
    &["generated", "auto-generated", "auto generated", "system-generated", "computed", "calculated", "derived"];

/// Prefixes of a cell that holds a constant.
pub(crate) const CONSTANT: &[&str] = &["constant", "const ", "literal "];
