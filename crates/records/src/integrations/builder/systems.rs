//! Systems and their details.

use std::borrow::Cow;

use compact_str::CompactString;

use super::{Rank, RecordBuilder};
use crate::document::arrow;
use crate::document::tables::unescaped;
use crate::document::text::{Text, parts_of};
use crate::integrations::value;
use crate::model::{Extracted, Origin, Participation, RecordField, Role, State};
use crate::normalize;
use crate::normalize::judge;
use crate::normalize::judge::Verdict;

const ROLES: [Role; 6] = [Role::Source, Role::Target, Role::Middleware, Role::Party, Role::Publisher, Role::Subscriber];

impl RecordBuilder {
    /// Adds a system in a role that a structured place states, and returns its index.
    pub fn add_system(&mut self, role: Role, name: Extracted) -> usize {
        let (name, origin) = judged(name);
        self.push_system(role, name, origin)
    }

    /// Adds a system in a role that a title, heading, diagram or sentence seems to name. Its name is suspect until the
    /// vault knows the system.
    pub fn add_inferred(&mut self, role: Role, name: Extracted) {
        let (mut name, origin) = judged(name);
        let is_linked = name.linkpath.is_some();
        let origin = if is_linked || origin == Origin::Doubtful { origin } else { Origin::Inferred };
        if origin == Origin::Inferred && name.state == State::Filled {
            name.state = State::Suspect;
        }
        self.push_system(role, name, origin);
    }

    /// Adds a system in a role that is not shown unless the vault knows it.
    pub fn add_doubtful(&mut self, role: Role, mut name: Extracted) {
        if name.state == State::Filled {
            name.state = State::Suspect;
        }
        self.push_system(role, name, Origin::Doubtful);
    }

    fn push_system(&mut self, role: Role, name: Extracted, origin: Origin) -> usize {
        let index = self.record.systems.len();
        if let Some(text) = name.text() {
            self.system_index.entry((role, normalize::system_key(text))).or_insert(index);
        }
        let is_overruled = self.claimed_roles.contains(&role);
        self.record.systems.push(Participation { role, name, details: Vec::new(), origin, is_overruled });
        index
    }

    /// Adds the systems that some values name, in one role.
    pub fn add_systems(&mut self, role: Role, parts: &[Text], place: &str) {
        for part in parts {
            for text in self.split_names(part).iter() {
                self.add_system(role, value::extract_system(text, place.to_owned()));
            }
        }
    }

    /// Returns the systems that a value names.
    pub fn names_in(&self, text: &Text, place: &str) -> Vec<Extracted> {
        self.split_names(text).iter().map(|text| value::extract_system(text, place.to_owned())).collect()
    }

    /// Adds the systems of `A → B → C` in a value of a key or column; returns whether it has an arrow between names.
    pub fn add_route(&mut self, text: &Text, place: &str) -> bool {
        let Some(route) = arrow::route(&text.raw) else { return false };
        let is_name = |stop: &&str| judge::judge(judge::without_remark(&normalize::plain(stop))) == Verdict::Name;
        if !route.stops.iter().all(is_name) {
            return false;
        }
        let last = route.stops.len() - 1;
        let mut in_order = route.stops.clone();
        if route.is_reversed {
            in_order.reverse();
        }
        let mut texts = parts_of(text, &in_order);
        if route.is_reversed {
            texts.reverse();
        }
        for (index, stop) in texts.iter().enumerate() {
            let role = match index {
                0 => Role::Source,
                index if index == last => Role::Target,
                _ => Role::Middleware,
            };
            self.add_systems(role, std::slice::from_ref(stop), place);
        }
        if !self.has_value(RecordField::Direction) {
            let direction = if route.is_two_way { "two-way" } else { "one-way" };
            let direction = value::literal(&text.raw, direction, place, text.span);
            self.add_value(Rank::Contacts, RecordField::Direction, direction);
        }
        true
    }

    /// Returns the names of systems in a value, each with its position.
    fn split_names<'p, 'a>(&self, part: &'p Text<'a>) -> Cow<'p, [Text<'a>]> {
        if !normalize::may_be_names(&part.raw) && !judge::may_be_list(&part.raw) {
            return Cow::Borrowed(std::slice::from_ref(part));
        }
        let is_known = |name: &str| {
            let key = normalize::system_key(name);
            ROLES.iter().any(|role| self.system_index.contains_key(&(*role, key.clone())))
        };
        let unescaped = unescaped(&part.raw);
        let names = match judge::list_of_names(&unescaped) {
            names if names.len() > 1 => names,
            _ => normalize::split_names(&unescaped, &is_known),
        };
        match names.as_slice() {
            [] | [_] => Cow::Borrowed(std::slice::from_ref(part)),
            names => Cow::Owned(parts_of(part, names)),
        }
    }

    /// Claims the roles of all systems so far: systems that are added to these roles later are overruled.
    pub fn claim_roles(&mut self) {
        let named = self.record.systems.iter().filter(|it| it.name.text().is_some());
        self.claimed_roles = named.map(|it| it.role).collect();
    }

    /// Whether a system with this name or key has a role.
    pub fn has_system_in_role(&self, role: Role, name: &str) -> bool {
        self.system_index.contains_key(&(role, normalize::system_key(name)))
    }

    /// Whether a text may be the name of a system: a link, capitalized words, or a system that the note names
    /// elsewhere.
    pub fn may_be_system(&self, raw: &str) -> bool {
        let is_capitalized = |word: &str| word.len() <= 3 || !word.starts_with(char::is_lowercase);
        let is_named = || ROLES.iter().any(|role| self.has_system_in_role(*role, &normalize::system_name(raw)));
        raw.contains('[') || normalize::plain(raw).split_whitespace().all(is_capitalized) || is_named()
    }

    /// Adds a system that the keys of a node describe from here on.
    pub fn open_system(&mut self, node: usize, role: Role, name: Extracted) {
        let index = self.add_system(role, name);
        self.system_of_node.insert(node, index);
        let pending = std::mem::take(&mut self.pending_details);
        let (details, rest): (Vec<_>, Vec<_>) = pending.into_iter().partition(|(of, _, _)| *of == node);
        self.pending_details = rest;
        let details = details.into_iter().map(|(_, name, extracted): (usize, CompactString, _)| (name, extracted));
        self.record.systems[index].details.extend(details);
    }

    /// Adds all systems that some values name; the keys of the node describe the last of them from here on.
    pub fn open_systems(&mut self, node: usize, role: Role, parts: &[Text], place: &str) {
        for part in parts {
            for text in self.split_names(part).iter() {
                self.open_system(node, role, value::extract_system(text, place.to_owned()));
            }
        }
    }

    /// Replaces the name of the system that the keys of a node describe.
    pub fn rename_system(&mut self, node: usize, name: Extracted) {
        let Some(index) = self.system_of_node.get(&node).copied() else { return };
        let system = &mut self.record.systems[index];
        if let Some(label) = system.name.text() {
            let label = (system.role, normalize::system_key(label));
            if self.system_index.get(&label) == Some(&index) {
                self.system_index.remove(&label);
            }
        }
        if let Some(text) = name.text() {
            self.system_index.entry((system.role, normalize::system_key(text))).or_insert(index);
        }
        system.name = name;
    }

    /// Adds a detail of the system that the keys of a node describe. Details before the name wait for it.
    pub fn add_system_detail(&mut self, node: usize, name: CompactString, extracted: Extracted) {
        match self.system_of_node.get(&node) {
            Some(index) => self.record.systems[*index].details.push((name, extracted)),
            None => self.pending_details.push((node, name, extracted)),
        }
    }

    /// Whether the keys of a node describe a system that is named already.
    pub fn has_system_of(&self, node: usize) -> bool {
        self.system_of_node.contains_key(&node)
    }
}

/// Returns the name of a system with how certain it is that it is one. What a name is followed by is its remark, and a
/// text that stands for no system is not applicable.
fn judged(mut name: Extracted) -> (Extracted, Origin) {
    let Some(text) = name.value.clone().filter(|_| name.state == State::Filled && name.linkpath.is_none()) else {
        return (name, Origin::Stated);
    };
    let bare = judge::without_remark(&text);
    let origin = judge::origin_of_stated(bare);
    match origin {
        Some(Origin::Doubtful) => name.state = State::Suspect,
        Some(_) if bare.len() < text.len() => {
            let rest = text[text.find(bare).unwrap_or(0) + bare.len()..].trim();
            name.remark = name.remark.or(Some(rest.into())).filter(|rest| !rest.is_empty());
            name.value = Some(bare.into());
        }
        Some(_) => {}
        None => (name.state, name.value) = (State::NotApplicable, None),
    }
    (name, origin.unwrap_or(Origin::Stated))
}
