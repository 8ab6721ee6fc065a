//! The text of an entry: the verb, the names, the version and the author. Names are plain text with brackets and links
//! as written; resolving them to notes requires the whole vault.

use std::sync::LazyLock;

use regex::Regex;

use super::declared_formats;
use crate::changelog::sentence_parts::{after_word, first_name, split_names, strip_enclosing_emphasis};
use crate::model::{DeclaredFormat, Verb};
use crate::normalize::pattern::compile;
use crate::normalize::timestamp::has_digit;
use crate::vocabulary::verbs::{PROSE_VERBS, SENTENCE_PATTERNS, SentencePattern};

/// The parts of an entry's text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) verb: Option<Verb>,
    pub(crate) subject: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) author: Option<String>,
    /// Whether it is a declared sentence, which is an entry anywhere in a note (docs/spec/changelog.md#sentences).
    pub(crate) is_declared: bool,
}

/// Parses the text of an entry by the known sentence patterns and the formats that the note declares.
pub(crate) fn parse_sentence(text: &str, declared: &[DeclaredFormat]) -> Sentence {
    let (version, text) = leading_version(text);
    let verb =
        SENTENCE_PATTERNS.iter().find(|pattern| after_word(text, pattern.lead).is_some()).map(|pattern| pattern.verb);
    let ending = SentenceEnding::split_off(text, verb == Some(Verb::Replaced));
    let sentence = Sentence { version: version.or(ending.version), author: ending.author, ..Sentence::default() };
    let core = ending.core;
    // Formats that the note declares take precedence over undeclared patterns.
    let (declared_patterns, other_patterns) =
        SENTENCE_PATTERNS.split_at(SENTENCE_PATTERNS.partition_point(|pattern| pattern.is_declared));
    let by_pattern = |patterns: &[SentencePattern]| {
        let parse = |pattern: &SentencePattern| {
            Some((pattern.verb, pattern.is_declared, split_names(after_word(core, pattern.lead)?, pattern.links)?))
        };
        patterns.iter().find_map(parse)
    };
    let by_format = |format: &DeclaredFormat| {
        Some((verb.or(declared_formats::format_verb(format)), true, declared_formats::match_format(format, core)?))
    };
    let some = |(verb, is_declared, names)| (Some(verb), is_declared, names);
    let found = by_pattern(declared_patterns).map(some);
    let found = found.or_else(|| declared.iter().find_map(by_format)).or_else(|| by_pattern(other_patterns).map(some));
    if let Some((verb, is_declared, (subject, object))) = found {
        let is_prose = verb.is_some_and(|verb| PROSE_VERBS.contains(&verb));
        let object = object.map(|object| if is_prose { object } else { first_name(object) });
        let (subject, object) = (Some(strip_enclosing_emphasis(subject).to_owned()), object.map(str::to_owned));
        return Sentence { verb, subject, object, is_declared, ..sentence };
    }
    let verb = verb.or_else(|| after_word(core, "initial").map(|_| Verb::Initial));
    Sentence { verb, ..sentence }
}

/// Whether a name in the text has an unclosed bracket: `Updated [Orders for GDPR`, `see [[Orders`.
pub(crate) fn has_open_bracket(text: &str) -> bool {
    let outside_code: String = text.split('`').step_by(2).collect();
    let last_link = outside_code.rfind("[[").is_some_and(|start| !outside_code[start..].contains("]]"));
    // A single bracket in other text is just a character. The bracket of a name follows the verb.
    let name = SENTENCE_PATTERNS.iter().find_map(|pattern| after_word(&outside_code, pattern.lead));
    last_link || name.is_some_and(|name| name.starts_with('[') && !name.contains(']'))
}

/// Returns the version if the text is only a version: `v2.14.0`, `[2.14.0]`, `Version 2.14`.
pub(crate) fn version_alone(text: &str) -> Option<&str> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^\[?(?:[vV]|(?i:version|release)\s+[vV]?)?(?P<ver>[0-9]+(?:\.[0-9]+){1,3}(?:-[0-9A-Za-z.-]+)?)\]?$")
    });
    /// Maximum length of the text in bytes.
    const MAX_LENGTH: usize = 40;
    let may_be_version = text.len() < MAX_LENGTH && has_digit(text.as_bytes());
    let found = may_be_version.then(|| ALONE.captures(text)).flatten()?;
    found.name("ver").map(|version| version.as_str())
}

/// Splits off a version at the beginning: `v0.70, initial release`.
fn leading_version(text: &str) -> (Option<String>, &str) {
    static LEADING: LazyLock<Regex> = LazyLock::new(|| compile(r"^[vV]([0-9]+(?:\.[0-9]+){1,3})\s*(?:[,:–—]|-\s)\s*"));
    match text.starts_with(['v', 'V']).then(|| LEADING.captures(text)).flatten() {
        Some(found) => (Some(found[1].to_owned()), &text[found[0].len()..]),
        None => (version_alone(text).map(str::to_owned), text),
    }
}

/// A sentence without its trailing parts: `(v1.1.0)`, `by Jane Doe`, tags, a block ID.
struct SentenceEnding<'a> {
    core: &'a str,
    version: Option<String>,
    author: Option<String>,
}

impl<'a> SentenceEnding<'a> {
    fn split_off(text: &'a str, object_follows_by: bool) -> SentenceEnding<'a> {
        static VERSION: LazyLock<Regex> =
            LazyLock::new(|| compile(r"\s*\([vV]([0-9]+(?:\.[0-9]+){1,3}[0-9A-Za-z.+-]*)\)\.?$"));
        static MARKS: LazyLock<Regex> = LazyLock::new(|| compile(r"\s+(?:\^[A-Za-z0-9-]+|#[\p{L}\p{N}/_-]+)$"));
        let mut ending = SentenceEnding { core: text.trim(), version: None, author: None };
        // The number of passes is bounded, so that the cost of a line of tags is linear in its length.
        for _ in 0..4 {
            let length = ending.core.len();
            // Most texts end with none of these, so that the patterns need not be tried.
            let may_have_version = ending.version.is_none() && ending.core.ends_with([')', '.']);
            if let Some(found) = may_have_version.then(|| VERSION.captures(ending.core)).flatten() {
                ending.version = Some(found[1].to_owned());
                ending.core = ending.core[..ending.core.len() - found[0].len()].trim_end();
            }
            let last = ending.core.rsplit(char::is_whitespace).next().unwrap_or_default();
            if let Some(found) = last.starts_with(['^', '#']).then(|| MARKS.find(ending.core)).flatten() {
                ending.core = &ending.core[..found.start()];
            }
            let may_have_author = ending.author.is_none();
            if let Some((core, name)) = may_have_author.then(|| split_author(ending.core, object_follows_by)).flatten()
            {
                ending.author = Some(name);
                ending.core = core;
            }
            ending.core = strip_enclosing_emphasis(ending.core);
            if ending.core.len() == length {
                break;
            }
        }
        ending
    }
}

/// Splits off the author at the end, if it is unambiguous: a handle, a link, or a name of at least two words. `by
/// Kafka` may be a thing, as is the object of `Replaced X by Y`. Returns the text before the author, and the name.
fn split_author(text: &str, object_follows_by: bool) -> Option<(&str, String)> {
    static HANDLE: LazyLock<Regex> =
        LazyLock::new(|| compile(r"(?:^|\s)(?:[-–—(]\s*)?(?:by\s+)?@(?P<who>[A-Za-z][\w.-]*\w)\)?$"));
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?:\s+|\s*[,;]\s*)(?:(?:[-–—]\s*)?by\s+(?P<who>\[\[[^\[\]]+\]\]|\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){1,2})|\(by\s+(?P<in>[^()]{2,60})\))\.?$",
        )
    });
    let has = |letters: &[u8]| text.as_bytes().windows(letters.len()).any(|these| these == letters);
    if let Some(found) = has(b"@").then(|| HANDLE.captures(text)).flatten() {
        return Some((text[..text.len() - found[0].len()].trim_end(), found["who"].to_owned()));
    }
    let found = has(b"by").then(|| BY.captures(text)).flatten()?;
    let (who, is_sure) = match (found.name("who"), found.name("in")) {
        (Some(who), _) => (who.as_str(), who.as_str().starts_with("[[") || !who.as_str().split(' ').any(is_acronym)),
        (None, Some(who)) => (who.as_str(), true),
        (None, None) => return None,
    };
    let in_brackets = found.name("in").is_some();
    let before = text[..text.len() - found[0].len()].trim_end();
    let is_link = who.starts_with("[[");
    if !is_sure || !in_brackets && (object_follows_by || !is_link && is_thing(before, who)) {
        return None;
    }
    Some((before, person_name(who)))
}

/// Whether the words after `by` are a cause or a measure and not the name of a person: `caused by Late Orders`,
/// `grouped by Cost Centre`, `accounts by Customer Number`.
pub(crate) fn is_thing(before: &str, who: &str) -> bool {
    /// Verbs whose agents are things or rules.
    const CAUSES: [&str; 24] = [
        "caused",
        "triggered",
        "blocked",
        "grouped",
        "sorted",
        "keyed",
        "filtered",
        "ordered",
        "partitioned",
        "matched",
        "indexed",
        "identified",
        "driven",
        "sent",
        "run",
        "hit",
        "fed",
        "set",
        "led",
        "given",
        "taken",
        "split",
        "affected",
        "raised",
    ];
    /// Nouns by which data are grouped, and which are not family names.
    const MEASURES: [&str; 37] = [
        "number", "id", "ids", "code", "date", "name", "type", "key", "status", "region", "country", "account",
        "customer", "order", "product", "system", "service", "group", "email", "file", "queue", "topic", "batch",
        "field", "column", "value", "amount", "size", "version", "day", "week", "month", "quarter", "year", "category",
        "priority", "currency",
    ];
    let last = before.rsplit(char::is_whitespace).next().unwrap_or(before).to_lowercase();
    let last = last.trim_matches(|letter: char| !letter.is_alphanumeric());
    let is_measure = |word: &str| MEASURES.contains(&word.to_lowercase().as_str());
    // `Doris Day` is a person.
    let is_measured = who.split_whitespace().all(is_measure)
        || who.split_whitespace().next_back().is_some_and(is_measure) && !last.ends_with("ed");
    CAUSES.contains(&last) || is_measured
}

/// Returns the name of a person without link syntax, emphasis and `@`.
pub(crate) fn person_name(name: &str) -> String {
    let name = name.trim_matches(|letter: char| letter.is_whitespace() || "*_`@".contains(letter));
    let target = name.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(name);
    let target = target.split(['|', '#']).next().unwrap_or(target);
    target.rsplit('/').next().unwrap_or(target).trim().to_owned()
}

pub(crate) fn is_acronym(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    letters.len() > 1 && letters.iter().all(|letter| letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares `verb | subject | object`, with `!` after the verb of a declared sentence, followed by version and
    /// author if any.
    fn check(input: &str, expected: &str) {
        let sentence = parse_sentence(input, &[]);
        let verb = sentence.verb.map_or("-".to_owned(), |verb| format!("{verb:?}"));
        let mut parts = vec![format!("{verb}{}", if sentence.is_declared { "!" } else { "" })];
        parts.push(sentence.subject.unwrap_or_default());
        parts.push(sentence.object.unwrap_or_default());
        parts.extend(sentence.version);
        parts.extend(sentence.author.map(|author| format!("by {author}")));
        assert_eq!(parts.join(" | "), expected, "{input:?}");
    }

    #[test]
    fn declared_sentences() {
        check("Updated [integration] for [purpose]", "Updated! | [integration] | [purpose]");
        check("Modified [connection] to enhance [capability]", "Modified! | [connection] | [capability]");
        check("Connected [system] with [integration]", "Connected! | [system] | [integration]");
        check("UPDATED orders  for  GDPR.", "Updated! | orders | GDPR");
        check("**Updated** [[Orders]] for GDPR", "Updated! | [[Orders]] | GDPR");
        check("**Updated [[Orders]] for GDPR**", "Updated! | [[Orders]] | GDPR");
        check("**Updated** Orders for **GDPR**", "Updated! | Orders | **GDPR**");
        check("Updated Orders", "Updated |  | ");
        check("Updated for GDPR", "Updated |  | ");
        check("Connected systems", "Connected |  | ");
    }

    #[test]
    fn a_name_ends_with_its_bracket_or_at_the_first_link_word() {
        check("Updated payments for EU for GDPR", "Updated! | payments | EU for GDPR");
        check("Updated [payments for EU] for GDPR", "Updated! | [payments for EU] | GDPR");
        check("Updated [[payments for EU|p for q]] for GDPR", "Updated! | [[payments for EU|p for q]] | GDPR");
        check("Updated `a for b` for GDPR", "Updated! | `a for b` | GDPR");
        check("Updated \"a for b\" for GDPR", "Updated! | \"a for b\" | GDPR");
        check("Updated [a for b](c.md) for GDPR", "Updated! | [a for b](c.md) | GDPR");
        check("Updated [[Orders]] mapping for GDPR", "Updated! | [[Orders]] | GDPR");
        check("Updated [[A]] and [[B]] for X", "Updated! | [[A]] | X");
        check("Updated `a` and `b` for X", "Updated! | `a` | X");
        check("Connected [[Kafka]] with [[Orders]] via Mule", "Connected! | [[Kafka]] | [[Orders]]");
        check("Connected [Kafka] with [Orders] and [Prices]", "Connected! | [Kafka] | [Orders]");
        check("Updated **[[Orders]]** for GDPR", "Updated! | [[Orders]] | GDPR");
        check("Updated Orders for [[GDPR]] masking", "Updated! | Orders | [[GDPR]] masking");
        check("Updated API [for EU] for GDPR", "Updated! | API [for EU] | GDPR");
    }

    #[test]
    fn undeclared_sentences() {
        check("Added retries to [[Orders]]", "Added | retries | [[Orders]]");
        check("Added security measures", "Added | security measures | ");
        check("Removed FTP from Orders", "Removed | FTP | Orders");
        check("Fixed rounding in Orders", "Fixed | rounding | Orders");
        check("Enhanced integration management", "Enhanced | integration management | ");
        check("Revised Orders to accommodate returns", "Revised | Orders | returns");
        check("Deprecated [[Orders]].", "Deprecated | [[Orders]] | ");
        check("Retired AS400", "Retired | AS400 | ");
        check("Disconnected AS400 from Orders", "Disconnected | AS400 | Orders");
        check("Replaced SFTP by HTTPS", "Replaced | SFTP | HTTPS");
        check("Replaced SFTP with HTTPS by hand", "Replaced | SFTP | HTTPS by hand");
        check("Renamed Orders to Sales", "Renamed | Orders | Sales");
        check("Modified mapping in Orders", "Modified | mapping | Orders");
        check("Modified mapping to enhance speed", "Modified! | mapping | speed");
        check("Initial integration setup", "Initial |  | ");
        check("Protocol update", "- |  | ");
        check("Updatedness for all", "- |  | ");
        check("", "- |  | ");
    }

    #[test]
    fn versions_and_unambiguous_authors_follow_the_sentence() {
        check("Initial setup (v1.1.0)", "Initial |  |  | 1.1.0");
        check("v0.70, initial release", "Initial |  |  | 0.70");
        check("v2.14.0", "- |  |  | 2.14.0");
        check("Updated Orders for GDPR by Jane Doe (v1.1.0)", "Updated! | Orders | GDPR | 1.1.0 | by Jane Doe");
        check("Updated Orders for GDPR (by Jane) #done ^abc", "Updated! | Orders | GDPR | by Jane");
        check("Updated Orders for GDPR @kim", "Updated! | Orders | GDPR | by kim");
        check("New field by [[People/J. Ortiz|Jo]]", "- |  |  | by J. Ortiz");
        check("Updated Orders for speed by Kafka", "Updated! | Orders | speed by Kafka");
        check("Updated Orders for speed by SAP ERP", "Updated! | Orders | speed by SAP ERP");
        check("Fixed the outage caused by Late Orders", "Fixed | the outage caused by Late Orders | ");
        check("Grouped accounts by Customer Number", "- |  | ");
        check("Updated by Jane Doe", "Updated |  |  | by Jane Doe");
        check("Replaced Web Shop by Snow Flake", "Replaced | Web Shop | Snow Flake");
        check("Mail to ops@example.com", "- |  | ");
        check("New field - Jane Doe", "- |  | ");
    }

    #[test]
    fn an_unclosed_bracket_matters_where_a_name_is_expected() {
        let check = |input: &str, expected: bool| assert_eq!(has_open_bracket(input), expected, "{input:?}");
        check("Updated [Orders for X", true);
        check("see [[Orders", true);
        check("Updated [[Orders]] for [[X", true);
        check("range [0,1) is right", false);
        check("Updated `[` for X", false);
        check("Updated [Orders] for X", false);
    }

    #[test]
    fn long_lines_take_linear_time() {
        let text = format!("Updated a{}for {}b", " ".repeat(200_000), "[".repeat(200_000));
        assert!(parse_sentence(&text, &[]).is_declared);
        assert!(!parse_sentence(&format!("Updated {}", "x ".repeat(200_000)), &[]).is_declared);
    }
}
