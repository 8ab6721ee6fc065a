//! The integration ID that a note declares.

use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::Value;

use crate::document::source::Page;
use crate::{normalize, placeholder};

/// Property names that hold an ID (spec/integrations.md a.4, frontmatter synonyms).
const PROPERTIES: &[&str] = &["id", "integrationid", "integration_id", "document_id"];

/// What a key that holds an ID is called, as names are compared.
pub(crate) const MEANINGS: [&str; 2] = ["integration id", "document id"];

/// A key line or a row of a property table that holds an ID.
static LINE: LazyLock<Regex> = LazyLock::new(|| line_of("(?:integration|document) id"));

/// The same of any key, for vaults that have their own names for such keys.
static ANY_LINE: LazyLock<Regex> = LazyLock::new(|| line_of(r"[^|:\r\n]{1,160}?"));

fn line_of(key: &str) -> Regex {
    let pattern =
        format!(r"(?mi)^[ \t]*(?:[-*+][ \t]+|\|[ \t]*)?[*_]*({key})[*_]*(?:[ \t]*(?:::?|\|)[*_]*)[ \t]*([^|\r\n]+)");
    Regex::new(&pattern).expect("the pattern is a good one")
}

/// The ID that a note gives itself, in a property or in a line such as `**Integration ID**: INT-2024-003`, or
/// in one that the vault calls otherwise.
pub fn id(page: &Page) -> Option<String> {
    let Page { text, note, words, .. } = *page;
    let is_id = |name: &str| {
        let own = words.own_meaning(name);
        PROPERTIES.contains(&name.to_lowercase().as_str())
            || own.is_some_and(|meaning| meaning == "id" || MEANINGS.contains(&meaning))
    };
    let property = note.properties.iter().find_map(|property| match &property.value {
        Value::Text(value) if is_id(&property.name) => as_id(value),
        _ => None,
    });
    property.or_else(|| {
        let is_prose = |at: usize| !note.hidden.iter().any(|hidden| hidden.span.holds(at as u32));
        let line = if words.has_names_of_ids { &ANY_LINE } else { &LINE };
        let lines = line.captures_iter(text).filter_map(|line| Some((line.get(1)?, line.get(2)?)));
        let named =
            lines.filter(|(key, _)| is_prose(key.start()) && MEANINGS.contains(&words.name(key.as_str()).as_str()));
        named.map(|(_, value)| value).find_map(|value| as_id(value.as_str()))
    })
}

/// The ID in a value: `INT-…`, or any single word that holds a digit; a name without any is none to find a note by.
fn as_id(value: &str) -> Option<String> {
    let id = normalize::id(value).value?;
    let is_word = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let is_like = id.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && (id.contains(|letter: char| letter.is_ascii_digit()) || id.to_ascii_lowercase().starts_with("int-"));
    (is_word && is_like && !placeholder::is_mask(&id)).then(|| id.into_string())
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Note;

    use super::*;
    use crate::Words;
    use crate::model::Wording;

    #[test]
    fn an_id_is_read_from_key_lines_and_tables() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(id(&Page::new(text, &Note::default(), &Words::default())).as_deref(), expected, "{text}");
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
    fn a_vault_may_call_its_ids_otherwise() {
        let synonyms = [("Kennung", "Integration ID"), ("Schnittstellen-ID", "integrationId"), ("Nummer", "id")];
        let synonyms = synonyms.map(|(ours, meant)| (ours.to_owned(), meant.to_owned())).into_iter().collect();
        let words = Words::new(&Wording { synonyms, date_order: None });
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(id(&Page::new(text, &vaultdex_notes::parse::note(text), &words)).as_deref(), expected, "{text}");
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
