//! Indentation and markers of list items.

use vaultdex_notes::text::list_marker_len;

/// Returns the indentation of a line in columns, with tab stops every four columns, and the rest of the line.
pub(crate) fn indent(line: &str) -> (isize, &str) {
    let mut column = 0;
    for (offset, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return (column, &line[offset..]),
        }
    }
    (column, "")
}

/// Returns the text of a list item after its marker; a checkbox is part of the text. `None` if the line does not begin
/// a list item.
pub(crate) fn item_text(line: &str) -> Option<&str> {
    let rest = &line[list_marker_len(line)?..];
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}
