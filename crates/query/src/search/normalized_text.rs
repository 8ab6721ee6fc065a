//! The text of a note as search sees it: what of the file is searched, in NFC, with a way back to the file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use vaultdex_notes::text::{fold, nfc};
use vaultdex_notes::{FileKind, HiddenKind, Note, VaultPath, json_string};

/// How much of a file is searched, in bytes (spec/search.md).
pub const MAX_TEXT: usize = 8 << 20;

/// The searched text of one file. Offsets into it (*body*) and into the file (*source*) are not the same where text was
/// left out or changed by normalising.
#[derive(Debug, Clone)]
pub struct Body<'a> {
    text: Cow<'a, str>,
    /// In order, covering the whole body; `None` where the body is the file's text.
    segments: Option<Vec<Segment>>,
}

/// A stretch of the body with the stretch of the file that it comes from.
#[derive(Debug, Clone)]
struct Segment {
    body: Range<usize>,
    source: Range<usize>,
    /// Whether the two are the same text, so that offsets within can be told.
    linear: bool,
}

impl<'a> Body<'a> {
    /// The body of a file: a note without its `compressed-json` blocks; the text cards of a canvas, which are its blocks,
    /// a blank line between them; nothing of other files. With `plain`, letters are without their diacritics.
    pub fn new(path: &VaultPath, text: &'a str, note: &Note, plain: bool) -> Body<'a> {
        let text = &text[..text.floor_char_boundary(MAX_TEXT)];
        let mut body = Body { text: Cow::Borrowed(""), segments: None };
        match FileKind::of(path) {
            FileKind::Note => {
                let parts = visible(text, note);
                if parts.len() == 1 && parts[0] == (0..text.len()) && is_normal(text, plain) {
                    return Body { text: Cow::Borrowed(text), segments: None };
                }
                parts.into_iter().for_each(|part| body.append_part(text, part, plain));
            }
            FileKind::Canvas => {
                let cards = note.blocks.iter().map(|card| card.span.range());
                for card in cards.filter(|card| card.end <= text.len()) {
                    if !body.text.is_empty() {
                        body.push("\n\n", card.start..card.start, false);
                    }
                    body.append(json_string::letters(text, card), plain);
                }
            }
            FileKind::Base | FileKind::Attachment => {}
        }
        body
    }

    /// The searched text, in NFC, in its own letter case.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends a part of the file as it stands there.
    fn append_part(&mut self, text: &str, part: Range<usize>, plain: bool) {
        // Characters below never join what stands before them and are their own normal form, so that runs of them are
        // taken as they are: most text of most languages is no cluster at all.
        let simple = if plain { '\u{80}' } else { '\u{300}' };
        let mut at = part.start;
        while let Some(found) = text[at..part.end].find(|letter| letter >= simple) {
            let run = &text[at..at + found];
            let base = run.char_indices().next_back().map_or(0, |(last, _)| last);
            self.push(&run[..base], at..at + base, true);
            let start = at + base;
            let length = text[at + found..part.end].find(|letter| letter < simple);
            at = length.map_or(part.end, |length| at + found + length);
            if is_normal(&text[start..at], plain) {
                self.push(&text[start..at], start..at, true);
                continue;
            }
            let letters = text[start..at].char_indices();
            self.append(letters.map(|(from, letter)| (letter, start + from..start + from + letter.len_utf8())), plain);
        }
        self.push(&text[at..part.end], at..part.end, true);
    }

    /// Appends characters that each come from a place of the file, cluster by cluster.
    fn append(&mut self, letters: impl Iterator<Item = (char, Range<usize>)>, plain: bool) {
        let (mut cluster, mut source) = (String::new(), 0..0);
        for (letter, place) in letters {
            if begins_anew(letter) {
                self.push_cluster(&cluster, source, plain);
                cluster.clear();
                source = place.clone();
            }
            if cluster.is_empty() {
                source.start = place.start;
            }
            cluster.push(letter);
            source.end = place.end;
        }
        self.push_cluster(&cluster, source, plain);
    }

    fn push_cluster(&mut self, cluster: &str, source: Range<usize>, plain: bool) {
        let normal = if plain { strip_diacritics(cluster) } else { nfc(cluster) };
        // Characters that are written as escapes are longer in the file, so that equal lengths are equal texts.
        let linear = normal == cluster && source.len() == cluster.len();
        self.push(&normal, source, linear);
    }

    fn push(&mut self, text: &str, source: Range<usize>, linear: bool) {
        if source.is_empty() && text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.to_mut().push_str(text);
        let segments = self.segments.get_or_insert_default();
        match segments.last_mut() {
            Some(last) if linear && last.linear && last.source.end == source.start => {
                last.body.end += text.len();
                last.source.end = source.end;
            }
            _ => segments.push(Segment { body: start..start + text.len(), source, linear }),
        }
    }

    /// Where a stretch of the body stands in the file. Where a part of a normalised cluster is meant, the whole
    /// cluster is given.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        let Some(segments) = &self.segments else { return range };
        let holding_start = segments.partition_point(|segment| segment.body.start <= range.start).saturating_sub(1);
        let holding_end = segments.partition_point(|segment| segment.body.end < range.end);
        let start = segments.get(holding_start).map_or(0, |segment| {
            let within = if segment.linear { range.start - segment.body.start } else { 0 };
            segment.source.start + within
        });
        let end = segments.get(holding_end).map_or(start, |segment| {
            let beyond = if segment.linear { segment.body.end - range.end } else { 0 };
            segment.source.end - beyond
        });
        start..end.max(start)
    }

    /// Where an offset of the file lies in the body. What was left out lies where it was cut; what lies within a
    /// normalised cluster, at its start.
    pub(crate) fn to_body(&self, offset: usize) -> usize {
        let Some(segments) = &self.segments else { return offset.min(self.text.len()) };
        let next = segments.partition_point(|segment| segment.source.end <= offset);
        let Some(segment) = segments.get(next) else { return self.text.len() };
        let within = if segment.linear { offset.saturating_sub(segment.source.start) } else { 0 };
        segment.body.start + within
    }
}

/// Whether a file's text is searched whole, so that its body is the same without its structure.
pub fn is_plain(path: &VaultPath, text: &str) -> bool {
    static DRAWING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("(?i-u)compressed-json").expect("a regex that a test compiles"));
    FileKind::of(path) == FileKind::Note && !DRAWING.is_match(text)
}

/// The text without its diacritics, in NFC: `cafe` of `café`. Only the marks of Unicode's blocks of combining
/// diacritical marks are dropped: those of Indic scripts and kana are letters to their readers.
pub fn strip_diacritics(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfd().filter(|letter| !is_diacritic(*letter)).nfc().collect())
}

/// The form in which folded text, such as a token of the index, is compared where diacritics are ignored.
pub fn bare(folded: &str) -> String {
    fold(&strip_diacritics(folded)).into_owned()
}

fn is_diacritic(letter: char) -> bool {
    // U+0345 is an iota to case folding, and so a letter.
    matches!(letter, '\u{300}'..='\u{344}' | '\u{346}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a text is its own normal form, as far as that is quickly told.
fn is_normal(text: &str, plain: bool) -> bool {
    text.is_ascii() || !plain && is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// Whether a character never joins what stands before it, so that what begins here can be normalised by itself.
fn begins_anew(letter: char) -> bool {
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

/// The file but for its byte order mark, so that `^` stands before its first letter, and its blocks of
/// `compressed-json`: an Excalidraw drawing is not text.
fn visible(text: &str, note: &Note) -> Vec<Range<usize>> {
    let length = text.len();
    let drawings = note
        .hidden
        .iter()
        .filter(|hidden| hidden.kind == HiddenKind::Code && hidden.language.eq_ignore_ascii_case("compressed-json"));
    let mut parts = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for drawing in drawings.map(|hidden| hidden.span.range()).take_while(|range| range.start < length) {
        parts.push(start..drawing.start);
        start = drawing.end.min(length);
    }
    parts.push(start..length);
    parts
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Block, BlockKind, Hidden, Span};

    use super::*;

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the part stands in the text");
        Span { start: start as u32, end: (start + part.len()) as u32, line: 1, column: 1 }
    }

    /// The stretch of the file that `needle` in the body comes from.
    fn check(body: &Body, text: &str, needle: &str, expected: &str) {
        let at = body.text().find(needle).unwrap_or_else(|| panic!("{needle:?} is in {:?}", body.text()));
        let source = body.to_source(at..at + needle.len());
        assert_eq!(&text[source.clone()], expected);
        assert_eq!(body.to_body(source.start), at, "there and back");
    }

    #[test]
    fn composed_text_leads_back_to_the_file() {
        let text = "\u{feff}a e\u{301}o\u{323}\u{302}x \u{212b}";
        let body = Body::new(&VaultPath::new("x.md"), text, &Note::default(), false);
        assert_eq!(body.text(), "a éộx Å");
        check(&body, text, "é", "e\u{301}");
        check(&body, text, "ộx", "o\u{323}\u{302}x");
        check(&body, text, "x Å", "x \u{212b}");
        let plain = Body::new(&VaultPath::new("x.md"), text, &Note::default(), true);
        assert_eq!(plain.text(), "a eox A");
        check(&plain, text, "eo", "e\u{301}o\u{323}\u{302}");
    }

    #[test]
    fn drawings_are_left_out() {
        let text = "one\n```compressed-json\nN4KAk\n```\ntwo";
        let drawing = span(text, "```compressed-json\nN4KAk\n```");
        let hidden = Hidden { span: drawing, kind: HiddenKind::Code, language: "compressed-json".to_owned() };
        let note = Note { hidden: vec![hidden], ..Note::default() };
        let path = VaultPath::new("x.md");
        assert!(!is_plain(&path, text) && is_plain(&path, "one") && !is_plain(&VaultPath::new("x.canvas"), "one"));
        let body = Body::new(&path, text, &note, false);
        assert_eq!(body.text(), "one\n\ntwo");
        check(&body, text, "two", "two");
        check(&body, text, "one", "one");
    }

    #[test]
    fn a_canvas_is_its_text_cards() {
        let text =
            r#"{"nodes":[{"type":"text","text":"a\nb\u00e9\ud83d\ude42e"},{"type":"file","file":"x"},{"text":"two"}]}"#;
        let cards = [r"a\nb\u00e9\ud83d\ude42e", "two"]
            .map(|card| Block { kind: BlockKind::Paragraph, span: span(text, card) });
        let note = Note { blocks: cards.into(), ..Note::default() };
        let body = Body::new(&VaultPath::new("x.canvas"), text, &note, false);
        assert_eq!(body.text(), "a\nbé🙂e\n\ntwo");
        check(&body, text, "bé", r"b\u00e9");
        check(&body, text, "🙂e", r"\ud83d\ude42e");
        check(&body, text, "wo", "wo");
    }

    #[test]
    fn of_a_large_file_the_beginning_is_searched() {
        let text = format!("a{}", "é".repeat(MAX_TEXT / 2));
        let body = Body::new(&VaultPath::new("x.md"), &text, &Note::default(), false);
        assert_eq!(body.text().len(), MAX_TEXT - 1);
    }
}
