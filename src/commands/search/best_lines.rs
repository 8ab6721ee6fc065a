//! The best lines of a note, as people see them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use vaultdex_notes::text;
use vaultdex_query::search::{MatchedLine, best_lines};

use crate::render::terminal::{Styling, faint, number};
use crate::session::SearchHit;

/// The number of lines shown of each note.
pub const LINES: usize = 5;

/// Returns the best lines of a note, each with `context` lines around it; `…` marks omitted lines.
pub fn lines(found: &SearchHit, context: usize, styling: &Styling) -> String {
    let best = best_lines(found.lines.clone(), LINES);
    let mut shown: BTreeMap<usize, Option<&MatchedLine>> = BTreeMap::new();
    if context > 0 {
        let n_lines = text::lines(&found.text).count();
        for line in &best {
            let line = line.line as usize;
            let around = line.saturating_sub(context).max(1)..=line.saturating_add(context).min(n_lines);
            shown.extend(around.map(|line| (line, None)));
        }
    }
    shown.extend(best.iter().map(|line| (line.line as usize, Some(line))));
    let all: Vec<&str> = if context > 0 { text::lines(&found.text).collect() } else { Vec::new() };
    let mut text = String::new();
    let mut last = None;
    for (line, matching) in shown {
        if context > 0 && last.is_some_and(|last| last + 1 < line) {
            let _ = writeln!(text, "  {}", faint("…"));
        }
        last = Some(line);
        let _ = match matching {
            Some(line) => {
                writeln!(text, "  {}: {}", number(line.line), styling.highlighted(&line.text, &line.ranges, 8))
            }
            None => {
                let around = all.get(line - 1).copied().unwrap_or_default();
                writeln!(text, "  {}  {}", number(line as u32), styling.highlighted(around, &[], 8))
            }
        };
    }
    text
}
