//! Change entries of whole notes.

use super::*;
use crate::Synonyms;

mod carriers;
mod others;
mod places;

/// Formats the change log of a note: one line per entry, followed by its details, then one line per malformed line.
fn found(text: &str) -> String {
    let note = vaultdex_notes::parse::note(text);
    formatted(text, &changes(&NoteSource::new(text, &note, &Synonyms::default())))
}

fn formatted(text: &str, log: &ChangeLog) -> String {
    let mut formatted = String::new();
    for entry in &log.entries {
        assert!(text.is_char_boundary(entry.span.start as usize) && text.get(entry.span.range()).is_some());
        formatted += &format!("{} | {}", entry.moment, entry.text);
        for (name, value) in
            [("subject", &entry.subject), ("object", &entry.object), ("version", &entry.version), ("by", &entry.author)]
        {
            if let Some(value) = value {
                formatted += &format!(" | {name}={value}");
            }
        }
        if let Some(verb) = entry.verb {
            formatted += &format!(" | {verb:?}");
        }
        formatted += &format!(" | {:?}:{}\n", entry.source, entry.span.line);
        for detail in &entry.details {
            formatted += &format!("  {detail}\n");
        }
    }
    for malformed in &log.malformed {
        formatted += &format!("! {}:{} {}", malformed.span.line, malformed.span.column, malformed.reason);
        if let Some(suggestion) = &malformed.suggestion {
            formatted += &format!(" => {suggestion}");
        }
        formatted.push('\n');
    }
    formatted
}

/// Compares the change log of a history. Lines are numbered from the heading that makes the text a history.
fn check(history: &str, expected: &str) {
    let expected: String =
        expected.trim().lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
    assert_eq!(found(&format!("## History\n{history}")), expected, "in\n{history}");
}
