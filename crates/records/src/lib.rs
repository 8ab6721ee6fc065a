//! Extracts integration records and change entries from notes of an [Obsidian](https://obsidian.md) vault.
//!
//! # What goes in and what comes out
//!
//! [`extract`] takes a note that [`vaultdex_notes::parse::note`] has parsed, its text, its path in the vault, and the
//! [`Synonyms`] of the vault. It returns an [`Extraction`] with
//!
//! - the [records](model::Records): integrations with their systems, flows, mappings, people and other values, or the
//!   system that a system note describes. Every value is an [`Extracted`]: its source text and position, its state
//!   (filled, placeholder, empty …), and its normalized form;
//! - the [change entries](model::ChangeLog): what changed when, and by whom;
//! - the integration ID that the note declares.
//!
//! Notes are expected to start from a template and then to drift: headings are renamed, columns reordered, bullets
//! turned into tables. Whatever is recognized is extracted, nothing is guessed, and values under unknown keys are kept.
//! The rules are specified in `docs/spec/integrations.md` and `docs/spec/changelog.md` of the repository, which the
//! comments in the source cite.
//!
//! ```
//! use vaultdex_notes::{VaultPath, parse};
//! use vaultdex_records::{RecordField, Role, Synonyms, extract};
//!
//! let text = "\
//! # Integration Specification: Orders to ERP
//!
//! ## Basic Information
//!
//! | Property | Value |
//! |---|---|
//! | Integration ID | INT-2024-003 |
//! | Status | ✅ **Active** - since March |
//!
//! ## Source System
//! - **System Name**: Web Shop
//!
//! ## Target System
//! - **System Name**: [[System - SAP|our ERP]]
//! ";
//! let path = VaultPath::new("Integrations/Orders to ERP.md");
//! let extraction = extract(text, &parse::note(text), &path, &Synonyms::default());
//! assert_eq!(extraction.id.as_deref(), Some("INT-2024-003"));
//!
//! let records = extraction.records.expect("an integration note");
//! let integration = &records.integrations[0];
//! println!("{}", integration.text(RecordField::Name).unwrap_or("unnamed"));
//! for system in integration.participations() {
//!     println!("{:?}: {}", system.role, system.name.text().unwrap_or("unnamed"));
//! }
//! assert_eq!(integration.text(RecordField::Name), Some("Orders to ERP"));
//! assert_eq!(integration.text(RecordField::Status), Some("active"));
//! let targets: Vec<_> = integration.in_role(Role::Target).filter_map(|target| target.name.text()).collect();
//! assert_eq!(targets, ["SAP"]);
//! ```
//!
//! # Layers
//!
//! Each module uses only those before it.
//!
//! | Module | Holds |
//! |---|---|
//! | [`model`] | the results: records, change entries, values |
//! | `vocabulary` | all tables of names (keys, headings, columns, statuses) and the synonyms of the vault |
//! | [`normalize`] | canonical forms of values: statuses, dates, frequencies, names of systems |
//! | [`document`] | a note as headings, groups, key lines and tables, without knowledge of their meaning |
//! | `changelog` | change entries in headings, lists, tables, callouts and properties |
//! | `placeholder` | which values are still those of a template |
//! | `integrations` | the shape of a note, and its records |
//!
//! # Guarantees
//!
//! - Extraction is total: any note yields a result, and malformed parts cost only themselves.
//! - It takes time linear in the length of the text, apart from sorting.
//! - Results depend on the arguments alone. There is no global state, no clock and no I/O.
//! - It knows one note. Everything that needs others (which note a name means, embedded mappings, placeholders of the
//!   vault's own templates) is left to the vault-wide pass, for which [`VaultTemplates`], [`mapping_embeds`],
//!   [`split_systems`] and [`apply_declared_formats`] are the building blocks.

mod changelog;
pub mod document;
mod extraction;
mod integrations;
pub mod model;
pub mod normalize;
mod placeholder;
mod vocabulary;

pub use changelog::{apply_declared_formats, changes, changes_of_changelog, is_changelog_name};
pub use document::arrow::route as arrow_route;
pub use document::source::NoteSource;
pub use document::title::system_of_list;
pub use extraction::{Extraction, extract};
pub use integrations::mapping::embeds::{Embed, mapping_embeds};
pub use integrations::{may_be_several, records, split_systems};
pub use model::{
    ChangeEntry, ChangeSource, DateOrder, DeclaredFormat, Extracted, Flow, Group, Integration, Mapping, MappingLevel,
    Moment, Origin, Participation, Precision, Recognition, RecordField, Records, RelatedDocument, Responsibility, Role,
    Shape, SourceKind, State, System, Terminology, Unread, UnreadKind, Verb,
};
pub use placeholder::state;
pub use placeholder::vault_templates::VaultTemplates;
pub use vocabulary::canonical_name::property_name;
pub use vocabulary::languages::language_codes;
pub use vocabulary::properties::{is_known_property, known_properties};
pub use vocabulary::synonyms::{Synonyms, unknown_meanings};
