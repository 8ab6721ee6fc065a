//! Labels of nodes and edges: shortened to one line, and escaped for Mermaid so that they are drawn literally.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;
use vaultdex_query::graph::{Edge, EdgeKind};

/// The maximum length of a label in characters.
const MAX_CHARS: usize = 60;

/// The replacement for an empty label, which Mermaid does not accept.
const NO_NAME: &str = "(no name)";

/// Returns the text of a label: one line, not empty, truncated to 60 characters.
pub(super) fn display(text: &str) -> Cow<'_, str> {
    display_within(text, MAX_CHARS)
}

/// Returns the text of a label, truncated to `max_chars` characters.
pub(super) fn display_within(text: &str, max_chars: usize) -> Cow<'_, str> {
    if text.chars().all(is_invisible) {
        return Cow::Borrowed(NO_NAME);
    }
    let text: Cow<str> = if text.contains(breaks_line) { text.replace(breaks_line, " ").into() } else { text.into() };
    let Some((limit, _)) = text.char_indices().nth(max_chars) else { return text };
    let last = text[..limit].char_indices().next_back().map_or(0, |(last, _)| last);
    let kept = text[..grapheme_boundary(&text, last)].trim_end();
    Cow::Owned(format!("{kept}…"))
}

/// Returns the text at an edge: its label, or how many links it stands for if those are several.
pub(super) fn of_edge(edge: &Edge) -> Option<Cow<'_, str>> {
    match edge.label() {
        Some(label) => Some(display(label)),
        None => (edge.count > 1 && edge.kind != EdgeKind::Integration).then(|| edge.count.to_string().into()),
    }
}

/// Returns the last offset at or before `limit` that does not split a combining sequence, a joined emoji or a flag, or
/// `limit` if there is none.
fn grapheme_boundary(text: &str, limit: usize) -> usize {
    let mut end = limit;
    loop {
        let Some(before) = text[..end].chars().next_back() else { return limit };
        let after = text[end..].chars().next().unwrap_or_default();
        let indicators = text[..end].chars().rev().take_while(|letter| is_regional_indicator(*letter)).count();
        let splits_flag = is_regional_indicator(after) && indicators % 2 == 1;
        if !(extends_previous(after) || before == '\u{200d}' || splits_flag) {
            return end;
        }
        end -= before.len_utf8();
    }
}

/// Returns a number with commas between thousands.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Estimates the width of a text in pixels from its font size, between that of narrow and wide sans-serif fonts.
pub(super) fn approximate_width(text: &str, font_size: f64) -> f64 {
    text.chars().map(width_in_ems).sum::<f64>() * font_size
}

/// Returns the width of a character in ems.
fn width_in_ems(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '|' | '!' | '.' | ',' | ':' | ';' | '\'' | '·' => 0.27,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.35,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' | '↔' => 0.88,
        '0'..='9' => 0.59,
        'a'..='z' => 0.56,
        'A'..='Z' => 0.69,
        _ if letter.is_uppercase() => 0.72,
        _ => 0.6 * unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0) as f64,
    }
}

fn extends_previous(letter: char) -> bool {
    letter == '\u{200d}' || is_combining_mark(letter) || matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_regional_indicator(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

fn breaks_line(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a character controls the text direction. As an entity it cannot reorder the source of the diagram.
fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Escapes text for a quoted Mermaid label. Every character that Mermaid might interpret becomes an entity, including
/// Markdown: Mermaid 11.4, which Obsidian used before 1.13, parses Markdown in every label and draws "Unsupported
/// markdown" in place of a name with `https://…`, `~~` or `1. `.
pub(super) fn escaped(text: &str) -> String {
    let mut label = String::with_capacity(text.len() + 16);
    for (offset, letter) in text.char_indices() {
        let (before, after) = (&text[..offset], &text[offset + letter.len_utf8()..]);
        match letter {
            '"' => label.push_str("#quot;"),
            '<' => label.push_str("#lt;"),
            '>' => label.push_str("#gt;"),
            '&' => label.push_str("#amp;"),
            _ if is_syntax(before, letter, after) || (offset == 0 && text.eq_ignore_ascii_case("end")) => {
                write!(label, "#{};", u32::from(letter)).expect("writing to a string does not fail");
            }
            _ => label.push(letter),
        }
    }
    label
}

fn is_syntax(before: &str, letter: char, after: &str) -> bool {
    match letter {
        '#' | '%' | '`' | '*' | '~' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '$' | '@' => true,
        // `fa:fa-ban` is an icon, `https:` begins a link, and after `style:` Mermaid drops the `;` of an entity.
        ':' => true,
        // An underscore within a word is not emphasis, and is frequent in names.
        '_' => !(before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)),
        '-' | '+' => before.trim().is_empty(),
        '.' | ')' if is_number(before) => true,
        // `www.` begins a link too.
        '.' => before.len() >= 3 && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www"),
        _ => is_bidi_control(letter),
    }
}

/// Whether a dot or parenthesis after this text would begin a numbered list.
fn is_number(before: &str) -> bool {
    let digits = before.trim_start();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
pub(super) mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn thousands_are_separated() {
        let check = |number: usize, expected: &str| assert_eq!(grouped(number), expected);
        check(0, "0");
        check(999, "999");
        check(2000, "2,000");
        check(1_234_567, "1,234,567");
    }

    /// Decodes the entities of a label, as a browser does.
    pub fn decoded(label: &str) -> String {
        let entity = Regex::new(r"#(\w+);").unwrap();
        let text = entity.replace_all(label, |found: &regex::Captures| match &found[1] {
            "quot" => "\"".to_owned(),
            "lt" => "<".to_owned(),
            "gt" => ">".to_owned(),
            "amp" => "&".to_owned(),
            number => char::from_u32(number.parse().unwrap()).unwrap().to_string(),
        });
        text.into_owned()
    }

    #[test]
    fn syntax_is_escaped_and_decodes_to_the_same_text() {
        let check = |text: &str, label: &str| {
            assert_eq!(escaped(&display(text)), label, "{text:?}");
            assert_eq!(decoded(label), display(text), "{text:?}");
        };
        check("Orders to ERP (v1.2) - draft", "Orders to ERP (v1.2) - draft");
        check("Say \"x\"", "Say #quot;x#quot;");
        check("C# & <b>", "C#35; #amp; #lt;b#gt;");
        check("#quot;", "#35;quot;");
        check("100%", "100#37;");
        check("%%{init}%%", "#37;#37;#123;init#125;#37;#37;");
        check("`x`", "#96;x#96;");
        check("1. Plan", "1#46; Plan");
        check("1) Plan", "1#41; Plan");
        check(" 12. Plan", " 12#46; Plan");
        check("v1. Plan", "v1. Plan");
        check("- x", "#45; x");
        check("---", "#45;--");
        check("+ x", "#43; x");
        check("a-b_c", "a-b_c");
        check("_a_ b__c", "#95;a#95; b#95;#95;c");
        check("a]|b", "a#93;#124;b");
        check("https://www.x.y", "https#58;//www#46;x.y");
        check("Éwww.md", "Éwww#46;md");
        check("end", "#101;nd");
        check("END", "#69;ND");
        check("ending", "ending");
        check("a\u{202e}b", "a#8238;b");
        check("a\r\nb\0c\u{2028}d", "a  b c d");
        check("", NO_NAME);
        check(" \u{200b}\n", NO_NAME);
        check("日本語 🎉", "日本語 🎉");
    }

    #[test]
    fn long_texts_are_truncated_between_graphemes() {
        let check = |text: &str, expected: &str| {
            assert_eq!(display(text), expected);
            assert!(expected.chars().count() <= MAX_CHARS);
        };
        check(&"x".repeat(60), &"x".repeat(60));
        check(&"x".repeat(61), &format!("{}…", "x".repeat(59)));
        check(&"é".repeat(10_000), &format!("{}…", "é".repeat(59)));
        check(&format!("{} {}", "x".repeat(58), "y".repeat(9)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}e\u{301}yz", "x".repeat(58)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}👩\u{200d}🚀yz", "x".repeat(57)), &format!("{}…", "x".repeat(57)));
        check(&format!("{}🇩🇪yz", "x".repeat(58)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}🇩🇪yz", "x".repeat(57)), &format!("{}🇩🇪…", "x".repeat(57)));
        // A text of combining marks alone has no boundary.
        check(&"\u{301}".repeat(99), &format!("{}…", "\u{301}".repeat(59)));
    }
}
