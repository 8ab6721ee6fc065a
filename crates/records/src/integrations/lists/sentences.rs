//! Short sentences of one pattern that name a side: `Produced by Shelf when …`, `Consumers: Fees, Lockers`.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::outline::LineKind;
use crate::document::text::part_of;
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
        let name = r"(?-i:(\[\[[^\]\n]{1,60}\]\]|`[^`\n]{1,48}`|\*\*[^*\n]{1,48}\*\*|[\p{Lu}\p{Lo}][\p{L}\p{N}_-]*(?:[./][\p{L}\p{N}_-]+)*(?: \p{Lu}[\p{L}\p{N}_-]*(?:[./][\p{L}\p{N}_-]+)*){0,3}))";
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
        for sentence in sentences(raw).filter(|it| !denies(it)) {
            let listed = BY_LIST.captures(sentence).filter(|it| it.get(2).is_some_and(|names| is_list(names.as_str())));
            let found = LIST.captures(sentence).or(listed).or_else(|| BY.captures(sentence));
            let Some((word, names)) = found.as_ref().and_then(|it| Some((it.get(1)?.as_str(), it.get(2)?.as_str())))
            else {
                continue;
            };
            let role = if is_source(word) { Role::Source } else { Role::Target };
            let is_stated = if role == Role::Source { has_source } else { has_target };
            let names = names.trim_end().trim_end_matches('.');
            if !is_stated && !WEEKDAYS.contains(&names.split(' ').next().unwrap_or_default().to_lowercase().as_str()) {
                builder.add_systems(role, &[part_of(&line.text, names)], &context.place_of_node(line.node));
            }
        }
    }
}

/// Returns the lines and sentences of a paragraph.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split_inclusive(". ")).map(str::trim).filter(|it| !it.is_empty())
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
