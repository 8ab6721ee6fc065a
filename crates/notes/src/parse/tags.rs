//! Tags in inline text.

use std::ops::Range;

use crate::model::text::is_tag_char;

/// Finds the tags of an inline run, the text between two pieces of markup. A tag begins the run or follows white space
/// (docs/spec/obsidian.md#tags). The ranges are relative to `run` and begin at the `#`.
pub(crate) fn find(run: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let hash = from + run[from..].find('#')?;
            from = hash + 1;
            if !may_precede(&run[..hash]) {
                continue;
            }
            from += tag_len(&run[from..]);
            let name = &run[hash + 1..from];
            let name = name.trim_end_matches('/');
            if !name.is_empty() && !name.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some(hash..hash + 1 + name.len());
            }
        }
    })
}

/// Whether a tag may follow this text. `==` counts as markup: it begins a highlight, which the Markdown parser leaves
/// as text.
fn may_precede(before: &str) -> bool {
    before.chars().next_back().is_none_or(char::is_whitespace) || before.ends_with("==")
}

/// Returns the length in bytes of the tag characters that begin `text`.
fn tag_len(text: &str) -> usize {
    text.char_indices().find(|(_, letter)| !is_tag_char(*letter)).map_or(text.len(), |(end, _)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_begin_the_run_or_follow_white_space() {
        let check = |run: &str, expected: &[&str]| {
            let found: Vec<&str> = find(run).map(|range| &run[range]).collect();
            assert_eq!(found, expected, "{run:?}");
        };
        check("#a", &["#a"]);
        check("x #a/b-c_d #E", &["#a/b-c_d", "#E"]);
        check("x#a (#a) \"#a\" ,#a", &[]);
        check("#1 #12 #1a #y2024", &["#1a", "#y2024"]);
        check("#a/ #/ #//", &["#a"]);
        check("#a#b", &["#a"]);
        check("##a # a", &[]);
        check("#a, #b. #c: #d)", &["#a", "#b", "#c", "#d"]);
        check("#日本語 #тег #été", &["#日本語", "#тег", "#été"]);
        check("#，。x", &["#，。x"]);
        check("#👩\u{200d}💻 #🎉", &["#👩", "#🎉"]);
        check("#a\u{a0}b \u{3000}#c", &["#a", "#c"]);
        check("==#a== ==x #b==", &["#a", "#b"]);
        check("#", &[]);
    }
}
