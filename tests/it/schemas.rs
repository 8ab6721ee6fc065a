//! The JSON Schemas in `docs/schema`: they are those of the types, every command with JSON has one, and what commands
//! print on the vaults of the repository is valid. `TRYCMD=overwrite` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use jsonschema::Validator;
use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::Value;
use vaultdex::commands::{Cli, JsonOutput, json_outputs};

use crate::support::{Vault, fixture, ran};
#[cfg(unix)]
use crate::watcher::Watcher;

/// Commands that print an output, by its name. Words in capital letters stand for what a vault has.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "search",
        &[
            "search the",
            "search zzzz",
            "search integraton eror",
            "search --closest ordrs -n 3",
            "search path:a --sort modified",
        ],
    ),
    ("search-count", &["search the --count"]),
    ("search-explain", &["search line:(a b) -c --explain"]),
    ("count", &["tags --count", "tasks --count", "properties --count", "integrations --count", "systems --count"]),
    ("count", &["mentions NOTE --count", "backlinks NOTE --count", "outline NOTE --count"]),
    ("read", &["read NOTE"]),
    ("recent", &["recent -n 5"]),
    ("links", &["links NOTE", "backlinks NOTE"]),
    ("mentions", &["mentions NOTE"]),
    ("unresolved", &["unresolved"]),
    ("orphans", &["orphans", "deadends"]),
    ("resolve", &["resolve [[NOTE#Steps]] --from NOTE", "resolve [[Missing]] --from NOTE"]),
    ("tags", &["tags", "tags NOTE"]),
    ("properties", &["properties"]),
    ("property-values", &["properties NOTE"]),
    ("outline", &["outline NOTE"]),
    ("tasks", &["tasks", "tasks NOTE"]),
    (
        "graph",
        &[
            "graph",
            "graph --color-by folder",
            "graph --view landscape",
            "graph --view lineage",
            "graph --view impact --around SYSTEM",
        ],
    ),
    ("integrations", &["integrations", "integrations --reverse"]),
    ("integrations-unread", &["integrations --unread"]),
    ("show", &["show NOTE", "show NOTE --explain", "show RECORD --explain"]),
    ("systems", &["systems"]),
    ("impact", &["impact SYSTEM --depth 0", "impact SYSTEM --direction both --all", "impact RECORD"]),
    ("impact-retire", &["impact --retire SYSTEM"]),
    ("lineage", &["lineage SYSTEM", "lineage SYSTEM --downstream", "lineage --class public"]),
    ("path", &["path FROM TO", "path FROM TO --fields --all"]),
    ("matrix", &["matrix"]),
    ("owners", &["owners"]),
    ("board", &["board", "board --by owner", "board --by system"]),
    ("review", &["review", "review --within 3000", "review -v"]),
    ("gaps", &["gaps"]),
    ("check", &["check", "check --all --sort rule"]),
    ("gaps-by-owner", &["gaps --by owner"]),
    ("changelog", &["changelog", "changelog --source all"]),
    ("templates", &["templates"]),
    ("index", &["index", "index --rebuild"]),
    ("config-show", &["config show"]),
    ("config-path", &["config path"]),
    ("status", &["status"]),
    ("doctor", &["doctor"]),
];

/// How many notes, records and systems of a vault are asked for.
const MOST: usize = 8;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

#[test]
fn files_are_those_of_the_types() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("the page");
    let (mut expected, mut missing) = (BTreeMap::new(), Vec::new());
    for output in json_outputs() {
        let commands: Vec<String> = output.commands.iter().map(|it| format!("`vaultdex {it}`")).collect();
        let files: Vec<(String, Schema)> = output.files().collect();
        let link = |is_line: bool| {
            let mut names = files.iter().map(|(name, _)| name);
            let name = names.find(|name| name.ends_with(".line.json") == is_line);
            name.map_or_else(String::new, |name| format!("[{name}]({name})"))
        };
        let row = format!("| {} | {} | {} |", commands.join(", "), link(false), link(true));
        if !readme.contains(&row) {
            missing.push(row);
        }
        expected.extend(
            files.into_iter().map(|(name, schema)| (name, serde_json::to_string_pretty(&schema).expect("JSON") + "\n")),
        );
    }
    assert!(missing.is_empty(), "docs/schema/README.md has no rows\n{}", missing.join("\n"));
    if std::env::var_os("TRYCMD").is_some_and(|it| it == "overwrite") {
        for (name, text) in &expected {
            fs::write(folder().join(name), text).expect("written");
        }
    }
    let names = fs::read_dir(folder()).expect("the folder").flatten().map(|it| it.file_name());
    let names: BTreeSet<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
    let known: BTreeSet<String> = expected.keys().cloned().chain(["README.md".to_owned()]).collect();
    assert_eq!(names, known);
    for (name, text) in expected {
        assert!(fs::read_to_string(folder().join(&name)).expect("the file") == text, "docs/schema/{name} differs");
    }
}

/// Returns the command of an output without its options and arguments.
fn path_of(command: &str) -> String {
    let is_name = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_lowercase());
    command.split(' ').take_while(is_name).collect::<Vec<_>>().join(" ")
}

/// Adds the commands without subcommands, with their names.
fn add_leaves(command: &clap::Command, path: &str, leaves: &mut BTreeMap<String, clap::Command>) {
    for subcommand in command.get_subcommands() {
        let path = format!("{path} {}", subcommand.get_name()).trim().to_owned();
        // A command with optional subcommands, such as `index`, prints too.
        leaves.insert(path.clone(), subcommand.clone());
        add_leaves(subcommand, &path, leaves);
    }
}

#[test]
fn every_command_with_json_has_a_schema() {
    let mut leaves = BTreeMap::new();
    add_leaves(&Cli::command(), "", &mut leaves);
    let has = |command: &clap::Command, name: &str| command.get_arguments().any(|it| it.get_id() == name);
    let has_format = |command: &clap::Command, name: &str| {
        let format = command.get_arguments().find(|it| it.get_id() == "format");
        format.is_some_and(|it| it.get_possible_values().iter().any(|value| value.get_name() == name))
    };
    let of_commands = |is_wanted: &dyn Fn(&clap::Command) -> bool| -> BTreeSet<String> {
        leaves.iter().filter(|(_, command)| is_wanted(command)).map(|(path, _)| path.clone()).collect()
    };
    let of_outputs = |is_wanted: &dyn Fn(&JsonOutput, &str) -> bool| -> BTreeSet<String> {
        let outputs = json_outputs();
        let commands = outputs.iter().flat_map(|output| output.commands.iter().map(move |it| (output, *it)));
        commands.filter(|(output, it)| is_wanted(output, it)).map(|(_, it)| path_of(it)).collect()
    };
    let with_json = of_commands(&|it| has(it, "json") || has_format(it, "json"));
    assert_eq!(of_outputs(&|_, _| true), with_json);
    let with_lines = of_commands(&|it| has_format(it, "ndjson"));
    assert_eq!(of_outputs(&|output, _| output.is_list()), with_lines);
    let with_count = of_commands(&|it| has(it, "count"));
    assert_eq!(of_outputs(&|_, command| command.ends_with(" --count")), with_count);
}

/// Refuses keys that a schema does not name, although readers should accept them.
struct Closed;

impl Transform for Closed {
    fn transform(&mut self, schema: &mut Schema) {
        if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        transform_subschemas(self, schema);
    }
}

#[test]
fn files_allow_unknown_keys_and_the_tests_do_not() {
    let count = serde_json::json!({"schema_version": 1, "count": 3, "more": 4});
    assert!(!validators()["count.json"].is_valid(&count));
    let file = fs::read_to_string(folder().join("count.json")).expect("the file");
    let schema = serde_json::from_str(&file).expect("JSON");
    assert!(jsonschema::draft202012::is_valid(&schema, &count));
    assert!(!jsonschema::draft202012::is_valid(&schema, &serde_json::json!({"schema_version": 2, "count": 3})));
}

/// The schemas by the names of their files, without keys that they do not name.
fn validators() -> BTreeMap<String, Validator> {
    let files = json_outputs().iter().flat_map(|output| output.files().collect::<Vec<_>>()).collect::<Vec<_>>();
    let validator = |(name, mut schema): (String, Schema)| {
        Closed.transform(&mut schema);
        let validator = jsonschema::draft202012::new(schema.as_value());
        let validator = validator.unwrap_or_else(|error| panic!("{name} is no schema: {error}"));
        (name, validator)
    };
    files.into_iter().map(validator).collect()
}

#[track_caller]
fn check(validator: &Validator, text: &str, of: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{of}: {error}: {text}"));
    let errors: Vec<String> =
        validator.iter_errors(&value).take(3).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{of}: {errors:#?}\n{text}");
    value
}

/// What the words in capital letters stand for in a vault: several values for each.
struct Names {
    notes: Vec<String>,
    records: Vec<String>,
    systems: Vec<String>,
    hops: Vec<(String, String)>,
}

impl Names {
    fn of(vault: &Vault) -> Names {
        let list = |args: &[&str], key: &str| -> Vec<Value> {
            let items = vault.json(args)[key].as_array().cloned().unwrap_or_default();
            let step = items.len().div_ceil(MOST).max(1);
            items.into_iter().step_by(step).collect()
        };
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let integrations = list(&["integrations", "--json"], "integrations");
        Names {
            notes: list(&["recent", "-n", "9999", "--sort", "path", "--json"], "notes")
                .iter()
                .map(|it| text(&it["path"]))
                .collect(),
            records: integrations.iter().map(|it| format!("{}:{}", text(&it["path"]), it["line"])).collect(),
            systems: list(&["systems", "--json"], "systems").iter().map(|it| text(&it["name"])).collect(),
            hops: list(&["matrix", "--json"], "cells").iter().map(|it| (text(&it["from"]), text(&it["to"]))).collect(),
        }
    }

    /// Returns the arguments of a command, once for each value of its words.
    fn fill(&self, command: &str) -> Vec<Vec<String>> {
        let with = |replace: &dyn Fn(&str) -> String| command.split(' ').map(replace).collect::<Vec<String>>();
        let each = |word: &str, values: &[String]| {
            values.iter().map(|value| with(&|part| part.replace(word, value))).collect::<Vec<_>>()
        };
        match command {
            _ if command.contains("NOTE") => each("NOTE", &self.notes),
            _ if command.contains("RECORD") => each("RECORD", &self.records),
            _ if command.contains("SYSTEM") => each("SYSTEM", &self.systems),
            _ if command.contains("FROM") => {
                let hop = |(from, to): &(String, String)| {
                    with(&|part| match part {
                        "FROM" => from.clone(),
                        "TO" => to.clone(),
                        part => part.to_owned(),
                    })
                };
                self.hops.iter().map(hop).collect()
            }
            _ => vec![with(&str::to_owned)],
        }
    }
}

/// Checks what all commands print on a vault. Returns the files of the schemas that a line or document with more than its
/// version was checked with.
fn check_vault(vault: &Vault, validators: &BTreeMap<String, Validator>) -> BTreeSet<String> {
    let names = Names::of(vault);
    let outputs = json_outputs();
    let mut seen = BTreeSet::new();
    for (name, commands) in COMMANDS {
        let output = outputs.iter().find(|it| it.name == *name).unwrap_or_else(|| panic!("no output {name}"));
        for args in commands.iter().flat_map(|command| names.fill(command)) {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let run = |format: &[&str]| {
                let mut command = vault.command(&[&args, format].concat());
                let ran = ran(command.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z"));
                // What no record is about can be no answer either.
                let is_unknown = ran.code == 2 && ran.stdout.is_empty() && args[0] != "search";
                assert!(ran.code < 2 || is_unknown, "{args:?}: {ran:?}");
                ran.stdout
            };
            let document = run(if *name == "graph" { &["--format", "json"] } else { &["--json"] });
            if !document.is_empty() {
                let file = format!("{name}.json");
                check(&validators[&file], &document, &format!("{args:?}"));
                seen.insert(file);
            }
            if output.is_list() && !args.contains(&"--count") {
                let file = format!("{name}.line.json");
                for line in run(&["--format", "ndjson"]).lines() {
                    check(&validators[&file], line, &format!("{args:?}"));
                    seen.insert(file.clone());
                }
            }
        }
    }
    seen
}

#[test]
fn what_is_printed_is_valid() {
    let malformed = "//- a.md\n---\nname: Feed: ten\n---\nx\n//- b.canvas\n{\n//- c.md\n[[a#x|y]] ![[d.png]]\n";
    let vaults = [
        Vault::copy_of(&fixture("northwind/vault")),
        Vault::copy_of(&fixture("tour/vault")),
        Vault::copy_of(&fixture("landscape/vault")),
        Vault::copy_of(&fixture("cases")),
        Vault::copy_of(&fixture("languages/vault")),
        Vault::new(malformed),
        Vault::new(""),
    ];
    let validators = validators();
    let seen: BTreeSet<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = vaults.iter().map(|vault| scope.spawn(|| check_vault(vault, &validators))).collect();
        threads.into_iter().flat_map(|it| it.join().expect("what it prints is valid")).collect()
    });
    let all: BTreeSet<String> = validators.into_keys().filter(|file| file != "watch.line.json").collect();
    assert_eq!(seen, all);
}

#[cfg(unix)]
#[test]
fn lines_of_the_watcher_are_valid() {
    let validators = validators();
    let vault = Vault::new("//- a.md\nsome text\n//- b.md\nother text\n");
    let export = format!("links/svg:{}", vault.root().with_file_name("map.svg").display());
    let mut watcher = Watcher::start(&vault, &["--json", "--export", &export]);
    vault.write("c.md", "text");
    fs::rename(vault.root().join("a.md"), vault.root().join("d.md")).expect("renamed");
    vault.remove("b.md");
    let mut events = BTreeSet::new();
    let all = ["added", "renamed", "removed", "commit", "export"].map(str::to_owned);
    while !all.iter().all(|event| events.contains(event)) {
        let event = check(&validators["watch.line.json"], &watcher.line(), "watch");
        events.insert(event["event"].as_str().expect("a text").to_owned());
    }
    let status = vault.run(&["status", "--json"]).stdout;
    let status = check(&validators["status.json"], &status, "status");
    assert_eq!(status["watcher"]["role"], "watch");
}
