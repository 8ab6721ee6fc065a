//! The terminology of a vault: its names of keys, headings and columns, and the order of day and month in its dates.

use std::collections::BTreeMap;

use serde::Serialize;

/// The terminology of a vault. What is extracted from a note depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Terminology {
    /// Names that the vault uses for keys, headings and columns, with the known name for each: `Quelle`, `source`.
    pub synonyms: BTreeMap<String, String>,
    /// The codes of the languages other than English whose names count in every note: `de`. In a note that uses names of
    /// another language, these count without it.
    pub languages: Vec<String>,
    /// The order of day and month in dates such as `03/04/2025`. Without it they are ambiguous.
    pub date_order: Option<DateOrder>,
}

impl Terminology {
    /// Whether nothing is configured.
    pub fn is_empty(&self) -> bool {
        self.synonyms.is_empty() && self.languages.is_empty() && self.date_order.is_none()
    }

    /// Returns this terminology overlaid with another one, which takes precedence.
    pub fn overlaid(&self, others: &Terminology) -> Terminology {
        let mut synonyms = self.synonyms.clone();
        // `Quelle` and `quelle` are one name.
        synonyms.retain(|name, _| !others.has_synonym(name));
        synonyms.extend(others.synonyms.clone());
        let languages = if others.languages.is_empty() { &self.languages } else { &others.languages };
        Terminology { synonyms, languages: languages.clone(), date_order: others.date_order.or(self.date_order) }
    }

    /// Whether there is a synonym with this name, without regard to case.
    pub fn has_synonym(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.synonyms.keys().any(|known| known.to_lowercase() == name)
    }
}

/// The order of day and month in numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `dmy`: `03/04/2025` is the third of April.
    DayFirst,
    /// `mdy`: `03/04/2025` is the fourth of March.
    MonthFirst,
}
