//! One walk over a value that takes its marks off. Every look ahead is bounded, or remembers that there is nothing to find.

use std::borrow::Cow;

use super::text::{has_pair, without_tail};

/// The farthest that the destination of a link reaches, in bytes.
const FARTHEST: usize = 2048;

/// The value without marks, white space as single blanks; struck-out text with its marks only, or as a whole.
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
    let mut walk = Walk { text, drops_struck, out: String::with_capacity(text.len()), ..Walk::default() };
    while walk.at < text.len() {
        walk.words();
        walk.step();
    }
    walk.finish()
}

/// A run of mark characters in what was written so far, some of which are to go.
struct Mark {
    /// Where it stands in the output.
    at: usize,
    /// How many characters of it, each one byte, are text.
    left: usize,
    /// How many of them are dropped.
    dropped: usize,
}

/// The kinds of marks that come in pairs.
const PAIRED: &[u8] = b"*_~=[";

#[derive(Default)]
struct Walk<'a> {
    text: &'a str,
    at: usize,
    drops_struck: bool,
    out: String,
    marks: Vec<Mark>,
    /// For each of [`PAIRED`], the marks that are open.
    open: [Vec<usize>; 5],
    /// Stretches of the output that are struck out, by their ends.
    struck: Vec<(usize, usize)>,
    /// For each length of a run of backticks, where the last one stands.
    ticks: Option<Vec<usize>>,
    /// Endings that were looked for and are not there any more.
    missing: Vec<&'static str>,
}

impl<'a> Walk<'a> {
    /// Takes over what stands before the next sign that may mean something.
    fn words(&mut self) {
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
            // Marks of direction and of nothing: they are not seen, and two texts must not differ by them.
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

    /// Takes what stands between two marks out of the text.
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
        let near = &rest.as_bytes()[1..rest.len().min(FARTHEST)];
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
            && let Some(shown) = shown(&inside[..length])
        {
            self.out.push_str(&shown);
            return Some(length + 4);
        }
        if rest.starts_with("[^") {
            let end = rest.bytes().take(64).position(|byte| byte == b']' || byte == b' ');
            if let Some(end) = end.filter(|end| *end > 2 && rest.as_bytes()[*end] == b']') {
                return Some(end + 1);
            }
        }
        self.open[4].push(self.marks.len());
        self.marks.push(Mark { at: self.out.len(), left: 1, dropped: 0 });
        None
    }

    /// `](destination)`
    fn link(&mut self, rest: &str) -> Option<usize> {
        let opening = self.open[4].pop()?;
        let mut depth = 0_usize;
        for (at, byte) in rest.bytes().enumerate().take(FARTHEST).skip(1) {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                // The first byte must have been the opening parenthesis.
                if byte != b')' {
                    return None;
                }
                self.marks[opening].dropped = 1;
                return Some(at + 1);
            }
        }
        None
    }

    /// A run of emphasis marks: it closes what is open if it can, else it opens (CommonMark 0.31, 6.2).
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
            // Strike-through and highlights are two signs; `a == b` has blanks on both sides.
            b'~' | b'=' if length != 2 => (false, false),
            _ => (opens, closes),
        };
        let mut mark = Mark { at: self.out.len(), left: length, dropped: 0 };
        let kind = PAIRED.iter().position(|it| *it == byte)?;
        while closes && mark.left > 0 {
            let Some(opening) = self.open[kind].last().copied() else { break };
            let opening_mark = &mut self.marks[opening];
            let pair = opening_mark.left.min(mark.left);
            opening_mark.left -= pair;
            opening_mark.dropped += pair;
            mark.left -= pair;
            mark.dropped += pair;
            if byte == b'~' && self.drops_struck {
                self.struck.push((opening_mark.at, self.out.len()));
            }
            if opening_mark.left == 0 {
                self.open[kind].pop();
            }
        }
        if opens && mark.left > 0 {
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

    /// What was written, without the marks and the stretches that go.
    fn finish(mut self) -> String {
        let mut gone: Vec<(usize, usize)> =
            self.marks.iter().filter(|it| it.dropped > 0).map(|it| (it.at, it.at + it.dropped)).collect();
        gone.append(&mut self.struck);
        gone.sort_unstable();
        let kept = if gone.is_empty() { self.out } else { without(&self.out, &gone) };
        let is_line = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..b'\x7f')) && !has_pair(text, b"  ");
        if is_line(&kept) && kept.trim().len() == kept.len() {
            return kept;
        }
        let mut words = kept.split_whitespace();
        let mut line = words.next().unwrap_or_default().to_owned();
        for word in words {
            line.push(' ');
            line.push_str(word);
        }
        line
    }
}

/// A text without some stretches, which are in order and may lie within each other.
fn without(text: &str, gone: &[(usize, usize)]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in gone {
        if *start > at {
            kept.push_str(&text[at..*start]);
        }
        at = at.max(*end);
    }
    kept.push_str(&text[at..]);
    kept
}

/// What a reader sees of the wikilink with this inside: its alias, else its target's base name and headings.
fn shown(inside: &str) -> Option<Cow<'_, str>> {
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

/// For each length of a run of backticks, where the last one of that length begins.
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
