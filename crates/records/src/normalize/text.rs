//! A value's text without what Markdown marks it up with, and where a value leads that is a link.

use std::borrow::Cow;

use vaultdex_notes::text;

use crate::normalize::fast_path::glance;
pub(crate) use crate::normalize::strip_markup::strip_markup;

/// The text of a value: emphasis, code marks, links' brackets, comments, struck-out text, block id, trailing tags, `<br>`
/// and `&amp;` off, white space as single blanks. Of a link stays what a reader sees.
pub fn plain(raw: &str) -> Cow<'_, str> {
    let text = unstruck(raw);
    // A value that is struck out as a whole is still the value's text.
    if text.is_empty() && raw.contains("~~") { Cow::Owned(strip_markup(raw, false)) } else { text }
}

/// As [`plain`], but nothing of a value that is struck out as a whole.
pub(crate) fn unstruck(raw: &str) -> Cow<'_, str> {
    glance(raw).text().map_or_else(|| Cow::Owned(strip_markup(raw, true)), Cow::Borrowed)
}

/// Where a value leads that is one link as a whole (`[[Team Orders|the team]]`, `[the team](Team%20Orders.md)`): the
/// linkpath, decoded, without heading or block. `None` for any other value and for links out of the vault.
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

/// The link that a value is as a whole, emphasis and quotes around it apart.
pub(crate) fn link(raw: &str) -> Option<WholeLink<'_>> {
    // Most values are none, and need no closer look.
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
        // What is left of the escaped pipe in `[[a\|b]]`.
        let target = target.strip_suffix('\\').unwrap_or(target).trim();
        return (!target.is_empty()).then_some(WholeLink::Wiki(target));
    }
    let shown = closing(text, b'[', b']')?;
    let rest = text[shown + 1..].strip_prefix('(')?;
    let destination = rest.strip_suffix(')')?;
    if closing(&text[shown + 1..], b'(', b')')? != rest.len() {
        return None;
    }
    let destination = destination.trim();
    let destination = match destination.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((inside, _)) => inside,
        None => destination.split_whitespace().next()?,
    };
    Some(WholeLink::Markdown(destination))
}

/// Where the bracket closes that a text begins with.
fn closing(text: &str, open: u8, close: u8) -> Option<usize> {
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

/// A value without what stands around it: blanks, block id, trailing tags, emphasis and quotes that open before it and
/// close behind it.
pub(crate) fn bare(raw: &str) -> &str {
    let mut text = without_tail(raw);
    // Most values begin with no mark, and need no closer look.
    while text.starts_with(['*', '_', '=', '~', '"', '\''])
        && let Some(inner) = ["**", "__", "==", "~~", "*", "_", "\"", "'"].iter().find_map(|mark| {
            let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
            // `**a** and **b**` is not emphasised as a whole.
            (!inner.contains(mark)).then_some(inner.trim())
        })
    {
        text = inner;
    }
    text
}

/// Where a part first stands in a text that it is likely to stand near the beginning of: to prepare a search costs more.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let Some(first) = part.as_bytes().first() else { return Some(0) };
    let starts = memchr::memchr_iter(*first, text.as_bytes());
    // What goes on for long is better prepared for.
    for at in starts.take(8) {
        if text.as_bytes()[at..].starts_with(part.as_bytes()) {
            return Some(at);
        }
    }
    memchr::memmem::find(text.as_bytes(), part.as_bytes())
}

/// Where two signs first stand next to each other in a text. Values are short: to prepare a search for words costs more
/// than this.
pub(crate) fn pair(text: &str, pair: &[u8; 2]) -> Option<usize> {
    text.as_bytes().windows(2).position(|two| two == pair)
}

/// Whether they do.
pub(crate) fn has_pair(text: &str, pair: &[u8; 2]) -> bool {
    self::pair(text, pair).is_some()
}

/// A value without block id and tags at its end (spec/integrations.md a.7, T18), trimmed. A value that is nothing but
/// tags stays.
pub(crate) fn without_tail(raw: &str) -> &str {
    let mut text = raw.trim();
    // Most values have neither, and need no closer look.
    if !text.bytes().any(|byte| matches!(byte, b'^' | b'#')) {
        return text;
    }
    loop {
        let start = text
            .rfind(char::is_whitespace)
            .map_or(0, |blank| blank + text[blank..].chars().next().map_or(1, char::len_utf8));
        let word = &text[start..];
        let is_block_id = word
            .strip_prefix('^')
            .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        let is_tag = word.strip_prefix('#').is_some_and(|tag| {
            tag.chars().all(text::is_tag_char) && tag.chars().any(|letter| !letter.is_ascii_digit())
        });
        if !(is_block_id || is_tag && start > 0) {
            return text;
        }
        text = text[..start].trim_end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(plain(input), expected, "{input:?}");
    }

    #[test]
    fn marks_are_taken_off_and_text_stays() {
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
    fn struck_text_goes_unless_it_is_all() {
        check("~~Ready for Testing~~ DEPRECATED", "DEPRECATED");
        check("~~Old~~", "Old");
        check("~~**Old**~~ ~~older~~", "Old older");
        check("~5 minutes", "~5 minutes");
        check("a ~~b ~~c~~ d~~ e", "a e");
    }

    #[test]
    fn of_links_stays_what_a_reader_sees() {
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
    fn block_ids_tags_comments_entities_and_breaks_go() {
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
    fn a_value_that_is_one_link_leads_somewhere() {
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
    fn any_length_of_anything_is_read_in_time() {
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
