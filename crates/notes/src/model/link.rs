//! Links as written in a note.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Span;

/// The syntax of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// `[[Note]]`
    Wikilink,
    /// `![[Note]]` or `![alt](image.png)`; in a canvas, a file card.
    Embed,
    /// `[text](Note.md)`
    Markdown,
    /// A property whose value is `[[Note]]`.
    Property,
}

/// One occurrence of an internal link or embed (docs/spec/obsidian.md#links).
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
/// A vault may have hundreds of thousands of links, so the type is kept small: what most links lack is boxed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The syntax of the link.
    pub kind: LinkKind,
    /// Whether the link is inside a `%%` comment. Obsidian counts such links.
    pub in_comment: bool,
    /// The whole link, from its first bracket (or `!`) through its last. For a property: the value without its quotes.
    /// For a canvas: the text of the card, or the path in a file card.
    pub span: Span,
    /// The linkpath and subpath, normalized and decoded as Obsidian does.
    pub target: Box<str>,
    /// Attributes that only some links have.
    pub extras: Option<Box<LinkExtras>>,
}

/// Attributes that only some links have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkExtras {
    /// The display text, if it differs from the target; see [`Link::display`].
    pub display_text: Option<Box<str>>,
    /// The width and optional height of an embed, in pixels.
    pub size: Option<(u32, Option<u32>)>,
    /// For a link in a property: the key path, joined by dots, with list positions counted from 0 (`related.0`).
    pub property: Option<Box<str>>,
}

impl LinkExtras {
    /// Boxes the attributes for [`Link::extras`]; `None` if none is set.
    pub fn into_boxed(self) -> Option<Box<LinkExtras>> {
        (self != LinkExtras::default()).then(|| Box::new(self))
    }
}

impl Link {
    /// Creates a link that has only a target, outside of any comment.
    pub fn new(kind: LinkKind, span: Span, target: impl Into<Box<str>>) -> Link {
        Link { kind, in_comment: false, span, target: target.into(), extras: None }
    }

    /// Returns the display text, if it differs from the target.
    pub fn display_text(&self) -> Option<&str> {
        self.extras.as_ref().and_then(|extras| extras.display_text.as_deref())
    }

    /// Returns the width and optional height of an embed, in pixels.
    pub fn size(&self) -> Option<(u32, Option<u32>)> {
        self.extras.as_ref().and_then(|extras| extras.size)
    }

    /// For a link in a property, returns the key path; see [`LinkExtras::property`].
    pub fn property(&self) -> Option<&str> {
        self.extras.as_ref().and_then(|extras| extras.property.as_deref())
    }

    /// Returns the text that Obsidian shows for the link.
    pub fn display(&self) -> &str {
        self.display_text().unwrap_or(&self.target)
    }

    /// Returns the target up to its first `#`: the part that names a file. Empty for a link within the note.
    pub fn linkpath(&self) -> &str {
        split_target(&self.target).0
    }

    /// Returns the target from its first `#` on, including the `#`: a heading, block or footnote. Empty if there is
    /// none.
    pub fn subpath(&self) -> &str {
        split_target(&self.target).1
    }
}

fn split_target(target: &str) -> (&str, &str) {
    target.split_at(target.find('#').unwrap_or(target.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_splits_at_the_first_hash() {
        assert_eq!(split_target("Note#A#B"), ("Note", "#A#B"));
        assert_eq!(split_target("#^id"), ("", "#^id"));
        assert_eq!(split_target("Note"), ("Note", ""));
    }
}
