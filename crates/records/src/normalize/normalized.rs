//! Normalized values.

use compact_str::CompactString;

/// A normalized value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The canonical form; `None` if the value is not understood.
    pub value: Option<CompactString>,
    /// The rest of the value, or the reason why there is no canonical form.
    pub remark: Option<CompactString>,
}

impl Normalized {
    /// A canonical form, with the rest of the value unless it is empty.
    pub(crate) fn known(value: impl Into<CompactString>, rest: &str) -> Normalized {
        Normalized { value: Some(value.into()), remark: (!rest.is_empty()).then(|| rest.into()) }
    }

    /// A value that is present but not understood.
    pub(crate) fn unknown(reason: impl Into<CompactString>) -> Normalized {
        Normalized { value: None, remark: Some(reason.into()) }
    }

    /// A value that matches no known form, with the beginning of its text as the reason.
    pub(crate) fn unmatched(noun: &str, text: &str) -> Normalized {
        let end = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
        let more = if end < text.len() { "…" } else { "" };
        Normalized::unknown(format!("no known {noun}: {}{more}", &text[..end]))
    }
}
