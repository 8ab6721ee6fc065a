//! The part of a note that a subpath names: a heading with everything below it, or a block.

use std::ops::Range;

use vaultdex_notes::resolve::{SubpathTarget, SubpathTargets};
use vaultdex_notes::{Note, text};

/// Whole lines of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The bytes of the lines, with their line breaks.
    pub range: Range<usize>,
    /// The first line, from 1.
    pub line: u32,
    /// The last line.
    pub last_line: u32,
}

/// Returns the lines that a subpath names (docs/spec/obsidian.md#subpaths): those from a heading to the next one of the
/// same or a higher level, those of a block, or all if the subpath is empty. `None` if the note has no such heading or
/// block, or if the subpath names a footnote.
pub fn section(note: &Note, text: &str, subpath: &str) -> Option<Section> {
    let (start, end, line) = match SubpathTargets::new(note).find(subpath) {
        SubpathTarget::None => (0, text.len(), 1),
        SubpathTarget::Missing => return None,
        SubpathTarget::Found(span) if span.line == 0 => return None,
        SubpathTarget::Found(span) => {
            let start = line_start(text, span.start as usize);
            let heading = note.headings.iter().position(|heading| heading.span == span);
            let end = match heading {
                Some(position) => {
                    let level = note.headings[position].level;
                    let next = note.headings[position + 1..].iter().find(|heading| heading.level <= level);
                    next.map_or(text.len(), |next| line_start(text, next.span.start as usize))
                }
                None => line_end(text, (span.end as usize).max(start)),
            };
            (start, end, span.line)
        }
    };
    let lines = &text[start..end];
    // The line break at the end of the last line begins no further one.
    let n_lines = text::lines(lines).count() as u32 - u32::from(lines.ends_with(['\n', '\r']));
    Some(Section { range: start..end, line, last_line: line + n_lines.saturating_sub(1) })
}

/// Returns the offset of the first byte of the line of `offset`.
fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Returns the offset after the line break that ends the line of `offset`, which may lie right behind it.
fn line_end(text: &str, offset: usize) -> usize {
    let is_after_break = offset > 0 && text[..offset].ends_with(['\n', '\r']);
    if is_after_break {
        return offset;
    }
    let rest = &text[offset..];
    match rest.find(['\n', '\r']) {
        Some(at) if rest[at..].starts_with("\r\n") => offset + at + 2,
        Some(at) => offset + at + 1,
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, subpath: &str, expected: Option<(&str, u32, u32)>) {
        let note = vaultdex_notes::parse::note(text);
        let found = section(&note, text, subpath);
        let found = found.as_ref().map(|it| (&text[it.range.clone()], it.line, it.last_line));
        assert_eq!(found, expected, "{subpath} of {text:?}");
    }

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_level() {
        let text = "intro\n# A\na\n## B\nb\n\n### C\nc\n## D\nd";
        check(text, "", Some((text, 1, 10)));
        check(text, "#A", Some(("# A\na\n## B\nb\n\n### C\nc\n## D\nd", 2, 10)));
        check(text, "#B", Some(("## B\nb\n\n### C\nc\n", 4, 8)));
        check(text, "#A#C", Some(("### C\nc\n", 7, 8)));
        check(text, "#d", Some(("## D\nd", 9, 10)));
        check(text, "#E", None);
        check("", "", Some(("", 1, 1)));
        check("# A\r\na\r\n# B\r\n", "#A", Some(("# A\r\na\r\n", 1, 2)));
        check("A\n===\na\n\nB\n---\nb\n", "#B", Some(("B\n---\nb\n", 5, 7)));
    }

    #[test]
    fn a_block_has_whole_lines() {
        let text = "- one\n- two ^id\n- three\n\npara\ngraph ^p\n\nlast ^z";
        check(text, "#^id", Some(("- two ^id\n", 2, 2)));
        check(text, "#^P", Some(("para\ngraph ^p\n", 5, 6)));
        check(text, "#^z", Some(("last ^z", 8, 8)));
        check(text, "#^none", None);
        check("a[^1]\n\n[^1]: note\n", "#[^1]", None);
    }
}
