//! The body of an entry: what was done to which thing, since which version, by whom. Names stay text, brackets and links
//! as written; which notes they mean is found out with the whole vault.

use std::sync::LazyLock;

use regex::Regex;

use super::declared_formats;
use crate::model::{DeclaredFormat, Verb};

/// What a body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) verb: Option<Verb>,
    pub(crate) subject: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) author: Option<String>,
    /// Whether it is one of the declared sentences, which count wherever they stand (spec/changelog.md b.1).
    pub(crate) is_declared: bool,
}

/// A sentence: its first word, and the words of which one stands between its two names.
struct Form {
    verb: Verb,
    lead: &'static str,
    links: &'static [&'static str],
    is_declared: bool,
}

/// The verbs whose sentence ends in prose: what a change is for, or how it was made.
const PROSE: [Verb; 4] = [Verb::Updated, Verb::Modified, Verb::Enhanced, Verb::Revised];

/// The sentences of spec/changelog.md b.2; of two with the same verb the first that fits counts.
const FORMS: [Form; 15] = [
    Form { verb: Verb::Updated, lead: "updated", links: &["for"], is_declared: true },
    Form { verb: Verb::Modified, lead: "modified", links: &["to enhance"], is_declared: true },
    Form { verb: Verb::Connected, lead: "connected", links: &["with"], is_declared: true },
    Form { verb: Verb::Modified, lead: "modified", links: &["to", "with", "in"], is_declared: false },
    Form { verb: Verb::Disconnected, lead: "disconnected", links: &["from"], is_declared: false },
    Form { verb: Verb::Replaced, lead: "replaced", links: &["with", "by"], is_declared: false },
    Form { verb: Verb::Renamed, lead: "renamed", links: &["to"], is_declared: false },
    Form { verb: Verb::Added, lead: "added", links: &["to", ""], is_declared: false },
    Form { verb: Verb::Removed, lead: "removed", links: &["from", ""], is_declared: false },
    Form { verb: Verb::Fixed, lead: "fixed", links: &["in", ""], is_declared: false },
    Form { verb: Verb::Enhanced, lead: "enhanced", links: &["for", ""], is_declared: false },
    Form { verb: Verb::Revised, lead: "revised", links: &["to accommodate", ""], is_declared: false },
    Form { verb: Verb::Deprecated, lead: "deprecated", links: &[""], is_declared: false },
    Form { verb: Verb::Retired, lead: "retired", links: &[""], is_declared: false },
    Form { verb: Verb::Changed, lead: "changed", links: &[""], is_declared: false },
];

/// Reads a body by the known sentences and by the formats that a note declares for itself.
pub(crate) fn read(text: &str, declared: &[DeclaredFormat]) -> Body {
    let (version, text) = leading_version(text);
    let verb = FORMS.iter().find(|form| after_word(text, form.lead).is_some()).map(|form| form.verb);
    let ending = Ending::of(text, verb == Some(Verb::Replaced));
    let body = Body { version: version.or(ending.version), author: ending.author, ..Body::default() };
    let core = ending.core;
    // What a note declares for itself says more than the forms that nobody declared.
    let (sentences, others) = FORMS.split_at(FORMS.partition_point(|form| form.is_declared));
    let by_form = |forms: &[Form]| {
        let named = |form: &Form| Some((form.verb, form.is_declared, names(after_word(core, form.lead)?, form.links)?));
        forms.iter().find_map(named)
    };
    let by_format = |format: &DeclaredFormat| {
        Some((verb.or(declared_formats::verb(format)), true, declared_formats::matches(format, core)?))
    };
    let some = |(verb, is_declared, names)| (Some(verb), is_declared, names);
    let found = by_form(sentences).map(some);
    let found = found.or_else(|| declared.iter().find_map(by_format)).or_else(|| by_form(others).map(some));
    if let Some((verb, is_declared, (subject, object))) = found {
        let is_prose = verb.is_some_and(|verb| PROSE.contains(&verb));
        let object = object.map(|object| if is_prose { object } else { first_name(object) });
        let (subject, object) = (Some(without_emphasis(subject).to_owned()), object.map(str::to_owned));
        return Body { verb, subject, object, is_declared, ..body };
    }
    let verb = verb.or_else(|| after_word(core, "initial").map(|_| Verb::Initial));
    Body { verb, ..body }
}

/// The verb that one word says, if it is a known one.
pub(crate) fn verb_of(word: &str) -> Option<Verb> {
    FORMS.iter().find(|form| word.eq_ignore_ascii_case(form.lead)).map(|form| form.verb)
}

/// Whether a name of the sentence opens a bracket that nothing closes: `Updated [Orders for GDPR`, `see [[Orders`.
pub(crate) fn has_open_bracket(text: &str) -> bool {
    let outside_code: String = text.split('`').step_by(2).collect();
    let last_link = outside_code.rfind("[[").is_some_and(|start| !outside_code[start..].contains("]]"));
    // In free text a lone bracket is just a character; a name's bracket stands behind the verb.
    let name = FORMS.iter().find_map(|form| after_word(&outside_code, form.lead));
    last_link || name.is_some_and(|name| name.starts_with('[') && !name.contains(']'))
}

/// The two names of `rest`, which one of `links` divides; an empty link allows that there is but one.
///
/// A name in brackets or quotes ends with them. Otherwise the first division counts here; the catalog, which knows the
/// notes, may divide the entry's whole text again (spec/changelog.md b.3).
pub(crate) fn names<'a>(rest: &'a str, links: &[&str]) -> Option<(&'a str, Option<&'a str>)> {
    let quoted = quoted_name(rest);
    let name = |subject| if quoted > 0 { &rest[..quoted] } else { subject };
    let parted = links.iter().filter(|link| !link.is_empty()).filter_map(|link| divide(rest, quoted, link));
    if let Some((subject, object)) = parted.min_by_key(|(subject, _)| subject.len()) {
        // A name in brackets or quotes is all of the name, whatever prose follows.
        return Some((name(subject), Some(object)));
    }
    let only = name(without_stop(rest));
    (links.contains(&"") && !only.is_empty()).then_some((only, None))
}

fn divide<'a>(rest: &'a str, from: usize, link: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0_usize;
    let mut in_code = false;
    let bytes = rest.as_bytes();
    for (place, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'`' => in_code = !in_code,
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b' ' | b'\t' if depth == 0 && !in_code && !matches!(bytes.get(place + 1), Some(b' ' | b'\t')) => {
                let Some(object) = after_word(&rest[place + 1..], link) else { continue };
                let (subject, object) = (rest[..place].trim(), without_stop(object));
                return (!subject.is_empty() && !object.is_empty()).then_some((subject, object));
            }
            _ => {}
        }
    }
    None
}

/// Length of the name at the beginning of `rest`, if it stands in brackets or quotes; else 0. Emphasis may stand around
/// it.
fn quoted_name(rest: &str) -> usize {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r#"^[*_]{0,3}(?:!?\[\[[^\[\]]+\]\]|\[[^\[\]]+\](?:\((?:<[^<>]*>|[^()\s]*)\))?|`[^`]+`|"[^"]+"|“[^”]+”|'[^']+'|‘[^’]+’)[*_]{0,3}"#,
        )
    });
    // Most names are bare.
    if !rest.starts_with(['*', '_', '!', '[', '`', '"', '“', '\'', '‘']) {
        return 0;
    }
    NAME.find(rest).map_or(0, |name| name.end())
}

/// The name that a text begins with, if it stands in brackets or quotes; else the whole text.
fn first_name(text: &str) -> &str {
    match quoted_name(text) {
        0 => text,
        end => without_emphasis(&text[..end]),
    }
}

/// What stands between two equal marks of emphasis, if nothing else of the text is emphasised with them.
fn without_emphasis(text: &str) -> &str {
    for mark in ["***", "**", "__", "*", "_"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains(mark)) {
            return inner.trim();
        }
    }
    text
}

/// What follows `words` at the beginning of `text`, whatever their case, with a blank or colon between. Emphasis around
/// them doesn't count.
pub(crate) fn after_word<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let text = text.trim_start_matches(['*', '_']);
    let head = text.get(..words.len())?;
    if !head.eq_ignore_ascii_case(words) {
        return None;
    }
    let rest = text[words.len()..].trim_start_matches(['*', '_', ':']);
    rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
}

fn without_stop(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix('.').unwrap_or(text).trim_end()
}

/// The version that is all a text says: `v2.14.0`, `[2.14.0]`, `Version 2.14`.
pub(crate) fn version_alone(text: &str) -> Option<&str> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"^\[?(?:[vV]|(?i:version|release)\s+[vV]?)?(?P<ver>[0-9]+(?:\.[0-9]+){1,3}(?:-[0-9A-Za-z.-]+)?)\]?$")
    });
    /// Longer texts say more.
    const LONGEST: usize = 40;
    let found = ALONE.captures(Some(text).filter(|text| text.len() < LONGEST)?)?;
    found.name("ver").map(|version| version.as_str())
}

/// `v0.70, initial release`: the version, and the body behind it.
fn leading_version(text: &str) -> (Option<String>, &str) {
    static LEADING: LazyLock<Regex> = LazyLock::new(|| compile(r"^[vV]([0-9]+(?:\.[0-9]+){1,3})\s*(?:[,:–—]|-\s)\s*"));
    match LEADING.captures(text) {
        Some(found) => (Some(found[1].to_owned()), &text[found[0].len()..]),
        None => (version_alone(text).map(str::to_owned), text),
    }
}

/// What stands behind the sentence proper: `(v1.1.0)`, `by Jane Doe`, tags, a block id.
struct Ending<'a> {
    core: &'a str,
    version: Option<String>,
    author: Option<String>,
}

impl<'a> Ending<'a> {
    fn of(text: &'a str, by_names_a_thing: bool) -> Ending<'a> {
        static VERSION: LazyLock<Regex> =
            LazyLock::new(|| compile(r"\s*\([vV]([0-9]+(?:\.[0-9]+){1,3}[0-9A-Za-z.+-]*)\)\.?$"));
        static MARKS: LazyLock<Regex> = LazyLock::new(|| compile(r"\s+(?:\^[A-Za-z0-9-]+|#[\p{L}\p{N}/_-]+)$"));
        let mut ending = Ending { core: text.trim(), version: None, author: None };
        // Each of them is taken once at most, so that a line of nothing but tags costs no more than its length.
        for _ in 0..4 {
            if let Some(found) = VERSION.captures(ending.core).filter(|_| ending.version.is_none()) {
                ending.version = Some(found[1].to_owned());
                ending.core = ending.core[..ending.core.len() - found[0].len()].trim_end();
            }
            if let Some(found) = MARKS.find(ending.core) {
                ending.core = &ending.core[..found.start()];
            }
            if let Some((core, name)) = author(ending.core, by_names_a_thing).filter(|_| ending.author.is_none()) {
                ending.author = Some(name);
                ending.core = core;
            }
            ending.core = without_emphasis(ending.core);
        }
        ending
    }
}

/// Who did it, where that is sure: a handle, a link, or a name of two words or more; `by Kafka` may be a thing, and the
/// object of `Replaced X by Y` is one. Returns what stands before, and the name.
fn author(text: &str, by_names_a_thing: bool) -> Option<(&str, String)> {
    static HANDLE: LazyLock<Regex> =
        LazyLock::new(|| compile(r"(?:^|\s)(?:[-–—(]\s*)?(?:by\s+)?@(?P<who>[A-Za-z][\w.-]*\w)\)?$"));
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?:\s+|\s*[,;]\s*)(?:(?:[-–—]\s*)?by\s+(?P<who>\[\[[^\[\]]+\]\]|\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){1,2})|\(by\s+(?P<in>[^()]{2,60})\))\.?$",
        )
    });
    if let Some(found) = HANDLE.captures(text) {
        return Some((text[..text.len() - found[0].len()].trim_end(), found["who"].to_owned()));
    }
    let found = BY.captures(text)?;
    let (who, is_sure) = match (found.name("who"), found.name("in")) {
        (Some(who), _) => (who.as_str(), who.as_str().starts_with("[[") || !who.as_str().split(' ').any(is_acronym)),
        (None, Some(who)) => (who.as_str(), true),
        (None, None) => return None,
    };
    let in_brackets = found.name("in").is_some();
    let before = text[..text.len() - found[0].len()].trim_end();
    let is_link = who.starts_with("[[");
    if !is_sure || !in_brackets && (by_names_a_thing || !is_link && names_a_thing(before, who)) {
        return None;
    }
    Some((before, person(who)))
}

/// Whether what follows `by` is a cause or a measure and nobody's name: `caused by Late Orders`, `grouped by Cost
/// Centre`, `accounts by Customer Number`.
pub(crate) fn names_a_thing(before: &str, who: &str) -> bool {
    /// What is done by things and by rules, and not by people.
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
    /// By which data are told apart: no family is called so.
    const MEASURES: [&str; 37] = [
        "number", "id", "ids", "code", "date", "name", "type", "key", "status", "region", "country", "account",
        "customer", "order", "product", "system", "service", "group", "email", "file", "queue", "topic", "batch",
        "field", "column", "value", "amount", "size", "version", "day", "week", "month", "quarter", "year", "category",
        "priority", "currency",
    ];
    let last = before.rsplit(char::is_whitespace).next().unwrap_or(before).to_lowercase();
    let last = last.trim_matches(|letter: char| !letter.is_alphanumeric());
    let is_measure = |word: &str| MEASURES.contains(&word.to_lowercase().as_str());
    // `Doris Day` is somebody.
    let is_measured = who.split_whitespace().all(is_measure)
        || who.split_whitespace().next_back().is_some_and(is_measure) && !last.ends_with("ed");
    CAUSES.contains(&last) || is_measured
}

/// A person's name without link syntax, emphasis and `@`.
pub(crate) fn person(name: &str) -> String {
    let name = name.trim_matches(|letter: char| letter.is_whitespace() || "*_`@".contains(letter));
    let target = name.strip_prefix("[[").and_then(|inner| inner.strip_suffix("]]")).unwrap_or(name);
    let target = target.split(['|', '#']).next().unwrap_or(target);
    target.rsplit('/').next().unwrap_or(target).trim().to_owned()
}

fn is_acronym(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    letters.len() > 1 && letters.iter().all(|letter| letter.is_uppercase())
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `verb | subject | object`, with `!` behind the verb of a declared sentence, then version and author if any.
    fn check(input: &str, expected: &str) {
        let body = read(input, &[]);
        let verb = body.verb.map_or("-".to_owned(), |verb| format!("{verb:?}"));
        let mut told = vec![format!("{verb}{}", if body.is_declared { "!" } else { "" })];
        told.push(body.subject.unwrap_or_default());
        told.push(body.object.unwrap_or_default());
        told.extend(body.version);
        told.extend(body.author.map(|author| format!("by {author}")));
        assert_eq!(told.join(" | "), expected, "{input:?}");
    }

    #[test]
    fn the_three_declared_sentences() {
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
    fn a_name_ends_with_its_bracket_else_at_the_first_division() {
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
    fn further_sentences() {
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
    fn versions_and_certain_authors_stand_behind_the_sentence() {
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
    fn an_open_bracket_counts_where_a_name_is_expected() {
        let check = |input: &str, expected: bool| assert_eq!(has_open_bracket(input), expected, "{input:?}");
        check("Updated [Orders for X", true);
        check("see [[Orders", true);
        check("Updated [[Orders]] for [[X", true);
        check("range [0,1) is right", false);
        check("Updated `[` for X", false);
        check("Updated [Orders] for X", false);
    }

    #[test]
    fn long_lines_cost_no_more_than_their_length() {
        let text = format!("Updated a{}for {}b", " ".repeat(200_000), "[".repeat(200_000));
        assert!(read(&text, &[]).is_declared);
        assert!(!read(&format!("Updated {}", "x ".repeat(200_000)), &[]).is_declared);
    }
}
