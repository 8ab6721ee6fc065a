//! Sentence patterns of change entries, and names of change categories.

use crate::model::Verb;

/// A sentence pattern: its verb, and the link words that may separate the two names.
pub(crate) struct SentencePattern {
    pub(crate) verb: Verb,
    pub(crate) lead: &'static str,
    pub(crate) links: &'static [&'static str],
    pub(crate) is_declared: bool,
}

/// Verbs whose sentences end in prose, such as the purpose of a change.
pub(crate) const PROSE_VERBS: [Verb; 4] = [Verb::Updated, Verb::Modified, Verb::Enhanced, Verb::Revised];

/// The patterns of docs/spec/changelog.md#sentences. Of those with the same verb, the first match wins.
pub(crate) const SENTENCE_PATTERNS: [SentencePattern; 15] = [
    SentencePattern { verb: Verb::Updated, lead: "updated", links: &["for"], is_declared: true },
    SentencePattern { verb: Verb::Modified, lead: "modified", links: &["to enhance"], is_declared: true },
    SentencePattern { verb: Verb::Connected, lead: "connected", links: &["with"], is_declared: true },
    SentencePattern { verb: Verb::Modified, lead: "modified", links: &["to", "with", "in"], is_declared: false },
    SentencePattern { verb: Verb::Disconnected, lead: "disconnected", links: &["from"], is_declared: false },
    SentencePattern { verb: Verb::Replaced, lead: "replaced", links: &["with", "by"], is_declared: false },
    SentencePattern { verb: Verb::Renamed, lead: "renamed", links: &["to"], is_declared: false },
    SentencePattern { verb: Verb::Added, lead: "added", links: &["to", ""], is_declared: false },
    SentencePattern { verb: Verb::Removed, lead: "removed", links: &["from", ""], is_declared: false },
    SentencePattern { verb: Verb::Fixed, lead: "fixed", links: &["in", ""], is_declared: false },
    SentencePattern { verb: Verb::Enhanced, lead: "enhanced", links: &["for", ""], is_declared: false },
    SentencePattern { verb: Verb::Revised, lead: "revised", links: &["to accommodate", ""], is_declared: false },
    SentencePattern { verb: Verb::Deprecated, lead: "deprecated", links: &[""], is_declared: false },
    SentencePattern { verb: Verb::Retired, lead: "retired", links: &[""], is_declared: false },
    SentencePattern { verb: Verb::Changed, lead: "changed", links: &[""], is_declared: false },
];

/// Returns the verb of a heading that is a category of Keep a Changelog (docs/spec/changelog.md#keep-a-changelog) or of
/// a tool that generates release notes.
pub(crate) fn category(heading: &str) -> Option<Verb> {
    match crate::vocabulary::decoration::normalize_heading(heading).as_str() {
        "added" | "features" | "new features" => Some(Verb::Added),
        "changed" | "breaking changes" => Some(Verb::Changed),
        "deprecated" | "deprecations" => Some(Verb::Deprecated),
        "removed" => Some(Verb::Removed),
        "fixed" | "fixes" | "bug fixes" | "bugfixes" => Some(Verb::Fixed),
        "security" => Some(Verb::Security),
        "improvements" | "enhancements" | "performance improvements" => Some(Verb::Enhanced),
        _ => None,
    }
}
