//! Change entries: the dated lines in the history of a note, and its malformed lines
//! (docs/spec/changelog.md#where-entries-are-found, docs/spec/changelog.md#malformed-lines). Names in entries are plain
//! text. Dates of key lines (`Created`, `Last Updated`) are not entries.

mod callout;
mod dated_heading;
mod dated_section;
pub(crate) mod declared_formats;
mod entry;
mod entry_line;
mod entry_pattern;
mod fence;
mod history;
mod history_callout;
mod key_date;
mod line_author;
mod other_date_line;
mod partial_date;
mod period;
mod property;
mod remark;
mod scanner;
mod scope;
mod sentence;
mod sentence_parts;
mod short_year;
mod stamp_signs;
mod table;
mod task;
mod trailing_date;
mod version_line;

use declared_formats::declared_formats;
use scope::Scope;
use vaultdex_notes::BlockKind;

use crate::changelog::history::History;
use crate::document::source::NoteSource;
use crate::model::{ChangeEntry, ChangeLog, DeclaredFormat};
use crate::normalize::timestamp;
use crate::vocabulary::histories;

/// Returns the change entries of a note in document order: those of its histories, and declared sentences anywhere in
/// it. Formats that the note declares are applied within it.
pub fn changes(source: &NoteSource) -> ChangeLog {
    read_change_log(source, Scope::Elsewhere)
}

/// Returns the change entries like [`changes`], but of a note that is a history as a whole because of its file name
/// ([`is_changelog_name`]).
pub fn changes_of_changelog(source: &NoteSource) -> ChangeLog {
    read_change_log(source, Scope::History)
}

/// Parses the names in an entry by formats that other notes of the vault declare. An entry whose names are already
/// known is not changed.
pub fn apply_declared_formats(entry: &mut ChangeEntry, declared: &[DeclaredFormat]) {
    if entry.subject.is_some() {
        return;
    }
    let sentence = sentence::parse_sentence(&entry.text, declared);
    if sentence.subject.is_some() {
        (entry.subject, entry.object) = (sentence.subject, sentence.object);
        entry.verb = entry.verb.or(sentence.verb);
    }
}

/// Whether a note with this file name (without `.md`) is a history as a whole: `CHANGELOG`, `*change*log*`,
/// `Änderungshistorie` (docs/spec/changelog.md#history-notes).
pub fn is_changelog_name(name: &str) -> bool {
    let folded = name.to_lowercase();
    if histories::FILE_NAMES.contains(&folded.as_str()) || histories::OTHER_HISTORIES.contains(&folded.as_str()) {
        return true;
    }
    if !folded.contains("change") {
        return false;
    }
    let words = words(name);
    let is_word = |word: &String, of: &[&str]| of.contains(&word.as_str());
    let is_whole = |word: &String| {
        let word = word.strip_suffix('s').unwrap_or(word);
        word.ends_with("changelog") && !word.ends_with("exchangelog")
    };
    let change = words.iter().position(|word| is_word(word, &["change", "changes"]));
    let has_both_words = change.is_some_and(|at| words[at..].iter().any(|word| is_word(word, &["log", "logs"])));
    (has_both_words || words.iter().any(is_whole)) && !words.iter().any(|word| word.starts_with("template"))
}

/// Returns the words of a file name in lower case: `orders`, `change`, `log`, `2` for `OrdersChangeLog_2`. `Exchange
/// Catalog` does not contain the word `change`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_word = letter.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase());
        let is_boundary = last.is_lowercase() && !letter.is_lowercase()
            || last.is_numeric() != letter.is_numeric()
            || last.is_uppercase() && begins_word;
        if !letter.is_alphanumeric() || is_boundary {
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

fn read_change_log(source: &NoteSource, outermost: Scope) -> ChangeLog {
    let NoteSource { text, note, synonyms, .. } = *source;
    let mut log = ChangeLog { formats: declared_formats(text, note), ..ChangeLog::default() };
    // Without a year there are no entries. Only indented details, properties and rows of a change table could still be
    // malformed, so most notes end here.
    let has_year = contains_year(text)
        || contains_short_year(text)
        || note.properties.iter().any(|property| property::is_history(property, synonyms));
    let has_table = || note.blocks.iter().any(|block| block.kind == BlockKind::Table);
    if !has_year && !text.contains('\t') && !has_table() {
        return log;
    }
    let scopes = scope::scopes(note, outermost, synonyms);
    if !has_year && !scopes.iter().any(|scope| scope.is_history()) {
        return log;
    }
    let formats = log.formats.clone();
    let lines = source.lines();
    let mut history = History { text, note, synonyms, lines, scopes, callouts: Vec::new() };
    history.callouts =
        history_callout::history_callouts(text, note, lines, synonyms, |offset| history.scope(offset as usize));
    scanner::scan(&history, &formats, &mut log);
    table::read_change_tables(&history, source.tables(), &formats, &mut log);
    fence::read_fences(&history, &formats, &mut log);
    callout::read_callouts(&history, &formats, &mut log);
    history_callout::read_history_callouts(&history, &formats, &mut log);
    property::read_frontmatter_histories(&history, &formats, &mut log);
    log.entries.sort_by_key(|entry| entry.span.start);
    log.malformed.sort_by_key(|malformed| malformed.span.start);
    log
}

/// Whether a text contains the year of a date in digits, next to another number (`2024-12`) or a space (`May 2024`). A
/// cheap check before any parsing.
fn contains_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // Every run of four digits contains one of every four positions.
    (3..bytes.len()).step_by(4).filter(|at| bytes[*at].is_ascii_digit()).any(|at| {
        let start = (0..4).take_while(|back| is_digit(at - back)).last().map_or(at, |back| at - back);
        let end = (at..at + 4).take_while(|next| is_digit(*next)).last().map_or(at, |next| next + 1);
        let is_alone = end - start == 4 && !(start > 0 && is_digit(start - 1)) && !is_digit(end);
        is_alone && is_dated(bytes, end)
    })
}

/// Whether a text contains a date whose year has two digits: `14-Mar-26`, `3/31/26`. A cheap check before any parsing.
fn contains_short_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr3_iter(b'-', b'/', b'.', bytes).filter(|at| *at > 0 && is_digit(at - 1)).any(|at| {
        let start = if at > 1 && is_digit(at - 2) { at - 2 } else { at - 1 };
        stamp_signs::has_short_year(&bytes[start..])
    })
}

/// Whether the four digits before `end` may be the year of a date: `2024-12`, `12/2024`, `May 2024`, `7, 2024`, or the
/// cell of a table, but not the number of `INT-2024-003`.
fn is_dated(bytes: &[u8], end: usize) -> bool {
    let is_date_separator = |byte: Option<&u8>| matches!(byte, Some(b'-' | b'/' | b'.'));
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let after = bytes.get(end + 1..).unwrap_or_default();
    let n_digits = after.iter().take(3).take_while(is_digit).count();
    if is_date_separator(bytes.get(end)) && ((1..3).contains(&n_digits) || matches!(after.first(), Some(b'Q' | b'q'))) {
        return true;
    }
    if bytes[end..].starts_with("年".as_bytes()) {
        return true;
    }
    let before = &bytes[..end - 4];
    if is_date_separator(before.last()) && before.iter().nth_back(1).is_some_and(u8::is_ascii_digit) {
        return true;
    }
    let Some(last) = before.iter().rev().take(4).find(|byte| !matches!(byte, b' ' | b'\t' | b'.')) else {
        return false;
    };
    if matches!(last, b',' | b'|' | b'*') || last.is_ascii_digit() {
        return true;
    }
    let head = before.trim_ascii_end();
    let head = [b".", b",", b"-"].into_iter().find_map(|separator| head.strip_suffix(separator)).unwrap_or(head);
    let n_letters =
        head.iter().rev().take(12).take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let (number, word) = head.split_at(head.len() - n_letters);
    let is_month = |word: &str| timestamp::month_of(word).is_some() || timestamp::other_month(word).is_some();
    // `12 de marzo de 2026`
    let is_linked = |word: &str| matches!(word, "de" | "del");
    std::str::from_utf8(word).is_ok_and(|word| is_month(word) || is_linked(word))
        || number.trim_ascii_end().last().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests;
