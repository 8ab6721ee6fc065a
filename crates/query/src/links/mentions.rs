//! Unlinked mentions: where a note is named in the text of another one without a link.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Serialize;
use vaultdex_notes::{FileKind, HiddenKind, LineIndex, LinkKind, Note, VaultPath, text};

use crate::catalog::File;
use crate::search::{Body, Expr, Scope, cuts_word};

/// One place where a note is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// The note that names it.
    pub source: VaultPath,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset of its first byte.
    pub start: u32,
    /// Byte offset behind its last.
    pub end: u32,
    /// The whole line.
    pub text: String,
    /// Where in that line it stands: one byte range.
    pub ranges: Vec<(usize, usize)>,
    /// The file name or alias that is named, as the note itself has it.
    pub name: String,
    /// Whether the naming note was changed since the index was written.
    pub stale: bool,
}

/// The names by which a file is known in the text of notes, ready to be looked for all at once.
pub struct Names {
    names: Vec<String>,
    finder: AhoCorasick,
}

impl Names {
    /// File name and aliases of a file: no title, since Obsidian knows none. `None` where they are too much to search for.
    pub fn of(file: &File) -> Option<Names> {
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
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(folded).ok()?;
        Some(Names { names, finder })
    }

    /// What a note must hold to mention one of them, for the index to narrow by.
    pub fn expr(&self) -> Expr {
        let mut phrases: Vec<Expr> = self.names.iter().cloned().map(Expr::Phrase).collect();
        let arg = match phrases.len() {
            1 => phrases.remove(0),
            _ => Expr::Or(phrases),
        };
        Expr::In { scope: Scope::Content, arg: Box::new(arg) }
    }
}

/// Where a note's text names the file, in order. Whole words in any case; of names that overlap the first, then the
/// longest. Links, code, math, HTML and frontmatter are no text; tags and comments are, as they are to Obsidian.
pub fn mentions(names: &Names, path: &VaultPath, source: &str, note: &Note) -> Vec<Mention> {
    let body = Body::new(path, source, note, false);
    let folded = Folded::new(body.text());
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    let taken = taken(source, note);
    for hit in names.finder.find_overlapping_iter(&folded.text) {
        let range = folded.to_body(hit.start())..folded.to_body(hit.end());
        if cuts_word(body.text(), range.start) || cuts_word(body.text(), range.end) {
            continue;
        }
        let range = body.to_source(range);
        let next = taken.partition_point(|stretch| stretch.end <= range.start);
        if taken.get(next).is_none_or(|stretch| stretch.start >= range.end) {
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
    found.into_iter().map(|(range, name)| mention(path, source, &lines, range, &names.names[name])).collect()
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

/// Links that lead out of the vault, which the note does not keep: `[text](https://…)` and bare addresses.
static OUTWARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[[^\[\]\n]*\]\([^()\n]*\)|[A-Za-z][A-Za-z0-9+.-]*://[^\s<>]+|mailto:[^\s<>]+")
        .expect("a regex that a test compiles")
});

/// The stretches of a file where a name is no mention, in order, not overlapping.
fn taken(source: &str, note: &Note) -> Vec<Range<usize>> {
    let links = note.links.iter().filter(|link| link.kind != LinkKind::Property).map(|link| link.span.range());
    let hidden = note.hidden.iter().filter(|hidden| hidden.kind != HiddenKind::Comment);
    let hidden = hidden.map(|hidden| hidden.span.range());
    let outward = OUTWARD.find_iter(source).map(|found| found.range());
    let mut all: Vec<Range<usize>> =
        links.chain(hidden).chain(outward).chain(note.frontmatter.iter().map(|span| span.range())).collect();
    all.sort_by_key(|stretch| stretch.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for stretch in all {
        match joined.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => joined.push(stretch),
        }
    }
    joined
}

/// Text in the form in which case does not count, with a way back.
struct Folded {
    text: String,
    /// Behind each character that folding made longer or shorter: the offset here, and in the text that was folded.
    shifts: Vec<(usize, usize)>,
}

impl Folded {
    fn new(source: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(source.len()), shifts: Vec::new() };
        for (at, letter) in source.char_indices() {
            let simple = text::fold_char(letter);
            folded.text.push(simple);
            if simple.len_utf8() != letter.len_utf8() {
                folded.shifts.push((folded.text.len(), at + letter.len_utf8()));
            }
        }
        folded
    }

    fn to_body(&self, offset: usize) -> usize {
        let before = self.shifts.partition_point(|(here, _)| *here <= offset);
        let (here, there) = if before == 0 { (0, 0) } else { self.shifts[before - 1] };
        there + (offset - here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        let (path, aliases) = names.split_first().expect("a file has a name");
        let note = Note { aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(), ..Note::default() };
        let path = VaultPath::new(format!("a/{path}.md"));
        Names::of(&File::new(path, note)).expect("few names")
    }

    /// Each mention as `line:column text=name`.
    #[track_caller]
    fn check(known: &[&str], text: &str, expected: &[&str]) {
        let note = vaultdex_notes::parse::note(text);
        let found = mentions(&names(known), &VaultPath::new("q.md"), text, &note);
        let drawn = found.iter().map(|it| {
            let (start, end) = it.ranges[0];
            assert_eq!(&text[it.start as usize..it.end as usize], &it.text[start..end]);
            format!("{}:{} {}={}", it.line, it.column, &it.text[start..end], it.name)
        });
        assert_eq!(drawn.collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn whole_words_in_any_case() {
        check(&["ERP"], "The erp, ERPs and xERP; ERP_2\nERP", &["1:5 erp=ERP", "2:1 ERP=ERP"]);
        check(&["C++"], "C++ c++11 (C++)", &["1:1 C++=C++", "1:5 c++=C++", "1:12 C++=C++"]);
        check(&["東京"], "東京都と東京", &["1:1 東京=東京", "1:5 東京=東京"]);
        check(&["Été"], "l'e\u{301}te\u{301} ÉTÉ", &["1:3 e\u{301}te\u{301}=Été", "1:9 ÉTÉ=Été"]);
        check(&["aß"], "ẞ Aẞ aß", &["1:3 Aẞ=aß", "1:6 aß=aß"]);
        check(&["K"], "x \u{212a} K", &["1:3 \u{212a}=K", "1:5 K=K"]);
        check(&["a a"], "xa a a", &["1:4 a a=a a"]);
    }

    #[test]
    fn of_names_that_overlap_the_longest_counts() {
        check(
            &["Price", "Price Feed", "Feed"],
            "Price Feeds, price feed, feed",
            &["1:1 Price=Price", "1:14 price feed=Price Feed", "1:26 feed=Feed"],
        );
        check(&["Orders", "orders", " "], "orders", &["1:1 orders=Orders"]);
    }

    #[test]
    fn what_is_no_text_mentions_nothing() {
        check(&["ERP"], "---\nERP: ERP\n---\n[[ERP]] [[x|ERP]] [ERP](x.md) ![[ERP]]\n", &[]);
        check(&["ERP"], "`ERP` $ERP$ <b title=\"ERP\"> \n```\nERP\n```\n<!-- ERP -->\n\n$$\nERP\n$$\n", &[]);
        check(&["ERP"], "[the ERP](https://x.y/ERP) https://erp.example/ERP <mailto:erp@x.y>\n", &[]);
    }

    #[test]
    fn comments_tags_and_the_like_are_text() {
        check(
            &["ERP"],
            "%% ERP %% #system/erp\n# ERP\n> [!note] ERP\n\n| ERP | <b>ERP</b> |\n| - | - |\n",
            &["1:4 ERP=ERP", "1:19 erp=ERP", "2:3 ERP=ERP", "3:11 ERP=ERP", "5:3 ERP=ERP", "5:12 ERP=ERP"],
        );
    }
}
