//! An integration while it is being read: where each value goes, and in which order values of one field count.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;
use hashbrown::HashMap;
use vaultdex_notes::Span;

use super::context::{Reading, parts_of};
use super::section::Section;
use super::{field, value};
use crate::document::Text;
use crate::document::tables::unescaped;
use crate::model::{Flow, Group, Integration, Participation, RecordField, Responsibility, Role, Shape, State, Stated};
use crate::normalize;
use crate::vocabulary::canonical_name::snake_case;

/// How much a place counts for a value (spec/integrations.md a.4, precedence): the lower, the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Frontmatter,
    Primary,
    Metadata,
    DocumentControl,
    Contacts,
    FileName,
}

impl Rank {
    /// The rank of what stands in a section.
    pub fn of(section: Section) -> Rank {
        match section {
            Section::Metadata => Rank::Metadata,
            Section::DocumentControl => Rank::DocumentControl,
            Section::Contacts => Rank::Contacts,
            _ => Rank::Primary,
        }
    }
}

/// Every role.
const ROLES: [Role; 6] = [Role::Source, Role::Target, Role::Middleware, Role::Party, Role::Publisher, Role::Subscriber];

/// An integration that is being read.
pub(crate) struct Draft {
    pub shape: Shape,
    pub it: Integration,
    values: Vec<(Rank, RecordField, Stated)>,
    people: Vec<(Rank, Responsibility)>,
    /// The systems that are named, by role and key.
    known: HashMap<(Role, String), usize>,
    /// Roles whose systems a stronger place has named.
    settled: BTreeSet<Role>,
    /// Nodes whose paragraph was read as a value.
    pub told: BTreeSet<usize>,
    /// Nodes whose heading names a system beside its side: a key may say the name better.
    pub labelled: BTreeSet<usize>,
    /// The system that each node's keys belong to.
    current: BTreeMap<usize, usize>,
    /// People that are told of key by key.
    contacts: Vec<Contact>,
    /// Details of systems whose name has not come yet.
    waiting: Vec<(usize, CompactString, Stated)>,
    /// The group that each node's keys belong to, for all kinds of groups: a node has one kind.
    groups: BTreeMap<usize, usize>,
    /// The one flow that a note without named flows speaks of.
    pub transfer: Flow,
}

/// A person below a heading of people.
#[derive(Default)]
struct Contact {
    node: usize,
    /// The key that began with them.
    first: CompactString,
    name: Option<Stated>,
    role: Option<Stated>,
    reached: Vec<Stated>,
}

impl Draft {
    pub fn new(shape: Shape) -> Draft {
        Draft {
            shape,
            it: Integration::default(),
            values: Vec::new(),
            people: Vec::new(),
            known: HashMap::new(),
            settled: BTreeSet::new(),
            told: BTreeSet::new(),
            labelled: BTreeSet::new(),
            current: BTreeMap::new(),
            contacts: Vec::new(),
            waiting: Vec::new(),
            groups: BTreeMap::new(),
            transfer: Flow::default(),
        }
    }

    /// A value of a field that holds one.
    pub fn put(&mut self, rank: Rank, field: RecordField, stated: Stated) {
        self.values.push((rank, field, stated));
    }

    /// Whether a field says something yet. What stands in the template's brackets may turn out to be one more placeholder,
    /// so that what would say it otherwise is read all the same.
    pub fn says(&self, field: RecordField) -> bool {
        self.values.iter().any(|(_, it, stated)| *it == field && stated.state == State::Filled)
    }

    /// The values of fields so far.
    pub fn values(&mut self) -> &mut Vec<(Rank, RecordField, Stated)> {
        &mut self.values
    }

    pub fn person(&mut self, rank: Rank, role: &str, name: Stated, contacts: Vec<String>) {
        self.people.push((rank, Responsibility { role: role.into(), name, contacts }));
    }

    /// The people that a value names, in a role: several where it is nothing but links.
    pub fn people(&mut self, rank: Rank, role: &str, text: &Text, place: &str) {
        let links = match normalize::may_be_names(&text.raw) {
            true => normalize::split_names(&text.raw, &|_| false),
            false => Vec::new(),
        };
        match links.as_slice() {
            [] | [_] => self.person(rank, role, value::person(text, place.to_owned()), Vec::new()),
            links => {
                for part in parts_of(text, links) {
                    self.person(rank, role, value::person(&part, place.to_owned()), Vec::new());
                }
            }
        }
    }

    /// A key that says something of one person below a heading of people: name, role, or how they are reached. Whether it
    /// is one. The key that began with one person begins the next; what is nested below it is said of the same.
    pub fn contact(&mut self, (node, parent): (usize, Option<usize>), key: &str, text: &Text, place: &str) -> bool {
        let kind = match key {
            "name" | "full name" | "person" => "name",
            "role" | "title" | "position" | "function" | "responsibility" => "role",
            "email" | "e mail" | "mail" | "phone" | "telephone" | "mobile" | "slack" | "teams" => "address",
            _ => return false,
        };
        let is_next = |old: &Contact| {
            let is_elsewhere = old.node != node && Some(old.node) != parent;
            let is_told = kind == "name" && old.name.is_some() || kind == "role" && old.role.is_some();
            is_elsewhere || is_told || old.first == key
        };
        if self.contacts.last().is_none_or(is_next) {
            self.contacts.push(Contact { node, first: key.into(), ..Contact::default() });
        }
        if let Some(contact) = self.contacts.last_mut() {
            let said = value::person(text, place.to_owned());
            match kind {
                "name" => contact.name = Some(said),
                "role" => contact.role = Some(said),
                _ => contact.reached.push(said),
            }
        }
        true
    }

    /// The people that were told of key by key. What belongs to nobody is kept.
    fn meet(&mut self) {
        for Contact { name, role, reached, .. } in std::mem::take(&mut self.contacts) {
            let Some(name) = name else {
                self.it.extra.extend(role.into_iter().chain(reached));
                continue;
            };
            let said = role.as_ref().and_then(Stated::text).unwrap_or("contact");
            let role = field::person(said).map_or_else(|| snake_case(said), CompactString::from);
            let reached = reached.iter().filter_map(Stated::text).map(str::to_owned).collect();
            self.person(Rank::Contacts, &role, name, reached);
        }
    }

    /// The systems that a value names, in a role.
    pub fn systems(&mut self, role: Role, parts: &[Text], place: &str) {
        for part in parts {
            for text in self.names(part).iter() {
                self.system(role, value::system(text, place.to_owned()));
            }
        }
    }

    /// The names of systems in a value, each with its place.
    fn names<'p, 'a>(&self, part: &'p Text<'a>) -> Cow<'p, [Text<'a>]> {
        if !normalize::may_be_names(&part.raw) {
            return Cow::Borrowed(std::slice::from_ref(part));
        }
        let is_known = |name: &str| {
            let key = normalize::system_key(name);
            ROLES.iter().any(|role| self.known.contains_key(&(*role, key.clone())))
        };
        match normalize::split_names(&unescaped(&part.raw), &is_known).as_slice() {
            [] | [_] => Cow::Borrowed(std::slice::from_ref(part)),
            names => Cow::Owned(parts_of(part, names)),
        }
    }

    /// A system in a role. Gives its place.
    pub fn system(&mut self, role: Role, name: Stated) -> usize {
        let place = self.it.systems.len();
        if let Some(text) = name.text() {
            self.known.entry((role, normalize::system_key(text))).or_insert(place);
        }
        let is_overruled = self.settled.contains(&role);
        self.it.systems.push(Participation { role, name, details: Vec::new(), is_overruled });
        place
    }

    /// What has named systems so far goes before all that names systems of these roles later.
    pub fn settle(&mut self) {
        let named = self.it.systems.iter().filter(|it| it.name.text().is_some());
        self.settled = named.map(|it| it.role).collect();
    }

    /// Whether a system by this name (or key) has a role.
    pub fn has_role(&self, role: Role, name: &str) -> bool {
        self.known.contains_key(&(role, normalize::system_key(name)))
    }

    /// Whether a text may be the name of a system: one that is named elsewhere, a link, or words that all begin as names do.
    pub fn may_be_system(&self, raw: &str) -> bool {
        let is_proper = |word: &str| word.len() <= 3 || !word.starts_with(char::is_lowercase);
        let is_named = || ROLES.iter().any(|role| self.has_role(*role, &normalize::system_name(raw)));
        raw.contains('[') || normalize::plain(raw).split_whitespace().all(is_proper) || is_named()
    }

    /// The system that a node's keys belong to from now on.
    pub fn open_system(&mut self, node: usize, role: Role, name: Stated) {
        let place = self.system(role, name);
        self.current.insert(node, place);
        let (mine, others) = std::mem::take(&mut self.waiting).into_iter().partition(|(of, _, _)| *of == node);
        self.waiting = others;
        let mine: Vec<(usize, CompactString, Stated)> = mine;
        self.it.systems[place].details.extend(mine.into_iter().map(|(_, name, stated)| (name, stated)));
    }

    /// Calls the system of a node by a better name.
    pub fn rename_system(&mut self, node: usize, name: Stated) {
        let Some(place) = self.current.get(&node).copied() else { return };
        let system = &mut self.it.systems[place];
        if let Some(label) = system.name.text() {
            let label = (system.role, normalize::system_key(label));
            if self.known.get(&label) == Some(&place) {
                self.known.remove(&label);
            }
        }
        if let Some(text) = name.text() {
            self.known.entry((system.role, normalize::system_key(text))).or_insert(place);
        }
        system.name = name;
    }

    /// The same of all systems that a value names; what follows is said of the last of them.
    pub fn open_systems(&mut self, node: usize, role: Role, parts: &[Text], place: &str) {
        for part in parts {
            for text in self.names(part).iter() {
                self.open_system(node, role, value::system(text, place.to_owned()));
            }
        }
    }

    /// Something that is said of the system of a node.
    pub fn system_detail(&mut self, node: usize, name: CompactString, stated: Stated) {
        match self.current.get(&node) {
            Some(place) => self.it.systems[*place].details.push((name, stated)),
            None => self.waiting.push((node, name, stated)),
        }
    }

    /// Whether a node's system is named yet.
    pub fn has_system(&self, node: usize) -> bool {
        self.current.contains_key(&node)
    }

    /// The group of a node in one of the integration's lists, made where it is not there yet.
    pub fn group(
        &mut self,
        list: fn(&mut Integration) -> &mut Vec<Group>,
        node: usize,
        reading: &Reading,
    ) -> &mut Group {
        let groups = list(&mut self.it);
        let place = *self.groups.entry(node).or_insert_with(|| {
            groups.push(Group {
                values: Vec::new(),
                place: reading.place_of(node),
                span: reading.outline.nodes[node].span,
            });
            groups.len() - 1
        });
        &mut groups[place]
    }

    /// The flow of a node.
    pub fn flow(&mut self, node: usize, span: Span) -> &mut Flow {
        let flows = &mut self.it.flows;
        let place = *self.groups.entry(node).or_insert_with(|| {
            flows.push(Flow { span, ..Flow::default() });
            flows.len() - 1
        });
        &mut flows[place]
    }

    /// The integration as it was read.
    pub fn finish(mut self, reading: &Reading) -> Integration {
        self.meet();
        self.values.sort_by_key(|(rank, _, _)| *rank);
        self.people.sort_by_key(|(rank, _)| *rank);
        self.it.values = self.values.into_iter().map(|(_, field, stated)| (field, stated)).collect();
        self.it.people = self.people.into_iter().map(|(_, person)| person).collect();
        self.it.extra.extend(self.waiting.into_iter().map(|(_, _, stated)| stated));
        self.it
            .flows
            .retain(|flow| flow.from.is_some() || flow.to.is_some() || flow.name.is_some() && !flow.details.is_empty());
        finish_transfer(&mut self.it, self.transfer);
        let groups = [&mut self.it.endpoints, &mut self.it.failure_modes, &mut self.it.metrics, &mut self.it.alerts];
        groups.into_iter().flatten().for_each(unfilled_label);
        for (node, mut block) in reading.outline.codes.iter().map(|(node, block)| (*node, block.clone())) {
            block.place = reading.place_of(node);
            self.it.blocks.push(block);
        }
        self.it
    }
}

/// What a heading calls a thing of which nothing is filled in is still the template's.
fn unfilled_label(group: &mut Group) {
    let [(name, label), rest @ ..] = group.values.as_mut_slice() else { return };
    let is_label = name == "name" || name == "side";
    let is_unfilled = |(_, it): &(CompactString, Stated)| matches!(it.state, State::Placeholder | State::Empty);
    if is_label && !rest.is_empty() && rest.iter().all(is_unfilled) {
        (label.state, label.value) = (State::Placeholder, None);
    }
}

/// The flow that is only said in how data is moved goes from the first source to the first target.
fn finish_transfer(it: &mut Integration, transfer: Flow) {
    if transfer.details.is_empty() {
        return;
    }
    let side = |role: Role| {
        it.systems.iter().find(|system| system.role == role && !system.is_overruled).map(|system| system.name.clone())
    };
    let (from, to) = (side(Role::Source), side(Role::Target));
    it.flows.insert(0, Flow { from, to, ..transfer });
}

/// How many values of an integration are filled, placeholders and empty; what stands in one place counts once.
pub(crate) fn count(it: &mut Integration) {
    // In one number each, to be sorted by where they begin, where they end, and state. Room for those of most notes.
    let mut states: Vec<u128> = Vec::with_capacity(64);
    let packed = |span: Span, state: State| u128::from(span.start) << 64 | u128::from(span.end) << 32 | state as u128;
    {
        // A value that stands nowhere in the text (line 0) was not for anybody to fill in.
        let mut add =
            |stated: &Stated| states.extend((stated.span.line > 0).then(|| packed(stated.span, stated.state)));
        it.values.iter().for_each(|(_, stated)| add(stated));
        for system in &it.systems {
            add(&system.name);
            system.details.iter().for_each(|(_, stated)| add(stated));
        }
        for flow in &it.flows {
            [&flow.name, &flow.from, &flow.to].into_iter().flatten().for_each(&mut add);
            flow.details.iter().for_each(|(_, stated)| add(stated));
        }
        let groups = [&it.endpoints, &it.failure_modes, &it.metrics, &it.alerts, &it.tests, &it.data_classes];
        groups.into_iter().flatten().flat_map(|group| &group.values).for_each(|(_, stated)| add(stated));
        it.people.iter().for_each(|person| add(&person.name));
        it.related.iter().for_each(|document| add(&document.target));
        it.extra.iter().for_each(&mut add);
    }
    states.extend(it.mappings.iter().map(|mapping| packed(mapping.span, mapping.state)));
    states.sort_unstable();
    states.dedup_by_key(|packed| *packed >> 64);
    let is = |packed: u128, state: State| packed as u32 == state as u32;
    for packed in states {
        match packed {
            _ if is(packed, State::Placeholder) => it.counts.placeholders += 1,
            _ if is(packed, State::Empty) => it.counts.empty += 1,
            _ => it.counts.filled += 1,
        }
    }
}
