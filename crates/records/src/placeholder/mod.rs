//! Whether a value is filled in or still the template's (spec/integrations.md a.6). Pure, total and linear; of one note
//! alone, so that a link such as `[[runbook]]` counts as a placeholder here even where the vault has a note of that name.

mod brackets;
mod template_phrases;
pub(crate) mod vault_templates;

pub use brackets::{Bracket, Certainty, brackets, templater_tags};
pub(crate) use template_phrases::is_mask;
pub use template_phrases::is_placeholder_link;

use crate::model::{RecordField, State};
use crate::normalize::fast_path::{Glance, glance};
use crate::normalize::options::{Boxes, Vocabulary, after_term, boxes, may_be_options, options};
use crate::normalize::strip_markup::strip_markup;
use crate::normalize::text::{WholeLink, has_pair, pair};
use crate::normalize::{CLASSIFICATION, DIRECTION, DOCUMENT, FREQUENCY, LIFE_CYCLE, PRIORITY, direction, text};

/// Whether a whole value says something. `field` helps with lists of options, which are the field's words, and with dates.
pub fn state(field: Option<RecordField>, raw: &str) -> State {
    state_at(field, raw, glance(raw))
}

/// The same of a value that was looked at.
pub(crate) fn state_at(field: Option<RecordField>, raw: &str, glance: Glance) -> State {
    match glance {
        Glance::Words(words) => state_of_word(field, words).unwrap_or(State::Filled),
        Glance::Link(target) if is_placeholder_link(target) => State::Placeholder,
        Glance::Link(_) => State::Filled,
        Glance::Marked => state_of_marked(field, raw),
    }
}

fn state_of_marked(field: Option<RecordField>, raw: &str) -> State {
    let around = text::bare(raw);
    let is_quoted = around.starts_with('`') || around.ends_with('`');
    let word = if is_quoted { around.trim_matches('`').trim() } else { around };
    let is_text = word.starts_with(|first: char| first.is_ascii_alphanumeric());
    if !is_text && word.trim_matches(['*', '_', '~', '=', '\u{feff}', '\u{200b}']).trim().is_empty() {
        return State::Empty;
    }
    if let Some(state) = state_of_word(field, word) {
        return state;
    }
    // Most values hold no sign that means anything here.
    let has_signs = word.bytes().any(|byte| matches!(byte, b'[' | b'{' | b'<' | b'%' | b'/' | b'|'));
    let has_boxes = !word.is_ascii() && word.contains(['☐', '☑']);
    if !has_signs && !has_boxes && !may_be_options(word) {
        return State::Filled;
    }
    if matches!(word, "[ ]" | "[]" | "☐") {
        return State::Empty;
    }
    if has_signs && (word.starts_with(['<', '%', '[']) && strip_markup(word, false).is_empty()) {
        return State::Empty;
    }
    let is_code = around.starts_with('`') && around.ends_with('`') && !word.contains('`');
    if word.as_bytes().windows(3).any(|three| three == b"[ ]") || has_boxes && word.contains('☐') {
        return if boxes(&strip_markup(word, true)) == Boxes::Open { State::Placeholder } else { State::Filled };
    }
    if are_options(field, word) {
        return State::Placeholder;
    }
    // What is written as code is content (a.2, rule 2).
    if is_code {
        return State::Filled;
    }
    if is_variable(around) {
        return State::Placeholder;
    }
    let is_placeholder = match text::link(around) {
        Some(WholeLink::Wiki(target)) => is_placeholder_link(target.split('#').next().unwrap_or(target)),
        Some(WholeLink::Markdown(destination)) => is_placeholder_link(destination),
        None => return state_of_brackets(field, around),
    };
    if is_placeholder { State::Placeholder } else { State::Filled }
}

/// The text of a suspect value without the brackets around it; any other value, trimmed.
pub fn inside(raw: &str) -> &str {
    whole_bracket(text::bare(raw)).unwrap_or_else(|| raw.trim())
}

/// The state of a value that is no more than a word for it.
fn state_of_word(field: Option<RecordField>, word: &str) -> Option<State> {
    if template_phrases::is_to_come(word) || is_mask(word) {
        return Some(State::Placeholder);
    }
    if word.chars().all(|letter| matches!(letter, '-' | '–' | '—')) {
        return Some(State::NotApplicable);
    }
    if word.len() > 60 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|it| it.eq_ignore_ascii_case(word.trim_end_matches('.')));
    // All of them begin alike.
    if word.starts_with(['n', 'N'])
        && (is(&["n/a", "n.a", "na", "none", "not applicable"])
            || ["n/a", "not applicable"].iter().any(|term| after_term(word, term).is_some()))
    {
        return Some(State::NotApplicable);
    }
    // spec/integrations.md a.5, dates
    let is_date = matches!(
        field,
        Some(
            RecordField::Created
                | RecordField::Updated
                | RecordField::GoLive
                | RecordField::NextReview
                | RecordField::LastTested
        )
    );
    if is_date && is(&["pending", "not yet", "not scheduled", "not yet scheduled", "unknown"]) {
        return Some(State::Empty);
    }
    (is_date && is(&["never"])).then_some(State::NotApplicable)
}

/// Whether a value without brackets is the list of options that the field has, with none picked.
fn are_options(field: Option<RecordField>, word: &str) -> bool {
    if !may_be_options(word) || has_pair(word, b"](") {
        return false;
    }
    let said = strip_markup(word, true);
    let parts: Vec<&str> = options(&said).take(10).collect();
    // `records/hour` may be a unit; the rest of the templates' pairs are choices.
    let is_choice =
        parts.len() > 2 || matches!(parts.as_slice(), [_, other] if CHOICES.contains(&other.to_lowercase().as_str()));
    if is_choice && template_phrases::holds(&parts.join("/")) {
        return true;
    }
    match (field, vocabulary(field)) {
        (Some(RecordField::Direction), _) => DIRECTION.n_options(&said) > 1 && direction(word).value.is_none(),
        // Data may well flow both ways of two.
        (Some(RecordField::Frequency), _) => FREQUENCY.n_options(&said) > 2,
        (_, Some(vocabulary)) => vocabulary.n_options(&said) > 1,
        _ => false,
    }
}

/// The second halves of pairs that are a choice.
const CHOICES: &[&str] = &["two-way", "fail", "n", "asynchronous"];

/// The words of a field that has a vocabulary.
fn vocabulary(field: Option<RecordField>) -> Option<&'static Vocabulary> {
    match field? {
        RecordField::Status => Some(&LIFE_CYCLE),
        RecordField::DocStatus => Some(&DOCUMENT),
        RecordField::Direction => Some(&DIRECTION),
        RecordField::Priority => Some(&PRIORITY),
        RecordField::Frequency => Some(&FREQUENCY),
        RecordField::Classification => Some(&CLASSIFICATION),
        _ => None,
    }
}

/// Whether a template engine was to replace the value: `<% … %>`, `{{…}}`, `{name}`, `<name>`.
fn is_variable(value: &str) -> bool {
    if pair(value, b"<%").is_some_and(|start| has_pair(&value[start..], b"%>")) {
        return true;
    }
    if let Some(start) = pair(value, b"{{") {
        let rest = &value[start + 2..];
        let is_core = ["date", "time", "title"].iter().any(|name| {
            let behind = rest.trim_start().strip_prefix(name);
            behind.is_some_and(|behind| behind.trim_start().starts_with(['}', ':']))
        });
        // `https://api/{{env}}/orders` is content, for another program to fill.
        return rest.contains("}}") && (is_core || start == 0 && rest.ends_with("}}"));
    }
    let inside = |open: char, close: char| value.strip_prefix(open)?.strip_suffix(close);
    let is_name = |inside: &str| {
        let is_part = |letter: char| letter.is_alphanumeric() || " _-./'’,".contains(letter);
        inside.len() <= 80 && inside.starts_with(char::is_alphabetic) && inside.chars().all(is_part)
    };
    inside('{', '}').or_else(|| inside('<', '>')).is_some_and(is_name)
}

/// The state of a value that may consist of brackets.
fn state_of_brackets(field: Option<RecordField>, value: &str) -> State {
    if let Some(inside) = whole_bracket(value) {
        return match certainty(field, inside) {
            Certainty::Certain => State::Placeholder,
            Certainty::Suspect => State::Suspect,
            Certainty::Content => State::Filled,
        };
    }
    // `[Name], [Email]`: nothing but placeholders.
    if !value.starts_with(['[', '\\']) {
        return State::Filled;
    }
    let mut rest = value;
    while let Some((before, behind)) = rest.split_once('[') {
        let is_between = |letter: char| !letter.is_alphanumeric();
        let Some((inside, after)) = behind.split_once(']') else { return State::Filled };
        let is_placeholder = before.chars().all(is_between) && !after.starts_with(['(', '[']);
        if !is_placeholder || !template_phrases::holds(inside.trim_end_matches('\\')) {
            return State::Filled;
        }
        rest = after;
    }
    if rest.chars().any(char::is_alphanumeric) { State::Filled } else { State::Placeholder }
}

/// What stands between the brackets that a value begins and ends with.
fn whole_bracket(value: &str) -> Option<&str> {
    let inside = value.strip_prefix('\\').unwrap_or(value).strip_prefix('[')?.strip_suffix(']')?;
    let inside = inside.strip_suffix('\\').unwrap_or(inside);
    let mut depth = 0_usize;
    for byte in inside.bytes() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0).then_some(inside.trim())
}

/// How sure it is that a bracket which is a whole value is a placeholder (P1 and P2).
fn certainty(field: Option<RecordField>, inside: &str) -> Certainty {
    if is_never(inside) && !(field == Some(RecordField::Version) && is_version(inside)) {
        return Certainty::Content;
    }
    let is_hint = template_phrases::holds(inside)
        || template_phrases::is_to_come(inside)
        || is_mask(inside)
        || template_phrases::leads(inside);
    if is_hint || is_option_list(field, inside) { Certainty::Certain } else { Certainty::Suspect }
}

/// Two parts of which one is a word of the field, or more parts.
fn is_option_list(field: Option<RecordField>, inside: &str) -> bool {
    if inside.len() > 1000 || !inside.contains('/') {
        return false;
    }
    let parts: Vec<&str> = inside.split('/').map(str::trim).collect();
    let is_short = |part: &&str| !part.is_empty() && part.chars().count() <= 30;
    let is_known = |part: &&str| vocabulary(field).is_some_and(|vocabulary| vocabulary.whole(part).is_some());
    parts.iter().all(is_short) && (parts.len() > 2 || parts.iter().any(is_known))
}

/// Brackets that are never placeholders: `[1]`, `[sic]`, levels of a log, headings of a changelog.
fn is_never(inside: &str) -> bool {
    const WORDS: &[&str] = &["sic", "x", "info", "warn", "warning", "error", "debug", "trace", "fatal", "unreleased"];
    inside.bytes().all(|byte| byte.is_ascii_digit())
        || is_version(inside)
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(inside))
}

/// `1.2.0`, `v2.1`
fn is_version(text: &str) -> bool {
    let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
    number.starts_with(|letter: char| letter.is_ascii_digit())
        && number.contains('.')
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests;
