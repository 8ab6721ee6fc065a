//! JUnit XML, which CI systems show as the results of tests: a failed test for each error and warning.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use vaultdex_checks::Severity;

use super::row::{FindingRow, Totals, summary};
use crate::render::graph::legal_in_xml;
use crate::render::paths::Paths;
use crate::render::terminal::sanitized;

/// Returns a suite with a test for each finding, or with one test that passed.
pub fn junit(rows: &[FindingRow], totals: &Totals, paths: &Paths) -> String {
    let mut bytes = Vec::new();
    let mut writer = Writer::new_with_indent(&mut bytes, b' ', 1);
    // Writing to memory does not fail.
    let _ = write(&mut writer, rows, totals, paths);
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.push('\n');
    text
}

fn write(
    writer: &mut Writer<&mut Vec<u8>>,
    rows: &[FindingRow],
    totals: &Totals,
    paths: &Paths,
) -> std::io::Result<()> {
    let failures = totals.counts.error + totals.counts.warning;
    let (tests, failures) = (rows.len().max(1).to_string(), failures.to_string());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = [("tests", tests.as_str()), ("failures", failures.as_str())];
    writer.create_element("testsuites").with_attributes(counts).write_inner_content(|writer| {
        let suite =
            writer.create_element("testsuite").with_attribute(("name", "vaultdex check")).with_attributes(counts);
        suite.write_inner_content(|writer| {
            if rows.is_empty() {
                let test = writer.create_element("testcase").with_attribute(("name", &*summary(rows, totals)));
                test.with_attribute(("classname", "vaultdex")).write_empty()?;
            }
            rows.iter().try_for_each(|row| test_case(writer, row, paths))
        })?;
        Ok(())
    })?;
    Ok(())
}

fn test_case(writer: &mut Writer<&mut Vec<u8>>, row: &FindingRow, paths: &Paths) -> std::io::Result<()> {
    let (path, line) = (paths.spell(&row.path), row.line.to_string());
    let safe = |text: &str| legal_in_xml(&sanitized(text)).into_owned();
    let (path, message) = (safe(&path), safe(&row.message));
    let name = format!("{} {} at line {line}", row.rule, row.name);
    let help = row.suggestion.as_deref().unwrap_or(row.about.how_to_mend);
    let text = format!("{path}:{line}: {message}\n{}", safe(help));
    let case = writer.create_element("testcase").with_attribute(("name", &*name));
    let case = case.with_attributes([("classname", &*path), ("file", &*path), ("line", &*line)]);
    case.write_inner_content(|writer| {
        let element = match row.severity {
            Severity::Info => writer.create_element("system-out"),
            severity => {
                writer.create_element("failure").with_attributes([("message", &*message), ("type", severity.name())])
            }
        };
        element.write_text_content(BytesText::new(&text)).map(|_| ())
    })?;
    Ok(())
}
