//! What is known of a language: its names of keys, headings and columns, and its words for values.

/// Rows of a table: an English name or term, and the words of a language that mean it, separated by `, `. All of them
/// are in canonical form (see [`canonical_name`](crate::vocabulary::canonical_name)).
pub(crate) type Words = &'static [(&'static str, &'static str)];

/// A language other than English (docs/spec/integrations.md#other-languages).
#[derive(Debug)]
pub(crate) struct Language {
    /// The code of the language in ISO 639-1.
    pub code: &'static str,
    /// Letters that distinguish the language from those that share some of its names.
    pub letters: &'static str,
    /// Names of keys, headings, columns and properties, by the English name that they mean.
    pub names: Words,
    /// Words for the terms of the life cycle.
    pub statuses: Words,
    /// Words for the status of a document.
    pub document_statuses: Words,
    /// Words for priorities.
    pub priorities: Words,
    /// Words for the classification of data.
    pub classifications: Words,
    /// Words for directions.
    pub directions: Words,
    /// Words for frequencies without a number.
    pub frequencies: Words,
    /// What an interval looks like.
    pub intervals: Intervals,
    /// Words for yes.
    pub yes: &'static str,
    /// Words for no.
    pub no: &'static str,
    /// Words by which a note announces what it is.
    pub titles: Titles,
    /// Words by which a text takes back what it names, or names nothing in particular.
    pub doubts: Doubts,
}

/// How intervals are written: `alle 15 min`, `15分毎`.
#[derive(Debug)]
pub(crate) struct Intervals {
    /// Words before the number or the unit, separated by `, `.
    pub leads: &'static str,
    /// Words after the unit.
    pub ends: &'static str,
    /// Names of the units of time by the English unit. Names of English units are understood too.
    pub units: Words,
}

/// Words in titles and file names by which a note announces what it is, separated by `, `. Each matches as the
/// beginning of a word, or anywhere in a script without spaces.
#[derive(Debug)]
pub(crate) struct Titles {
    /// Words for interfaces and integrations.
    pub integrations: &'static str,
    /// Words for events and messages.
    pub messages: &'static str,
    /// Words for the systems around one.
    pub partners: &'static str,
    /// Words between the two systems of a title: `Kasse nach Hauptbuch`.
    pub to: &'static str,
    /// Words before the first of the two systems: `von Kasse nach Hauptbuch`.
    pub from: &'static str,
    /// Words that begin instructions.
    pub guides: &'static str,
    /// Words for glossaries.
    pub glossaries: &'static str,
    /// Words for records of decisions.
    pub decisions: &'static str,
    /// Words for templates.
    pub templates: &'static str,
}

/// Words by which a text takes back what it names, or names nothing in particular, in lower case and separated by `, `.
/// Each matches as whole words, or anywhere in a script without spaces.
#[derive(Debug)]
pub(crate) struct Doubts {
    /// Words that deny or limit what a text names: `nicht`, `statt`.
    pub denials: &'static str,
    /// Words that negate a word after them: `ohne Störung`.
    pub negations: &'static str,
    /// Words before the end of a period: `bis 2023`.
    pub ends: &'static str,
    /// Words before a time from which on something holds, which may lie in the future: `ab 2027`.
    pub starts: &'static str,
    /// Words after the name of a status that take it back: `defekt`, `noch nicht`.
    pub faults: &'static str,
    /// Texts that stand for no particular system: `diverse`.
    pub no_systems: &'static str,
    /// Beginnings of such texts: `alle Filialen`.
    pub no_system_leads: &'static str,
}

/// Returns the words of a list.
pub(crate) fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(", ").filter(|word| !word.is_empty())
}

/// Returns the English name or term and the word of every entry of a table.
pub(crate) fn entries(table: Words) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.iter().flat_map(|(meaning, list)| words(list).map(move |word| (*meaning, word)))
}
