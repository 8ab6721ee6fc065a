//! People and what they are responsible for.

use compact_str::CompactString;

use super::{Rank, RecordBuilder};
use crate::document::text::{Text, parts_of};
use crate::integrations::value;
use crate::model::{Extracted, Responsibility};
use crate::normalize;
use crate::vocabulary::canonical_name::snake_case;
use crate::vocabulary::contacts::{ContactKey, contact_key};
use crate::vocabulary::fields;

/// A person below a heading of people, described by several keys.
#[derive(Default)]
pub(super) struct Contact {
    node: usize,
    /// The first key of the person.
    first_key: CompactString,
    name: Option<Extracted>,
    role: Option<Extracted>,
    addresses: Vec<Extracted>,
}

impl RecordBuilder {
    /// Adds a person in a role.
    pub fn add_person(&mut self, rank: Rank, role: &str, name: Extracted, contacts: Vec<String>) {
        if value::has_content(&name) && !normalize::may_name_people(&name.raw) {
            return self.record.extra.push(name);
        }
        self.people.push((rank, Responsibility { role: role.into(), name, contacts }));
    }

    /// Adds the people that a value names, in one role. Only a value that consists of links names several.
    pub fn add_people(&mut self, rank: Rank, role: &str, text: &Text, place: &str) {
        let links = match normalize::may_be_names(&text.raw) {
            true => normalize::split_names(&text.raw, &|_| false),
            false => Vec::new(),
        };
        match links.as_slice() {
            [] | [_] => self.add_person(rank, role, value::extract_person(text, place.to_owned()), Vec::new()),
            links => {
                for part in parts_of(text, links) {
                    self.add_person(rank, role, value::extract_person(&part, place.to_owned()), Vec::new());
                }
            }
        }
    }

    /// Adds a key that describes one person below a heading of people; returns whether it does. `node` is where the key
    /// is, with its parent. The next person begins where the first key of the last one is repeated; keys of a nested
    /// list describe the same person.
    pub fn add_contact_key(
        &mut self,
        (node, parent): (usize, Option<usize>),
        key: &str,
        text: &Text,
        place: &str,
    ) -> bool {
        let Some(kind) = contact_key(key) else { return false };
        let begins_next = |last: &Contact| {
            let is_elsewhere = last.node != node && Some(last.node) != parent;
            let is_repeated = match kind {
                ContactKey::Name => last.name.is_some(),
                ContactKey::Role => last.role.is_some(),
                ContactKey::Address => false,
            };
            is_elsewhere || is_repeated || last.first_key == key
        };
        if self.contacts.last().is_none_or(begins_next) {
            self.contacts.push(Contact { node, first_key: key.into(), ..Contact::default() });
        }
        if let Some(contact) = self.contacts.last_mut() {
            let extracted = value::extract_person(text, place.to_owned());
            match kind {
                ContactKey::Name => contact.name = Some(extracted),
                ContactKey::Role => contact.role = Some(extracted),
                ContactKey::Address => contact.addresses.push(extracted),
            }
        }
        true
    }

    /// Adds the people that were described key by key. Keys of a person without a name are kept as extra.
    pub(super) fn flush_contacts(&mut self) {
        for Contact { name, role, addresses, .. } in std::mem::take(&mut self.contacts) {
            let Some(name) = name else {
                self.record.extra.extend(role.into_iter().chain(addresses));
                continue;
            };
            let written = role.as_ref().and_then(Extracted::text).unwrap_or("contact");
            let role = fields::person(written).map_or_else(|| snake_case(written), CompactString::from);
            let contacts = addresses.iter().filter_map(Extracted::text).map(str::to_owned).collect();
            self.add_person(Rank::Contacts, &role, name, contacts);
        }
    }
}
