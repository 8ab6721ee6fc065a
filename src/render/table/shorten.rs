//! Texts that are too long for their place.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::render::wrap::fitting_start;

/// Shortens a text to a width, behind a word if that leaves more than half of it; `…` stands for the rest.
pub fn shorten(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let kept = fitting_start(text, width.saturating_sub(1));
    let is_between_words = text[kept.len()..].starts_with(' ');
    let kept = match kept.rfind(' ').map(|space| kept[..space].trim_end()) {
        Some(words) if !is_between_words && words.width() * 2 > width => words,
        _ => kept.trim_end_matches([' ', '.', ',', ':', ';']),
    };
    Cow::Owned(format!("{kept}…"))
}

/// Shortens a path to a width: first the folders are left out, from the vault on, then the name is shortened. The number
/// of a line behind it stays.
pub fn shorten_path(path: &str, width: usize) -> Cow<'_, str> {
    if path.width() <= width {
        return Cow::Borrowed(path);
    }
    if let Some((place, line)) = path.rsplit_once(':').filter(|(_, line)| line.parse::<u32>().is_ok()) {
        let place = shorten_path(place, width.saturating_sub(line.len() + 1));
        return Cow::Owned(format!("{place}:{line}"));
    }
    let mut folders = path.match_indices('/').map(|(at, _)| &path[at..]);
    match folders.find(|rest| rest.width() < width) {
        Some(rest) => Cow::Owned(format!("…{rest}")),
        None => match path.rsplit_once('/') {
            Some((_, name)) => Cow::Owned(format!("…/{}", shorten(name, width.saturating_sub(2)))),
            None => shorten(path, width),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_behind_a_word() {
        let check = |text: &str, width: usize, expected: &str| {
            let short = shorten(text, width);
            assert_eq!(short, expected);
            assert!(short.width() <= width);
        };
        check("fits", 4, "fits");
        check("Orders to the ERP", 12, "Orders to…");
        check("Orders to the ERP", 11, "Orders to…");
        check("Orders to the ERP", 10, "Orders to…");
        check("Orders to the ERP", 9, "Orders…");
        check("Warehouseorders", 8, "Warehou…");
        check("a Warehouseorder", 8, "a Wareh…");
        check("日本語日本語", 6, "日本…");
        check("⚠️ ⚠️ ⚠️", 7, "⚠️ ⚠️…");
        check("x", 1, "x");
        check("xy", 1, "…");
    }

    #[test]
    fn paths_lose_their_folders_first() {
        let check = |path: &str, width: usize, expected: &str| {
            let short = shorten_path(path, width);
            assert_eq!(short, expected);
            assert!(short.width() <= width);
        };
        check("a/b/Orders.md", 13, "a/b/Orders.md");
        check("a/b/Orders.md", 12, "…/Orders.md");
        check("20 Integrations/Finance/Orders.md", 20, "…/Finance/Orders.md");
        check("20 Integrations/Finance/Orders.md", 12, "…/Orders.md");
        check("20 Integrations/Orders to the ERP.md", 12, "…/Orders to…");
        check("Orders to the ERP.md", 12, "Orders to…");
        check("20 Integrations/Orders to the ERP.md:17", 15, "…/Orders to…:17");
        check("20 Integrations/Orders.md:7", 14, "…/Orders.md:7");
    }
}
