//! The headings of a note.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeadingRow<'a> {
    /// The path of the note.
    pub path: &'a str,
    /// The level, from 1 to 6.
    pub level: u8,
    /// The source text, with Markdown.
    pub text: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte offset of the start.
    pub start: u32,
    /// The byte offset of the end, exclusive.
    pub end: u32,
}

/// Returns the headings of a note, in document order.
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

/// Returns the depth of each heading in the tree, from 0. The parent of a heading is the nearest one before it with a
/// lower level number.
pub fn depths(rows: &[HeadingRow]) -> Vec<usize> {
    let mut ancestors: Vec<u8> = Vec::new();
    let depth = |row: &HeadingRow| {
        ancestors.retain(|level| *level < row.level);
        ancestors.push(row.level);
        ancestors.len() - 1
    };
    rows.iter().map(depth).collect()
}

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"!?\[\[(?<target>[^\[\]|]+)(?:\|(?<shown>[^\[\]]*))?\]\]|!?\[(?<text>[^\[\]]*)\]\([^()]*\)")
        .expect("the pattern is valid")
});

static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\*\*(?<a>[^*]+)\*\*|\*(?<b>[^*]+)\*|~~(?<c>[^~]+)~~|==(?<d>[^=]+)==|`(?<e>[^`]+)`")
        .expect("the pattern is valid")
});

/// Returns the text of a heading approximately as a reader sees it, without parsing Markdown: links are replaced by
/// their text, and the most common marks of emphasis and code are removed.
pub fn display_text(text: &str) -> String {
    let shown = |found: &Captures| {
        let part = ["shown", "text"].iter().find_map(|name| found.name(name)).map(|part| part.as_str().to_owned());
        let path = || found["target"].split('#').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" > ");
        part.unwrap_or_else(path)
    };
    let inner =
        |found: &Captures| found.iter().skip(1).flatten().map(|part| part.as_str().to_owned()).collect::<String>();
    EMPHASIS.replace_all(&LINK.replace_all(text, shown), inner).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_text_has_no_markup() {
        let check = |text: &str, expected: &str| assert_eq!(display_text(text), expected, "{text:?}");
        check("Data Mapping", "Data Mapping");
        check("System 1: [[Warehouse]]", "System 1: Warehouse");
        check("See [[Orders#Steps|the *feed*]] and [[A#B]]", "See the feed and A > B");
        check("[text](a%20b.md) ![[pic.png]]", "text pic.png");
        check("**Bold** ==mark== `code` ~~old~~", "Bold mark code old");
        check("snake_case * 2, C#, [x] y", "snake_case * 2, C#, [x] y");
    }

    #[test]
    fn parent_is_the_nearest_heading_of_a_lower_level_number() {
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
