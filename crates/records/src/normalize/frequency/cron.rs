//! Cron expressions.

use crate::normalize::options::{after_term, remark};

/// Returns a cron expression of five or six fields, or a nickname such as `@daily`.
pub(super) fn parse_cron(text: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "*/,-?#".contains(letter);
    let text = after_term(text, "cron").map_or(text, |end| remark(&text[end..])).trim_matches('`');
    if text.len() > 100 || !text.contains(['*', '@', '?']) {
        return None;
    }
    if ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@reboot"].contains(&text) {
        return Some(text.to_owned());
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_field = |field: &&str| {
        let is_sign = field.contains(|letter: char| letter.is_ascii_digit() || letter == '*' || letter == '?');
        field.chars().all(is_part) && (is_sign || field.len() == 3 || field.contains(['-', ',']))
    };
    ((5..=6).contains(&fields.len()) && fields.iter().all(is_field)).then(|| fields.join(" "))
}
