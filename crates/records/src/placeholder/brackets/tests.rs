//! Brackets and tags as notes have them, and as the templates do.

use std::path::Path;

use vaultdex_notes::parse;

use super::*;
use crate::model::State;
use crate::placeholder::{is_placeholder_link, state};

/// Each bracket with a sign for its certainty: `!` certain, `?` suspect, `-` content.
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = brackets(text, &parse::note(text))
        .into_iter()
        .map(|bracket| {
            assert!(text[bracket.span.clone()].contains(&bracket.inside), "{text:?}");
            let sign = match bracket.certainty {
                Certainty::Certain => '!',
                Certainty::Suspect => '?',
                Certainty::Content => '-',
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
fn links_tasks_footnotes_callouts_and_fields_are_none() {
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
fn code_comments_math_and_frontmatter_are_left_out() {
    check("---\ntags: [Name]\n---\n[Name]", &["!Name"]);
    check("`[Name]` [Name] ``[Name]``", &["!Name"]);
    check("```\n[Name]\n```\n~~~json\n[Name]\n~~~\n[Date]", &["!Date"]);
    check("%%[Name]%% <!-- [Name] --> $[Name]$ [Date]", &["!Date"]);
}

#[test]
fn declared_formats_are_no_placeholders() {
    let declared = "## (2) 📝 Change Log Templates\n- Updates: 'YYYY-MM-DD_HH-mm - Updated [integration] for [purpose]'\n\
                    - Own: \"Moved [system]\"\n- Owner: [Name]\n## Other\n- 'Updated [integration]'\n";
    check(declared, &["!Name", "!integration"]);
}

#[test]
fn templater_tags_are_found_outside_code() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<&str> = templater_tags(text, &parse::note(text)).into_iter().map(|tag| &text[tag]).collect();
        assert_eq!(found, expected, "{text:?}");
    };
    check("a <% tp.date.now() %> b <%* x %>", &["<% tp.date.now() %>", "<%* x %>"]);
    check("---\na: <% x %>\n---\n", &["<% x %>"]);
    check("`<% x %>` <% y %>\n```\n<% z %>\n```\n", &["<% y %>"]);
    check("<% open", &[]);
    check("", &[]);
}

#[test]
fn any_length_of_anything_is_read() {
    for piece in ["[", "]", "[a] ", "a[0] ", "[[", "[a](", "\\[", "|[a]", "- [a]: ", "[^", "<%", "%>", "[a]\n"] {
        let text = piece.repeat(100_000 / piece.len());
        let note = parse::note(&text);
        brackets(&text, &note);
        templater_tags(&text, &note);
    }
}

#[test]
fn every_bracket_of_the_pristine_templates_is_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/templates");
    // Template, brackets, Templater tags, placeholder links, open tasks (spec/integrations.md a.6).
    let templates = [
        ("A-hub.md", 21, 0, 0, 28),
        ("B-record.md", 150, 2, 21, 0),
        ("C-workspace.md", 0, 0, 0, 0),
        ("D-blueprint.md", 73, 0, 0, 0),
        ("E-spec.md", 114, 0, 5, 18),
    ];
    for (name, n_brackets, n_tags, n_links, n_tasks) in templates {
        let Ok(text) = std::fs::read_to_string(folder.join(name)) else {
            eprintln!("SKIPPED: the template {name} is not in {}", folder.display());
            continue;
        };
        let note = parse::note(&text);
        let found = brackets(&text, &note);
        for bracket in &found {
            assert_eq!(bracket.certainty, Certainty::Certain, "{name}: [{}]", bracket.inside);
            assert_eq!(
                state(None, &format!("[{}]", bracket.inside)),
                State::Placeholder,
                "{name}: [{}]",
                bracket.inside
            );
        }
        assert_eq!(found.len(), n_brackets, "{name}");
        assert_eq!(templater_tags(&text, &note).len(), n_tags, "{name}");
        let links = note.links.iter().filter(|link| is_placeholder_link(link.linkpath()));
        assert_eq!(links.count(), n_links, "{name}");
        assert_eq!(note.tasks.iter().filter(|task| task.task == Some(' ')).count(), n_tasks, "{name}");
    }
}

#[test]
fn the_templates_brackets_in_code_and_formats_are_in_the_lexicon_too() {
    let Ok(folder) = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/templates")) else {
        eprintln!("SKIPPED: no templates in ../shared/templates");
        return;
    };
    let bracket = regex::Regex::new(r"(?:^|[^\[])\[([^\[\]]{2,}|%)\](?:[^(\[\]]|$)").expect("a pattern");
    let mut n_found = 0;
    for entry in folder.flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a template");
        // The nodes of a diagram have their names in brackets, which are nothing to fill in.
        let (before, rest) = text.split_once("```mermaid").unwrap_or((&text, ""));
        let after = rest.split_once("```").map_or("", |(_, after)| after);
        for line in before.lines().chain(after.lines()) {
            // A cell's bar parts two brackets and may belong to one match only.
            for part in line.split('|') {
                for found in bracket.captures_iter(part) {
                    n_found += 1;
                    assert_eq!(state(None, &format!("[{}]", &found[1])), State::Placeholder, "[{}]", &found[1]);
                }
            }
        }
    }
    assert_eq!(n_found, 21 + 150 + 6 + 9 + 73 + 114 + 2);
}
