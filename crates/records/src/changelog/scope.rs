//! Which parts of a note are histories (docs/spec/changelog.md#where-entries-are-found).

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use vaultdex_notes::{BlockKind, Heading, Note};

use super::entry_line;
use crate::normalize::pattern::compile;
use crate::normalize::timestamp::has_digit;
use crate::vocabulary::histories;
use crate::vocabulary::synonyms::Synonyms;
use crate::vocabulary::word_search::WordSearch;

/// Which entries a part of a note may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A history: all entries are read and malformed lines are reported.
    History,
    /// A section that is a history by a name with other meanings too (`Log`, `Updates`): all entries are read, and no
    /// line is called malformed.
    LikelyHistory,
    /// Templates and plans: no entries are read.
    Excluded,
    /// Any other part: only declared sentences are read.
    Elsewhere,
}

impl Scope {
    /// Whether all entries are read.
    pub(crate) fn is_history(self) -> bool {
        matches!(self, Scope::History | Scope::LikelyHistory)
    }
}

/// Returns the scope at the beginning of the note, followed by the scope of each heading. A heading without its own
/// scope inherits that of the heading above.
pub(crate) fn scopes(note: &Note, outermost: Scope, synonyms: &Synonyms) -> Vec<Scope> {
    let mut above: Vec<(u8, Scope)> = Vec::new();
    let mut scopes = vec![outermost];
    for (idx, heading) in note.headings.iter().enumerate() {
        let mut previous = None;
        while let Some((level, scope)) = above.pop_if(|(level, _)| *level >= heading.level) {
            previous = Some(scope).filter(|_| level == heading.level);
        }
        let inherited = above.last().map_or(outermost, |(_, scope)| *scope);
        let scope = match own_scope(heading.level, &synonyms.heading(&heading.text)) {
            // `# Changelog` and `# 1.2.0 - 2024-05-01`
            None if previous == Some(Scope::History) && continues_history(note, idx) => Scope::History,
            // `To do` within a history is not a part of it.
            None if inherited.is_history() && heading.level > 1 && is_plan(&heading.text) => Scope::Excluded,
            None => inherited,
            // `Updates` within a history is a part of it.
            Some(Scope::LikelyHistory) if inherited == Scope::History => inherited,
            Some(scope) => scope,
        };
        above.push((heading.level, scope));
        scopes.push(scope);
    }
    scopes
}

/// Whether a dated heading goes on with the history of the heading before it, which is of the same level and has no list
/// or table of its own. `idx` is the number of the heading.
fn continues_history(note: &Note, idx: usize) -> bool {
    let heading = &note.headings[idx];
    if entry_line::parse_entry_line(&format!("# {}", heading.text), None).is_none() {
        return false;
    }
    let level = heading.level;
    let Some(before) = note.headings[..idx].iter().rfind(|before| before.level <= level) else { return false };
    let is_dated = || entry_line::parse_entry_line(&format!("# {}", before.text), None).is_some();
    let start = note.blocks.partition_point(|block| block.span.start <= before.span.start);
    let mut blocks = note.blocks[start..].iter().take_while(|block| block.span.start < heading.span.start);
    is_dated() || blocks.all(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::ThematicBreak))
}

/// Whether a heading is that of a history by its own name.
pub(crate) fn is_history_heading(heading: &Heading, synonyms: &Synonyms) -> bool {
    own_scope(heading.level, &synonyms.heading(&heading.text)).is_some_and(Scope::is_history)
}

/// Returns the scope that a name of a history has, such as the title of a callout.
pub(crate) fn scope_of_name(name: &str, synonyms: &Synonyms) -> Option<Scope> {
    own_scope(2, &synonyms.heading(name))
}

fn own_scope(level: u8, text: &str) -> Option<Scope> {
    // `history` alone must refer to the note or its subject: `Purchase history mapping` is about data, and a history of
    // meetings, runs or incidents is about other events.
    static HISTORY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"\b(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|recent (?:events|changes)|release notes)\b|^(?:(?:the|our|its|note|page|edit|editing|release|design|review|maintenance|project|integration|interface|connection|workflow|workspace|flow|feed|mapping|system|deployment|status|api|document|schema|configuration) )*history(?: of .*| (?:and|&) .*|/.*|:.*| [(–—:-].*)?$",
        )
    });
    // The title of a note may be the name of its subject (`Order History Feed`), so it must consist of the name of a
    // history.
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:history|recent (?:events|changes)|(?:.* )?(?:(?:modification|version|change|revision|document|update)s?[ -]?(?:history|logs?|updates)|change-?logs?|release notes))(?::.*| [(–—:-].*| (?:of|in) .*| (?:v|version )?[0-9][0-9.]*x?)?$",
        )
    });
    // Most headings contain none of these parts.
    if !may_be_history(text) {
        return None;
    }
    // `## [1.2.0] - 2024-05-01 - roadmap import` is an entry of the history above, whatever its text.
    if has_digit(text.as_bytes()) && entry_line::parse_entry_line(&format!("# {text}"), None).is_some() {
        return None;
    }
    let name = crate::vocabulary::decoration::normalize_heading(text);
    if level > 1 && is_template_or_plan(&name) {
        return Some(Scope::Excluded);
    }
    let is_history = match level {
        1 => has_history_words(&name) && TITLE.is_match(&name) || has_history_name(&name, is_at_either_end),
        _ => has_history_words(&name) && HISTORY.is_match(&name) || has_history_name(&name, |_, _| true),
    };
    if is_history {
        return Some(if is_example(&name) { Scope::Excluded } else { Scope::History });
    }
    (level > 1 && is_likely_history(&name)).then_some(Scope::LikelyHistory)
}

/// Whether a heading has the words without which no pattern of a history matches, so that it need not be tried.
fn has_history_words(heading: &str) -> bool {
    const SUBJECTS: [&str; 6] = ["modification", "version", "change", "revision", "document", "update"];
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    has(&["history", "recent ", "release notes"]) || has(&["log", "updates"]) && has(&SUBJECTS)
}

/// Whether a heading is about templates of histories, or about what is planned.
fn is_template_or_plan(heading: &str) -> bool {
    const PLANS: [&str; 4] = ["planned", "roadmap", "upcoming", "next steps"];
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let has_word = |word: &&str| {
        heading.match_indices(*word).any(|(at, _)| {
            let (before, after) = (&heading[..at], &heading[at + word.len()..]);
            !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
        })
    };
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    has(&["change log template", "changelog template", "log entry format"]) || PLANS.iter().any(has_word)
}

/// Whether a heading contains a part of a name of histories or plans. Most headings contain none.
fn may_be_history(heading: &str) -> bool {
    static PARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).build(histories::PARTS).expect("few enough words")
    });
    PARTS.is_match(heading) || !heading.is_ascii() && PARTS.is_match(&heading.to_lowercase())
}

/// Whether a heading contains the name of a history as whole words, at a position that `is_accepted`.
fn has_history_name(heading: &str, is_accepted: fn(&str, Range<usize>) -> bool) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    static NAMES: LazyLock<WordSearch> =
        LazyLock::new(|| WordSearch::new(histories::HISTORIES.iter().chain(histories::OTHER_HISTORIES).copied()));
    NAMES.places(heading).any(|(name, place)| {
        let (before, after) = (&heading[..place.start], &heading[place.end..]);
        // Words are not separated in Japanese and Chinese.
        let is_joined = name.chars().all(|letter| letter >= '\u{2e80}');
        let is_word = is_joined || !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
        is_word && is_accepted(heading, place)
    })
}

fn is_at_either_end(heading: &str, name: Range<usize>) -> bool {
    name.start == 0 || name.end == heading.len()
}

/// Whether a heading consists of a name that histories have, besides other sections. A remark in parentheses may follow.
fn is_likely_history(heading: &str) -> bool {
    let name = heading.split(['(', '（']).next().unwrap_or(heading).trim_end();
    histories::LIKELY_HISTORIES.contains(&name) || histories::OTHER_LIKELY_HISTORIES.contains(&name)
}

/// Whether a heading consists of a name of what is still to be done: `Open points`, `To do`, `Due`.
fn is_plan(heading: &str) -> bool {
    static PLAN: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"^(?:(?:open|outstanding|pending) (?:points?|items?|issues?|questions?|tasks?|actions?|topics?|work)|to[ -]?dos?(?: list)?|due(?: dates?| items?)?|deadlines?|backlog|next actions?|action items?|offene punkte|nächste schritte|points ouverts|à faire|prochaines étapes|pendientes|próximos (?:pasos|passos)|por hacer|a fazer|punti aperti|da fare|prossimi passi|openstaande punten|te doen|volgende stappen|do zrobienia|następne kroki|открытые вопросы|следующие шаги|待办|待办事项|下一步)$",
        )
    });
    /// Maximum length of a name in bytes.
    const MAX_LENGTH: usize = 60;
    heading.len() <= MAX_LENGTH
        && PLAN.is_match(&crate::vocabulary::decoration::normalize_heading(
            heading.split(['(', '（']).next().unwrap_or(heading),
        ))
}

/// Whether the heading of a history tells how one is to be written: `Format of the change log`, `Changelog (example)`.
fn is_example(heading: &str) -> bool {
    let mut words = heading.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
    let is_joined = |example: &&str| example.chars().all(|letter| letter >= '\u{2e80}') && heading.ends_with(*example);
    first == "how"
        || histories::EXAMPLES.iter().any(|example| *example == first || *example == last || is_joined(example))
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
        for text in ["Catalogue", "Logging", "Prehistory", "Change Process", "Release Process", "Error log", "Timeline"]
        {
            check(2, text, None);
        }
        for text in ["Deployment History", "History and changes", "Status history"] {
            check(2, text, Some(Scope::History));
        }
        for text in ["Integration history", "History of the feed", "History (newest first)", "Feed: release notes"] {
            check(2, text, Some(Scope::History));
        }
        for text in [
            "Purchase history mapping",
            "Job run history",
            "Order history API",
            "Purchase history",
            "Meeting history",
            "Incident history",
        ] {
            check(2, text, None);
        }
    }

    #[test]
    fn histories_have_many_names() {
        for text in [
            "Change Record",
            "Amendment record",
            "Record of changes",
            "Summary of changes in 2.0",
            "Änderungshistorie",
            "HISTORIQUE DES MODIFICATIONS",
            "Historial de cambios del proyecto",
            "Histórico de alterações",
            "Registro delle modifiche",
            "Wijzigingsgeschiedenis",
            "Historia zmian",
            "История изменений",
            "変更履歴（主なもの）",
            "变更记录（Change log）",
        ] {
            check(2, text, Some(Scope::History));
        }
        for text in
            ["Log", "📝 Updates", "9. Amendments", "Document Change Control", "What’s new", "Änderungen", "更新"]
        {
            check(3, text, Some(Scope::LikelyHistory));
            check(1, text, None);
        }
        check(1, "Änderungshistorie Kelpfarm", Some(Scope::History));
        check(1, "变更记录", Some(Scope::History));
        check(1, "Kelpfarm and its change records today", None);
    }

    #[test]
    fn every_name_of_a_history_contains_a_known_part() {
        let names = [histories::HISTORIES, histories::LIKELY_HISTORIES, histories::OTHER_HISTORIES];
        for name in names.into_iter().chain([histories::OTHER_LIKELY_HISTORIES]).flatten() {
            assert!(may_be_history(name), "{name}");
            assert!(may_be_history(&name.to_uppercase()), "{name}");
        }
    }

    #[test]
    fn a_heading_may_announce_an_example_of_a_history() {
        for text in ["Format of the change log", "Changelog (example)", "How to write the change log", "变更记录示例"]
        {
            check(2, text, Some(Scope::Excluded));
        }
        check(2, "Change log of the example feed", Some(Scope::History));
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
