//! The YAML that frontmatter is made of nearly always: keys, plain and quoted scalars, lists of these. Read in one pass,
//! some thirty times as fast as the YAML reader does, which matters for a hundred thousand notes. Whatever is not
//! plainly that is left to the YAML reader, and a test holds that both agree.

use std::collections::HashSet;
use std::ops::Range;

use super::{Key, Node, NodeKind, core_schema};
use crate::model::Value;

/// The entries of a mapping; `None` for anything that needs a real YAML reader, broken YAML included.
pub(crate) fn read(yaml: &str) -> Option<Vec<(Key, Node)>> {
    let mut entries: Vec<(Key, Node)> = Vec::new();
    let mut names = HashSet::new();
    // The indentation of the items of the list that is being read.
    let mut list_indent: Option<usize> = None;
    let mut start = 0;
    for line in yaml.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim_matches(' ').is_empty() || line.starts_with('#') && line.chars().all(is_harmless) {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(item) = line[indent..].strip_prefix("- ") {
            let (_, list) = entries.last_mut()?;
            if list_indent.is_some_and(|it| it != indent) {
                return None;
            }
            let at = line_start + line.len() - item.len();
            let item = scalar(yaml, at..at + item.len(), false)?;
            match (&mut list.kind, list_indent) {
                (NodeKind::List(items), Some(_)) => items.push(item),
                // A list begins only where its key stands alone on its line.
                (NodeKind::Scalar(Value::Null), None) if list.range.is_empty() => {
                    list.kind = NodeKind::List(vec![item])
                }
                _ => return None,
            }
            list_indent = Some(indent);
            continue;
        }
        list_indent = None;
        // Anything else that is indented goes on with what stands above it.
        let (name, value) = line.split_once(':').filter(|_| indent == 0)?;
        if !is_key(name) || !names.insert(name) || !(value.is_empty() || value.starts_with(' ')) {
            return None;
        }
        let at = line_start + line.len() - value.len();
        let value = self::value(yaml, at..at + value.len())?;
        entries.push((Key { name: name.to_string(), start: line_start }, value));
    }
    (!entries.is_empty()).then_some(entries)
}

fn value(yaml: &str, range: Range<usize>) -> Option<Node> {
    let written = yaml[range.clone()].trim_matches(' ');
    if written.is_empty() {
        return Some(Node { kind: NodeKind::Scalar(Value::Null), range: range.start..range.start });
    }
    let start = range.end - yaml[range.clone()].trim_start_matches(' ').len();
    let Some(inner) = written.strip_prefix('[') else { return scalar(yaml, range, false) };
    let inner = inner.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut at = start + 1;
    if !inner.trim_matches(' ').is_empty() {
        for piece in inner.split(',') {
            items.push(scalar(yaml, at..at + piece.len(), true)?);
            at += piece.len() + 1;
        }
    }
    Some(Node { kind: NodeKind::List(items), range: start..start + 1 })
}

/// A scalar on one line. In a flow list, `is_in_flow`, brackets and commas would mean something.
fn scalar(yaml: &str, range: Range<usize>, is_in_flow: bool) -> Option<Node> {
    let written = yaml[range.clone()].trim_matches(' ');
    let start = range.end - yaml[range].trim_start_matches(' ').len();
    let range = start..start + written.len();
    if !written.chars().all(is_harmless) {
        return None;
    }
    let quote = written.chars().next()?;
    if quote == '"' || quote == '\'' {
        let inner = written[1..].strip_suffix(quote)?;
        if inner.contains([quote, '\\']) {
            return None;
        }
        return Some(Node { kind: NodeKind::Scalar(Value::Text(inner.to_string())), range });
    }
    let means_something = written.contains(": ") || written.contains(" #") || written.ends_with(':');
    let means_something_in_flow = is_in_flow && written.contains(['[', ']', '{', '}', ':', '"', '\'', '#']);
    if !quote.is_alphanumeric() || means_something || means_something_in_flow {
        return None;
    }
    Some(Node { kind: NodeKind::Scalar(core_schema(written)), range })
}

/// Whether a key is a word or several, and not a spelling of null.
fn is_key(name: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ' ' | '/' | '.' | '(' | ')');
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && !name.ends_with(' ')
        && name.chars().all(is_word)
        && !name.eq_ignore_ascii_case("null")
}

/// Whether YAML gives a character no meaning of its own anywhere, and allows it everywhere.
fn is_harmless(letter: char) -> bool {
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

    use super::super::read_any;
    use super::*;

    /// Everything that is read out of a node.
    fn facts(node: &Node, yaml: &str) -> String {
        match &node.kind {
            NodeKind::Scalar(Value::Null) => "null".to_string(),
            NodeKind::Scalar(value) => format!("{value:?} at {:?} {:?}", node.range, &yaml[node.range.clone()]),
            NodeKind::List(items) => format!("[{}]", items.iter().map(|it| facts(it, yaml) + ", ").collect::<String>()),
            NodeKind::Map(entries) => {
                let entry = |(key, it): &(Key, Node)| format!("{:?} at {}: {}\n", key.name, key.start, facts(it, yaml));
                entries.iter().map(entry).collect()
            }
        }
    }

    /// Whether the YAML is plain; where it is, both readers must agree.
    fn is_plain(yaml: &str) -> bool {
        let Some(entries) = read(yaml) else { return false };
        let plain = Node { kind: NodeKind::Map(entries), range: 0..0 };
        let full = read_any(yaml).unwrap_or_else(|it| panic!("{yaml:?} is not valid: {}", it.reason)).expect(yaml);
        assert_eq!(facts(&plain, yaml), facts(&full, yaml), "{yaml:?}");
        true
    }

    #[test]
    fn ordinary_frontmatter_is_plain() {
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
    fn everything_else_is_left_to_the_yaml_reader() {
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
        fn both_readers_agree(lines in prop::collection::vec((0..9usize, prop::collection::vec(0..62usize, 0..3)), 1..7)) {
            let line = |(nth, (prefix, pieces)): (usize, &(usize, Vec<usize>))| {
                let value: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
                format!("{}{value}\n", PREFIXES[*prefix].replace("{}", &nth.to_string()))
            };
            is_plain(&lines.iter().enumerate().map(line).collect::<String>());
        }
    }
}
