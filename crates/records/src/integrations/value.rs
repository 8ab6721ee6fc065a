//! Extraction of one value from text: its state, its normalized form, its remark and its link.

use compact_str::CompactString;
use vaultdex_notes::Span;

use crate::document::tables::unescaped;
use crate::document::text::Text;
use crate::model::{Extracted, RecordField, State};
use crate::normalize::fast_path::{ValueForm, value_form};
use crate::normalize::normalized::Normalized;
use crate::normalize::options::remark;
use crate::{normalize, placeholder};

/// Extracts a value of a field; without a field its text is only freed of markup.
pub(crate) fn extract(field: Option<RecordField>, text: &Text, place: String) -> Extracted {
    let value_form = value_form(&text.raw);
    let state = placeholder::state_at(field, &text.raw, value_form);
    let raw = &*unescaped(&text.raw);
    let normalized = match (state, field, value_form.text()) {
        (State::Filled, None, Some(text)) => Normalized { value: Some(text.into()), remark: None },
        (State::Filled, ..) => normalize_text(field, raw),
        (State::Suspect, ..) => normalize_text(field, placeholder::inside(raw)),
        _ => Normalized::default(),
    };
    let linkpath = match value_form {
        ValueForm::Link(name) => Some(name.into()),
        ValueForm::Markup => normalize::linkpath(raw).map(CompactString::from),
        _ => None,
    };
    Extracted {
        raw: CompactString::new(&text.raw),
        value: normalized.value,
        remark: normalized.remark,
        linkpath,
        state,
        place,
        span: text.span,
    }
}

fn normalize_text(field: Option<RecordField>, raw: &str) -> Normalized {
    match field {
        Some(field) => normalize::normalize_field(field, raw),
        None => {
            let plain = CompactString::from(normalize::plain(raw));
            Normalized { value: Some(plain).filter(|it| !it.is_empty()), remark: None }
        }
    }
}

/// Names of notes that stand for their folder.
const INDEX_NAMES: [&str; 2] = ["index", "readme"];

/// Extracts the name of a system.
pub(crate) fn extract_system(text: &Text, place: String) -> Extracted {
    let mut extracted = extract(None, text, place);
    if extracted.value.is_none() || split_link_and_remark(&mut extracted, normalize::linked_system) {
        return extracted;
    }
    // `[Pilotage](../pilotage/)` leads to a folder, or to its index.
    let base = extracted.linkpath.as_deref().map(normalize::base_name);
    if base.is_some_and(|base| base.is_empty() || INDEX_NAMES.iter().any(|name| base.eq_ignore_ascii_case(name))) {
        return extracted;
    }
    let raw = if extracted.state == State::Suspect { placeholder::inside(&extracted.raw) } else { &extracted.raw };
    let name: CompactString = match value_form(raw).text() {
        Some(text) if normalize::strip_system_word(text) == text => return extracted,
        Some(text) => normalize::strip_system_word(text).into(),
        None => normalize::system_name(&unescaped(raw)).into(),
    };
    extracted.value = Some(name).filter(|it| !it.is_empty());
    extracted
}

/// Extracts the name of a person or a team. As with systems, a link stands for the base name of its target.
pub(crate) fn extract_person(text: &Text, place: String) -> Extracted {
    let mut extracted = extract(None, text, place);
    if extracted.value.is_some()
        && !split_link_and_remark(&mut extracted, normalize::base_name)
        && let Some(path) = &extracted.linkpath
    {
        extracted.value = Some(normalize::base_name(path).into());
    }
    extracted
}

/// Splits a value that is a link followed by a remark, `[[SAP]] (FI module)`; returns whether it is one. `name` derives
/// the value from the linkpath.
fn split_link_and_remark(extracted: &mut Extracted, name: fn(&str) -> &str) -> bool {
    if extracted.linkpath.is_some() || extracted.state != State::Filled || !extracted.raw.contains('[') {
        return false;
    }
    let raw = unescaped(&extracted.raw);
    let Some((link, rest)) = normalize::link_and_rest(&raw) else { return false };
    let Some(path) = normalize::linkpath(link) else { return false };
    let rest = normalize::plain(rest);
    let remark = Some(CompactString::from(remark(&rest))).filter(|remark| !remark.is_empty());
    (extracted.value, extracted.linkpath, extracted.remark) = (Some(name(&path).into()), Some(path.into()), remark);
    true
}

/// Returns a filled value that is known without normalization, such as a direction shown by an arrow in a file name.
pub(crate) fn literal(raw: &str, value: impl Into<CompactString>, place: &str, span: Span) -> Extracted {
    Extracted {
        raw: raw.into(),
        value: Some(value.into()),
        remark: None,
        linkpath: None,
        state: State::Filled,
        place: place.to_owned(),
        span,
    }
}

/// Whether a value is filled or suspect.
pub(crate) fn has_content(extracted: &Extracted) -> bool {
    matches!(extracted.state, State::Filled | State::Suspect)
}
