//! The findings as a note, which links to the notes that have them.

use super::row::{FindingRow, Totals, summary};
use crate::render::paths::Paths;
use crate::render::terminal::sanitized;

/// Returns a note with a section for each note that has findings.
pub fn report(rows: &[FindingRow], totals: &Totals, _: &Paths) -> String {
    let mut text = format!("# Check report\n\n{}\n", summary(rows, totals));
    for of_note in rows.chunk_by(|left, right| left.path == right.path) {
        let path = &of_note[0].path;
        let linkpath = path.strip_suffix(".md").unwrap_or(path);
        text.push_str(&format!("\n## [[{}]]\n\n", sanitized(linkpath)));
        for row in of_note {
            let (severity, rule, line) = (row.severity.name(), row.rule, row.line);
            let help = row.suggestion.as_deref().unwrap_or(row.about.how_to_mend);
            text.push_str(&format!("- **{severity}** {rule}, line {line}: {}\n", sanitized(&row.message)));
            text.push_str(&format!("  - {}\n", sanitized(help)));
        }
    }
    text
}
