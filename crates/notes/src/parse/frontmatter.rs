//! Frontmatter: its extent, its properties, and the title, aliases, tags and links among them
//! (docs/spec/obsidian.md#frontmatter).

use std::ops::Range;

use super::links::{self, WikilinkContext};
use super::yaml::{self, Node, NodeKind};
use crate::model::{LineIndex, Link, LinkKind, Note, Problem, ProblemKind, Property, Span, Tag, Value, text};

/// The extent of the frontmatter, in bytes of the file.
pub(crate) struct Frontmatter {
    /// The frontmatter with both fences, without the final line break.
    pub whole: Range<usize>,
    /// The text between the fences.
    pub yaml: Range<usize>,
}

/// Finds the frontmatter of a note. It must begin the file; only a byte order mark may precede it.
pub(crate) fn find(text: &str) -> Option<Frontmatter> {
    let start = text::bom_len(text);
    let opening = text[start..].lines().next()?;
    if opening != "---" {
        return None;
    }
    let yaml_start = start + text[start..].find('\n')? + 1;
    let mut line_start = yaml_start;
    for line in text[yaml_start..].split_inclusive('\n') {
        let fence = line.trim_end_matches(['\n', '\r', ' ', '\t']);
        if fence == "---" {
            return Some(Frontmatter { whole: start..line_start + fence.len(), yaml: yaml_start..line_start });
        }
        line_start += line.len();
    }
    None
}

/// Parses the frontmatter into the properties of a note, and the title, aliases, tags and links among them. Invalid
/// YAML becomes a problem; the body of the note is not affected.
pub(crate) fn parse_properties(text: &str, frontmatter: &Frontmatter, lines: &LineIndex<'_>, note: &mut Note) {
    let source = &text[frontmatter.yaml.clone()];
    let mut add_problem = |line: usize, message: String| {
        let line = lines.line(frontmatter.yaml.start) + line as u32 - 1;
        let span = lines.span(lines.line_range(line.min(lines.len())));
        note.problems.push(Problem { span, kind: ProblemKind::Frontmatter, message });
    };
    let entries = match yaml::parse(source) {
        Ok(None) => return,
        Ok(Some(Node { kind: NodeKind::Map(entries), .. })) => entries,
        Ok(Some(Node { kind: NodeKind::Scalar(Value::Null), .. })) => return,
        Ok(Some(_)) => return add_problem(1, "the frontmatter is not a list of properties".to_string()),
        Err(invalid) => {
            return add_problem(invalid.line, format!("the frontmatter is not valid YAML: {}", invalid.reason));
        }
    };
    let base = frontmatter.yaml.start;
    for (key, value) in entries {
        let name = key.name;
        // Many properties may be on one line, so that the end of the line must not be searched for each.
        let line_end = (lines.line_range(lines.line(base + key.start)).end - base).clamp(key.start, source.len());
        let line = key.start..key.start + source[key.start..line_end].trim_end().len();
        let location = Location { source, base, line: line.clone(), lines };
        if name.eq_ignore_ascii_case("tags") {
            note.tags.extend(items(&value).filter_map(|item| parse_tag(item, &location)));
        } else if name.eq_ignore_ascii_case("aliases") {
            let aliases = items(&value).filter_map(Node::text).map(str::trim).filter(|alias| !alias.is_empty());
            note.aliases.extend(aliases.map(str::to_string));
        } else if name.eq_ignore_ascii_case("title") {
            note.title = parse_title(&value);
        }
        collect_links(&value, &mut name.clone(), &location, &mut note.links);
        let span = lines.span(base + line.start..base + line.end);
        note.properties.push(Property { name, value: value.into_value(), span });
    }
}

/// Converts positions within a property to spans of the file.
struct Location<'a> {
    /// The text between the fences.
    source: &'a str,
    /// The offset of `source` in the file.
    base: usize,
    /// The line of the property, in bytes of `source`.
    line: Range<usize>,
    lines: &'a LineIndex<'a>,
}

impl Location<'_> {
    /// Returns the span of a scalar without its quotes, or the line of the property if its range is unknown.
    fn span(&self, node: &Node) -> Span {
        let mut range = if node.range.is_empty() { self.line.clone() } else { node.range.clone() };
        let raw = &self.source[range.clone()];
        if raw.len() >= 2 && (raw.starts_with('"') || raw.starts_with('\'')) {
            range = range.start + 1..range.end - 1;
        }
        let trimmed = self.source[range.clone()].trim_end().len();
        self.lines.span(self.base + range.start..self.base + range.start + trimmed)
    }
}

/// Returns the items of a list; any other value counts as a list of one.
fn items(value: &Node) -> std::slice::Iter<'_, Node> {
    match &value.kind {
        NodeKind::List(items) => items.iter(),
        _ => std::slice::from_ref(value).iter(),
    }
}

/// Parses a tag, which needs no `#` in the frontmatter. Text with white space is not a tag, and commas do not separate
/// tags.
fn parse_tag(item: &Node, location: &Location<'_>) -> Option<Tag> {
    let name = item.text()?.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    let name = if name.starts_with('#') { name.to_string() } else { format!("#{name}") };
    Some(Tag { name, span: location.span(item), in_frontmatter: true })
}

fn parse_title(value: &Node) -> Option<String> {
    let title = match &value.kind {
        NodeKind::Scalar(Value::Text(text)) => text.trim().to_string(),
        NodeKind::Scalar(Value::Int(number)) => number.to_string(),
        NodeKind::Scalar(Value::Float(number)) => number.to_string(),
        _ => return None,
    };
    (!title.is_empty()).then_some(title)
}

/// The greatest length in bytes of the key of a property link. The key is repeated for each link of a list.
const MAX_LINK_KEY: usize = 1024;

/// Collects the strings, at any depth, that are a single wikilink (docs/spec/obsidian.md#property-links). `key` is the
/// dotted path to the node, which is the same afterwards. The YAML parser bounds the depth.
fn collect_links(node: &Node, key: &mut String, location: &Location<'_>, found: &mut Vec<Link>) {
    let length = key.len();
    match &node.kind {
        NodeKind::Scalar(Value::Text(text)) => {
            let inner = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
            if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
                let parts = links::parse_wikilink(inner, WikilinkContext::default());
                let mut link = parts.into_link(LinkKind::Property, location.span(node));
                let key = &key[..key.floor_char_boundary(MAX_LINK_KEY)];
                link.extras.get_or_insert_default().property = Some(key.into());
                found.push(link);
            }
        }
        NodeKind::Scalar(_) => {}
        NodeKind::List(items) => {
            for (position, item) in items.iter().enumerate() {
                key.push_str(&format!(".{position}"));
                collect_links(item, key, location, found);
                key.truncate(length);
            }
        }
        NodeKind::Map(entries) => {
            for (name, value) in entries {
                key.push('.');
                key.push_str(&name.name);
                collect_links(value, key, location, found);
                key.truncate(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_frontmatter(yaml: &str) -> (String, Note) {
        let text = format!("---\n{yaml}\n---\n[[Body]]");
        let note = crate::parse::note(&text);
        (text, note)
    }

    #[test]
    fn frontmatter_begins_the_file_and_ends_with_a_fence() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(find(text).map(|it| &text[it.yaml]), expected, "{text:?}");
        };
        check("---\na: b\n---\n", Some("a: b\n"));
        check("---\r\na: b\r\n---\r\n", Some("a: b\r\n"));
        check("\u{feff}---\na: b\n---", Some("a: b\n"));
        check("---\n---", Some(""));
        check("---\na\n --- \n--- \t\nb", Some("a\n --- \n"));
        check("---\na: b\n...\n", None);
        check("--- \na: b\n---\n", None);
        check("\n---\na: b\n---\n", None);
        check("---", None);
        check("", None);
    }

    #[test]
    fn tags_and_aliases_are_strings_or_lists_of_strings() {
        let check = |yaml: &str, tags: &[&str], aliases: &[&str]| {
            let note = parse_frontmatter(yaml).1;
            let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
            assert_eq!(found, tags, "{yaml}");
            assert_eq!(note.aliases, aliases, "{yaml}");
        };
        check("tags: a", &["#a"], &[]);
        check("TAGS: [a, \"#b/c\", 3, null, x y]", &["#a", "#b/c"], &[]);
        check("tags: a, b", &[], &[]);
        check("tags:\n- \" a \"\n-\nAliases:\n  - One\n  - ' two, three '\n  - ''", &["#a"], &["One", "two, three"]);
        check("tags:\naliases:", &[], &[]);
        check("tag: a\nalias: b\ncssclass: c", &[], &[]);
        check("aliases: one, two", &[], &["one, two"]);
        check("tags: [a, {{b}}]\naliases: {{title}}", &["#a"], &[]);
    }

    #[test]
    fn unusual_keys_leave_the_other_properties() {
        let check = |yaml: &str, expected: &[(&str, &str)]| {
            let (text, note) = parse_frontmatter(yaml);
            let found: Vec<_> = note.properties.iter().map(|it| (it.name.as_str(), &text[it.span.range()])).collect();
            assert_eq!(found, expected, "{yaml}");
            assert_eq!(note.problems, [], "{yaml}");
        };
        check("a: {{date}}\nb: c", &[("a", "a: {{date}}"), ("b", "b: c")]);
        check("a: b\n: c\nd: e", &[("a", "a: b"), ("", ": c"), ("d", "d: e")]);
        check("a: b\n? c\nd: e", &[("a", "a: b"), ("c", "c"), ("d", "d: e")]);
        check("a: b\n[[X]]: c", &[("a", "a: b"), ("[ [ X ] ]", "[[X]]: c")]);
        check("a: b\n{{x}}: c", &[("a", "a: b"), ("{ ? { x } }", "{{x}}: c")]);
    }

    #[test]
    fn property_that_is_a_single_wikilink_is_a_link() {
        let check = |yaml: &str, expected: &[(&str, &str, &str)]| {
            let (text, note) = parse_frontmatter(yaml);
            let links = note.links.iter().filter(|link| link.kind == LinkKind::Property);
            let key = |link: &Link| link.property().unwrap_or_default().to_owned();
            let found: Vec<_> = links.map(|it| (key(it), it.target.clone(), &text[it.span.range()])).collect();
            let found: Vec<_> = found.iter().map(|it| (&*it.0, &*it.1, it.2)).collect();
            assert_eq!(found, expected, "{yaml}");
        };
        check("up: \"[[A#b|c]]\"", &[("up", "A#b", "[[A#b|c]]")]);
        check(
            "related:\n  - '[[A]]'\n  - x: {y: \"[[B]]\"}",
            &[("related.0", "A", "[[A]]"), ("related.1.x.y", "B", "[[B]]")],
        );
        check("a: \"[[A]] and [[B]]\"", &[("a", "A]] and [[B", "[[A]] and [[B]]")]);
        check("a: [[A]]\nb: \"text [[A]]\"\nc: \"![[A]]\"\nd: \"[[]]\"\n\"[[K]]\": v", &[]);
        check("a: |-\n  [[A]]", &[("a", "A", "[[A]]")]);
    }

    #[test]
    fn properties_keep_their_order_and_position() {
        let (text, note) = parse_frontmatter("b: 1\na:\n  - x\n2024: z # why");
        let found: Vec<_> = note.properties.iter().map(|it| (it.name.as_str(), &text[it.span.range()])).collect();
        assert_eq!(found, [("b", "b: 1"), ("a", "a:"), ("2024", "2024: z # why")]);
        assert!(note.problems.is_empty());
    }

    #[test]
    fn invalid_yaml_loses_only_the_properties() {
        for yaml in [
            "a: 1\na: 2",
            "a:\n\tb: c",
            "a: {{x}} y",
            "a: {{x}} {{y}}",
            "null: a\n~: b",
            "a: b: c",
            "- a",
            "text",
            "a: [",
            "a: @x",
            "a: b\n...\nc: d",
        ] {
            let note = parse_frontmatter(yaml).1;
            assert_eq!((note.properties.len(), note.problems.len(), note.links.len()), (0, 1, 1), "{yaml}");
            assert!(note.frontmatter.is_some() && note.tags.is_empty() && note.title.is_none());
        }
        let note = parse_frontmatter("a: 1\nb: 2\na: 3").1;
        assert_eq!((note.problems[0].span.line, note.problems[0].span.column), (4, 1));
        assert_eq!(note.problems[0].message, "the frontmatter is not valid YAML: duplicate key: a");
        assert!(note.problems[0].kind == ProblemKind::Frontmatter && note.problems[0].kind.loses_content());
    }

    #[test]
    fn frontmatter_title_takes_precedence_over_the_first_heading() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(crate::parse::note(text).title.as_deref(), expected, "{text:?}");
        };
        check("---\ntitle: T\n---\n# H", Some("T"));
        check("---\nTitle: 2024\n---\n# H", Some("2024"));
        check("---\ntitle:\n---\n## a\n# H\n# I", Some("H"));
        check("## a", None);
    }
}
