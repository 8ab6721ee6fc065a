//! The exact answer for one note: whether a query matches it, and where. The index only narrows; this decides.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use vaultdex_notes::text::{fold, nfc};
use vaultdex_notes::{FileKind, Note, VaultPath};

use super::compiled::{CompiledQuery, Node, PropertyNode, TagNode, normalize_tag};
use super::expr::Scope;
use super::normalized_text::{NormalizedText, strip_diacritics};
use super::options::Options;
use super::ranges::NoteRanges;
use super::vault_facts::VaultFacts;
use super::{property, vault_facts};

/// One file to match a query against.
#[derive(Clone, Copy)]
pub struct SearchDocument<'a> {
    /// The path in the vault.
    pub path: &'a VaultPath,
    /// The whole file as read; empty for a file that is known by name only.
    pub text: &'a str,
    /// The note parsed from that text, with its structure.
    pub note: &'a Note,
    /// What the rest of the vault knows about the file.
    pub facts: &'a dyn VaultFacts,
}

/// A byte range of the file that satisfies a clause of the query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Byte offset of the start in the file.
    pub start: usize,
    /// Byte offset of the end in the file, exclusive.
    pub end: usize,
    /// The clause of the query; equal for all matches of the same word.
    pub clause: u32,
}

/// The number of matches in one note above which they are deduplicated while they are collected.
const MANY_MATCHES: usize = 1 << 20;

/// Whether a query matches a file.
pub fn is_match(query: &CompiledQuery, document: &SearchDocument) -> bool {
    let matcher = Matcher::new(document, query.options);
    let whole_file = matcher.whole_file();
    // A file that is known by name only is a hit only if `file:` or `path:` makes it one.
    matcher.holds(&query.root, &whole_file)
        && (FileKind::from_path(document.path).is_parsed() || matcher.matches_by_name(&query.root, &whole_file))
}

/// Returns where a query matches a file: every word, phrase, regex, tag and property that contributes to the match,
/// in order, each range once. Empty if the query does not match, and if nothing in the text contributes.
pub fn find_matches(query: &CompiledQuery, document: &SearchDocument) -> Vec<Match> {
    let matcher = Matcher::new(document, query.options);
    let whole_file = matcher.whole_file();
    let mut found = Vec::new();
    if matcher.holds(&query.root, &whole_file) {
        matcher.collect(&query.root, &whole_file, &mut found);
    }
    dedup(&mut found);
    found
}

/// Sorts the matches and keeps one for each range.
fn dedup(found: &mut Vec<Match>) {
    found.sort_unstable();
    found.dedup_by_key(|found| (found.start, found.end));
}

/// What words, phrases and regexes are matched against.
#[derive(Clone)]
struct Target<'v> {
    /// The part of the normalized text that `line:` and the like have selected.
    range: Range<usize>,
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

/// Matches one file. What is expensive to compute is computed on first use.
struct Matcher<'a> {
    document: &'a SearchDocument<'a>,
    options: Options,
    text: NormalizedText<'a>,
    path: OnceCell<String>,
    ranges: NoteRanges,
    /// In order of their offsets.
    tags: OnceCell<Vec<TagOccurrence>>,
    /// The number of matches above which they are deduplicated next.
    dedup_threshold: Cell<usize>,
}

struct TagOccurrence {
    /// Offset in the normalized text.
    offset: usize,
    source: Range<usize>,
    /// Without its `#`, normalized by [`normalize_tag`].
    name: String,
}

impl<'a> Matcher<'a> {
    fn new(document: &'a SearchDocument<'a>, options: Options) -> Matcher<'a> {
        let text = NormalizedText::new(document.path, document.text, document.note, options.ignore_diacritics);
        let (path, ranges, tags) = (OnceCell::new(), NoteRanges::default(), OnceCell::new());
        Matcher { document, options, text, path, ranges, tags, dedup_threshold: Cell::new(MANY_MATCHES) }
    }

    fn whole_file(&self) -> Target<'static> {
        Target { range: 0..self.text.text().len(), field: Field::Any }
    }

    fn holds(&self, node: &Node, target: &Target) -> bool {
        if self.document.facts.is_timed_out() {
            return false;
        }
        match node {
            Node::All => true,
            Node::And(nodes) => nodes.iter().all(|node| self.holds(node, target)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, target)),
            Node::Not(node) => !self.holds(node, target),
            Node::Text { pattern, .. } => match target.field {
                Field::Any => pattern.is_match(self.text(target)) || pattern.is_match(self.path()),
                Field::Text => pattern.is_match(self.text(target)),
                Field::Path => pattern.is_match(self.path()),
                Field::File => pattern.is_match(self.file_name()),
                Field::Value(value) => pattern.is_match(value),
            },
            Node::In { scope, arg, .. } => self.targets(*scope, target).iter().any(|target| self.holds(arg, target)),
            Node::Tag { test, .. } => self.tags(target).iter().any(|tag| satisfies(tag, test)),
            Node::Property { name, test, .. } => self.properties(name, test, target).next().is_some(),
            Node::Fact(fact) => vault_facts::holds(self.document.facts, self.document.path, fact),
        }
    }

    /// Collects the matches of a node that holds.
    fn collect(&self, node: &Node, target: &Target, found: &mut Vec<Match>) {
        match node {
            Node::And(nodes) => nodes.iter().for_each(|node| self.collect(node, target, found)),
            Node::Or(nodes) => {
                nodes.iter().filter(|node| self.holds(node, target)).for_each(|node| self.collect(node, target, found));
            }
            Node::Text { id, pattern } if matches!(target.field, Field::Any | Field::Text) => {
                // A single match may cost as much as reading the whole text: `/[^]*x|./` in a text without any x.
                let ranges = pattern.find_all(self.text(target)).enumerate();
                let ranges = ranges.take_while(|(nth, _)| nth % 16 > 0 || !self.document.facts.is_timed_out());
                let base = target.range.start;
                found.extend(ranges.map(|(_, range)| self.to_match(base + range.start..base + range.end, *id)));
                self.dedup_if_many(found);
            }
            Node::In { id, scope, arg } => {
                for target in self.targets(*scope, target).iter().filter(|target| self.holds(arg, target)) {
                    let before = found.len();
                    self.collect(arg, target, found);
                    // `task:""` and `line:-x` have no word to show, so the task or line itself is the match.
                    if before == found.len() && scope.is_text_range() && !target.range.is_empty() {
                        found.push(self.to_match(target.range.clone(), *id));
                    }
                }
            }
            Node::Tag { id, test } => {
                let tags = self.tags(target).iter().filter(|tag| satisfies(tag, test));
                found.extend(tags.map(|tag| Match { start: tag.source.start, end: tag.source.end, clause: *id }));
            }
            Node::Property { id, name, test } => {
                let ranges = self.properties(name, test, target);
                found.extend(ranges.map(|range| Match { start: range.start, end: range.end, clause: *id }));
            }
            Node::All | Node::Not(_) | Node::Text { .. } | Node::Fact(_) => {}
        }
    }

    /// Bounds the memory that a query of a thousand words takes if all of them match the same letters.
    fn dedup_if_many(&self, found: &mut Vec<Match>) {
        if found.len() > self.dedup_threshold.get() {
            dedup(found);
            self.dedup_threshold.set(MANY_MATCHES.max(found.len() * 2));
        }
    }

    /// Whether a `file:` or `path:` outside any negation is among what makes a node hold.
    fn matches_by_name(&self, node: &Node, target: &Target) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().any(|node| self.matches_by_name(node, target)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, target) && self.matches_by_name(node, target)),
            Node::In { scope, arg, .. } => {
                let targets = self.targets(*scope, target);
                targets.iter().any(|target| self.holds(arg, target) && self.matches_by_name(arg, target))
            }
            Node::All | Node::Text { .. } => matches!(target.field, Field::Path | Field::File),
            Node::Not(_) | Node::Tag { .. } | Node::Property { .. } | Node::Fact(_) => false,
        }
    }

    /// The targets that the scope selects within `target`.
    fn targets<'v>(&self, scope: Scope, target: &Target<'v>) -> Vec<Target<'v>> {
        let range = target.range.clone();
        match scope {
            Scope::File => vec![Target { range, field: Field::File }],
            Scope::Path => vec![Target { range, field: Field::Path }],
            Scope::Content => vec![Target { range, field: Field::Text }],
            Scope::Line | Scope::Block | Scope::Section | Scope::Task(_) => {
                // The cards of a canvas do not share a section: each is one of its own.
                let is_canvas = FileKind::from_path(self.document.path) == FileKind::Canvas;
                let scope = if is_canvas && scope == Scope::Section { Scope::Block } else { scope };
                let ranges = self.ranges.within(&range, scope, self.document.note, &self.text);
                ranges.into_iter().map(|range| Target { range, field: Field::Text }).collect()
            }
        }
    }

    fn text(&self, target: &Target) -> &str {
        &self.text.text()[target.range.clone()]
    }

    fn path(&self) -> &str {
        self.path.get_or_init(|| self.normalize(self.document.path.as_str()))
    }

    fn file_name(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    /// Normalizes a string as the text of the note is normalized.
    fn normalize(&self, text: &str) -> String {
        if self.options.ignore_diacritics { strip_diacritics(text).into_owned() } else { nfc(text).into_owned() }
    }

    /// Returns the match for a range of the normalized text.
    fn to_match(&self, range: Range<usize>, clause: u32) -> Match {
        let source = self.text.to_source(range);
        Match { start: source.start, end: source.end, clause }
    }

    /// The tags in the target, in order. For the whole file, these include tags beyond the searched part of its text.
    fn tags(&self, target: &Target) -> &[TagOccurrence] {
        let tags = self.tags.get_or_init(|| self.normalize_tags());
        if target.range == (0..self.text.text().len()) {
            return tags;
        }
        let start = tags.partition_point(|tag| tag.offset < target.range.start);
        let end = tags.partition_point(|tag| tag.offset < target.range.end);
        &tags[start..end]
    }

    fn normalize_tags(&self) -> Vec<TagOccurrence> {
        let tags = self.document.note.tags.iter().map(|tag| TagOccurrence {
            offset: self.text.to_normalized(tag.span.start as usize),
            source: tag.span.range(),
            name: normalize_tag(tag.name.strip_prefix('#').unwrap_or(&tag.name), self.options),
        });
        let mut tags: Vec<TagOccurrence> = tags.collect();
        tags.sort_by_key(|tag| tag.offset);
        tags
    }

    /// The byte ranges of the properties in the file that have the name and pass the test.
    fn properties(&self, name: &str, test: &PropertyNode, target: &Target) -> impl Iterator<Item = Range<usize>> {
        let named = self.document.note.properties.iter().filter(move |property| fold(&property.name) == name);
        let passing = named.filter(move |property| match test {
            PropertyNode::Exists => true,
            PropertyNode::Empty => property::is_empty(&property.value),
            PropertyNode::Compares(comparison, literal) => {
                property::scalars(&property.value).iter().any(|value| property::compares(value, *comparison, literal))
            }
            PropertyNode::Matches(arg) => property::scalars(&property.value).iter().any(|value| {
                let value = self.normalize(&property::as_text(value));
                self.holds(arg, &Target { range: target.range.clone(), field: Field::Value(&value) })
            }),
        });
        passing.map(|property| property.span.range())
    }
}

fn satisfies(tag: &TagOccurrence, test: &TagNode) -> bool {
    match test {
        TagNode::Any => true,
        TagNode::Name(name) => {
            let rest = tag.name.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        TagNode::Regex(pattern) => {
            let regex = pattern.case_insensitive();
            regex.is_match(&tag.name) || regex.is_match(&format!("#{}", tag.name))
        }
    }
}
