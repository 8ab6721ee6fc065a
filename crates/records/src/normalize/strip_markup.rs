//! Removes inline markup from a value in one pass. Every search ahead is bounded or remembers that nothing was found.

use std::borrow::Cow;

use crate::normalize::delimiters::{has_pair, without_tail};

/// Maximum length in bytes of a link destination or an HTML tag.
const MAX_DESTINATION_LENGTH: usize = 2048;

/// Returns a value without markup and with white space collapsed. Of struck-out text, either only the marks are
/// removed, or also the text if `drops_struck`.
pub(crate) fn strip_markup(raw: &str, drops_struck: bool) -> String {
    let text = without_tail(raw);
    let is_mark = |byte: u8| {
        byte.is_ascii_control()
            || byte >= 0x80
            || matches!(byte, b'*' | b'_' | b'`' | b'~' | b'=' | b'[' | b'<' | b'&' | b'\\' | b'%')
    };
    if !text.bytes().any(is_mark) && !has_pair(text, b"  ") {
        return text.to_owned();
    }
    let mut stripper = Stripper { text, drops_struck, out: String::with_capacity(text.len()), ..Stripper::default() };
    while stripper.at < text.len() {
        stripper.copy_words();
        stripper.step();
    }
    stripper.finish()
}

/// A run of mark characters in the output, some of which are to be removed.
struct Mark {
    /// Offset in the output.
    at: usize,
    /// Number of its one-byte characters that are kept.
    kept: usize,
    /// Number of its one-byte characters that are removed.
    dropped: usize,
}

/// The kinds of marks that occur in pairs.
const PAIRED: &[u8] = b"*_~=[";

#[derive(Default)]
struct Stripper<'a> {
    text: &'a str,
    at: usize,
    drops_struck: bool,
    out: String,
    marks: Vec<Mark>,
    /// The open marks for each kind in [`PAIRED`].
    open: [Vec<usize>; 5],
    /// The struck-out ranges of the output.
    struck_ranges: Vec<(usize, usize)>,
    /// The offset of the last run of backticks for each length of a run.
    ticks: Option<Vec<usize>>,
    /// Closing delimiters that do not occur in the rest of the text.
    missing: Vec<&'static str>,
}

impl<'a> Stripper<'a> {
    /// Copies the text before the next character that may be markup.
    fn copy_words(&mut self) {
        let is_word =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'.' | b'-' | b'/' | b'|');
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(is_word).count();
        self.out.push_str(&rest[..length]);
        self.at += length;
    }

    fn step(&mut self) {
        let text = self.text;
        let rest = &text[self.at..];
        let Some(letter) = rest.chars().next() else { return };
        let taken = match letter {
            '\\' => self.escape(rest),
            '`' => self.code(rest),
            '<' => self.tag(rest),
            '&' => self.entity(rest),
            '%' => self.hide(rest, "%%", "%%"),
            '!' if rest.starts_with("![[") => Some(1),
            '[' => self.bracket(rest),
            ']' => self.link(rest),
            '*' | '_' | '~' | '=' => self.run(rest, letter),
            // Direction marks and zero-width characters are invisible, and must not make two texts differ.
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => Some(letter.len_utf8()),
            _ => None,
        };
        self.at += taken.unwrap_or_else(|| {
            self.out.push(letter);
            letter.len_utf8()
        });
    }

    fn escape(&mut self, rest: &str) -> Option<usize> {
        let escaped = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
        self.out.push(escaped);
        Some(2)
    }

    fn code(&mut self, rest: &'a str) -> Option<usize> {
        let length = run_length(rest, b'`');
        let text = self.text;
        let ticks = self.ticks.get_or_insert_with(|| last_ticks(text));
        if ticks.get(length).is_none_or(|last| *last <= self.at) {
            self.out.push_str(&rest[..length]);
            return Some(length);
        }
        let mut at = length;
        loop {
            at += memchr::memchr(b'`', &rest.as_bytes()[at..])?;
            let found = run_length(&rest[at..], b'`');
            if found == length {
                self.out.push_str(rest[length..at].trim());
                return Some(at + length);
            }
            at += found;
        }
    }

    /// Replaces the text between two delimiters by a space.
    fn hide(&mut self, rest: &str, opening: &str, ending: &'static str) -> Option<usize> {
        let inside = rest.strip_prefix(opening)?;
        let length = self.find(inside, ending)?;
        self.out.push(' ');
        Some(opening.len() + length + ending.len())
    }

    fn tag(&mut self, rest: &str) -> Option<usize> {
        if rest.starts_with("<!--") {
            return self.hide(rest, "<!--", "-->");
        }
        let near = &rest.as_bytes()[1..rest.len().min(MAX_DESTINATION_LENGTH)];
        let end = 1 + memchr::memchr2(b'>', b'<', near).filter(|end| near[*end] == b'>')?;
        let inside = &rest[1..end];
        let is_address = inside.contains("://") || inside.contains('@');
        if is_address && !inside.contains(' ') {
            self.out.push_str(inside);
            return Some(end + 1);
        }
        let name = inside.trim_start_matches('/');
        let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
        let is = |names: &[&str]| names.iter().any(|it| it.eq_ignore_ascii_case(name));
        if is(&["br", "p"]) {
            self.out.push(' ');
        } else if !is(&["b", "i", "u", "em", "strong", "span", "font", "mark", "sub", "sup", "small", "code", "kbd"]) {
            return None;
        }
        Some(end + 1)
    }

    fn entity(&mut self, rest: &str) -> Option<usize> {
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let name = &rest[1..end];
        let letter = match (name, name.strip_prefix('#')) {
            (_, Some(number)) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?).filter(|letter| !letter.is_control())?
            }
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("apos", _) => '\'',
            ("nbsp", _) => ' ',
            ("ndash", _) => '–',
            ("mdash", _) => '—',
            ("rarr", _) => '→',
            ("harr", _) => '↔',
            _ => return None,
        };
        self.out.push(letter);
        Some(end + 1)
    }

    fn bracket(&mut self, rest: &'a str) -> Option<usize> {
        if let Some(inside) = rest.strip_prefix("[[")
            && let Some(length) = self.find(inside, "]]")
            && let Some(displayed) = displayed_text(&inside[..length])
        {
            self.out.push_str(&displayed);
            return Some(length + 4);
        }
        if rest.starts_with("[^") {
            let end = rest.bytes().take(64).position(|byte| byte == b']' || byte == b' ');
            if let Some(end) = end.filter(|end| *end > 2 && rest.as_bytes()[*end] == b']') {
                return Some(end + 1);
            }
        }
        self.open[4].push(self.marks.len());
        self.marks.push(Mark { at: self.out.len(), kept: 1, dropped: 0 });
        None
    }

    /// Removes the destination of a link, `](destination)`.
    fn link(&mut self, rest: &str) -> Option<usize> {
        let opening = self.open[4].pop()?;
        let mut depth = 0_usize;
        for (at, byte) in rest.bytes().enumerate().take(MAX_DESTINATION_LENGTH).skip(1) {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                // The destination must begin with a parenthesis.
                if byte != b')' {
                    return None;
                }
                self.marks[opening].dropped = 1;
                return Some(at + 1);
            }
        }
        None
    }

    /// Handles a run of emphasis marks. It closes an open run if possible, otherwise it opens one (CommonMark 0.31,
    /// 6.2).
    fn run(&mut self, rest: &str, letter: char) -> Option<usize> {
        let byte = letter as u8;
        let length = run_length(rest, byte);
        let before = self.text[..self.at].chars().next_back();
        let after = rest[length..].chars().next();
        let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let opens = !is_blank(after) && (is_word(after) || !is_word(before));
        let closes = !is_blank(before) && (is_word(before) || !is_word(after));
        let (opens, closes) = match byte {
            b'_' => (opens && !is_word(before), closes && !is_word(after)),
            // Strikethrough and highlights have exactly two marks.
            b'~' | b'=' if length != 2 => (false, false),
            _ => (opens, closes),
        };
        let mut mark = Mark { at: self.out.len(), kept: length, dropped: 0 };
        let kind = PAIRED.iter().position(|it| *it == byte)?;
        while closes && mark.kept > 0 {
            let Some(opening) = self.open[kind].last().copied() else { break };
            let opening_mark = &mut self.marks[opening];
            let pair = opening_mark.kept.min(mark.kept);
            opening_mark.kept -= pair;
            opening_mark.dropped += pair;
            mark.kept -= pair;
            mark.dropped += pair;
            if byte == b'~' && self.drops_struck {
                self.struck_ranges.push((opening_mark.at, self.out.len()));
            }
            if opening_mark.kept == 0 {
                self.open[kind].pop();
            }
        }
        if opens && mark.kept > 0 {
            self.open[kind].push(self.marks.len());
        }
        self.marks.push(mark);
        self.out.push_str(&rest[..length]);
        Some(length)
    }

    fn find(&mut self, text: &str, ending: &'static str) -> Option<usize> {
        if self.missing.contains(&ending) {
            return None;
        }
        let found = memchr::memmem::find(text.as_bytes(), ending.as_bytes());
        if found.is_none() {
            self.missing.push(ending);
        }
        found
    }

    /// Returns the output without the removed marks and ranges.
    fn finish(mut self) -> String {
        let mut removed: Vec<(usize, usize)> =
            self.marks.iter().filter(|it| it.dropped > 0).map(|it| (it.at, it.at + it.dropped)).collect();
        removed.append(&mut self.struck_ranges);
        removed.sort_unstable();
        let text = if removed.is_empty() { self.out } else { without_ranges(&self.out, &removed) };
        let is_line = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..b'\x7f')) && !has_pair(text, b"  ");
        if is_line(&text) && text.trim().len() == text.len() {
            return text;
        }
        let mut words = text.split_whitespace();
        let mut line = words.next().unwrap_or_default().to_owned();
        for word in words {
            line.push(' ');
            line.push_str(word);
        }
        line
    }
}

/// Returns a text without some ranges, which are sorted and may overlap.
fn without_ranges(text: &str, removed: &[(usize, usize)]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in removed {
        if *start > at {
            kept.push_str(&text[at..*start]);
        }
        at = at.max(*end);
    }
    kept.push_str(&text[at..]);
    kept
}

/// Returns the displayed text of a wikilink by its inside: the alias, otherwise the base name of the target with its
/// headings.
fn displayed_text(inside: &str) -> Option<Cow<'_, str>> {
    if has_pair(inside, b"[[") {
        return None;
    }
    let (target, alias) = inside.split_once('|').map_or((inside, ""), |(target, alias)| (target, alias.trim()));
    if !alias.is_empty() {
        return Some(alias.into());
    }
    let target = target.strip_suffix('\\').unwrap_or(target).trim();
    let (path, subpath) = target.split_at(target.find('#').unwrap_or(target.len()));
    let base = path.rsplit('/').next().unwrap_or(path);
    let base = base.strip_suffix(".md").unwrap_or(base);
    if target.is_empty() || subpath.is_empty() {
        return (!base.is_empty()).then(|| base.into());
    }
    let parts: Vec<&str> = std::iter::once(base).chain(subpath.split('#')).filter(|part| !part.is_empty()).collect();
    Some(parts.join(" > ").into())
}

fn run_length(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|it| *it == byte).count()
}

/// Returns the offset of the last run of backticks for each length of a run.
fn last_ticks(text: &str) -> Vec<usize> {
    let mut last = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &text.as_bytes()[at..]) {
        at += found;
        let length = run_length(&text[at..], b'`');
        if last.len() <= length {
            last.resize(length + 1, 0);
        }
        last[length] = at;
        at += length;
    }
    last
}
