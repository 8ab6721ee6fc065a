//! Why YAML is invalid, in words for the author of a note. The parser's message says what it met; the line says what
//! was probably meant.

use super::node::SyntaxError;

/// Describes a syntax error by the parser's message and line (from 1), and by the line's text. The line is that of the
/// mistake, which may be above the one where the parser gave up.
pub(super) fn describe(message: &str, line: usize, yaml: &str) -> SyntaxError {
    // The library's message without its position and its advice for programmers.
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = message.split([',', ';']).next().unwrap_or_default();
    let has = |part: &str| message.contains(part);
    let lines: Vec<&str> = yaml.lines().collect();
    let line = line.clamp(1, lines.len().max(1));
    let text = lines.get(line - 1).copied().unwrap_or_default();
    let above = &lines[..line.min(lines.len())];
    let at = |line: usize, reason: String| SyntaxError { reason, line };
    if has("duplicate mapping key") {
        return at(line, message.replacen("duplicate mapping key", "duplicate key", 1));
    }
    if has("budget") || has("too large") || has("recursion") {
        let reason = if has("ocuments") { "`...` and `---` end it" } else { "it is nested too deeply or too large" };
        return at(line, reason.to_string());
    }
    if has("tabs disallowed") || text.trim_start_matches(' ').starts_with('\t') {
        return at(line, "a tab is used as indentation; use spaces".to_string());
    }
    if has("quoted scalar") && !has("trailing content") {
        return match last_unclosed_quote(above) {
            Some((line, quote)) => at(line, format!("the quote {quote} is not closed")),
            None => at(line, "a text in double quotes contains an invalid escape; write \\\\ for \\".to_string()),
        };
    }
    if let Some(mark) = value_start(text).filter(|mark| matches!(mark, '@' | '`' | '%' | ',' | '*')) {
        return at(line, format!("a value cannot begin with {mark} unless it is in quotes"));
    }
    if has("<document start>")
        && let Some(directive) = lines.iter().position(|it| it.starts_with('%'))
    {
        return at(directive + 1, "a line cannot begin with % unless it is in quotes".to_string());
    }
    if let Some((line, bracket)) = last_unclosed_bracket(above) {
        return at(line, format!("the bracket {bracket} is not closed"));
    }
    at(line, reason_of_line(message, text))
}

/// Returns the reason that a line by itself shows, or else the parser's message.
fn reason_of_line(message: &str, text: &str) -> String {
    let has = |part: &str| message.contains(part);
    let bare = text.trim();
    let is_item = bare.starts_with("- ") || bare == "-";
    let reason = if has("trailing content") {
        "text follows a value in quotes"
    } else if has("mapping values are not allowed") {
        match count_colons(bare) {
            0 | 1 => "the indentation does not fit the lines above",
            _ => "mapping values are not allowed here; put a value that contains \": \" in quotes",
        }
    } else if has("block sequence entries are not allowed") {
        "a list begins on the line of its key"
    } else if has("comments must be separated") {
        "a space is missing before #"
    } else if has("while scanning a block scalar") {
        "text follows the | or > of a text over several lines"
    } else if has("misplaced bracket") {
        "a closing bracket has no opening one"
    } else if has("simple key expected") {
        match bare.as_bytes() {
            [b'-', ..] => "a space is missing after -",
            _ if bare.contains(':') => "a space is missing after :",
            _ => "a property needs a name, a colon and a space",
        }
    } else if has("block mapping") && is_item {
        "a list item follows a property that has a value, or has no property above it"
    } else if has("block mapping") && ends_early(bare) {
        "text follows a value in brackets; put the whole value in quotes"
    } else if has("block mapping") || has("block collection") {
        "the indentation does not fit the lines above"
    } else {
        return message.to_string();
    };
    reason.to_string()
}

/// Returns the value on a line: what follows its first `: ` or `- `.
fn value(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    match line.find(": ") {
        Some(colon) if !line.starts_with(['"', '\'']) => Some(line[colon + 2..].trim_start()),
        _ => Some(line),
    }
}

fn value_start(line: &str) -> Option<char> {
    value(line)?.chars().next()
}

/// Whether the value on a line is in brackets that close before its end.
fn ends_early(line: &str) -> bool {
    let value = value(line).unwrap_or_default();
    value.starts_with(['[', '{']) && value.contains([']', '}'])
}

/// Returns the number of colons that would end a key.
fn count_colons(line: &str) -> usize {
    line.matches(": ").count() + usize::from(line.ends_with(':'))
}

/// Returns the last line whose value begins with a quote and does not end with it, and the quote.
fn last_unclosed_quote(lines: &[&str]) -> Option<(usize, char)> {
    lines.iter().enumerate().rev().find_map(|(nth, line)| {
        let value = value(line)?.trim_end();
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let rest = &value[1..];
        let is_closed = if quote == '"' {
            let n_escapes = rest.trim_end_matches('"').bytes().rev().take_while(|byte| *byte == b'\\').count();
            rest.ends_with('"') && n_escapes % 2 == 0
        } else {
            rest.matches('\'').count() % 2 == 1
        };
        (!is_closed).then_some((nth + 1, quote))
    })
}

/// Returns the last line whose value opens more brackets than it closes, and the first bracket.
fn last_unclosed_bracket(lines: &[&str]) -> Option<(usize, char)> {
    let (nth, value) = lines.iter().enumerate().rev().find_map(|(nth, line)| {
        let value = value(line)?;
        value.starts_with(['[', '{']).then_some((nth, value))
    })?;
    let later = lines[nth + 1..].iter().copied();
    let (mut depth, mut quote) = (0_i32, None);
    for letter in std::iter::once(value).chain(later).flat_map(|line| line.chars().chain(['\n'])) {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return None;
        }
    }
    value.chars().next().map(|bracket| (nth + 1, bracket))
}

#[cfg(test)]
mod tests {
    use super::super::parse_full;

    #[test]
    fn common_mistakes_have_a_line_and_a_reason() {
        let check = |yaml: &str, line: usize, reason: &str| {
            let error = parse_full(yaml).expect_err(yaml);
            assert_eq!((error.line, error.reason.as_str()), (line, reason), "{yaml:?}");
        };
        let is_nested = "mapping values are not allowed here; put a value that contains \": \" in quotes";
        check("k: v\ntitle: Feed: ten\nb: c", 2, is_nested);
        check("k: v\na: b:", 2, is_nested);
        let indentation = "the indentation does not fit the lines above";
        check("a:\n  b: 1\n c: 2", 3, indentation);
        check("k: v\n b: 2\nc: d", 2, indentation);
        check("a:\n- b\n c: d", 3, indentation);
        let tab = "a tab is used as indentation; use spaces";
        check("k: v\na:\n\tb: c", 3, tab);
        check("k: v\na:\n\t- b", 3, tab);
        check("k: v\na: \"x\nb: c\nd: e", 2, "the quote \" is not closed");
        check("k: v\na: 'x\nb: c", 2, "the quote ' is not closed");
        check("k: \"v\"\na:\n  - \"x\n  - \"y\"", 3, "the quote \" is not closed");
        check("k: v\na: [x\nb: c", 2, "the bracket [ is not closed");
        check("k: v\na: {x\nb: c", 2, "the bracket { is not closed");
        check("k: v\na: [[A]", 2, "the bracket [ is not closed");
        check("a: 1\nb: 2\na: 3", 3, "duplicate key: a");
        check("[x]: 1\n[x]: 2\na: 1\na: 2", 4, "duplicate key: a");
        check("l:\n  - a\n  -b\nc: d", 3, "a space is missing after -");
        check("l:\n- a\n-b", 3, "a space is missing after -");
        check("k: v\nb:c\nd: e", 2, "a space is missing after :");
        check("k: v\nx\nb: c", 2, "a property needs a name, a colon and a space");
        check("k: v\na: @x", 2, "a value cannot begin with @ unless it is in quotes");
        check("k: v\na: `x`", 2, "a value cannot begin with ` unless it is in quotes");
        check("k: v\na: %x", 2, "a value cannot begin with % unless it is in quotes");
        check("k: v\na:\n  - \"b\"\n  - @x", 4, "a value cannot begin with @ unless it is in quotes");
        check("k: v\na: *x", 2, "a value cannot begin with * unless it is in quotes");
        check("k: v\na: **x**", 2, "a value cannot begin with * unless it is in quotes");
        check("k: v\na: ,x\nb: c", 2, "a value cannot begin with , unless it is in quotes");
        check("%x: y\nk: v", 1, "a line cannot begin with % unless it is in quotes");
        let brackets = "text follows a value in brackets; put the whole value in quotes";
        check("k: v\nparties: [[A]], [[B]]\nb: c", 2, brackets);
        check("k: v\na: {{x}} y", 2, brackets);
        check("k: v\na: {{x}} {{y}}", 2, brackets);
        check("k: v\na: \"x\" y", 2, "text follows a value in quotes");
        check("k: v\na: 'it's'", 2, "text follows a value in quotes");
        check("k: v\na: \"C:\\dir\"", 2, "a text in double quotes contains an invalid escape; write \\\\ for \\");
        check("k: v\n- a", 2, "a list item follows a property that has a value, or has no property above it");
        check("k: v\na: - b", 2, "a list begins on the line of its key");
        check("k: v\na: ]x", 2, "a closing bracket has no opening one");
        check("k: v\na: |x", 2, "text follows the | or > of a text over several lines");
        check("k: v\na: {{#x}}", 2, "a space is missing before #");
        check("k: v\n...\nb: c", 2, "`...` and `---` end it");
    }
}
