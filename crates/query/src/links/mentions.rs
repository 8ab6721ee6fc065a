//! Unlinked mentions: places where the text of a note contains the name of another one without a link.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{FileKind, LineIndex, LinkKind, NonProseKind, Note, VaultPath, text};

use crate::catalog::File;
use crate::search::{Expr, NormalizedText, Scope, is_inside_word};

/// An unlinked mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mention {
    /// The path of the note with the mention.
    #[schemars(with = "String")]
    pub source: VaultPath,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte offset of the start.
    pub start: u32,
    /// The byte offset of the end, exclusive.
    pub end: u32,
    /// The whole line.
    pub text: String,
    /// The byte range of the mention in that line; always one.
    pub ranges: Vec<(usize, usize)>,
    /// The file name or alias that is mentioned, in the spelling of the mentioned note.
    pub name: String,
    /// Whether the note was changed after it was indexed.
    pub stale: bool,
}

/// The greatest length in bytes of a name that is searched for as a phrase. A search takes time for each word of a
/// phrase at each place where it may begin.
const MAX_PHRASE: usize = 256;

/// A search for all names of a file at once.
pub struct MentionFinder {
    names: Vec<String>,
    automaton: AhoCorasick,
}

impl MentionFinder {
    /// Prepares the search for the file name and aliases of a file, but not for its title, which Obsidian does not
    /// know. `None` if the names are too long for a search.
    pub fn of(file: &File) -> Option<MentionFinder> {
        let own = match file.kind() {
            FileKind::Note => file.path.stem(),
            _ => file.path.file_name(),
        };
        let mut names: Vec<String> = Vec::new();
        for name in [own].into_iter().chain(file.note.aliases.iter().map(String::as_str)).map(str::trim) {
            if !name.is_empty() && names.iter().all(|known| text::fold(known) != text::fold(name)) {
                names.push(name.to_owned());
            }
        }
        let folded = names.iter().map(|name| text::fold(name).into_owned());
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(folded).ok()?;
        Some(MentionFinder { names, automaton })
    }

    /// Returns the search expression that a note must match to contain a mention, for a prefilter. Of a long name, it has
    /// the beginning only.
    pub fn expr(&self) -> Expr {
        let phrase = |name: &String| match text::nfc(name) {
            long if long.len() > MAX_PHRASE => Expr::Word(long[..long.floor_char_boundary(MAX_PHRASE)].to_owned()),
            _ => Expr::Phrase(name.clone()),
        };
        let mut phrases: Vec<Expr> = self.names.iter().map(phrase).collect();
        let arg = match phrases.len() {
            1 => phrases.remove(0),
            _ => Expr::Or(phrases),
        };
        Expr::In { scope: Scope::Content, arg: Box::new(arg) }
    }
}

/// Returns the mentions in the text of a note, in order: whole words, ignoring case. Of overlapping names, the first
/// counts, then the longest. As in Obsidian, links, code, math, HTML and frontmatter are skipped; tags and comments are
/// not.
pub fn mentions(finder: &MentionFinder, path: &VaultPath, source: &str, note: &Note) -> Vec<Mention> {
    let body = NormalizedText::new(path, source, note, false);
    let folded = FoldedText::new(body.text());
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    let skipped = skipped_ranges(source, note);
    for hit in finder.automaton.find_overlapping_iter(&folded.text) {
        let range = folded.original_offset(hit.start())..folded.original_offset(hit.end());
        if is_inside_word(body.text(), range.start) || is_inside_word(body.text(), range.end) {
            continue;
        }
        let range = body.to_source(range);
        let next = skipped.partition_point(|other| other.end <= range.start);
        if skipped.get(next).is_none_or(|other| other.start >= range.end) {
            found.push((range, hit.pattern().as_usize()));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let is_free = range.start >= end;
        end = if is_free { range.end } else { end };
        is_free
    });
    if found.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(source);
    found.into_iter().map(|(range, name)| mention(path, source, &lines, range, &finder.names[name])).collect()
}

fn mention(path: &VaultPath, source: &str, lines: &LineIndex, range: Range<usize>, name: &str) -> Mention {
    let span = lines.span(range.clone());
    let line = lines.line_range(span.line);
    Mention {
        source: path.clone(),
        line: span.line,
        column: span.column,
        start: span.start,
        end: span.end,
        text: source[line.clone()].to_owned(),
        ranges: vec![(range.start - line.start, range.end.min(line.end) - line.start)],
        name: name.to_owned(),
        stale: false,
    }
}

/// External links, which are not part of a parsed note: `[text](https://…)` and bare addresses.
static EXTERNAL_LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[[^\[\]\n]*\]\([^()\n]*\)|[A-Za-z][A-Za-z0-9+.-]*://[^\s<>]+|mailto:[^\s<>]+")
        .expect("the pattern is valid")
});

/// Returns the byte ranges in which a name is not a mention, sorted and disjoint.
fn skipped_ranges(source: &str, note: &Note) -> Vec<Range<usize>> {
    let links = note.links.iter().filter(|link| link.kind != LinkKind::Property).map(|link| link.span.range());
    let hidden = note.non_prose.iter().filter(|hidden| hidden.kind != NonProseKind::Comment);
    let hidden = hidden.map(|hidden| hidden.span.range());
    let external = EXTERNAL_LINK.find_iter(source).map(|found| found.range());
    let mut all: Vec<Range<usize>> =
        links.chain(hidden).chain(external).chain(note.frontmatter.iter().map(|span| span.range())).collect();
    all.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in all {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Case-folded text with a mapping of its offsets to those of the original.
struct FoldedText {
    text: String,
    /// The end of each character whose length folding changed: its offset in `text` and in the original.
    shifts: Vec<(usize, usize)>,
}

impl FoldedText {
    fn new(source: &str) -> FoldedText {
        let mut folded = FoldedText { text: String::with_capacity(source.len()), shifts: Vec::new() };
        for (at, letter) in source.char_indices() {
            let simple = text::fold_char(letter);
            folded.text.push(simple);
            if simple.len_utf8() != letter.len_utf8() {
                folded.shifts.push((folded.text.len(), at + letter.len_utf8()));
            }
        }
        folded
    }

    /// Returns the offset in the original of an offset in the folded text.
    fn original_offset(&self, offset: usize) -> usize {
        let before = self.shifts.partition_point(|(folded, _)| *folded <= offset);
        let (folded, original) = if before == 0 { (0, 0) } else { self.shifts[before - 1] };
        original + (offset - folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(names: &[&str]) -> MentionFinder {
        let (path, aliases) = names.split_first().expect("a file has a name");
        let note = Note { aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(), ..Note::default() };
        let path = VaultPath::new(format!("a/{path}.md"));
        MentionFinder::of(&File::new(path, note)).expect("few names")
    }

    /// Checks the mentions as `line:column text=name`.
    #[track_caller]
    fn check(known: &[&str], text: &str, expected: &[&str]) {
        let note = vaultdex_notes::parse::note(text);
        let found = mentions(&finder(known), &VaultPath::new("q.md"), text, &note);
        let actual = found.iter().map(|it| {
            let (start, end) = it.ranges[0];
            assert_eq!(&text[it.start as usize..it.end as usize], &it.text[start..end]);
            format!("{}:{} {}={}", it.line, it.column, &it.text[start..end], it.name)
        });
        assert_eq!(actual.collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn mentions_are_whole_words_in_any_case() {
        check(&["ERP"], "The erp, ERPs and xERP; ERP_2\nERP", &["1:5 erp=ERP", "2:1 ERP=ERP"]);
        check(&["C++"], "C++ c++11 (C++)", &["1:1 C++=C++", "1:5 c++=C++", "1:12 C++=C++"]);
        check(&["東京"], "東京都と東京", &["1:1 東京=東京", "1:5 東京=東京"]);
        check(&["Été"], "l'e\u{301}te\u{301} ÉTÉ", &["1:3 e\u{301}te\u{301}=Été", "1:9 ÉTÉ=Été"]);
        check(&["aß"], "ẞ Aẞ aß", &["1:3 Aẞ=aß", "1:6 aß=aß"]);
        check(&["K"], "x \u{212a} K", &["1:3 \u{212a}=K", "1:5 K=K"]);
        check(&["a a"], "xa a a", &["1:4 a a=a a"]);
    }

    #[test]
    fn expression_has_the_beginning_of_a_long_name() {
        let (long, accents) = ("a b ".repeat(100), "e\u{301}".repeat(200));
        let Expr::In { arg, .. } = finder(&["A B", &long, &accents]).expr() else { panic!("not the text of notes") };
        let expected = [Expr::Phrase("A B".into()), Expr::Word("a b ".repeat(64)), Expr::Word("é".repeat(128))];
        assert_eq!(*arg, Expr::Or(expected.into()));
        check(&["x", &long], &"a b ".repeat(101), &[&format!("1:1 {0}={0}", long.trim())]);
    }

    #[test]
    fn longest_of_overlapping_names_counts() {
        check(
            &["Price", "Price Feed", "Feed"],
            "Price Feeds, price feed, feed",
            &["1:1 Price=Price", "1:14 price feed=Price Feed", "1:26 feed=Feed"],
        );
        check(&["Orders", "orders", " "], "orders", &["1:1 orders=Orders"]);
    }

    #[test]
    fn links_code_and_frontmatter_have_no_mentions() {
        check(&["ERP"], "---\nERP: ERP\n---\n[[ERP]] [[x|ERP]] [ERP](x.md) ![[ERP]]\n", &[]);
        check(&["ERP"], "`ERP` $ERP$ <b title=\"ERP\"> \n```\nERP\n```\n<!-- ERP -->\n\n$$\nERP\n$$\n", &[]);
        check(&["ERP"], "[the ERP](https://x.y/ERP) https://erp.example/ERP <mailto:erp@x.y>\n", &[]);
    }

    #[test]
    fn comments_and_tags_have_mentions() {
        check(
            &["ERP"],
            "%% ERP %% #system/erp\n# ERP\n> [!note] ERP\n\n| ERP | <b>ERP</b> |\n| - | - |\n",
            &["1:4 ERP=ERP", "1:19 erp=ERP", "2:3 ERP=ERP", "3:11 ERP=ERP", "5:3 ERP=ERP", "5:12 ERP=ERP"],
        );
    }
}
