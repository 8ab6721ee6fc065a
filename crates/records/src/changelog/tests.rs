//! Whole notes: what is found where.

use super::*;

mod carriers;
mod places;

/// Reads a note, and writes what was found one line a thing: entries with their details indented, then malformed lines.
fn found(text: &str) -> String {
    let note = vaultdex_notes::parse::note(text);
    told(text, &changes(&Page::new(text, &note, &Words::default())))
}

fn told(text: &str, log: &ChangeLog) -> String {
    let mut told = String::new();
    for entry in &log.entries {
        assert!(text.is_char_boundary(entry.span.start as usize) && text.get(entry.span.range()).is_some());
        told += &format!("{} | {}", entry.moment, entry.text);
        for (name, value) in
            [("subject", &entry.subject), ("object", &entry.object), ("version", &entry.version), ("by", &entry.author)]
        {
            if let Some(value) = value {
                told += &format!(" | {name}={value}");
            }
        }
        if let Some(verb) = entry.verb {
            told += &format!(" | {verb:?}");
        }
        told += &format!(" | {:?}:{}\n", entry.source, entry.span.line);
        for detail in &entry.details {
            told += &format!("  {detail}\n");
        }
    }
    for malformed in &log.malformed {
        told += &format!("! {}:{} {}", malformed.span.line, malformed.span.column, malformed.reason);
        if let Some(suggestion) = &malformed.suggestion {
            told += &format!(" => {suggestion}");
        }
        told.push('\n');
    }
    told
}

/// The note under a heading that makes it a history; lines count from the line behind it.
fn check(history: &str, expected: &str) {
    let expected: String =
        expected.trim().lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
    assert_eq!(found(&format!("## History\n{history}")), expected, "in\n{history}");
}
