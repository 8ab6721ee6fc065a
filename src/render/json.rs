//! JSON documents as they are printed (docs/spec/cli.md#json-documents).

use schemars::JsonSchema;
use serde::Serialize;

use super::terminal::is_unsafe_for_terminal;

/// A JSON document: the version of its shape, then what it says.
#[derive(Serialize, JsonSchema)]
pub struct Document<T> {
    schema_version: u32,
    #[serde(flatten)]
    content: T,
}

impl<T> Document<T> {
    /// Creates a document.
    pub fn new(content: T) -> Document<T> {
        Document { schema_version: 1, content }
    }
}

/// Serializes a JSON document for printing: indented, with a newline at the end.
pub fn document_text(document: &impl Serialize) -> String {
    // Strings, numbers and lists always serialize.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    escape_unsafe(text)
}

/// Replaces characters that JSON allows but that are unsafe on a terminal by equivalent `\u` escapes.
pub fn escape_unsafe(json: String) -> String {
    let mut text = String::new();
    let (mut copied, mut at) = (0, 0);
    // Almost everything is printable ASCII. Newlines occur only between tokens: within strings they are escaped
    // already.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    while let Some(plain) = json.as_bytes()[at..].iter().position(|byte| !is_plain(byte)) {
        at += plain;
        let letter = json[at..].chars().next().expect("an ASCII byte ends at a character boundary");
        if is_unsafe_for_terminal(letter) {
            text.push_str(&json[copied..at]);
            text.push_str(&format!("\\u{:04x}", letter as u32));
            copied = at + letter.len_utf8();
        }
        at += letter.len_utf8();
    }
    if copied == 0 {
        return json;
    }
    text.push_str(&json[copied..]);
    text
}
