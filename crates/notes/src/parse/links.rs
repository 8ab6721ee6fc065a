//! The grammar of one link: what stands between the brackets of a wikilink or the parentheses of a Markdown link.
//! Knows nothing of where in a note a link may stand.

use crate::model::{Extras, Link, LinkKind, Span, text};

/// The two halves of a link, cleaned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Linkpath and subpath.
    pub target: String,
    /// What a reader sees.
    pub display: String,
    /// Width and height of an embed.
    pub size: Option<(u32, Option<u32>)>,
}

impl Parts {
    /// The link that these parts make where they were found.
    pub fn into_link(self, kind: LinkKind, span: Span) -> Link {
        let Parts { target, display, size } = self;
        let shown = (display != target).then(|| display.into());
        Link { extras: Extras { shown, size, property: None }.boxed(), ..Link::new(kind, span, target) }
    }
}

/// Reads what stands between `[[` and `]]` (spec/obsidian.md 1.1). In a table cell a pipe may be escaped.
pub(crate) fn wikilink(inner: &str, is_embed: bool, in_table: bool) -> Parts {
    let inner = inner.trim();
    // A pipe at the very beginning belongs to the target: `[[|alias]]` points at `|alias`.
    let (target, shown) = match inner.find('|') {
        Some(pipe) if pipe > 0 => (inner[..pipe].trim(), Some(inner[pipe + 1..].trim())),
        _ => (inner, None),
    };
    // What is left of the escaped pipe in `[[a\|b]]`.
    let target = target.strip_suffix('\\').unwrap_or(target);
    let shown = shown.map(|shown| if in_table { shown.replace("\\|", "|") } else { shown.to_string() });
    let (shown, size) = match shown {
        Some(shown) if is_embed => split_size(&shown),
        shown => (shown, None),
    };
    let display = shown.unwrap_or_else(|| path_as_text(target));
    Parts { target: clean(target), display, size }
}

/// Reads the destination of `[text](destination)` or `![text](destination)`; `None` for one that leads out of the vault.
pub(crate) fn markdown(destination: &str, shown: &str, is_embed: bool) -> Option<Parts> {
    let is_relative = destination.starts_with("./") || destination.starts_with("../");
    if !is_relative && destination.contains(':') {
        return None;
    }
    let decoded = match text::decode_uri(destination) {
        Some(decoded) => decoded,
        None if is_embed => destination.to_string(),
        None => return None,
    };
    let target = clean(&decoded);
    if target.is_empty() {
        return None;
    }
    if !is_embed {
        return Some(Parts { target, display: shown.to_string(), size: None });
    }
    let (display, size) = split_size(shown);
    Some(Parts { target, display: display.unwrap_or_default(), size })
}

/// Takes the size off the end of an embed's text: `alt|100x200` is `alt` at 100 by 200.
/// The text is `None` where nothing but the size was given.
fn split_size(shown: &str) -> (Option<String>, Option<(u32, Option<u32>)>) {
    let (before, last) = match shown.rfind('|') {
        Some(pipe) => (Some(&shown[..pipe]), &shown[pipe + 1..]),
        None => (None, shown),
    };
    match size(last) {
        Some(size) => (before.map(|before| before.trim().to_string()), Some(size)),
        None => (Some(shown.to_string()), None),
    }
}

/// `100` or `100x200`, blanks allowed between the parts.
fn size(text: &str) -> Option<(u32, Option<u32>)> {
    let number = |text: &str| {
        let text = text.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u32::MAX))
    };
    match text.split_once('x') {
        Some((width, height)) => Some((number(width)?, Some(number(height)?))),
        None => Some((number(text)?, None)),
    }
}

/// What Obsidian shows for a link without display text: `A > B` for `A#B`.
fn path_as_text(target: &str) -> String {
    if !target.contains('#') {
        return target.to_string();
    }
    target.split('#').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" > ")
}

/// No-break spaces become spaces, then NFC (spec/obsidian.md 1.1, step 4).
fn clean(target: &str) -> String {
    if target.is_ascii() {
        return target.trim().to_string();
    }
    text::nfc(target.replace(['\u{a0}', '\u{202f}'], " ").trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inside_of_a_wikilink_splits_at_its_first_pipe() {
        let check = |inner: &str, target: &str, display: &str| {
            let parts = wikilink(inner, false, false);
            assert_eq!((parts.target.as_str(), parts.display.as_str()), (target, display), "{inner:?}");
        };
        check("Note", "Note", "Note");
        check("  Note  ", "Note", "Note");
        check("N | a ", "N", "a");
        check("N|", "N", "");
        check("N||a", "N", "|a");
        check("N|a|b", "N", "a|b");
        check("N#H1#H2", "N#H1#H2", "N > H1 > H2");
        check("#H", "#H", "H");
        check("#", "#", "");
        check("N#^id", "N#^id", "N > ^id");
        check("|alias", "|alias", "|alias");
        check("|", "|", "|");
        check("a\\", "a", "a");
        check("a\\b", "a\\b", "a\\b");
        check("N#A\\|B\\|C", "N#A", "B\\|C");
        check("My\u{a0}Note", "My Note", "My\u{a0}Note");
        check("Cafe\u{301}", "Café", "Cafe\u{301}");
        check("AT&amp;T", "AT&amp;T", "AT&amp;T");
        check("My%20Note", "My%20Note", "My%20Note");
        check("N|*em* alias", "N", "*em* alias");
        check(" ", "", "");
    }

    #[test]
    fn an_embed_may_end_in_a_size() {
        let check = |inner: &str, display: &str, size: Option<(u32, Option<u32>)>| {
            let parts = wikilink(inner, true, true);
            assert_eq!((parts.display.as_str(), parts.size), (display, size), "{inner:?}");
        };
        check("i.png|100", "i.png", Some((100, None)));
        check("i.png|alt|100x200", "alt", Some((100, Some(200))));
        check("i.png|alt| 100 x 200 ", "alt", Some((100, Some(200))));
        check("i.png|alt\\|100", "alt", Some((100, None)));
        check("i.png|x100", "x100", None);
        check("i.png|alt", "alt", None);
        check("i.png|99999999999", "i.png", Some((u32::MAX, None)));
    }

    #[test]
    fn a_markdown_destination_is_decoded_as_javascript_does() {
        let check = |destination: &str, target: Option<&str>| {
            let parts = markdown(destination, "t", false);
            assert_eq!(parts.map(|it| it.target).as_deref(), target, "{destination:?}");
        };
        check("Note.md", Some("Note.md"));
        check("N%20a.md#H%20x", Some("N a.md#H x"));
        check("c%23.md", Some("c%23.md"));
        check("a%2Fb", Some("a%2Fb"));
        check("%C3%A9t%C3%A9", Some("été"));
        check("%e9", None);
        check("100%", None);
        check("a%zz", None);
        check("Meeting: a.md", None);
        check("./Meeting: a.md", Some("./Meeting: a.md"));
        check("../x", Some("../x"));
        check("https://x.y", None);
        check("mailto:a@b", None);
        check("", None);
        check("%20", None);
        check("#H", Some("#H"));
    }

    #[test]
    fn an_image_with_a_broken_escape_is_taken_as_written() {
        let parts = markdown("100%.png", "alt|20", true);
        let expected = Parts { target: "100%.png".into(), display: "alt".into(), size: Some((20, None)) };
        assert_eq!(parts, Some(expected));
    }
}
