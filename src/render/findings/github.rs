//! Annotations of GitHub Actions
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).

use vaultdex_checks::Severity;

use super::row::{FindingRow, Totals, summary};
use crate::render::paths::Paths;
use crate::render::terminal::sanitized;

/// GitHub shows this many annotations of a kind for each step.
const MOST_OF_A_KIND: usize = 10;

/// Returns the commands that annotate files, and a last line that says how many findings there are.
pub fn github(rows: &[FindingRow], totals: &Totals, paths: &Paths) -> String {
    let mut text = String::new();
    for severity in Severity::ALL {
        let of_kind: Vec<&FindingRow> = rows.iter().filter(|row| row.severity == severity).collect();
        let shown = of_kind.len().min(MOST_OF_A_KIND);
        for row in &of_kind[..shown] {
            let command = match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let title = property(&format!("{} {}", row.rule, row.name));
            let file = property(&paths.spell(&row.path));
            let help = row.suggestion.as_deref().map(|it| format!("; {it}")).unwrap_or_default();
            let message = data(&format!("{}{help}", row.message));
            let (line, column) = (row.line, row.column);
            text.push_str(&format!("::{command} file={file},line={line},col={column},title={title}::{message}\n"));
        }
        let more = of_kind.len() - shown;
        if more > 0 {
            text.push_str(&format!("{more} more of severity {} are not shown as annotations\n", severity.name()));
        }
    }
    text + &summary(rows, totals) + "\n"
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    sanitized(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_escaped() {
        assert_eq!(data("100 %: a,b\nc\u{1b}"), "100 %25: a,b%0Ac\u{fffd}");
        assert_eq!(property("a,b: 50 %.md"), "a%2Cb%3A 50 %25.md");
    }
}
