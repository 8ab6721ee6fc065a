//! The tables of rules in `docs/checks.md`, which are generated from the rules. `TRYCMD=overwrite` rewrites them.

use std::path::Path;

use vaultdex_checks::{RULES, Rule};

/// The heading below which the page is generated.
const HEADING: &str = "## Rules\n";

/// The families of rules by the letters of their IDs.
const FAMILIES: &[(&str, &[&str])] = &[
    ("Frontmatter", &["FM00", "FR"]),
    ("Identity", &["ID"]),
    ("Placeholders", &["PH"]),
    ("Systems", &["SY"]),
    ("Status and dates", &["ST", "DT"]),
    ("Owners", &["OW"]),
    ("Links", &["LK"]),
    ("Mappings and tables", &["MP", "TB"]),
    ("Failures and documents", &["FM", "DOC"]),
    ("Security", &["SE"]),
    ("Checklists", &["CO", "CK"]),
    ("Histories", &["CL"]),
    ("Ignored findings", &["IG"]),
];

/// Returns the family of a rule: the one with the longest beginning of its ID.
fn family(rule: &Rule) -> &'static str {
    let starts =
        FAMILIES.iter().flat_map(|(name, starts)| starts.iter().map(move |start| (start.len(), *name, *start)));
    let fitting = starts.filter(|(.., start)| rule.id.starts_with(start));
    fitting.max().unwrap_or_else(|| panic!("{} is in no family", rule.id)).1
}

fn tables() -> String {
    let mut text = String::new();
    for (name, _) in FAMILIES {
        text +=
            &format!("\n### {name}\n\n| rule | severity | what it reports | what to do |\n| --- | --- | --- | --- |\n");
        for rule in RULES.iter().filter(|rule| family(rule) == *name) {
            let off = if rule.on_by_default { "" } else { ", off by default" };
            let cell = |text: &str| text.replace('|', "\\|");
            let (severity, about, mend) = (rule.severity.name(), cell(rule.about), cell(rule.how_to_mend));
            text += &format!("| `{}` `{}` | {severity}{off} | {about} | {mend} |\n", rule.id, rule.name);
        }
    }
    text
}

#[test]
fn the_page_lists_every_rule() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let text = std::fs::read_to_string(&page).expect("the page");
    let (before, _) = text.split_once(HEADING).expect("the heading");
    let expected = format!("{before}{HEADING}{}", tables());
    if std::env::var_os("TRYCMD").is_some_and(|it| it == "overwrite") {
        std::fs::write(&page, expected).expect("written");
        return;
    }
    let first = expected.lines().zip(text.lines()).find(|(expected, found)| expected != found);
    assert!(text == expected, "the page differs, first in (rules, page): {first:#?}");
}
