//! What titles and headings say that a list is about.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

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
        let words = words_in(name);
        let has = |word: Word| words.contains(&word);
        let noun = match () {
            () if has(Word::Partners) => Some(Noun::Partners),
            () if has(Word::Integrations) => Some(Noun::Integrations),
            () if has(Word::Messages) => Some(Noun::Messages),
            () if has(Word::List) && has(Word::ListedIntegration) => Some(Noun::Integrations),
            () if has(Word::List) && has(Word::ListedMessage) => Some(Noun::Messages),
            () if announces(name, Announced::Partners) => Some(Noun::Partners),
            () if announces(name, Announced::Messages) => Some(Noun::Messages),
            () if announces(name, Announced::Integrations) => Some(Noun::Integrations),
            () => None,
        };
        let own_role = match (has(Word::Inbound), has(Word::Outbound)) {
            (true, false) => Some(Role::Target),
            (false, true) => Some(Role::Source),
            _ => None,
        };
        Topic { noun, own_role }
    }
}

/// What a word in a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Partners,
    Integrations,
    Messages,
    List,
    ListedIntegration,
    ListedMessage,
    Inbound,
    Outbound,
}

/// Returns what the words of a title in canonical form say. All of them are looked for at once.
fn words_in(name: &str) -> Vec<Word> {
    static WORDS: LazyLock<(AhoCorasick, Vec<Word>)> = LazyLock::new(|| {
        let lists = [
            (PARTNERS, Word::Partners),
            (INTEGRATIONS, Word::Integrations),
            (MESSAGES, Word::Messages),
            (LISTS, Word::List),
            (INBOUND, Word::Inbound),
            (OUTBOUND, Word::Outbound),
        ];
        let plain = lists.into_iter().flat_map(|(list, word)| list.iter().map(move |text| (*text, word)));
        let listed = LISTED
            .iter()
            .map(|(text, is_message)| (*text, if *is_message { Word::ListedMessage } else { Word::ListedIntegration }));
        let (texts, words): (Vec<&str>, Vec<Word>) = plain.chain(listed).unzip();
        // Titles are short, and this kind is the fastest to build.
        let mut builder = AhoCorasick::builder();
        let builder = builder.kind(Some(AhoCorasickKind::NoncontiguousNFA));
        (builder.build(texts).expect("few enough words"), words)
    });
    let (search, words) = &*WORDS;
    let is_apart = |at: Option<&u8>| at.is_none_or(|byte| *byte == b' ');
    let bytes = name.as_bytes();
    let found = search.find_overlapping_iter(name).filter(|found| {
        is_apart(found.start().checked_sub(1).map(|before| &bytes[before])) && is_apart(bytes.get(found.end()))
    });
    found.map(|found| words[found.pattern().as_usize()]).collect()
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
