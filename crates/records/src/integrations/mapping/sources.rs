//! What stands on the source side of a mapping: fields, an expression, or nothing that is a field (T7).

use std::borrow::Cow;

use compact_str::CompactString;

use super::MOST_SOURCES;
use crate::integrations::mapping::sql;
use crate::model::SourceKind;
use crate::normalize;

/// What stands on the source side of a mapping.
pub(crate) struct Sources {
    pub kind: SourceKind,
    pub names: Vec<CompactString>,
    /// The expression that several fields stand in.
    pub expression: Option<CompactString>,
}

pub(crate) fn is_nothing(text: &str) -> bool {
    // Most texts are longer than all of them.
    text.len() <= 4
        && ["", "-", "–", "—", "n/a", "na", "none", "null"].iter().any(|nothing| nothing.eq_ignore_ascii_case(text))
}

pub(crate) fn sources(cell: &str) -> Sources {
    let parted = match cell.contains('<') {
        true => Cow::Owned(cell.replace("<br>", ", ").replace("<br/>", ", ")),
        false => Cow::Borrowed(cell),
    };
    let text = normalize::plain(&parted);
    let only = |kind: SourceKind| Sources { kind, names: Vec::new(), expression: None };
    if text.is_empty() {
        return only(SourceKind::None);
    }
    // Who writes that there is no source says that the value is made (T7).
    if is_nothing(&text) {
        return only(SourceKind::Generated);
    }
    let is_generated =
        ["generated", "auto-generated", "auto generated", "system-generated", "computed", "calculated", "derived"];
    let behind = |lead: &str| text.split_at_checked(lead.len()).filter(|(head, _)| head.eq_ignore_ascii_case(lead));
    let is_word = |lead: &&str| behind(lead).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with([' ', ':']));
    if is_generated.iter().any(is_word) {
        return only(SourceKind::Generated);
    }
    let is_quoted = |text: &str| {
        text.len() > 1
            && (text.starts_with('"') && text.ends_with('"') || text.starts_with('\'') && text.ends_with('\''))
    };
    if ["constant", "const ", "literal "].iter().any(|lead| behind(lead).is_some()) || is_quoted(&text) {
        let expression = Some(text.into());
        return Sources { kind: SourceKind::Constant, names: Vec::new(), expression };
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(&text) {
        let expression = Some(text.into());
        return Sources { kind: SourceKind::Constant, names: Vec::new(), expression };
    }
    // `CONCAT(a, b)`: the fields are its arguments.
    let call = arguments(&text);
    let separators: &[u8] = if call.is_some() { b",+" } else { b",+;" };
    let (mut names, mut has_text): (Vec<CompactString>, bool) = (Vec::new(), false);
    for part in parts(call.unwrap_or(&text), separators) {
        // `order.total (gross, EUR)`: what stands in parentheses is said of the field.
        let said = part.strip_suffix(')').and_then(|rest| rest.split_once(" (")).map(|(field, _)| field.trim());
        let field = said.filter(|field| !field.is_empty() && arguments(part).is_none());
        match field.unwrap_or(part) {
            part if is_quoted(part) => has_text = true,
            part if is_number(part) => {}
            // Within a part that is an expression again only names are fields.
            part if part.contains(['(', '<', '>', '=', '"']) => {
                let fields = sql::fields(part);
                match fields.is_empty() && arguments(part).is_none() {
                    true => names.push(part.into()),
                    false => names.extend(fields.iter().map(CompactString::new)),
                }
            }
            part => names.push(part.into()),
        }
        if names.len() > MOST_SOURCES {
            return Sources { kind: SourceKind::Field, names: vec![text.into()], expression: None };
        }
    }
    let is_expression = call.is_some() || has_text;
    let expression = (is_expression && text.len() <= LONGEST).then(|| (*text).into());
    let kind = if names.is_empty() && is_expression { SourceKind::Generated } else { SourceKind::Field };
    Sources { kind, names, expression }
}

/// The longest expression that is kept: it is the rule of each of its fields.
const LONGEST: usize = 400;

/// What stands between the parentheses of a call, `CONCAT(a, b)`. Only what shouts may have a blank before them.
fn arguments(text: &str) -> Option<&str> {
    let (head, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let name = head.trim_end();
    let is_word = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let is_shouted = || name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    (is_word && (name.len() == head.len() || is_shouted())).then_some(arguments)
}

/// What stands between separators, those in quotes and parentheses left out; trimmed, and none that is blank.
fn parts<'t>(list: &'t str, separators: &[u8]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    // A quotation mark that is never closed is an apostrophe.
    let closes = |at: usize, mark: u8| memchr::memchr(mark, &list.as_bytes()[at + 1..]).is_some();
    for (at, byte) in list.bytes().enumerate() {
        match (byte, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            (_, Some(_)) => {}
            (mark @ (b'"' | b'\''), None) if list[..at].ends_with([' ', '(', ',', '+']) || at == 0 => {
                quote = Some(mark).filter(|mark| closes(at, *mark));
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
