//! What a command prints to stdout, and its exit code.

/// The result of a command that did not fail.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The text for stdout.
    pub text: String,
    /// Whether it is for programs: a pipe or file gets it byte for byte.
    pub for_programs: bool,
    /// Whether nothing was found, or `doctor` has findings: exit code 1 (docs/spec/cli.md#exit-codes).
    pub is_negative: bool,
    /// A note to print on stderr after the text.
    pub closing_note: Option<String>,
    /// Why the text is not the whole answer, to print on stderr after it: exit code 2.
    pub failure: Option<String>,
}

impl Output {
    /// Returns a count, as `--count` prints it.
    pub fn count(count: usize) -> Output {
        Output { text: format!("{count}\n"), is_negative: count == 0, ..Output::default() }
    }

    /// Returns text for people.
    pub fn text(text: impl Into<String>) -> Output {
        Output { text: text.into(), ..Output::default() }
    }

    /// Returns a document or drawing for programs.
    pub fn document(text: impl Into<String>) -> Output {
        Output { text: text.into(), for_programs: true, ..Output::default() }
    }
}
