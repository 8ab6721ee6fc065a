//! Entry formats that a note declares: `- Workflow Updates: 'YYYY-MM-DD_HH-mm - Updated [workflow] for [purpose]'`
//! below "Change Log Templates" (docs/spec/changelog.md#declared-formats).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use vaultdex_notes::Note;

use crate::model::{DeclaredFormat, Verb};

/// Returns the names in `text` if it matches a format.
pub(crate) fn match_format<'a>(format: &DeclaredFormat, text: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let rest = crate::changelog::sentence_parts::after_word(text, &format.lead)?;
    crate::changelog::sentence_parts::split_names(rest, &[format.link.as_deref().unwrap_or("")])
}

/// Returns the known verb at the beginning of a format.
pub(crate) fn format_verb(format: &DeclaredFormat) -> Option<Verb> {
    crate::changelog::sentence_parts::verb_of(format.lead.split_whitespace().next()?)
}

/// Returns the formats that a note declares, in order.
pub fn declared_formats(text: &str, note: &Note) -> Vec<DeclaredFormat> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]*([^:'"`\r\n]{1,80}?)[*_]*:[*_]*[ \t]*['"`‘“]?[^\r\n]*?(?:mm|DD|ss)['"`’”)\]]*[ \t]*(?:--?|–|—|:|→|,)[ \t]*([^\r\n]+?)['"`’”]?[ \t]*\r?$"#;
        Regex::new(pattern).expect("the pattern is valid")
    });
    /// Maximum number of formats. Each entry is matched against all of them.
    const MAX_FORMATS: usize = 64;

    let mut formats = Vec::new();
    for section in declaration_sections(text, note) {
        for found in DECLARATION.captures_iter(&text[section]) {
            if let (true, Some(format)) = (found[0].contains("YYYY"), parse_format(&found[1], &found[2])) {
                formats.push(format);
            }
        }
    }
    formats.truncate(MAX_FORMATS);
    formats
}

/// Returns the ranges of the sections that declare formats, without their headings, in order.
pub(crate) fn declaration_sections(text: &str, note: &Note) -> Vec<Range<usize>> {
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
    // Most headings do not contain `log`.
    if !heading.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"log")) {
        return false;
    }
    let heading = crate::vocabulary::decoration::normalize_heading(heading);
    ["change log template", "changelog template", "log entry format"].iter().any(|it| heading.contains(it))
}

fn parse_format(label: &str, pattern: &str) -> Option<DeclaredFormat> {
    let (lead, rest) = pattern.split_once('[')?;
    let lead = lead.trim();
    // A format that begins with a placeholder would match every entry.
    if lead.is_empty() {
        return None;
    }
    let (_, rest) = rest.split_once(']')?;
    let link = rest.split_once('[').map(|(link, _)| link.trim()).filter(|link| !link.is_empty());
    Some(DeclaredFormat { label: label.trim().to_owned(), lead: lead.to_owned(), link: link.map(str::to_owned) })
}
