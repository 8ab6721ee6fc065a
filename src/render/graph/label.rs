//! What stands on a node or edge of a Mermaid diagram, so that it is drawn as the text that it is.
//! Knows nothing of nodes and edges.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;

/// How long a label may be, in characters.
const LONGEST: usize = 60;

/// What a label says that says nothing: Mermaid takes no empty label.
const NAMELESS: &str = "(no name)";

/// The text that a reader sees: one line, not empty, cut at 60 characters.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    cut(text, LONGEST)
}

/// The text that a reader sees where there is room for so many characters.
pub(super) fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    if text.chars().all(is_invisible) {
        return Cow::Borrowed(NAMELESS);
    }
    let text: Cow<str> = if text.contains(breaks_line) { text.replace(breaks_line, " ").into() } else { text.into() };
    let Some((cut, _)) = text.char_indices().nth(longest) else { return text };
    let last = text[..cut].char_indices().next_back().map_or(0, |(last, _)| last);
    let kept = text[..whole_character(&text, last)].trim_end();
    Cow::Owned(format!("{kept}…"))
}

/// The last place at or before `cut` that does not tear what a reader takes for one character.
fn whole_character(text: &str, cut: usize) -> usize {
    let mut end = cut;
    loop {
        let Some(before) = text[..end].chars().next_back() else { return cut };
        let after = text[end..].chars().next().unwrap_or_default();
        let flags = text[..end].chars().rev().take_while(|letter| is_flag_half(*letter)).count();
        let torn = joins(after) || before == '\u{200d}' || (is_flag_half(after) && flags % 2 == 1);
        if !torn {
            return end;
        }
        end -= before.len_utf8();
    }
}

/// How wide a text is when its letters are so high, both in pixels: about, as no font is asked.
pub(super) fn width(text: &str, height: f64) -> f64 {
    unicode_width::UnicodeWidthStr::width(text) as f64 * height * 0.56
}

fn joins(letter: char) -> bool {
    letter == '\u{200d}' || is_combining_mark(letter) || matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_flag_half(letter: char) -> bool {
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

/// Characters that turn the reading direction: as entities they cannot disorder the diagram's source.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text between the quotes of a label. All that Mermaid might read as more than text becomes an entity, Markdown
/// too: Mermaid 11.4, which Obsidian had until 1.13, reads it in every label and draws "Unsupported markdown" in place
/// of a name with `https://…`, `~~` or a `1. `.
pub(super) fn escaped(shown: &str) -> String {
    let mut label = String::with_capacity(shown.len() + 16);
    for (offset, letter) in shown.char_indices() {
        let (before, after) = (&shown[..offset], &shown[offset + letter.len_utf8()..]);
        match letter {
            '"' => label.push_str("#quot;"),
            '<' => label.push_str("#lt;"),
            '>' => label.push_str("#gt;"),
            '&' => label.push_str("#amp;"),
            _ if is_syntax(before, letter, after) || (offset == 0 && shown.eq_ignore_ascii_case("end")) => {
                write!(label, "#{};", u32::from(letter)).expect("a string takes all that is written");
            }
            _ => label.push(letter),
        }
    }
    label
}

fn is_syntax(before: &str, letter: char, after: &str) -> bool {
    match letter {
        '#' | '%' | '`' | '*' | '~' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '$' | '@' => true,
        // `fa:fa-ban` is an icon, `https:` a link; and Mermaid drops the `;` of an entity behind `style:`.
        ':' => true,
        // Inside a word it is no emphasis, and names are full of it.
        '_' => !(before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)),
        '-' | '+' => before.trim().is_empty(),
        '.' | ')' if is_number(before) => true,
        // `www.` begins a link as well.
        '.' => before.len() >= 3 && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www"),
        _ => turns_direction(letter),
    }
}

/// Whether a dot or bracket behind it would begin a numbered list.
fn is_number(before: &str) -> bool {
    let digits = before.trim_start();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
pub(super) mod tests {
    use regex::Regex;

    use super::*;

    /// A label as a browser shows it: its entities read back.
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
    fn syntax_becomes_entities_and_reads_back() {
        let check = |text: &str, label: &str| {
            assert_eq!(escaped(&shown(text)), label, "{text:?}");
            assert_eq!(decoded(label), shown(text), "{text:?}");
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
        check("", NAMELESS);
        check(" \u{200b}\n", NAMELESS);
        check("日本語 🎉", "日本語 🎉");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let check = |text: &str, expected: &str| {
            assert_eq!(shown(text), expected);
            assert!(expected.chars().count() <= LONGEST);
        };
        check(&"x".repeat(60), &"x".repeat(60));
        check(&"x".repeat(61), &format!("{}…", "x".repeat(59)));
        check(&"é".repeat(10_000), &format!("{}…", "é".repeat(59)));
        check(&format!("{} {}", "x".repeat(58), "y".repeat(9)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}e\u{301}yz", "x".repeat(58)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}👩\u{200d}🚀yz", "x".repeat(57)), &format!("{}…", "x".repeat(57)));
        check(&format!("{}🇩🇪yz", "x".repeat(58)), &format!("{}…", "x".repeat(58)));
        check(&format!("{}🇩🇪yz", "x".repeat(57)), &format!("{}🇩🇪…", "x".repeat(57)));
        // Nothing but marks: there is no better place.
        check(&"\u{301}".repeat(99), &format!("{}…", "\u{301}".repeat(59)));
    }
}
