//! Compilation of regular expressions that are constants of the program.

use regex::Regex;

/// Compiles a constant pattern.
///
/// # Panics
///
/// If the pattern is invalid.
pub(crate) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}
