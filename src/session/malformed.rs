//! Files of which a part is not known because it is malformed: frontmatter that is not YAML, a canvas that was cut
//! short, text in another encoding.

use std::fmt;

use vaultdex_notes::{Problem, Span, VaultPath};
use vaultdex_query::catalog::FileRole;

use super::location::Location;
use crate::index::Record;
use crate::vault::FileRoles;

/// A problem by which part of a file is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The path of the file.
    pub path: VaultPath,
    /// What is wrong, and where.
    pub problem: Problem,
    /// Whether the file is a template. Its placeholders need not be YAML.
    pub is_template: bool,
}

impl Malformed {
    /// Returns the line where the malformed part begins; `None` if the file as a whole is meant.
    pub fn line(&self) -> Option<u32> {
        (self.problem.span != Span::default()).then_some(self.problem.span.line)
    }

    /// Returns the problems of a file that the index knows.
    pub(super) fn of(record: &Record, roles: &FileRoles) -> impl Iterator<Item = Malformed> {
        let is_template = roles.of(&record.path) == FileRole::Template;
        record.problems.iter().map(move |problem| Malformed {
            path: record.path.clone(),
            problem: problem.clone(),
            is_template,
        })
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line() {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.problem.message),
            None => write!(formatter, "{}: {}", self.path, self.problem.message),
        }
    }
}

/// Returns the malformed files among what an index knows, in its order, without templates.
pub(super) fn malformed_in<'a>(records: impl IntoIterator<Item = &'a Record>, location: &Location) -> Vec<Malformed> {
    let roles = FileRoles::read(&location.vault);
    let found = records.into_iter().flat_map(|record| Malformed::of(record, &roles));
    found.filter(|it| !it.is_template).collect()
}
