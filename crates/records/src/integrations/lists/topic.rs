//! What titles and headings say that a list is about.

use crate::integrations::context::NoteContext;
use crate::model::Role;
use crate::vocabulary::canonical_name::canonical_name;
use crate::vocabulary::languages::titles::{Announced, announces};
use crate::vocabulary::list_topics::{INBOUND, INTEGRATIONS, LISTED, LISTS, MESSAGES, OUTBOUND, PARTNERS};

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    /// Integrations, interfaces, flows.
    Integrations,
    /// Events, topics, messages.
    Messages,
    /// The systems around one.
    Partners,
}

/// What the headings above a part of a note say about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    pub noun: Option<Noun>,
    /// The role of the system whose page it is, where the headings say which way the data goes.
    pub own_role: Option<Role>,
}

impl Topic {
    /// Returns the topic of a whole note, by its title and file name.
    pub fn of_note(context: &NoteContext) -> Topic {
        // A title that is the name of a section, such as `Data flows`, is not the title of the outline.
        let first = (context.outline.nodes.len() > 1).then_some(1);
        let headings = [context.outline.title, first].into_iter().flatten().map(|node| Topic::of_node(context, node));
        let stem = Topic::of(&canonical_name(context.path.stem()));
        headings.chain([stem]).fold(Topic::default(), Topic::or)
    }

    /// Returns what a heading announces: by its name, which may be that of a field in English, or as it is written.
    fn of_node(context: &NoteContext, node: usize) -> Topic {
        let node = &context.outline.nodes[node];
        let topic = Topic::of(&node.name);
        if !context.synonyms.has_language() { topic } else { topic.or(Topic::of(&canonical_name(&node.plain))) }
    }

    /// Returns the topic below a heading whose outer headings have this topic.
    pub fn below(self, context: &NoteContext, heading: usize) -> Topic {
        Topic::of_node(context, heading).or(self)
    }

    fn or(self, outer: Topic) -> Topic {
        Topic { noun: self.noun.or(outer.noun), own_role: self.own_role.or(outer.own_role) }
    }

    /// Returns what a title or heading in canonical form announces.
    pub fn of(name: &str) -> Topic {
        let padded = format!(" {name} ");
        let has = |words: &[&str]| words.iter().any(|word| padded.contains(&format!(" {word} ")));
        let has_list = || has(LISTS);
        let listed = || LISTED.iter().find(|(word, _)| padded.contains(&format!(" {word} ")));
        let noun = match () {
            () if has(PARTNERS) => Some(Noun::Partners),
            () if has(INTEGRATIONS) => Some(Noun::Integrations),
            () if has(MESSAGES) => Some(Noun::Messages),
            () if has_list() => {
                listed().map(|(_, is_message)| if *is_message { Noun::Messages } else { Noun::Integrations })
            }
            () if announces(name, Announced::Partners) => Some(Noun::Partners),
            () if announces(name, Announced::Messages) => Some(Noun::Messages),
            () if announces(name, Announced::Integrations) => Some(Noun::Integrations),
            () => None,
        };
        let own_role = match (has(INBOUND), has(OUTBOUND)) {
            (true, false) => Some(Role::Target),
            (false, true) => Some(Role::Source),
            _ => None,
        };
        Topic { noun, own_role }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_announce_a_list() {
        let check = |name: &str, noun: Option<Noun>, own_role: Option<Role>| {
            assert_eq!(Topic::of(name), Topic { noun, own_role }, "{name:?}");
        };
        check("integrations", Some(Noun::Integrations), None);
        check("interface list", Some(Noun::Integrations), None);
        check("event catalogue", Some(Noun::Messages), None);
        check("kafka topics", Some(Noun::Messages), None);
        check("external systems", Some(Noun::Partners), None);
        check("inbound interfaces", Some(Noun::Integrations), Some(Role::Target));
        check("published events", Some(Noun::Messages), Some(Role::Source));
        check("ledger integration", None, None);
        check("journeys of the choir", None, None);
        check("films of the season", None, None);
    }
}
