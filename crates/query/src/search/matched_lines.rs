//! The lines of a file that contain its matches, for display.

use std::cmp::Reverse;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::LineIndex;

use super::matcher::Match;

/// A line with at least one match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatchedLine {
    /// Line number, from 1.
    pub line: u32,
    /// Column of the first match in characters, from 1.
    pub column: u32,
    /// Byte offset of the first match in the file.
    pub start: usize,
    /// Byte offset of the end of the first match in the file, at most the end of the line.
    pub end: usize,
    /// The whole line without its line ending.
    pub text: String,
    /// The matches as byte ranges of `text`, in order; overlapping ranges are merged.
    pub ranges: Vec<(usize, usize)>,
    /// The number of different clauses of the query that match in the line.
    #[serde(skip)]
    pub clauses: usize,
}

/// Returns the lines that contain matches, in order. A match that spans several lines belongs to the first of them.
/// `text` is the whole file; `matches` are those of [`find_matches`](super::find_matches), in order.
pub fn matched_lines(text: &str, matches: &[Match]) -> Vec<MatchedLine> {
    if matches.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    let by_line = matches.chunk_by(|one, next| index.line(one.start) == index.line(next.start));
    by_line.map(|matches| matched_line(text, &index, matches)).collect()
}

/// Returns the best lines, at most `limit`, in the order of the text: those that match the most clauses of the query,
/// and earlier lines before later ones.
pub fn best_lines(mut lines: Vec<MatchedLine>, limit: usize) -> Vec<MatchedLine> {
    lines.sort_by_key(|line| (Reverse(line.clauses), line.line));
    lines.truncate(limit);
    lines.sort_by_key(|line| line.line);
    lines
}

/// Returns the best line of all.
pub fn best_line(lines: &[MatchedLine]) -> Option<&MatchedLine> {
    lines.iter().min_by_key(|line| (Reverse(line.clauses), line.line))
}

fn matched_line(text: &str, index: &LineIndex, matches: &[Match]) -> MatchedLine {
    let first = &matches[0];
    let span = index.span(first.start..first.end);
    let line = index.line_range(span.line);
    let mut clauses: Vec<u32> = matches.iter().map(|found| found.clause).collect();
    clauses.sort_unstable();
    clauses.dedup();
    let clipped = matches.iter().map(|found| {
        let (start, end) = (found.start.min(line.end), found.end.min(line.end));
        start - line.start..end - line.start
    });
    MatchedLine {
        line: span.line,
        column: span.column,
        start: first.start,
        end: first.end.min(line.end).max(first.start),
        text: text[line.clone()].to_owned(),
        ranges: merge_overlapping(clipped),
        clauses: clauses.len(),
    }
}

/// Merges overlapping ranges. The ranges must be ordered by their starts.
fn merge_overlapping(ranges: impl Iterator<Item = Range<usize>>) -> Vec<(usize, usize)> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some((_, end)) if range.start < *end => *end = range.end.max(*end),
            _ => merged.push((range.start, range.end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "äb ab\r\nnone\nab ba\n";

    /// `expected` has an item `line:column start-end …` for each line.
    fn check(matches: &[(usize, usize, u32)], expected: &[&str]) {
        let to_match = |(start, end, clause): &(usize, usize, u32)| Match { start: *start, end: *end, clause: *clause };
        let display = |line: &MatchedLine| {
            let ranges: String = line.ranges.iter().map(|(start, end)| format!(" {start}-{end}")).collect();
            format!("{}:{}{ranges}", line.line, line.column)
        };
        let found = matched_lines(TEXT, &matches.iter().map(to_match).collect::<Vec<_>>());
        assert_eq!(found.iter().map(display).collect::<Vec<_>>(), expected, "{matches:?}");
    }

    #[test]
    fn matches_are_grouped_by_line() {
        check(&[], &[]);
        check(&[(4, 6, 0), (13, 15, 0)], &["1:4 4-6", "3:1 0-2"]);
        check(&[(0, 3, 0), (2, 4, 1), (4, 5, 1)], &["1:1 0-4 4-5"]);
        // A match that continues on the next line is clipped at the end of its first line.
        check(&[(4, 10, 0)], &["1:4 4-6"]);
        check(&[(6, 8, 0)], &["1:6 6-6"]);
    }

    #[test]
    fn the_best_lines_match_the_most_clauses() {
        let matches = [(4, 6, 0), (8, 9, 1), (13, 15, 0), (16, 18, 1)];
        let matches = matches.map(|(start, end, clause)| Match { start, end, clause });
        let all = matched_lines(TEXT, &matches);
        let best = |limit| best_lines(all.clone(), limit).iter().map(|line| line.line).collect::<Vec<_>>();
        assert_eq!(best(1), [3]);
        assert_eq!(best(2), [1, 3]);
        assert_eq!(best(9), [1, 2, 3]);
    }
}
