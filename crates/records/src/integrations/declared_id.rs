//! The integration ID that a note declares, whatever its shape (docs/spec/integrations.md#integration-ids).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;
use vaultdex_notes::Value;

use crate::document::source::NoteSource;
use crate::vocabulary::declared_ids::{MEANINGS, PROPERTIES};
use crate::{normalize, placeholder};

/// A key line or a row of a property table with an ID.
static ID_LINE: LazyLock<Regex> = LazyLock::new(|| line_pattern("(?:integration|document) id"));

/// The ends of the keys in the letter cases that people write.
static ID_KEYS: LazyLock<[Finder<'static>; 8]> = LazyLock::new(|| {
    let ends = ["ration ID", "ration Id", "ration id", "RATION ID", "ument ID", "ument Id", "ument id", "UMENT ID"];
    ends.map(Finder::new)
});

/// The same with any key, for vaults with synonyms of such keys.
static ANY_LINE: LazyLock<Regex> = LazyLock::new(|| line_pattern(r"[^|:\r\n]{1,160}?"));

/// Returns the pattern of a line whose key matches `key`: group 1 is the key, group 2 the value.
fn line_pattern(key: &str) -> Regex {
    let pattern =
        format!(r"(?mi)^[ \t]*(?:[-*+][ \t]+|\|[ \t]*)?[*_]*({key})[*_]*(?:[ \t]*(?:::?|\|)[*_]*)[ \t]*([^|\r\n]+)");
    Regex::new(&pattern).expect("a valid pattern")
}

/// Returns the ID in a property or in a line such as `**Integration ID**: INT-2024-003`, synonyms of the key included.
pub(crate) fn declared_id(source: &NoteSource) -> Option<String> {
    let NoteSource { text, note, synonyms, .. } = *source;
    let is_id = |name: &str| {
        let meaning = synonyms.own_meaning(name);
        PROPERTIES.contains(&name.to_lowercase().as_str())
            || meaning.is_some_and(|meaning| meaning == "id" || MEANINGS.contains(&meaning))
    };
    let property = note.properties.iter().find_map(|property| match &property.value {
        Value::Text(value) if is_id(&property.name) => as_id(value),
        _ => None,
    });
    property.or_else(|| {
        // Most notes have no such key.
        let has_key = || ID_KEYS.iter().any(|end| end.find(text.as_bytes()).is_some());
        if !synonyms.has_names_of_ids && !has_key() {
            return None;
        }
        let is_prose = |at: usize| !note.non_prose.iter().any(|hidden| hidden.span.contains(at as u32));
        let line = if synonyms.has_names_of_ids { &ANY_LINE } else { &ID_LINE };
        let lines = line.captures_iter(text).filter_map(|line| Some((line.get(1)?, line.get(2)?)));
        let id_lines =
            lines.filter(|(key, _)| is_prose(key.start()) && MEANINGS.contains(&synonyms.name(key.as_str()).as_str()));
        id_lines.map(|(_, value)| value).find_map(|value| as_id(value.as_str()))
    })
}

/// Returns the ID in a value: `INT-…`, or a single word with a digit.
fn as_id(value: &str) -> Option<String> {
    let id = normalize::id(value).value?;
    let is_word = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let is_id = id.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && (id.contains(|letter: char| letter.is_ascii_digit()) || id.to_ascii_lowercase().starts_with("int-"));
    (is_word && is_id && !placeholder::is_mask(&id)).then(|| id.into_string())
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Note;

    use super::*;
    use crate::Synonyms;
    use crate::model::Terminology;

    #[test]
    fn id_is_declared_in_key_lines_and_tables() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                declared_id(&NoteSource::new(text, &Note::default(), &Synonyms::default())).as_deref(),
                expected,
                "{text}"
            );
        };
        check("**Integration ID**: INT-2024-003\n", Some("INT-2024-003"));
        check("# A\r\n**Integration ID:** `INT-2024-003`\r\n", Some("INT-2024-003"));
        check("- Document ID: INT-SAP-001", Some("INT-SAP-001"));
        check("| Integration ID | INT-2025-004 |", Some("INT-2025-004"));
        check("Integration ID:: INT-7", Some("INT-7"));
        check("Integration ID: int-erp-dip-rt", Some("int-erp-dip-rt"));
        check("Integration ID: int-2024-003 (draft)", Some("INT-2024-003"));
        check("| Document ID | SAP_17 |", Some("SAP_17"));
        check("**Integration ID**: [INT-YYYY-XXX]", None);
        check("**Integration ID**: INT-YYYY-XXX", None);
        check("**Integration ID**: 2026-01-05", None);
        check("**Integration ID**: replaces INT-2024-003", None);
        check("The integration ID is assigned later.", None);
    }

    #[test]
    fn id_key_may_have_a_synonym() {
        let synonyms = [("Kennung", "Integration ID"), ("Schnittstellen-ID", "integrationId"), ("Nummer", "id")];
        let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
        let synonyms = Synonyms::new(&Terminology { synonyms, ..Terminology::default() });
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                declared_id(&NoteSource::new(text, &vaultdex_notes::parse::note(text), &synonyms)).as_deref(),
                expected,
                "{text}"
            );
        };
        check("**Kennung**: INT-2024-003\n", Some("INT-2024-003"));
        check("- KENNUNG: INT-2024-003\n", Some("INT-2024-003"));
        check("| Schnittstellen-ID | SAP_17 |\n", Some("SAP_17"));
        check("**Integration ID**: INT-2024-003\n", Some("INT-2024-003"));
        check("---\nkennung: INT-7\n---\n", Some("INT-7"));
        check("---\nnummer: INT-7\n---\n", Some("INT-7"));
        check("- Nummer: INT-7\n", None);
        check("```\nKennung: INT-7\n```\n", None);
        check("Die Kennung wird vergeben: INT-7\n", None);
    }
}
