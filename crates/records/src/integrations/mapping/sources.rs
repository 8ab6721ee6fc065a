//! The source side of a mapping: fields, an expression, a constant or a generated value
//! (docs/spec/integrations.md#sources-of-a-mapping).

use std::borrow::Cow;

use compact_str::CompactString;

use super::expression::{MOST_SOURCES, fields_of};
use crate::model::SourceKind;
use crate::normalize;
use crate::vocabulary::mapping_values::{ABSENT, CONSTANT, GENERATED, LONGEST_ABSENT};

/// Length limit in bytes of an expression that is kept: each of its fields gets a copy as its rule.
const LONGEST_EXPRESSION: usize = 400;

/// The source side of a mapping.
pub(super) struct Sources {
    pub kind: SourceKind,
    /// The source fields.
    pub names: Vec<CompactString>,
    /// The expression that combines the fields, or the constant.
    pub expression: Option<CompactString>,
}

/// Whether a text stands for an absent value.
pub(super) fn is_absent(text: &str) -> bool {
    // Most texts are longer than all of them.
    text.len() <= LONGEST_ABSENT && ABSENT.iter().any(|absent| absent.eq_ignore_ascii_case(text))
}

/// Parses the text of a source cell.
pub(super) fn sources(cell: &str) -> Sources {
    let separated = match cell.contains('<') {
        true => Cow::Owned(cell.replace("<br>", ", ").replace("<br/>", ", ")),
        false => Cow::Borrowed(cell),
    };
    let text = normalize::plain(&separated);
    let only = |kind: SourceKind| Sources { kind, names: Vec::new(), expression: None };
    if text.is_empty() {
        return only(SourceKind::None);
    }
    let rest_after = |lead: &str| text.split_at_checked(lead.len()).filter(|(head, _)| head.eq_ignore_ascii_case(lead));
    let begins_with_word =
        |lead: &&str| rest_after(lead).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with([' ', ':']));
    // A source that is explicitly absent means that the value is generated.
    if is_absent(&text) || GENERATED.iter().any(begins_with_word) {
        return only(SourceKind::Generated);
    }
    let has_constant_lead = || CONSTANT.iter().any(|lead| rest_after(lead).is_some());
    if has_constant_lead() || is_quoted(&text) || is_number(&text) {
        let expression = Some(text.into());
        return Sources { kind: SourceKind::Constant, names: Vec::new(), expression };
    }
    let Some((names, has_literal)) = field_names(&text) else {
        return Sources { kind: SourceKind::Field, names: vec![text.into()], expression: None };
    };
    let is_expression = arguments(&text).is_some() || has_literal;
    let expression = (is_expression && text.len() <= LONGEST_EXPRESSION).then(|| (*text).into());
    let kind = if names.is_empty() && is_expression { SourceKind::Generated } else { SourceKind::Field };
    Sources { kind, names, expression }
}

fn is_quoted(text: &str) -> bool {
    text.len() > 1 && (text.starts_with('"') && text.ends_with('"') || text.starts_with('\'') && text.ends_with('\''))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the fields in a source cell, and whether there are quoted texts beside them; `None` if there are more than
/// [`MOST_SOURCES`].
fn field_names(text: &str) -> Option<(Vec<CompactString>, bool)> {
    // The fields of a call, `CONCAT(a, b)`, are its arguments.
    let call = arguments(text);
    let separators: &[u8] = if call.is_some() { b",+" } else { b",+;" };
    let (mut names, mut has_literal): (Vec<CompactString>, bool) = (Vec::new(), false);
    for part in split_outside_quotes(call.unwrap_or(text), separators) {
        // Parentheses after a field are a remark: `order.total (gross, EUR)`.
        let field = part.strip_suffix(')').and_then(|rest| rest.split_once(" (")).map(|(field, _)| field.trim());
        let field = field.filter(|field| !field.is_empty() && arguments(part).is_none());
        match field.unwrap_or(part) {
            part if is_quoted(part) => has_literal = true,
            part if is_number(part) => {}
            // A part that is an expression itself.
            part if part.contains(['(', '<', '>', '=', '"']) => {
                let fields = fields_of(part);
                match fields.is_empty() && arguments(part).is_none() {
                    true => names.push(part.into()),
                    false => names.extend(fields.iter().map(CompactString::new)),
                }
            }
            part => names.push(part.into()),
        }
        if names.len() > MOST_SOURCES {
            return None;
        }
    }
    Some((names, has_literal))
}

/// Returns the text between the parentheses of a call, `CONCAT(a, b)`. Only an upper-case name may have a space before
/// them.
fn arguments(text: &str) -> Option<&str> {
    let (head, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let name = head.trim_end();
    let is_word = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let is_upper_case = || name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    (is_word && (name.len() == head.len() || is_upper_case())).then_some(arguments)
}

/// Splits a list at separators outside quotes and parentheses. The parts are trimmed and not blank.
fn split_outside_quotes<'t>(list: &'t str, separators: &[u8]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    // A quotation mark without a closing one is an apostrophe.
    let is_closed = |at: usize, mark: u8| memchr::memchr(mark, &list.as_bytes()[at + 1..]).is_some();
    for (at, byte) in list.bytes().enumerate() {
        match (byte, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            (_, Some(_)) => {}
            (mark @ (b'"' | b'\''), None) if list[..at].ends_with([' ', '(', ',', '+']) || at == 0 => {
                quote = Some(mark).filter(|mark| is_closed(at, *mark));
            }
            (b'(', None) => depth += 1,
            (b')', None) => depth = depth.saturating_sub(1),
            (sign, None) if depth == 0 && separators.contains(&sign) => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
