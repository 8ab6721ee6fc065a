//! Files of which a part is not known because it is malformed: frontmatter that is not YAML, a canvas that was cut
//! short, text in another encoding.

use std::fmt;

use vaultdex_notes::{Problem, Span, VaultPath};
use vaultdex_query::catalog::FileRole;

use super::freshness;
use super::location::Location;
use crate::error::Result;
use crate::index::{Reader, Record};
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

/// Returns the malformed files of the index as it is, by path, without templates.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn malformed(location: &Location) -> Result<Vec<Malformed>> {
    match freshness::open_current(location)? {
        Some((reader, _)) => malformed_in(&reader, location),
        None => Ok(Vec::new()),
    }
}

/// Returns the malformed files of an index, by path, without templates.
pub(super) fn malformed_in(reader: &Reader, location: &Location) -> Result<Vec<Malformed>> {
    let roles = FileRoles::read(&location.vault);
    let records = reader.records()?;
    let found = records.iter().flat_map(|record| Malformed::of(record, &roles));
    Ok(found.filter(|it| !it.is_template).collect())
}
