//! Findings as they are printed: with the lines of the notes, and fingerprints.

use std::collections::HashMap;

use vaultdex_checks::{Finding, Mask};
use vaultdex_notes::{LineIndex, Span, VaultPath};
use vaultdex_query::catalog::Catalog;

use crate::render::findings::{FindingRow, SourceLine};

/// Returns findings, which are sorted by note, as rows.
pub fn rows(catalog: &Catalog, findings: Vec<Finding>, read: &dyn Fn(&VaultPath) -> Option<String>) -> Vec<FindingRow> {
    let mut rows = Vec::with_capacity(findings.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for of_note in findings.chunk_by(|left, right| left.file == right.file) {
        let path = &catalog.files[of_note[0].file].path;
        let text = read(path);
        let lines = text.as_deref().map(LineIndex::new);
        let mask = text.as_deref().map(Mask::of).unwrap_or_default();
        for finding in of_note {
            let source =
                text.as_deref().zip(lines.as_ref()).and_then(|(text, lines)| source(text, lines, finding.span, &mask));
            rows.push(FindingRow {
                rule: finding.rule.id,
                name: finding.rule.name,
                severity: finding.severity,
                path: path.as_str().to_owned(),
                line: finding.span.line,
                column: finding.span.column,
                start: finding.span.start,
                end: finding.span.end,
                message: finding.message.clone(),
                suggestion: finding.suggestion.clone(),
                fingerprint: fingerprint(path.as_str(), finding, &mut seen),
                about: finding.rule,
                source,
            });
        }
    }
    rows
}

/// Returns the line of a span with its secrets masked; `None` if it is blank or no longer there.
fn source(text: &str, lines: &LineIndex, span: Span, mask: &Mask) -> Option<SourceLine> {
    if span.line > lines.len() {
        return None;
    }
    let line = lines.line_range(span.line);
    let line_text = text.get(line.clone())?.trim_end();
    let is_on_line = span.start < span.end && line.contains(&(span.start as usize));
    let range = match is_on_line {
        true => span.start as usize - line.start..(span.end as usize).min(line.start + line_text.len()) - line.start,
        // Without a place of its own, the finding is about the whole line.
        false => line_text.len() - line_text.trim_start().len()..line_text.len(),
    };
    let is_valid = range.start <= range.end && line_text.get(range.clone()).is_some();
    if line_text.is_empty() || !is_valid {
        return None;
    }
    let (text, range) = mask.line(line_text, range);
    Some(SourceLine { text, range: (range.start, range.end) })
}

/// Returns what identifies a finding, whatever the lines above it are. Equal findings of one note are numbered.
fn fingerprint(path: &str, finding: &Finding, seen: &mut HashMap<String, usize>) -> String {
    let key = format!("{}\0{path}\0{}", finding.rule.id, finding.subject);
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    blake3::hash(format!("{key}\0{count}").as_bytes()).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_show_what_is_meant_and_no_secrets() {
        let text = "# A\n\n- Owner: Ghost, password: Tr7!kQ92xv\n";
        let lines = LineIndex::new(text);
        let at = |part: &str| {
            let start = text.find(part).expect("a part");
            source(text, &lines, lines.span(start..start + part.len()), &Mask::default())
        };
        let found = at("Ghost").expect("a line");
        assert_eq!(found.text, "- Owner: Ghost, password: ****");
        assert_eq!(&found.text[found.range.0..found.range.1], "Ghost");
        let whole =
            source(text, &lines, Span { line: 3, column: 1, ..Span::default() }, &Mask::default()).expect("a line");
        assert_eq!(whole.range, (0, whole.text.len()));
        assert_eq!(source(text, &lines, Span { line: 2, column: 1, ..Span::default() }, &Mask::default()), None);
        assert_eq!(source(text, &lines, Span { line: 9, column: 1, ..Span::default() }, &Mask::default()), None);
    }
}
