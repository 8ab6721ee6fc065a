//! Which shape a note has, by weights (spec/integrations.md a.3).

use std::borrow::Cow;

use super::reading::Reading;
use super::shapes::{self, Reader, generic};
use crate::extract::keys::{LineKind, NodeKind};
use crate::model::{Recognition, Shape, Value};

/// Points that a shape needs.
const ENOUGH: u8 = 5;

/// How far it must be ahead of the next.
const AHEAD: u8 = 2;

/// Something about a note that speaks for a shape.
pub(crate) struct Signal {
    /// In a few words.
    pub says: &'static str,
    /// How much it counts.
    pub points: u8,
    /// What it asks of the note.
    pub sign: Sign,
}

/// What a signal asks of a note. Names are as `keys::name` gives them.
pub(crate) enum Sign {
    /// A heading by this name.
    Heading(&'static str),
    /// A key by this name.
    Key(&'static str),
    /// The note's title begins so.
    TitleStarts(&'static str),
    /// Anything else.
    Holds(fn(&Signs) -> bool),
}

/// What a note shows of itself at a glance.
pub(crate) struct Signs<'r, 'a> {
    pub reading: &'r Reading<'a>,
    /// The names of the headings. They are gone through once a signal, which costs less than a table of them.
    headings: Vec<&'r str>,
    /// The names of the keys that are surely meant as such.
    keys: Vec<&'r str>,
    /// The note's title, or its first heading.
    pub title: &'r str,
    /// The frontmatter's properties by name.
    properties: Vec<(&'r str, &'r Value)>,
}

impl<'r, 'a> Signs<'r, 'a> {
    pub fn new(reading: &'r Reading<'a>) -> Signs<'r, 'a> {
        let is_heading = |kind: NodeKind| matches!(kind, NodeKind::Heading(_));
        let nodes = &reading.outline.nodes;
        let headings = nodes.iter().filter(|node| is_heading(node.kind)).map(|node| node.name.as_str());
        let keys = reading.outline.lines.iter().filter_map(|line| match &line.kind {
            LineKind::Key(key) if key.is_certain => Some(key.name.as_str()),
            _ => None,
        });
        let first = || nodes.iter().find(|node| is_heading(node.kind));
        let title =
            reading.outline.title.map(|title| &nodes[title]).or_else(first).map_or("", |node| node.name.as_str());
        let values = reading.note.properties.iter().map(|property| &property.value);
        let properties = reading.property_names.iter().map(String::as_str).zip(values);
        let (headings, keys, properties) = (headings.collect(), keys.collect(), properties.collect());
        Signs { reading, headings, keys, title, properties }
    }

    /// Whether there is a heading by a name.
    pub fn has_heading(&self, name: &str) -> bool {
        self.headings.contains(&name)
    }

    /// Whether any heading is as asked.
    pub fn any_heading(&self, is: impl Fn(&str) -> bool) -> bool {
        self.headings.iter().any(|name| is(name))
    }

    /// Whether there is a key by a name.
    pub fn has_key(&self, name: &str) -> bool {
        self.keys.contains(&name)
    }

    /// How many keys by a name there are.
    pub fn n_keys(&self, name: &str) -> usize {
        let is_named = |kind: &LineKind| matches!(kind, LineKind::Key(key) if key.name == name);
        self.reading.outline.lines.iter().filter(|line| is_named(&line.kind)).count()
    }

    /// Whether the frontmatter has a property by a name.
    pub fn has_property(&self, name: &str) -> bool {
        self.properties.iter().any(|(it, _)| *it == name)
    }

    /// The frontmatter's text under a name.
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

    fn holds(&self, sign: &Sign) -> bool {
        match sign {
            Sign::Heading(name) => self.has_heading(name),
            Sign::Key(name) => self.has_key(name),
            Sign::TitleStarts(lead) => self.title.starts_with(lead),
            Sign::Holds(holds) => holds(self),
        }
    }

    fn points(&self, reader: &Reader) -> u8 {
        let held = reader.signals.iter().filter(|signal| self.holds(&signal.sign));
        held.map(|signal| signal.points).fold(0, u8::saturating_add)
    }
}

/// The shape of a note, and how it was found; `None` where it is no integration note at all.
pub(super) fn detect(reading: &Reading) -> Option<(Shape, Recognition)> {
    let signs = Signs::new(reading);
    if let Some(declared) = signs.property("vaultdex shape") {
        let reader = shapes::SHELF.iter().find(|reader| reader.name.eq_ignore_ascii_case(declared));
        if declared.eq_ignore_ascii_case("none") {
            return None;
        }
        if let Some(reader) = reader {
            let recognition = Recognition { points: 0, rival: None, is_declared: true, signals: Vec::new() };
            return Some((reader.shape, recognition));
        }
    }
    let mut scores: Vec<(u8, &Reader)> = shapes::SHELF.iter().map(|reader| (signs.points(reader), reader)).collect();
    // The shelf's order settles nothing but which of two equals is named first.
    scores.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    let [(points, winner), (next, rival), ..] = scores.as_slice() else { return None };
    let told = |reader: &Reader| {
        let held = reader.signals.iter().filter(|signal| signs.holds(&signal.sign));
        held.map(|signal| (Cow::Borrowed(signal.says), signal.points)).collect::<Vec<_>>()
    };
    let is_fit = winner.fits.is_none_or(|fits| fits(&signs));
    if *points >= ENOUGH && *points >= next.saturating_add(AHEAD) {
        let rival = (*next > 0).then_some((rival.shape, *next));
        let recognition = Recognition { points: *points, rival, is_declared: false, signals: told(winner) };
        return is_fit.then_some((winner.shape, recognition));
    }
    let rival = (*points > 0).then_some((winner.shape, *points));
    // Two that are too close to tell apart: an integration note all the same, and it is said.
    if *points >= ENOUGH && *next >= ENOUGH {
        let mut signals = told(winner);
        signals.push((format!("as much of a {} as of a {}", winner.name, scores[1].1.name).into(), 0));
        return Some((Shape::Generic, Recognition { points: *points, rival, is_declared: false, signals }));
    }
    let signals = generic::signals(&signs);
    if signals.is_empty() {
        return None;
    }
    Some((Shape::Generic, Recognition { points: 0, rival, is_declared: false, signals }))
}
