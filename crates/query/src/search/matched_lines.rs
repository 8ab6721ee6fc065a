//! The lines of a file that hold its finds, for showing them.

use std::ops::Range;

use vaultdex_notes::LineIndex;

use super::matcher::Find;

/// A line that holds at least one find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchLine {
    /// Counted from 1.
    pub line: u32,
    /// Where the first find begins in the line, in characters, counted from 1.
    pub column: u32,
    /// The first find's first byte in the file.
    pub start: usize,
    /// Behind the first find's last byte in the file, but never behind the line.
    pub end: usize,
    /// The whole line, without its line break.
    pub text: String,
    /// Where the finds stand, as byte ranges into `text`: in order, joined where they overlap.
    pub ranges: Vec<(usize, usize)>,
    /// How many different parts of the query are found in the line.
    pub parts: usize,
}

/// The lines that hold finds, in order. A find of several lines counts for the one it begins on. `text` is the whole
/// file; the finds are those of [`finds`](super::finds), ordered.
pub fn lines(text: &str, finds: &[Find]) -> Vec<MatchLine> {
    if finds.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    let on_lines = finds.chunk_by(|one, two| index.line(one.start) == index.line(two.start));
    on_lines.map(|finds| match_line(text, &index, finds)).collect()
}

/// The `most` best lines: those with the most different parts of the query, then the earlier ones. In document order.
pub fn best(mut lines: Vec<MatchLine>, most: usize) -> Vec<MatchLine> {
    lines.sort_by_key(|line| (std::cmp::Reverse(line.parts), line.line));
    lines.truncate(most);
    lines.sort_by_key(|line| line.line);
    lines
}

fn match_line(text: &str, index: &LineIndex, finds: &[Find]) -> MatchLine {
    let first = &finds[0];
    let span = index.span(first.start..first.end);
    let line = index.line_range(span.line);
    let clipped = |find: &Find| find.start.min(line.end)..find.end.min(line.end);
    let mut parts: Vec<u32> = finds.iter().map(|find| find.part).collect();
    parts.sort_unstable();
    parts.dedup();
    MatchLine {
        line: span.line,
        column: span.column,
        start: first.start,
        end: first.end.min(line.end).max(first.start),
        text: text[line.clone()].to_owned(),
        ranges: joined(finds.iter().map(|find| {
            let range = clipped(find);
            range.start - line.start..range.end - line.start
        })),
        parts: parts.len(),
    }
}

/// Ranges that come ordered by their start, those that overlap joined.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some((_, end)) if range.start < *end => *end = range.end.max(*end),
            _ => joined.push((range.start, range.end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "äb ab\r\nnone\nab ba\n";

    /// Each line as `line:column start-end …`.
    fn check(finds: &[(usize, usize, u32)], expected: &[&str]) {
        let find = |(start, end, part): &(usize, usize, u32)| Find { start: *start, end: *end, part: *part };
        let drawn = |line: &MatchLine| {
            let ranges: String = line.ranges.iter().map(|(start, end)| format!(" {start}-{end}")).collect();
            format!("{}:{}{ranges}", line.line, line.column)
        };
        let found = lines(TEXT, &finds.iter().map(find).collect::<Vec<_>>());
        assert_eq!(found.iter().map(drawn).collect::<Vec<_>>(), expected, "{finds:?}");
    }

    #[test]
    fn finds_are_told_by_line() {
        check(&[], &[]);
        check(&[(4, 6, 0), (13, 15, 0)], &["1:4 4-6", "3:1 0-2"]);
        check(&[(0, 3, 0), (2, 4, 1), (4, 5, 1)], &["1:1 0-4 4-5"]);
        // A find that runs on into the next line is cut where its line ends.
        check(&[(4, 10, 0)], &["1:4 4-6"]);
        check(&[(6, 8, 0)], &["1:6 6-6"]);
    }

    #[test]
    fn the_best_lines_hold_most_parts() {
        let finds = [(4, 6, 0), (8, 9, 1), (13, 15, 0), (16, 18, 1)];
        let finds = finds.map(|(start, end, part)| Find { start, end, part });
        let all = lines(TEXT, &finds);
        let best = |most| best(all.clone(), most).iter().map(|line| line.line).collect::<Vec<_>>();
        assert_eq!(best(1), [3]);
        assert_eq!(best(2), [1, 3]);
        assert_eq!(best(9), [1, 2, 3]);
    }
}
