//! The one place that decides whether a text can be the name of a system
//! (docs/spec/integrations.md#which-names-are-systems): for titles, arrows, tables, keys, prose and diagrams alike. It
//! sees the text alone; which systems the vault knows is decided by the vault-wide pass.

mod no_system;

use vaultdex_notes::text;

use self::no_system::{has_doubtful_lead, is_instruction, stands_for_none};
use crate::model::Origin;
use crate::normalize::{plain, strip_system_word};
use crate::vocabulary::decoration::is_decoration;
use crate::vocabulary::languages::phrases::{ENGLISH_DENIALS, OTHER_DENIALS, words_of};
use crate::vocabulary::system_words::{
    ACRONYMS, DENYING_SIGNS, DOCUMENT_WORDS, FOOTNOTE_SIGNS, LOWER_CASE_PROSE, PROSE, TITLE_LEADS,
};

/// The longest name of a system, in characters and words.
const LONGEST_NAME: usize = 48;
const MOST_WORDS: usize = 6;

/// The longest tag of a line break, in bytes: `<br class="x" />`.
const LONGEST_BREAK: usize = 32;

/// What a text can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The name of a system.
    Name,
    /// Prose, which may contain the name of a system.
    Prose,
    /// No system at all: `all modules`, `string`, an address.
    NoSystem,
}

/// Returns whether a plain text, freed of [remarks](without_remark), can be the name of a system.
pub(crate) fn judge(name: &str) -> Verdict {
    let name = name.trim();
    let lower = name.to_lowercase();
    let is_aside = name.starts_with('(') && name.ends_with(')');
    if is_aside || !name.contains(char::is_alphanumeric) || stands_for_none(name) || is_value(name) {
        return Verdict::NoSystem;
    }
    let n_chars = name.chars().count();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let ends_sentence = |word: &&str| word.len() > 3 && word.ends_with(['.', '!', '?']) || word.ends_with([';', ':']);
    let has_sentence = words.iter().rev().skip(1).any(ends_sentence) || name.ends_with(['.', '!', '?', ':', ';']);
    let is_sign = |it: char| !it.is_alphanumeric();
    let is_prose_word = |word: &&str| PROSE.contains(&word.trim_matches(is_sign));
    let is_lower_case_word = |word: &str| LOWER_CASE_PROSE.contains(&word.trim_matches(is_sign));
    let has_several_words = words.len() > 1;
    // In `SAP, later both ways` a part of the list is no name.
    let parts = || name.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    // `the-processor's listener`, but not `Lloyd's Bank`.
    let is_possessive = name.starts_with(char::is_lowercase) && (name.contains("'s ") || name.contains("’s "));
    let is_no_list = || name.contains([',', ';']) && parts().any(|part| judge(part) != Verdict::Name);
    // `the customer's phone`, `new orders of the day`: a name of three or more words has a capital letter.
    let is_lower_case = words.len() > 2 && !name.contains(|letter: char| letter.is_uppercase() || !letter.is_ascii());
    let is_prose = n_chars > LONGEST_NAME
        || words.len() > MOST_WORDS
        || has_sentence
        || has_several_words && words.iter().any(is_prose_word)
        || has_several_words && name.split_whitespace().any(is_lower_case_word)
        || has_several_words && (is_instruction(name).is_some() || denies(name))
        || is_lower_case
        || is_possessive
        || has_doubtful_lead(name)
        || name.contains(['=', '{', '}', '|', '\u{1a}'])
        || is_no_list();
    if is_prose { Verdict::Prose } else { Verdict::Name }
}

/// Whether a longer text denies or limits what it names, so that a known system in it need not be meant: `no longer SAP`,
/// `SAP instead of Oracle`, `SAP oder Oracle`.
pub fn denies(text: &str) -> bool {
    let written: Vec<&str> = words_of(text).collect();
    let lower: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
    let english = |(index, word): (usize, &&str)| if ACRONYMS.contains(word) { "" } else { lower[index].as_str() };
    let english: Vec<&str> = written.iter().enumerate().map(english).collect();
    // `Guidewire PAS` and `Shop Plus` are names: in other languages a capital is a sign of a word only at the beginning.
    let other = |(index, word): (usize, &&str)| {
        let mut letters = word.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase);
        let is_acronym = is_capital && !letters.any(char::is_lowercase);
        if is_capital && (index > 0 || is_acronym) { "" } else { lower[index].as_str() }
    };
    let other: Vec<&str> = written.iter().enumerate().map(other).collect();
    text.contains(DENYING_SIGNS)
        || ENGLISH_DENIALS.all_in(&english).next().is_some()
        || OTHER_DENIALS.all_in(&other).next().is_some()
        || OTHER_DENIALS.are_in_unspaced(text)
}

/// Whether a text is a value and not a name: an address, a path, a number, a date or an expression.
fn is_value(name: &str) -> bool {
    let starts = |lead: &str| name.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead));
    let is_address = name.contains("://") || starts("mailto:") || starts("www.");
    let is_path = !name.contains(' ')
        && (name.starts_with(['/', '.', '$', '#', '@']) || name.ends_with('/') || name.contains("()"));
    let is_site = !name.contains(' ') && name.split_once('/').is_some_and(|(site, _)| site.contains('.'));
    let is_file = is_site || !name.contains(' ') && name.rsplit_once('/').is_some_and(|(_, file)| file.contains('.'));
    let n_letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_number = n_letters == 0 || name.starts_with(|first: char| first.is_ascii_digit()) && n_letters < 3;
    is_address || is_path || is_file || is_number
}

/// Returns how certain it is that a value of a structured place names a system; `None` if it does not.
pub(crate) fn origin_of_stated(name: &str) -> Option<Origin> {
    match judge(name) {
        Verdict::Name => Some(Origin::Stated),
        Verdict::Prose => Some(Origin::Doubtful),
        Verdict::NoSystem => None,
    }
}

/// Whether a text may be a list of names. Cheap; [`list_of_names`] decides.
pub(crate) fn may_be_list(raw: &str) -> bool {
    raw.contains([',', ';', '、', '，', '；', '<']) || raw.contains(" / ")
}

/// Returns the parts of a list of names, `payslip, berthing (reads the bunk)`, as written. Empty unless all of them can
/// be names of systems: a list of sentences is none.
pub(crate) fn list_of_names(raw: &str) -> Vec<&str> {
    let parts = list_parts(without_outer_marks(raw));
    let verdict = |part: &&str| {
        let plain = plain(part);
        let name = without_remark(&plain);
        if name.split_whitespace().count() <= 4 { judge(name) } else { Verdict::Prose }
    };
    let verdicts: Vec<Verdict> = parts.iter().map(verdict).collect();
    let are_names = verdicts.contains(&Verdict::Name) && !verdicts.contains(&Verdict::Prose);
    if parts.len() > 1 && are_names { parts } else { Vec::new() }
}

/// Returns a text without emphasis around all of it: `**SendGrid / Post**`.
fn without_outer_marks(raw: &str) -> &str {
    let raw = raw.trim();
    let inner = ["**", "__", "*", "_"].iter().find_map(|mark| raw.strip_prefix(mark)?.strip_suffix(mark));
    inner.filter(|inner| !inner.contains(['*', '_'])).unwrap_or(raw)
}

/// Splits a text at commas, semicolons and line breaks outside parentheses, brackets and code.
fn list_parts(raw: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut in_code) = (Vec::new(), 0, 0_usize, false);
    let mut at = 0;
    while let Some(letter) = raw[at..].chars().next() {
        let mut next = at + letter.len_utf8();
        let length = match letter {
            ',' | ';' | '、' | '，' | '；' => letter.len_utf8(),
            '<' if raw[at..].get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
                raw[at..].bytes().take(LONGEST_BREAK).position(|it| it == b'>').map_or(0, |end| end + 1)
            }
            ' ' if raw[at..].starts_with(" / ") => 3,
            _ => 0,
        };
        match letter {
            '`' => in_code = !in_code,
            '(' | '[' if !in_code => depth += 1,
            ')' | ']' if !in_code => depth = depth.saturating_sub(1),
            _ if length > 0 && depth == 0 && !in_code => {
                parts.push(&raw[start..at]);
                next = at + length;
                start = next;
            }
            _ => {}
        }
        at = next;
    }
    parts.push(&raw[start..]);
    let parts = parts.into_iter().map(str::trim).map(|part| part.strip_prefix("and ").unwrap_or(part).trim_start());
    parts.map(without_half_of_marks).filter(|part| !part.is_empty()).collect()
}

/// Returns a part of a list whose emphasis encloses several parts, `**SendGrid / Post** (mail)`, without the mark.
fn without_half_of_marks(part: &str) -> &str {
    match part.split_once("**") {
        Some(("", rest)) if !rest.contains("**") => rest.trim_start(),
        Some((head, rest)) if !rest.contains("**") => head.trim_end(),
        _ => part,
    }
}

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

/// Returns the name of a system on one side of an arrow in a title or sentence, without the words of the title that are
/// not part of it: `Depot` for the right side `Depot item import`, `Ledger` for the left side `Field Mapping — Ledger`.
pub(crate) fn nearest_name(side: &str, is_right: bool) -> &str {
    const MARKS: [&str; 6] = [": ", "：", " – ", " — ", " - ", " | "];
    let side = without_remark(side);
    let nearest = |side, mark| match is_right {
        true => str::split(side, mark).next().unwrap_or(side),
        false => str::rsplit(side, mark).next().unwrap_or(side),
    };
    let part = strip_system_word(MARKS.into_iter().fold(side, nearest).trim());
    if is_right { without_trailing_words(part) } else { without_leading_words(part) }
}

/// Whether a word says what kind of note a title heads.
fn is_document_word(word: &str) -> bool {
    let word = word.trim_matches(|it: char| !it.is_alphanumeric());
    DOCUMENT_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns a text without words for the kind of the note and words in lower case at its end.
pub(crate) fn without_trailing_words(name: &str) -> &str {
    let mut name = name.trim_end();
    while let Some((rest, last)) = name.rsplit_once(' ') {
        let begins_capitalized = name.starts_with(|first: char| !first.is_lowercase());
        let is_lower_case = begins_capitalized && last.starts_with(|first: char| first.is_ascii_lowercase());
        if !is_document_word(last) && !is_lower_case {
            break;
        }
        name = rest.trim_end();
    }
    name
}

/// Returns a text without the words at its beginning that introduce a name: `Ledger` for `Sync from Ledger`.
fn without_leading_words(name: &str) -> &str {
    let lower = text::fold(name);
    let after = [" from ", " of ", " for "].iter().filter_map(|word| Some(lower.rfind(word)? + word.len())).max();
    let after = after.filter(|at| lower.len() == name.len() && name.is_char_boundary(*at)).unwrap_or(0);
    let name = name[after..].trim_start();
    let lead = TITLE_LEADS.iter().find_map(|lead| {
        let (head, rest) = name.split_at_checked(lead.len())?;
        (head.eq_ignore_ascii_case(lead) && rest.starts_with(' ')).then(|| rest.trim_start())
    });
    lead.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_no_sentence() {
        let check = |name: &str, expected: Verdict| assert_eq!(judge(name), expected, "{name:?}");
        for name in [
            "Ledger",
            "SAP S/4HANA",
            "box-office",
            "web shop",
            "crewlist",
            "Berth Service",
            "店頭レジ丸",
            "Księga Główna",
            "E2E Hub",
            "Research and Development",
            "SAP (ECC)",
            "Kafka",
            "Order Service",
            "User Service",
            "SeeClickFix",
            "Vendor Portal",
            "External Tax Engine",
            "Todoist",
            "Todo App",
            "Step Functions",
            "Guidewire PAS",
            "Via Verde",
            "Allegro",
            "Shop, Depot",
            "Kasse Süd",
            "Lloyd's Bank",
            "monday.com",
            "Monday CRM",
        ] {
            check(name, Verdict::Name);
        }
        for prose in [
            "External system that receives events.",
            "Where a record is born",
            "the nightly export file",
            "Data is read from the ledger and written to the depot every night",
            "ID of the node it starts at",
            "the-processor's listener",
            "See Tickets",
            "Any.do",
            "Every.org",
            "Future Shop",
            "Teams",
            "Finance notification only",
            "maybe SAP",
            "SAP instead of Oracle",
            "later Snowflake",
            "SAP, later both ways",
            "Oracle and other systems",
            "SAP, see Shop",
            "Shop via MuleSoft",
            "früher Depot",
            "SAP oder Oracle",
            "Press Start",
            "❌ SAP",
        ] {
            check(prose, Verdict::Prose);
        }
        for other in [
            "-",
            "none yet",
            "All modules",
            "string",
            "https://api.example.com/v1",
            "/v1/orders",
            "42",
            "201",
            "various",
            "n/a",
            "manual upload",
            "Manual",
            "see Orders",
            "See note",
            "ditto",
            "unknown system",
            "3rd party",
            "third-party systems",
            "External partner",
            "Vendor",
            "User's browser",
            "Inbox of Finance",
            "alle Filialen",
            "alle Systeme",
            "diverse",
            "siehe oben",
            "Offen",
            "unbekannt",
            "tous les systèmes",
            "à définir",
            "voir ci-dessus",
            "varios",
            "por definir",
            "すべてのシステム",
            "hourly",
            "15 min",
            "Mondays",
            "planned",
            "decommissioned",
            "bidirectional",
            "täglich",
            "step 3",
            "Step 3",
            "click Save",
            "Ask the owner",
            "select an order",
            "TODO: Ask Ben",
            "todo",
            "not yet",
        ] {
            check(other, Verdict::NoSystem);
        }
    }

    #[test]
    fn a_text_may_deny_what_it_names() {
        for text in [
            "no longer SAP",
            "SAP, not Oracle",
            "never reaches SAP",
            "formerly Depot",
            "was Depot",
            "all except Depot",
            "Oracle instead of SAP",
            "maybe SAP",
            "Perhaps Depot",
            "SAP (replaced by Oracle)",
            "the former Depot",
            "previously Depot",
            "SAP, to decide",
            "undecided: SAP",
            "without SAP",
            "SAP OR Oracle",
            "it isn't SAP",
            "❌ SAP",
            "nicht SAP",
            "Früher Depot",
            "SAP statt Oracle",
            "SAP ohne Depot",
            "SAP oder Oracle",
            "ehemals SAP",
            "pas SAP",
            "ancien Depot",
            "tout sauf SAP",
            "SAP ou Oracle",
            "antes Depot",
            "todo excepto SAP",
            "sin SAP",
            "SAP o Oracle",
            "nie SAP",
            "без SAP",
            "SAP以外",
            "不再使用SAP",
        ] {
            assert!(denies(text), "{text:?}");
        }
        for text in [
            "",
            "the orders of the Depot",
            "Guidewire PAS",
            "Shop Plus",
            "IBM WAS",
            "O'Reilly Depot",
            "Order Service",
            "notes of the Depot",
            "Norway Depot, orders and stock",
            "SAP für Bestellungen",
        ] {
            assert!(!denies(text), "{text:?}");
        }
        for piece in ["no ", "o", "nicht", "❌", "peut ", "-", "не"] {
            denies(&piece.repeat(100_000 / piece.len()));
        }
    }

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

    #[test]
    fn a_side_of_an_arrow_is_the_name_next_to_it() {
        let check =
            |side: &str, is_right: bool, expected: &str| assert_eq!(nearest_name(side, is_right), expected, "{side:?}");
        check("Field Mapping — Ledger", false, "Ledger");
        check("Depot item import", true, "Depot");
        check("Wickhouse Ledger NXT Field Mapping", true, "Wickhouse Ledger NXT");
        check("Sync from Ledger", false, "Ledger");
        check("Purseline: fields", true, "Purseline");
        check("Depot", true, "Depot");
        check("orders feed", true, "orders");
    }
}
