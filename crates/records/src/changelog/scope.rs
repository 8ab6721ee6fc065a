//! Which parts of a note are histories (docs/spec/changelog.md#where-entries-are-found).

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::Note;

use super::entry_line;
use crate::normalize::pattern::compile;
use crate::vocabulary::synonyms::Synonyms;

/// Which entries a part of a note may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A history: all entries are read and malformed lines are reported.
    History,
    /// Templates and plans: no entries are read.
    Excluded,
    /// Any other part: only declared sentences are read.
    Elsewhere,
}

/// Returns the scope at the beginning of the note, followed by the scope of each heading. A heading without its own
/// scope inherits that of the heading above.
pub(crate) fn scopes(note: &Note, outermost: Scope, synonyms: &Synonyms) -> Vec<Scope> {
    let mut above: Vec<(u8, Scope)> = Vec::new();
    let mut scopes = vec![outermost];
    for heading in &note.headings {
        while above.last().is_some_and(|(level, _)| *level >= heading.level) {
            above.pop();
        }
        let inherited = above.last().map_or(outermost, |(_, scope)| *scope);
        let scope = own_scope(heading.level, &synonyms.heading(&heading.text)).unwrap_or(inherited);
        above.push((heading.level, scope));
        scopes.push(scope);
    }
    scopes
}

fn own_scope(level: u8, text: &str) -> Option<Scope> {
    // `history` alone must refer to the note or its subject: `Purchase history mapping` is about data.
    static HISTORY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"\b(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|recent (?:events|changes)|release notes)\b|^(?:(?:the|our|its|note|page|edit|editing|release|design|review|maintenance|project|integration|interface|connection|workflow|workspace|flow|feed|mapping|system|deployment|status|incident|ticket|api|document|schema|configuration) )*history(?: of .*| (?:and|&) .*|/.*|:.*| [(–—:-].*)?$",
        )
    });
    static EXCLUDED: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"change ?log templates?|log entry formats?|\b(?:planned|roadmap|upcoming|next steps)\b")
    });
    // The title of a note may be the name of its subject (`Order History Feed`), so it must consist of the name of a
    // history.
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:history|recent (?:events|changes)|(?:.* )?(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|release notes))(?::.*| [(–—:-].*| (?:of|in) .*| (?:v|version )?[0-9][0-9.]*x?)?$",
        )
    });
    // Most headings contain none of these parts.
    static PARTS: LazyLock<Regex> =
        LazyLock::new(|| compile("(?i)histor|log|updates|recent|release|planned|roadmap|upcoming|next"));
    if !PARTS.is_match(text) {
        return None;
    }
    // `## [1.2.0] - 2024-05-01 - roadmap import` is an entry of the history above, whatever its text.
    if entry_line::parse_entry_line(&format!("# {text}"), None).is_some() {
        return None;
    }
    let name = crate::vocabulary::decoration::normalize_heading(text);
    let (excluded, history) = match level {
        1 => (false, TITLE.is_match(&name)),
        _ => (EXCLUDED.is_match(&name), HISTORY.is_match(&name)),
    };
    match (excluded, history) {
        (true, _) => Some(Scope::Excluded),
        (false, true) => Some(Scope::History),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: u8, text: &str, expected: Option<Scope>) {
        assert_eq!(own_scope(level, text), expected, "{text:?}");
    }

    #[test]
    fn a_history_is_recognized_by_its_heading() {
        for text in [
            "Modification History",
            "(9.2) MODIFICATION HISTORY",
            "📝 Version Log",
            "Change History",
            "Changes-log",
            "Change log",
            "Revision history:",
            "Document Updates",
            "**Changelog**",
            "History",
            "Recent Events",
            "Recent changes",
            "Release Notes",
            "Update Log (newest first)",
        ] {
            check(2, text, Some(Scope::History));
        }
        for text in ["Version Control", "Catalogue", "Logging", "Prehistory", "Change Process", "Release Process"] {
            check(2, text, None);
        }
        for text in ["Deployment History", "History and changes", "Status history"] {
            check(2, text, Some(Scope::History));
        }
        for text in ["Integration history", "History of the feed", "History (newest first)", "Feed: release notes"] {
            check(2, text, Some(Scope::History));
        }
        for text in ["Purchase history mapping", "Job run history", "Order history API", "Purchase history"] {
            check(2, text, None);
        }
    }

    #[test]
    fn templates_and_plans_are_excluded() {
        for text in ["CHANGE LOG TEMPLATES", "Changelog templates", "Log Entry Formats", "(9.1) Planned Updates"] {
            check(2, text, Some(Scope::Excluded));
        }
        check(3, "Roadmap", Some(Scope::Excluded));
        check(3, "Upcoming release notes", Some(Scope::Excluded));
        check(3, "Next Steps", Some(Scope::Excluded));
    }

    #[test]
    fn a_title_must_consist_of_the_name_of_a_history() {
        check(1, "Changelog", Some(Scope::History));
        check(1, "Northwind Change Log", Some(Scope::History));
        check(1, "History", Some(Scope::History));
        check(1, "Order History", None);
        check(1, "Purchase History Export", None);
        check(1, "Planned Outage Feed", None);
        check(1, "Document Updates for Partners", None);
        for text in [
            "Changelog: Orders",
            "Changelog 2025",
            "Release Notes 2.3",
            "Change history of Orders",
            "Recent Changes in Orders",
            "History: Orders",
        ] {
            check(1, text, Some(Scope::History));
        }
    }

    #[test]
    fn a_dated_heading_belongs_to_the_history_above() {
        check(3, "2024-12-11 - Planned window moved", None);
        check(2, "[1.2.0] - 2024-05-01 - roadmap import", None);
    }
}
