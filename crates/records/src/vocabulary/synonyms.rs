//! The synonyms of a vault for names of keys, headings and columns, the languages of its notes, and the order of day and
//! month in its dates (docs/spec/integrations.md#synonyms, docs/spec/integrations.md#other-languages,
//! docs/spec/integrations.md#dates). A synonym, and a name of another language, is treated like the name that it stands
//! for.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use compact_str::{CompactString, format_compact};
use hashbrown::{HashMap, HashSet};

use super::canonical_name::{canonical_name, property_name};
use super::known_names::{known_name, known_names};
use super::languages;
use crate::model::{DateOrder, Terminology};

/// The synonyms of a vault, indexed for lookup.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// The known name for each synonym, both in canonical form.
    meanings: Arc<HashMap<CompactString, CompactString>>,
    /// The languages whose names count, by their index; the first one that has a name decides what it means.
    languages: Vec<usize>,
    /// Whether there are synonyms of keys that hold an ID.
    pub(crate) has_names_of_ids: bool,
    /// The order of day and month in numeric dates, if it is configured.
    pub(crate) date_order: Option<DateOrder>,
}

impl Synonyms {
    /// Indexes the synonyms of the settings. A meaning that is not a known name is kept as any other name.
    pub fn new(terminology: &Terminology) -> Synonyms {
        let mut meanings = HashMap::new();
        for (synonym, meant_name) in &terminology.synonyms {
            let meaning = known_name(meant_name).unwrap_or_else(|| canonical_name(meant_name));
            // A property may be in camel case: `quellSystem`.
            for synonym in
                [property_name(synonym), canonical_name(synonym)].into_iter().filter(|synonym| !synonym.is_empty())
            {
                meanings.insert(synonym, meaning.clone());
            }
        }
        let languages: Vec<usize> = terminology.languages.iter().filter_map(|code| languages::index_of(code)).collect();
        let has_names_of_ids = !languages.is_empty()
            || meanings.values().any(|meaning| crate::vocabulary::declared_ids::MEANINGS.contains(&meaning.as_str()));
        Synonyms { meanings: Arc::new(meanings), languages, has_names_of_ids, date_order: terminology.date_order }
    }

    /// Whether there are neither synonyms nor names of other languages.
    pub(crate) fn is_empty(&self) -> bool {
        self.meanings.is_empty() && self.languages.is_empty()
    }

    /// Returns the synonyms together with the names of a language.
    pub(crate) fn with_language(&self, language: usize) -> Cow<'_, Synonyms> {
        if self.languages.contains(&language) {
            return Cow::Borrowed(self);
        }
        let languages = self.languages.iter().copied().chain([language]).collect();
        Cow::Owned(Synonyms { languages, has_names_of_ids: true, ..self.clone() })
    }

    /// Returns the synonyms together with the names of all languages, for names whose note is not known.
    pub(crate) fn with_every_language(&self) -> Synonyms {
        let others = (0..languages::LANGUAGES.len()).filter(|language| !self.languages.contains(language));
        let languages = self.languages.iter().copied().chain(others).collect();
        Synonyms { languages, ..self.clone() }
    }

    /// Returns the known name for a canonical name that is a synonym or a name of a language that counts.
    fn known(&self, name: &str) -> Option<&str> {
        let own = self.meanings.get(name).map(CompactString::as_str);
        own.or_else(|| self.languages.iter().find_map(|language| languages::names::meaning(*language, name)))
    }

    /// Whether a language other than English counts.
    pub(crate) fn has_language(&self) -> bool {
        !self.languages.is_empty()
    }

    /// Returns the canonical form of a name, or the known name if it is a synonym.
    pub(crate) fn name(&self, written: &str) -> CompactString {
        self.meaning(canonical_name(written))
    }

    /// Returns the same for a property name.
    pub(crate) fn property_name(&self, written: &str) -> CompactString {
        if self.is_empty() {
            return property_name(written);
        }
        let meaning = self.known(&canonical_name(written)).map(CompactString::new);
        meaning.unwrap_or_else(|| self.meaning(property_name(written)))
    }

    /// Returns the known name for a property that is a synonym, otherwise `None`.
    pub(crate) fn own_meaning(&self, written: &str) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        self.known(&canonical_name(written)).or_else(|| self.known(&property_name(written)))
    }

    /// Whether a name, or the name that it is a synonym of, is a known key, heading or column.
    pub(crate) fn is_known(&self, written: &str) -> bool {
        static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| known_names().collect());
        NAMES.contains(self.name(written).as_str())
    }

    /// Returns the known name for a canonical name that is a synonym, otherwise the name itself. A synonym may be
    /// followed by a number, as in `quellsystem 1 sap`.
    pub(crate) fn meaning(&self, name: CompactString) -> CompactString {
        if self.is_empty() {
            return name;
        }
        if let Some(meaning) = self.known(&name) {
            return meaning.into();
        }
        let lead = name.find(|letter: char| letter.is_ascii_digit()).map(|digit| name.split_at(digit));
        let meaning = lead.and_then(|(lead, rest)| Some((self.known(lead.strip_suffix(' ')?)?, rest)));
        meaning.map_or_else(|| name.clone(), |(meaning, rest)| format_compact!("{meaning} {rest}"))
    }

    /// Returns the text of a heading, or the known name if it is a synonym.
    pub(crate) fn heading<'t>(&self, written: &'t str) -> Cow<'t, str> {
        if self.is_empty() {
            return Cow::Borrowed(written);
        }
        let name = canonical_name(written);
        let meaning = self.meaning(name.clone());
        if meaning == name { Cow::Borrowed(written) } else { Cow::Owned(meaning.into_string()) }
    }

    /// Returns the synonyms of a known name, and its names in the languages that count, in canonical form.
    pub(crate) fn for_meaning<'s>(&'s self, meaning: &'s str) -> impl Iterator<Item = &'s str> {
        let own = self.meanings.iter().filter(move |(_, meant_name)| *meant_name == meaning);
        let foreign = self.languages.iter().flat_map(move |language| languages::names::names_for(*language, meaning));
        own.map(|(synonym, _)| synonym.as_str()).chain(foreign.map(|name| -> &'s str { name }))
    }
}

/// Returns a message for each synonym whose meaning is not a known key, heading or column.
pub fn unknown_meanings(terminology: &Terminology) -> Vec<String> {
    let unknown = terminology.synonyms.iter().filter(|(_, meant_name)| known_name(meant_name).is_none());
    let messages = unknown.map(|(synonym, meant_name)| {
        let wanted = canonical_name(meant_name);
        let near = known_names()
            .map(|near| (strsim::jaro_winkler(near, &wanted), near))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)));
        let advice = near.map_or_else(String::new, |(_, near)| format!("; did you mean `{near}`?"));
        format!("synonym `{synonym}`: no key, heading or column is called `{meant_name}`{advice}")
    });
    messages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminology(pairs: &[(&str, &str)]) -> Terminology {
        let synonyms =
            pairs.iter().map(|(synonym, meant_name)| ((*synonym).to_owned(), (*meant_name).to_owned())).collect();
        Terminology { synonyms, ..Terminology::default() }
    }

    #[test]
    fn a_synonym_is_replaced_by_the_known_name() {
        let synonyms = Synonyms::new(&terminology(&[
            ("Quelle", "source"),
            ("Häufigkeit", "Frequency"),
            ("quellSystem", "sourceSystem"),
            ("Störung", "Failure Type"),
        ]));
        let check = |written: &str, expected: &str| assert_eq!(synonyms.name(written), expected, "{written:?}");
        check("**QUELLE**:", "source");
        check("1. Häufigkeit", "frequency");
        check("Störung 2: Broker weg", "failure type 2 broker weg");
        check("Quellen", "quellen");
        check("Status", "status");
        assert_eq!(synonyms.property_name("quellSystem"), "source system");
        assert_eq!(synonyms.property_name("quell_system"), "source system");
        assert_eq!(synonyms.property_name("HäufigKeit"), "frequency");
        assert_eq!(Synonyms::default().name("Quelle"), "quelle");
    }

    #[test]
    fn unknown_meanings_are_reported() {
        let check = |meant_name: &str, expected: &[&str]| {
            assert_eq!(unknown_meanings(&terminology(&[("Quelle", meant_name)])), expected, "{meant_name:?}");
        };
        check("source", &[]);
        check("Source System", &[]);
        check("sourceSystem", &[]);
        check("Modification History", &[]);
        check("Retry Logic", &[]);
        for meant_name in ["domain", "phone", "email", "release notes", "recent changes", "handling requirements"] {
            check(meant_name, &[]);
        }
        check("sauce", &["synonym `Quelle`: no key, heading or column is called `sauce`; did you mean `source`?"]);
        check("Xyzzy", &["synonym `Quelle`: no key, heading or column is called `Xyzzy`"]);
    }
}
