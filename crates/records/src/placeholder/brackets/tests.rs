//! Brackets in notes and templates.

use std::path::Path;

use vaultdex_notes::parse;

use super::*;
use crate::model::State;
use crate::placeholder::{is_placeholder_link, state};

/// Compares the brackets, each with a prefix for its certainty: `!` certain, `?` suspect, `-` content.
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = brackets(text, &parse::note(text))
        .into_iter()
        .map(|bracket| {
            assert!(text[bracket.span.clone()].contains(&bracket.inside), "{text:?}");
            let sign = match bracket.kind {
                BracketKind::Placeholder => '!',
                BracketKind::Suspect => '?',
                BracketKind::Content => '-',
            };
            format!("{sign}{}", bracket.inside)
        })
        .collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn a_bracket_is_a_placeholder_a_suspect_or_content() {
    check("- **Owner**: [Name]\r\n", &["!Name"]);
    check("- **Owner**: [Platform Team]\r\n", &["?Platform Team"]);
    check("**Owner:** [Platform Team] ^id", &["?Platform Team"]);
    check("Owner: **[Platform Team]**", &["?Platform Team"]);
    check("see [RFC 7231] section 3", &["-RFC 7231"]);
    check("see [Name] section 3", &["!Name"]);
    check("- fixed it [#51] [#52]", &["-#51", "-#52"]);
    check("it says [...] and […]\n- Owner: [...]", &["-...", "-…", "!..."]);
    check("sent to [TBD] daily", &["!TBD"]);
    check("# [Integration Name]\n## System 1: [SAP]", &["!Integration Name", "?SAP"]);
    check("| A | [What is sent] |\n|---|---|\n| [Ana Ruiz] | x [y z] |\n", &["!What is sent", "?Ana Ruiz", "-y z"]);
    check("- **[Latency]**: [What it costs]", &["?Latency", "!What it costs"]);
    check("[Ana], [Ben]", &["-Ana", "-Ben"]);
    check("- Status: [Live/Dead]\n- Owner: [Live/Dead]", &["!Live/Dead", "?Live/Dead"]);
    check("\\[Name\\] and \\[Ana\\]", &["!Name", "-Ana"]);
    check("1. Source: [How it is sent]", &["!How it is sent"]);
    check("How [Ana does it]", &["-Ana does it"]);
    check("[1] [sic] [INFO] started\n- [1.2.0]", &["-1", "-sic", "-INFO", "-1.2.0"]);
}

#[test]
fn links_tasks_footnotes_callouts_and_fields_are_not_brackets() {
    check("[a](b) [a][b] [a]: b\n\n[Name]: https://example.com\n", &["-a"]);
    check("See [Civil Time] and [Name].\n\n[civil time]: https://example.com\n[b]: c\n", &["!Name"]);
    check("[[Name]] ![[Name]] [[a [Name] b]] [x [[Name]] y]", &[]);
    check("- [ ] a\n- [x] b\n* [/] c\n1. [>] d\n> - [?] e\n| [ ] | [x] |", &[]);
    check("text[^1] and [^note]\n\n[^1]: a\n", &[]);
    check("> [!note] Title\n> [Name]", &["!Name"]);
    check("[key:: value]", &[]);
    check("a[0] f(x)[Name] ![alt]", &[]);
    check("[] [ ] [", &[]);
    check("[two\nlines]", &[]);
    check("[100%](x) | [%] |", &["!%"]);
}

#[test]
fn code_comments_math_and_frontmatter_are_excluded() {
    check("---\ntags: [Name]\n---\n[Name]", &["!Name"]);
    check("`[Name]` [Name] ``[Name]``", &["!Name"]);
    check("```\n[Name]\n```\n~~~json\n[Name]\n~~~\n[Date]", &["!Date"]);
    check("%%[Name]%% <!-- [Name] --> $[Name]$ [Date]", &["!Date"]);
}

#[test]
fn declared_formats_are_excluded() {
    let declared = "## (2) 📝 Change Log Templates\n- Updates: 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'\n\
                    - Own: \"Moved [system]\"\n- Owner: [Name]\n## Other\n- 'Updated [integration]'\n";
    check(declared, &["!Name", "!integration"]);
}

#[test]
fn long_texts_take_linear_time() {
    for piece in ["[", "]", "[a] ", "a[0] ", "[[", "[a](", "\\[", "|[a]", "- [a]: ", "[^", "[a]\n"] {
        let text = piece.repeat(100_000 / piece.len());
        let note = parse::note(&text);
        brackets(&text, &note);
    }
}

/// Returns the templates of the Northwind fixture by file name.
fn templates() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vault-fixtures/northwind/vault/90 Templates");
    let entries = std::fs::read_dir(folder).expect("the templates").map(|entry| entry.expect("a template"));
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| (name(&entry), std::fs::read_to_string(entry.path()).expect("a template"))).collect()
}

#[test]
fn every_bracket_of_the_northwind_templates_is_found() {
    // Numbers of brackets, Templater tags, placeholder links and open tasks in each template, counted in the files.
    let expected = [
        ("Integration Blueprint.md", 38, 0, 0, 0),
        ("Integration Hub.md", 18, 0, 0, 28),
        ("Integration Record.md", 47, 2, 8, 0),
        ("Integration Specification.md", 58, 0, 2, 8),
        ("Workspace.md", 2, 0, 0, 0),
    ];
    let templates = templates();
    assert_eq!(templates.len(), expected.len());
    for (name, n_brackets, n_tags, n_links, n_tasks) in expected {
        let (_, text) = templates.iter().find(|(found, _)| found == name).expect("the template");
        let note = parse::note(text);
        let found = brackets(text, &note);
        for bracket in &found {
            // Phrases of the built-in list and options of a status are certain. All others are suspects without the
            // vault's templates.
            let is_known = state(None, &format!("[{}]", bracket.inside)) == State::Placeholder;
            let is_certain = is_known || bracket.inside == "Active/Asleep";
            let expected = if is_certain { BracketKind::Placeholder } else { BracketKind::Suspect };
            assert_eq!(bracket.kind, expected, "{name}: [{}]", bracket.inside);
        }
        assert_eq!(found.len(), n_brackets, "{name}");
        assert_eq!(text.matches("<%").count(), n_tags, "{name}");
        let links = note.links.iter().filter(|link| is_placeholder_link(link.linkpath()));
        assert_eq!(links.count(), n_links, "{name}");
        assert_eq!(note.tasks.iter().filter(|task| task.task == Some(' ')).count(), n_tasks, "{name}");
    }
}

#[test]
fn brackets_of_the_built_in_templates_are_placeholders() {
    let text = "# [Integration Name]\n- **ID**: [INT-YYYY-XXX]\n- **Status**: [Planning/Development/Testing/Production]\n\
        - **Purpose**: [What data flows]\n- Owner: [Team/Individual]\n\n| Property | Value |\n|---|---|\n\
        | Port | [Port Number] |\n| Timeout | [X minutes] |\n| Trend | [↑/↓/→] |\n\nReviewed on [YYYY-MM-DD] by [Name].\n";
    let found = brackets(text, &parse::note(text));
    assert_eq!(found.len(), 10);
    for bracket in found {
        assert_eq!(bracket.kind, BracketKind::Placeholder, "[{}]", bracket.inside);
        assert_eq!(state(None, &format!("[{}]", bracket.inside)), State::Placeholder, "[{}]", bracket.inside);
    }
}

#[test]
fn phrases_of_code_and_declared_formats_are_placeholders_as_values() {
    // In the templates these occur within JSON, YAML or a declared format, where brackets are ignored.
    let text = "```json\n{\"client_id\": \"[client_id]\", \"scope\": \"[scope]\"}\n```\n```yaml\nurl: [URL/URI]\n```\n\
        ## Change Log Templates\n- 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'\n\
        - 'YYYY-MM-DD_HH-mm - Connected [system] with [integration]'\n";
    assert!(brackets(text, &parse::note(text)).is_empty());
    for phrase in ["client_id", "scope", "URL/URI", "integration", "purpose", "system"] {
        assert!(text.contains(&format!("[{phrase}]")));
        assert_eq!(state(None, &format!("[{phrase}]")), State::Placeholder, "{phrase}");
    }
}
