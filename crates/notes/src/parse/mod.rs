//! Parsing of notes, canvases and single links.
//!
//! The functions are pure and total: malformed input becomes a [`Problem`](crate::Problem) of the [`Note`], and the
//! rest is parsed as usual. The rules are those of docs/spec/obsidian.md. Where the Markdown parser differs from
//! Obsidian, docs/spec/obsidian.md#markdown-parser describes how the difference is bridged.

mod block_ids;
mod blocks;
mod body;
mod canvas;
mod comments;
mod fields;
mod frontmatter;
mod inlines;
mod links;
mod lists;
mod mask;
mod outer_links;
mod tags;
mod yaml;

pub use canvas::canvas;

use self::body::Source;
use self::links::WikilinkContext;
use crate::model::{Block, BlockKind, LineIndex, Link, LinkKind, Note, Span, text};

/// Parses a note.
///
/// `text` is the whole file, including any byte order mark and `\r`; all spans refer to it. Parsing never fails: see
/// [`Note::problems`] for what is malformed. Takes time linear in the length of `text`, which must be below 4 GiB.
///
/// ```
/// use vaultdex_notes::parse;
///
/// let note = parse::note("# Orders\nSee [[Billing#Errors|errors]]. #system/sap\n");
/// assert_eq!(note.title.as_deref(), Some("Orders"));
/// assert_eq!((note.links[0].linkpath(), note.links[0].subpath()), ("Billing", "#Errors"));
/// assert_eq!((note.tags[0].name.as_str(), note.tags[0].span.line), ("#system/sap", 2));
/// ```
pub fn note(text: &str) -> Note {
    let mut note = Note::default();
    let lines = LineIndex::new(text);
    let mut body_start = text::bom_len(text);
    if let Some(frontmatter) = frontmatter::find(text) {
        let span = lines.span(frontmatter.whole.clone());
        note.frontmatter = Some(span);
        note.blocks.push(Block { kind: BlockKind::Yaml, span });
        body_start = frontmatter.whole.end;
        frontmatter::parse_properties(text, &frontmatter, &lines, &mut note);
    }
    let (masked, regions) = mask::mask(text, body_start);
    body::parse(Source { raw: text, masked: &masked, regions: &regions, body_start }, &lines, &mut note);
    if note.title.is_none() {
        note.title = note.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.text.clone());
    }
    note
}

/// Parses a single link as typed on a command line: `[[x#y|z]]`, `![[x]]`, `[t](x.md)`, or a bare `x#y`, which is taken
/// as linkpath and subpath. Returns `None` if the link leads out of the vault or `raw` is blank.
///
/// ```
/// use vaultdex_notes::parse;
///
/// let link = parse::link("Orders#Error handling").expect("a link into the vault");
/// assert_eq!((link.linkpath(), link.subpath()), ("Orders", "#Error handling"));
/// assert!(parse::link("https://example.com").is_none());
/// ```
pub fn link(raw: &str) -> Option<Link> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let looks_like_link = raw.starts_with('[') || raw.starts_with("![");
    if looks_like_link {
        let found = note(raw).links.into_iter().next().filter(|link| link.span.range() == (0..raw.len()));
        if found.is_some() || raw.ends_with(')') {
            return found;
        }
    }
    if raw.contains("://") || raw.starts_with("mailto:") {
        return None;
    }
    let parts = links::parse_wikilink(raw, WikilinkContext::default());
    Some(parts.into_link(LinkKind::Wikilink, Span { start: 0, end: raw.len() as u32, line: 1, column: 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_links_are_parsed() {
        let check = |raw: &str, expected: Option<(LinkKind, &str, &str)>| {
            let link = link(raw);
            let found = link.as_ref().map(|it| (it.kind, &*it.target, it.display()));
            assert_eq!(found, expected, "{raw:?}");
        };
        check("[[x#y|z]]", Some((LinkKind::Wikilink, "x#y", "z")));
        check("![[x]]", Some((LinkKind::Embed, "x", "x")));
        check("[t](a%20b.md)", Some((LinkKind::Markdown, "a b.md", "t")));
        check(" x#y ", Some((LinkKind::Wikilink, "x#y", "x > y")));
        check("Notes/a (b)", Some((LinkKind::Wikilink, "Notes/a (b)", "Notes/a (b)")));
        check("[x] y", Some((LinkKind::Wikilink, "[x] y", "[x] y")));
        check("# x", Some((LinkKind::Wikilink, "# x", " x")));
        check("[t](https://x.y)", None);
        check("https://x.y", None);
        check("", None);
    }

    #[test]
    fn root_level_blocks_are_in_order() {
        let check = |text: &str, expected: &[(BlockKind, &str)]| {
            let note = note(text);
            let found: Vec<_> = note.blocks.iter().map(|it| (it.kind, &text[it.span.range()])).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check(
            "---\na: b\n---\n# H\ntext\n\n- a\n\n  b\n\n***\n",
            &[
                (BlockKind::Yaml, "---\na: b\n---"),
                (BlockKind::Heading, "# H"),
                (BlockKind::Paragraph, "text"),
                (BlockKind::List, "- a\n\n  b"),
                (BlockKind::ThematicBreak, "***"),
            ],
        );
        check(
            "$$\n\nx\n$$\n$$y$$\n\n[r]: u\n\n[^1]: f\n\n| a |\n| - |\n",
            &[
                (BlockKind::Math, "$$\n\nx\n$$"),
                (BlockKind::Math, "$$y$$"),
                (BlockKind::Definition, "[r]: u"),
                (BlockKind::FootnoteDefinition, "[^1]: f"),
                (BlockKind::Table, "| a |\n| - |"),
            ],
        );
        check(
            "- a\n%%\nx %% y\n- b\n> q\n\n> [!n]\n\n    code\n\n<b>\n",
            &[
                (BlockKind::List, "- a"),
                (BlockKind::Comment, "%%\nx %%"),
                (BlockKind::Paragraph, "y"),
                (BlockKind::List, "- b"),
                (BlockKind::Blockquote, "> q"),
                (BlockKind::Callout, "> [!n]"),
                (BlockKind::Code, "code"),
                (BlockKind::Html, "<b>"),
            ],
        );
    }

    #[test]
    fn code_math_html_and_comments_are_non_prose() {
        let check = |text: &str, expected: &[&str]| {
            let note = note(text);
            let found: Vec<_> = note.non_prose.iter().map(|it| &text[it.span.range()]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check(
            "a `b` $c$ <i> %% d `e` %%\n\n```js x\nf\n```\n%%\ng\n%%\n",
            &["`b`", "$c$", "<i>", "%% d `e` %%", "```js x\nf\n```", "%%\ng\n%%"],
        );
        assert_eq!(note("~~~ mermaid x\n~~~").non_prose[0].language, "mermaid");
    }

    #[test]
    fn unclosed_blocks_are_problems() {
        let check = |text: &str, expected: &[(u32, &str)]| {
            let note = note(text);
            let found: Vec<_> = note.problems.iter().map(|it| (it.span.line, it.message.as_str())).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\n%%\nb", &[(2, "this comment is not closed and hides the rest of the text")]);
        check("a\n\n$$\nb", &[(3, "this formula is not closed and hides the rest of the text")]);
        check("a\n```\nb\n~~~\n``\n", &[(2, "this code block is not closed and hides the rest of the text")]);
        check("```\n", &[(1, "this code block is not closed and hides the rest of the text")]);
        check("```\na\n````  \n\n~~~\n~~~\n\n    a\n\n> ```\n> b\n\nc", &[]);
    }

    #[test]
    fn list_items_have_text_and_parent() {
        let text = "x\n\n- a *b*\n  more\n  - [x] c\n- - d\n> - [ ] e\n>   - f\n\n1. g\n";
        let items: Vec<_> = note(text).list_items;
        let found: Vec<_> =
            items.iter().map(|it| (it.task, it.text.as_str(), it.parent, &text[it.span.range()])).collect();
        assert_eq!(
            found,
            [
                (None, "a *b*", -3, "- a *b*\n  more"),
                (Some('x'), "c", 3, "- [x] c"),
                (None, "", -3, "- - d"),
                (None, "d", 6, "- d"),
                (Some(' '), "e", -7, "- [ ] e"),
                (None, "f", 7, "- f"),
                (None, "g", -10, "1. g"),
            ]
        );
    }
}
