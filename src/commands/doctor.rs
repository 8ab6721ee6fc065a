use std::fmt::Write as _;

use serde_json::json;

use super::Output;
use super::context::Context;
use crate::error::Result;
use crate::render::list::document_text;
use crate::render::terminal::harmless;
use crate::session;
use crate::session::{Finding, Severity};

/// Examine the index, the system's limits and the vault's files
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Mend what can be mended: rebuild a damaged index, remove what was left behind, close the index to others
    #[arg(long)]
    fix: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let place = context.place()?;
    if args.fix {
        session::mend(&place, context)?;
        context.finish_bar();
    }
    let findings = session::examine(&place)?;
    let output = match args.json {
        true => Output::document(document_text(&json(&findings))),
        false => Output::found(human(&findings)),
    };
    let nothing = findings.iter().any(|finding| finding.severity < Severity::Info);
    Ok(Output { nothing, ..output })
}

fn human(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = severity(finding.severity);
        let _ = writeln!(text, "{severity:<8}  {:<7}{}", finding.about, harmless(&finding.message));
    }
    if findings.iter().all(|finding| finding.severity == Severity::Info) {
        text.push_str("all is well\n");
    }
    text
}

fn json(findings: &[Finding]) -> serde_json::Value {
    let finding = |it: &Finding| json!({"severity": severity(it.severity), "about": it.about, "message": it.message});
    json!({"schema_version": 1, "findings": findings.iter().map(finding).collect::<Vec<_>>()})
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Broken => "broken",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
