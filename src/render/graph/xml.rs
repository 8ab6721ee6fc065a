//! Helpers of the XML-based formats: the document writer and the set of legal characters.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

/// A writer of XML elements.
pub(super) type Xml<'a> = Writer<&'a mut dyn Write>;

/// Writes the XML declaration and returns the writer of the document.
pub(super) fn document(out: &mut dyn Write) -> io::Result<Xml<'_>> {
    let mut writer = Writer::new_with_indent(out, b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// Writes what `draw` writes, in an SVG link if there is an address.
pub(super) fn linked(
    writer: &mut Xml,
    uri: Option<String>,
    draw: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    match uri {
        Some(uri) => writer.create_element("a").with_attribute(("href", &*uri)).write_inner_content(draw).map(|_| ()),
        None => draw(writer),
    }
}

/// Replaces characters that XML 1.0 does not allow, not even as entities, by U+FFFD. Line breaks and tabs become
/// spaces, as attribute value normalization would make them anyway.
pub(in crate::render) fn legal(text: &str) -> Cow<'_, str> {
    let is_legal = |letter: char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}');
    if text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().map(|letter| match letter {
        '\t' | '\n' | '\r' => ' ',
        _ if is_legal(letter) => letter,
        _ => '\u{fffd}',
    });
    Cow::Owned(letters.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_are_replaced() {
        let check = |text: &str, expected: &str| assert_eq!(legal(text), expected);
        check("Größe <&> 🎉", "Größe <&> 🎉");
        check("a\0b\u{1b}c\u{ffff}\u{7f}\u{85}", "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}\u{fffd}");
        check("a\tb\r\nc", "a b  c");
    }
}
