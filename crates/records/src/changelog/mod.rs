//! Change entries: every dated line of a note's history, and the lines that tried to be one (spec/changelog.md b.1 to
//! b.4 and b.8). Names in them stay text. Dates of key lines (`Created`, `Last Updated`) are no part of this.

mod callout;
mod dated_section;
pub(crate) mod declared_formats;
mod entry;
mod entry_line;
mod partial_date;
mod property;
mod scanner;
mod scope;
mod sentence;
mod table;

use std::ops::Range;

use declared_formats::formats;
use scope::Scope;
use vaultdex_notes::{BlockKind, HiddenKind, LineIndex, Note, Span};

use crate::document::source::Page;
use crate::model::{ChangeEntry, ChangeLog, DeclaredFormat};
use crate::vocabulary::synonyms::Words;

/// The change entries of a note, in document order: those of its histories, and the declared sentences anywhere in it.
/// Formats that the note declares itself count as declared within it.
pub fn changes(page: &Page) -> ChangeLog {
    read(page, Scope::Elsewhere)
}

/// As [`changes`], of a note that is a history as a whole because its file name says so ([`is_changelog_name`]).
pub fn changes_of_changelog(page: &Page) -> ChangeLog {
    read(page, Scope::History)
}

/// Reads the names of an entry that is no sentence its own note knows by formats that are declared elsewhere in the
/// vault. Leaves any other entry as it is.
pub fn recognise(entry: &mut ChangeEntry, declared: &[DeclaredFormat]) {
    if entry.subject.is_some() {
        return;
    }
    let body = sentence::read(&entry.text, declared);
    if body.subject.is_some() {
        (entry.subject, entry.object) = (body.subject, body.object);
        entry.verb = entry.verb.or(body.verb);
    }
}

/// Every name of a history's heading, and of a column of a change table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    scope::names().chain(table::names())
}

/// Whether a file name (without `.md`) is that of a note that is a history as a whole: `CHANGELOG`, `*change*log*`
/// (spec/changelog.md b.1).
pub fn is_changelog_name(name: &str) -> bool {
    if !name.to_lowercase().contains("change") {
        return false;
    }
    let words = words(name);
    let is_word = |word: &String, of: &[&str]| of.contains(&word.as_str());
    let is_whole = |word: &String| {
        let word = word.strip_suffix('s').unwrap_or(word);
        word.ends_with("changelog") && !word.ends_with("exchangelog")
    };
    let change = words.iter().position(|word| is_word(word, &["change", "changes"]));
    let is_parted = change.is_some_and(|at| words[at..].iter().any(|word| is_word(word, &["log", "logs"])));
    (is_parted || words.iter().any(is_whole)) && !words.iter().any(|word| word.starts_with("template"))
}

/// The words of a file name, lower case: `OrdersChangeLog_2` is `orders`, `change`, `log`, `2`. So `Exchange Catalog` has
/// no change in it.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_word = letter.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase());
        let is_parted = last.is_lowercase() && !letter.is_lowercase()
            || last.is_numeric() != letter.is_numeric()
            || last.is_uppercase() && begins_word;
        if !letter.is_alphanumeric() || is_parted {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        last = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn read(page: &Page, outermost: Scope) -> ChangeLog {
    let Page { text, note, words, .. } = *page;
    let mut log = ChangeLog { formats: formats(text, note), ..ChangeLog::default() };
    // Without a year there is no entry, and nothing to report but tab-indented details, properties and the rows of a
    // history's table: most notes end here.
    let has_year = holds_year(text) || note.properties.iter().any(|property| property::is_history(property, words));
    let has_table = || note.blocks.iter().any(|block| block.kind == BlockKind::Table);
    if !has_year && !text.contains('\t') && !has_table() {
        return log;
    }
    let scopes = scope::scopes(note, outermost, words);
    if !has_year && !scopes.contains(&Scope::History) {
        return log;
    }
    let formats = log.formats.clone();
    let place = Place { text, note, words, lines: page.lines(), scopes };
    scanner::walk(&place, &formats, &mut log);
    table::read(&place, page.tables(), &formats, &mut log);
    callout::read(&place, &formats, &mut log);
    property::read(&place, &formats, &mut log);
    log.entries.sort_by_key(|entry| entry.span.start);
    log.malformed.sort_by_key(|malformed| malformed.span.start);
    log
}

/// Whether the text holds what every entry begins with, a date with a year in digits: next to another number (`2024-12`)
/// or to a blank (`May 2024`). A cheap look that spares most notes all else.
fn holds_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    // Four digits in a row cover one of every four places: the other three need no look.
    (3..bytes.len()).step_by(4).filter(|place| bytes[*place].is_ascii_digit()).any(|place| {
        let start = (0..4).take_while(|back| is_digit(place - back)).last().map_or(place, |back| place - back);
        let end = (place..place + 4).take_while(|next| is_digit(*next)).last().map_or(place, |next| next + 1);
        let is_alone = end - start == 4 && !(start > 0 && is_digit(start - 1)) && !is_digit(end);
        is_alone && is_dated(bytes, end)
    })
}

/// Whether the four digits before `end` may be the year of a date: `2024-12`, `12/2024`, `May 2024`, `7, 2024`, a cell
/// of a table. The number of `INT-2024-003` is none.
fn is_dated(bytes: &[u8], end: usize) -> bool {
    let is_joint = |byte: Option<&u8>| matches!(byte, Some(b'-' | b'/' | b'.'));
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let behind = bytes.get(end + 1..).unwrap_or_default();
    let n_digits = behind.iter().take(3).take_while(is_digit).count();
    if is_joint(bytes.get(end)) && ((1..3).contains(&n_digits) || matches!(behind.first(), Some(b'Q' | b'q'))) {
        return true;
    }
    let before = &bytes[..end - 4];
    if is_joint(before.last()) && before.iter().nth_back(1).is_some_and(u8::is_ascii_digit) {
        return true;
    }
    let Some(last) = before.iter().rev().take(4).find(|byte| !matches!(byte, b' ' | b'\t' | b'.')) else {
        return false;
    };
    if matches!(last, b',' | b'|' | b'*') || last.is_ascii_digit() {
        return true;
    }
    let head = before.trim_ascii_end();
    let head = [b".", b",", b"-"].into_iter().find_map(|joint| head.strip_suffix(joint)).unwrap_or(head);
    let n_letters =
        head.iter().rev().take(12).take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let (number, word) = head.split_at(head.len() - n_letters);
    let month = std::str::from_utf8(word).ok().and_then(crate::normalize::timestamp::month_of);
    month.is_some() || number.trim_ascii_end().last().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.')
}

/// A note with what is needed to find one's way in it.
struct Place<'a> {
    text: &'a str,
    note: &'a Note,
    words: &'a Words,
    lines: &'a LineIndex<'a>,
    /// The scope behind each heading, after that of the note's beginning.
    scopes: Vec<Scope>,
}

impl Place<'_> {
    /// The span of a line, or of another stretch, without the blanks around it.
    fn span(&self, range: Range<usize>) -> Span {
        let stretch = &self.text[range.clone()];
        let start = range.start + stretch.len() - stretch.trim_start().len();
        self.lines.span(start..(range.start + stretch.trim_end().len()).max(start))
    }

    /// The scope of a place in the note.
    fn scope(&self, offset: usize) -> Scope {
        self.scopes[self.note.headings.partition_point(|heading| heading.span.end as usize <= offset)]
    }

    /// Whether a stamp at `offset` stands in code, math, HTML or a comment. A stamp that is itself quoted as code does
    /// not.
    fn is_code(&self, offset: usize, line_end: usize) -> bool {
        /// The longest stamp with its backticks: `September 28th, 2026 at 10:30:00`.
        const LONGEST_STAMP: usize = 36;
        let hidden = &self.note.hidden;
        let idx = hidden.partition_point(|hidden| hidden.span.end as usize <= offset);
        let Some(hidden) = hidden.get(idx).filter(|hidden| hidden.span.start as usize <= offset) else { return false };
        let length = hidden.span.range().len();
        hidden.kind != HiddenKind::Code || length > LONGEST_STAMP || hidden.span.end as usize >= line_end
    }
}

/// How far a line is indented, in columns (a tab goes to the next multiple of four), and the line behind that.
fn indent(line: &str) -> (isize, &str) {
    let mut column = 0;
    for (place, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return (column, &line[place..]),
        }
    }
    (column, "")
}

/// The text of a list item behind its marker; a task keeps its brackets. `None` for a line that begins no list item.
fn item(body: &str) -> Option<&str> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match body.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let rest = &body[marker..];
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests;
