//! Positions of values, and totality of the extraction.

use proptest::prelude::*;
use vaultdex_notes::LineIndex;

use super::{all, notes_below, project, records_at};
use crate::model::Records;

/// Checks that the text at the span of every value is its raw text, or the beginning of it if the value is wrapped or
/// joined.
#[track_caller]
fn check(path: &str, text: &str, records: &Records) {
    let lines = LineIndex::new(text);
    for it in &records.integrations {
        for extracted in all(it).into_iter().filter(|it| it.span.line > 0) {
            let written = text.get(extracted.span.range()).unwrap_or_else(|| panic!("{path}: {extracted:?}"));
            let is_text = extracted.raw == written || extracted.raw.starts_with(written);
            assert!(is_text, "{path}: {written:?} is not the beginning of {extracted:?}");
            let span = lines.span(extracted.span.range());
            assert_eq!((span.line, span.column), (extracted.span.line, extracted.span.column), "{path}: {extracted:?}");
        }
        for span in it.mappings.iter().map(|it| it.span).chain(it.flows.iter().map(|it| it.span)).chain([it.span]) {
            assert!(text.get(span.range()).is_some(), "{path}: {span:?}");
        }
    }
}

#[test]
fn span_of_every_value_is_its_text() {
    let mut n_values = 0;
    for (path, text) in notes_below(project().join("vault-fixtures")) {
        for text in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text] {
            if let Some(records) = records_at(&path, &text) {
                check(&path, &text, &records);
                n_values += records.integrations.iter().map(|it| all(it).len()).sum::<usize>();
            }
        }
    }
    assert!(n_values > 1000, "{n_values}");
}

#[test]
fn truncated_notes_are_read() {
    for (path, text) in notes_below(project().join("vault-fixtures/northwind/vault")) {
        let cuts = (0..text.len()).step_by(97).filter(|cut| text.is_char_boundary(*cut));
        for cut in cuts {
            if let Some(records) = records_at(&path, &text[..cut]) {
                check(&path, &text[..cut], &records);
            }
        }
    }
}

#[test]
fn extraction_from_long_notes_is_linear() {
    let head = "# Integration Specification: X\n## Basic Information\n";
    let long = "x".repeat(50_000);
    let sides = "### Source System\n- Name: A\n### Target System\n- Name: B\n";
    let rows = "| a |\n".repeat(5_000);
    for body in [
        format!("## {long} -> y\n{}", "- a -> b\n".repeat(5_000)),
        format!("## Data Mapping\n### {long} → y\n{}", "- a -> b\n".repeat(5_000)),
        sides.repeat(3_000),
        format!("| Property | Source | Target |{}\n|---|---|---|{}\n{rows}", "c|".repeat(5_000), "-|".repeat(5_000)),
        format!(
            "| Name | Owner | Status | Protocol |{}\n|---|---|---|---|{}\n{rows}",
            "c|".repeat(5_000),
            "-|".repeat(5_000)
        ),
        format!("| a | {long} | c |\n|---|---|---|\n{}", "| a | b | c |\n".repeat(5_000)),
        "## Status\nActive\n".repeat(10_000),
        "- **Status**: Active\n".repeat(20_000),
        "## Related\n- [a](b[a](".to_owned() + &"[a](".repeat(30_000),
        format!("## Related\n- {}", "[[".repeat(30_000)),
        (0..200).map(|depth| format!("{}- Key:\n", "  ".repeat(depth))).collect::<String>(),
    ] {
        let text = format!("{head}{body}");
        for path in ["Integrations/a.md", "a.md"] {
            // A quadratic algorithm would take minutes.
            let _ = records_at(path, &text);
        }
    }
}

/// Pieces of integration notes for random concatenation.
const PIECES: &[&str] = &[
    "# Integration Specification: A -> B\n",
    "## Integrated Systems\n",
    "### System 1: X\n",
    "## Source System\n",
    "### Target System\n",
    "## Data Flow\n",
    "### Flow 2: Y\n",
    "## Failure Modes\n",
    "### Error Handling\n",
    "## Data Mapping\n",
    "1. Target to Source\n",
    "   - Field Mappings: a -> b, c → d (x)\n",
    "- **Name**: [[S|é]]\n",
    "- Name: A & B\n",
    "  - Interface: x\n",
    "**Status**: Active\nwrapped\n",
    "**Owner**:\n- [[T]]\n",
    "- Purpose:\n  - a\n  - b\n",
    "Owner:: [[X]]\n",
    "[due:: 2024]\n",
    "| Property | Value |\n|---|---|\n| Status | [Active] |\n| A\\|B |\n\n",
    "| Property | Source | Target |\n|---|---|---|\n| Port | 1 | 2 |\n\n",
    "| # | Source Field | Target Field |\n|---|---|---|\n| 1 | a + `b` | CONCAT(c, \"d\") |\n| — |\n\n",
    "| Name | Owner | Status | Protocol | Purpose |\n|---|---|---|---|---|\n| A -> B | x | y | z | [[Q\\|q]]<br>r |\n\n",
    "```mermaid\ngraph TD\n A[x] --> B(y) -.->|l| C{z\n```\n",
    "%% **Status**: hidden %%\n",
    "> [!info]\n> **Owner**: x\n> - Status: y\n\n",
    "---\n",
    "**Metadata**\n- Document ID: INT-2024-003\n",
    "- [ ] open\n",
    "- [x] Key: done\n",
    "`- Key: code`\n",
    "<!-- **A**: b\n-->\n",
    "\n",
    "é",
    "  ",
    "\t",
    "**",
    "[",
    "]]",
    ":",
    "->",
    "|",
    "- ",
    "\r\n",
    "$$\n",
];

#[test]
fn span_of_a_two_line_heading_is_on_its_first_line() {
    let text = "%% **Status**: hidden %%\n-># Integration Specification: A -> B\n---\n1. Target to Source\n";
    let records = records_at("Integrations/A -> B.md", text).expect("a folder of integrations");
    check("Integrations/A -> B.md", text, &records);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn extraction_is_total(pieces in proptest::collection::vec(0..PIECES.len(), 0..24), head in "(---\ntype: integration\nsource: [A, \"[[é]]\"]\n---\n)?") {
        let text = head + &pieces.into_iter().map(|piece| PIECES[piece]).collect::<String>();
        for path in ["Integrations/A -> B.md", "Systems/System - X.md"] {
            if let Some(records) = records_at(path, &text) {
                check(path, &text, &records);
            }
        }
    }

    #[test]
    fn any_text_is_accepted(text in "\\PC{0,80}") {
        let text = format!("# Integration Blueprint: {text}\n- **Name**: {text}\n| Property | Value |\n|---|---|\n| {text} | {text} |\n");
        let records = records_at("integrations/A.md", &text);
        check("integrations/A.md", &text, &records.expect("a folder of integrations"));
    }
}
