//! Names of systems: the rule for what a system is called, and the key under which two spellings name the same system
//! (docs/spec/integrations.md#system-names). Does not know which systems a vault has.

use vaultdex_notes::text;

use super::text::{linkpath, plain};

/// The words that mark a name as that of a system without being part of it.
const SYSTEM_WORDS: [&str; 4] = ["system", "application", "app", "service"];

/// Returns the name of a system as a Markdown value states it: for a link the base name of its target (the alias is for
/// display only), otherwise the text without emphasis; in both cases without a [word for "system"](strip_system_word).
pub fn system_name(raw: &str) -> String {
    match linkpath(raw) {
        Some(path) => linked_system(&path).to_owned(),
        None => strip_system_word(&plain(raw)).to_owned(),
    }
}

/// Returns the name of the system that a linkpath leads to.
pub fn linked_system(path: &str) -> &str {
    // In `[[System - SAP S/4HANA]]` the slash is part of the name and does not separate folders.
    let is_whole_name = strip_prefix_word(path).is_some();
    strip_system_word(if is_whole_name { path.strip_suffix(".md").unwrap_or(path) } else { base_name(path) })
}

/// Returns a plain name without the word that marks it as that of a system: `SAP` for `System - SAP`, `App: SAP`
/// and `SAP (System)`. A name that would be empty without the word stays as it is.
pub fn strip_system_word(name: &str) -> &str {
    let mut name = name.trim();
    while let Some(stripped) = strip_prefix_word(name).or_else(|| strip_suffix_word(name)) {
        name = stripped;
    }
    name
}

/// Returns what follows `System - ` and the like. Only a colon, or a dash with white space on at least one side, ends
/// the word: `Service-Now` is a name, and so is `System-SAP`.
fn strip_prefix_word(name: &str) -> Option<&str> {
    SYSTEM_WORDS.iter().find_map(|word| {
        let (head, rest) = name.split_at_checked(word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        let separator = rest.trim_start();
        let has_blank_before = separator.len() < rest.len();
        let rest_of_name = match separator.strip_prefix([':', '：']) {
            Some(rest_of_name) => rest_of_name,
            None => {
                let rest_of_name = separator.trim_start_matches(is_dash);
                let is_dashed = rest_of_name.len() < separator.len();
                let is_apart = has_blank_before || rest_of_name.starts_with(char::is_whitespace);
                // `System -> SAP` is an arrow.
                Some(rest_of_name).filter(|rest_of_name| is_dashed && is_apart && !rest_of_name.starts_with('>'))?
            }
        };
        Some(rest_of_name.trim()).filter(|name| !name.is_empty())
    })
}

/// Whether a file name says that the note is about one system: `System - SAP`.
pub(crate) fn has_system_prefix(name: &str) -> bool {
    let is_system = name.get(.."system".len()).is_some_and(|word| word.eq_ignore_ascii_case("system"));
    is_system && strip_prefix_word(name).is_some()
}

/// Returns what precedes ` (System)` and the like.
fn strip_suffix_word(name: &str) -> Option<&str> {
    let (head, word) = name.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let is_word = SYSTEM_WORDS.iter().any(|known| word.trim().eq_ignore_ascii_case(known));
    let name = Some(head.trim()).filter(|name| !name.is_empty())?;
    (is_word && head.ends_with(char::is_whitespace)).then_some(name)
}

/// Whether a character is a dash: hyphen-minus, any of the dashes from hyphen to horizontal bar, or the minus sign.
fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Returns the name of the note that a linkpath leads to.
pub fn base_name(path: &str) -> &str {
    let base = path.rsplit('/').next().unwrap_or(path);
    base.strip_suffix(".md").unwrap_or(base)
}

/// Splits a value into the link at its start and the remark after it, including the sign that introduces the remark:
/// `[[SAP]] (FI module)`, `[[SAP]] – the ledger`. `None` if a word follows that may belong to the name, and if the
/// value is only a link.
pub fn link_and_rest(raw: &str) -> Option<(&str, &str)> {
    const MARKS: [&str; 4] = ["***", "**", "__", "*"];
    let text = raw.trim();
    let mark = MARKS.into_iter().find(|mark| text.starts_with(mark)).unwrap_or_default();
    let inner = text[mark.len()..].strip_prefix('[').map(|_| &text[mark.len()..])?;
    let end = mark.len() + link_length(inner)?;
    let end = if text[end..].starts_with(mark) { end + mark.len() } else { end };
    let (link, rest) = text.split_at(end);
    let sign = rest.trim_start();
    let is_apart = sign.len() < rest.len();
    let is_sign = match sign.chars().next()? {
        '(' | ':' | '–' | '—' | '|' => true,
        '-' => is_apart && !sign.starts_with("->") && !sign.starts_with("--"),
        _ => sign.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")),
    };
    // A second link is another name.
    let is_one = memchr::memmem::find(rest.as_bytes(), b"[[").is_none()
        && memchr::memmem::find(rest.as_bytes(), b"](").is_none();
    (is_sign && is_one && linkpath(link).is_some()).then_some((link, rest))
}

/// Returns the key under which two spellings name the same system: the [word key](word_key) of the name without a
/// [word for "system"](strip_system_word). The key of a name without any word is the name itself in lower case.
pub fn system_key(name: &str) -> String {
    let name = strip_system_word(name);
    // Most names are words with one blank between, and only their case changes.
    if text::is_plain_words(name) {
        return name.to_ascii_lowercase();
    }
    let key = word_key(name);
    if key.is_empty() { text::link_key(name.trim()) } else { key }
}

/// Returns the words of a name, its runs of letters, digits and marks, in lower case with one blank between. Empty for
/// a name without any.
pub fn word_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    push_word_key(name, &mut key);
    key
}

/// Appends the [word key](word_key) of a name to `key`.
pub fn push_word_key(name: &str, key: &mut String) {
    let start = key.len();
    let is_between = |letter: char| !text::is_word_char(letter) || letter == '_';
    for word in text::nfc(name).split(is_between).filter(|word| !word.is_empty()) {
        if key.len() > start {
            key.push(' ');
        }
        key.push_str(word);
    }
    if key[start..].is_ascii() {
        key[start..].make_ascii_lowercase();
    } else {
        // The key is converted as a whole because the lower case of a letter may depend on its neighbors.
        let lower = key[start..].to_lowercase();
        key.truncate(start);
        key.push_str(&lower);
    }
}

/// Whether a value contains a separator of several names. Cheap; [`split_names`] decides.
pub fn may_be_names(raw: &str) -> bool {
    let is_and = |five: &[u8]| five[0] == b' ' && five.eq_ignore_ascii_case(b" and ");
    let is_between_links = |byte: u8| matches!(byte, b'/' | b'+') && raw.contains("]]");
    raw.bytes().any(|byte| matches!(byte, b',' | b';' | b'&' | b'<') || is_between_links(byte))
        || raw.as_bytes().windows(5).any(is_and)
}

/// Returns the systems that a value names, each as written and trimmed; none for a blank value. There are several only
/// if `,`, `;`, `&`, ` and ` or `<br>` separates parts each of which is a link or has a [`system_name`] that is known,
/// so that `Research and Development` is one.
pub fn split_names<'a>(raw: &'a str, is_known: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    let whole = raw.trim();
    if whole.is_empty() {
        return Vec::new();
    }
    let parts = parts(whole);
    let is_link = |part: &&str| linkpath(part).is_some() || link_and_rest(part).is_some();
    let is_system = |part: &&str| is_link(part) || is_known(&system_name(part));
    if parts.len() > 1 && parts.iter().all(is_system) {
        return parts;
    }
    // A slash may be part of a name; between links it is a separator.
    if whole.matches("[[").count() > 1 && whole.contains(['/', '+']) {
        let mut pieces = whole.split_inclusive("]]");
        let first = pieces.next().map(str::trim);
        let rest = pieces.map(|piece| piece.trim_start().strip_prefix(['/', '+']).map(str::trim));
        let links: Option<Vec<&str>> = std::iter::once(first).chain(rest).collect();
        if let Some(links) = links.filter(|links| links.iter().all(|part| linkpath(part).is_some())) {
            return links;
        }
    }
    vec![whole]
}

/// Returns the parts of a text between possible separators of names. Separators inside links do not count.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        // A link is skipped as a whole. Brackets that are not closed are ordinary characters.
        let is_link = rest.starts_with("[[") || rest.starts_with('[') && !text[..at].ends_with('[');
        if is_link && let Some(length) = link_length(rest) {
            at += length;
        } else if let Some(length) = separator(rest) {
            parts.push(text[start..at].trim());
            at += length;
            start = at;
        } else {
            // Separators and links begin with ASCII characters, so the text up to the next such byte can be skipped.
            let is_sign = |byte: &u8| matches!(byte, b' ' | b',' | b';' | b'&' | b'<' | b'[');
            at += 1 + rest.bytes().skip(1).take_while(|byte| !is_sign(byte)).count();
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The maximum length of a link in bytes, which bounds the cost of unclosed brackets.
const MAX_LINK_LENGTH: usize = 1024;

/// Returns the length of the link at the start of a text.
fn link_length(rest: &str) -> Option<usize> {
    let near = &rest.as_bytes()[..rest.len().min(MAX_LINK_LENGTH)];
    if rest.starts_with("[[") {
        return memchr::memmem::find(near, b"]]").map(|end| end + 2);
    }
    let middle = memchr::memmem::find(near, b"](")?;
    memchr::memchr(b')', &near[middle..]).map(|end| middle + end + 1)
}

/// Returns the length of the separator of names at the start of a text.
fn separator(rest: &str) -> Option<usize> {
    let first = *rest.as_bytes().first()?;
    match first {
        b',' | b';' => Some(1),
        b'&' if rest.starts_with("&amp;") => Some(5),
        // Any other entity is an ordinary character.
        b'&' => (!rest[1..].starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '#')).then_some(1),
        b' ' => rest.get(..5).filter(|word| word.eq_ignore_ascii_case(" and ")).map(str::len),
        b'<' if rest.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
            let near = &rest.as_bytes()[..rest.len().min(8)];
            memchr::memchr(b'>', near).map(|end| end + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_link_syntax_emphasis_or_word_for_system() {
        let check = |input: &str, expected: &str| assert_eq!(system_name(input), expected, "{input:?}");
        check("Salesforce", "Salesforce");
        check("**`Salesforce`**", "Salesforce");
        check("[[Systems/Salesforce|SFDC]]", "Salesforce");
        check("[SFDC](Systems/SAP%20S4HANA.md)", "SAP S4HANA");
        check("[[System - Billing]]", "Billing");
        check("[[System - SAP S/4HANA|the ERP]]", "SAP S/4HANA");
        check("[[Systems/System - SAP]]", "SAP");
        check("System: Billing", "Billing");
        check("Application – Web Shop", "Web Shop");
        check("App:Shop", "Shop");
        check("service - Mail", "Mail");
        check("Service-Now", "Service-Now");
        check("System-SAP", "System-SAP");
        check("System–SAP", "System–SAP");
        check("ServiceNow", "ServiceNow");
        check("System", "System");
        check("System -", "System -");
        check("System -> SAP", "System -> SAP");
        for prefix in
            ["System - ", "System – ", "System — ", "system -", "System- ", "System:", "APP : ", "Service −− "]
        {
            check(&format!("{prefix}SAP"), "SAP");
            check(&format!("[[{prefix}SAP]]"), "SAP");
        }
        check("SAP (System)", "SAP");
        check("System — SAP (app)", "SAP");
        check("[[Systems/SAP (System)]]", "SAP");
        check("System: App: SAP", "SAP");
        check("SAP (App) (System)", "SAP");
        check("SAP (Systems)", "SAP (Systems)");
        check("SAP(System)", "SAP(System)");
        check("(System)", "(System)");
        check("System (Application)", "System");
        check("Apple - Music", "Apple - Music");
        check("SAP S/4HANA ^x", "SAP S/4HANA");
        check("نظام", "نظام");
        check("", "");
    }

    #[test]
    fn text_after_a_link_and_a_sign_is_its_remark() {
        let check =
            |input: &str, expected: Option<(&str, &str)>| assert_eq!(link_and_rest(input), expected, "{input:?}");
        check("[[SAP]] (FI module)", Some(("[[SAP]]", " (FI module)")));
        check("[[SAP|ERP]] – ledger", Some(("[[SAP|ERP]]", " – ledger")));
        check("**[[SAP]]**: ledger", Some(("**[[SAP]]**", ": ledger")));
        check("[SAP](Systems/SAP.md) - ledger", Some(("[SAP](Systems/SAP.md)", " - ledger")));
        check("[[SAP]]<br>on premise", Some(("[[SAP]]", "<br>on premise")));
        for other in [
            "[[SAP]], Ben",
            "[[SAP]] (x), [[Mule]] (y)",
            "[[DWH]] - [[Lake]]",
            "[[SAP]]",
            "[[SAP]] ERP",
            "[[SAP]]-like",
            "[[SAP]] -> [[X]]",
            "SAP (x)",
            "[x] (y)",
            "[[",
            "",
        ] {
            check(other, None);
        }
        for piece in ["[", "[[", "[](", "**[["] {
            link_and_rest(&piece.repeat(100_000 / piece.len()));
        }
    }

    #[test]
    fn a_key_is_the_words_of_a_name_without_a_word_for_system() {
        let check = |input: &str, expected: &str| assert_eq!(system_key(input), expected, "{input:?}");
        check("Salesforce CRM", "salesforce crm");
        check("  SAP-S/4HANA ", "sap s 4hana");
        check("web_shop", "web shop");
        check("ÉTÉ", "été");
        check("E\u{301}té", "été");
        check("日本 システム", "日本 システム");
        check("🎉", "🎉");
        check("", "");
        check("System — SAP S/4HANA", "sap s 4hana");
        check("SAP (System)", "sap");
        check("Service-Now", "service now");
        check("Now", "now");
    }

    #[test]
    fn value_is_split_only_if_all_parts_are_systems() {
        let known = |name: &str| ["SAP", "Web Shop", "AT&T"].contains(&name);
        let check = |input: &str, expected: &[&str]| assert_eq!(split_names(input, &known), expected, "{input:?}");
        check("SAP", &["SAP"]);
        check("SAP, Web Shop", &["SAP", "Web Shop"]);
        check("**SAP** and [[Kafka]]", &["**SAP**", "[[Kafka]]"]);
        check("SAP; Web Shop & [[Kafka, the bus]]", &["SAP", "Web Shop", "[[Kafka, the bus]]"]);
        check("SAP, Web Shop, and [[Kafka]]", &["SAP", "Web Shop", "[[Kafka]]"]);
        check("SAP<br>Web Shop<br/>[K](Kafka.md)", &["SAP", "Web Shop", "[K](Kafka.md)"]);
        check("SAP &amp; Web Shop", &["SAP", "Web Shop"]);
        check("SAP, Salesforce", &["SAP, Salesforce"]);
        check("Research and Development", &["Research and Development"]);
        check("AT&T", &["AT&T"]);
        check("[[A]] / [[B]]", &["[[A]]", "[[B]]"]);
        check("[[A/C]]/[[B|b / c]]", &["[[A/C]]", "[[B|b / c]]"]);
        check("[[A]] / B", &["[[A]] / B"]);
        check("[[a/A]] [[b/B]]", &["[[a/A]] [[b/B]]"]);
        check("[[A]] (x), [[B]] (y)", &["[[A]] (x)", "[[B]] (y)"]);
        check("SAP,", &["SAP,"]);
        check(",", &[","]);
        check("[[A, [[B]]", &["[[A, [[B]]"]);
        check(" ", &[]);
        for piece in [",", "[", "[[", "&", " and ", "<br", "[]("] {
            split_names(&piece.repeat(100_000 / piece.len()), &known);
        }
    }
}
