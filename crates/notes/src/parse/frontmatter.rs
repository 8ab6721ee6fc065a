//! The frontmatter: where it ends, its properties, and what Obsidian reads out of them (spec/obsidian.md 3.1).

use std::ops::Range;

use super::yaml::{Node, NodeKind};
use super::{links, yaml};
use crate::model::{LineIndex, Link, LinkKind, Note, Problem, Property, Tag, Value};

/// Where the frontmatter of a note lies, in bytes of the file.
pub(crate) struct Frontmatter {
    /// Both fences, without the line break behind the last.
    pub whole: Range<usize>,
    /// What stands between the fences.
    pub yaml: Range<usize>,
}

/// Finds the frontmatter of a note. It begins with the file, behind a byte order mark at the most.
pub(crate) fn find(text: &str) -> Option<Frontmatter> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
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

/// Fills the properties of a note, and the title, aliases, tags and links that stand in them.
/// Broken YAML costs the properties, not the text.
pub(crate) fn read(text: &str, frontmatter: &Frontmatter, lines: &LineIndex<'_>, note: &mut Note) {
    let source = &text[frontmatter.yaml.clone()];
    let mut problem = |line: usize, message: String| {
        let line = lines.line(frontmatter.yaml.start) + line as u32 - 1;
        note.problems.push(Problem { span: lines.span(lines.line_range(line.min(lines.len()))), message });
    };
    let entries = match yaml::read(source) {
        Ok(None) => return,
        Ok(Some(Node { kind: NodeKind::Map(entries), .. })) => entries,
        Ok(Some(Node { kind: NodeKind::Scalar(Value::Null), .. })) => return,
        Ok(Some(_)) => return problem(1, "the frontmatter is not a list of properties".to_string()),
        Err(invalid) => {
            return problem(invalid.line, format!("the frontmatter is not valid YAML: {}", invalid.reason));
        }
    };
    let base = frontmatter.yaml.start;
    for (key, value) in entries {
        let name = key.name;
        let line_end = source[key.start..].find('\n').map_or(source.len(), |it| key.start + it);
        let line = key.start..key.start + source[key.start..line_end].trim_end().len();
        let place = Place { source, base, line: line.clone(), lines };
        if name.eq_ignore_ascii_case("tags") {
            note.tags.extend(items(&value).filter_map(|item| tag(item, &place)));
        } else if name.eq_ignore_ascii_case("aliases") {
            let aliases = items(&value).filter_map(Node::text).map(str::trim).filter(|alias| !alias.is_empty());
            note.aliases.extend(aliases.map(str::to_string));
        } else if name.eq_ignore_ascii_case("title") {
            note.title = title(&value);
        }
        links_of(&value, &name, &place, &mut note.links);
        let span = lines.span(base + line.start..base + line.end);
        note.properties.push(Property { name, value: value.into_value(), span });
    }
}

/// A property's surroundings.
struct Place<'a> {
    source: &'a str,
    base: usize,
    line: Range<usize>,
    lines: &'a LineIndex<'a>,
}

impl Place<'_> {
    /// Where a scalar stands in the file, without its quotes; the property's line where that is not known.
    fn span(&self, node: &Node) -> crate::model::Span {
        let mut range = if node.range.is_empty() { self.line.clone() } else { node.range.clone() };
        let written = &self.source[range.clone()];
        if written.len() >= 2 && (written.starts_with('"') || written.starts_with('\'')) {
            range = range.start + 1..range.end - 1;
        }
        let trimmed = self.source[range.clone()].trim_end().len();
        self.lines.span(self.base + range.start..self.base + range.start + trimmed)
    }
}

/// A list's items; any other value is a list of one.
fn items(value: &Node) -> std::slice::Iter<'_, Node> {
    match &value.kind {
        NodeKind::List(items) => items.iter(),
        _ => std::slice::from_ref(value).iter(),
    }
}

/// A tag of the frontmatter needs no `#`. Text with a blank in it is none, and commas do not split.
fn tag(item: &Node, place: &Place<'_>) -> Option<Tag> {
    let name = item.text()?.trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    let name = if name.starts_with('#') { name.to_string() } else { format!("#{name}") };
    Some(Tag { name, span: place.span(item), in_frontmatter: true })
}

fn title(value: &Node) -> Option<String> {
    let title = match &value.kind {
        NodeKind::Scalar(Value::Text(text)) => text.trim().to_string(),
        NodeKind::Scalar(Value::Int(number)) => number.to_string(),
        NodeKind::Scalar(Value::Float(number)) => number.to_string(),
        _ => return None,
    };
    (!title.is_empty()).then_some(title)
}

/// Text that is one wikilink from end to end is a link, at any depth (spec/obsidian.md 1.2).
/// Depth is bounded by the YAML reader.
fn links_of(node: &Node, key: &str, place: &Place<'_>, found: &mut Vec<Link>) {
    match &node.kind {
        NodeKind::Scalar(Value::Text(text)) => {
            let inner = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
            if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
                let mut link = links::wikilink(inner, false, false).into_link(LinkKind::Property, place.span(node));
                link.extras.get_or_insert_default().property = Some(key.into());
                found.push(link);
            }
        }
        NodeKind::Scalar(_) => {}
        NodeKind::List(items) => {
            for (position, item) in items.iter().enumerate() {
                links_of(item, &format!("{key}.{position}"), place, found);
            }
        }
        NodeKind::Map(entries) => {
            for (name, value) in entries {
                links_of(value, &format!("{key}.{}", name.name), place, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_note(yaml: &str) -> (String, Note) {
        let text = format!("---\n{yaml}\n---\n[[Body]]");
        let note = crate::parse::note(&text);
        (text, note)
    }

    #[test]
    fn the_frontmatter_begins_the_file_and_ends_with_a_fence() {
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
    fn tags_and_aliases_are_texts_or_lists_of_them() {
        let check = |yaml: &str, tags: &[&str], aliases: &[&str]| {
            let note = read_note(yaml).1;
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
    }

    #[test]
    fn a_property_that_is_one_wikilink_is_a_link() {
        let check = |yaml: &str, expected: &[(&str, &str, &str)]| {
            let (text, note) = read_note(yaml);
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
    fn properties_keep_their_order_and_place() {
        let (text, note) = read_note("b: 1\na:\n  - x\n2024: z # why");
        let found: Vec<_> = note.properties.iter().map(|it| (it.name.as_str(), &text[it.span.range()])).collect();
        assert_eq!(found, [("b", "b: 1"), ("a", "a:"), ("2024", "2024: z # why")]);
        assert!(note.problems.is_empty());
    }

    #[test]
    fn broken_yaml_costs_the_properties_and_nothing_else() {
        for yaml in
            ["a: 1\na: 2", "a:\n\tb: c", "a: {{title}}", "a: b: c", "- a", "text", "a: [", "a: @x", "a: b\n...\nc: d"]
        {
            let note = read_note(yaml).1;
            assert_eq!((note.properties.len(), note.problems.len(), note.links.len()), (0, 1, 1), "{yaml}");
            assert!(note.frontmatter.is_some() && note.tags.is_empty() && note.title.is_none());
        }
        let note = read_note("a: 1\nb: 2\na: 3").1;
        assert_eq!((note.problems[0].span.line, note.problems[0].span.column), (4, 1));
        assert_eq!(note.problems[0].message, "the frontmatter is not valid YAML: duplicate mapping key: a");
    }

    #[test]
    fn a_title_of_the_frontmatter_goes_before_the_first_heading() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(crate::parse::note(text).title.as_deref(), expected, "{text:?}");
        };
        check("---\ntitle: T\n---\n# H", Some("T"));
        check("---\nTitle: 2024\n---\n# H", Some("2024"));
        check("---\ntitle:\n---\n## a\n# H\n# I", Some("H"));
        check("## a", None);
    }
}
