//! The words of a vault that calls keys, headings and columns by other names than the tables do, and how it writes its
//! dates (spec/integrations.md T13 and a.5). A name that has a synonym is read as if its meaning stood there.

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};
use hashbrown::{HashMap, HashSet};

use super::canonical_name::{canonical_name, property_name};
use crate::integrations::declared_id;
use crate::model::{DateOrder, Wording};
use crate::{changelog, document, integrations};

/// A vault's own words, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// What each of the vault's names means, both in the form in which names are compared.
    meanings: HashMap<CompactString, CompactString>,
    /// Whether some of them are names of keys that hold an ID.
    pub(crate) has_names_of_ids: bool,
    /// Which of two numbers before a year is the day, where the vault says so.
    pub(crate) date_order: Option<DateOrder>,
}

impl Words {
    /// Takes the words as the settings have them. A meaning that nobody knows is a name like any other.
    pub fn new(wording: &Wording) -> Words {
        let mut meanings = HashMap::new();
        for (ours, meant) in &wording.synonyms {
            let meaning = known(meant).unwrap_or_else(|| canonical_name(meant));
            // A property may be written as programmers do: `quellSystem`.
            for ours in [property_name(ours), canonical_name(ours)].into_iter().filter(|ours| !ours.is_empty()) {
                meanings.insert(ours, meaning.clone());
            }
        }
        let has_names_of_ids = meanings.values().any(|meaning| declared_id::MEANINGS.contains(&meaning.as_str()));
        Words { meanings, has_names_of_ids, date_order: wording.date_order }
    }

    /// Whether the vault has no names of its own.
    pub(crate) fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// A name as written, in the form in which names are compared, or what it means.
    pub(crate) fn name(&self, written: &str) -> CompactString {
        self.meaning(canonical_name(written))
    }

    /// The same of a property.
    pub(crate) fn property_name(&self, written: &str) -> CompactString {
        if self.meanings.is_empty() {
            return property_name(written);
        }
        let whole = self.meanings.get(&canonical_name(written)).cloned();
        whole.unwrap_or_else(|| self.meaning(property_name(written)))
    }

    /// What a property means by the vault's own words; `None` where they say nothing of it.
    pub(crate) fn own_meaning(&self, written: &str) -> Option<&str> {
        let named = |name: CompactString| self.meanings.get(&name).map(CompactString::as_str);
        if self.meanings.is_empty() {
            return None;
        }
        named(canonical_name(written)).or_else(|| named(property_name(written)))
    }

    /// Whether a key, a heading or a column is called so.
    pub(crate) fn is_known(&self, written: &str) -> bool {
        static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| known_names().collect());
        NAMES.contains(self.name(written).as_str())
    }

    /// What a name means that is already in that form. `quellsystem 1 sap` is as good as its lead.
    pub(crate) fn meaning(&self, name: CompactString) -> CompactString {
        if self.meanings.is_empty() {
            return name;
        }
        if let Some(meaning) = self.meanings.get(&name) {
            return meaning.clone();
        }
        let lead = name.find(|letter: char| letter.is_ascii_digit()).map(|digit| name.split_at(digit));
        let meaning = lead.and_then(|(lead, rest)| Some((self.meanings.get(lead.strip_suffix(' ')?)?, rest)));
        meaning.map_or_else(|| name.clone(), |(meaning, rest)| format_compact!("{meaning} {rest}"))
    }

    /// A heading's text, or what it means where it has a synonym.
    pub(crate) fn heading<'t>(&self, written: &'t str) -> Cow<'t, str> {
        if self.meanings.is_empty() {
            return Cow::Borrowed(written);
        }
        let name = canonical_name(written);
        let meaning = self.meaning(name.clone());
        if meaning == name { Cow::Borrowed(written) } else { Cow::Owned(meaning.into_string()) }
    }

    /// What of the vault's words means a name, each in the form in which names are compared.
    pub(crate) fn for_meaning(&self, meaning: &str) -> impl Iterator<Item = &str> {
        self.meanings.iter().filter(move |(_, meant)| *meant == meaning).map(|(ours, _)| ours.as_str())
    }
}

/// Meanings that no key, heading or column has, each in words for the user.
pub fn unknown_meanings(wording: &Wording) -> Vec<String> {
    let unknown = wording.synonyms.iter().filter(|(_, meant)| known(meant).is_none());
    let told = unknown.map(|(ours, meant)| {
        let wanted = canonical_name(meant);
        let near = known_names()
            .map(|near| (strsim::jaro_winkler(near, &wanted), near))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)));
        let advice = near.map_or_else(String::new, |(_, near)| format!("; did you mean `{near}`?"));
        format!("synonym `{ours}`: no key, heading or column is called `{meant}`{advice}")
    });
    told.collect()
}

/// Every name that has a meaning.
fn known_names() -> impl Iterator<Item = &'static str> {
    integrations::known_names().chain(changelog::names()).chain(document::names()).filter(|name| !name.is_empty())
}

/// A meaning in the form in which names are compared, where a table has it.
fn known(meant: &str) -> Option<CompactString> {
    [canonical_name(meant), property_name(meant)].into_iter().find(|wanted| known_names().any(|known| known == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(pairs: &[(&str, &str)]) -> Wording {
        let synonyms = pairs.iter().map(|(ours, meant)| ((*ours).to_owned(), (*meant).to_owned())).collect();
        Wording { synonyms, date_order: None }
    }

    #[test]
    fn a_name_is_read_as_what_it_means() {
        let words = Words::new(&wording(&[
            ("Quelle", "source"),
            ("Häufigkeit", "Frequency"),
            ("quellSystem", "sourceSystem"),
            ("Störung", "Failure Type"),
        ]));
        let check = |written: &str, expected: &str| assert_eq!(words.name(written), expected, "{written:?}");
        check("**QUELLE**:", "source");
        check("1. Häufigkeit", "frequency");
        check("Störung 2: Broker weg", "failure type 2 broker weg");
        check("Quellen", "quellen");
        check("Status", "status");
        assert_eq!(words.property_name("quellSystem"), "source system");
        assert_eq!(words.property_name("quell_system"), "source system");
        assert_eq!(words.property_name("HäufigKeit"), "frequency");
        assert_eq!(Words::default().name("Quelle"), "quelle");
    }

    #[test]
    fn a_meaning_that_nobody_knows_is_told() {
        let check = |meant: &str, expected: &[&str]| {
            assert_eq!(unknown_meanings(&wording(&[("Quelle", meant)])), expected, "{meant:?}");
        };
        check("source", &[]);
        check("Source System", &[]);
        check("sourceSystem", &[]);
        check("Modification History", &[]);
        check("Retry Logic", &[]);
        for meant in ["domain", "phone", "email", "release notes", "recent changes", "handling requirements"] {
            check(meant, &[]);
        }
        check("sauce", &["synonym `Quelle`: no key, heading or column is called `sauce`; did you mean `source`?"]);
        check("Xyzzy", &["synonym `Quelle`: no key, heading or column is called `Xyzzy`"]);
    }
}
