//! Values extracted from notes.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

/// The state of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Filled in.
    Filled,
    /// Still a placeholder of the template: `[Name]`, `TBD`, a list of options without a choice.
    Placeholder,
    /// A guess: a text that is still in the brackets of the template, `[Platform Team]`, or a name that nothing confirms.
    Suspect,
    /// Blank.
    Empty,
    /// Stated to be not applicable: `n/a`, `-`, `none`.
    NotApplicable,
}

/// A value extracted from a note.
///
/// ```text
/// - **Status**: ✅ **Active** - Core MVP integration
///               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ span, raw
/// ```
/// In this example `value` is `active`, `remark` is `Core MVP integration` and `place` is `Integration Overview ›
/// Status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// The source text of the value, trimmed.
    pub raw: CompactString,
    /// The value in the canonical form of its field; `None` unless it is filled or suspect. A status is a canonical
    /// term, a date is in ISO 8601 to its precision (`2026-06-15`, `2026-06`, `2026-Q2`), and other text is without
    /// emphasis, code marks, block ID and trailing tags. A value that is present but not understood (an unknown status,
    /// an ambiguous date) is filled and `None`, with the reason in `remark`.
    pub value: Option<CompactString>,
    /// The rest of the value that is not in the canonical form, or the reason why there is none.
    pub remark: Option<CompactString>,
    /// The linkpath, if the whole value is a link: `Team Orders` for `[[Team Orders|the team]]`.
    pub linkpath: Option<CompactString>,
    /// The state of the value.
    pub state: State,
    /// The headings, groups and key of the value, as written without decoration, or `frontmatter › key`.
    pub place: String,
    /// The location of the value, limited to its first line. For a blank value, the empty span at which it would be.
    pub span: Span,
}

impl Extracted {
    /// Returns the canonical form, if there is one.
    pub fn text(&self) -> Option<&str> {
        self.value.as_deref()
    }
}
