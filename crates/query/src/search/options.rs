//! The options that apply to a whole query.

/// How text is compared, unless an operator of the query overrides it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Diacritics are ignored on both sides: `cafe` finds *café*.
    pub ignore_diacritics: bool,
    /// Letter case is significant, except under `ignore-case:`.
    pub match_case: bool,
}
