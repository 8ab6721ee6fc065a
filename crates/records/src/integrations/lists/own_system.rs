//! The system whose page a note is, as the other side of its partners (docs/spec/integrations.md#the-own-system).

use crate::integrations::builder::{Rank, RecordBuilder};
use crate::integrations::value;
use crate::model::{Extracted, RecordField, Role};

/// Which way data goes between the system whose page a note is and its partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Inbound,
    Outbound,
    Both,
    Unknown,
}

impl Way {
    /// Returns the way that the role of the own system implies.
    pub fn of_own_role(role: Option<Role>) -> Way {
        match role {
            Some(Role::Target) => Way::Inbound,
            Some(Role::Source) => Way::Outbound,
            _ => Way::Unknown,
        }
    }

    /// Returns the way that a value of a direction states, or else `outer`.
    pub fn of_direction(builder: &mut RecordBuilder, outer: Way) -> Way {
        let values = builder.values_mut().iter();
        let stated = values.filter(|(_, field, _)| *field == RecordField::Direction).find_map(|(_, _, it)| way_of(it));
        stated.unwrap_or(outer)
    }
}

/// Returns the way that a direction states from the side of the author: `inbound`, `ausgehend`.
fn way_of(direction: &Extracted) -> Option<Way> {
    if !value::has_content(direction) {
        return None;
    }
    if direction.text() == Some("two-way") {
        return Some(Way::Both);
    }
    match direction.remark.as_deref() {
        Some("inbound") => Some(Way::Inbound),
        Some("outbound") => Some(Way::Outbound),
        _ => None,
    }
}

/// Gives the partner of the own system its role, and remembers that of the own system.
pub(super) fn add_partner(builder: &mut RecordBuilder, partner: Vec<Extracted>, way: Way) {
    let (role, own_role) = match way {
        Way::Inbound => (Role::Source, Role::Target),
        Way::Outbound => (Role::Target, Role::Source),
        Way::Both | Way::Unknown => (Role::Party, Role::Party),
    };
    for name in partner {
        builder.add_system(role, name);
    }
    builder.record.own_role = Some(own_role);
    let direction = match way {
        Way::Inbound | Way::Outbound => "one-way",
        Way::Both => "two-way",
        Way::Unknown => return,
    };
    if !builder.has_value(RecordField::Direction)
        && let Some(system) = builder.record.systems.last()
    {
        let Extracted { raw, place, span, .. } = system.name.clone();
        builder.add_value(Rank::Contacts, RecordField::Direction, value::literal(&raw, direction, &place, span));
    }
}
