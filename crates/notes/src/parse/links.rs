//! The grammar of a single link: the text between the brackets of a wikilink, or between the parentheses of a Markdown
//! link. Independent of where in a note a link may occur.

use crate::model::{Link, LinkExtras, LinkKind, Span, text};

/// Where a wikilink occurs, as far as its grammar depends on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WikilinkContext {
    /// Whether `!` precedes the link: its text may end in a size.
    pub is_embed: bool,
    /// Whether the link is in a table cell: its pipe may be escaped.
    pub in_table: bool,
}

/// The parsed parts of a link.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinkParts {
    /// Linkpath and subpath, normalized.
    pub target: String,
    /// The text that Obsidian shows.
    pub display: String,
    /// The width and optional height of an embed, in pixels.
    pub size: Option<(u32, Option<u32>)>,
}

impl LinkParts {
    /// Builds a link from the parts.
    pub fn into_link(self, kind: LinkKind, span: Span) -> Link {
        let LinkParts { target, display, size } = self;
        let display_text = (display != target).then(|| display.into());
        Link { extras: LinkExtras { display_text, size, property: None }.into_boxed(), ..Link::new(kind, span, target) }
    }
}

/// Parses the text between `[[` and `]]` (docs/spec/obsidian.md#wikilinks).
pub(crate) fn parse_wikilink(inner: &str, context: WikilinkContext) -> LinkParts {
    let WikilinkContext { is_embed, in_table } = context;
    let inner = inner.trim();
    // A leading pipe belongs to the target: `[[|alias]]` points at `|alias`.
    let (target, alias) = match inner.find('|') {
        Some(pipe) if pipe > 0 => (inner[..pipe].trim(), Some(inner[pipe + 1..].trim())),
        _ => (inner, None),
    };
    // The backslash of an escaped pipe, as in `[[a\|b]]`.
    let target = target.strip_suffix('\\').map_or(target, str::trim_end);
    let alias = alias.map(|alias| if in_table { alias.replace("\\|", "|") } else { alias.to_string() });
    let (alias, size) = match alias {
        Some(alias) if is_embed => split_size(&alias),
        alias => (alias, None),
    };
    let display = alias.unwrap_or_else(|| default_display(target));
    LinkParts { target: normalize_target(target), display, size }
}

/// Parses the destination of `[text](destination)` or `![text](destination)`; `None` if it is external, empty or, other
/// than in an embed, has a malformed escape.
pub(crate) fn parse_markdown(destination: &str, link_text: &str, is_embed: bool) -> Option<LinkParts> {
    let is_relative = destination.starts_with("./") || destination.starts_with("../");
    if !is_relative && destination.contains(':') {
        return None;
    }
    let decoded = match text::decode_uri(destination) {
        Some(decoded) => decoded,
        None if is_embed => destination.to_string(),
        None => return None,
    };
    let target = normalize_target(&decoded);
    if target.is_empty() {
        return None;
    }
    if !is_embed {
        return Some(LinkParts { target, display: link_text.to_string(), size: None });
    }
    let (display, size) = split_size(link_text);
    Some(LinkParts { target, display: display.unwrap_or_default(), size })
}

/// Splits the size off the end of the text of an embed: `alt|100x200` is `alt` at 100 by 200. The text is `None` if
/// there is nothing but a size.
fn split_size(text: &str) -> (Option<String>, Option<(u32, Option<u32>)>) {
    let (before, last) = match text.rfind('|') {
        Some(pipe) => (Some(&text[..pipe]), &text[pipe + 1..]),
        None => (None, text),
    };
    match parse_size(last) {
        Some(size) => (before.map(|before| before.trim().to_string()), Some(size)),
        None => (Some(text.to_string()), None),
    }
}

/// Parses `100` or `100x200`; white space is allowed around the numbers.
fn parse_size(text: &str) -> Option<(u32, Option<u32>)> {
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

/// Returns what Obsidian shows for a link without display text: `A > B` for `A#B`.
fn default_display(target: &str) -> String {
    if !target.contains('#') {
        return target.to_string();
    }
    target.split('#').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" > ")
}

/// Replaces no-break spaces with spaces, trims, and converts to NFC (docs/spec/obsidian.md#wikilinks, step 4).
fn normalize_target(target: &str) -> String {
    if target.is_ascii() {
        return target.trim().to_string();
    }
    text::nfc(target.replace(['\u{a0}', '\u{202f}'], " ").trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wikilink_splits_at_its_first_pipe() {
        let check = |inner: &str, target: &str, display: &str| {
            let parts = parse_wikilink(inner, WikilinkContext::default());
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
        check("a \\", "a", "a");
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
    fn embed_may_end_in_a_size() {
        let check = |inner: &str, display: &str, size: Option<(u32, Option<u32>)>| {
            let parts = parse_wikilink(inner, WikilinkContext { is_embed: true, in_table: true });
            assert_eq!((parts.display.as_str(), parts.size), (display, size), "{inner:?}");
        };
        check("i.png|100", "i.png", Some((100, None)));
        check("i.png|alt|100x200", "alt", Some((100, Some(200))));
        check("i.png|alt| 100 x 200 ", "alt", Some((100, Some(200))));
        check("i.png|alt\\|100", "alt", Some((100, None)));
        check("i.png \\| 300", "i.png", Some((300, None)));
        check("i.png|x100", "x100", None);
        check("i.png|alt", "alt", None);
        check("i.png|99999999999", "i.png", Some((u32::MAX, None)));
    }

    #[test]
    fn markdown_destination_is_decoded_like_decode_uri() {
        let check = |destination: &str, target: Option<&str>| {
            let parts = parse_markdown(destination, "t", false);
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
    fn image_with_a_malformed_escape_is_kept_as_written() {
        let parts = parse_markdown("100%.png", "alt|20", true);
        let expected = LinkParts { target: "100%.png".into(), display: "alt".into(), size: Some((20, None)) };
        assert_eq!(parts, Some(expected));
    }
}
