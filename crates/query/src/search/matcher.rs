//! The exact answer for one note: whether a query matches it, and where. The index may only narrow; this decides.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use vaultdex_notes::text::{fold, nfc};
use vaultdex_notes::{FileKind, Note, VaultPath};

use super::compiled::{Node, Prepared, PropertyNode, TagNode, comparable};
use super::expr::Scope;
use super::normalized_text::{Body, strip_diacritics};
use super::ranges::Stretches;
use super::vault_facts::Outside;
use super::{Options, property, vault_facts};

/// One file to be asked about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Where it lies.
    pub path: &'a VaultPath,
    /// The whole file as read; empty for a file that is known by name only.
    pub text: &'a str,
    /// The file as parsed from that text, its structure included.
    pub note: &'a Note,
    /// What the rest of the vault knows of it.
    pub outside: &'a dyn Outside,
}

/// A stretch of the file that makes part of a query hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Find {
    /// First byte in the file.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// Which part of the query it satisfies; equal for finds of the same word.
    pub part: u32,
}

/// Above so many finds of one note it is worth looking for stretches that were found before.
const MANY_FINDS: usize = 1 << 20;

/// Whether a query matches a file.
pub fn matches(query: &Prepared, subject: &Subject) -> bool {
    let looking = Looking::new(subject, query.options);
    let found = looking.holds(&query.root, &looking.everywhere());
    // A file that is known by its name alone is a hit only where `file:` or `path:` asks for it.
    found && (FileKind::of(subject.path).is_read() || looking.is_named(&query.root, &looking.everywhere()))
}

/// Where a query matches a file: every word, phrase, regex, tag or property that helps to make it hold, ordered and
/// each stretch once. Empty where it does not match, and where nothing in the text is the reason.
pub fn finds(query: &Prepared, subject: &Subject) -> Vec<Find> {
    let looking = Looking::new(subject, query.options);
    let everywhere = looking.everywhere();
    let mut found = Vec::new();
    if looking.holds(&query.root, &everywhere) {
        looking.collect(&query.root, &everywhere, &mut found);
    }
    found.sort_unstable();
    found.dedup_by_key(|find| (find.start, find.end));
    found
}

/// What plain words look at.
#[derive(Clone)]
struct Place<'v> {
    /// The part of the body that `line:` and its like have left to look at.
    stretch: Range<usize>,
    field: Field<'v>,
}

#[derive(Clone, Copy)]
enum Field<'v> {
    /// The text or the path.
    Any,
    Text,
    Path,
    File,
    /// One value of a property.
    Value(&'v str),
}

/// One file being asked about. What takes work is done when it is first needed.
struct Looking<'a> {
    subject: &'a Subject<'a>,
    options: Options,
    body: Body<'a>,
    path: OnceCell<String>,
    stretches: Stretches,
    /// The tags with their places in the body, ordered by place.
    tags: OnceCell<Vec<TagPlace>>,
    /// Above so many finds it is looked for doubles.
    many: Cell<usize>,
}

struct TagPlace {
    at: usize,
    source: Range<usize>,
    /// Without its `#`, in comparable form.
    name: String,
}

impl<'a> Looking<'a> {
    fn new(subject: &'a Subject<'a>, options: Options) -> Looking<'a> {
        let body = Body::new(subject.path, subject.text, subject.note, options.ignore_diacritics);
        let (path, stretches, tags) = (OnceCell::new(), Stretches::default(), OnceCell::new());
        Looking { subject, options, body, path, stretches, tags, many: Cell::new(MANY_FINDS) }
    }

    fn everywhere(&self) -> Place<'static> {
        Place { stretch: 0..self.body.text().len(), field: Field::Any }
    }

    fn holds(&self, node: &Node, place: &Place) -> bool {
        if self.subject.outside.is_late() {
            return false;
        }
        match node {
            Node::All => true,
            Node::And(nodes) => nodes.iter().all(|node| self.holds(node, place)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, place)),
            Node::Not(node) => !self.holds(node, place),
            Node::Text { needle, .. } => match place.field {
                Field::Any => needle.is_in(self.text(place)) || needle.is_in(self.path()),
                Field::Text => needle.is_in(self.text(place)),
                Field::Path => needle.is_in(self.path()),
                Field::File => needle.is_in(self.file_name()),
                Field::Value(value) => needle.is_in(value),
            },
            Node::In { scope, arg, .. } => self.places(*scope, place).iter().any(|place| self.holds(arg, place)),
            Node::Tag { test, .. } => self.tags(place).iter().any(|tag| self.is_tag(tag, test)),
            Node::Property { name, test, .. } => self.properties(name, test, place).next().is_some(),
            Node::Fact(fact) => vault_facts::holds(self.subject.outside, self.subject.path, fact),
        }
    }

    /// The finds of a node that holds.
    fn collect(&self, node: &Node, place: &Place, found: &mut Vec<Find>) {
        match node {
            Node::And(nodes) => nodes.iter().for_each(|node| self.collect(node, place, found)),
            Node::Or(nodes) => {
                nodes.iter().filter(|node| self.holds(node, place)).for_each(|node| self.collect(node, place, found));
            }
            Node::Text { id, needle } if matches!(place.field, Field::Any | Field::Text) => {
                // One find may cost as much as reading the whole text: `/[^]*x|./` in a text without any x.
                let finds = needle.find_all(self.text(place)).enumerate();
                let finds = finds.take_while(|(nth, _)| nth % 16 > 0 || !self.subject.outside.is_late());
                found.extend(finds.map(|(_, range)| self.find(range.start + place.stretch.start, range.len(), *id)));
                self.forget_doubles(found);
            }
            Node::In { id, scope, arg } => {
                for place in self.places(*scope, place).iter().filter(|place| self.holds(arg, place)) {
                    let before = found.len();
                    self.collect(arg, place, found);
                    // `task:""` or `line:-x` has no word to show, so it shows the task or line itself.
                    if before == found.len() && scope.is_stretch() && !place.stretch.is_empty() {
                        found.push(self.find(place.stretch.start, place.stretch.len(), *id));
                    }
                }
            }
            Node::Tag { id, test } => {
                let tags = self.tags(place).iter().filter(|tag| self.is_tag(tag, test));
                found.extend(tags.map(|tag| Find { start: tag.source.start, end: tag.source.end, part: *id }));
            }
            Node::Property { id, name, test } => {
                let spans = self.properties(name, test, place);
                found.extend(spans.map(|span| Find { start: span.start, end: span.end, part: *id }));
            }
            Node::All | Node::Not(_) | Node::Text { .. } | Node::Fact(_) => {}
        }
    }

    /// Keeps a thousand words that find the same letters from taking all memory.
    fn forget_doubles(&self, found: &mut Vec<Find>) {
        if found.len() > self.many.get() {
            found.sort_unstable();
            found.dedup_by_key(|find| (find.start, find.end));
            self.many.set(MANY_FINDS.max(found.len() * 2));
        }
    }

    /// Whether `file:` or `path:`, not negated, is among what makes a node hold.
    fn is_named(&self, node: &Node, place: &Place) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().any(|node| self.is_named(node, place)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, place) && self.is_named(node, place)),
            Node::In { scope, arg, .. } => {
                self.places(*scope, place).iter().any(|place| self.holds(arg, place) && self.is_named(arg, place))
            }
            Node::All | Node::Text { .. } => matches!(place.field, Field::Path | Field::File),
            Node::Not(_) | Node::Tag { .. } | Node::Property { .. } | Node::Fact(_) => false,
        }
    }

    fn places<'v>(&self, scope: Scope, place: &Place<'v>) -> Vec<Place<'v>> {
        let stretch = place.stretch.clone();
        match scope {
            Scope::File => vec![Place { stretch, field: Field::File }],
            Scope::Path => vec![Place { stretch, field: Field::Path }],
            Scope::Content => vec![Place { stretch, field: Field::Text }],
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                // What stands on another card of a canvas is no part of the same section.
                let is_canvas = FileKind::of(self.subject.path) == FileKind::Canvas;
                let scope = if is_canvas && scope == Scope::Section { Scope::Block } else { scope };
                let stretches = self.stretches.within(scope, self.subject.note, &self.body, &stretch);
                stretches.into_iter().map(|stretch| Place { stretch, field: Field::Text }).collect()
            }
        }
    }

    fn text(&self, place: &Place) -> &str {
        &self.body.text()[place.stretch.clone()]
    }

    fn path(&self) -> &str {
        self.path.get_or_init(|| self.normal(self.subject.path.as_str()))
    }

    fn file_name(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    /// Text in the body's form.
    fn normal(&self, text: &str) -> String {
        if self.options.ignore_diacritics { strip_diacritics(text).into_owned() } else { nfc(text).into_owned() }
    }

    fn find(&self, start: usize, length: usize, part: u32) -> Find {
        let range = self.body.to_source(start..start + length);
        Find { start: range.start, end: range.end, part }
    }

    /// The tags in a place, ordered. Where a whole note is looked at those count that stand behind what is searched.
    fn tags(&self, place: &Place) -> &[TagPlace] {
        let tags = self.tags.get_or_init(|| self.read_tags());
        if place.stretch == (0..self.body.text().len()) {
            return tags;
        }
        let first = tags.partition_point(|tag| tag.at < place.stretch.start);
        let behind = tags.partition_point(|tag| tag.at < place.stretch.end);
        &tags[first..behind]
    }

    fn read_tags(&self) -> Vec<TagPlace> {
        let read = self.subject.note.tags.iter().map(|tag| TagPlace {
            at: self.body.to_body(tag.span.start as usize),
            source: tag.span.range(),
            name: comparable(tag.name.strip_prefix('#').unwrap_or(&tag.name), self.options),
        });
        let mut tags: Vec<TagPlace> = read.collect();
        tags.sort_by_key(|tag| tag.at);
        tags
    }

    fn is_tag(&self, tag: &TagPlace, test: &TagNode) -> bool {
        match test {
            TagNode::Any => true,
            TagNode::Name(name) => {
                let rest = tag.name.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            TagNode::Regex(pattern) => {
                pattern.insensitive().is_match(&tag.name) || pattern.insensitive().is_match(&format!("#{}", tag.name))
            }
        }
    }

    /// Where the properties stand that have the name and pass the test.
    fn properties(&self, name: &str, test: &PropertyNode, place: &Place) -> impl Iterator<Item = Range<usize>> {
        let named = self.subject.note.properties.iter().filter(move |one| fold(&one.name) == name);
        let passing = named.filter(move |one| match test {
            PropertyNode::Exists => true,
            PropertyNode::Empty => property::is_empty(&one.value),
            PropertyNode::Compares(comparison, literal) => {
                property::singles(&one.value).iter().any(|value| property::compares(value, *comparison, literal))
            }
            PropertyNode::Holds(arg) => property::singles(&one.value).iter().any(|value| {
                let value = self.normal(&property::as_text(value));
                self.holds(arg, &Place { stretch: place.stretch.clone(), field: Field::Value(&value) })
            }),
        });
        passing.map(|one| one.span.range())
    }
}
