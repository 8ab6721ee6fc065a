//! Names of systems.

use super::plain;

/// The name of a system as a value states it (spec/integrations.md a.5): of a link the target's base name (its alias is
/// for display only), without emphasis and without a lead such as `System - `.
pub fn system_name(raw: &str) -> String {
    let name = match super::linkpath(raw) {
        Some(path) => {
            let base = path.rsplit('/').next().unwrap_or(&path);
            base.strip_suffix(".md").unwrap_or(base).to_owned()
        }
        None => plain(raw),
    };
    without_lead(&name).to_owned()
}

fn without_lead(name: &str) -> &str {
    for lead in ["system", "application", "app", "service"] {
        let Some((head, rest)) = name.split_at_checked(lead.len()) else { continue };
        let rest = rest.trim_start();
        if head.eq_ignore_ascii_case(lead) && rest.starts_with(['-', '–', ':']) {
            let bare = rest.trim_start_matches(['-', '–', ':']).trim_start();
            return if bare.is_empty() { name } else { bare };
        }
    }
    name
}

/// The key under which two spellings of a system's name are the same: its words, lower-cased, with one blank between.
pub fn system_key(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

/// The systems that a value names: several only where `,`, `;`, `&`, ` and ` or `<br>` part it and every part is a link or
/// a name that `is_known`, so that `Research and Development Hub` stays one. Each part trimmed, as written.
pub fn split_names<'a>(raw: &'a str, is_known: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    let whole = raw.trim();
    let parts: Vec<&str> = whole.split([',', ';', '&']).map(str::trim).collect();
    if parts.iter().all(|part| !part.is_empty() && (super::linkpath(part).is_some() || is_known(part))) {
        return parts;
    }
    vec![whole]
}
