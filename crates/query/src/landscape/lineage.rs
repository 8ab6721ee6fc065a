//! Where a field comes from, or where it goes to (docs/spec/questions.md#lineage).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use schemars::JsonSchema;
use serde::Serialize;

use super::fields::{FieldKey, FieldRow, FieldRows, Side, ValueKind};
use super::graph::Landscape;
use super::rows::ConnectionRef;
use super::walk::Direction;

/// What is asked.
#[derive(Debug, Clone)]
pub struct LineageRequest {
    /// The fields to start from.
    pub fields: Vec<FieldKey>,
    /// Upstream, where they come from, or downstream.
    pub direction: Direction,
    /// The number of steps; `None` for all.
    pub depth: Option<usize>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Lineage {
    /// `upstream` or `downstream`.
    pub direction: &'static str,
    /// The steps, by their distance from the fields that were asked for.
    pub steps: Vec<LineageStep>,
    /// Where the lineage ends.
    pub ends: Vec<LineageEnd>,
}

/// A row of a mapping table on the way.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LineageStep {
    /// The number of steps from the field that was asked for, from 1.
    pub step: usize,
    /// Where the data comes from.
    pub from: FieldRef,
    /// Where it goes to.
    pub to: FieldRef,
    /// The transformation rule.
    pub rule: Option<String>,
    /// The default value.
    pub default: Option<String>,
    /// Whether the target is mandatory.
    pub mandatory: Option<bool>,
    /// The integration.
    pub integration: ConnectionRef,
    /// The note with the row.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The note that embeds the row from the note at `path`; `None` if the record is in that note.
    pub embedded_from: Option<String>,
}

/// A field of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldRef {
    /// The system; `None` if there is none, or if it is one of several.
    pub system: Option<String>,
    /// The systems of which one has the field, if it is not known which.
    pub candidates: Vec<String>,
    /// The entity, as written.
    pub entity: Option<String>,
    /// The field as written, or the constant or rule that gives the value.
    pub field: Option<String>,
    /// `field`, `generated`, `constant` or `none`.
    pub kind: ValueKind,
}

/// Where a lineage ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct LineageEnd {
    /// The system; `None` if it is not known.
    pub system: Option<String>,
    /// The entity.
    pub entity: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// `source` (upstream) or `target` (downstream) if no row continues it, `generated`, `constant`, `cycle`, `depth` or
    /// `ambiguous`.
    pub reason: &'static str,
}

/// Follows fields through the mapping tables.
pub fn lineage(landscape: &Landscape, rows: &FieldRows, request: &LineageRequest) -> Lineage {
    let mut walk = Walk {
        landscape,
        rows,
        request,
        steps: Vec::new(),
        ends: BTreeSet::new(),
        taken: BTreeSet::new(),
        parents: BTreeMap::new(),
    };
    let mut queue: VecDeque<(FieldKey, Side, usize)> = VecDeque::new();
    let mut known: BTreeSet<FieldKey> = BTreeSet::new();
    for field in &request.fields {
        if known.insert(field.clone()) {
            queue.push_back((field.clone(), rows.written(field).cloned().unwrap_or_default(), 0));
        }
    }
    while let Some((field, side, distance)) = queue.pop_front() {
        let next = walk.rows_at(&field, distance == 0);
        if next.is_empty() {
            let reason = if request.direction == Direction::Upstream { "source" } else { "target" };
            walk.end(&side, Some(field.system), reason);
        } else if request.depth.is_some_and(|depth| distance >= depth) {
            walk.end(&side, Some(field.system), "depth");
        } else {
            for row in next {
                walk.follow(row, &field, distance + 1, &mut known, &mut queue);
            }
        }
    }
    let Walk { steps, ends, .. } = walk;
    Lineage { direction: request.direction.name(), steps, ends: ends.into_iter().collect() }
}

struct Walk<'a> {
    landscape: &'a Landscape<'a>,
    rows: &'a FieldRows<'a>,
    request: &'a LineageRequest,
    steps: Vec<LineageStep>,
    ends: BTreeSet<LineageEnd>,
    /// The rows that are steps already.
    taken: BTreeSet<usize>,
    /// By field: the one from which it was first reached.
    parents: BTreeMap<FieldKey, FieldKey>,
}

impl Walk<'_> {
    /// Returns the rows that continue the walk from a field; for one that was asked for also those of which one of several
    /// systems has it.
    fn rows_at(&self, field: &FieldKey, was_asked_for: bool) -> Vec<usize> {
        let rows = match (self.request.direction, was_asked_for) {
            (Direction::Upstream, true) => self.rows.maybe_leading_to(field),
            (Direction::Upstream, false) => self.rows.leading_to(field),
            (Direction::Downstream, true) => self.rows.maybe_starting_from(field),
            (Direction::Downstream, false) => self.rows.starting_from(field),
        };
        rows.to_vec()
    }

    /// Whether a field is on the way by which another was first reached.
    fn is_on_the_way(&self, field: &FieldKey, other: &FieldKey) -> bool {
        std::iter::successors(Some(other), |at| self.parents.get(at)).any(|at| at == field)
    }

    /// Adds a row that continues the walk from a field as a step, and queues the field at its other side.
    fn follow(
        &mut self,
        position: usize,
        at: &FieldKey,
        distance: usize,
        known: &mut BTreeSet<FieldKey>,
        queue: &mut VecDeque<(FieldKey, Side, usize)>,
    ) {
        if !self.taken.insert(position) {
            return;
        }
        let row = &self.rows.list[position];
        self.steps.push(self.step(row, distance));
        let side = match self.request.direction {
            Direction::Upstream => &row.from,
            Direction::Downstream => &row.to,
        };
        match side.kind {
            ValueKind::Generated => return self.end(side, None, "generated"),
            ValueKind::Constant => return self.end(side, None, "constant"),
            ValueKind::None => return self.end(side, None, "source"),
            ValueKind::Field => {}
        }
        let fitting = self.rows.fitting(side);
        match fitting.as_slice() {
            [only] => {
                let field = side.key(*only);
                if known.insert(field.clone()) {
                    self.parents.insert(field.clone(), at.clone());
                    queue.push_back((field, side.clone(), distance));
                } else if self.is_on_the_way(&field, at) {
                    self.end(side, Some(*only), "cycle");
                }
            }
            [] => {
                let reason = if self.request.direction == Direction::Upstream { "source" } else { "target" };
                self.end(side, None, reason);
            }
            _ => self.end(side, None, "ambiguous"),
        }
    }

    fn end(&mut self, side: &Side, system: Option<usize>, reason: &'static str) {
        let system = system.or_else(|| if side.systems.len() == 1 { side.systems.first().copied() } else { None });
        self.ends.insert(LineageEnd {
            system: system.map(|system| self.landscape.systems.list[system].name.clone()),
            entity: side.entity.clone(),
            field: side.field.clone().or_else(|| side.value.clone()),
            reason,
        });
    }

    fn step(&self, row: &FieldRow, step: usize) -> LineageStep {
        let mapping = row.mapping;
        let record = self.landscape.catalog.path(self.landscape.connections[row.connection].entry.file);
        let embedded = mapping.embedded_from.as_deref();
        let text = |it: &Option<_>| it.as_ref().map(ToString::to_string).filter(|it: &String| !it.trim().is_empty());
        LineageStep {
            step,
            from: self.field_ref(&row.from),
            to: self.field_ref(&row.to),
            rule: text(&mapping.rule),
            default: text(&mapping.default),
            mandatory: mapping.mandatory,
            integration: ConnectionRef::new(self.landscape, row.connection),
            path: embedded.unwrap_or(record).to_owned(),
            line: mapping.span.line.max(1),
            embedded_from: embedded.map(|_| record.to_owned()),
        }
    }

    fn field_ref(&self, side: &Side) -> FieldRef {
        let name = |system: &usize| self.landscape.systems.list[*system].name.clone();
        let (system, candidates) = match side.systems.as_slice() {
            [only] => (Some(name(only)), Vec::new()),
            several => (None, several.iter().map(name).collect()),
        };
        let field = side.field.clone().or_else(|| side.value.clone());
        FieldRef { system, candidates, entity: side.entity.clone(), field, kind: side.kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, File};
    use crate::catalogue::systems::Systems;
    use crate::catalogue::test_records::feed;
    use crate::landscape::field_path::FieldPath;

    /// Returns the steps and the ends of a lineage.
    fn walked(files: Vec<File>, path: &str, direction: Direction) -> (Vec<String>, Vec<String>) {
        let catalog = Catalog::new(files);
        let systems = Systems::new(&catalog);
        let landscape = Landscape::new(&catalog, &systems);
        let rows = FieldRows::new(&landscape);
        let fields = FieldPath::parse(&landscape, path).expect("a system").fields(&rows);
        let found = lineage(&landscape, &rows, &LineageRequest { fields, direction, depth: None });
        let name = |field: &FieldRef| {
            let system = field.system.clone().unwrap_or_else(|| field.candidates.join("|"));
            [Some(system), field.entity.clone(), field.field.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(".")
        };
        let steps = found.steps.iter().map(|it| format!("{} {} > {}", it.step, name(&it.from), name(&it.to)));
        let ends = found.ends.iter().map(|it| {
            let parts = [&it.system, &it.entity, &it.field].into_iter().flatten().cloned().collect::<Vec<_>>();
            format!("{} {}", parts.join("."), it.reason)
        });
        (steps.collect(), ends.collect())
    }

    #[test]
    fn ways_that_meet_are_no_cycle() {
        let files = || {
            vec![
                feed("1", "S Ann, T Bob", &["O.x > B.y"], &[]),
                feed("2", "S Ann, T Kim", &["O.x > K.z"], &[]),
                feed("3", "S Bob, T Lea", &["B.y > L.w"], &[]),
                feed("4", "S Kim, T Lea", &["K.z > L.w"], &[]),
                feed("5", "S Lea, T Max", &["L.w > M.v"], &[]),
            ]
        };
        let (steps, ends) = walked(files(), "Ann.O.x", Direction::Downstream);
        assert_eq!(steps.len(), 5, "{steps:?}");
        assert_eq!(ends, ["Max.M.v target"]);
        let (steps, ends) = walked(files(), "Max.M.v", Direction::Upstream);
        assert_eq!(steps.len(), 5, "{steps:?}");
        assert_eq!(ends, ["Ann.O.x source"]);
    }

    #[test]
    fn a_row_that_leads_back_is_a_cycle() {
        let files =
            vec![feed("1", "S Ann, T Bob", &["O.x > B.y"], &[]), feed("2", "S Bob, T Ann", &["B.y > O.x"], &[])];
        let (steps, ends) = walked(files, "Ann.O.x", Direction::Downstream);
        assert_eq!(steps, ["1 Ann.O.x > Bob.B.y", "2 Bob.B.y > Ann.O.x"]);
        assert_eq!(ends, ["Ann.O.x cycle"]);
    }
}
