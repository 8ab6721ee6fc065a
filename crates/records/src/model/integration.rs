//! What a note says of integrations, as far as one note alone can say it (spec/integrations.md, part a). Names of systems
//! and people are text here; which notes they mean is found out with the whole vault.

use std::borrow::Cow;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

use super::{Flow, Mapping};

/// What kind of note this is by the templates that such notes are written from, and the integrations that it records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// The shape that fits best.
    pub shape: Shape,
    /// Whether the note's own text says that it is a template: `status: Template`, or placeholders nearly throughout.
    pub is_template: bool,
    /// Whether one of its integrations has a placeholder, or what may be one, where it should say what it is called, and
    /// says it nowhere else but in title and file name: a copy of a template that nobody has filled in, if the vault's own
    /// templates say the same.
    pub is_unnamed: bool,
    /// How the shape was found.
    pub recognition: Recognition,
    /// Whether there is nothing in it but frontmatter and headings.
    pub is_stub: bool,
    /// The integrations, in document order: one of most shapes, one a row of a register, none of a system. That of a
    /// workspace is the workspace itself: its status is not an integration's, and its systems are those that it draws.
    pub integrations: Vec<Integration>,
    /// What a system note says of its system.
    pub system: Option<System>,
    /// The inside of every `[placeholder]` outside code, in order: what a template gives to the vault's lexicon.
    pub brackets: Vec<String>,
}

impl Records {
    /// The ID that the note gives itself: that of its integration or of its system. The rows of a register have IDs of
    /// their own.
    pub fn id(&self) -> Option<&str> {
        if self.shape == Shape::Register {
            return None;
        }
        let of_system = self.system.as_ref().and_then(|system| system.id.as_ref()).and_then(Stated::text);
        self.integrations.iter().find_map(|it| it.text(RecordField::Id)).or(of_system)
    }
}

/// The shapes of notes (spec/integrations.md a.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Shape {
    Hub,
    Record,
    Workspace,
    Blueprint,
    Spec,
    /// A note whose frontmatter holds the record.
    Note,
    /// A table of integrations, one a row.
    Register,
    /// A note of one system.
    System,
    /// An integration by its name, folder or tag alone.
    Generic,
    /// No integration, but mapping tables that integrations take in by embedding.
    Mapping,
}

impl Shape {
    /// The word for it, as it is declared and printed.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Hub => "hub",
            Shape::Record => "record",
            Shape::Workspace => "workspace",
            Shape::Blueprint => "blueprint",
            Shape::Spec => "spec",
            Shape::Note => "note",
            Shape::Register => "register",
            Shape::System => "system",
            Shape::Generic => "generic",
            Shape::Mapping => "mapping",
        }
    }
}

/// How a shape was found, so that a tie or a weak match can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// The points of the shape that won; 0 when it was declared.
    pub points: u8,
    /// The shape that came next, with its points, where one had any.
    pub rival: Option<(Shape, u8)>,
    /// Whether the frontmatter names the shape (`vaultdex-shape`).
    pub is_declared: bool,
    /// What gave points to the winner, each in a few words, with its points.
    pub signals: Vec<(Cow<'static, str>, u8)>,
}

/// Whether a value says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It does.
    Filled,
    /// It is still the template's: `[Name]`, `TBD`, an option list that nobody picked from.
    Placeholder,
    /// It is filled in, with the template's brackets left around it: `[Platform Team]`.
    Suspect,
    /// Nothing stands there.
    Empty,
    /// `n/a`, `-`, `none`: somebody said that there is nothing to say.
    NotApplicable,
}

/// A value as a note states it.
///
/// ```text
/// - **Status**: ✅ **Active** - Core MVP integration
///               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ span, raw
/// ```
/// with `value` `active`, `remark` `Core MVP integration` and `place` `Integration Overview › Status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The value's source text, trimmed.
    pub raw: CompactString,
    /// What it says, in the field's canonical form; `None` unless it is filled or suspect. A status is a word of the
    /// vocabulary, a date ISO 8601 as far as it is known (`2026-06-15`, `2026-06`, `2026-Q2`), other text has its emphasis,
    /// code marks, block id and trailing tags taken off. A value that is there but not understood (a status of no
    /// vocabulary, an ambiguous date) is filled and `None`, with the reason in `remark`.
    pub value: Option<CompactString>,
    /// What the value says beside its canonical form, or why it has none.
    pub remark: Option<CompactString>,
    /// Where the value leads if it is a link as a whole (`[[Team Orders|the team]]`): its linkpath.
    pub linkpath: Option<CompactString>,
    /// Whether it says something.
    pub state: State,
    /// The headings, groups and key that it was read under, as written without decoration, or `frontmatter › key`.
    pub place: String,
    /// Where it stands: its first line as far as it lies there. For a blank value, the place where it would stand.
    pub span: Span,
}

impl Stated {
    /// What it says, unless it says nothing.
    pub fn text(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

/// The fields of an integration that hold one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RecordField {
    Name,
    Id,
    Version,
    /// Batch, API, event …, as the note calls it.
    Type,
    /// The life cycle: planned to retired.
    Status,
    /// The state of the document: draft to superseded.
    DocStatus,
    Direction,
    Priority,
    Frequency,
    Classification,
    Purpose,
    Created,
    Updated,
    GoLive,
    NextReview,
    LastTested,
    ReplacedBy,
}

impl RecordField {
    /// Whether its values are dates.
    pub fn is_date(self) -> bool {
        use RecordField::{Created, GoLive, LastTested, NextReview, Updated};
        matches!(self, Created | Updated | GoLive | NextReview | LastTested)
    }
}

/// One integration as one note tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// Where it begins: the level-1 heading, the row of a register, else the beginning of the note.
    pub span: Span,
    /// Every value of a field that holds one, by precedence: the first filled one of a field counts, a filled one after it
    /// that says something else is a disagreement.
    pub values: Vec<(RecordField, Stated)>,
    /// The systems that take part, in document order.
    pub systems: Vec<Participation>,
    /// What flows from where to where.
    pub flows: Vec<Flow>,
    /// Which field becomes which, and which entity.
    pub mappings: Vec<Mapping>,
    /// Where systems are reached, and how.
    pub endpoints: Vec<Group>,
    /// How it fails and what is done then: `name`, `cause`, `impact`, `detection`, `recovery`, `retry`, `notification`.
    pub failure_modes: Vec<Group>,
    /// What is measured: `name`, `target`, `current`, `trend`.
    pub metrics: Vec<Group>,
    /// When somebody is told: `condition`, `threshold`, `severity`, `recipients`.
    pub alerts: Vec<Group>,
    /// What is tested: `case`, `description`, `expected`, `status`.
    pub tests: Vec<Group>,
    /// How sensitive single elements are: `element`, `classification`, `handling`.
    pub data_classes: Vec<Group>,
    /// The checkboxes, section by section.
    pub checklists: Vec<Checklist>,
    /// Who answers for what.
    pub people: Vec<Responsibility>,
    /// Documents that belong to it.
    pub related: Vec<RelatedDocument>,
    /// What stands under keys that no field is known for: kept, and to be queried.
    pub extra: Vec<Stated>,
    /// Code blocks, each with its language and headings.
    pub blocks: Vec<CodeBlock>,
    /// How many of its values are filled, are placeholders, are empty.
    pub counts: Counts,
}

impl Integration {
    /// What counts for a field: its first value that says something.
    pub fn get(&self, field: RecordField) -> Option<&Stated> {
        let values = || self.values.iter().filter(|(it, _)| *it == field).map(|(_, stated)| stated);
        let mut said = values().filter(|stated| matches!(stated.state, State::Filled | State::Suspect));
        let first = said.next()?;
        // A date that can't be read says less than one that can, wherever that stands.
        let is_unread = field.is_date() && first.value.is_none();
        said.find(|stated| is_unread && stated.value.is_some()).or(Some(first))
    }

    /// The canonical text of a field.
    pub fn text(&self, field: RecordField) -> Option<&str> {
        self.get(field).and_then(Stated::text)
    }

    /// The systems in one role, in document order, placeholders and those that are overruled left out. One that several
    /// flows name stands there several times.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Participation> {
        self.taking_part().filter(move |it| it.role == role)
    }

    /// The systems that take part, in document order, placeholders and those that are overruled left out.
    pub fn taking_part(&self) -> impl Iterator<Item = &Participation> {
        self.systems.iter().filter(|it| !it.is_overruled && it.name.text().is_some())
    }

    /// Who owns it, by precedence: the first of its [`owners`](Integration::owners).
    pub fn owner(&self) -> Option<&Stated> {
        self.owners().next()
    }

    /// All who own it in the strongest place that names an owner.
    pub fn owners(&self) -> impl Iterator<Item = &Stated> {
        let named = || self.people.iter().filter(|it| it.role == "owner" && it.name.text().is_some());
        let place = named().next().map(|first| &first.name.place);
        named().map(|it| &it.name).filter(move |name| Some(&name.place) == place)
    }
}

/// The part that a system plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Role {
    Source,
    Target,
    Middleware,
    /// Named without a side.
    Party,
    Publisher,
    Subscriber,
}

/// A system's part in an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participation {
    /// What it is there.
    pub role: Role,
    /// What the note calls it, without `System - ` and the like.
    pub name: Stated,
    /// What else the note says of it there: `role`, `interface`, `data`, `type`, `environment`, `version`, `owner`,
    /// `responsibilities`, `dependencies`.
    pub details: Vec<(CompactString, Stated)>,
    /// Whether a stronger place names the systems of this role: then this one is a disagreement or a repetition, and
    /// takes no part.
    pub is_overruled: bool,
}

/// Values that belong together, each under what it is: a row of a table, or the keys below one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What each value is, in snake case, with the value.
    pub values: Vec<(CompactString, Stated)>,
    /// The headings that it stands under.
    pub place: String,
    /// Where it begins.
    pub span: Span,
}

impl Group {
    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&Stated> {
        self.values.iter().find(|(it, _)| it == name).map(|(_, stated)| stated)
    }
}

/// The checkboxes of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// The headings that they stand under.
    pub place: String,
    /// `[ ]`
    pub open: u32,
    /// `[x]` and `[X]`
    pub done: u32,
    /// Any other character.
    pub other: u32,
}

/// Someone who answers for an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// For what: `owner`, `technical_lead`, `support_team`, `business_owner`, `author`, `contact`, `stakeholder`.
    pub role: CompactString,
    /// Who, as the note calls them; the strongest place first.
    pub name: Stated,
    /// E-mail, telephone and the like, as written.
    pub contacts: Vec<String>,
}

/// A document that belongs to an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedDocument {
    /// What it is called there: `Interface Specification`.
    pub label: String,
    /// The link: a linkpath or an address. A placeholder (`[[design_doc]]`, `(link)`) says so by its state.
    pub target: Stated,
    /// `design`, `interface`, `data_model`, `security`, `runbook` or `other`; `embed` for what the note takes in whole.
    pub kind: String,
}

/// A code block of an integration note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// Its first info word, lower-cased.
    pub language: String,
    /// The headings that it stands under.
    pub place: String,
    /// The whole block, fences included.
    pub span: Span,
}

/// How much of a record is filled in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Values that say something, suspect ones and those that do not apply included.
    pub filled: u32,
    /// Placeholders.
    pub placeholders: u32,
    /// Blank values.
    pub empty: u32,
}

impl Counts {
    /// The share that is filled, 0 to 1; `None` where there is nothing to fill.
    pub fn completeness(&self) -> Option<f64> {
        let all = self.filled + self.placeholders + self.empty;
        (all > 0).then(|| f64::from(self.filled) / f64::from(all))
    }
}

/// A system as its own note tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct System {
    /// Its name, without `System - ` and the like.
    pub name: Option<Stated>,
    /// Its own ID, where it has one.
    pub id: Option<Stated>,
    /// What kind of system it is.
    pub kind: Option<Stated>,
    /// Its life cycle, in the words of an integration's status.
    pub status: Option<Stated>,
    /// Who owns it.
    pub owner: Option<Stated>,
    /// The domain it belongs to.
    pub domain: Option<Stated>,
}
