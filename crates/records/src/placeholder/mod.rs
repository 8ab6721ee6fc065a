//! Placeholders of templates in values (docs/spec/integrations.md#value-states). Pure, total and linear. Looks at a
//! single note, so that a link such as `[[runbook]]` is a placeholder even if the vault has a note with that name.

mod brackets;
mod template_phrases;
pub(crate) mod vault_templates;

pub use brackets::{BracketKind, brackets};
pub(crate) use template_phrases::is_mask;
pub use template_phrases::is_placeholder_link;
use vaultdex_notes::Value;

use crate::model::{RecordField, State};
use crate::normalize::delimiters::{find_pair, has_pair};
use crate::normalize::fast_path::{ValueForm, value_form};
use crate::normalize::options::{Checkboxes, after_term, may_be_options, options, parse_checkboxes};
use crate::normalize::strip_markup::strip_markup;
use crate::normalize::text::WholeLink;
use crate::normalize::{CLASSIFICATION, DIRECTION, DOCUMENT, FREQUENCY, LIFE_CYCLE, PRIORITY, direction, text};
use crate::vocabulary::terms::TermList;

/// Returns the state of a whole value. Lists of options and dates depend on the field.
pub fn state(field: Option<RecordField>, raw: &str) -> State {
    state_at(field, raw, value_form(raw))
}

/// Returns the state of a value whose form is known.
pub(crate) fn state_at(field: Option<RecordField>, raw: &str, value_form: ValueForm) -> State {
    match value_form {
        ValueForm::Words(words) => state_of_word(field, words).unwrap_or(State::Filled),
        ValueForm::Link(target) if is_placeholder_link(target) => State::Placeholder,
        ValueForm::Link(_) => State::Filled,
        ValueForm::Markup => state_of_marked(field, raw),
    }
}

fn state_of_marked(field: Option<RecordField>, raw: &str) -> State {
    let bare = text::bare(raw);
    let is_quoted = bare.starts_with('`') || bare.ends_with('`');
    let word = if is_quoted { bare.trim_matches('`').trim() } else { bare };
    let is_text = word.starts_with(|first: char| first.is_ascii_alphanumeric());
    if !is_text && word.trim_matches(['*', '_', '~', '=', '\u{feff}', '\u{200b}']).trim().is_empty() {
        return State::Empty;
    }
    if let Some(state) = state_of_word(field, word) {
        return state;
    }
    // Most values contain no markup that matters here.
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
    let is_code = bare.starts_with('`') && bare.ends_with('`') && !word.contains('`');
    if word.as_bytes().windows(3).any(|three| three == b"[ ]") || has_boxes && word.contains('☐') {
        return if parse_checkboxes(&strip_markup(word, true)) == Checkboxes::Open {
            State::Placeholder
        } else {
            State::Filled
        };
    }
    if are_options(field, word) {
        return State::Placeholder;
    }
    // Code is content (docs/spec/integrations.md#placeholders).
    if is_code {
        return State::Filled;
    }
    if is_variable(bare) {
        return State::Placeholder;
    }
    let is_placeholder = match text::link(bare) {
        Some(WholeLink::Wiki(target)) => is_placeholder_link(target.split('#').next().unwrap_or(target)),
        Some(WholeLink::Markdown(destination)) => is_placeholder_link(destination),
        None => return state_of_brackets(field, bare),
    };
    if is_placeholder { State::Placeholder } else { State::Filled }
}

/// Returns `{{name}}` for a value of the frontmatter that was written so without quotes. YAML reads it as a mapping
/// with a mapping for its key (docs/spec/obsidian.md#keys-of-properties).
pub(crate) fn unquoted(value: &Value) -> Option<String> {
    let Value::Map(entries) = value else { return None };
    let [(key, Value::Null)] = entries.as_slice() else { return None };
    let name = key.strip_prefix('{')?.strip_suffix('}')?;
    Some(format!("{{{{{}}}}}", name.trim()))
}

/// Returns the text of a suspect value without its brackets; any other value trimmed.
pub fn inside(raw: &str) -> &str {
    whole_bracket(text::bare(raw)).unwrap_or_else(|| raw.trim())
}

/// Returns the state of a value that consists of a term for it.
fn state_of_word(field: Option<RecordField>, word: &str) -> Option<State> {
    if template_phrases::is_pending(word) || is_mask(word) {
        return Some(State::Placeholder);
    }
    if word.chars().all(|letter| matches!(letter, '-' | '–' | '—')) {
        return Some(State::NotApplicable);
    }
    if word.len() > 60 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|it| it.eq_ignore_ascii_case(word.trim_end_matches('.')));
    // All of these terms begin with the same letter.
    if word.starts_with(['n', 'N'])
        && (is(&["n/a", "n.a", "na", "none", "not applicable"])
            || ["n/a", "not applicable"].iter().any(|term| after_term(word, term).is_some()))
    {
        return Some(State::NotApplicable);
    }
    // See docs/spec/integrations.md#value-states.
    let is_date = field.is_some_and(RecordField::is_date);
    if is_date && is(&["pending", "not yet", "not scheduled", "not yet scheduled", "unknown"]) {
        return Some(State::Empty);
    }
    (is_date && is(&["never"])).then_some(State::NotApplicable)
}

/// Whether a value without brackets is the field's list of options, without a choice.
fn are_options(field: Option<RecordField>, word: &str) -> bool {
    if !may_be_options(word) || has_pair(word, b"](") {
        return false;
    }
    let plain = strip_markup(word, true);
    let parts: Vec<&str> = options(&plain).take(10).collect();
    // `records/hour` may be a unit. Other pairs of the templates are choices.
    let is_choice =
        parts.len() > 2 || matches!(parts.as_slice(), [_, other] if CHOICES.contains(&other.to_lowercase().as_str()));
    if is_choice && template_phrases::is_phrase(&parts.join("/")) {
        return true;
    }
    match (field, vocabulary(field)) {
        (Some(RecordField::Direction), _) => DIRECTION.n_options(&plain) > 1 && direction(word).value.is_none(),
        // Data may flow at two frequencies.
        (Some(RecordField::Frequency), _) => FREQUENCY.n_options(&plain) > 2,
        (_, Some(vocabulary)) => vocabulary.n_options(&plain) > 1,
        _ => false,
    }
}

/// Second options of pairs that are a choice.
const CHOICES: &[&str] = &["two-way", "fail", "n", "asynchronous"];

/// Returns the terms of a field, if it has a list of them.
fn vocabulary(field: Option<RecordField>) -> Option<&'static TermList> {
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

/// Whether a value is a variable of a template engine: `<% … %>`, `{{…}}`, `{name}`, `<name>`.
fn is_variable(value: &str) -> bool {
    if find_pair(value, b"<%").is_some_and(|start| has_pair(&value[start..], b"%>")) {
        return true;
    }
    if let Some(start) = find_pair(value, b"{{") {
        let rest = &value[start + 2..];
        let is_core = ["date", "time", "title"].iter().any(|name| {
            let after_name = rest.trim_start().strip_prefix(name);
            after_name.is_some_and(|after_name| after_name.trim_start().starts_with(['}', ':']))
        });
        // `https://api/{{env}}/orders` is content for another program.
        return rest.contains("}}") && (is_core || start == 0 && rest.ends_with("}}"));
    }
    let inside = |open: char, close: char| value.strip_prefix(open)?.strip_suffix(close);
    let is_name = |inside: &str| {
        let is_part = |letter: char| letter.is_alphanumeric() || " _-./'’,".contains(letter);
        inside.len() <= 80 && inside.starts_with(char::is_alphabetic) && inside.chars().all(is_part)
    };
    inside('{', '}').or_else(|| inside('<', '>')).is_some_and(is_name)
}

/// Returns the state of a value that may consist of brackets.
fn state_of_brackets(field: Option<RecordField>, value: &str) -> State {
    if let Some(inside) = whole_bracket(value) {
        return match bracket_kind(field, inside) {
            BracketKind::Placeholder => State::Placeholder,
            BracketKind::Suspect => State::Suspect,
            BracketKind::Content => State::Filled,
        };
    }
    // `[Name], [Email]` consists of placeholders.
    if !value.starts_with(['[', '\\']) {
        return State::Filled;
    }
    let mut rest = value;
    while let Some((before, after_name)) = rest.split_once('[') {
        let is_between = |letter: char| !letter.is_alphanumeric();
        let Some((inside, after)) = after_name.split_once(']') else { return State::Filled };
        let is_placeholder = before.chars().all(is_between) && !after.starts_with(['(', '[']);
        if !is_placeholder || !template_phrases::is_phrase(inside.trim_end_matches('\\')) {
            return State::Filled;
        }
        rest = after;
    }
    if rest.chars().any(char::is_alphanumeric) { State::Filled } else { State::Placeholder }
}

/// Returns the text between the brackets that enclose a whole value.
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

/// Returns the certainty for brackets that enclose a whole value.
fn bracket_kind(field: Option<RecordField>, inside: &str) -> BracketKind {
    if is_never(inside) && !(field == Some(RecordField::Version) && is_version(inside)) {
        return BracketKind::Content;
    }
    let is_hint = template_phrases::is_phrase(inside)
        || template_phrases::is_pending(inside)
        || is_mask(inside)
        || template_phrases::begins_like_hint(inside);
    if is_hint || is_option_list(field, inside) { BracketKind::Placeholder } else { BracketKind::Suspect }
}

/// Whether a text is a list of at least three options, or of two of which one is a term of the field.
fn is_option_list(field: Option<RecordField>, inside: &str) -> bool {
    if inside.len() > 1000 || !inside.contains('/') {
        return false;
    }
    let parts: Vec<&str> = inside.split('/').map(str::trim).collect();
    let is_short = |part: &&str| !part.is_empty() && part.chars().count() <= 30;
    let is_known = |part: &&str| vocabulary(field).is_some_and(|vocabulary| vocabulary.exact_term(part).is_some());
    parts.iter().all(is_short) && (parts.len() > 2 || parts.iter().any(is_known))
}

/// Whether bracketed text is never a placeholder: `[1]`, `[sic]`, log levels, headings of a changelog.
fn is_never(inside: &str) -> bool {
    const WORDS: &[&str] = &["sic", "x", "info", "warn", "warning", "error", "debug", "trace", "fatal", "unreleased"];
    inside.bytes().all(|byte| byte.is_ascii_digit())
        || is_version(inside)
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(inside))
}

/// Whether a text is a version: `1.2.0`, `v2.1`.
fn is_version(text: &str) -> bool {
    let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
    number.starts_with(|letter: char| letter.is_ascii_digit())
        && number.contains('.')
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests;
