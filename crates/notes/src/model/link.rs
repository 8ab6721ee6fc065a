//! A link as it stands in a note.

use serde::{Deserialize, Serialize};

use super::Span;

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// `[[Note]]`
    Wikilink,
    /// `![[Note]]` and `![alt](image.png)`; in a canvas, a file card.
    Embed,
    /// `[text](Note.md)`
    Markdown,
    /// A property whose value is `[[Note]]`.
    Property,
}

/// One occurrence of an internal link or embed (spec/obsidian.md section 1).
///
/// ```text
/// ![[Orders#Error handling|the feed|100x200]]
/// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ span
///    ^^^^^^^^^^^^^^^^^^^^^ target
///    ^^^^^^ linkpath()
///          ^^^^^^^^^^^^^^^ subpath()
///                          ^^^^^^^^ display()    (for a plain [[A#B]]: "A > B")
///                                   ^^^^^^^ size
/// ```
///
/// A vault has links by the hundred thousand, so one is no larger than it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it stands in a `%%` comment. Such links count.
    pub in_comment: bool,
    /// The whole link, from its first bracket (or `!`) behind its last. For a property: the value between its quotes.
    /// For a canvas: the card's text or file name in the file.
    pub span: Span,
    /// What it points at, cleaned and decoded as Obsidian does: linkpath and subpath.
    pub target: Box<str>,
    /// What only some links have.
    pub extras: Option<Box<Extras>>,
}

/// What only some links have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// The text that a reader sees, where it is another one than the target; see [`Link::display`].
    pub shown: Option<Box<str>>,
    /// Width and, where given, height in pixels of an embed.
    pub size: Option<(u32, Option<u32>)>,
    /// For a link in a property: the dotted key path, list positions as numbers (`related.0`).
    pub property: Option<Box<str>>,
}

impl Extras {
    /// As a link holds them: nothing where there are none.
    pub fn boxed(self) -> Option<Box<Extras>> {
        (self != Extras::default()).then(|| Box::new(self))
    }
}

impl Link {
    /// A link that is nothing but a target, and stands in no comment.
    pub fn new(kind: LinkKind, span: Span, target: impl Into<Box<str>>) -> Link {
        Link { kind, in_comment: false, span, target: target.into(), extras: None }
    }

    /// The text that a reader sees, where it is another one than the target.
    pub fn shown(&self) -> Option<&str> {
        self.extras.as_ref().and_then(|extras| extras.shown.as_deref())
    }

    /// Width and, where given, height in pixels of an embed.
    pub fn size(&self) -> Option<(u32, Option<u32>)> {
        self.extras.as_ref().and_then(|extras| extras.size)
    }

    /// For a link in a property: the dotted key path, list positions as numbers (`related.0`).
    pub fn property(&self) -> Option<&str> {
        self.extras.as_ref().and_then(|extras| extras.property.as_deref())
    }

    /// The text that a reader sees.
    pub fn display(&self) -> &str {
        self.shown().unwrap_or(&self.target)
    }

    /// The target up to its first `#`: the part that names a file. Empty for a link within the note.
    pub fn linkpath(&self) -> &str {
        split(&self.target).0
    }

    /// The target from its first `#` on, that sign included: a heading or block. Empty where there is none.
    pub fn subpath(&self) -> &str {
        split(&self.target).1
    }
}

fn split(target: &str) -> (&str, &str) {
    target.split_at(target.find('#').unwrap_or(target.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_splits_at_its_first_hash() {
        assert_eq!(split("Note#A#B"), ("Note", "#A#B"));
        assert_eq!(split("#^id"), ("", "#^id"));
        assert_eq!(split("Note"), ("Note", ""));
    }
}
