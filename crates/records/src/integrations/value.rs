//! From text to a value as a note states it: its state, what it says, where it leads.

use compact_str::CompactString;
use vaultdex_notes::Span;

use crate::document::Text;
use crate::document::tables::unescaped;
use crate::model::{RecordField, State, Stated};
use crate::normalize::Normal;
use crate::normalize::fast_path::{Glance, glance};
use crate::normalize::options::remark;
use crate::{normalize, placeholder};

/// A value of a field, or of no field in particular.
pub(crate) fn stated(field: Option<RecordField>, text: &Text, place: String) -> Stated {
    let glance = glance(&text.raw);
    let state = placeholder::state_at(field, &text.raw, glance);
    let raw = &*unescaped(&text.raw);
    let normal = match (state, field, glance.text()) {
        (State::Filled, None, Some(text)) => Normal { value: Some(text.into()), remark: None },
        (State::Filled, ..) => said(field, raw),
        (State::Suspect, ..) => said(field, placeholder::inside(raw)),
        _ => Normal::default(),
    };
    let linkpath = match glance {
        Glance::Words(_) => None,
        Glance::Link(name) => Some(name.into()),
        Glance::Marked => normalize::linkpath(raw).map(CompactString::from),
    };
    Stated {
        raw: CompactString::new(&text.raw),
        value: normal.value,
        remark: normal.remark,
        linkpath,
        state,
        place,
        span: text.span,
    }
}

fn said(field: Option<RecordField>, raw: &str) -> Normal {
    match field {
        Some(field) => normalize::normalise(field, raw),
        None => {
            Normal { value: Some(CompactString::from(normalize::plain(raw))).filter(|it| !it.is_empty()), remark: None }
        }
    }
}

/// The name of a system.
pub(crate) fn system(text: &Text, place: String) -> Stated {
    let mut stated = stated(None, text, place);
    if stated.value.is_none() || take_link_with_remark(&mut stated, normalize::linked_system) {
        return stated;
    }
    let raw = if stated.state == State::Suspect { placeholder::inside(&stated.raw) } else { &stated.raw };
    let name: CompactString = match glance(raw).text() {
        Some(text) if normalize::without_lead(text) == text => return stated,
        Some(text) => normalize::without_lead(text).into(),
        None => normalize::system_name(&unescaped(raw)).into(),
    };
    stated.value = Some(name).filter(|it| !it.is_empty());
    stated
}

/// The name of a person or a team: of a link the target's base name, as with systems.
pub(crate) fn person(text: &Text, place: String) -> Stated {
    let mut stated = stated(None, text, place);
    if stated.value.is_some()
        && !take_link_with_remark(&mut stated, normalize::base_name)
        && let Some(path) = &stated.linkpath
    {
        stated.value = Some(normalize::base_name(path).into());
    }
    stated
}

/// Takes a value apart that is a link with something said of it, `[[SAP]] (FI module)`: its name is what `name` makes of
/// the linkpath, and the rest its remark. Whether it is one.
fn take_link_with_remark(stated: &mut Stated, name: fn(&str) -> &str) -> bool {
    if stated.linkpath.is_some() || stated.state != State::Filled || !stated.raw.contains('[') {
        return false;
    }
    let raw = unescaped(&stated.raw);
    let Some((link, rest)) = normalize::link_and_rest(&raw) else { return false };
    let Some(path) = normalize::linkpath(link) else { return false };
    let rest = normalize::plain(rest);
    let remark = Some(CompactString::from(remark(&rest))).filter(|remark| !remark.is_empty());
    (stated.value, stated.linkpath, stated.remark) = (Some(name(&path).into()), Some(path.into()), remark);
    true
}

/// A value that says what its words say, as the template has it nowhere: a heading, a file name.
pub(crate) fn given(raw: &str, value: impl Into<CompactString>, place: &str, span: Span) -> Stated {
    Stated {
        raw: raw.into(),
        value: Some(value.into()),
        remark: None,
        linkpath: None,
        state: State::Filled,
        place: place.to_owned(),
        span,
    }
}

/// Whether a value says something.
pub(crate) fn is_said(stated: &Stated) -> bool {
    matches!(stated.state, State::Filled | State::Suspect)
}
