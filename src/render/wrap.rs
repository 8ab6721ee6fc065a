//! Wrapping of text at words.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The least number of columns to which an indented line is wrapped.
const MIN_WIDTH: usize = 20;

/// Wraps a line at spaces, with its indentation in front of each part. Everything but the spaces at the breaks is kept.
pub fn wrap_line(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut rest = line.trim_start_matches(' ');
    let indent = &line[..line.len() - rest.len()];
    let available = width.saturating_sub(indent.len()).max(MIN_WIDTH);
    let mut wrapped = String::with_capacity(line.len() + 16);
    while !rest.is_empty() {
        let (part, remainder) = split_at_width(rest, available);
        if !wrapped.is_empty() {
            wrapped.push('\n');
        }
        wrapped.push_str(indent);
        wrapped.push_str(part.trim_end_matches(' '));
        rest = remainder.trim_start_matches(' ');
    }
    wrapped
}

/// Splits text into the words that fit a width and the rest. A word that is wider than the width is broken.
pub fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    let first = text.graphemes(true).next().map_or(0, str::len);
    let end = fitting_start(text, width).len().max(first);
    match end == text.len() || text[end..].starts_with(' ') {
        true => text.split_at(end),
        false => text.split_at(text[..end].rfind(' ').unwrap_or(end)),
    }
}

/// Returns the longest start of a text that fits a width. Letters that are shown as one stay together.
pub fn fitting_start(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text.grapheme_indices(true).find(|(_, grapheme)| {
        used += grapheme.width();
        used > width
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Returns the number of columns that a text takes, without its colors and hyperlinks.
pub fn visible_width(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}

/// Wraps each line of a text that is too long at words. The lines that continue an item of a list, or a line that begins
/// with a key of `key_width` columns, are indented.
pub fn wrap_text(text: &str, key_width: usize, width: Option<usize>) -> String {
    let Some(available) = width else { return text.to_owned() };
    let wrapped = text.lines().map(|line| match visible_width(line) > available {
        false => format!("{line}\n"),
        true => {
            let is_item = line.trim_start().starts_with("- ");
            let indent = line.len() - line.trim_start().len() + if is_item { 2 } else { key_width };
            let (start, rest) = line.split_at(line.floor_char_boundary(indent));
            fill(start, indent, &[Item::Words(rest.to_owned())], " ", width)
        }
    });
    wrapped.collect()
}

/// A part of a line, which may be styled.
#[derive(Debug, Clone)]
pub enum Item {
    /// A path or a name, which is never broken.
    Whole(String),
    /// Words, which are broken only if they are wider than a line.
    Words(String),
}

impl Item {
    fn text(&self) -> &str {
        match self {
            Item::Whole(text) | Item::Words(text) => text,
        }
    }
}

/// Returns items behind a beginning, with further lines indented. What does not fit the rest of a line begins another.
pub fn fill(start: &str, indent: usize, items: &[Item], separator: &str, width: Option<usize>) -> String {
    let width = width.unwrap_or(usize::MAX);
    let mut text = start.to_owned();
    let mut used = visible_width(start);
    let mark = separator.trim_end().width();
    let mut is_first = true;
    let mut add = |piece: &str, between: &str| {
        let needed = visible_width(piece);
        // Behind any piece there must be room for the separator, which ends the line if the next one begins another.
        if used > indent && used + between.width() + needed + mark > width {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str(between.trim_end());
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            used = indent;
        } else if !is_first {
            text.push_str(between);
            used += between.width();
        }
        is_first = false;
        text.push_str(piece);
        used += needed;
    };
    for (nth, item) in items.iter().enumerate() {
        let between = if nth == 0 { "" } else { separator };
        match item {
            Item::Words(words) if visible_width(words) + mark > width.saturating_sub(indent) => {
                for (nth, word) in words.split(' ').enumerate() {
                    let (mut rest, mut between) = (word, if nth == 0 { between } else { " " });
                    // Scripts without spaces are broken anywhere, addresses and identifiers are not.
                    while visible_width(rest) > width.saturating_sub(indent)
                        && !rest.is_ascii()
                        && !rest.contains('\u{1b}')
                    {
                        let (part, remainder) = split_at_width(rest, width.saturating_sub(indent));
                        add(part, between);
                        (rest, between) = (remainder, "");
                    }
                    add(rest, between);
                }
            }
            item => add(item.text(), between),
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(items: &[&str]) -> Vec<Item> {
        items.iter().map(|item| Item::Words((*item).to_owned())).collect()
    }

    #[test]
    fn items_are_broken_only_if_they_are_wider_than_a_line() {
        let check = |width: usize, items: &[&str], expected: &str| {
            assert_eq!(fill("x: ", 3, &words(items), ", ", Some(width)), expected);
        };
        check(80, &["a b", "c d"], "x: a b, c d\n");
        check(9, &["a b", "c d"], "x: a b,\n   c d\n");
        check(11, &["a b", "c d", "e"], "x: a b,\n   c d, e\n");
        check(12, &["a", "bb cc dd ee", "f"], "x: a, bb cc\n   dd ee, f\n");
        check(6, &["abcdefgh"], "x: abcdefgh\n");
        check(9, &["\u{1b}[1ma b\u{1b}[0m", "c d"], "x: \u{1b}[1ma b\u{1b}[0m,\n   c d\n");
    }

    #[test]
    fn a_beginning_may_fill_its_line() {
        assert_eq!(fill("a b.md:3  ", 4, &words(&["Orders ERP"]), " ", Some(16)), "a b.md:3\n    Orders ERP\n");
        assert_eq!(fill("a b.md:3  ", 4, &words(&["Orders to ERP"]), " ", Some(16)), "a b.md:3  Orders\n    to ERP\n");
        assert_eq!(fill("a b.md:3  ", 4, &words(&["Orders"]), " ", Some(16)), "a b.md:3  Orders\n");
    }

    #[test]
    fn items_and_values_are_indented() {
        let check = |text: &str, key_width: usize, expected: &str| {
            assert_eq!(wrap_text(text, key_width, Some(16)), expected);
        };
        check("fits\n", 0, "fits\n");
        check("- one two three four\nend\n", 0, "- one two three\n  four\nend\n");
        check("index   one two three\n", 8, "index   one two\n        three\n");
        assert_eq!(wrap_text("one two three four five\n", 0, None), "one two three four five\n");
    }

    #[test]
    fn paths_are_never_broken() {
        let items = [Item::Whole("a long folder/Orders.md".to_owned()), Item::Words("Orders to ERP".to_owned())];
        assert_eq!(fill("9:30  ", 2, &items, "  ", Some(14)), "9:30\n  a long folder/Orders.md\n  Orders to\n  ERP\n");
    }

    #[test]
    fn lines_are_wrapped_at_words_with_their_indentation() {
        let check = |line: &str, expected: &str| assert_eq!(wrap_line(line, 24), expected, "{line:?}");
        check("fits", "fits");
        check("  fits as it is   ", "  fits as it is   ");
        check("the quick brown fox jumps over the dog", "the quick brown fox\njumps over the dog");
        check("    - the quick brown fox jumps", "    - the quick brown\n    fox jumps");
        check("日本語日本語日本語日本語日本語", "日本語日本語日本語日本語\n日本語");
        check("⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️", "⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️⚠️\n⚠️");
    }
}
