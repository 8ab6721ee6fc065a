//! How a vault puts things: what it calls keys, headings and columns, and which number of its dates is the day.

use std::collections::BTreeMap;

use serde::Serialize;

/// A vault's own words. What its notes say depends on them as it does on the notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// What the vault calls a key, a heading or a column, with the name that vaultdex knows: `Quelle`, `source`.
    pub synonyms: BTreeMap<String, String>,
    /// How dates such as `03/04/2025` are meant; without it nobody knows.
    pub date_order: Option<DateOrder>,
}

impl Wording {
    /// Whether nothing is put in another way than vaultdex knows.
    pub fn is_empty(&self) -> bool {
        self.synonyms.is_empty() && self.date_order.is_none()
    }

    /// These words, and where others say something too, theirs.
    pub fn overlaid(&self, others: &Wording) -> Wording {
        let mut synonyms = self.synonyms.clone();
        synonyms.extend(others.synonyms.clone());
        Wording { synonyms, date_order: others.date_order.or(self.date_order) }
    }
}

/// Which of two numbers before a year is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `03/04/2025` is the third of April: `dmy`.
    DayFirst,
    /// `03/04/2025` is the fourth of March: `mdy`.
    MonthFirst,
}
