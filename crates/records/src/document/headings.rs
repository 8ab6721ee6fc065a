//! The headings above an offset in a note. Does not know what headings mean.

use vaultdex_notes::{Heading, Note};

/// The headings above a position that moves from the start of a note to its end.
#[derive(Debug)]
pub struct HeadingPath<'a> {
    ahead: std::slice::Iter<'a, Heading>,
    path: Vec<&'a Heading>,
}

impl<'a> HeadingPath<'a> {
    /// Starts at the beginning of the note.
    pub fn new(note: &'a Note) -> HeadingPath<'a> {
        HeadingPath { ahead: note.headings.iter(), path: Vec::new() }
    }

    /// Returns the headings above a byte offset, outermost first. The offset must not be less than in the previous
    /// call. A heading is not above itself.
    pub fn at(&mut self, offset: usize) -> &[&'a Heading] {
        while let Some(next) = self.ahead.as_slice().first().filter(|next| next.span.end as usize <= offset) {
            while self.path.last().is_some_and(|above| above.level >= next.level) {
                self.path.pop();
            }
            self.path.push(next);
            self.ahead.next();
        }
        &self.path
    }
}

/// Returns the headings above a byte offset, outermost first.
pub fn path(note: &Note, offset: usize) -> Vec<&Heading> {
    HeadingPath::new(note).at(offset).to_vec()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::Span;

    use super::*;

    #[test]
    fn an_offset_is_below_the_nearest_heading_of_each_higher_level() {
        let heading = |level: u8, text: &str, start: u32| Heading {
            level,
            text: text.to_owned(),
            span: Span { start, end: start + 5, line: 1, column: 1 },
        };
        let headings = vec![heading(1, "A", 0), heading(3, "B", 10), heading(2, "C", 20), heading(4, "D", 30)];
        let note = Note { headings, ..Note::default() };
        let check = |offset: usize, expected: &str| {
            let texts: Vec<&str> = path(&note, offset).iter().map(|it| it.text.as_str()).collect();
            assert_eq!(texts.join(" > "), expected, "at {offset}");
        };
        check(0, "");
        check(7, "A");
        check(15, "A > B");
        check(20, "A > B");
        check(27, "A > C");
        check(99, "A > C > D");
    }
}
