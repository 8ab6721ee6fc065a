//! The templates of the Northwind fixture: which shape each of them has, and that nothing in them is filled in. The
//! expected counts were taken from the files, not from the output of the program.

use super::{all, integration, notes_below, project, records_at};
use crate::VaultTemplates;
use crate::model::{RecordField, Records, Shape, State};

/// Returns the records of each template by file name, in a folder where nothing but the text tells what they are.
fn templates() -> Vec<(String, Records)> {
    let templates = notes_below(project().join("vault-fixtures/northwind/vault/90 Templates"));
    assert_eq!(templates.len(), 5);
    let records = |text: &str| records_at("Notes/New.md", text).expect("a template has a shape");
    templates.into_iter().map(|(path, text)| (path, records(&text))).collect()
}

fn template(name: &str) -> Records {
    let found = templates().into_iter().find(|(path, _)| path == name);
    found.unwrap_or_else(|| panic!("no template {name}")).1
}

#[test]
fn shape_of_each_template_is_unambiguous() {
    let check = |name: &str, shape: Shape, points: u8, n_brackets: usize| {
        let records = template(name);
        let recognition = &records.recognition;
        assert_eq!((records.shape, recognition.points), (shape, points), "{name}: {recognition:?}");
        assert!(recognition.rival.is_none_or(|(_, points)| points <= 1), "{name}: {recognition:?}");
        let sum: u8 = recognition.signals.iter().map(|(_, points)| points).sum();
        assert_eq!(sum, recognition.points, "{name}");
        assert_eq!(records.brackets.len(), n_brackets, "{name}");
    };
    // The points are those of docs/spec/integrations.md#shapes, added up by hand.
    check("Integration Hub.md", Shape::Hub, 16, 18);
    check("Integration Record.md", Shape::Record, 15, 47);
    check("Integration Blueprint.md", Shape::Blueprint, 17, 38);
    check("Integration Specification.md", Shape::Spec, 17, 58);
    check("Workspace.md", Shape::Workspace, 12, 2);
}

#[test]
fn nothing_in_a_template_is_filled_in() {
    let mut templates = templates();
    let vault = VaultTemplates::new(templates.iter().map(|(_, records)| records));
    // The workspace is an example rather than a form.
    templates.retain(|(path, _)| path != "Workspace.md");
    for (path, mut records) in templates {
        // Phrases outside the built-in list are only suspects until the templates of the vault are known.
        let is_open = |state: State| matches!(state, State::Placeholder | State::Suspect);
        assert!(records.integrations[0].mappings.iter().all(|it| is_open(it.state)), "{path}");
        vault.apply(&mut records, &|_| false);
        assert!(records.is_template, "{path}: {:?}", records.integrations[0].counts);
        let it = &records.integrations[0];
        // Values that the template itself provides: a name from the title or the file name, the version of a document
        // without changes, and a flow that is named by its heading.
        let own = it.values.iter().filter(|(field, _)| matches!(field, RecordField::Name | RecordField::Version));
        let own: Vec<_> = own.map(|(_, value)| value.span).collect();
        let is_own = |span, raw: &str| own.contains(&span) || raw == "Data Integration";
        let filled = all(it).into_iter().filter(|it| it.state != State::Placeholder && !is_own(it.span, &it.raw));
        let filled: Vec<_> = filled.map(|it| (&it.place, &it.raw, it.state)).collect();
        assert!(filled.is_empty(), "{path}: {filled:#?}");
        assert!(it.mappings.iter().all(|it| it.state == State::Placeholder), "{path}");
    }
}

#[test]
fn phrases_of_the_usual_templates_are_placeholders_in_any_vault() {
    let it = integration(
        "# Integration Hub: [Integration Name]\n\n## Integration Overview\n- **Purpose**: [Description]\n\
        - **Integration Type**: [Internal/External/Bidirectional]\n- **Status**: [Planning/Development/Testing/Production]\n\n\
        ## System Connections\n### Source System\n- **Name**: [System Name]\n- **Interface**: [API/File/Database/Protocol]\n\
        ### Target System\n- **Name**: [System Name]\n- **Type**: [Service Type]\n\n## Data Flow Architecture\n\
        ### Data Mapping\n| Source Field | Target Field | Transformation |\n|---|---|---|\n\
        | [source_field] | [target_field] | [rule] |\n",
    );
    let is_name = |raw: &str| raw.starts_with("Integration Hub");
    let filled: Vec<_> =
        all(&it).into_iter().filter(|it| it.state != State::Placeholder && !is_name(&it.raw)).collect();
    assert!(filled.is_empty(), "{filled:#?}");
    assert!(it.mappings.iter().all(|it| it.state == State::Placeholder));
}

#[test]
fn checkboxes_and_links_of_templates_are_counted() {
    let tasks = |name: &str| {
        let lists = &template(name).integrations[0].checklists;
        (lists.iter().map(|list| list.open).sum::<u32>(), lists.len())
    };
    assert_eq!(tasks("Integration Hub.md"), (28, 9));
    assert_eq!(tasks("Integration Specification.md"), (8, 3));
    for name in ["Integration Record.md", "Integration Blueprint.md", "Workspace.md"] {
        assert_eq!(tasks(name), (0, 0), "{name}");
    }

    let it = &template("Integration Record.md").integrations[0];
    let links = all(it).into_iter().filter(|it| it.raw.starts_with("[[") && it.state == State::Placeholder);
    let mut spans: Vec<_> = links.map(|it| it.span).collect();
    spans.sort_unstable();
    spans.dedup();
    assert_eq!(spans.len(), 8);
    // All but the two systems and the three people.
    assert_eq!(it.related.len(), 3);
    assert_eq!(template("Integration Specification.md").integrations[0].related.len(), 2);
}

#[test]
fn code_blocks_are_listed_with_their_languages() {
    let it = integration(
        "# Integration Specification: Payroll\n\n## Basic Information\n\n```\nHR --> file --> Payroll\n```\n\n\
        ## Connection Details\n```yaml\nhost: payroll.example\n```\n\n## Field Mapping\n```sql\nSELECT 1\n```\n\n\
        ~~~yaml\nretries: 3\n~~~\n\n## Deployment\n```bash\nmake release\n```\n",
    );
    let languages: Vec<&str> = it.blocks.iter().map(|block| block.language.as_str()).collect();
    assert_eq!(languages, ["", "yaml", "sql", "yaml", "bash"]);
}

#[test]
fn diagrams_of_a_workspace_state_systems_and_flows() {
    let text = "# INTEGRATION WORKSPACE\n\n## SYSTEM INITIALIZATION\n- Status: Active\n- Created: 2025-03-04_10-15\n\
        - Context Layer: Integrations\n\n## INTEGRATION ARCHITECTURE\n```mermaid\ngraph TD\n    A[Shop] --> B[Gateway]\n    \
        B --> C[Ledger]\n    B --> D[Warehouse]\n```\n\n## CHANGE LOG TEMPLATES\n- Updates: 'YYYY-MM-DD_HH-mm - Moved [feed]'\n\n\
        ```json\n{\"feed\": \"[feed]\"}\n```\n\n## LINKED RESOURCES\n- [[02_PROTOCOLS]] - rules\n- [[03_STATUS]] - state\n";
    let records = records_at("03_INTEGRATIONS.md", text).expect("a workspace");
    let it = &records.integrations[0];
    assert_eq!(records.shape, Shape::Workspace);
    assert_eq!((it.flows.len(), it.systems.len()), (3, 4));
    assert_eq!(it.text(RecordField::Created), Some("2025-03-04T10:15"));
    assert_eq!(it.related.len(), 2);
    assert_eq!(it.blocks.len(), 2);
    // Brackets in declared formats and in code are not placeholders.
    assert_eq!(records.brackets.len(), 0);
}
