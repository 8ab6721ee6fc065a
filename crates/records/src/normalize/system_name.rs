//! Names of systems (spec/integrations.md a.5).

use vaultdex_notes::text;

use super::text::{linkpath, plain};

/// The name of a system as a value states it: of a link the target's base name (its alias is for display only), without
/// emphasis and without a lead such as `System - `.
pub fn system_name(raw: &str) -> String {
    match linkpath(raw) {
        Some(path) => linked_system(&path).to_owned(),
        None => without_lead(&plain(raw)).to_owned(),
    }
}

/// The name of a system that a linkpath leads to.
pub fn linked_system(path: &str) -> &str {
    // A slash in a name that begins so parts no folders: `[[System - SAP S/4HANA]]`.
    let has_lead = without_lead(path) != path;
    without_lead(if has_lead { path.strip_suffix(".md").unwrap_or(path) } else { base_name(path) })
}

/// What a note is called that a linkpath leads to.
pub fn base_name(path: &str) -> &str {
    let base = path.rsplit('/').next().unwrap_or(path);
    base.strip_suffix(".md").unwrap_or(base)
}

/// The link that a value begins with and what is said of it behind a sign, as `[[SAP]] (FI module)` and `[[SAP]] – the
/// ledger` do: the link, and the rest with its sign. `None` where a word follows that may belong to the name, and where the
/// value is the link and nothing else.
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

/// The name without `System - ` and the like. A hyphen within a word, as in `Service-Now`, ends no lead.
pub(crate) fn without_lead(name: &str) -> &str {
    for lead in ["system", "application", "app", "service"] {
        let Some((head, rest)) = name.split_at_checked(lead.len()) else { continue };
        if !head.eq_ignore_ascii_case(lead) {
            continue;
        }
        let sign = rest.trim_start();
        let Some(behind) = sign.strip_prefix(['-', '–', '—', ':']) else { continue };
        let is_parted = sign.len() < rest.len() || behind.starts_with(char::is_whitespace) || !sign.starts_with('-');
        if is_parted && !behind.trim().is_empty() {
            return behind.trim();
        }
    }
    name
}

/// The key under which two spellings of a system's name are the same: its words, lower-cased, with one blank between; for
/// a name without any word the name itself.
pub fn system_key(name: &str) -> String {
    let lower = if name.is_ascii() { name.to_ascii_lowercase() } else { text::link_key(name) };
    // Most names are words with one blank between, and are their own key.
    if text::is_words(&lower) {
        return lower;
    }
    let is_between = |letter: char| !text::is_word_char(letter) || letter == '_';
    let mut key = String::with_capacity(lower.len());
    for word in lower.split(is_between).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    if key.is_empty() { lower.trim().to_owned() } else { key }
}

/// Whether a value has a sign in it that may part several names: a cheap look.
pub fn may_be_names(raw: &str) -> bool {
    let is_and = |five: &[u8]| five[0] == b' ' && five.eq_ignore_ascii_case(b" and ");
    let is_between_links = |byte: u8| matches!(byte, b'/' | b'+') && raw.contains("]]");
    raw.bytes().any(|byte| matches!(byte, b',' | b';' | b'&' | b'<') || is_between_links(byte))
        || raw.as_bytes().windows(5).any(is_and)
}

/// The systems that a value names: several only where `,`, `;`, `&`, ` and ` or `<br>` part it and every part is a link or
/// has a name (as [`system_name`] gives it) that `is_known`, so that `Research and Development` stays one. Each as
/// written, trimmed; none for a blank value.
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
    // A slash is as often part of a name as it stands between two: between links it is the latter.
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

/// What stands between the signs that may part names; signs within a link part nothing.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        // Links are stepped over; where the closing brackets are missing, they are letters like others.
        let is_link = rest.starts_with("[[") || rest.starts_with('[') && !text[..at].ends_with('[');
        if is_link && let Some(length) = link_length(rest) {
            at += length;
        } else if let Some(length) = separator(rest) {
            parts.push(text[start..at].trim());
            at += length;
            start = at;
        } else {
            // All that may part names or begin a link is ASCII: what lies before the next such sign is passed over.
            let is_sign = |byte: &u8| matches!(byte, b' ' | b',' | b';' | b'&' | b'<' | b'[');
            at += 1 + rest.bytes().skip(1).take_while(|byte| !is_sign(byte)).count();
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The longest that a link's text reaches, in bytes.
const LONGEST: usize = 1024;

fn link_length(rest: &str) -> Option<usize> {
    let near = &rest.as_bytes()[..rest.len().min(LONGEST)];
    if rest.starts_with("[[") {
        return memchr::memmem::find(near, b"]]").map(|end| end + 2);
    }
    let middle = memchr::memmem::find(near, b"](")?;
    memchr::memchr(b')', &near[middle..]).map(|end| middle + end + 1)
}

/// Length of the sign that a text begins with and that may part names.
fn separator(rest: &str) -> Option<usize> {
    let first = *rest.as_bytes().first()?;
    match first {
        b',' | b';' => Some(1),
        b'&' if rest.starts_with("&amp;") => Some(5),
        // Any other entity is a letter.
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
    fn a_name_is_bare_of_link_marks_and_lead() {
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
        check("ServiceNow", "ServiceNow");
        check("System", "System");
        check("System -", "System -");
        check("Apple - Music", "Apple - Music");
        check("SAP S/4HANA ^x", "SAP S/4HANA");
        check("نظام", "نظام");
        check("", "");
    }

    #[test]
    fn what_follows_a_link_behind_a_sign_is_said_of_it() {
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
    fn a_key_is_the_words_of_a_name() {
        let check = |input: &str, expected: &str| assert_eq!(system_key(input), expected, "{input:?}");
        check("Salesforce CRM", "salesforce crm");
        check("  SAP-S/4HANA ", "sap s 4hana");
        check("web_shop", "web shop");
        check("ÉTÉ", "été");
        check("E\u{301}té", "été");
        check("日本 システム", "日本 システム");
        check("🎉", "🎉");
        check("", "");
    }

    #[test]
    fn a_value_is_several_systems_only_where_all_parts_are() {
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
