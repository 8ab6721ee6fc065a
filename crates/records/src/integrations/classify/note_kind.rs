//! What a note says that it is: by its `type`, its file name and its title
//! (docs/spec/integrations.md#notes-that-record-nothing).

use std::sync::LazyLock;

use crate::changelog::is_changelog_name;
use crate::integrations::classify::signals::{NoteFeatures, headings};
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::languages::titles::{Announced, announces};
use crate::vocabulary::note_kinds::{INTEGRATION_TYPES, NEUTRAL_TYPES, OTHER_LEADS, OTHER_WORDS, SETUP_HEADINGS};
use crate::vocabulary::shapes::INDEX_NAMES;
use crate::vocabulary::word_search::WordSearch;

/// What a note says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// An integration or a list of them.
    Integration,
    /// Nothing in particular.
    Open,
    /// A guide or an overview. Only content that can belong to nothing else makes it a record.
    Guide,
    /// Something else: a decision, a meeting, a change log, a query, a test report.
    Other,
}

/// Returns what a note says that it is.
pub(crate) fn note_kind(features: &NoteFeatures) -> NoteKind {
    let stem = features.context.path.stem();
    let kind = features.property("type").or_else(|| features.property("kind")).map(canonical_name);
    match kind.as_deref().map(|kind| kind.trim_start_matches("type ")) {
        Some(kind) if INTEGRATION_TYPES.contains(&kind) => return NoteKind::Integration,
        Some(kind) if !kind.is_empty() && !NEUTRAL_TYPES.contains(&kind) => return NoteKind::Other,
        _ => {}
    }
    let name = canonical_name(stem);
    if is_changelog_name(stem)
        || matches!(name.as_str(), "readme" | "index" | "home" | "moc" | "license" | "claude" | "agents")
    {
        return NoteKind::Other;
    }
    let is_decision = |name: &str| {
        let digits = name.trim_start_matches("adr").trim_start();
        name.starts_with("adr ")
            || name == "adr"
            || digits.len() < name.len() && digits.starts_with(|it: char| it.is_ascii_digit())
    };
    let in_decisions = features.context.path.folder().split('/').any(|folder| {
        matches!(canonical_name(folder).as_str(), "adr" | "adrs" | "decisions" | "decision records" | "rfcs")
    });
    if in_decisions || is_decision(&name) || is_decision(features.title) {
        return NoteKind::Other;
    }
    if [features.title, name.as_str()].into_iter().any(is_other_title) {
        return NoteKind::Other;
    }
    let n_setup =
        headings(features.context).filter(|name| SETUP_HEADINGS.contains(name) || name.starts_with("step ")).count();
    if n_setup >= 2 || INDEX_NAMES.contains(&name.as_str()) && name != "integrations" {
        return NoteKind::Guide;
    }
    NoteKind::Open
}

/// Whether a title heads a guide, a decision, a test report or the like.
fn is_other_title(title: &str) -> bool {
    let begins_with =
        |lead: &&str| title.strip_prefix(*lead).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    static WORDS: LazyLock<WordSearch> = LazyLock::new(|| WordSearch::new(OTHER_WORDS.iter().copied()));
    let is_foreign = |announced: &Announced| announces(title, *announced);
    OTHER_LEADS.iter().any(begins_with)
        || WORDS.has_whole_word(title)
        || [Announced::Guide, Announced::Glossary, Announced::Decision, Announced::Template].iter().any(is_foreign)
}
