//! Who goes without data, or cannot deliver any, if a system or an integration stops (docs/spec/questions.md#impact).

use std::collections::{BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{Note, VaultPath};
use vaultdex_records::{Extracted, Group, Moment, RecordField, State, state};

use super::graph::{Connection, Edge, Landscape, Traversal};
use super::life_cycle::Liveness;
use super::people::Contact;
use super::questions::Questions;
use super::rows::{ConnectionRef, OwnerRef, SystemName};
use super::walk::{Direction, Reached, Root, walk};
use crate::catalogue::record_row::PersonRef;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ImpactRequest {
    /// What stops.
    pub root: Root,
    /// The directions of the walks.
    pub directions: Vec<Direction>,
    /// Which integrations are followed.
    pub traversal: Traversal,
    /// The number of hops; `None` for all.
    pub depth: Option<usize>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Impact {
    /// What stops.
    pub root: RootRow,
    /// The systems that are reached, by direction, hop and name.
    pub hops: Vec<HopRow>,
    /// The runbooks of the integrations that reach them, each once.
    pub runbooks: Vec<Runbook>,
    /// The integrations of the root that are not live and were not followed.
    pub not_live: Vec<Via>,
    /// What the notes do not say about the integrations that count.
    pub undocumented: Vec<Undocumented>,
    /// Whom to call, by the number of integrations.
    pub people: Vec<ResponsiblePerson>,
    /// When the records of these integrations were updated.
    pub documented: Documented,
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RootRow {
    /// `system` or `integration`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The note of a system; `None` if it has none, and for an integration.
    pub destination: Option<String>,
    /// The note that records an integration; `None` for a system.
    pub path: Option<String>,
    /// The line of the record, from 1; `None` for a system.
    pub line: Option<u32>,
    /// The life cycle of an integration.
    pub status: Option<String>,
}

/// A system that is reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HopRow {
    /// The number of integrations on the way to it.
    pub hop: usize,
    /// Whether a note says so: at hop 1.
    pub certain: bool,
    /// `downstream` or `upstream`.
    pub direction: &'static str,
    /// The system.
    #[serde(flatten)]
    pub system: SystemName,
    /// The integrations that reach it at that hop.
    pub via: Vec<Via>,
    /// What to do when they fail.
    pub recovery: Vec<Recovery>,
    /// Their owners, each once.
    pub owners: Vec<OwnerRef>,
}

/// An integration with the role of a system in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Via {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// `source`, `target`, `middleware` or `party`.
    pub role: &'static str,
    /// How often it runs.
    pub frequency: Option<String>,
    /// What its record says about recovering from failures.
    #[serde(skip)]
    pub recovery: Vec<Recovery>,
    /// Its owners.
    #[serde(skip)]
    pub owners: Vec<OwnerRef>,
}

/// An integration that has to change for a system to be retired.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RetireRow {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// The role of the system: `source`, `target`, `middleware` or `party`.
    pub role: &'static str,
    /// The owners.
    pub owners: Vec<OwnerRef>,
    /// The number of open check boxes.
    pub open_tasks: u32,
    /// The number of rows in the mapping tables.
    pub mappings: usize,
}

/// What a record says about recovering from a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recovery {
    /// The failure mode.
    pub name: Option<String>,
    /// What to do.
    pub text: String,
    /// The note.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// A runbook of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Runbook {
    /// The note that names the runbook.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The target of the link as written.
    pub target: String,
    /// The file that it leads to; `None` if there is none.
    pub destination: Option<String>,
    /// The first steps of the runbook.
    pub steps: Vec<Step>,
}

/// A step of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// What to do, as written.
    pub text: String,
    /// The line in the runbook, from 1.
    pub line: u32,
}

/// Something that the record of an integration does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Undocumented {
    /// The integration.
    #[serde(flatten)]
    pub connection: ConnectionRef,
    /// `failure_modes`, `recovery`, `owner`, `status`, `direction`, `source`, `target` or `runbook`.
    pub what: &'static str,
}

/// A person or team that is responsible for integrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResponsiblePerson {
    /// The name as written.
    pub text: String,
    /// The path of their note; `None` if there is none.
    pub destination: Option<String>,
    /// How to reach them.
    pub contacts: Vec<Contact>,
    /// The integrations.
    pub integrations: Vec<ConnectionRef>,
}

/// From when the records are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Documented {
    /// The latest date of an update.
    pub newest: Option<String>,
    /// The earliest.
    pub oldest: Option<String>,
}

impl Questions<'_> {
    /// Determines what is hit if the root stops.
    pub fn impact(&self, request: &ImpactRequest) -> Impact {
        let mut hops = Vec::new();
        let mut connections: BTreeSet<usize> = BTreeSet::new();
        for direction in &request.directions {
            let reached = walk(self.landscape, request.root, *direction, request.traversal, request.depth);
            connections.extend(reached.iter().flat_map(|it| &it.edges).map(|edge| edge.connection));
            hops.extend(reached.iter().map(|it| self.hop_row(it, *direction)));
        }
        let of_root: Vec<usize> = match request.root {
            Root::System(system) => self.landscape.connections_of(system).to_vec(),
            Root::Connection(connection) => vec![connection],
        };
        let is_followed = |it: &usize| request.traversal.includes(&self.landscape.connections[*it]);
        let incomplete = of_root.iter().filter(|it| is_followed(it) && self.landscape.edges_of(**it).is_empty());
        let described: BTreeSet<usize> = connections.iter().chain(incomplete).copied().collect();
        let is_not_live =
            |it: &&usize| !is_followed(it) && self.landscape.connections[**it].liveness == Liveness::NotLive;
        Impact {
            root: self.root_row(request.root),
            runbooks: self.runbooks(&connections),
            not_live: match request.root {
                Root::System(system) => of_root.iter().filter(is_not_live).map(|it| self.via_of(*it, system)).collect(),
                Root::Connection(_) => Vec::new(),
            },
            undocumented: described.iter().flat_map(|it| self.undocumented(*it)).collect(),
            people: self.responsible_people(&connections),
            documented: self.documented(&connections),
            hops,
        }
    }

    fn root_row(&self, root: Root) -> RootRow {
        match root {
            Root::System(system) => {
                let SystemName { system: name, destination } = SystemName::new(self.landscape, system);
                RootRow { kind: "system", name, destination, path: None, line: None, status: None }
            }
            Root::Connection(connection) => {
                let it = ConnectionRef::new(self.landscape, connection);
                let name = it.label().to_owned();
                let (path, line) = (Some(it.path), Some(it.line));
                RootRow { kind: "integration", name, destination: None, path, line, status: it.status }
            }
        }
    }

    fn hop_row(&self, reached: &Reached, direction: Direction) -> HopRow {
        let mut edges: Vec<&Edge> = reached.edges.iter().collect();
        edges.dedup_by_key(|edge| edge.connection);
        let via: Vec<Via> =
            edges.into_iter().map(|edge| self.via(edge.connection, role_of_end(edge, direction))).collect();
        let mut owners: Vec<OwnerRef> = Vec::new();
        for owner in via.iter().flat_map(|it| &it.owners) {
            if owners.iter().all(|known| (&known.text, &known.destination) != (&owner.text, &owner.destination)) {
                owners.push(owner.clone());
            }
        }
        HopRow {
            hop: reached.hop,
            certain: reached.hop == 1,
            direction: direction.name(),
            system: SystemName::new(self.landscape, reached.system),
            recovery: via.iter().flat_map(|it| it.recovery.iter().cloned()).collect(),
            via,
            owners,
        }
    }

    /// Refers to an integration in which a system has a role.
    pub(super) fn via(&self, connection: usize, role: &'static str) -> Via {
        let integration = self.landscape.connections[connection].entry.integration;
        let frequency = integration.get(RecordField::Frequency);
        let frequency = frequency.map(|it| it.text().unwrap_or(&it.raw).to_owned()).filter(|it| !it.is_empty());
        Via {
            connection: ConnectionRef::new(self.landscape, connection),
            role,
            frequency,
            recovery: self.recovery(connection),
            owners: self.owners_of(connection),
        }
    }

    /// Returns the integrations that name a system in any role, whatever their life cycle is.
    pub fn retire(&self, system: usize) -> Vec<RetireRow> {
        let row = |connection: &usize| {
            let it = &self.landscape.connections[*connection];
            let integration = it.entry.integration;
            RetireRow {
                connection: ConnectionRef::new(self.landscape, *connection),
                role: role_of_system(it, system),
                owners: self.owners_of(*connection),
                open_tasks: integration.checklists.iter().map(|list| list.open).sum(),
                mappings: integration.mappings.iter().filter(|row| row.is_written()).count(),
            }
        };
        self.landscape.connections_of(system).iter().map(row).collect()
    }

    fn via_of(&self, connection: usize, system: usize) -> Via {
        self.via(connection, role_of_system(&self.landscape.connections[connection], system))
    }

    /// Returns what a record says about recovering from failures.
    fn recovery(&self, connection: usize) -> Vec<Recovery> {
        let entry = &self.landscape.connections[connection].entry;
        let path = self.landscape.catalog.path(entry.file);
        let recovery = |mode: &Group| {
            let text = |key: &str| mode.get(key).and_then(Extracted::text).map(str::to_owned);
            let line = mode.span.line.max(1);
            Some(Recovery { name: text("name"), text: text("recovery")?, path: path.to_owned(), line })
        };
        entry.integration.failure_modes.iter().filter_map(recovery).collect()
    }

    fn undocumented(&self, connection: usize) -> Vec<Undocumented> {
        let missing = missing(self.landscape, connection, self.has_runbook(connection));
        let row = |what| Undocumented { connection: ConnectionRef::new(self.landscape, connection), what };
        missing.into_iter().map(row).collect()
    }

    /// Whether a record names a runbook.
    pub(super) fn has_runbook(&self, connection: usize) -> bool {
        let related = &self.landscape.connections[connection].entry.integration.related;
        related.iter().any(|it| it.kind == "runbook" && it.target.text().is_some())
    }

    fn runbooks(&self, connections: &BTreeSet<usize>) -> Vec<Runbook> {
        let mut runbooks: Vec<Runbook> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for connection in connections {
            let entry = &self.landscape.connections[*connection].entry;
            for related in self.rows.related(entry).into_iter().filter(|it| it.kind == "runbook") {
                if related.destination.as_ref().is_some_and(|path| !known.insert(path.clone())) {
                    continue;
                }
                let note = related.destination.as_deref().and_then(|path| (self.read)(&VaultPath::new(path)));
                runbooks.push(Runbook {
                    path: self.landscape.catalog.path(entry.file).to_owned(),
                    line: related.line,
                    target: related.target,
                    destination: related.destination,
                    steps: note.map(|(text, note)| first_steps(&text, &note)).unwrap_or_default(),
                });
            }
        }
        runbooks
    }

    /// Returns the people who are responsible for integrations and have not left, those with the most first.
    fn responsible_people(&self, connections: &BTreeSet<usize>) -> Vec<ResponsiblePerson> {
        let mut people: Vec<ResponsiblePerson> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for connection in connections {
            let entry = &self.landscape.connections[*connection].entry;
            let path = self.landscape.catalog.path(entry.file);
            for row in self.rows.people(entry) {
                if matches!(&*row.role, "author" | "stakeholder") || self.people.has_left(row.destination.as_deref()) {
                    continue;
                }
                let key = PersonRef { text: row.text.clone(), destination: row.destination.clone() }.key();
                let position = *known.entry(key).or_insert_with(|| {
                    let of_note = row.destination.as_deref().map(|path| self.people.note(path).contacts.clone());
                    let (text, destination) = (row.text.clone(), row.destination.clone());
                    let contacts = of_note.unwrap_or_default();
                    people.push(ResponsiblePerson { text, destination, contacts, integrations: Vec::new() });
                    people.len() - 1
                });
                let person = &mut people[position];
                let it = ConnectionRef::new(self.landscape, *connection);
                // The integrations come in order.
                if person.integrations.last() != Some(&it) {
                    person.integrations.push(it);
                }
                for contact in row.contacts {
                    if state(None, &contact) == State::Filled
                        && person.contacts.iter().all(|known| known.text != contact)
                    {
                        person.contacts.push(Contact { text: contact, path: path.to_owned(), line: row.line });
                    }
                }
            }
        }
        people.sort_by(|left, right| {
            right.integrations.len().cmp(&left.integrations.len()).then_with(|| left.text.cmp(&right.text))
        });
        people
    }

    fn documented(&self, connections: &BTreeSet<usize>) -> Documented {
        let updated = |connection: &usize| {
            let integration = self.landscape.connections[*connection].entry.integration;
            let text = integration.text(RecordField::Updated).or_else(|| integration.text(RecordField::Created));
            let date = text?.parse::<Moment>().ok()?.date;
            Some((date, text?))
        };
        let dates: Vec<_> = connections.iter().filter_map(updated).collect();
        let text = |it: Option<&(_, &str)>| it.map(|(_, text)| (*text).to_owned());
        Documented { newest: text(dates.iter().max()), oldest: text(dates.iter().min()) }
    }
}

/// Returns what a record does not say.
fn missing(landscape: &Landscape, position: usize, has_runbook: bool) -> Vec<&'static str> {
    let connection = &landscape.connections[position];
    let integration = connection.entry.integration;
    let states = |mode: &Group, key: &str| mode.get(key).is_some_and(|it| it.text().is_some());
    let modes: Vec<&Group> =
        integration.failure_modes.iter().filter(|mode| mode.values.iter().any(|(_, it)| it.text().is_some())).collect();
    let participants = &connection.participants;
    let (has_sources, has_targets) = (!participants.sources.is_empty(), !participants.targets.is_empty());
    let has_edges = !landscape.edges_of(position).is_empty();
    let what = [
        (modes.is_empty(), "failure_modes"),
        (!modes.is_empty() && !modes.iter().any(|mode| states(mode, "recovery")), "recovery"),
        (integration.owner().is_none(), "owner"),
        (connection.status().is_none(), "status"),
        (!has_sources && has_targets && !has_edges, "source"),
        (has_sources && !has_targets && !has_edges, "target"),
        (!has_sources && !has_targets, "direction"),
        (!has_runbook, "runbook"),
    ];
    what.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect()
}

/// Returns the role of the system at which a walk arrives by an edge.
fn role_of_end(edge: &Edge, direction: Direction) -> &'static str {
    if (direction == Direction::Downstream) == edge.is_reverse { "source" } else { "target" }
}

/// Returns the role of a system that takes part in an integration.
pub fn role_of_system(connection: &Connection, system: usize) -> &'static str {
    let participants = &connection.participants;
    match system {
        system if participants.sources.contains(&system) => "source",
        system if participants.targets.contains(&system) => "target",
        system if participants.middleware.contains(&system) => "middleware",
        _ => "party",
    }
}

/// Returns the first steps of a runbook: the first items of its first numbered list, else of its first list.
fn first_steps(text: &str, note: &Note) -> Vec<Step> {
    const STEPS: usize = 3;
    let is_numbered = |start: u32| text[start as usize..].starts_with(|letter: char| letter.is_ascii_digit());
    let top = || note.list_items.iter().filter(|item| item.parent < 0);
    let first = top().find(|item| is_numbered(item.span.start)).or_else(|| top().next());
    let Some(list) = first.map(|item| item.parent) else { return Vec::new() };
    let steps = top().filter(|item| item.parent == list && state(None, &item.text) == State::Filled).take(STEPS);
    steps.map(|item| Step { text: item.text.trim().to_owned(), line: item.span.line }).collect()
}
