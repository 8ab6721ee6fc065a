//! What rules about the whole vault look at.

use std::collections::HashSet;

use jiff::civil::Date;
use vaultdex_notes::{Link, LinkKind, Span, VaultPath, text};
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::landscape::graph::{Connection, Landscape};
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::rows::ConnectionRef;
use vaultdex_records::{Extracted, Integration, RecordField, Shape, State};

/// Whether findings of the rule with an ID are reported in the note with a path.
pub type Includes<'a> = dyn Fn(&str, &str) -> bool + Sync + 'a;

/// The vault as rules see it. What several rules need is computed once.
pub struct Context<'a> {
    /// The questions that the landscape answers.
    pub questions: &'a Questions<'a>,
    includes: &'a Includes<'a>,
    /// The linkpaths that the templates of the vault leave to be filled in, as keys.
    template_links: HashSet<String>,
}

impl<'a> Context<'a> {
    /// Prepares a vault for rules. The catalog must hold links, outlines, changes and records.
    pub fn new(questions: &'a Questions<'a>, includes: &'a Includes<'a>) -> Context<'a> {
        let catalog = questions.landscape.catalog;
        let templates = (0..catalog.files.len()).filter(|file| is_template(catalog, *file));
        let unresolved =
            templates.flat_map(|file| catalog.links(file)).filter(|(_, destination)| destination.is_none());
        let template_links = unresolved.map(|(link, _)| text::link_key(link.linkpath())).collect();
        Context { questions, includes, template_links }
    }

    /// Returns the notes.
    pub fn catalog(&self) -> &'a Catalog {
        self.questions.landscape.catalog
    }

    /// Returns the systems and the integrations between them.
    pub fn landscape(&self) -> &'a Landscape<'a> {
        self.questions.landscape
    }

    /// Returns the systems.
    pub fn systems(&self) -> &'a Systems {
        self.questions.landscape.systems
    }

    /// Returns the day on which the vault is checked.
    pub fn today(&self) -> Date {
        self.questions.today
    }

    /// Returns the positions of the notes that are checked: those that lists show, without templates.
    pub fn notes(&self) -> impl Iterator<Item = usize> {
        let catalog = self.catalog();
        catalog.notes().filter(|file| !is_template(catalog, *file))
    }

    /// Whether findings of the rule with an ID are reported in a note. A rule that reports only the first of several places must not choose
    /// one that nobody sees.
    pub fn reports(&self, rule: &str, file: usize) -> bool {
        (self.includes)(rule, self.catalog().path(file))
    }

    /// Returns the integrations of the catalogue with their positions in the landscape.
    pub fn integrations(&self) -> impl Iterator<Item = (usize, &'a Connection<'a>)> {
        self.questions.landscape.connections.iter().enumerate()
    }

    /// Returns the integrations whose life cycle is `active`.
    pub fn active(&self) -> impl Iterator<Item = (usize, &'a Connection<'a>)> {
        self.integrations().filter(|(_, it)| it.status() == Some("active"))
    }

    /// Returns by what an integration is called: its ID, or its name.
    pub fn label(&self, connection: usize) -> String {
        ConnectionRef::new(self.landscape(), connection).label().to_owned()
    }

    /// Whether a note describes integrations or a system.
    pub fn is_record(&self, file: usize) -> bool {
        let is_described = |shape| !matches!(shape, Shape::Workspace | Shape::Mapping);
        self.catalog().files[file].shape().is_some_and(is_described)
    }

    /// Returns the links of a note that a template left to be filled in: `[[runbook]]`.
    pub fn unfilled_links(&self, file: usize) -> Vec<&'a Link> {
        let catalog = self.catalog();
        let records = catalog.files[file].extraction.records.as_deref();
        let integrations = records.into_iter().flat_map(|records| &records.integrations);
        let placeholders = integrations.flat_map(values_of).filter(|value| value.state == State::Placeholder);
        let placeholders: HashSet<u32> = placeholders.map(|value| value.span.start).collect();
        let is_unfilled = |link: &Link| {
            placeholders.contains(&link.span.start) || self.template_links.contains(&text::link_key(link.linkpath()))
        };
        let unresolved = catalog.links(file).filter(|(_, destination)| destination.is_none());
        // What stands for an address in a Markdown link is no name of a note.
        let named = unresolved.map(|(link, _)| link).filter(|link| link.kind != LinkKind::Markdown);
        named.filter(|link| is_unfilled(link)).collect()
    }
}

/// Whether a note is a template: by its text, by the settings of the vault, or by the name of its folder.
pub fn is_template(catalog: &Catalog, file: usize) -> bool {
    let file = &catalog.files[file];
    file.is_template() || is_template_path(&file.path)
}

/// Whether a note is in a folder that is called one of templates.
fn is_template_path(path: &VaultPath) -> bool {
    let is_folder_of_templates = |folder: &str| {
        let name = folder.trim_start_matches(|letter: char| !letter.is_alphabetic());
        matches!(&*text::fold(name), "template" | "templates" | "vorlage" | "vorlagen" | "modèles" | "plantillas")
    };
    path.folder().split('/').any(is_folder_of_templates)
}

/// Returns all values of a record that a link may stand for.
fn values_of(integration: &Integration) -> impl Iterator<Item = &Extracted> {
    let fields = integration.values.iter().map(|(_, value)| value);
    let systems = integration.systems.iter().map(|system| &system.name);
    let people = integration.people.iter().map(|person| &person.name);
    let related = integration.related.iter().map(|related| &related.target);
    let flows = integration.flows.iter().flat_map(|flow| [&flow.name, &flow.from, &flow.to]).flatten();
    fields.chain(systems).chain(people).chain(related).chain(flows).chain(&integration.extra)
}

/// Returns the place of a field: that of its value, or else the start of the record.
pub fn place_of(integration: &Integration, field: RecordField) -> Span {
    integration.get(field).map_or(integration.span, |value| value.span)
}
