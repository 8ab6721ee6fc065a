//! Compilation of regular expressions that are constants of the program.

use regex::Regex;

/// Compiles a constant pattern. In it, `\s` is ASCII white space, the no-break spaces, the spaces of other widths and the
/// ideographic space. With the whole class of Unicode a pattern takes several times as long to compile, which counts in a
/// command of a few milliseconds.
///
/// # Panics
///
/// If the pattern is invalid.
pub(crate) fn compile(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\s", r"[ \t\r\n\x{a0}\x{2000}-\x{200a}\x{202f}\x{3000}]");
    Regex::new(&pattern).expect("the pattern is valid")
}
