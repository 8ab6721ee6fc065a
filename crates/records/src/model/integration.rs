//! Integration records of a single note (docs/spec/integrations.md#records). Names of systems and people are plain
//! text; resolving them to notes requires the whole vault.

use std::borrow::Cow;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vaultdex_notes::Span;

use super::{Flow, Mapping};
use crate::model::extracted::{Extracted, State};

/// The shape of a note, and the integrations that it records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// The shape with the best score.
    pub shape: Shape,
    /// Whether the text of the note marks it as a template: `status: Template`, or almost only placeholders.
    pub is_template: bool,
    /// Whether the name of one of its integrations is a placeholder or suspect, and stated elsewhere only in the title
    /// or the file name. Such a note is an unfilled copy of a template if the vault's own templates contain the same
    /// placeholder.
    pub is_unnamed: bool,
    /// How the shape was recognized.
    pub recognition: Recognition,
    /// Whether the note consists only of frontmatter and headings.
    pub is_stub: bool,
    /// The integrations in document order: one for most shapes; one per row, section or item of a register; for a
    /// system, those that its page lists. For a
    /// workspace, the workspace itself, whose status is not that of an integration and whose systems are those that it
    /// contains.
    pub integrations: Vec<Integration>,
    /// The system that a system note describes.
    pub system: Option<System>,
    /// Whether the note records integrations only if the vault knows one of the systems that it seems to name: nothing
    /// but an arrow in its title or file name says so. The vault-wide pass decides.
    pub needs_known_system: bool,
    /// The bracketed texts of the note, in order, except in code and links. Those of a template become the phrases of
    /// [`VaultTemplates`](crate::VaultTemplates).
    pub brackets: Vec<String>,
}

impl Records {
    /// Returns the ID of the integration or system that the note describes. `None` for a register, whose rows have
    /// their own IDs.
    pub fn id(&self) -> Option<&str> {
        if self.shape == Shape::Register {
            return None;
        }
        if let Some(system) = &self.system {
            return system.id.as_ref().and_then(Extracted::text);
        }
        self.integrations.iter().find_map(|it| it.text(RecordField::Id))
    }
}

/// The shape of a note (docs/spec/integrations.md#shapes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Shape {
    Hub,
    Record,
    Workspace,
    Blueprint,
    Spec,
    /// A note with the record in its frontmatter.
    Note,
    /// A table of integrations, one per row.
    Register,
    /// A note about one system.
    System,
    /// An integration recognized only by its name, folder or tag.
    Generic,
    /// Not an integration, but mapping tables that integrations embed.
    Mapping,
}

impl Shape {
    /// Returns the name of the shape, as it is declared and printed.
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

/// How a shape was recognized, for explaining ties and weak matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// The score of the recognized shape; 0 if it was declared.
    pub points: u8,
    /// The shape with the second-best score, if it is not 0.
    pub rival: Option<(Shape, u8)>,
    /// Whether the frontmatter declares the shape (`vaultdex-shape`).
    pub is_declared: bool,
    /// The signals for the recognized shape, each with a short description and its score.
    pub signals: Vec<(Cow<'static, str>, u8)>,
}

/// A field of an integration with a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RecordField {
    Name,
    Id,
    Version,
    /// Batch, API, event …, as the note names it.
    Type,
    /// The life cycle, from planned to retired.
    Status,
    /// The status of the document, from draft to superseded.
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
    /// When the note or the integration was last reviewed, which is in the past.
    LastReviewed,
    ReplacedBy,
}

impl RecordField {
    /// Whether its values are dates.
    pub fn is_date(self) -> bool {
        use RecordField::{Created, GoLive, LastReviewed, LastTested, NextReview, Updated};
        matches!(self, Created | Updated | GoLive | NextReview | LastTested | LastReviewed)
    }
}

/// One integration as a single note records it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// The start of the record: the level-1 heading or the row of a register, otherwise the start of the note.
    pub span: Span,
    /// All values of single-valued fields, by precedence. The first filled value of a field is used; a later filled
    /// value that differs is a conflict.
    pub values: Vec<(RecordField, Extracted)>,
    /// The further places that describe it, such as a section about a row of a table.
    pub places: Vec<Span>,
    /// The participating systems, in document order.
    pub systems: Vec<Participation>,
    /// The role of the system whose page the note is, where the note names only its partner. The vault-wide pass looks
    /// the system up (docs/spec/integrations.md#the-own-system).
    pub own_role: Option<Role>,
    /// The data flows.
    pub flows: Vec<Flow>,
    /// The field and entity mappings.
    pub mappings: Vec<Mapping>,
    /// The endpoints.
    pub endpoints: Vec<Group>,
    /// The failure modes, with `name`, `cause`, `impact`, `detection`, `recovery`, `retry` and `notification`.
    pub failure_modes: Vec<Group>,
    /// The metrics, with `name`, `target`, `current` and `trend`.
    pub metrics: Vec<Group>,
    /// The alerts, with `condition`, `threshold`, `severity` and `recipients`.
    pub alerts: Vec<Group>,
    /// The test cases, with `case`, `description`, `expected` and `status`.
    pub tests: Vec<Group>,
    /// The classifications of data elements, with `element`, `classification` and `handling`.
    pub data_classes: Vec<Group>,
    /// The checkboxes, by section.
    pub checklists: Vec<Checklist>,
    /// The responsible people and teams.
    pub people: Vec<Responsibility>,
    /// The related documents.
    pub related: Vec<RelatedDocument>,
    /// Values of unknown keys, kept for queries.
    pub extra: Vec<Extracted>,
    /// The code blocks, with language and headings.
    pub blocks: Vec<CodeBlock>,
    /// The numbers of filled, placeholder and empty values.
    pub counts: Counts,
}

impl Integration {
    /// Returns the value of a field: its first one that is filled in.
    pub fn get(&self, field: RecordField) -> Option<&Extracted> {
        let values = || self.values.iter().filter(|(it, _)| *it == field).map(|(_, value)| value);
        let mut filled = values().filter(|value| matches!(value.state, State::Filled | State::Suspect));
        let first = filled.next()?;
        // A date or status that is understood takes precedence over one that is not, wherever it occurs.
        let is_unknown = (field.is_date() || field == RecordField::Status) && first.value.is_none();
        filled.find(|value| is_unknown && value.value.is_some()).or(Some(first))
    }

    /// Returns the canonical text of a field.
    pub fn text(&self, field: RecordField) -> Option<&str> {
        self.get(field).and_then(Extracted::text)
    }

    /// Returns the systems in a role in document order, without placeholders and overruled ones. A system that several
    /// flows name occurs several times.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Participation> {
        self.participations().filter(move |it| it.role == role)
    }

    /// Returns the participating systems in document order, without placeholders, overruled ones, and texts that may
    /// not be names. The names of some may be [suspect](Participation::is_suspect).
    pub fn participations(&self) -> impl Iterator<Item = &Participation> {
        let is_shown =
            |it: &&Participation| !it.is_overruled && it.origin != Origin::Doubtful && it.name.text().is_some();
        self.systems.iter().filter(is_shown)
    }

    /// Returns the owner by precedence: the first of its [`owners`](Integration::owners).
    pub fn owner(&self) -> Option<&Extracted> {
        self.owners().next()
    }

    /// Returns all owners that the place with the highest precedence names.
    pub fn owners(&self) -> impl Iterator<Item = &Extracted> {
        let in_role =
            |role: &'static str| self.people.iter().filter(move |it| it.role == role && it.name.text().is_some());
        // Where nobody is called the owner, whoever maintains the integration is.
        let role = if in_role("owner").next().is_some() { "owner" } else { "maintainer" };
        let named = || in_role(role);
        let place = named().next().map(|first| &first.name.place);
        named().map(|it| &it.name).filter(move |name| Some(&name.place) == place)
    }
}

/// The role of a system in an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
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

/// The participation of a system in an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participation {
    /// The role of the system.
    pub role: Role,
    /// The name of the system, without `System - ` and similar words.
    pub name: Extracted,
    /// Details of the system in this integration: `role`, `interface`, `data`, `type`, `environment`, `version`,
    /// `owner`, `responsibilities`, `dependencies`.
    pub details: Vec<(CompactString, Extracted)>,
    /// How certain it is that the name is that of a system.
    pub origin: Origin,
    /// Whether a place with higher precedence names the systems of this role. This one is then a conflict or a
    /// repetition, and does not take part.
    pub is_overruled: bool,
}

impl Participation {
    /// Whether the name is a guess: nothing says that there is a system of this name.
    pub fn is_suspect(&self) -> bool {
        self.name.state == State::Suspect
    }
}

/// How certain it is that a name in a record is that of a system (docs/spec/integrations.md#which-names-are-systems).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// A link, or a short name where a key, column or property states a side.
    Stated,
    /// A name in a title, heading, diagram or sentence. It is suspect unless the vault knows the system.
    Inferred,
    /// A text where a side is stated that reads as prose. It is not shown unless it contains a system that the vault
    /// knows.
    Doubtful,
}

/// Values that belong together, each with a name: a row of a table, or the keys below one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The values with their names in snake case.
    pub values: Vec<(CompactString, Extracted)>,
    /// The headings above the group.
    pub place: String,
    /// The start of the group.
    pub span: Span,
}

impl Group {
    /// Returns the value with a name.
    pub fn get(&self, name: &str) -> Option<&Extracted> {
        self.values.iter().find(|(it, _)| it == name).map(|(_, value)| value)
    }
}

/// The checkboxes of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// The headings above the checkboxes.
    pub place: String,
    /// Number of `[ ]`.
    pub open: u32,
    /// Number of `[x]` and `[X]`.
    pub done: u32,
    /// Number of checkboxes with any other character.
    pub other: u32,
}

/// A person or team that is responsible for an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// The role: `owner`, `technical_lead`, `support_team`, `business_owner`, `author`, `contact`, `stakeholder`.
    pub role: CompactString,
    /// The name as written. Places with higher precedence come first.
    pub name: Extracted,
    /// Email address, telephone number and the like, as written.
    pub contacts: Vec<String>,
}

/// A document related to an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedDocument {
    /// The label of the link, such as `Interface Specification`.
    pub label: String,
    /// The target: a linkpath or URL. A placeholder (`[[design_doc]]`, `(link)`) is marked by its state.
    pub target: Extracted,
    /// `design`, `interface`, `data_model`, `security`, `runbook` or `other`; `embed` for an embedded note.
    pub kind: String,
}

/// A code block of an integration note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The first word of the info string, in lower case.
    pub language: String,
    /// The headings above the block.
    pub place: String,
    /// The whole block including its fences.
    pub span: Span,
}

/// How complete a record is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Number of filled values, including suspect and not applicable ones.
    pub filled: u32,
    /// Number of placeholders.
    pub placeholders: u32,
    /// Number of blank values.
    pub empty: u32,
}

impl Counts {
    /// Returns the filled share from 0 to 1; `None` if there are no values.
    pub fn completeness(&self) -> Option<f64> {
        let all = self.filled + self.placeholders + self.empty;
        (all > 0).then(|| f64::from(self.filled) / f64::from(all))
    }
}

/// A system as its own note describes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct System {
    /// The name, without `System - ` and similar words.
    pub name: Option<Extracted>,
    /// The ID of the system, if it has one.
    pub id: Option<Extracted>,
    /// The kind of the system.
    pub kind: Option<Extracted>,
    /// The life cycle, in the terms of an integration's status.
    pub status: Option<Extracted>,
    /// The owner.
    pub owner: Option<Extracted>,
    /// The business domain.
    pub domain: Option<Extracted>,
}
