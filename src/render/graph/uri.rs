//! The address under which Obsidian opens a note.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a URI.
const URI: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Opens a file of a vault by their names.
pub(super) fn open(vault: &str, path: &str) -> String {
    let (vault, path) = (utf8_percent_encode(vault, URI), utf8_percent_encode(path, URI));
    format!("obsidian://open?vault={vault}&file={path}")
}
