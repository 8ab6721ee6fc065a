//! The entry formats that a note declares for itself: `- Workflow Updates: 'YYYY-MM-DD_HH-mm - Updated [workflow] for
//! [purpose]'` under "Change Log Templates" (spec/changelog.md b.1).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::Note;

use super::sentence;
use crate::document::headings;
use crate::model::{DeclaredFormat, Verb};

/// The names that fill the two slots of a format, if `text` is a sentence of it.
pub(crate) fn matches<'a>(format: &DeclaredFormat, text: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let rest = sentence::after_word(text, &format.lead)?;
    sentence::names(rest, &[format.link.as_deref().unwrap_or("")])
}

/// The known verb that a format begins with.
pub(crate) fn verb(format: &DeclaredFormat) -> Option<Verb> {
    sentence::verb_of(format.lead.split_whitespace().next()?)
}

/// Every format that the note declares, in order.
pub fn formats(text: &str, note: &Note) -> Vec<DeclaredFormat> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]*([^:'"`\r\n]{1,80}?)[*_]*:[*_]*[ \t]*['"`‘“]?[^\r\n]*?(?:mm|DD|ss)['"`’”)\]]*[ \t]*(?:--?|–|—|:|→|,)[ \t]*([^\r\n]+?)['"`’”]?[ \t]*\r?$"#;
        Regex::new(pattern).expect("the pattern is valid")
    });
    /// More than any note declares; a bound, for each entry is held against all of them.
    const MOST: usize = 64;

    let mut formats = Vec::new();
    for section in declarations(text, note) {
        for found in DECLARATION.captures_iter(&text[section]) {
            if let (true, Some(format)) = (found[0].contains("YYYY"), format(&found[1], &found[2])) {
                formats.push(format);
            }
        }
    }
    formats.truncate(MOST);
    formats
}

/// The sections that declare formats, without their headings, in order.
pub(crate) fn declarations(text: &str, note: &Note) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    for (idx, heading) in note.headings.iter().enumerate() {
        if !is_declaration(&heading.text) {
            continue;
        }
        let start = heading.span.end as usize;
        let end = note.headings[idx + 1..]
            .iter()
            .find(|next| next.level <= heading.level)
            .map_or(text.len(), |next| next.span.start as usize);
        if text.get(start..end).is_some() {
            sections.push(start..end);
        }
    }
    sections
}

fn is_declaration(heading: &str) -> bool {
    // Most headings say nothing of a log, and need no closer look.
    if !heading.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"log")) {
        return false;
    }
    let heading = headings::normalise(heading);
    ["change log template", "changelog template", "log entry format"].iter().any(|it| heading.contains(it))
}

fn format(label: &str, skeleton: &str) -> Option<DeclaredFormat> {
    let (lead, rest) = skeleton.split_once('[')?;
    let lead = lead.trim();
    // A format that begins with a slot would take every entry for its own.
    if lead.is_empty() {
        return None;
    }
    let (_, rest) = rest.split_once(']')?;
    let link = rest.split_once('[').map(|(link, _)| link.trim()).filter(|link| !link.is_empty());
    Some(DeclaredFormat { label: label.trim().to_owned(), lead: lead.to_owned(), link: link.map(str::to_owned) })
}
