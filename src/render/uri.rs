//! Percent-encoding and the `obsidian://` URI of a note.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All characters except the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes all characters except the unreserved ones.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Returns the URI that opens a file of a vault, named by its name or ID, in Obsidian, at the last of some headings, outermost first.
pub(super) fn open_in_obsidian(vault: &str, path: &str, headings: &[String]) -> String {
    format!("obsidian://open?vault={}&file={}", encode(vault), encode(&(path.to_owned() + &subpath(headings))))
}

/// Returns the URI that opens the file at an absolute path in Obsidian, at the last of some headings, outermost first.
pub(super) fn open_path_in_obsidian(path: &str, headings: &[String]) -> String {
    format!("obsidian://open?path={}", encode(&(path.to_owned() + &subpath(headings))))
}

/// Returns the headings as the end of a link.
fn subpath(headings: &[String]) -> String {
    // What separates headings, or is no part of a link to one, compares as a blank.
    headings.iter().map(|heading| format!("#{}", heading.replace(['#', '|', '^'], " "))).collect()
}
