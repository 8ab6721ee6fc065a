//! What values say, in the words that can be compared: one normaliser a kind of value (spec/integrations.md a.5). Pure,
//! total and linear in the value's length; knows nothing of keys, of placeholders or of other notes.

mod classification;
mod date;
mod direction;
mod frequency;
mod id;
mod status;
mod system;
pub(super) mod text;
pub(super) mod vocabulary;
mod yes_no;

pub use classification::{classification, priority};
pub use date::{date, moment};
pub use direction::direction;
pub use frequency::frequency;
pub use id::{id, ids_in};
pub use status::{doc_status, status};
pub use system::{split_names, system_key, system_name};
pub use text::{linkpath, plain};
pub use yes_no::yes_no;

pub(super) use classification::{CLASSIFICATION, PRIORITY};
pub(super) use direction::DIRECTION;
pub(super) use frequency::FREQUENCY;
pub(super) use status::{DOCUMENT, LIFE_CYCLE};

use crate::model::RecordField;

/// What a value says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    /// Its canonical text; `None` where the value is not understood.
    pub value: Option<String>,
    /// What the value says beside that, or why there is no canonical text.
    pub remark: Option<String>,
}

impl Normal {
    /// A canonical text and what is left over, where that is anything.
    fn known(value: impl Into<String>, rest: &str) -> Normal {
        Normal { value: Some(value.into()), remark: (!rest.is_empty()).then(|| rest.to_owned()) }
    }

    /// A value that is there and not understood.
    fn unknown(reason: impl Into<String>) -> Normal {
        Normal { value: None, remark: Some(reason.into()) }
    }

    /// A value that is none of those that are known, with the beginning of its text.
    fn none_of(noun: &str, text: &str) -> Normal {
        let end = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
        let more = if end < text.len() { "…" } else { "" };
        Normal::unknown(format!("no known {noun}: {}{more}", &text[..end]))
    }
}

/// What the value of a field says, by the normaliser of that field. A value that is nothing but blanks and marks says
/// nothing: neither value nor remark.
pub fn normalise(field: RecordField, raw: &str) -> Normal {
    match field {
        RecordField::Id => id(raw),
        RecordField::Status => status(raw),
        RecordField::DocStatus => doc_status(raw),
        RecordField::Direction => direction(raw),
        RecordField::Priority => priority(raw),
        RecordField::Frequency => frequency(raw),
        RecordField::Classification => classification(raw),
        RecordField::Created
        | RecordField::Updated
        | RecordField::GoLive
        | RecordField::NextReview
        | RecordField::LastTested => date(raw),
        RecordField::Name
        | RecordField::Version
        | RecordField::Type
        | RecordField::Purpose
        | RecordField::ReplacedBy => {
            let text = plain(raw);
            if text.is_empty() { Normal::default() } else { Normal::known(text, "") }
        }
    }
}
