//! The searched text of a file: the parts of the file that are searched, in NFC, with a mapping of offsets to the file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use vaultdex_notes::text::{fold, nfc};
use vaultdex_notes::{FileKind, NonProse, NonProseKind, Note, VaultPath, json_string};

/// The length of the part of a file that is searched, in bytes (docs/spec/search.md#limits).
pub const MAX_TEXT: usize = 8 << 20;

/// The searched text of one file. Its offsets (*normalized*) differ from offsets in the file (*source*) if parts of the
/// file are left out or changed by normalization.
#[derive(Debug, Clone)]
pub struct NormalizedText<'a> {
    text: Cow<'a, str>,
    /// In order, covering the whole text; `None` if the text is that of the file.
    segments: Option<Vec<Segment>>,
}

/// A range of the normalized text with the range of the file that it comes from.
#[derive(Debug, Clone)]
struct Segment {
    normalized: Range<usize>,
    source: Range<usize>,
    /// Whether both have the same text, so that offsets within them correspond.
    is_identical: bool,
}

impl<'a> NormalizedText<'a> {
    /// Normalizes the searched parts of a file: of a note, all but its `compressed-json` blocks; of a canvas, its text
    /// cards (the blocks of `note`) with a blank line between them; of other files, nothing. With `ignore_diacritics`,
    /// diacritics are removed.
    pub fn new(path: &VaultPath, text: &'a str, note: &Note, ignore_diacritics: bool) -> NormalizedText<'a> {
        let text = &text[..text.floor_char_boundary(MAX_TEXT)];
        let mut normalized = NormalizedText { text: Cow::Borrowed(""), segments: None };
        match FileKind::from_path(path) {
            FileKind::Note => {
                let parts = searched_ranges(text, note);
                if parts.len() == 1 && parts[0] == (0..text.len()) && is_normal(text, ignore_diacritics) {
                    return NormalizedText { text: Cow::Borrowed(text), segments: None };
                }
                parts.into_iter().for_each(|part| normalized.append_range(text, part, ignore_diacritics));
            }
            FileKind::Canvas => {
                let cards = note.blocks.iter().map(|card| card.span.range());
                for card in cards.filter(|card| card.end <= text.len()) {
                    if !normalized.text.is_empty() {
                        normalized.push("\n\n", card.start..card.start, false);
                    }
                    normalized.append(json_string::unescape_chars(text, card), ignore_diacritics);
                }
            }
            FileKind::Base | FileKind::Attachment => {}
        }
        normalized
    }

    /// The searched text, in NFC, with its letter case preserved.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends a range of the file.
    fn append_range(&mut self, text: &str, range: Range<usize>, ignore_diacritics: bool) {
        // Characters below this one do not combine with the character before them and are normalized. Runs of them,
        // which is most text of most languages, are copied.
        let limit = if ignore_diacritics { '\u{80}' } else { '\u{300}' };
        let mut at = range.start;
        while let Some(found) = text[at..range.end].find(|letter| letter >= limit) {
            let run = &text[at..at + found];
            let base = run.char_indices().next_back().map_or(0, |(last, _)| last);
            self.push(&run[..base], at..at + base, true);
            let start = at + base;
            let length = text[at + found..range.end].find(|letter| letter < limit);
            at = length.map_or(range.end, |length| at + found + length);
            if is_normal(&text[start..at], ignore_diacritics) {
                self.push(&text[start..at], start..at, true);
                continue;
            }
            let letters = text[start..at].char_indices();
            self.append(
                letters.map(|(from, letter)| (letter, start + from..start + from + letter.len_utf8())),
                ignore_diacritics,
            );
        }
        self.push(&text[at..range.end], at..range.end, true);
    }

    /// Appends characters with their ranges in the file, one combining sequence at a time.
    fn append(&mut self, letters: impl Iterator<Item = (char, Range<usize>)>, ignore_diacritics: bool) {
        let (mut sequence, mut source) = (String::new(), 0..0);
        for (letter, range) in letters {
            if starts_sequence(letter) {
                self.push_sequence(&sequence, source, ignore_diacritics);
                sequence.clear();
                source = range.clone();
            }
            if sequence.is_empty() {
                source.start = range.start;
            }
            sequence.push(letter);
            source.end = range.end;
        }
        self.push_sequence(&sequence, source, ignore_diacritics);
    }

    fn push_sequence(&mut self, sequence: &str, source: Range<usize>, ignore_diacritics: bool) {
        let normal = if ignore_diacritics { strip_diacritics(sequence) } else { nfc(sequence) };
        // An escaped character is longer in the file, so that equal lengths imply equal text.
        let is_identical = normal == sequence && source.len() == sequence.len();
        self.push(&normal, source, is_identical);
    }

    fn push(&mut self, text: &str, source: Range<usize>, is_identical: bool) {
        if source.is_empty() && text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.to_mut().push_str(text);
        let segments = self.segments.get_or_insert_default();
        match segments.last_mut() {
            Some(last) if is_identical && last.is_identical && last.source.end == source.start => {
                last.normalized.end += text.len();
                last.source.end = source.end;
            }
            _ => segments.push(Segment { normalized: start..start + text.len(), source, is_identical }),
        }
    }

    /// Maps a range of the normalized text to the file. If it begins or ends within a changed combining sequence, the
    /// result includes the whole sequence.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        let Some(segments) = &self.segments else { return range };
        let holding_start =
            segments.partition_point(|segment| segment.normalized.start <= range.start).saturating_sub(1);
        let holding_end = segments.partition_point(|segment| segment.normalized.end < range.end);
        let start = segments.get(holding_start).map_or(0, |segment| {
            let within = if segment.is_identical { range.start - segment.normalized.start } else { 0 };
            segment.source.start + within
        });
        let end = segments.get(holding_end).map_or(start, |segment| {
            let beyond = if segment.is_identical { segment.normalized.end - range.end } else { 0 };
            segment.source.end - beyond
        });
        start..end.max(start)
    }

    /// Maps an offset in the file to the normalized text. Offsets in parts that are left out map to the position of the
    /// omission; offsets within a changed combining sequence map to its start.
    pub(crate) fn to_normalized(&self, offset: usize) -> usize {
        let Some(segments) = &self.segments else { return offset.min(self.text.len()) };
        let next = segments.partition_point(|segment| segment.source.end <= offset);
        let Some(segment) = segments.get(next) else { return self.text.len() };
        let within = if segment.is_identical { offset.saturating_sub(segment.source.start) } else { 0 };
        segment.normalized.start + within
    }
}

/// Whether no part of a file is left out, so that its [`NormalizedText`] does not depend on the parsed note.
pub fn is_plain_text(path: &VaultPath, text: &str) -> bool {
    static DRAWING: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?i-u)compressed-json").expect("a valid regex"));
    FileKind::from_path(path) == FileKind::Note && !DRAWING.is_match(text)
}

/// Returns the text without diacritics, in NFC: `cafe` for `café`. Only marks in Unicode's blocks of combining
/// diacritical marks are removed; the marks of Indic scripts and kana are significant.
pub fn strip_diacritics(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfd().filter(|letter| !is_diacritic(*letter)).nfc().collect())
}

/// Removes the diacritics of folded text, such as a term of the index. The result is folded as well.
pub fn fold_diacritics(folded: &str) -> String {
    fold(&strip_diacritics(folded)).into_owned()
}

fn is_diacritic(letter: char) -> bool {
    // Case folding turns U+0345 into iota, a letter.
    matches!(letter, '\u{300}'..='\u{344}' | '\u{346}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a text is certainly normalized. May be false for a normalized text.
fn is_normal(text: &str, ignore_diacritics: bool) -> bool {
    text.is_ascii() || !ignore_diacritics && is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// Whether a character never combines with the one before it, so that the text from here on can be normalized
/// separately.
fn starts_sequence(letter: char) -> bool {
    if letter < '\u{300}' {
        return true;
    }
    let mut first = None;
    decompose_canonical(letter, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(letter);
    canonical_combining_class(first) == 0 && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
}

/// Returns the ranges of a note that are searched: all but its byte order mark, so that `^` matches before its first
/// letter, and its `compressed-json` blocks, which are Excalidraw drawings.
fn searched_ranges(text: &str, note: &Note) -> Vec<Range<usize>> {
    let length = text.len();
    let is_drawing =
        |block: &&NonProse| block.kind == NonProseKind::Code && block.language.eq_ignore_ascii_case("compressed-json");
    let drawings = note.non_prose.iter().filter(is_drawing);
    let mut ranges = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for drawing in drawings.map(|block| block.span.range()).take_while(|range| range.start < length) {
        ranges.push(start..drawing.start);
        start = drawing.end.min(length);
    }
    ranges.push(start..length);
    ranges
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Block, BlockKind, Span};

    use super::*;

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the text contains the part");
        Span { start: start as u32, end: (start + part.len()) as u32, line: 1, column: 1 }
    }

    /// `expected` is the part of the file that `pattern` in the normalized text comes from.
    fn check(normalized: &NormalizedText, text: &str, pattern: &str, expected: &str) {
        let at = normalized.text().find(pattern);
        let at = at.unwrap_or_else(|| panic!("{:?} does not contain {pattern:?}", normalized.text()));
        let source = normalized.to_source(at..at + pattern.len());
        assert_eq!(&text[source.clone()], expected);
        assert_eq!(normalized.to_normalized(source.start), at, "round trip");
    }

    #[test]
    fn normalized_offsets_map_to_the_file() {
        let text = "\u{feff}a e\u{301}o\u{323}\u{302}x \u{212b}";
        let normalized = NormalizedText::new(&VaultPath::new("x.md"), text, &Note::default(), false);
        assert_eq!(normalized.text(), "a éộx Å");
        check(&normalized, text, "é", "e\u{301}");
        check(&normalized, text, "ộx", "o\u{323}\u{302}x");
        check(&normalized, text, "x Å", "x \u{212b}");
        let stripped = NormalizedText::new(&VaultPath::new("x.md"), text, &Note::default(), true);
        assert_eq!(stripped.text(), "a eox A");
        check(&stripped, text, "eo", "e\u{301}o\u{323}\u{302}");
    }

    #[test]
    fn drawings_are_not_searched() {
        let text = "one\n```compressed-json\nN4KAk\n```\ntwo";
        let drawing = span(text, "```compressed-json\nN4KAk\n```");
        let non_prose = NonProse { span: drawing, kind: NonProseKind::Code, language: "compressed-json".to_owned() };
        let note = Note { non_prose: vec![non_prose], ..Note::default() };
        let path = VaultPath::new("x.md");
        assert!(
            !is_plain_text(&path, text)
                && is_plain_text(&path, "one")
                && !is_plain_text(&VaultPath::new("x.canvas"), "one")
        );
        let normalized = NormalizedText::new(&path, text, &note, false);
        assert_eq!(normalized.text(), "one\n\ntwo");
        check(&normalized, text, "two", "two");
        check(&normalized, text, "one", "one");
    }

    #[test]
    fn the_text_of_a_canvas_is_that_of_its_text_cards() {
        let text =
            r#"{"nodes":[{"type":"text","text":"a\nb\u00e9\ud83d\ude42e"},{"type":"file","file":"x"},{"text":"two"}]}"#;
        let cards = [r"a\nb\u00e9\ud83d\ude42e", "two"]
            .map(|card| Block { kind: BlockKind::Paragraph, span: span(text, card) });
        let note = Note { blocks: cards.into(), ..Note::default() };
        let normalized = NormalizedText::new(&VaultPath::new("x.canvas"), text, &note, false);
        assert_eq!(normalized.text(), "a\nbé🙂e\n\ntwo");
        check(&normalized, text, "bé", r"b\u00e9");
        check(&normalized, text, "🙂e", r"\ud83d\ude42e");
        check(&normalized, text, "wo", "wo");
    }

    #[test]
    fn only_the_beginning_of_a_large_file_is_searched() {
        let text = format!("a{}", "é".repeat(MAX_TEXT / 2));
        let normalized = NormalizedText::new(&VaultPath::new("x.md"), &text, &Note::default(), false);
        assert_eq!(normalized.text().len(), MAX_TEXT - 1);
    }
}
