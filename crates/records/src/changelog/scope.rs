//! Which part of a note is a history (spec/changelog.md b.1).

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::Note;

use super::entry_line;
use crate::document::headings;
use crate::vocabulary::synonyms::Words;

/// What entries a stretch of a note may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A history: every entry counts, and what tried to be one is reported.
    History,
    /// Templates and plans: nothing counts.
    Excluded,
    /// Anything else: only the declared sentences count.
    Elsewhere,
}

/// The scope behind each heading of the note, after the scope at its beginning. A heading that says nothing of itself
/// passes on the scope of the one it stands under.
pub(crate) fn scopes(note: &Note, outermost: Scope, words: &Words) -> Vec<Scope> {
    let mut above: Vec<(u8, Scope)> = Vec::new();
    let mut scopes = vec![outermost];
    for heading in &note.headings {
        while above.last().is_some_and(|(level, _)| *level >= heading.level) {
            above.pop();
        }
        let inherited = above.last().map_or(outermost, |(_, scope)| *scope);
        let scope = own_scope(heading.level, &words.heading(&heading.text)).unwrap_or(inherited);
        above.push((heading.level, scope));
        scopes.push(scope);
    }
    scopes
}

/// Names of headings that histories have and records do not.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ["release notes", "recent changes", "recent events"].into_iter()
}

fn own_scope(level: u8, text: &str) -> Option<Scope> {
    // A bare `history` must be that of the note or of what it is about: `Purchase history mapping` tells of data.
    static HISTORY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"\b(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|recent (?:events|changes)|release notes)\b|^(?:(?:the|our|its|note|page|edit|editing|release|design|review|maintenance|project|integration|interface|connection|workflow|workspace|flow|feed|mapping|system|deployment|status|incident|ticket|api|document|schema|configuration) )*history(?: of .*| (?:and|&) .*|/.*|:.*| [(–—:-].*)?$",
        )
    });
    static EXCLUDED: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"change ?log templates?|log entry formats?|\b(?:planned|roadmap|upcoming|next steps)\b")
    });
    // A note's title may be the name of what it is about (`Order History Feed`): it has to be a history's own name.
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:history|recent (?:events|changes)|(?:.* )?(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|release notes))(?::.*| [(–—:-].*| (?:of|in) .*| (?:v|version )?[0-9][0-9.]*x?)?$",
        )
    });
    // Most headings hold none of these, and need no closer look.
    static PARTS: LazyLock<Regex> =
        LazyLock::new(|| compile("(?i)histor|log|updates|recent|release|planned|roadmap|upcoming|next"));
    if !PARTS.is_match(text) {
        return None;
    }
    // `## [1.2.0] - 2024-05-01 - roadmap import` is an entry of the history it stands in, whatever it tells of.
    if entry_line::read(&format!("# {text}"), None).is_some() {
        return None;
    }
    let name = headings::normalise(text);
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

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: u8, text: &str, expected: Option<Scope>) {
        assert_eq!(own_scope(level, text), expected, "{text:?}");
    }

    #[test]
    fn a_history_is_known_by_its_heading() {
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
    fn templates_and_plans_are_no_history() {
        for text in ["CHANGE LOG TEMPLATES", "Changelog templates", "Log Entry Formats", "(9.1) Planned Updates"] {
            check(2, text, Some(Scope::Excluded));
        }
        check(3, "Roadmap", Some(Scope::Excluded));
        check(3, "Upcoming release notes", Some(Scope::Excluded));
        check(3, "Next Steps", Some(Scope::Excluded));
    }

    #[test]
    fn a_title_is_a_history_only_where_that_is_its_whole_name() {
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
    fn a_stamped_heading_belongs_to_the_history_above_it() {
        check(3, "2024-12-11 - Planned window moved", None);
        check(2, "[1.2.0] - 2024-05-01 - roadmap import", None);
    }
}
