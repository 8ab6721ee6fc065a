//! Text in brackets, and the tags of Templater.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

use vaultdex_notes::{BlockKind, HiddenKind, Note};

use super::{certainty, template_phrases};
use crate::changelog::declared_formats::declarations;
use crate::model::RecordField;

/// How sure it is that a bracket is a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It is: the templates' own words, a list of options, a mask such as `YYYY-MM-DD`.
    Certain,
    /// It is a whole value, filled in between the brackets that the author left standing.
    Suspect,
    /// It is text that happens to stand in brackets.
    Content,
}

/// One `[text]` that is no link, task, footnote or callout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// Bytes from its opening bracket behind its closing one, backslashes before them included.
    pub span: Range<usize>,
    /// What stands between them, unescaped, trimmed.
    pub inside: String,
    /// Whether it is a placeholder.
    pub certainty: Certainty,
}

/// Every `[text]` of the note outside frontmatter, code, comments, links, tasks, footnotes, callouts and the entry formats
/// that it declares, in order (spec/integrations.md a.6).
pub fn brackets(text: &str, note: &Note) -> Vec<Bracket> {
    let bytes = text.as_bytes();
    let mut brackets = Vec::new();
    let mut at = note.frontmatter.map_or(0, |span| span.end as usize).min(text.len());
    let links = note.links.iter().filter(|link| link.property().is_none()).map(|link| link.span.range());
    let mut skipped = [Skip::new(note.hidden.iter().map(|hidden| hidden.span.range())), Skip::new(links)];
    // Most notes have no other brackets than those of links, and are not asked for these.
    let mut quoted = None;
    let definitions = LazyCell::new(|| definitions(text, note));
    let mut context = Context { start: at, scanned: at, kind: Begins::Line };
    while let Some(found) = memchr::memchr(b'[', &bytes[at..]) {
        let opening = at + found;
        at = opening + 1;
        let quoted = || quoted.get_or_insert_with(|| Skip::new(quoted_formats(text, note).into_iter())).over(opening);
        if let Some(end) = skipped.iter_mut().find_map(|skip| skip.over(opening)).or_else(quoted) {
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
        let place = Place::new(text, &context, opening, closing);
        let is_link = !definitions.is_empty() && definitions.contains(&place.inside.to_lowercase());
        if is_link || !place.is_candidate() {
            continue;
        }
        let certainty = place.certainty();
        brackets.push(Bracket { span: place.start..closing + 1, inside: place.inside.to_owned(), certainty });
        context = Context { start: closing + 1, scanned: closing + 1, kind: Begins::Bracket };
    }
    brackets
}

/// Every `<% … %>` outside code, in order.
pub fn templater_tags(text: &str, note: &Note) -> Vec<Range<usize>> {
    let code = note.hidden.iter().filter(|hidden| hidden.kind == HiddenKind::Code);
    let mut code = Skip::new(code.map(|hidden| hidden.span.range()));
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<%").map(|found| at + found) {
        if let Some(end) = code.over(start) {
            at = end.clamp(start + 2, text.len());
            continue;
        }
        let Some(end) = text[start..].find("%>").map(|found| start + found + 2) else { break };
        tags.push(start..end);
        at = end;
    }
    tags
}

/// The labels, lower-cased, that the note defines as links: `[label]: https://…`.
fn definitions(text: &str, note: &Note) -> HashSet<String> {
    let blocks = note.blocks.iter().filter(|block| block.kind == BlockKind::Definition);
    let lines = blocks.filter_map(|block| text.get(block.span.range())).flat_map(str::lines);
    let labels = lines.filter_map(|line| line.trim_start().strip_prefix('[')?.split_once("]:"));
    labels.map(|(label, _)| label.trim().to_lowercase()).collect()
}

/// What stands in quotes, and lines with a mask, where the note declares its entry formats.
fn quoted_formats(text: &str, note: &Note) -> Vec<Range<usize>> {
    let is_quote = |letter: char| matches!(letter, '\'' | '"' | '‘' | '’' | '“' | '”');
    let mut quoted: Vec<Range<usize>> = Vec::new();
    for section in declarations(text, note) {
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
    // A section may lie within another.
    quoted.sort_by_key(|range| range.start);
    quoted
}

/// Stretches in order, to be stepped over by one who goes through the text.
struct Skip<I: Iterator<Item = Range<usize>>> {
    ahead: std::iter::Peekable<I>,
}

impl<'a> Skip<Box<dyn Iterator<Item = Range<usize>> + 'a>> {
    fn new(stretches: impl Iterator<Item = Range<usize>> + 'a) -> Self {
        let stretches: Box<dyn Iterator<Item = Range<usize>> + 'a> = Box::new(stretches);
        Skip { ahead: stretches.peekable() }
    }
}

impl<I: Iterator<Item = Range<usize>>> Skip<I> {
    /// The end of the stretch that holds this place, which must not lie before that of the call before.
    fn over(&mut self, at: usize) -> Option<usize> {
        while self.ahead.next_if(|stretch| stretch.end <= at).is_some() {}
        self.ahead.peek().filter(|stretch| stretch.start <= at).map(|stretch| stretch.end)
    }
}

/// Where the line, or cell, or what follows the bracket before begins.
struct Context {
    start: usize,
    /// How far the text was searched for the beginnings of lines and cells.
    scanned: usize,
    /// What `start` lies behind.
    kind: Begins,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Line,
    Cell,
    Bracket,
}

impl Context {
    fn move_to(&mut self, text: &str, at: usize) {
        if let Some(found) = memchr::memrchr2(b'\n', b'|', &text.as_bytes()[self.scanned.min(at)..at]) {
            self.start = self.scanned + found + 1;
            self.kind = if text.as_bytes()[self.start - 1] == b'\n' { Begins::Line } else { Begins::Cell };
        }
        self.scanned = at;
    }
}

/// A pair of brackets on one line, with what stands around it.
struct Place<'a> {
    /// Where it begins, a backslash before it included.
    start: usize,
    inside: &'a str,
    /// What stands before it, from the beginning of its line or cell, or from the bracket before.
    before: &'a str,
    /// What `before` begins.
    kind: Begins,
    /// What stands behind it, to the end of its line or cell, or to the bracket after.
    behind: &'a str,
    /// What ends `behind`.
    next: Option<u8>,
}

/// The longest that a key with its marks may be, in bytes.
const LONGEST_KEY: usize = 80;

impl<'a> Place<'a> {
    fn new(text: &'a str, context: &Context, opening: usize, closing: usize) -> Place<'a> {
        let is_escaped = text[..opening].ends_with('\\');
        let start = opening - usize::from(is_escaped && opening > context.start);
        let inside = &text[opening + 1..closing];
        let inside = inside.strip_suffix('\\').unwrap_or(inside).trim();
        let length = memchr::memchr3(b'\n', b'|', b'[', &text.as_bytes()[closing + 1..]);
        let end = length.map_or(text.len(), |length| closing + 1 + length);
        Place {
            start,
            inside,
            before: &text[context.start..start],
            kind: context.kind,
            behind: text[closing + 1..end].trim_end_matches('\r'),
            next: text.as_bytes().get(end).copied(),
        }
    }

    fn is_candidate(&self) -> bool {
        let is_marker = self.kind == Begins::Line && self.before.len() <= LONGEST_KEY && {
            let marker = without_quote(self.before).trim_end();
            !marker.is_empty() && without_marker(marker).is_empty()
        };
        let mut letters = self.inside.chars();
        let is_single = letters
            .next()
            .is_none_or(|letter| letters.next().is_none() && (is_marker || letter == 'x' || letter == 'X'));
        let is_callout = self.inside.starts_with('!') && self.before.trim_end().ends_with('>');
        let is_definition = self.kind == Begins::Line && self.before.trim().is_empty() && self.behind.starts_with(':');
        // An index such as `a[0]`, an image, the second half of a reference, what is left of a broken link.
        let is_joined = self
            .before
            .ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ')' | '!' | ']' | '['));
        let is_link = self.behind.starts_with('(') || self.behind.is_empty() && self.next == Some(b'[');
        let is_other = self.inside.starts_with('^') || self.inside.contains("::");
        !(is_single || is_callout || is_definition || is_joined || is_link || is_other)
    }

    fn certainty(&self) -> Certainty {
        let inside = self.inside;
        if self.is_whole() {
            return certainty(self.field(), inside);
        }
        // `[…]` within a sentence says that something was left out.
        let is_to_come = template_phrases::is_to_come(inside) && inside.contains(char::is_alphanumeric);
        let is_certain = template_phrases::holds(inside) || is_to_come || template_phrases::is_mask(inside);
        if is_certain { Certainty::Certain } else { Certainty::Content }
    }

    /// Whether nothing stands around it but a key before it, or it is a key itself.
    fn is_whole(&self) -> bool {
        let is_mark = |letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '"' | '\'' | '~' | '=');
        if self.before.len() > LONGEST_KEY {
            return false;
        }
        let before = without_marker(without_quote(self.before)).trim_matches(is_mark);
        let behind = self.behind.trim_start_matches(is_mark);
        let is_first = before.is_empty() && self.kind != Begins::Bracket || before.ends_with([':', '：']);
        let is_last = behind.is_empty() && self.next != Some(b'[') || behind.starts_with([':', '：', '^', '#']);
        is_first && is_last || behind.starts_with("<br") || behind.starts_with("%%")
    }

    /// The field of the key before it, as far as the field's words matter.
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

/// What follows the signs of quotes.
fn without_quote(text: &str) -> &str {
    text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '>')
}

/// What follows the marker of a list item or heading.
fn without_marker(text: &str) -> &str {
    let rest = text.trim_start_matches('#');
    let rest = if rest.len() < text.len() { rest } else { text.strip_prefix(['-', '*', '+']).unwrap_or(text) };
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if n_digits > 0 { rest[n_digits..].strip_prefix(['.', ')']).unwrap_or(rest) } else { rest };
    // `**Key**` begins with no marker.
    let is_marker = rest.len() < text.len() && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    if is_marker { rest.trim_start() } else { text }
}

#[cfg(test)]
mod tests;
