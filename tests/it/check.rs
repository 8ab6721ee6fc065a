//! `check` on whole vaults: the findings of Northwind, which were found by reading its notes, the formats for other programs,
//! settings, and what must not be printed.

use std::collections::BTreeSet;
use std::fs;

use quick_xml::events::Event;
use serde_json::Value;

use crate::support::{Ran, Vault, fixture, ran};
use crate::tables::{Row, check, row, run_json};

/// A vault with a finding of each severity.
const VAULT: &str = "//- Feeds/A, 100 %.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\nid: INT-2024-001\n\
                     owner: Ann\n---\n# A\nSee [[Ghost]] and #tag.\n//- Feeds/B.md\n---\ntype: integration\nstatus: planned\n\
                     source: CRM\ntarget: ERP\nid: INT-2024-001\n---\n# B\n//- Home.md\n[[Nowhere]]\n";

fn run(vault: &Vault, args: &[&str]) -> Ran {
    let mut command = vault.command(&[&["check"], args].concat());
    ran(command.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z"))
}

/// Returns `RULE PATH:LINE` of each finding.
fn found(vault: &Vault, args: &[&str]) -> Vec<String> {
    let document: Value = serde_json::from_str(&run(vault, &[args, &["--json"]].concat()).stdout).expect("JSON");
    let findings = document["findings"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    findings.map(|it| format!("{} {}:{}", text(&it["rule"]), text(&it["path"]), it["line"])).collect()
}

#[test]
fn findings_of_northwind_are_those_of_the_table() {
    let vault = Vault::copy_of(&fixture("northwind").join("vault"));
    let document = run_json(&vault, &["check"]);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let cells = |it: &Value| -> Row { row(["path", "line", "rule", "severity"].map(|key| (key, text(&it[key])))) };
    check("northwind", "checks.tsv", document["findings"].as_array().expect("a list").iter().map(cells));
}

#[test]
fn a_personal_vault_has_nothing_to_mend() {
    let vault = Vault::copy_of(&fixture("kepano").join("vault"));
    assert_eq!(found(&vault, &["--fail-on", "info"]).iter().filter(|it| !it.starts_with("LK01")).count(), 0);
    assert_eq!(run(&vault, &[]).code, 0);
}

#[test]
fn the_exit_code_depends_on_the_worst_finding() {
    let vault = Vault::new(VAULT);
    let code = |args: &[&str]| run(&vault, args).code;
    assert_eq!([code(&[]), code(&["--fail-on", "error"])], [1, 1]);
    assert_eq!(code(&["--skip", "ID01,LK01"]), 0);
    assert_eq!([code(&["Home.md"]), code(&["Home.md", "--fail-on", "info"])], [0, 1]);
    assert_eq!(code(&["--only", "LK01", "--fail-on", "error"]), 0);
    let unknown = run(&vault, &["--only", "LK1"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("no rule called `LK1`; did you mean `LK01 (unresolved-link)`?"), "{unknown:?}");
    assert_eq!(run(&vault, &["Ghosts"]).code, 2);
}

#[test]
fn paths_choose_notes_and_folders() {
    let vault = Vault::new(VAULT);
    assert_eq!(found(&vault, &["Home"]), ["LK01 Home.md:1"]);
    let of_folder = ["LK01 Feeds/A, 100 %.md:10", "ID01 Feeds/A, 100 %.md:6", "ID01 Feeds/B.md:6"];
    let all: BTreeSet<String> = found(&vault, &["Feeds/"]).into_iter().collect();
    assert_eq!(all, of_folder.map(str::to_owned).into());
    vault.write("Feeds/C.md", "[[Nowhere]] [[Nowhere]]\n");
    assert_eq!(found(&vault, &["--only", "LK01"]), ["LK01 Feeds/A, 100 %.md:10", "LK01 Feeds/C.md:1"]);
    assert_eq!(found(&vault, &["Home"]), ["LK01 Home.md:1"], "what is reported once has its place where it is seen");
    vault.remove("Feeds/C.md");
    let mut here = vault.command(&["check", "B.md", "--format", "paths"]);
    let printed = ran(here.current_dir(vault.root().join("Feeds"))).stdout;
    assert_eq!(printed, "B.md\n");
    let mut whole = vault.command(&["check", ".", "--format", "paths"]);
    let printed = ran(whole.current_dir(vault.root())).stdout;
    assert_eq!(printed, "Feeds/A, 100 %.md\nFeeds/B.md\nHome.md\n");
}

#[test]
fn settings_and_comments_decide_what_is_reported() {
    let vault = Vault::new(VAULT);
    vault.write(".vaultdex.toml", "[checks]\nexclude = [\"Home.md\"]\nLK01 = \"error\"\nduplicate-id = \"off\"\n");
    let document = run_json(&vault, &["check"]);
    assert_eq!(document["counts"], serde_json::json!({"error": 1, "warning": 0, "info": 0}));
    assert_eq!(found(&vault, &["--only", "ID01"]).len(), 2, "an option goes before the settings");
    vault.write("Feeds/A, 100 %.md", "%% vaultdex-ignore LK01: to be written %%\n[[Ghost]]\n");
    let document = run_json(&vault, &["check"]);
    assert_eq!((document["findings"].as_array().map(Vec::len), &document["ignored"]), (Some(0), &1.into()));
    vault.write("Feeds/A, 100 %.md", "%% vaultdex-ignore LK01: to be written %%\nnothing\n");
    assert_eq!(found(&vault, &[]), ["IG01 Feeds/A, 100 %.md:1"]);
    assert_eq!(found(&vault, &["--skip", "LK01"]), [""; 0], "a rule that did not run may have had findings");
    vault.write(".vaultdex.toml", "[checks]\nLK1 = \"off\"\n");
    assert!(run(&vault, &[]).stderr.contains("there is no rule `LK1` in `[checks]`; did you mean `LK01`"));
}

#[test]
fn sarif_is_what_code_scanning_reads() {
    let vault = Vault::new(VAULT);
    let log: Value = serde_json::from_str(&run(&vault, &["--format", "sarif"]).stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["fullDescription"]["text"].is_string() && rule["help"]["text"].is_string()));
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 4);
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64() >= Some(1), "{result}");
        let uri = place["artifactLocation"]["uri"].as_str().expect("an address");
        assert!(uri.ends_with(".md") && !uri.contains([' ', ',']), "{uri}");
        let fingerprint = result["partialFingerprints"]["vaultdex/v1"].as_str().expect("a fingerprint");
        assert!(fingerprints.insert(fingerprint.to_owned()), "{fingerprint} occurs twice");
    }
    let uris: Vec<_> =
        results.iter().map(|it| &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).collect();
    assert!(uris[0].as_str().is_some_and(|uri| uri.ends_with("Feeds/A%2C%20100%20%25.md")), "{uris:?}");
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let vault = Vault::new("//- a.md\n# A\n[[Ghost]] [[Other]]\n");
    let fingerprints = || {
        let document = run_json(&vault, &["check"]);
        let findings = document["findings"].as_array().expect("a list").clone();
        findings.into_iter().map(|it| (it["line"].clone(), it["fingerprint"].clone())).collect::<Vec<_>>()
    };
    let before = fingerprints();
    vault.write("a.md", "# A\n\n\nmore\n\n[[Ghost]] [[Other]]\n");
    let after = fingerprints();
    let only = |of: &[(Value, Value)]| of.iter().map(|(_, it)| it.clone()).collect::<Vec<_>>();
    assert_eq!((only(&before), before.len()), (only(&after), 2));
    assert_ne!(before[0].0, after[0].0);
}

#[test]
fn github_gets_ten_annotations_of_a_kind() {
    let links: String = (0..23).map(|number| format!("[[Ghost {number}]]\n\n")).collect();
    let vault = Vault::new(&format!("{VAULT}//- Links.md\n{links}"));
    let printed = run(&vault, &["--format", "github", "--path-style", "vault"]).stdout;
    let of = |kind: &str| printed.lines().filter(|line| line.starts_with(&format!("::{kind} "))).count();
    assert_eq!([of("error"), of("warning"), of("notice")], [2, 1, 10]);
    let expected = "::error file=Feeds/A%2C 100 %25.md,line=6,col=5,title=ID01 duplicate-id::`INT-2024-001` is also the ID of \
                    the integration at `Feeds/B.md:6`\n";
    assert!(printed.starts_with(expected), "{printed}");
    assert!(printed.contains("\n14 more of severity info are not shown as annotations\n"), "{printed}");
    assert!(printed.ends_with("\n2 errors, 1 warning, 24 info in 4 of 4 notes\n"), "{printed}");
}

#[test]
fn junit_has_a_failure_for_each_error_and_warning() {
    let vault = Vault::new(VAULT);
    let elements = |text: &str| {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut names = Vec::new();
        loop {
            match reader.read_event().expect("XML") {
                Event::Start(element) | Event::Empty(element) => {
                    names.push(element.name().as_ref().to_owned());
                }
                Event::Eof => return names,
                _ => {}
            }
        }
    };
    let names = elements(&run(&vault, &["--format", "junit"]).stdout);
    let count = |name: &str| names.iter().filter(|it| *it == name).count();
    assert_eq!([count("testsuite"), count("testcase"), count("failure"), count("system-out")], [1, 4, 3, 1]);
    let clean = run(&Vault::new("//- a.md\ntext\n"), &["--format", "junit"]);
    assert_eq!(
        (elements(&clean.stdout), clean.code),
        (["testsuites", "testsuite", "testcase"].map(str::to_owned).to_vec(), 0)
    );
}

#[test]
fn a_report_links_to_the_notes() {
    let vault = Vault::new(VAULT);
    let report = run(&vault, &["--format", "report"]).stdout;
    vault.write("Check report.md", &report);
    let links = run_json(&vault, &["links", "Check report"]);
    let destinations: Vec<&Value> =
        links["links"].as_array().expect("links").iter().map(|it| &it["destination"]).collect();
    assert_eq!(destinations, ["Feeds/A, 100 %.md", "Feeds/B.md", "Home.md"]);
}

#[test]
fn secrets_and_control_characters_are_printed_nowhere() {
    let secret = format!("Tr7!kQ92{}", "xvPm");
    let note =
        format!("# A\n[[Gh\u{1b}[31most]] Password: {secret}\n\n- Owner: [x](\u{202e}../no/{secret}.md) {secret}\n");
    let vault = Vault::new(&format!("//- a\u{1b}.md\n{note}//- b.md\npassword: {secret} [[Pass\u{9b}word]]\n"));
    for format in ["json", "ndjson", "csv", "tsv", "md", "sarif", "github", "junit", "report", "paths"] {
        let printed = run(&vault, &["--format", format]).stdout;
        assert!(!printed.contains(&secret), "{format}: {printed}");
    }
    for format in ["json", "sarif", "github", "junit", "report"] {
        let printed = run(&vault, &["--format", format]).stdout;
        assert!(!printed.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{format}: {printed:?}");
    }
    let people = run(&vault, &[]).stdout;
    assert!(
        people.contains("Password: ****") && people.contains("../no/****.md") && !people.contains(&secret),
        "{people}"
    );
    assert!(!people.contains(['\u{1b}', '\u{9b}']), "{people:?}");
}

#[test]
fn templates_are_not_checked() {
    let templates = fixture("northwind").join("vault/90 Templates");
    let vault = Vault::new("");
    for file in fs::read_dir(templates).expect("the folder").flatten() {
        vault.write(
            &format!("90 Templates/{}", file.file_name().to_string_lossy()),
            fs::read(file.path()).expect("a template"),
        );
    }
    assert_eq!(found(&vault, &["--all"]), [""; 0]);
    vault.write("Feed.md", "# Feed\n\nCreated: <% tp.date.now() %>\n");
    assert_eq!(found(&vault, &["--all"]), ["PH03 Feed.md:3"]);
}
