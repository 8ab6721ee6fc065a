//! Compilation of regular expressions that are constants of the program.

use regex::Regex;

/// Compiles a constant pattern. In it, `\s` is the white space that notes have: blanks and line breaks, the no-break space
/// and the ideographic space. With all characters of that class a pattern takes several times as long to compile, which
/// counts in a command of a few milliseconds.
///
/// # Panics
///
/// If the pattern is invalid.
pub(crate) fn compile(pattern: &str) -> Regex {
    let pattern = pattern.replace(r"\s", r"[ \t\r\n\x{a0}\x{3000}]");
    Regex::new(&pattern).expect("the pattern is valid")
}
