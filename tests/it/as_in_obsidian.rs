//! Small vaults whose notes Obsidian reads otherwise than Markdown and YAML parsers usually do, asked with the commands.
//! The rules are in docs/spec/obsidian.md.

use serde_json::{Value, json};

use crate::process::{by_way_of, try_run};
use crate::support::Vault;

/// Runs a command and checks what it prints and that it succeeds.
#[track_caller]
fn prints(vault: &Vault, args: &[&str], expected: &str) {
    let ran = vault.run(args);
    assert_eq!((ran.stdout.as_str(), ran.code), (expected, 0), "{args:?}: {}", ran.stderr);
}

/// Checks the number of backlinks of some notes.
#[track_caller]
fn check_backlinks(vault: &Vault, expected: &[(&str, usize)]) {
    for (name, count) in expected {
        assert_eq!(vault.run(&["backlinks", name, "--count"]).stdout, format!("{count}\n"), "backlinks of {name:?}");
    }
}

/// Returns some keys of all links of `Note.md`.
#[track_caller]
fn links(vault: &Vault, keys: &[&str]) -> Value {
    let links = vault.json(&["links", "Note", "--json"])["links"].clone();
    let links = links.as_array().expect("a list").iter();
    links.map(|link| keys.iter().map(|key| link[*key].clone()).collect::<Value>()).collect()
}

#[test]
fn unquoted_placeholder_leaves_the_other_properties() {
    let vault = Vault::new(
        "//- ERP.md\nx\n//- Shop.md\nOrder bridge is spoken of here\n//- Feed Nine.md\n---\ntype: integration\n\
         id: INT-2024-900\ntitle: Feed Nine\naliases: [Order bridge]\nsource: \"[[Shop]]\"\ntarget: \"[[ERP]]\"\n\
         created: {{date}}\nstatus: active\ntags: [integration, draft]\n---\n# Feed Nine\n",
    );
    let found = vault.json(&["integrations", "--json"])["integrations"].clone();
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    let shown = vault.run(&["integrations"]).stdout;
    for word in ["INT-2024-900", "Shop", "ERP", "active"] {
        assert!(shown.contains(word), "{word} is not in {shown}");
    }
    let record = vault.run(&["show", "Feed Nine", "--explain"]);
    assert!(record.code == 0 && record.stdout.contains("INT-2024-900"), "{record:?}");
    assert!(!record.stdout.contains("{ date }"), "{record:?}");

    let properties = vault.json(&["properties", "Feed Nine", "--json"])["properties"].clone();
    let names: Vec<&str> = properties.as_array().expect("a list").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["type", "id", "title", "aliases", "source", "target", "created", "status", "tags"]);
    let tags = vault.json(&["tags", "--json"])["tags"].clone();
    let tags: Vec<_> =
        tags.as_array().expect("a list").iter().map(|it| (it["tag"].clone(), it["count"].clone())).collect();
    assert_eq!(tags, [(json!("#draft"), json!(1)), (json!("#integration"), json!(1))]);
    check_backlinks(&vault, &[("ERP", 1), ("Shop", 1)]);
    prints(&vault, &["mentions", "Feed Nine", "--count"], "1\n");
    let graph = vault.json(&["graph", "--view", "landscape", "--format", "json"]);
    assert_eq!(graph["edges"].as_array().map(Vec::len), Some(1), "{graph}");
    prints(&vault, &["search", "-l", "tag:draft"], "Feed Nine.md\n");

    for value in ["{{x}} y", "{{x}} {{y}}"] {
        vault.write("Feed Nine.md", format!("---\na: {value}\ntags: [draft]\n---\n"));
        assert_eq!(vault.found(&["tag:draft"]), [""; 0], "{value}");
    }
}

#[test]
fn description_of_an_image_holds_no_links() {
    let vault = Vault::new(
        "//- ERP.md\nx\n//- flow.png\nx\n//- Note.md\n![sketch of [[ERP]] calls](flow.png)\n\n![plain alt](flow.png)\n",
    );
    let expected = json!([["embed", "flow.png", 1], ["embed", "flow.png", 3]]);
    assert_eq!(links(&vault, &["kind", "destination", "line"]), expected);
    check_backlinks(&vault, &[("flow.png", 2), ("ERP", 0)]);
    assert!(vault.run(&["orphans"]).stdout.lines().any(|line| line == "ERP.md"));
}

#[test]
fn link_around_a_wikilink_or_an_embed_counts_too() {
    let vault = Vault::new(
        "//- ERP.md\nx\n//- Map.md\nx\n//- B.md\nx\n//- p.png\nx\n//- Note.md\n\
         Read [see [[ERP]] first](Map.md) and [**[[ERP]]**](Map.md).\n\n[plain](Map.md)\n\n[![[p.png]]](B.md)\n",
    );
    check_backlinks(&vault, &[("Map", 3), ("ERP", 2), ("B", 1), ("p.png", 1)]);
}

#[test]
fn cells_beyond_the_header_count() {
    let vault = Vault::new(
        "//- ERP.md\nx\n//- Shop.md\nx\n//- Map.md\nx\n//- Note.md\n| System | Role |\n|---|---|\n\
         | [[ERP|erp]] | source | [[Shop]] #late |\n| a | b | [[Map]] |\n",
    );
    assert_eq!(links(&vault, &["destination", "line"]), json!([["Shop.md", 3], ["Map.md", 4]]));
    let tags = vault.json(&["tags", "Note", "--json"])["tags"].clone();
    assert_eq!((&tags[0]["tag"], &tags[1]), (&json!("#late"), &json!(null)));
    check_backlinks(&vault, &[("Shop", 1), ("Map", 1), ("ERP", 0)]);
}

#[test]
fn table_ends_at_a_line_without_a_pipe() {
    let vault = Vault::new(
        "//- Fees.md\n| a | b |\n|---|---|\n| 1 | 2 |\n\n^fees\n//- Rates.md\n| a | b |\n|---|---|\n| 1 | 2 |\n^rates\n\
         //- Rows.md\n| a | b |\n|---|---|\n| one | two |\nafterwards\n//- Note.md\n[[Rates#^rates]] [[Fees#^fees]]\n",
    );
    let found = vault.json(&["links", "Note", "--json"])["links"].clone();
    for (nth, id) in ["^rates", "^fees"].iter().enumerate() {
        let link = &found[nth];
        assert!(link.to_string().contains(id), "{link}");
        assert_eq!(link["anchor"], "found", "{link}");
    }
    assert_eq!(vault.found(&["block:(one afterwards)"]), [""; 0]);
    assert_eq!(vault.found(&["block:(one two)"]), ["Rows.md"]);
}

#[test]
fn embed_with_a_size_is_displayed_without_a_blank() {
    let vault = Vault::new(
        "//- x.png\nx\n//- Note.md\n![[x.png \\| 300]]\n\n| a | b |\n|---|---|\n| ![[x.png \\| 300]] | c |\n",
    );
    assert_eq!(links(&vault, &["display", "destination"]), json!([["x.png", "x.png"], ["x.png", "x.png"]]));
}

#[test]
fn name_may_begin_with_a_blank() {
    let vault = Vault::new("//- Note.md\n[t](<./ lead.md>)\n");
    vault.write(" lead.md", "# Heading\n[[Note]]");
    prints(&vault, &["outline", " lead"], "1  Heading\n");
    prints(&vault, &["backlinks", " lead", "--count"], "1\n");
    prints(&vault, &["links", " lead"], " lead.md:2:1  Note → Note.md\n");
}

#[test]
fn underline_makes_a_heading_of_one_line() {
    let vault = Vault::new("//- Note.md\nInterface\ncatalogue\n=========\n\ntext\n\n## Next\n");
    let shown = vault.run(&["outline", "Note"]).stdout;
    let words: Vec<_> = shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    assert_eq!(words, [["2", "catalogue"], ["7", "Next"]], "{shown}");
    let csv = vault.run(&["outline", "Note", "--format", "csv"]).stdout;
    assert_eq!(csv.lines().count(), 3, "{csv}");
}

/// Positions in notes with other line breaks and in canvases with a byte order mark.
#[test]
fn positions_count_lines_and_columns_as_editors_do() {
    let vault = Vault::new("//- A.md\nx\n");
    vault.write("Note.md", "# H\rtext\rx [[A]] #t\r");
    assert_eq!(links(&vault, &["line", "column"]), json!([[3, 3]]));
    vault.write("Note.md", "\u{feff}[[A]]\r\n");
    assert_eq!(links(&vault, &["line", "column"]), json!([[1, 1]]));
    let canvas = r#"{"nodes":[{"id":"1","type":"file","file":"A.md","x":0,"y":0,"width":1,"height":1}],"edges":[]}"#;
    vault.write("C.canvas", canvas);
    let place = |vault: &Vault| {
        let link = vault.json(&["links", "C.canvas", "--json"])["links"][0].clone();
        (link["line"].clone(), link["column"].clone(), link["destination"].clone())
    };
    let without = place(&vault);
    vault.write("C.canvas", format!("\u{feff}{canvas}"));
    assert_eq!(without.2, "A.md");
    assert_eq!(place(&vault), without);
}

/// One tag of 32,768 levels, and its like: whatever keeps a text for each level would need gigabytes.
#[test]
fn names_of_many_levels_cost_little() {
    let (levels, dashes) = ("a/".repeat(32_768), "a-".repeat(32_768));
    let vault = Vault::new("//- Other.md\n#a/b\n");
    vault.write("Tag.md", format!("#{levels}\n"));
    vault.write("Properties.md", format!("---\ntags: [\"{levels}b\"]\n{levels}: [\"[[A]]\", \"[[B]]\"]\n---\n"));
    vault.write("Links.md", format!("[[{levels}b]] [x]({levels}c.md) ![[{levels}d.png|1]] [[Other#^{dashes}]]\n"));
    vault.write("Headings.md", format!("[[#{}]]\n# {levels}\n{levels}:: x\n\ny ^{dashes}\n", "a#".repeat(32_768)));
    vault.write("Aliases.md", format!("---\naliases: [\"{levels}\"]\ntitle: \"{levels}b\"\n---\n"));
    for args in [
        &["index"][..],
        &["tags"],
        &["search", "-l", "tag:a"],
        &["links", "Links"],
        &["unresolved"],
        &["properties"],
        &["outline", "Headings"],
        &["mentions", "Aliases"],
        &["graph", "--format", "json"],
    ] {
        let inner = vault.command(args);
        let mut limited = by_way_of("prlimit", &["--data=500000000", "--cpu=60", "--"], &inner);
        let ran = try_run(&mut limited).unwrap_or_else(|| vault.run(args));
        assert_eq!(ran.code, 0, "{args:?}: {:.500}", ran.stderr);
    }
    assert_eq!(vault.found(&["tag:a"]), ["Other.md"]);
    let tags = vault.json(&["tags", "--json"])["tags"].clone();
    assert_eq!(tags.as_array().map(Vec::len), Some(4), "a, a/b and the two that are nested in none");
}
