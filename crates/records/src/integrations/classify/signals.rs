//! Signals of shapes, and the features of a note that they test.

use compact_str::CompactString;
use vaultdex_notes::Value;

use crate::document::outline::{LineKind, NodeKind};
use crate::integrations::context::NoteContext;

/// A weighted signal of a shape.
pub(crate) struct Signal {
    /// A short description, which is recorded with the shape.
    pub label: &'static str,
    /// The weight.
    pub points: u8,
    /// The condition that a note must meet.
    pub condition: Condition,
}

/// A condition on a note. Names are canonical, see [`canonical_name`](crate::vocabulary::canonical_name).
pub(crate) enum Condition {
    /// The note has a heading of this name.
    Heading(&'static str),
    /// The note has a certain key of this name.
    Key(&'static str),
    /// The title begins with this text.
    TitleStarts(&'static str),
    /// The features satisfy a predicate.
    Predicate(fn(&NoteFeatures) -> bool),
}

/// The features of a note that signals test.
pub(crate) struct NoteFeatures<'r, 'a> {
    pub context: &'r NoteContext<'a>,
    /// The canonical name of the title, or else of the first heading.
    pub title: &'r str,
    /// The properties by canonical name.
    properties: Vec<(&'r str, &'r Value)>,
}

impl<'r, 'a> NoteFeatures<'r, 'a> {
    /// Collects the features of a note.
    pub fn new(context: &'r NoteContext<'a>) -> NoteFeatures<'r, 'a> {
        let nodes = &context.outline.nodes;
        let title = context.outline.title.map(|title| nodes[title].name.as_str());
        let title = title.or_else(|| headings(context).next()).unwrap_or_default();
        let values = context.note.properties.iter().map(|property| &property.value);
        let properties = context.property_names.iter().map(CompactString::as_str).zip(values);
        NoteFeatures { context, title, properties: properties.collect() }
    }

    /// Whether there is a heading of a name.
    pub fn has_heading(&self, name: &str) -> bool {
        headings(self.context).any(|it| it == name)
    }

    /// Whether there is a heading such as `System 1` or `Flow 2`.
    pub fn has_numbered_heading(&self) -> bool {
        let nodes = self.context.outline.nodes.iter().zip(&self.context.numbered);
        nodes.into_iter().any(|(node, numbered)| numbered.is_some() && matches!(node.kind, NodeKind::Heading(_)))
    }

    /// Whether there is a certain key of a name.
    pub fn has_key(&self, name: &str) -> bool {
        keys(self.context).any(|it| it == name)
    }

    /// Returns how many of some names, at most 64, are names of certain keys.
    pub fn n_keys_of(&self, names: &[&str]) -> u32 {
        let indexes = keys(self.context).filter_map(|key| names.iter().position(|name| *name == key));
        indexes.fold(0_u64, |found, index| found | 1 << index).count_ones()
    }

    /// Returns the number of keys of a name.
    pub fn n_keys(&self, name: &str) -> usize {
        let is_named = |kind: &LineKind| matches!(kind, LineKind::Key(key) if key.name == name);
        self.context.outline.lines.iter().filter(|line| is_named(&line.kind)).count()
    }

    /// Whether the frontmatter has a property of a name.
    pub fn has_property(&self, name: &str) -> bool {
        self.properties.iter().any(|(it, _)| *it == name)
    }

    /// Returns the text of a property, or of a list with one text.
    pub fn property(&self, name: &str) -> Option<&str> {
        let (_, value) = self.properties.iter().find(|(it, _)| *it == name)?;
        match value {
            Value::Text(text) => Some(text.trim()),
            Value::List(items) => match items.as_slice() {
                [Value::Text(text)] => Some(text.trim()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns the canonical names of the headings of a note.
pub(crate) fn headings<'r>(context: &'r NoteContext) -> impl Iterator<Item = &'r str> {
    let headings = context.outline.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Heading(_)));
    headings.map(|node| node.name.as_str())
}

/// Returns the canonical names of the certain keys of a note.
pub(crate) fn keys<'r>(context: &'r NoteContext) -> impl Iterator<Item = &'r str> {
    context.outline.lines.iter().filter_map(|line| match &line.kind {
        LineKind::Key(key) if key.is_certain => Some(key.name.as_str()),
        _ => None,
    })
}
