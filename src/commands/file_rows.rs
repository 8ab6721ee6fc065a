//! Files that could not be read, or not as a whole, in JSON documents (docs/spec/cli.md#malformed-files).

use schemars::JsonSchema;
use serde::Serialize;

use crate::session::Malformed;

/// A file that could not be read.
#[derive(Serialize, JsonSchema)]
pub struct UnreadFile<'a> {
    /// The path of the file, or of a folder.
    pub path: &'a str,
    /// Why it could not be read.
    pub reason: &'a str,
}

/// A file of which a part is not known.
#[derive(Serialize, JsonSchema)]
pub struct MalformedFile<'a> {
    /// The path of the file.
    path: &'a str,
    /// The line where the malformed part begins, from 1; `None` if the file as a whole is meant.
    line: Option<u32>,
    /// What is wrong.
    reason: &'a str,
}

impl<'a> MalformedFile<'a> {
    /// Returns the rows of malformed files.
    pub fn rows(malformed: &'a [Malformed]) -> Vec<MalformedFile<'a>> {
        let row =
            |it: &'a Malformed| MalformedFile { path: it.path.as_str(), line: it.line(), reason: &it.problem.message };
        malformed.iter().map(row).collect()
    }
}
