//! Which shape a note has, by weights (spec/integrations.md a.3).

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use hashbrown::HashMap;
use vaultdex_notes::Value;

use crate::document::{LineKind, NodeKind};
use crate::integrations::context::Reading;
use crate::integrations::shapes;
use crate::integrations::shapes::{Reader, generic};
use crate::model::{Recognition, Shape};

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
    /// The note's title, or its first heading.
    pub title: &'r str,
    /// The frontmatter's properties by name.
    properties: Vec<(&'r str, &'r Value)>,
    /// Of the signals that ask for a heading or a key, those that it has, as bits in the order of the shelf.
    named: u64,
}

/// Which signals ask for a heading or a key by a name, as bits in the order of the shelf.
#[derive(Default)]
struct Asked {
    headings: HashMap<&'static str, u64>,
    keys: HashMap<&'static str, u64>,
}

static ASKED: LazyLock<Asked> = LazyLock::new(|| {
    let mut asked = Asked::default();
    for (nth, signal) in shapes::SHELF.iter().flat_map(|reader| reader.signals).enumerate() {
        match signal.sign {
            Sign::Heading(name) => *asked.headings.entry(name).or_default() |= 1_u64 << nth,
            Sign::Key(name) => *asked.keys.entry(name).or_default() |= 1_u64 << nth,
            Sign::TitleStarts(_) | Sign::Holds(_) => {}
        }
    }
    asked
});

impl<'r, 'a> Signs<'r, 'a> {
    pub fn new(reading: &'r Reading<'a>) -> Signs<'r, 'a> {
        let nodes = &reading.outline.nodes;
        let title = reading.outline.title.map(|title| nodes[title].name.as_str());
        let title = title.or_else(|| headings(reading).next()).unwrap_or_default();
        let values = reading.note.properties.iter().map(|property| &property.value);
        let properties = reading.property_names.iter().map(CompactString::as_str).zip(values);
        let by_heading = headings(reading).filter_map(|name| ASKED.headings.get(name));
        let by_key = keys(reading).filter_map(|name| ASKED.keys.get(name));
        let named = by_heading.chain(by_key).fold(0, |named, asked| named | asked);
        Signs { reading, title, properties: properties.collect(), named }
    }

    /// Whether there is a heading by a name.
    pub fn has_heading(&self, name: &str) -> bool {
        headings(self.reading).any(|it| it == name)
    }

    /// Whether any heading numbers what it opens.
    pub fn has_numbered_heading(&self) -> bool {
        let nodes = self.reading.outline.nodes.iter().zip(&self.reading.numbered);
        nodes.into_iter().any(|(node, numbered)| numbered.is_some() && matches!(node.kind, NodeKind::Heading(_)))
    }

    /// Whether there is a key by a name.
    pub fn has_key(&self, name: &str) -> bool {
        keys(self.reading).any(|it| it == name)
    }

    /// How many of some names are those of keys.
    pub fn n_keys_of(&self, names: &[&str]) -> u32 {
        let places = keys(self.reading).filter_map(|key| names.iter().position(|name| *name == key));
        places.fold(0_u64, |found, place| found | 1 << place).count_ones()
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

    /// Whether the nth signal of the shelf holds.
    fn holds(&self, nth: usize, sign: &Sign) -> bool {
        match sign {
            Sign::Heading(_) | Sign::Key(_) => self.named & 1 << nth != 0,
            Sign::TitleStarts(lead) => self.title.starts_with(lead),
            Sign::Holds(holds) => holds(self),
        }
    }

    /// How each shape of the shelf fares.
    fn scores(&self) -> Vec<Score> {
        let mut nth = 0;
        let score = |reader: &'static Reader| {
            let (mut points, mut held) = (0_u8, 0_u64);
            for (at, signal) in reader.signals.iter().enumerate() {
                if self.holds(nth, &signal.sign) {
                    points = points.saturating_add(signal.points);
                    held |= 1 << at;
                }
                nth += 1;
            }
            Score { points, held, reader }
        };
        shapes::SHELF.iter().map(score).collect()
    }
}

/// The names of a note's headings.
fn headings<'r>(reading: &'r Reading) -> impl Iterator<Item = &'r str> {
    let headings = reading.outline.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Heading(_)));
    headings.map(|node| node.name.as_str())
}

/// The names of its keys that are surely meant as such.
fn keys<'r>(reading: &'r Reading) -> impl Iterator<Item = &'r str> {
    reading.outline.lines.iter().filter_map(|line| match &line.kind {
        LineKind::Key(key) if key.is_certain => Some(key.name.as_str()),
        _ => None,
    })
}

/// How a shape fares.
struct Score {
    points: u8,
    /// Which of its signals hold, as bits.
    held: u64,
    reader: &'static Reader,
}

impl Score {
    /// What gave its points, each in a few words, with its points.
    fn told(&self) -> Vec<(Cow<'static, str>, u8)> {
        let held = self.reader.signals.iter().enumerate().filter(|(at, _)| self.held & 1 << at != 0);
        held.map(|(_, signal)| (Cow::Borrowed(signal.says), signal.points)).collect()
    }
}

/// The shape of a note, and how it was found; `None` where it is no integration note at all.
pub(crate) fn detect(reading: &Reading) -> Option<(Shape, Recognition)> {
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
    let mut scores = signs.scores();
    // The shelf's order settles nothing but which of two equals is named first.
    scores.sort_by_key(|score| std::cmp::Reverse(score.points));
    let [first, second, ..] = scores.as_slice() else { return None };
    let rated = |score: &Score| (score.points > 0).then_some((score.reader.shape, score.points));
    if first.points >= ENOUGH && first.points >= second.points.saturating_add(AHEAD) {
        let is_fit = first.reader.fits.is_none_or(|fits| fits(&signs));
        let (points, rival) = (first.points, rated(second));
        let recognition = Recognition { points, rival, is_declared: false, signals: first.told() };
        return is_fit.then_some((first.reader.shape, recognition));
    }
    let rival = rated(first);
    // Two that are too close to tell apart: an integration note all the same, and it is said.
    if first.points >= ENOUGH && second.points >= ENOUGH {
        let mut signals = first.told();
        signals.push((format!("as much of a {} as of a {}", first.reader.name, second.reader.name).into(), 0));
        return Some((Shape::Generic, Recognition { points: first.points, rival, is_declared: false, signals }));
    }
    let signals = generic::signals(&signs);
    if signals.is_empty() {
        return None;
    }
    Some((Shape::Generic, Recognition { points: 0, rival, is_declared: false, signals }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_a_bit() {
        assert!(shapes::SHELF.iter().map(|reader| reader.signals.len()).sum::<usize>() <= u64::BITS as usize);
    }
}
