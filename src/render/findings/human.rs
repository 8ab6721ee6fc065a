//! Findings for people: by note, each with its line and a mark below the place.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;
use vaultdex_checks::Severity;

use super::row::{FindingRow, SourceLine, Totals, summary};
use crate::render::terminal::{FAINT, Styling, strong, visible_part};
use crate::render::wrap::{Item, fill};

/// Returns findings by note, and how many there are.
pub fn human(rows: &[FindingRow], totals: &Totals, styling: &Styling) -> String {
    let mut text = String::new();
    for of_note in rows.chunk_by(|left, right| left.path == right.path) {
        let digits = of_note.iter().map(|row| row.line.to_string().len()).max().unwrap_or(1);
        text.push_str(&styling.path(&of_note[0].path, Some(of_note[0].line)));
        text.push('\n');
        of_note.iter().for_each(|row| finding(row, digits, styling, &mut text));
        text.push('\n');
    }
    let total: Vec<Item> = summary(rows, totals).split(' ').map(|word| Item::Whole(strong(word))).collect();
    text + &fill("", 0, &total, " ", styling.width)
}

fn finding(row: &FindingRow, digits: usize, styling: &Styling, text: &mut String) {
    let style = style(row.severity);
    let head = format!("  {style}{}[{}]{style:#}: ", row.severity.name(), row.rule);
    // What is only worth knowing takes one line.
    let place = match &row.source {
        Some(_) if row.severity != Severity::Info => String::new(),
        _ => format!(" (line {})", row.line),
    };
    let message = format!("{}{place}", styling.text(&row.message));
    text.push_str(&wrapped(&head, 4, &message, styling));
    if row.severity == Severity::Info {
        return;
    }
    let margin = format!("  {:digits$} {FAINT}|{FAINT:#} ", "");
    if let Some(source) = &row.source {
        let width = styling.width.map(|width| width.saturating_sub(digits + 5).max(20));
        let (shown, mark) = snippet(source, width);
        let line = row.line;
        text.push_str(&format!("  {line:>digits$} {FAINT}|{FAINT:#} {}\n", styling.text(&shown)));
        text.push_str(&format!("{margin}{style}{mark}{style:#}\n"));
    }
    let help = row.suggestion.as_deref().unwrap_or(row.about.how_to_mend);
    let start = format!("  {:digits$} {FAINT}={FAINT:#} ", "");
    text.push_str(&wrapped(&start, digits + 5, &styling.text(help), styling));
}

/// Returns words behind a beginning, on the first line as many as fit.
fn wrapped(start: &str, indent: usize, text: &str, styling: &Styling) -> String {
    let items: Vec<Item> = text.split(' ').map(|word| Item::Words(word.to_owned())).collect();
    fill(start, indent, &items, " ", styling.width)
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Cyan.on_default(),
    }
}

/// Returns the part of a line that fits, and the line of `^` below it.
fn snippet(source: &SourceLine, width: Option<usize>) -> (String, String) {
    // A tab has as many columns as the terminal likes.
    let line = source.text.replace('\t', " ");
    let ranges = [source.range];
    let (shown, ranges) = match width {
        Some(width) => visible_part(&line, &ranges, width),
        None => (line.as_str().into(), ranges.to_vec()),
    };
    let (from, to) = ranges.first().copied().unwrap_or((0, shown.len()));
    let mark = format!("{}{}", " ".repeat(shown[..from].width()), "^".repeat(shown[from..to].width().max(1)));
    (shown.into_owned(), mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_below_what_is_meant() {
        let check = |text: &str, range: (usize, usize), width: Option<usize>, expected: [&str; 2]| {
            let (shown, mark) = snippet(&SourceLine { text: text.to_owned(), range }, width);
            assert_eq!([shown.as_str(), mark.as_str()], expected);
        };
        check("- Status: Ghost", (10, 15), None, ["- Status: Ghost", "          ^^^^^"]);
        check("\tä日本 x", (6, 9), None, [" ä日本 x", "    ^^"]);
        check("a", (1, 1), None, ["a", " ^"]);
        let long = format!("{} Ghost {}", "a".repeat(40), "b".repeat(40));
        check(&long, (41, 46), Some(30), ["…aaaaaaaaa Ghost bbbbbbbbbbbb…", "           ^^^^^"]);
    }
}
