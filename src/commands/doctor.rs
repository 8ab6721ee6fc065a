use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::output::Output;
use crate::error::Result;
use crate::render::json::{Document, document_text};
use crate::render::terminal::sanitized;
use crate::render::wrap::wrap_text;
use crate::session;
use crate::session::{Finding, Severity};

/// Check the index, the limits of the system and the files of the vault
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Repair what can be repaired: rebuild a damaged index, remove leftover files, make the index private
    #[arg(long)]
    fix: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let (location, problems) = context.location_and_problems()?;
    if args.fix {
        session::repair(&location, context)?;
        context.finish_bar();
    }
    let findings = session::diagnose(&location, problems)?;
    let output = match args.json {
        true => Output::document(document_text(&Document::new(Findings { findings: &findings }))),
        false => Output::text(wrap_text(&human(&findings), 10, context.plain_styling().width)),
    };
    let is_negative = findings.iter().any(|finding| finding.severity < Severity::Info);
    Ok(Output { is_negative, ..output })
}

fn human(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = severity(finding.severity);
        let _ = writeln!(text, "{severity:<8}  {:<7}{}", finding.about, sanitized(&finding.message));
    }
    if findings.iter().all(|finding| finding.severity == Severity::Info) {
        text.push_str("no problems found\n");
    }
    text
}

/// What was found.
#[derive(Serialize, JsonSchema)]
pub struct Findings<'a> {
    /// The findings, the most severe first.
    findings: &'a [Finding],
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Broken => "broken",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
