//! Normalization of values to canonical forms that can be compared, with one function per kind of value
//! (docs/spec/integrations.md#normalization). Pure, total and linear in the length of the value. Does not know keys,
//! placeholders or other notes.

mod classification;
mod date;
pub(crate) mod delimiters;
mod direction;
pub(crate) mod fast_path;
mod frequency;
mod id;
pub(crate) mod judge;
pub(crate) mod normalized;
pub(crate) mod options;
pub(crate) mod pattern;
mod period;
mod person;
mod status;
pub(crate) mod strip_markup;
mod system_name;
pub(crate) mod text;
pub(crate) mod timestamp;
mod yes_no;

pub(crate) use classification::{classification, priority};
pub use date::moment;
pub(crate) use date::{date, date_in};
pub(crate) use direction::direction;
pub(crate) use frequency::frequency;
pub(crate) use id::{id, ids_in};
pub use judge::denies;
pub(crate) use person::may_name_people;
pub(crate) use status::doc_status;
pub use status::status;
pub(crate) use system_name::{base_name, has_system_prefix, link_and_rest, linked_system, may_be_names, split_names};
pub use system_name::{push_word_key, strip_system_word, system_key, system_name, word_key};
pub(crate) use text::linkpath;
pub use text::plain;
pub(crate) use yes_no::yes_no;

use crate::model::RecordField;
use crate::normalize::normalized::Normalized;
pub(crate) use crate::vocabulary::classifications::{CLASSIFICATION, PRIORITY};
pub(crate) use crate::vocabulary::directions::DIRECTION;
pub(crate) use crate::vocabulary::frequencies::FREQUENCY;
pub(crate) use crate::vocabulary::statuses::{DOCUMENT, LIFE_CYCLE};

/// Normalizes a value by the rules of its field. A blank value, or one that consists of marks, has neither value nor
/// remark.
pub(crate) fn normalize_field(field: RecordField, raw: &str) -> Normalized {
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
        | RecordField::LastTested
        | RecordField::LastReviewed => date(raw),
        RecordField::Name
        | RecordField::Version
        | RecordField::Type
        | RecordField::Purpose
        | RecordField::ReplacedBy => {
            let text = plain(raw);
            if text.is_empty() { Normalized::default() } else { Normalized::known(text, "") }
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
        LastReviewed,
        ReplacedBy,
    ];

    #[test]
    fn each_field_has_its_own_normalization() {
        let check = |field: RecordField, input: &str, expected: Option<&str>| {
            assert_eq!(normalize_field(field, input).value.as_deref(), expected, "{field:?} {input:?}");
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
            assert_eq!(normalize_field(*field, " "), Normalized::default(), "{field:?}");
        }
    }

    /// Text composed of fragments that are significant to some function, in any order.
    fn fragments() -> impl Strategy<Value = String> {
        let fragment = prop::sample::select(vec![
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
        prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_normalized_or_rejected(raw in prop_oneof![any::<String>(), fragments()]) {
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
                let normalized = normalize_field(*field, &raw);
                prop_assert!(normalized.value.as_ref().is_none_or(|value| !value.is_empty()));
                // A canonical form is its own canonical form.
                let is_text = matches!(field, Name | Version | Type | Priority | Purpose | ReplacedBy);
                if let Some(value) = normalized.value.filter(|_| !is_text) {
                    prop_assert_eq!(normalize_field(*field, &value).value, Some(value));
                }
                placeholder::state(Some(*field), &raw);
            }
            placeholder::state(None, &raw);
        }

        #[test]
        fn brackets_of_any_note_are_in_order(text in prop_oneof![any::<String>(), fragments()]) {
            let note = parse::note(&text);
            let mut end = 0;
            for bracket in placeholder::brackets(&text, &note) {
                prop_assert!(bracket.span.start >= end && text[bracket.span.clone()].contains(&bracket.inside));
                end = bracket.span.end;
            }
        }
    }
}
