//! Positions in a file.

use serde::{Deserialize, Serialize};

use super::text;

/// A byte range of a file, with the line and column of its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Byte offset of the first byte, counted in the file as it is on disk.
    pub start: u32,
    /// Byte offset after the last byte.
    pub end: u32,
    /// The line of `start`, counted from 1.
    pub line: u32,
    /// The column of `start` in characters (Unicode scalar values), counted from 1.
    pub column: u32,
}

impl Span {
    /// Returns the span as a range for indexing the text of the file.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the byte at `offset` is inside the span.
    pub fn contains(&self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
}

/// Converts byte offsets of a text to lines and columns.
///
/// Lines end at `\n`, which a `\r` may precede, or at a lone `\r`. A text with a trailing line break has an empty last
/// line. A byte order mark at the start has no column. Offsets are 32-bit, so the text must be smaller than 4 GiB.
#[derive(Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<u32>,
    /// The number of characters that begin before every [`STRIDE`]th byte, so that the column of an offset far along a
    /// line costs no more than that of one near its start. Empty for ASCII text, where bytes are characters.
    checkpoints: Vec<u32>,
}

/// The number of bytes between two checkpoints of a [`LineIndex`].
const STRIDE: usize = 1024;

impl<'a> LineIndex<'a> {
    /// Indexes `text`, which is a whole file, including any byte order mark.
    pub fn new(text: &'a str) -> LineIndex<'a> {
        let mut starts = Vec::with_capacity(text.len() / 16 + 1);
        starts.push(0);
        let bytes = text.as_bytes();
        if memchr::memchr(b'\r', bytes).is_none() {
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|offset| offset as u32 + 1));
        } else {
            let is_break = |offset: &usize| bytes[*offset] == b'\n' || bytes.get(*offset + 1) != Some(&b'\n');
            starts.extend(memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_break).map(|offset| offset as u32 + 1));
        }
        let count = |before: &mut u32, chunk: &[u8]| {
            let checkpoint = *before;
            *before += count_chars(chunk);
            Some(checkpoint)
        };
        let is_ascii = text.is_ascii();
        let checkpoints = if is_ascii { Vec::new() } else { text.as_bytes().chunks(STRIDE).scan(0, count).collect() };
        LineIndex { text, starts, checkpoints }
    }

    /// Returns the span of a byte range. Both ends are expected to be on character boundaries.
    ///
    /// # Panics
    ///
    /// May panic if the range is decreasing or ends beyond the text.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let line = self.line(range.start);
        let line_start = match line {
            1 => text::bom_len(self.text).min(range.start),
            _ => self.starts[line as usize - 1] as usize,
        };
        let column = self.chars_between(line_start, range.start) + 1;
        Span { start: range.start as u32, end: range.end as u32, line, column }
    }

    fn chars_between(&self, start: usize, end: usize) -> u32 {
        if self.checkpoints.is_empty() {
            return (end - start) as u32;
        }
        if end - start <= STRIDE {
            return count_chars(&self.text.as_bytes()[start..end]);
        }
        let before = |offset: usize| {
            let nearest = (offset / STRIDE).min(self.checkpoints.len() - 1);
            self.checkpoints[nearest] + count_chars(&self.text.as_bytes()[nearest * STRIDE..offset])
        };
        before(end) - before(start)
    }

    /// Returns the line, counted from 1, that contains a byte offset.
    pub fn line(&self, offset: usize) -> u32 {
        self.starts.partition_point(|start| *start as usize <= offset) as u32
    }

    /// Returns the number of lines; an empty text has one.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Always `false`: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Returns the byte range of a line (counted from 1), without its line break.
    ///
    /// # Panics
    ///
    /// Panics if there is no such line.
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let start = self.starts[line as usize - 1] as usize;
        let end = self.starts.get(line as usize).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text.as_bytes()[start..end];
        let n_breaks = match line {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n' | b'\r'] => 1,
            _ => 0,
        };
        start..end - n_breaks
    }
}

/// Counts the characters that begin in a piece of UTF-8.
fn count_chars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte as i8 >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let text = "äb\r\ncd\n";
        let lines = LineIndex::new(text);
        let check = |start: usize, line: u32, column: u32| {
            let span = lines.span(start..start);
            assert_eq!((span.line, span.column), (line, column), "at {start}");
        };
        check(0, 1, 1);
        check(2, 1, 2);
        check(5, 2, 1);
        check(8, 3, 1);
        assert_eq!(&text[lines.line_range(1)], "äb");
        assert_eq!(&text[lines.line_range(2)], "cd");
        assert_eq!(&text[lines.line_range(3)], "");
    }

    #[test]
    fn lone_carriage_returns_end_lines() {
        let text = "a\rb\r\nc\r\rd\n";
        let lines = LineIndex::new(text);
        let found: Vec<&str> = (1..=lines.len()).map(|line| &text[lines.line_range(line)]).collect();
        assert_eq!(found, ["a", "b", "c", "", "d", ""]);
        let span = lines.span(2..3);
        assert_eq!((span.line, span.column), (2, 1));
    }

    #[test]
    fn byte_order_mark_has_no_column() {
        let lines = LineIndex::new("\u{feff}ab\ncd");
        let check = |start: usize, expected: (u32, u32)| {
            let span = lines.span(start..start);
            assert_eq!((span.line, span.column), expected, "at {start}");
        };
        check(0, (1, 1));
        check(3, (1, 1));
        check(4, (1, 2));
        check(7, (2, 2));
    }

    #[test]
    fn columns_of_long_lines_count_characters() {
        for text in ["é".repeat(3000), "aé日🎉".repeat(1000), "a".repeat(3000), format!("x\n{}", "日".repeat(2048))]
        {
            let lines = LineIndex::new(&text);
            let line_start = text.find('\n').map_or(0, |it| it + 1);
            for (nth, (offset, _)) in text[line_start..].char_indices().enumerate() {
                assert_eq!(lines.span(line_start + offset..text.len()).column, nth as u32 + 1, "{offset}");
            }
        }
    }
}
