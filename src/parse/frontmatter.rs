//! The frontmatter: where it ends, its properties, and what Obsidian reads out of them (spec/obsidian.md 3.1).

use std::ops::Range;

use super::links;
use super::yaml::{self, Node, NodeKind};
use crate::model::{LineIndex, Link, LinkKind, Note, Problem, Property, Tag, Value};

/// Where the frontmatter of a note lies, in bytes of the file.
pub(super) struct Frontmatter {
    /// Both fences, without the line break behind the last.
    pub whole: Range<usize>,
    /// What stands between the fences.
    pub yaml: Range<usize>,
}

/// Finds the frontmatter of a note. It begins with the file, behind a byte order mark at the most.
pub(super) fn find(text: &str) -> Option<Frontmatter> {
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
pub(super) fn read(text: &str, frontmatter: &Frontmatter, lines: &LineIndex<'_>, note: &mut Note) {
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
                link.property = Some(key.to_string());
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
