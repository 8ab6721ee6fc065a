//! Lists of canonical terms with the accepted words for each.

use std::sync::LazyLock;

use crate::vocabulary::languages::terms::ForeignTerms;

/// A list of canonical terms with the accepted words for each.
#[derive(Debug)]
pub(crate) struct TermList {
    /// What the terms denote, for messages about values that match none.
    pub noun: &'static str,
    /// Each canonical term with its accepted words: ASCII in lower case, with single spaces between words.
    pub terms: &'static [(&'static str, &'static [&'static str])],
    /// Signs that denote a term when they occur alone.
    pub signs: &'static [(char, &'static str)],
    /// Words of other languages, which count if no accepted word fits (docs/spec/integrations.md#other-languages).
    pub foreign: &'static LazyLock<ForeignTerms>,
}
