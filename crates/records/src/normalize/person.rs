//! Whether a text can name people.

use super::text::plain;
use crate::vocabulary::contacts::{ATTRIBUTES, DATA_WORDS, FIELD_ENDS};

/// The longest text that can name people, in bytes, and the most words of one name.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 12;

/// Whether a value can name a person, a team or several (docs/spec/integrations.md#records). The name of a field
/// (`owner_id`), a list of attributes (`first name, mail`) and a text about data (`all contact properties`) cannot.
pub(crate) fn may_name_people(raw: &str) -> bool {
    // A link leads to a person, whatever it is called.
    if raw.contains("[[") || raw.contains("](") {
        return true;
    }
    let text = plain(raw);
    if text.len() > LONGEST {
        return false;
    }
    let parts: Vec<&str> = text.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let are_fields = !parts.is_empty() && parts.iter().all(|part| is_field(part));
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    // A team may be called after data: `Master Records Team`.
    let is_team = || words.iter().any(|word| matches!(*word, "team" | "desk" | "office" | "group" | "department"));
    let is_about_data = words.iter().any(|word| DATA_WORDS.contains(word)) && !is_team();
    let n_attributes = parts.iter().filter(|part| ATTRIBUTES.contains(&part.to_lowercase().as_str())).count();
    let are_attributes = parts.len() > 1 && n_attributes * 2 >= parts.len();
    !are_fields && !is_about_data && !are_attributes && words.len() <= MOST_WORDS.max(parts.len() * 5)
}

/// Whether a text is the name of a field: `owner_id`, `contact.email`.
fn is_field(text: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let end = text.rsplit(['_', '.']).next().unwrap_or_default();
    text.chars().all(is_part) && end.len() < text.len() && FIELD_ENDS.iter().any(|word| word.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_data_are_no_people() {
        for people in [
            "Ana Ruiz",
            "[[Team Orders]]",
            "[[Owner fields]]",
            "Finance Desk",
            "Master Records Team",
            "Ana Ruiz, Ben Sole",
            "ana.ruiz@example.com",
            "team_orders",
            "@oncall",
            "Ana Ruiz (orders), Ben Sole (stock), Cleo Tarn (prices and everything else that is sold)",
            "",
        ] {
            assert!(may_name_people(people), "{people:?}");
        }
        for data in [
            "All contact properties (default and custom)",
            "all owner fields",
            "owner_id",
            "`owner_id`",
            "`contact_id`, `contact_mail`",
            "first name, last name, mail",
            "name, colour",
            "contact.email",
            "We ask the person who was there last, and if nobody was there, the next one who comes",
        ] {
            assert!(!may_name_people(data), "{data:?}");
        }
        for piece in ["_", "a, ", "a_id, ", "`"] {
            may_name_people(&piece.repeat(100_000 / piece.len()));
        }
    }
}
