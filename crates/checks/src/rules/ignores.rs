//! Comments that ignore nothing.

use crate::rule::{Rule, Scope, Severity};

/// A comment that ignores nothing.
pub static IG01: Rule = Rule {
    id: "IG01",
    name: "unused-ignore",
    about: "A comment `vaultdex-ignore` ignores nothing, or names a rule that does not exist.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Remove the comment, or correct the name of its rule.",
    scope: Scope::Ignores,
};
