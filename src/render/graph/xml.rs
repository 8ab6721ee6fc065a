//! What the formats that are XML share. quick-xml writes it; which characters XML knows is said here.

use std::borrow::Cow;
use std::io::{self, Write};

pub(super) use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

/// A writer behind the declaration that every document begins with.
pub(super) fn document(out: &mut dyn Write) -> io::Result<Writer<&mut dyn Write>> {
    let mut writer = Writer::new_with_indent(out, b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// The text with U+FFFD in place of what an XML 1.0 document may not hold, not even as an entity. Line breaks and tabs
/// become blanks: in an attribute a reader would make them so.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
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
    fn what_xml_does_not_know_is_replaced() {
        let check = |text: &str, expected: &str| assert_eq!(legal(text), expected);
        check("Größe <&> 🎉", "Größe <&> 🎉");
        check("a\0b\u{1b}c\u{ffff}\u{7f}\u{85}", "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}\u{fffd}");
        check("a\tb\r\nc", "a b  c");
    }
}
