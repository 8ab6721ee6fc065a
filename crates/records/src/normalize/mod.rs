//! What values say, in the words that can be compared: one normaliser a kind of value (spec/integrations.md a.5). Pure,
//! total and linear in the value's length; knows nothing of keys, of placeholders or of other notes.

mod classification;
mod date;
mod direction;
pub(crate) mod fast_path;
mod frequency;
mod id;
pub(crate) mod options;
mod status;
pub(crate) mod strip_markup;
mod system_name;
pub(crate) mod text;
pub(crate) mod timestamp;
mod yes_no;

pub(crate) use classification::{CLASSIFICATION, PRIORITY};
pub use classification::{classification, priority};
use compact_str::CompactString;
pub(crate) use date::date_in;
pub use date::{date, moment};
pub(crate) use direction::DIRECTION;
pub use direction::direction;
pub(crate) use frequency::FREQUENCY;
pub use frequency::frequency;
pub use id::{id, ids_in};
pub(crate) use status::{DOCUMENT, LIFE_CYCLE};
pub use status::{doc_status, status};
pub(crate) use system_name::without_lead;
pub use system_name::{base_name, link_and_rest, linked_system, may_be_names, split_names, system_key, system_name};
pub use text::{linkpath, plain};
pub use yes_no::yes_no;

use crate::model::RecordField;

/// What a value says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    /// Its canonical text; `None` where the value is not understood.
    pub value: Option<CompactString>,
    /// What the value says beside that, or why there is no canonical text.
    pub remark: Option<CompactString>,
}

impl Normal {
    /// A canonical text and what is left over, where that is anything.
    fn known(value: impl Into<CompactString>, rest: &str) -> Normal {
        Normal { value: Some(value.into()), remark: (!rest.is_empty()).then(|| rest.into()) }
    }

    /// A value that is there and not understood.
    fn unknown(reason: impl Into<CompactString>) -> Normal {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vaultdex_notes::parse;

    use super::*;
    use crate::model::RecordField::*;
    use crate::placeholder;

    const FIELDS: &[RecordField] = &[
        Name,
        Id,
        Version,
        Type,
        Status,
        DocStatus,
        Direction,
        Priority,
        Frequency,
        Classification,
        Purpose,
        Created,
        Updated,
        GoLive,
        NextReview,
        LastTested,
        ReplacedBy,
    ];

    #[test]
    fn each_field_goes_through_its_normaliser() {
        let check = |field: RecordField, input: &str, expected: Option<&str>| {
            assert_eq!(normalise(field, input).value.as_deref(), expected, "{field:?} {input:?}");
        };
        check(Name, "**Orders** to `ERP` ^id", Some("Orders to ERP"));
        check(Id, "int-2024-003", Some("INT-2024-003"));
        check(Version, "`1.2.0`", Some("1.2.0"));
        check(Type, "API / Batch", Some("API / Batch"));
        check(Status, "In Production", Some("active"));
        check(DocStatus, "In Review", Some("review"));
        check(Direction, "Inbound", Some("one-way"));
        check(Priority, "High (revenue)", Some("high"));
        check(Priority, "Tier 2", Some("Tier 2"));
        check(Priority, "🔴 P1", Some("🔴 P1"));
        check(Priority, "", None);
        check(Frequency, "Nightly", Some("daily"));
        check(Classification, "**Confidential**", Some("confidential"));
        check(Classification, "Internal use only", Some("internal"));
        check(Classification, "Public/Internal", None);
        check(Classification, "Secret", None);
        check(Purpose, "moves\n  orders", Some("moves orders"));
        check(Created, "2024-12-09_12-05", Some("2024-12-09T12:05"));
        check(GoLive, "Q2 2026", Some("2026-Q2"));
        check(NextReview, "2025-02-30", None);
        check(ReplacedBy, "[[Orders v2]]", Some("Orders v2"));
        for field in FIELDS {
            assert_eq!(normalise(*field, " "), Normal::default(), "{field:?}");
        }
    }

    /// Text of pieces that mean something to one reader or another, in any order.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "[",
            "]",
            "[[",
            "]]",
            "(",
            ")",
            "](",
            "**",
            "*",
            "_",
            "`",
            "``",
            "~~",
            "==",
            "|",
            "\\",
            "/",
            "<",
            ">",
            "<br>",
            "<!--",
            "-->",
            "%%",
            "<%",
            "%>",
            "{{",
            "}}",
            "{",
            "}",
            "&amp;",
            "&#x41;",
            "^id",
            "#tag",
            " ",
            "\n",
            "\t",
            "\u{a0}",
            "→",
            "->",
            "↔",
            "-",
            "–",
            ":",
            "'",
            "\"",
            ",",
            "and",
            " or ",
            "Active",
            "Planned",
            "[x]",
            "[ ]",
            "☑",
            "TBD",
            "Name",
            "YYYY",
            "INT-",
            "2024",
            "-001",
            "-02-30",
            "T10:00",
            "Q2",
            "May",
            "every",
            "5",
            "min",
            "daily",
            "é",
            "e\u{301}",
            "日",
            "👩‍💻",
            "✅",
            "\u{fe0f}",
            "\u{202e}",
            "مرحبا",
            "\u{feff}",
            "\r\n",
            "İ",
            "ſ",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_has_a_meaning_or_none(raw in prop_oneof![any::<String>(), pieces()]) {
            let text = plain(&raw);
            prop_assert!(!text.contains(['\n', '\t']) && text.trim() == text, "{text:?}");
            linkpath(&raw);
            yes_no(&raw);
            system_key(&system_name(&raw));
            for place in ids_in(&raw) {
                prop_assert!(raw[place].to_ascii_uppercase().starts_with("INT-"));
            }
            for is_known in [true, false] {
                let names = split_names(&raw, &|_| is_known);
                prop_assert!(names.iter().all(|name| !name.is_empty() && raw.contains(name)));
            }
            prop_assert_eq!(moment(&raw).is_some(), date(&raw).value.is_some());
            placeholder::is_placeholder_link(&raw);
            prop_assert!(raw.contains(placeholder::inside(&raw)));
            for field in FIELDS {
                let read = normalise(*field, &raw);
                prop_assert!(read.value.as_ref().is_none_or(|value| !value.is_empty()));
                // What is canonical is read as itself.
                let is_text = matches!(field, Name | Version | Type | Priority | Purpose | ReplacedBy);
                if let Some(value) = read.value.filter(|_| !is_text) {
                    prop_assert_eq!(normalise(*field, &value).value, Some(value));
                }
                placeholder::state(Some(*field), &raw);
            }
            placeholder::state(None, &raw);
        }

        #[test]
        fn any_note_has_brackets_or_none(text in prop_oneof![any::<String>(), pieces()]) {
            let note = parse::note(&text);
            let mut end = 0;
            for bracket in placeholder::brackets(&text, &note) {
                prop_assert!(bracket.span.start >= end && text[bracket.span.clone()].contains(&bracket.inside));
                end = bracket.span.end;
            }
            for tag in placeholder::templater_tags(&text, &note) {
                prop_assert!(text[tag.clone()].starts_with("<%") && text[tag].ends_with("%>"));
            }
        }
    }
}
