//! The exact answer for one note: whether a query matches it, and where. The index only narrows; this decides.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use vaultdex_notes::text::{fold, nfc, tag_parents};
use vaultdex_notes::{FileKind, Note, Value, VaultPath};

use super::compiled::{CompiledQuery, Node, PropertyNode, TagNode, normalize_tag};
use super::expr::Scope;
use super::normalized_text::{NormalizedText, strip_diacritics};
use super::options::Options;
use super::ranges::{NoteRanges, has_state};
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

/// The size of the values of a property, or of the tags of a note, above which nothing is decided without reading the
/// note, in bytes: whoever reads it can give up a regex that takes minutes.
const MAX_DECIDED: usize = 16 << 10;

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

/// Whether a query matches a note or canvas whose text is not known, but its path and what `query.needs()` of its
/// structure; `None` if that depends on the text. The text of `document` is ignored.
pub fn decide(query: &CompiledQuery, document: &SearchDocument) -> Option<bool> {
    let matcher = Matcher { has_text: false, ..Matcher::new(&SearchDocument { text: "", ..*document }, query.options) };
    matcher.truth(&query.root, &matcher.whole_file())
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
    document: SearchDocument<'a>,
    options: Options,
    text: NormalizedText<'a>,
    /// Whether the text is known. If not, what depends on it is not decided.
    has_text: bool,
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
    fn new(document: &SearchDocument<'a>, options: Options) -> Matcher<'a> {
        let text = NormalizedText::new(document.path, document.text, document.note, options.ignore_diacritics);
        let (path, ranges, tags) = (OnceCell::new(), NoteRanges::default(), OnceCell::new());
        let dedup_threshold = Cell::new(MANY_MATCHES);
        Matcher { document: *document, options, text, has_text: true, path, ranges, tags, dedup_threshold }
    }

    fn whole_file(&self) -> Target<'static> {
        Target { range: 0..self.text.text().len(), field: Field::Any }
    }

    /// Whether a node holds for a file whose text is known.
    fn holds(&self, node: &Node, target: &Target) -> bool {
        self.truth(node, target) == Some(true)
    }

    /// Whether a node holds; `None` if that depends on a text that is not known.
    fn truth(&self, node: &Node, target: &Target) -> Option<bool> {
        if self.document.facts.is_timed_out() {
            return None;
        }
        match node {
            Node::All => Some(true),
            Node::And(nodes) => self.first(nodes, false, |node| self.truth(node, target)),
            Node::Or(nodes) => self.first(nodes, true, |node| self.truth(node, target)),
            Node::Not(node) => self.truth(node, target).map(|holds| !holds),
            Node::Text { pattern, .. } => match target.field {
                Field::Any if self.has_text && pattern.is_match(self.text(target)) => Some(true),
                Field::Any if pattern.is_match(self.path()) => Some(true),
                Field::Any => self.has_text.then_some(false),
                Field::Text => self.has_text.then(|| pattern.is_match(self.text(target))),
                Field::Path => Some(pattern.is_match(self.path())),
                Field::File => Some(pattern.is_match(self.file_name())),
                Field::Value(value) => Some(pattern.is_match(value)),
            },
            Node::In { scope, arg, .. } if scope.is_text_range() && !self.has_text => self.truth_of_part(*scope, arg),
            Node::In { scope, arg, .. } => self.first(&self.targets(*scope, target), true, |it| self.truth(arg, it)),
            Node::Tag { test, .. } => {
                let tags = self.tags(target);
                let may_decide = self.has_text || tags.iter().map(|tag| tag.name.len()).sum::<usize>() <= MAX_DECIDED;
                may_decide.then(|| tags.iter().any(|tag| satisfies(tag, test)))
            }
            Node::Property { name, test, .. } => {
                let named = self.document.note.properties.iter().filter(|it| fold(&it.name) == *name);
                self.first(named, true, |property| self.truth_of_property(&property.value, test, target))
            }
            Node::Fact(fact) => Some(vault_facts::holds(self.document.facts, self.document.path, fact)),
        }
    }

    /// Returns `sought` if any item has that truth, `None` if one of them might, and otherwise the opposite.
    fn first<T>(
        &self,
        items: impl IntoIterator<Item = T>,
        sought: bool,
        truth: impl Fn(T) -> Option<bool>,
    ) -> Option<bool> {
        let mut is_decided = true;
        for item in items {
            match truth(item) {
                Some(truth) if truth == sought => return Some(sought),
                Some(_) => {}
                None => is_decided = false,
            }
        }
        is_decided.then_some(!sought)
    }

    /// Whether there is a part of an unknown text for which a node holds.
    fn truth_of_part(&self, scope: Scope, node: &Node) -> Option<bool> {
        let Scope::Task(state) = scope else { return None };
        let is_any = self.document.note.tasks.iter().filter_map(|item| item.task).any(|task| has_state(task, state));
        match node {
            Node::All => Some(is_any),
            _ => (!is_any).then_some(false),
        }
    }

    /// Whether the value of a property passes a test.
    fn truth_of_property(&self, value: &Value, test: &PropertyNode, target: &Target) -> Option<bool> {
        match test {
            PropertyNode::Exists => Some(true),
            PropertyNode::Empty => Some(property::is_empty(value)),
            PropertyNode::Compares(comparison, literal) => {
                Some(property::scalars(value).iter().any(|value| property::compares(value, *comparison, literal)))
            }
            PropertyNode::Matches(arg) => {
                let values = property::scalars(value);
                let size = || values.iter().map(|value| property::as_text(value).len()).sum::<usize>();
                if !self.has_text && size() > MAX_DECIDED {
                    return None;
                }
                self.first(values, true, |value| {
                    let value = self.normalize(&property::as_text(value));
                    self.truth(arg, &Target { range: target.range.clone(), field: Field::Value(&value) })
                })
            }
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
        let passing = named.filter(move |it| self.truth_of_property(&it.value, test, target) == Some(true));
        passing.map(|property| property.span.range())
    }
}

fn satisfies(tag: &TagOccurrence, test: &TagNode) -> bool {
    match test {
        TagNode::Any => true,
        TagNode::Name(name) => {
            tag.name.starts_with(name.as_str())
                && (tag.name.len() == name.len() || tag_parents(&tag.name).any(|parent| parent == name))
        }
        TagNode::Regex(pattern) => {
            let regex = pattern.case_insensitive();
            regex.is_match(&tag.name) || regex.is_match(&format!("#{}", tag.name))
        }
    }
}
