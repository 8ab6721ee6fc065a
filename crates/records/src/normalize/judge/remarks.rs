//! What is said about a name and is not part of it: `Hopper (ScaleHandler.java:12)`, `1. Shop`, `SAP¹`.

use super::verdict::{Verdict, judge};
use crate::vocabulary::decoration::is_decoration;
use crate::vocabulary::system_words::{DENYING_SIGNS, FOOTNOTE_SIGNS};

/// Returns a plain name without what is said about it: `Hopper` for `Hopper (ScaleHandler.java:12)`, `Oakum` for
/// `Oakum → reserves a slot` and for `the Oakum`. What may belong to the name stays: `SAP (ECC)`.
pub(crate) fn without_remark(name: &str) -> &str {
    let mut name = without_number(without_signs(name)).trim_matches(['"', '“', '”', '\'']).trim();
    for article in ["the ", "The ", "our ", "Our "] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    for arrow in ["→", "->", "=>", "⇒", "⟶"] {
        if let Some((head, rest)) = name.split_once(arrow)
            && !head.trim().is_empty()
            && head.ends_with(' ')
            && is_remark(rest)
        {
            name = head.trim_end();
        }
    }
    for dash in [" – ", " — ", " - ", ": "] {
        if let Some((head, rest)) = name.split_once(dash)
            && !head.trim().is_empty()
            && is_remark(rest)
        {
            name = head.trim_end();
        }
    }
    while let Some(head) = without_parenthesis(name) {
        name = head;
    }
    name.trim_end_matches([',', ';']).trim()
}

/// Returns a name without its number in a list: `1. Shop`.
fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_number = (1..4).contains(&(name.len() - rest.len()));
    let bare = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")).filter(|_| is_number);
    bare.map(str::trim_start).filter(|bare| bare.starts_with(char::is_alphabetic)).unwrap_or(name)
}

/// Returns a name without an emoji at its beginning or end, and without the sign of a footnote: `🟢 SAP`, `SAP¹`. Signs that
/// say more, arrows and crosses, stay.
fn without_signs(name: &str) -> &str {
    let is_arrow = |letter: char| matches!(letter, '\u{2190}'..='\u{21ff}' | '\u{2794}'..='\u{27bf}' | '\u{27f0}'..='\u{297f}' | '\u{2b05}'..='\u{2b0d}');
    let is_sign = |letter: char| is_decoration(letter) && !is_arrow(letter) && !DENYING_SIGNS.contains(&letter);
    let bare = name.trim_matches(is_sign);
    let without_footnote = bare.trim_end_matches(FOOTNOTE_SIGNS).trim_end();
    let bare = if without_footnote.contains('*') { bare } else { without_footnote };
    if bare.is_empty() { name.trim() } else { bare }
}

/// Returns a name without the parentheses at its end, if what they hold is a remark.
fn without_parenthesis(name: &str) -> Option<&str> {
    let inner = name.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let (head, inside) = (inner[..open].trim_end(), &inner[open + 1..]);
    let is_code = inside.contains(['/', ':', '.', '_', '`']) && !inside.contains("S/4");
    let first = inside.trim_start().chars().next()?;
    // `Claude (Push, optional)`
    let is_list = inside.contains(", ");
    (!head.is_empty()
        && (is_code || is_list || first.is_lowercase() || first.is_ascii_digit() || is_camel_case(inside)))
    .then_some(head)
}

/// Whether a text is the name of a class or function.
fn is_camel_case(text: &str) -> bool {
    let is_word = text.chars().all(char::is_alphanumeric) && text.len() > 5;
    let n_humps = text.as_bytes().windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    is_word && n_humps.count() > 0
}

/// Whether the text after a name and a sign says something about it and is not a part of it.
fn is_remark(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(|first: char| first.is_lowercase()) && rest.contains(' ') || judge(rest) == Verdict::Prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_not_part_of_a_name() {
        let check = |name: &str, expected: &str| assert_eq!(without_remark(name), expected, "{name:?}");
        check("Hopper (ScaleHandler)", "Hopper");
        check("Granary (granary/src/http/sacks.rs:56)", "Granary");
        check("Oakum → reserves a slot", "Oakum");
        check("Finebook (closes the fee; reads copyNo only)", "Finebook");
        check("SAP (ECC)", "SAP (ECC)");
        check("the Box Office", "Box Office");
        check("Depot - receives the counts", "Depot");
        check("Web Shop", "Web Shop");
        check("(remark)", "(remark)");
        check("🟢 SAP", "SAP");
        check("⚠️ Shop", "Shop");
        check("SAP ✅", "SAP");
        check("SAP¹", "SAP");
        check("SAP*", "SAP");
        check("1. Shop", "Shop");
        check("12) Shop", "Shop");
        check("1. 2.", "1. 2.");
        check("365 Finance", "365 Finance");
        check("→ SAP", "→ SAP");
        check("❌ SAP", "❌ SAP");
        check("🟢", "🟢");
    }
}
