//! Short sentences of one pattern that name a side: `Produced by Shelf when …`, `Consumers: Fees, Lockers`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::document::outline::LineKind;
use crate::document::text::{may_name_after, part_of};
use crate::integrations::builder::RecordBuilder;
use crate::integrations::context::NoteContext;
use crate::model::Role;
use crate::normalize::judge;
use crate::normalize::pattern::compile;
use crate::vocabulary::calendar::WEEKDAYS;

/// How much of a paragraph is searched.
const MOST_BYTES: usize = 400;

/// Adds the systems that the sentences of a part of a note name. A side that a key states is not searched for.
pub(crate) fn read_sentences(context: &NoteContext, builder: &mut RecordBuilder) {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        // Classes of letters are large, so a word begins with no small letter of English, and ends at the first sign
        // that no name has.
        let first = r"[^\s0-9a-z.,;:!?()\[\]{}'`*|<>\x22/&_-]";
        let word = r"[^\s.,;:!?()\[\]{}'`*|<>\x22/]+(?:[./][^\s.,;:!?()\[\]{}'`*|<>\x22/]+)*";
        let name =
            format!(r"(?-i:(\[\[[^\]\n]+\]\]|`[^`\n]+`|\*\*[^*\n]+\*\*|{first}(?:{word})?(?: {first}(?:{word})?)*))");
        compile(&format!(
            r"(?i)\b(produced|published|sent|emitted|raised|written|consumed|read|received|subscribed to|used) by (?:the )?{name}"
        ))
    });
    static LIST: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)^[*_]{0,2}(producers?|publishers?|emitted by|produced by|published by|senders?|from|sources?|consumers?|subscribers?|consumed by|receivers?|read by|listeners?|to|targets?)[*_]{0,2}:[*_]{0,2}\s*(.+)$",
        )
    });
    static BY_LIST: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"(?i)^(produced|published|emitted|raised|sent|consumed|read|received|handled|subscribed to) by (.+)$")
    });
    let has = |builder: &RecordBuilder, roles: [Role; 2]| {
        roles.into_iter().any(|role| builder.record.in_role(role).next().is_some())
    };
    let (has_source, has_target) =
        (has(builder, [Role::Source, Role::Publisher]), has(builder, [Role::Target, Role::Subscriber]));
    for line in context.outline.lines.iter().filter(|line| matches!(line.kind, LineKind::Paragraph | LineKind::Item)) {
        let raw = &line.text.raw[..line.text.raw.floor_char_boundary(MOST_BYTES)];
        let may_name_side = [":", " by ", " By "].iter().any(|sign| raw.contains(sign));
        for sentence in sentences(raw).filter(|_| may_name_side) {
            let is_listed = |it: &Captures| it.get(2).is_some_and(|names| is_list(names.as_str()));
            let may_be_named = has_agent(sentence);
            let may_be_listed = ["by ", "By ", "BY "].iter().any(|by| sentence.contains(by));
            let list = sentence.contains(':').then(|| LIST.captures(sentence)).flatten();
            let found = list
                .or_else(|| may_be_listed.then(|| BY_LIST.captures(sentence).filter(is_listed)).flatten())
                .or_else(|| may_be_named.then(|| BY.captures(sentence)).flatten());
            let Some((word, names)) = found.as_ref().and_then(|it| Some((it.get(1)?.as_str(), it.get(2)?.as_str())))
            else {
                continue;
            };
            let before = found.as_ref().and_then(|it| it.get(2)).map_or("", |names| &sentence[..names.start()]);
            if denies(before) {
                continue;
            }
            let role = if is_source(word) { Role::Source } else { Role::Target };
            let is_stated = if role == Role::Source { has_source } else { has_target };
            let names = names.trim_end().trim_end_matches('.');
            let is_when = WEEKDAYS.contains(&names.to_lowercase().as_str());
            // In `Sent by Dr. Oetker` the name goes on after its abbreviation.
            if !is_stated && !is_when && !is_abbreviation(names) {
                builder.add_systems(role, &[part_of(&line.text, names)], &context.place_of_node(line.node));
            }
        }
    }
}

/// Whether a name may follow a verb and `by`. A cheap check before any pattern is tried.
fn has_agent(sentence: &str) -> bool {
    /// The words before `by` in the pattern of such a sentence.
    const VERBS: [&str; 11] =
        ["produced", "published", "sent", "emitted", "raised", "written", "consumed", "read", "received", "to", "used"];
    [" by ", " By ", " BY "].iter().any(|by| {
        let is_verb = |word: &str| VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(word));
        let last = |before: &str| before.rsplit(|letter: char| !letter.is_alphanumeric()).next().is_some_and(is_verb);
        may_name_after(sentence, by) && sentence.match_indices(by).any(|(at, _)| last(&sentence[..at]))
    })
}

/// Returns the lines and sentences of a paragraph.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        (!rest.is_empty()).then(|| {
            let stops = rest.match_indices(['\n', '.']).map(|(at, _)| at);
            let is_end = |at: &usize| {
                let is_stop = rest[*at..].starts_with(". ") && !is_abbreviation(&rest[..*at]);
                is_stop || rest[*at..].starts_with('\n')
            };
            let end = stops.into_iter().find(is_end).map_or(rest.len(), |at| at + 1);
            let (sentence, after) = rest.split_at(end);
            rest = after;
            sentence.trim()
        })
    })
    .filter(|it| !it.is_empty())
}

/// Whether a text ends with a word such as `Dr` and `St`, after which a stop ends no sentence.
fn is_abbreviation(text: &str) -> bool {
    const ABBREVIATIONS: [&str; 8] = ["Dr", "St", "Mr", "Ms", "Mrs", "No", "Inc", "Prof"];
    let last = text.rsplit([' ', '(']).next().unwrap_or_default();
    ABBREVIATIONS.contains(&last) && text != last || last == "Dr" || last == "St"
}

/// Whether a sentence says what is not the case, or was.
fn denies(sentence: &str) -> bool {
    let words = || sentence.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
    words().any(|word| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_str(), "not" | "never" | "no" | "formerly" | "previously") || word.ends_with("n't")
    })
}

/// Whether a text lists names: `Finebook (closes the fee), Nightbox (frees the locker)`.
fn is_list(text: &str) -> bool {
    judge::list_of_names(text.trim_end_matches('.')).len() > 1
}

/// Whether a word before a name says that the system sends.
fn is_source(word: &str) -> bool {
    const WORDS: [&str; 8] = ["produce", "publish", "sent", "send", "emit", "raised", "from", "source"];
    let word = word.to_lowercase();
    WORDS.iter().any(|source| word.starts_with(source)) || word == "written"
}
