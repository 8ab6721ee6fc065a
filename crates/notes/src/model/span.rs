//! Where something stands in a file.

use serde::{Deserialize, Serialize};

/// A stretch of a file, with the place where it begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Byte offset of the first byte, in the file as it lies on disk.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
    /// Line of `start`, counted from 1.
    pub line: u32,
    /// Column of `start` in characters, counted from 1.
    pub column: u32,
}

impl Span {
    /// The stretch as a range into the file's text.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `offset` lies inside the stretch.
    pub fn holds(&self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
}

/// Finds the line and column of byte offsets in one text. Lines end at `\n`; the `\r` before it belongs to the line.
#[derive(Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<u32>,
    /// How many characters begin before each 1024th byte, so that a place far along a line costs no more than one near
    /// its beginning. Empty for ASCII text, where bytes are characters.
    marks: Vec<u32>,
}

/// How many bytes lie between two marks of a [`LineIndex`].
const STRIDE: usize = 1024;

impl<'a> LineIndex<'a> {
    /// Reads the line starts of `text`, which is a whole file (a byte order mark included).
    pub fn new(text: &'a str) -> LineIndex<'a> {
        let mut starts = Vec::with_capacity(text.len() / 16 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|offset| offset as u32 + 1));
        let count = |before: &mut u32, chunk: &[u8]| {
            let mark = *before;
            *before += characters(chunk);
            Some(mark)
        };
        let is_ascii = text.is_ascii();
        let marks = if is_ascii { Vec::new() } else { text.as_bytes().chunks(STRIDE).scan(0, count).collect() };
        LineIndex { text, starts, marks }
    }

    /// The span of a byte range. Both ends must lie on character boundaries of the text.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let line = self.line(range.start);
        let column = self.characters_between(self.starts[line as usize - 1] as usize, range.start) + 1;
        Span { start: range.start as u32, end: range.end as u32, line, column }
    }

    fn characters_between(&self, start: usize, end: usize) -> u32 {
        if self.marks.is_empty() {
            return (end - start) as u32;
        }
        if end - start <= STRIDE {
            return characters(&self.text.as_bytes()[start..end]);
        }
        let before = |offset: usize| {
            let mark = (offset / STRIDE).min(self.marks.len() - 1);
            self.marks[mark] + characters(&self.text.as_bytes()[mark * STRIDE..offset])
        };
        before(end) - before(start)
    }

    /// The line, counted from 1, that holds a byte offset.
    pub fn line(&self, offset: usize) -> u32 {
        self.starts.partition_point(|start| *start as usize <= offset) as u32
    }

    /// How many lines the text has; one for an empty text.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Never: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The byte range of a line (counted from 1), without its line break.
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let start = self.starts[line as usize - 1] as usize;
        let end = self.starts.get(line as usize).map_or(self.text.len(), |next| *next as usize);
        let body = self.text[start..end].trim_end_matches('\n').trim_end_matches('\r');
        start..start + body.len()
    }
}

/// How many characters begin in a stretch of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte as i8 >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
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
