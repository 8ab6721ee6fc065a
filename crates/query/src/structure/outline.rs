//! The headings of a note.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Serialize;

use crate::catalog::Catalog;

/// One heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingRow<'a> {
    /// The note that it stands in.
    pub path: &'a str,
    /// 1 to 6.
    pub level: u8,
    /// Its source text, Markdown kept.
    pub text: &'a str,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset of its first byte.
    pub start: u32,
    /// Byte offset behind its last.
    pub end: u32,
}

/// A note's headings, in order.
pub fn outline(catalog: &Catalog, file: usize) -> Vec<HeadingRow<'_>> {
    let file = &catalog.files[file];
    let rows = file.note.headings.iter().map(|heading| HeadingRow {
        path: file.path.as_str(),
        level: heading.level,
        text: &heading.text,
        line: heading.span.line,
        column: heading.span.column,
        start: heading.span.start,
        end: heading.span.end,
    });
    rows.collect()
}

/// How deep each heading lies in the tree: under the nearest one before it that has a lower level.
pub fn depths(rows: &[HeadingRow]) -> Vec<usize> {
    let mut above: Vec<u8> = Vec::new();
    let depth = |row: &HeadingRow| {
        above.retain(|level| *level < row.level);
        above.push(row.level);
        above.len() - 1
    };
    rows.iter().map(depth).collect()
}

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[\[(?<target>[^\[\]|]+)(?:\|(?<shown>[^\[\]]*))?\]\]|!?\[(?<text>[^\[\]]*)\]\([^()]*\)")
        .expect("a regex that a test compiles")
});

static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\*\*(?<a>[^*]+)\*\*|\*(?<b>[^*]+)\*|~~(?<c>[^~]+)~~|==(?<d>[^=]+)==|`(?<e>[^`]+)`")
        .expect("a regex that a test compiles")
});

/// A heading's text as a reader sees it, as far as that is told without reading Markdown: links by their display text,
/// the commonest marks of emphasis and code taken off.
pub fn plain(text: &str) -> String {
    let shown = |found: &Captures| {
        let part = ["shown", "text"].iter().find_map(|name| found.name(name)).map(|part| part.as_str().to_owned());
        let path = || found["target"].split('#').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" > ");
        part.unwrap_or_else(path)
    };
    let inner =
        |found: &Captures| found.iter().skip(1).flatten().map(|part| part.as_str().to_owned()).collect::<String>();
    MARKS.replace_all(&LINK.replace_all(text, shown), inner).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_reads_as_it_is_shown() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text:?}");
        check("Data Mapping", "Data Mapping");
        check("System 1: [[Warehouse]]", "System 1: Warehouse");
        check("See [[Orders#Steps|the *feed*]] and [[A#B]]", "See the feed and A > B");
        check("[text](a%20b.md) ![[pic.png]]", "text pic.png");
        check("**Bold** ==mark== `code` ~~old~~", "Bold mark code old");
        check("snake_case * 2, C#, [x] y", "snake_case * 2, C#, [x] y");
    }

    #[test]
    fn a_heading_lies_under_the_one_before_it_that_is_higher() {
        let check = |levels: &[u8], expected: &[usize]| {
            let row =
                |level: &u8| HeadingRow { path: "", level: *level, text: "", line: 1, column: 1, start: 0, end: 0 };
            assert_eq!(depths(&levels.iter().map(row).collect::<Vec<_>>()), expected, "{levels:?}");
        };
        check(&[1, 2, 3, 2, 1], &[0, 1, 2, 1, 0]);
        check(&[2, 2, 4, 3, 1], &[0, 0, 1, 1, 0]);
        check(&[3, 1, 6], &[0, 0, 1]);
    }
}
