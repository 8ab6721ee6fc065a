//! The plain text of a value, and the target of a value that is a link.

use std::borrow::Cow;

use vaultdex_notes::text;

use crate::normalize::delimiters::{has_pair, without_tail};
use crate::normalize::fast_path::value_form;
pub(crate) use crate::normalize::strip_markup::strip_markup;

/// Returns the plain text of a value: without emphasis, code marks, link brackets, comments, struck-out text, block ID
/// and trailing tags, with `<br>` and `&amp;` replaced and white space collapsed. A link becomes its displayed text.
pub fn plain(raw: &str) -> Cow<'_, str> {
    let text = unstruck(raw);
    // If the whole value is struck out, its text is kept.
    if text.is_empty() && raw.contains("~~") { Cow::Owned(strip_markup(raw, false)) } else { text }
}

/// Returns the plain text like [`plain`], but empty for a value that is struck out as a whole.
pub(crate) fn unstruck(raw: &str) -> Cow<'_, str> {
    value_form(raw).text().map_or_else(|| Cow::Owned(strip_markup(raw, true)), Cow::Borrowed)
}

/// Returns the target of a value that is a single link (`[[Team Orders|the team]]`, `[the team](Team%20Orders.md)`):
/// the decoded linkpath without subpath. `None` for any other value and for links out of the vault.
pub fn linkpath(raw: &str) -> Option<String> {
    let target = match link(raw)? {
        WholeLink::Wiki(target) => Cow::Borrowed(target),
        WholeLink::Markdown(destination) => {
            let is_relative = destination.starts_with("./") || destination.starts_with("../");
            if !is_relative && destination.contains(':') {
                return None;
            }
            text::decode_uri(destination)?.into()
        }
    };
    let path = target.split('#').next().unwrap_or_default();
    if path.is_ascii() {
        let path = path.trim();
        return (!path.is_empty()).then(|| path.to_owned());
    }
    let path = path.replace(['\u{a0}', '\u{202f}'], " ");
    let path = text::nfc(path.trim());
    (!path.is_empty()).then(|| path.into_owned())
}

/// A link that is a whole value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum WholeLink<'a> {
    /// The target of `[[target|alias]]`, with its subpath.
    Wiki(&'a str),
    /// The destination of `[text](destination)`, without angle brackets and title.
    Markdown(&'a str),
}

/// Returns the link that a whole value consists of, apart from emphasis and quotation marks around it.
pub(crate) fn link(raw: &str) -> Option<WholeLink<'_>> {
    // Most values contain no link.
    let bracket = memchr::memchr(b'[', raw.as_bytes())?;
    if !raw[..bracket].bytes().all(|byte| byte.is_ascii_whitespace() || b"*_=~\"'".contains(&byte)) {
        return None;
    }
    let text = bare(raw);
    if let Some(inside) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        if has_pair(inside, b"[[") || has_pair(inside, b"]]") {
            return None;
        }
        let target = match inside.find('|') {
            Some(pipe) if pipe > 0 => &inside[..pipe],
            _ => inside,
        };
        // The backslash of an escaped pipe, `[[a\|b]]`.
        let target = target.strip_suffix('\\').unwrap_or(target).trim();
        return (!target.is_empty()).then_some(WholeLink::Wiki(target));
    }
    let shown = closing_bracket(text, b'[', b']')?;
    let rest = text[shown + 1..].strip_prefix('(')?;
    let destination = rest.strip_suffix(')')?;
    if closing_bracket(&text[shown + 1..], b'(', b')')? != rest.len() {
        return None;
    }
    let destination = destination.trim();
    let destination = match destination.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((inside, _)) => inside,
        None => destination.split_whitespace().next()?,
    };
    Some(WholeLink::Markdown(destination))
}

/// Returns the offset of the bracket that closes the one at the beginning of a text.
fn closing_bracket(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns a value without surrounding white space, block ID and trailing tags, and without emphasis and quotation
/// marks that enclose all of it.
pub(crate) fn bare(raw: &str) -> &str {
    let mut text = without_tail(raw);
    // Most values do not begin with a mark.
    while text.starts_with(['*', '_', '=', '~', '"', '\''])
        && let Some(inner) = ["**", "__", "==", "~~", "*", "_", "\"", "'"].iter().find_map(|mark| {
            let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
            // `**a** and **b**` is not emphasized as a whole.
            (!inner.contains(mark)).then_some(inner.trim())
        })
    {
        text = inner;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(plain(input), expected, "{input:?}");
    }

    #[test]
    fn markup_is_removed_and_text_is_kept() {
        check("", "");
        check("  \t ", "");
        check("SAP S/4HANA", "SAP S/4HANA");
        check("**Active**", "Active");
        check("***Active***", "Active");
        check("✅ **Active** - Core MVP *integration*", "✅ Active - Core MVP integration");
        check("__bold__ and _soft_", "bold and soft");
        check("source_field and a__b__c", "source_field and a__b__c");
        check("2 * 3 * 4", "2 * 3 * 4");
        check("0 2 * * *", "0 2 * * *");
        check("*/15 * * * *", "*/15 * * * *");
        check("**open", "**open");
        check("**a *b***", "a b");
        check("==marked== text", "marked text");
        check("a == b == c", "a == b == c");
        check("`first_name` + `last_name`", "first_name + last_name");
        check("`*/15 * * * *`", "*/15 * * * *");
        check("``a`b``", "a`b");
        check("`open", "`open");
        check("*generated*", "generated");
    }

    #[test]
    fn struck_out_text_is_removed_unless_it_is_the_whole_value() {
        check("~~Ready for Testing~~ DEPRECATED", "DEPRECATED");
        check("~~Old~~", "Old");
        check("~~**Old**~~ ~~older~~", "Old older");
        check("~5 minutes", "~5 minutes");
        check("a ~~b ~~c~~ d~~ e", "a e");
    }

    #[test]
    fn links_become_their_displayed_text() {
        check("[[Team Orders]]", "Team Orders");
        check("[[Team Orders|the team]]", "the team");
        check("[[People/Ana Ruiz]]", "Ana Ruiz");
        check("[[People/Ana Ruiz.md]]", "Ana Ruiz");
        check("[[A\\|b]]", "b");
        check("[[Spec#Errors#Retry]]", "Spec > Errors > Retry");
        check("from [[Web Shop]] to **[[SAP]]**", "from Web Shop to SAP");
        check("![[Mapping#Fields]]", "Mapping > Fields");
        check("[Design](Docs/My%20Design.md)", "Design");
        check("[Wiki](https://en.wikipedia.org/wiki/A_(b)) page", "Wiki page");
        check("[**bold** text](x)", "bold text");
        check("<https://example.com/a_b_c>", "https://example.com/a_b_c");
        check("[Name]", "[Name]");
        check("see [RFC 7231] section 3", "see [RFC 7231] section 3");
        check("[x](unclosed", "[x](unclosed");
        check("[[unclosed", "[[unclosed");
        check("[[ ]]", "[[ ]]");
        check("note[^1]", "note");
    }

    #[test]
    fn block_ids_tags_comments_entities_and_breaks_are_removed() {
        check("Active ^status-1", "Active");
        check("Active #integration/core #sap ^x", "Active");
        check("#active", "#active");
        check("Ticket #123", "Ticket #123");
        check("^only", "");
        check("R&amp;D &lt;team&gt; &#65;&#x42; &nbsp;x &bogus; AT&T", "R&D <team> AB x &bogus; AT&T");
        check("a<br>b<br/>c<BR />d", "a b c d");
        check("<b>bold</b> <span style=\"color:red\">red</span> <Customer>", "bold red <Customer>");
        check("Active %% ask Ana %%", "Active");
        check("Active <!-- ask --> now", "Active now");
        check("50 %% open", "50 %% open");
        check("\\[Name\\] a\\|b C:\\temp", "[Name] a|b C:\\temp");
        check("one\n  two\tthree\u{a0}four", "one two three four");
        check("\u{feff}a\u{200b}b\u{202e}c", "abc");
        check("مرحبا **بك**", "مرحبا بك");
        check("👩‍💻", "👩‍💻");
    }

    #[test]
    fn a_value_that_is_a_link_has_a_target() {
        let check = |input: &str, expected: Option<&str>| {
            assert_eq!(linkpath(input).as_deref(), expected, "{input:?}");
        };
        check("[[Team Orders]]", Some("Team Orders"));
        check(" **[[People/Ana#Role|Ana]]** ^id ", Some("People/Ana"));
        check("\"[[Team Orders]]\"", Some("Team Orders"));
        check("[[A\\|b]]", Some("A"));
        check("[[#Heading]]", None);
        check("[[|a]]", Some("|a"));
        check("[[A]] and [[B]]", None);
        check("[[A]]s", None);
        check("`[[A]]`", None);
        check("[[]]", None);
        check("[[", None);
        check("[the team](Team%20Orders.md)", Some("Team Orders.md"));
        check("[the team](<Team Orders.md> \"title\")", Some("Team Orders.md"));
        check("[a](../b.md#c)", Some("../b.md"));
        check("[a](https://example.com)", None);
        check("[a](mailto:x@example.com)", None);
        check("[a](b) [c](d)", None);
        check("[a](b", None);
        check("[Cafe\u{301}](Cafe\u{301}.md)", Some("Café.md"));
        check("[Platform Team]", None);
        check("Team Orders", None);
    }

    #[test]
    fn long_values_take_linear_time() {
        let hostile =
            ["[", "[[", "](", "`", "``` `", "*a ", "**", "_", "<", "<!--", "%%", "&", "\\", "~~a", "[^", "![["];
        for piece in hostile {
            let text = piece.repeat(100_000 / piece.len());
            plain(&text);
            linkpath(&text);
        }
        let ticks: String = (1..440).map(|n| "`".repeat(n) + " ").collect();
        assert_eq!(plain(&ticks), ticks.trim());
    }
}
