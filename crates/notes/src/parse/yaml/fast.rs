//! A fast path for the YAML of almost all frontmatter: keys with plain or quoted scalars, or with lists of them. It
//! takes one pass and is about thirty times as fast as the full parser. Anything else is left to the full parser; a
//! property test checks that both agree.

use std::collections::HashSet;
use std::ops::Range;

use super::node::{Key, Node, NodeKind};
use super::schema::core_schema;
use crate::model::Value;

/// Parses the entries of a mapping; `None` for anything that needs the full parser, including invalid YAML.
pub(crate) fn parse(yaml: &str) -> Option<Vec<(Key, Node)>> {
    let mut entries: Vec<(Key, Node)> = Vec::new();
    let mut names = HashSet::new();
    // The indentation of the items of the current list.
    let mut list_indent: Option<usize> = None;
    let mut start = 0;
    for line in yaml.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim_matches(' ').is_empty() || line.starts_with('#') && line.chars().all(is_printable) {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(item) = line[indent..].strip_prefix("- ") {
            let (_, list) = entries.last_mut()?;
            if list_indent.is_some_and(|it| it != indent) {
                return None;
            }
            let at = line_start + line.len() - item.len();
            let item = parse_scalar(yaml, at..at + item.len(), false)?;
            match (&mut list.kind, list_indent) {
                (NodeKind::List(items), Some(_)) => items.push(item),
                // A list can begin only after a key that is alone on its line.
                (NodeKind::Scalar(Value::Null), None) if list.range.is_empty() => {
                    list.kind = NodeKind::List(vec![item])
                }
                _ => return None,
            }
            list_indent = Some(indent);
            continue;
        }
        list_indent = None;
        // Any other indented line continues the previous one.
        let (name, value) = line.split_once(':').filter(|_| indent == 0)?;
        if !is_key(name) || !names.insert(name) || !(value.is_empty() || value.starts_with(' ')) {
            return None;
        }
        let at = line_start + line.len() - value.len();
        let value = parse_value(yaml, at..at + value.len())?;
        entries.push((Key { name: name.to_string(), start: line_start }, value));
    }
    (!entries.is_empty()).then_some(entries)
}

/// Parses the value after a key: empty, a scalar, or a flow list of scalars.
fn parse_value(yaml: &str, range: Range<usize>) -> Option<Node> {
    let source = yaml[range.clone()].trim_matches(' ');
    if source.is_empty() {
        return Some(Node { kind: NodeKind::Scalar(Value::Null), range: range.start..range.start });
    }
    let start = range.end - yaml[range.clone()].trim_start_matches(' ').len();
    let Some(inner) = source.strip_prefix('[') else { return parse_scalar(yaml, range, false) };
    let inner = inner.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut at = start + 1;
    if !inner.trim_matches(' ').is_empty() {
        for piece in inner.split(',') {
            items.push(parse_scalar(yaml, at..at + piece.len(), true)?);
            at += piece.len() + 1;
        }
    }
    Some(Node { kind: NodeKind::List(items), range: start..start + 1 })
}

/// Parses a scalar on one line. In a flow list (`is_in_flow`), more characters have a special meaning.
fn parse_scalar(yaml: &str, range: Range<usize>, is_in_flow: bool) -> Option<Node> {
    let source = yaml[range.clone()].trim_matches(' ');
    let start = range.end - yaml[range].trim_start_matches(' ').len();
    let range = start..start + source.len();
    if !source.chars().all(is_printable) {
        return None;
    }
    let first = source.chars().next()?;
    if first == '"' || first == '\'' {
        let inner = source[1..].strip_suffix(first)?;
        if inner.contains([first, '\\']) {
            return None;
        }
        return Some(Node { kind: NodeKind::Scalar(Value::Text(inner.to_string())), range });
    }
    let is_special = source.contains(": ") || source.contains(" #") || source.ends_with(':');
    let is_special_in_flow = is_in_flow && source.contains(['[', ']', '{', '}', ':', '"', '\'', '#']);
    if !first.is_alphanumeric() || is_special || is_special_in_flow {
        return None;
    }
    Some(Node { kind: NodeKind::Scalar(core_schema(source)), range })
}

/// Whether a key consists of plain words and is not a spelling of null or a boolean.
fn is_key(name: &str) -> bool {
    let is_key_char =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ' ' | '/' | '.' | '(' | ')');
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && !name.ends_with(' ')
        && name.chars().all(is_key_char)
        && matches!(core_schema(name), Value::Text(_))
}

/// Whether a character is printable in the sense of YAML and neither a tab, a line break nor a byte order mark.
fn is_printable(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\u{a0}'..='\u{d7ff}' => !matches!(letter, '\u{2028}' | '\u{2029}'),
        '\u{e000}'..='\u{fffd}' => letter != '\u{feff}',
        _ => letter >= '\u{10000}',
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse_full;
    use super::*;

    /// Formats everything that callers use of a node.
    fn describe(node: &Node, yaml: &str) -> String {
        match &node.kind {
            NodeKind::Scalar(Value::Null) => "null".to_string(),
            NodeKind::Scalar(value) => format!("{value:?} at {:?} {:?}", node.range, &yaml[node.range.clone()]),
            NodeKind::List(items) => {
                format!("[{}]", items.iter().map(|it| describe(it, yaml) + ", ").collect::<String>())
            }
            NodeKind::Map(entries) => {
                let entry =
                    |(key, it): &(Key, Node)| format!("{:?} at {}: {}\n", key.name, key.start, describe(it, yaml));
                entries.iter().map(entry).collect()
            }
        }
    }

    /// Whether the fast path accepts the YAML. Asserts that the full parser agrees with it.
    fn is_plain(yaml: &str) -> bool {
        let Some(entries) = parse(yaml) else { return false };
        let plain = Node { kind: NodeKind::Map(entries), range: 0..0 };
        let full = parse_full(yaml).unwrap_or_else(|it| panic!("{yaml:?} is not valid: {}", it.reason)).expect(yaml);
        assert_eq!(describe(&plain, yaml), describe(&full, yaml), "{yaml:?}");
        true
    }

    #[test]
    fn ordinary_frontmatter_takes_the_fast_path() {
        for yaml in [
            "title: Order feed\naliases:\n  - OF\n  - \"Orders: in\"\ntags: [integration, system/sap]\ncount: 42\n",
            "owner: \"[[Jane]]\"\nsystems:\n- '[[SAP]]'\n- CRM\ncreated: 2024-01-01\nat: 2024-01-01T10:00\nurl: https://x.y/#z\n",
            "# why\n\na:\nb: true\nc: 012\nd: yes\ne: []\nf: [\"[[A]]\"]\r\ng: größer  \r\nh: a, b [c] {d}\n",
            "no end: x",
        ] {
            assert!(is_plain(yaml), "{yaml}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_full_parser() {
        for yaml in [
            "",
            "# x\n",
            "a",
            "a: b: c",
            "a: b #c",
            "a: \"x\\n\"",
            "a: 'it''s'",
            "a: |\n  x",
            "a: >-\n  x",
            "a: &x b",
            "a: *x",
            "a: !t b",
            "a: b\n  c",
            "a:\n  b: c",
            "a: b\na: c",
            "a:\tb",
            "- a",
            "a: b\n- c",
            "a: []\n- c",
            "a: ~\n- c",
            "a:\n  - b\n - c",
            "a:\n- b: c",
            "a:\n-\n",
            "a:b",
            "null: x",
            "a: {{x}}",
            "a: [[A]]",
            "a: [b, ]",
            "a: [b: c]",
            "a: [b",
            "a: -",
            "a: @x",
            "...\na: b",
            "a: \u{7}",
            "a:\n  - b\n    c",
            "\"a\": b",
            "a: [\"b, c\"]",
            "a:\n  - - b",
        ] {
            assert!(!is_plain(yaml), "{yaml:?}");
        }
    }

    const PREFIXES: [&str; 9] = ["k{}: ", "k{}: ", "k{}:", "k: ", "  - ", "- ", "  ", "# ", ""];
    const PIECES: [&str; 62] = [
        "x",
        "y z",
        "true",
        "~",
        "null",
        "12",
        "012",
        "0x1f",
        "1e3",
        "1_0",
        "-",
        ".5",
        "2024-01-01",
        "12:30",
        "\"",
        "'",
        "\"q\"",
        "'q'",
        "[",
        "]",
        "[x, y]",
        "[]",
        "[ x ,\"y\"]",
        ", ",
        ",",
        "{",
        "}",
        "[[N]]",
        "\"[[N]]\"",
        "[\"[[N]]\"]",
        "#",
        " #",
        ":",
        ": ",
        "|",
        ">",
        "&",
        "*",
        "!",
        "%",
        "@",
        "`",
        "?",
        "\\",
        "\t",
        "é",
        "日本",
        "\u{a0}",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "<% x %>",
        "{{x}}",
        "http://x",
        "(",
        "_",
        "Yes",
        "NaN",
        ".nan",
        "...",
        " ",
        "\r",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_parsers_agree(lines in prop::collection::vec((0..9usize, prop::collection::vec(0..62usize, 0..3)), 1..7)) {
            let line = |(nth, (prefix, pieces)): (usize, &(usize, Vec<usize>))| {
                let value: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
                format!("{}{value}\n", PREFIXES[*prefix].replace("{}", &nth.to_string()))
            };
            is_plain(&lines.iter().enumerate().map(line).collect::<String>());
        }
    }
}
