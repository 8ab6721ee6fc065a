//! What a check found, for people and in formats of other programs (docs/spec/checks.md#formats).

mod github;
mod human;
mod junit;
mod report;
mod row;
mod sarif;

pub use self::human::human;
pub use self::row::{Counts, FindingRow, SourceLine, Totals};
use super::paths::Paths;

/// A format for other programs.
pub struct Format {
    /// The name that `--format` takes.
    pub name: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Renders the findings.
    pub render: fn(&[FindingRow], &Totals, &Paths) -> String,
}

/// The formats that no other list has.
pub static FORMATS: &[Format] = &[
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", render: sarif::sarif },
    Format { name: "github", about: "Annotations of GitHub Actions", render: github::github },
    Format { name: "junit", about: "JUnit XML, for test reports of CI systems", render: junit::junit },
    Format { name: "report", about: "A note with links to the notes that have findings", render: report::report },
];
