//! The JSON Schemas of all that is printed as JSON. `docs/schema` has them as files.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use vaultdex_query::catalogue::record_row::RecordRow;
use vaultdex_query::catalogue::system_rows::SystemRow;
use vaultdex_query::catalogue::templates::TemplateRow;
use vaultdex_query::catalogue::unread::UnreadRow;
use vaultdex_query::landscape::board::Column;
use vaultdex_query::landscape::gaps::{GapRow, OwnerGaps};
use vaultdex_query::landscape::impact::{Impact, RetireRow};
use vaultdex_query::landscape::matrix::{Cell, Matrix};
use vaultdex_query::landscape::owners::OwnerRow;
use vaultdex_query::landscape::review::ReviewRow;
use vaultdex_query::links::explain::LinkExplanation;
use vaultdex_query::links::mentions::Mention;
use vaultdex_query::links::{LinkRow, UnresolvedTarget};
use vaultdex_query::structure::outline::HeadingRow;
use vaultdex_query::structure::properties::{PropertyRow, ValueRow};
use vaultdex_query::structure::tags::TagRow;
use vaultdex_query::structure::tasks::TaskRow;
use vaultdex_query::timeline::Event;

use super::landscape::{board, gaps, impact, lineage, matrix, owners, path, retire, review};
use super::search::document::{Explanation, HitRow, SearchCount, Summary};
use super::watch::event_line::EventLine;
use super::{
    changelog, check, config, doctor, format, index, integrations, links, mentions, orphans, outline, properties, read,
    recent, search, show, status, systems, tags, tasks, templates, unresolved,
};
use crate::render::findings::{FindingRow, Totals};
use crate::render::graph;
use crate::render::json::Document;
use crate::render::list::Layout;
use crate::render::schema;

/// The commands that print lists, and so can print a count. A search says more.
const COUNTING: &[&str] = &[
    "recent --count",
    "links --count",
    "unresolved --count",
    "orphans --count",
    "deadends --count",
    "impact --count",
    "lineage --count",
    "path --count",
    "matrix --count",
    "owners --count",
    "board --count",
    "review --count",
    "gaps --count",
    "changelog --count",
    "templates --count",
    "check --count",
    "config show --count",
    "config path --count",
    "mentions --count",
    "backlinks --count",
    "tags --count",
    "properties --count",
    "outline --count",
    "tasks --count",
    "integrations --count",
    "systems --count",
];

/// What commands print as JSON.
pub struct JsonOutput {
    /// The name of its files in `docs/schema`.
    pub name: &'static str,
    /// The commands, each with the options that are needed besides those of the format.
    pub commands: &'static [&'static str],
    /// Where the specification describes it.
    pub page: &'static str,
    /// The schema of the document that `--json` prints; `None` if it prints lines.
    document: Option<Schema>,
    /// The schema of a line that `--format ndjson` prints; `None` if there is no such format.
    line: Option<Schema>,
    /// What is known of the items of a list.
    layout: Option<&'static Layout>,
}

impl JsonOutput {
    fn new(name: &'static str, commands: &'static [&'static str], page: &'static str) -> JsonOutput {
        JsonOutput { name, commands, page, document: None, line: None, layout: None }
    }

    /// The document is a list of these items, with what is before and after them.
    fn list<Item: JsonSchema, Before: JsonSchema, After: JsonSchema>(self, layout: &'static Layout) -> JsonOutput {
        JsonOutput { document: Some(schema::list::<Item, Before, After>(layout, true)), ..self }.lines::<Item>(layout)
    }

    /// As [`JsonOutput::list`], of a list that is not about the files of a vault.
    fn list_without_root<Item: JsonSchema>(self, layout: &'static Layout) -> JsonOutput {
        JsonOutput { document: Some(schema::list::<Item, (), ()>(layout, false)), ..self }.lines::<Item>(layout)
    }

    /// The document has these fields besides its version.
    fn document<Content: JsonSchema>(self) -> JsonOutput {
        self.document_by(Document::<Content>::json_schema)
    }

    /// The document has the schema that a function returns.
    fn document_by(self, schema: fn(&mut SchemaGenerator) -> Schema) -> JsonOutput {
        JsonOutput { document: Some(schema::document(schema)), ..self }
    }

    /// The lines of NDJSON are these items.
    fn lines<Item: JsonSchema>(self, layout: &'static Layout) -> JsonOutput {
        JsonOutput { line: Some(schema::line::<Item>(layout)), layout: Some(layout), ..self }
    }

    /// Whether `--format ndjson` prints it too.
    pub fn is_list(&self) -> bool {
        self.layout.is_some()
    }

    /// Returns the schemas with the names of their files.
    pub fn files(&self) -> impl Iterator<Item = (String, Schema)> {
        let commands: Vec<String> = self.commands.iter().map(|it| format!("vaultdex {it}")).collect();
        let of = |schema: &Schema, ending: &str, what: &str| {
            let file = format!("{}{ending}", self.name);
            let head = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": file,
                "title": commands.join(", "),
                "description": format!("{what} that the command prints ({}).", self.page),
            });
            let parts = [head.as_object(), schema.as_object()].into_iter().flatten();
            let keys: Map<String, Value> = parts.flat_map(|part| part.clone()).collect();
            (file, Schema::from(keys))
        };
        let document = self.document.as_ref().map(|it| of(it, ".json", "The JSON document"));
        let line = self.line.as_ref().map(|it| of(it, ".line.json", "A line of NDJSON"));
        document.into_iter().chain(line)
    }
}

/// Returns all that is printed as JSON, except for the formats of other programs.
pub fn json_outputs() -> Vec<JsonOutput> {
    let it = JsonOutput::new;
    vec![
        it("search", &["search"], "docs/spec/cli.md#search").list::<HitRow, Summary, ()>(&search::LAYOUT),
        it("search-count", &["search --count"], "docs/spec/cli.md#search").document::<SearchCount>(),
        it("search-explain", &["search --explain"], "docs/spec/cli.md#search").document::<Explanation>(),
        it("count", COUNTING, "docs/spec/cli.md#output-formats").document::<format::Count>(),
        it("read", &["read"], "docs/spec/cli.md#read").document::<read::Section>(),
        it("recent", &["recent"], "docs/spec/cli.md#recent")
            .list::<recent::NoteRow, recent::Total, ()>(&recent::LAYOUT),
        it("links", &["links", "backlinks"], "docs/spec/cli.md#links-and-backlinks")
            .list::<LinkRow, (), ()>(&links::LAYOUT),
        it("mentions", &["mentions"], "docs/spec/cli.md#mentions").list::<Mention, (), ()>(&mentions::LAYOUT),
        it("unresolved", &["unresolved"], "docs/spec/cli.md#unresolved")
            .list::<UnresolvedTarget, (), ()>(&unresolved::LAYOUT),
        it("orphans", &["orphans", "deadends"], "docs/spec/cli.md#orphans-and-deadends")
            .list::<&str, (), ()>(&orphans::LAYOUT),
        it("resolve", &["resolve"], "docs/spec/cli.md#resolve").document_by(LinkExplanation::json_schema),
        it("tags", &["tags"], "docs/spec/cli.md#tags").list::<TagRow, (), ()>(&tags::LAYOUT),
        it("properties", &["properties"], "docs/spec/cli.md#properties")
            .list::<PropertyRow, (), ()>(&properties::NAMES),
        it("property-values", &["properties NOTE"], "docs/spec/cli.md#properties")
            .list::<ValueRow, (), ()>(&properties::VALUES),
        it("outline", &["outline"], "docs/spec/cli.md#outline").list::<HeadingRow, (), ()>(&outline::LAYOUT),
        it("tasks", &["tasks"], "docs/spec/cli.md#tasks").list::<TaskRow, (), tasks::Counts>(&tasks::LAYOUT),
        it("graph", &["graph"], "docs/spec/graph.md#json").document_by(graph::json_schema),
        it("integrations", &["integrations"], "docs/spec/cli.md#integrations-and-show")
            .list::<RecordRow, (), ()>(&integrations::LAYOUT),
        it("integrations-unread", &["integrations --unread"], "docs/spec/cli.md#integrations---unread")
            .list::<UnreadRow, (), ()>(&integrations::UNREAD),
        it("show", &["show"], "docs/spec/cli.md#integrations-and-show").document::<show::document::Shown>(),
        it("systems", &["systems"], "docs/spec/cli.md#systems").list::<SystemRow, (), ()>(&systems::LAYOUT),
        it("impact", &["impact"], "docs/spec/questions.md#impact")
            .document::<Impact>()
            .lines::<impact::FlatRow>(&impact::LAYOUT),
        it("impact-retire", &["impact --retire"], "docs/spec/questions.md#impact")
            .list::<RetireRow, (), ()>(&retire::LAYOUT),
        it("lineage", &["lineage"], "docs/spec/questions.md#lineage")
            .document::<lineage::Answer>()
            .lines::<lineage::FlatRow>(&lineage::LAYOUT),
        it("path", &["path"], "docs/spec/questions.md#path")
            .document::<path::Answer>()
            .lines::<path::FlatRow>(&path::LAYOUT),
        it("matrix", &["matrix"], "docs/spec/questions.md#matrix").document::<Matrix>().lines::<Cell>(&matrix::LAYOUT),
        it("owners", &["owners"], "docs/spec/questions.md#owners").list::<OwnerRow, (), ()>(&owners::LAYOUT),
        it("board", &["board"], "docs/spec/questions.md#board").list::<Column, (), ()>(&board::LAYOUT),
        it("review", &["review"], "docs/spec/questions.md#review")
            .list::<ReviewRow, (), ()>(&review::LAYOUT)
            .lines::<review::FlatRow>(&review::LAYOUT),
        it("gaps", &["gaps"], "docs/spec/questions.md#gaps").list::<GapRow, (), gaps::Written>(&gaps::INTEGRATIONS),
        it("check", &["check"], "docs/spec/checks.md#json").list::<FindingRow, (), Totals>(&check::LAYOUT),
        it("gaps-by-owner", &["gaps --by owner"], "docs/spec/questions.md#gaps")
            .list::<OwnerGaps, (), ()>(&gaps::OWNERS),
        it("changelog", &["changelog"], "docs/spec/cli.md#changelog")
            .list::<Event, (), changelog::MalformedLines>(&changelog::LAYOUT),
        it("templates", &["templates"], "docs/spec/cli.md#templates").list::<TemplateRow, (), ()>(&templates::LAYOUT),
        it("index", &["index"], "docs/spec/cli.md#index").document::<index::Summary>(),
        it("config-show", &["config show"], "docs/spec/cli.md#config")
            .list_without_root::<config::show::Row>(&config::show::SETTINGS),
        it("config-path", &["config path"], "docs/spec/cli.md#config")
            .list_without_root::<config::FileRow>(&config::FILES),
        it("status", &["status"], "docs/spec/cli.md#status").document::<status::State>(),
        it("doctor", &["doctor"], "docs/spec/cli.md#doctor").document::<doctor::Findings>(),
        JsonOutput {
            line: Some(schema::document(EventLine::json_schema)),
            ..it("watch", &["watch"], "docs/spec/cli.md#watch")
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn fields_of_lists_are_those_of_the_schema() {
        for output in json_outputs() {
            let (Some(layout), Some(line)) = (output.layout, &output.line) else { continue };
            let properties = line.get("properties").and_then(Value::as_object).expect("the schema of an object");
            let of_schema: BTreeSet<&str> = properties.keys().map(String::as_str).filter(|it| *it != "type").collect();
            let name_of_type = layout.name_of_type();
            // Some cells are computed from the whole item, and only some of these columns are called like a property.
            let is_computed = |field: &str| layout.computed.iter().any(|(computed, _)| *computed == field);
            let of_layout = layout.fields.iter().copied().filter(|it| of_schema.contains(it) || !is_computed(it));
            let of_layout = of_layout.map(|field| if field == "type" { name_of_type.as_str() } else { field });
            assert_eq!(of_layout.collect::<BTreeSet<&str>>(), of_schema, "{}", output.name);
        }
    }
}
