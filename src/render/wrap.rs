//! Wrapping of text at words.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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
    let (mut used, mut last_space, mut end) = (0, None, text.len());
    for (at, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > width && at > 0 {
            end = at;
            break;
        }
        if letter == ' ' {
            last_space = Some(at);
        }
    }
    let is_word_end = text[end..].starts_with(' ');
    text.split_at(if end < text.len() && !is_word_end { last_space.unwrap_or(end) } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_at_words_with_their_indentation() {
        let check = |line: &str, expected: &str| assert_eq!(wrap_line(line, 24), expected, "{line:?}");
        check("fits", "fits");
        check("  fits as it is   ", "  fits as it is   ");
        check("the quick brown fox jumps over the dog", "the quick brown fox\njumps over the dog");
        check("    - the quick brown fox jumps", "    - the quick brown\n    fox jumps");
        check("日本語日本語日本語日本語日本語", "日本語日本語日本語日本語\n日本語");
    }
}
