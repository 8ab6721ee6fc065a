//! Bracketed text in notes.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

use vaultdex_notes::text::list_marker_len;
use vaultdex_notes::{BlockKind, Note};

use super::{bracket_kind, template_phrases};
use crate::changelog::declared_formats::declaration_sections;
use crate::model::RecordField;

/// How certain it is that bracketed text is a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BracketKind {
    /// A placeholder: a phrase of the templates, a list of options, or a mask such as `YYYY-MM-DD`.
    Placeholder,
    /// A whole value, probably filled in without removing the brackets.
    Suspect,
    /// Other text in brackets.
    Content,
}

/// Bracketed text that is not a link, task, footnote or callout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// The range from the opening to the closing bracket, including backslashes before them.
    pub span: Range<usize>,
    /// The text between the brackets, unescaped and trimmed.
    pub inside: String,
    /// Whether it is a placeholder.
    pub kind: BracketKind,
}

/// Returns the bracketed texts of a note in order. Frontmatter, code, comments, links, tasks, footnotes, callouts and
/// declared entry formats are excluded (docs/spec/integrations.md#brackets).
pub fn brackets(text: &str, note: &Note) -> Vec<Bracket> {
    let bytes = text.as_bytes();
    let mut brackets = Vec::new();
    let mut at = note.frontmatter.map_or(0, |span| span.end as usize).min(text.len());
    let links = note.links.iter().filter(|link| link.property().is_none()).map(|link| link.span.range());
    let mut skipped = [Skip::new(note.non_prose.iter().map(|hidden| hidden.span.range())), Skip::new(links)];
    // Computed on demand: most notes have no brackets other than those of links.
    let mut quoted = None;
    let definitions = LazyCell::new(|| link_definitions(text, note));
    let mut context = Context { start: at, scanned: at, kind: ContextStart::Line };
    while let Some(found) = memchr::memchr(b'[', &bytes[at..]) {
        let opening = at + found;
        at = opening + 1;
        let quoted =
            || quoted.get_or_insert_with(|| Skip::new(quoted_formats(text, note).into_iter())).end_of_range_at(opening);
        if let Some(end) = skipped.iter_mut().find_map(|skip| skip.end_of_range_at(opening)).or_else(quoted) {
            at = at.max(end.min(text.len()));
            continue;
        }
        let Some(length) = memchr::memchr3(b']', b'[', b'\n', &bytes[at..]) else { break };
        let closing = at + length;
        if bytes[closing] != b']' {
            at = closing;
            continue;
        }
        at = closing + 1;
        context.move_to(text, opening);
        let candidate = Candidate::new(text, &context, opening, closing);
        let is_link = !definitions.is_empty() && definitions.contains(&candidate.inside.to_lowercase());
        if is_link || !candidate.is_candidate() {
            continue;
        }
        let kind = candidate.kind();
        brackets.push(Bracket { span: candidate.start..closing + 1, inside: candidate.inside.to_owned(), kind });
        context = Context { start: closing + 1, scanned: closing + 1, kind: ContextStart::Bracket };
    }
    brackets
}

/// Returns the labels of the link definitions of a note in lower case: `[label]: https://…`.
fn link_definitions(text: &str, note: &Note) -> HashSet<String> {
    let blocks = note.blocks.iter().filter(|block| block.kind == BlockKind::Definition);
    let lines = blocks.filter_map(|block| text.get(block.span.range())).flat_map(str::lines);
    let labels = lines.filter_map(|line| line.trim_start().strip_prefix('[')?.split_once("]:"));
    labels.map(|(label, _)| label.trim().to_lowercase()).collect()
}

/// Returns the quoted texts, and the lines with a mask, in sections that declare entry formats.
fn quoted_formats(text: &str, note: &Note) -> Vec<Range<usize>> {
    let is_quote = |letter: char| matches!(letter, '\'' | '"' | '‘' | '’' | '“' | '”');
    let mut quoted: Vec<Range<usize>> = Vec::new();
    for section in declaration_sections(text, note) {
        let mut start = section.start;
        for line in text[section].split_inclusive('\n') {
            let end = start + line.len();
            if line.contains("YYYY") {
                quoted.push(start..end);
            } else if let (Some(first), Some(last)) = (line.find(is_quote), line.rfind(is_quote)) {
                quoted.push(start + first..start + last);
            }
            start = end;
        }
    }
    // Sections may be nested.
    quoted.sort_by_key(|range| range.start);
    quoted
}

/// Sorted ranges to be skipped while moving through a text.
struct Skip<I: Iterator<Item = Range<usize>>> {
    ahead: std::iter::Peekable<I>,
}

impl<'a> Skip<Box<dyn Iterator<Item = Range<usize>> + 'a>> {
    fn new(ranges: impl Iterator<Item = Range<usize>> + 'a) -> Self {
        let ranges: Box<dyn Iterator<Item = Range<usize>> + 'a> = Box::new(ranges);
        Skip { ahead: ranges.peekable() }
    }
}

impl<I: Iterator<Item = Range<usize>>> Skip<I> {
    /// Returns the end of the range that contains an offset, which must not be less than in the previous call.
    fn end_of_range_at(&mut self, at: usize) -> Option<usize> {
        while self.ahead.next_if(|range| range.end <= at).is_some() {}
        self.ahead.peek().filter(|range| range.start <= at).map(|range| range.end)
    }
}

/// The start of the context of a bracket: of its line or cell, or the end of the previous bracket.
struct Context {
    start: usize,
    /// The offset up to which starts of lines and cells were searched for.
    scanned: usize,
    /// Whether `start` is the start of a line or cell, or the end of a bracket.
    kind: ContextStart,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ContextStart {
    Line,
    Cell,
    Bracket,
}

impl Context {
    fn move_to(&mut self, text: &str, at: usize) {
        if let Some(found) = memchr::memrchr2(b'\n', b'|', &text.as_bytes()[self.scanned.min(at)..at]) {
            self.start = self.scanned + found + 1;
            self.kind = if text.as_bytes()[self.start - 1] == b'\n' { ContextStart::Line } else { ContextStart::Cell };
        }
        self.scanned = at;
    }
}

/// A pair of brackets on a line with the text around it.
struct Candidate<'a> {
    /// Offset of the opening bracket, including a backslash before it.
    start: usize,
    inside: &'a str,
    /// The text before it from the start of its context.
    before: &'a str,
    /// Whether `before` starts with a line or cell, or after a bracket.
    kind: ContextStart,
    /// The text after it, up to the end of its line or cell, or to the next bracket.
    after: &'a str,
    /// The byte after `after`.
    next: Option<u8>,
}

/// Maximum length of a key with its marks, in bytes.
const MAX_KEY_LENGTH: usize = 80;

impl<'a> Candidate<'a> {
    fn new(text: &'a str, context: &Context, opening: usize, closing: usize) -> Candidate<'a> {
        let is_escaped = text[..opening].ends_with('\\');
        let start = opening - usize::from(is_escaped && opening > context.start);
        let inside = &text[opening + 1..closing];
        let inside = inside.strip_suffix('\\').unwrap_or(inside).trim();
        let length = memchr::memchr3(b'\n', b'|', b'[', &text.as_bytes()[closing + 1..]);
        let end = length.map_or(text.len(), |length| closing + 1 + length);
        Candidate {
            start,
            inside,
            before: &text[context.start..start],
            kind: context.kind,
            after: text[closing + 1..end].trim_end_matches('\r'),
            next: text.as_bytes().get(end).copied(),
        }
    }

    fn is_candidate(&self) -> bool {
        let is_marker = self.kind == ContextStart::Line && self.before.len() <= MAX_KEY_LENGTH && {
            let marker = without_quote(self.before).trim_end();
            !marker.is_empty() && without_marker(marker).is_empty()
        };
        let mut letters = self.inside.chars();
        let is_single = letters
            .next()
            .is_none_or(|letter| letters.next().is_none() && (is_marker || letter == 'x' || letter == 'X'));
        let is_callout = self.inside.starts_with('!') && self.before.trim_end().ends_with('>');
        let is_definition =
            self.kind == ContextStart::Line && self.before.trim().is_empty() && self.after.starts_with(':');
        // An index such as `a[0]`, an image, the second half of a reference link, or the rest of a broken link.
        let is_joined = self
            .before
            .ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ')' | '!' | ']' | '['));
        let is_link = self.after.starts_with('(') || self.after.is_empty() && self.next == Some(b'[');
        let is_other = self.inside.starts_with('^') || self.inside.contains("::");
        !(is_single || is_callout || is_definition || is_joined || is_link || is_other)
    }

    fn kind(&self) -> BracketKind {
        let inside = self.inside;
        if self.is_whole() {
            return bracket_kind(self.field(), inside);
        }
        // `[…]` within a sentence marks an omission.
        let is_pending = template_phrases::is_pending(inside) && inside.contains(char::is_alphanumeric);
        let is_certain = template_phrases::is_phrase(inside) || is_pending || template_phrases::is_mask(inside);
        if is_certain { BracketKind::Placeholder } else { BracketKind::Content }
    }

    /// Whether it is a whole value, with only a key before it, or is itself a key.
    fn is_whole(&self) -> bool {
        let is_mark = |letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '"' | '\'' | '~' | '=');
        if self.before.len() > MAX_KEY_LENGTH {
            return false;
        }
        let before = without_marker(without_quote(self.before)).trim_matches(is_mark);
        let after = self.after.trim_start_matches(is_mark);
        let is_first = before.is_empty() && self.kind != ContextStart::Bracket || before.ends_with([':', '：']);
        let is_last = after.is_empty() && self.next != Some(b'[') || after.starts_with([':', '：', '^', '#']);
        is_first && is_last || after.starts_with("<br") || after.starts_with("%%")
    }

    /// Returns the field of the key before it, as far as the terms of the field matter.
    fn field(&self) -> Option<RecordField> {
        if !self.inside.contains(['/', '.']) {
            return None;
        }
        let key = self.before.to_lowercase();
        let fields = [
            ("review status", RecordField::DocStatus),
            ("blueprint status", RecordField::DocStatus),
            ("status", RecordField::Status),
            ("direction", RecordField::Direction),
            ("frequency", RecordField::Frequency),
            ("priority", RecordField::Priority),
            ("classification", RecordField::Classification),
            ("version", RecordField::Version),
        ];
        fields.into_iter().find(|(name, _)| key.contains(name)).map(|(_, field)| field)
    }
}

/// Returns the text after the markers of block quotes.
fn without_quote(text: &str) -> &str {
    text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '>')
}

/// Returns the text after the marker of a heading or list item.
fn without_marker(text: &str) -> &str {
    let n_hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let length = if n_hashes > 0 { Some(n_hashes) } else { list_marker_len(text) };
    // The asterisks of `**Key**` are not a marker.
    let rest =
        length.map(|length| &text[length..]).filter(|rest| rest.trim_start().len() < rest.len() || rest.is_empty());
    rest.map_or(text, str::trim_start)
}

#[cfg(test)]
mod tests;
