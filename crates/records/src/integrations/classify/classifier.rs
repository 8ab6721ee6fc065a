//! The shape of a note by weighted signals (docs/spec/integrations.md#shapes).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::LazyLock;

use hashbrown::HashMap;

use super::signals::{Condition, NoteFeatures, headings, keys};
use crate::integrations::context::NoteContext;
use crate::integrations::shapes::SHAPES;
use crate::integrations::shapes::definition::ShapeDefinition;
use crate::model::{Recognition, Shape};

/// The points that a shape needs.
const THRESHOLD: u8 = 5;

/// How far the winner must be ahead of the next shape.
const MARGIN: u8 = 2;

/// The signals for each heading and key, as bit sets: bit N stands for the Nth signal of all shapes together.
#[derive(Default)]
struct SignalIndex {
    headings: HashMap<&'static str, u64>,
    keys: HashMap<&'static str, u64>,
}

static SIGNAL_INDEX: LazyLock<SignalIndex> = LazyLock::new(|| {
    let mut index = SignalIndex::default();
    for (bit, signal) in SHAPES.iter().flat_map(|definition| definition.signals).enumerate() {
        match signal.condition {
            Condition::Heading(name) => *index.headings.entry(name).or_default() |= 1_u64 << bit,
            Condition::Key(name) => *index.keys.entry(name).or_default() |= 1_u64 << bit,
            Condition::TitleStarts(_) | Condition::Predicate(_) => {}
        }
    }
    index
});

/// Returns the signals for headings and keys that a note has, as a bit set.
fn name_signals(context: &NoteContext) -> u64 {
    let by_heading = headings(context).filter_map(|name| SIGNAL_INDEX.headings.get(name));
    let by_key = keys(context).filter_map(|name| SIGNAL_INDEX.keys.get(name));
    by_heading.chain(by_key).fold(0, |signals, bits| signals | bits)
}

/// Returns the score of each shape, in the order of [`SHAPES`].
fn scores(features: &NoteFeatures) -> Vec<Score> {
    let name_signals = name_signals(features.context);
    let is_met = |bit: usize, condition: &Condition| match condition {
        Condition::Heading(_) | Condition::Key(_) => name_signals & 1 << bit != 0,
        Condition::TitleStarts(lead) => features.title.starts_with(lead),
        Condition::Predicate(predicate) => predicate(features),
    };
    let mut bit = 0;
    let score = |definition: &'static ShapeDefinition| {
        let (mut points, mut matched) = (0_u8, 0_u64);
        for (index, signal) in definition.signals.iter().enumerate() {
            if is_met(bit, &signal.condition) {
                points = points.saturating_add(signal.points);
                matched |= 1 << index;
            }
            bit += 1;
        }
        Score { points, matched, definition }
    };
    SHAPES.iter().map(score).collect()
}

/// The score of a shape for a note.
struct Score {
    points: u8,
    /// The matched signals of the shape as a bit set.
    matched: u64,
    definition: &'static ShapeDefinition,
}

impl Score {
    fn shape(&self) -> Shape {
        self.definition.shape
    }

    /// Returns the labels of the matched signals with their points.
    fn signals(&self) -> Vec<(Cow<'static, str>, u8)> {
        let signals = self.definition.signals.iter().enumerate();
        let matched = signals.filter(|(index, _)| self.matched & 1 << index != 0);
        matched.map(|(_, signal)| (Cow::Borrowed(signal.label), signal.points)).collect()
    }

    /// Returns the shape with its points as the rival of another one, if it has any points.
    fn as_rival(&self) -> Option<(Shape, u8)> {
        (self.points > 0).then_some((self.shape(), self.points))
    }
}

/// What the signals of a note amount to.
pub(crate) enum Classified {
    /// The note declares that it records nothing.
    None,
    /// The note has a shape.
    Shape(Shape, Recognition),
    /// No shape has enough points: what can be read decides. The best rival, if any has points.
    Open(Option<(Shape, u8)>),
}

/// Returns the shape of a note and how it was recognized.
pub(crate) fn classify(features: &NoteFeatures) -> Classified {
    if let Some(declared) = features.property("vaultdex shape") {
        if declared.eq_ignore_ascii_case("none") {
            return Classified::None;
        }
        if let Some(definition) = SHAPES.iter().find(|it| it.name.eq_ignore_ascii_case(declared)) {
            let recognition = Recognition { points: 0, rival: None, is_declared: true, signals: Vec::new() };
            return Classified::Shape(definition.shape, recognition);
        }
    }
    let mut scores = scores(features);
    // The sort is stable: of equal scores, the order of the shapes only decides which one is reported first.
    scores.sort_by_key(|score| Reverse(score.points));
    let [first, second, ..] = scores.as_slice() else { return Classified::Open(None) };
    if first.points >= THRESHOLD && first.points >= second.points.saturating_add(MARGIN) {
        let is_met = first.definition.requirement.is_none_or(|requirement| requirement(features));
        let (points, rival) = (first.points, second.as_rival());
        let recognition = Recognition { points, rival, is_declared: false, signals: first.signals() };
        return if is_met { Classified::Shape(first.shape(), recognition) } else { Classified::Open(first.as_rival()) };
    }
    let rival = first.as_rival();
    // Two shapes that are too close make the note generic. The tie is recorded.
    if first.points >= THRESHOLD && second.points >= THRESHOLD {
        let mut signals = first.signals();
        let (first_name, second_name) = (first.definition.name, second.definition.name);
        signals.push((format!("as much of a {first_name} as of a {second_name}").into(), 0));
        let recognition = Recognition { points: first.points, rival, is_declared: false, signals };
        return Classified::Shape(Shape::Generic, recognition);
    }
    Classified::Open(rival)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_a_bit() {
        assert!(SHAPES.iter().map(|definition| definition.signals.len()).sum::<usize>() <= u64::BITS as usize);
    }
}
