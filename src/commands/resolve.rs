use std::fmt::Write as _;

use vaultdex_notes::VaultPath;
use vaultdex_query::links::explain::{Rule, Verdict};
use vaultdex_query::links::lookup::Unclear;
use vaultdex_query::links::{Anchor, LinkState, explain};

use super::Output;
use super::context::Context;
use crate::error::{Error, Result};
use crate::render::list::document_text;
use crate::render::terminal::{Look, faint, number, strong};
use crate::session::Session;
use crate::{session, vault};

/// Tell where a link leads, why, and what else it could have meant
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The link as it is written: `[[x#y|z]]`, `![[x]]`, `[t](x.md)`, or only what it points at, `x#y`
    link: String,
    /// The note that it stands in, or a path that is not there yet
    #[arg(long, value_name = "NOTE")]
    from: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let typed = args.link.trim();
    let link = session::link(typed).filter(|link| !link.target.contains("[[") && !link.target.contains("]]"));
    let Some(link) = link else { return Err(Error::Usage(no_link(typed))) };
    let session = context.session()?;
    let from = source(&session, &args.from)?;
    let catalog = session.meant(link.linkpath(), &from)?;
    let folder = vault::new_note_folder(&session.vault, &from);
    let verdict = explain::resolve(&catalog, typed, &link, &from, &folder);
    let text = match args.json {
        true => document_text(&serde_json::to_value(&verdict).unwrap_or_default()),
        false => human(&verdict, &context.look(&session.vault)),
    };
    Ok(Output { text, for_programs: args.json, nothing: verdict.state == LinkState::Unresolved, ..Output::default() })
}

/// The note that the link stands in. What looks like a path need not be there; a mere name must be.
fn source(session: &Session, name: &str) -> Result<VaultPath> {
    let path = name.trim_start_matches("./");
    let climbs = path.split('/').any(|part| matches!(part, "" | "." | ".."));
    match session.lookup(name)? {
        Ok(path) => Ok(path),
        Err(Unclear::None(_)) if climbs => {
            Err(Error::Usage(format!("`{name}` is no path within the vault; name the note by its path from the root")))
        }
        Err(Unclear::None(_)) if path.contains('/') || path.ends_with(".md") => Ok(VaultPath::new(path)),
        Err(unclear) => Err(Error::Usage(unclear.told(name))),
    }
}

fn no_link(typed: &str) -> String {
    match typed.contains(':') {
        true => format!("`{typed}` leads out of the vault: only links between notes are resolved"),
        false => format!("`{typed}` is not one link; write it as `[[note#heading|text]]`, `[text](note.md)` or `note`"),
    }
}

fn human(verdict: &Verdict, look: &Look) -> String {
    let mut text = format!("{}  →  {}\n", strong(&look.text(verdict.link)), leads_to(verdict, look));
    let _ = writeln!(text, "{}", why(verdict));
    if let Some(path) = &verdict.creates {
        let _ = writeln!(text, "Clicked on, Obsidian would create {}.", look.text(path));
    }
    if verdict.candidates.len() > 1 {
        text.push_str("Candidates, best first:\n");
    }
    for path in verdict.candidates.iter().filter(|_| verdict.candidates.len() > 1) {
        let _ = writeln!(text, "  {}", look.path(path, None));
    }
    if !verdict.near.is_empty() {
        text.push_str("Near it:\n");
    }
    for near in &verdict.near {
        let path = VaultPath::new(near.path);
        let is_own = [path.stem(), path.file_name()].contains(&near.name);
        let name = if is_own { String::new() } else { faint(&format!("  called `{}`", look.text(near.name))) };
        let _ = writeln!(text, "  {}{name}", look.path(near.path, None));
    }
    text
}

fn leads_to(verdict: &Verdict, look: &Look) -> String {
    let Some(destination) = verdict.destination else { return "nowhere".to_owned() };
    let subpath = look.text(verdict.subpath);
    match (verdict.anchor, verdict.anchor_line) {
        (Anchor::None, _) => look.path(destination, None),
        (Anchor::Found(_), Some(line)) => {
            format!("{}:{}, where {subpath} is", look.path(destination, Some(line)), number(line))
        }
        (Anchor::Found(_), None) => format!("{}, which has {subpath}", look.path(destination, None)),
        (Anchor::Missing, _) => format!("{}, which has no {subpath}", look.path(destination, None)),
    }
}

/// The rule that decided, in a sentence.
fn why(verdict: &Verdict) -> &'static str {
    let several = verdict.candidates.len() > 1;
    let is_relative = verdict.linkpath.starts_with("./") || verdict.linkpath.starts_with("../");
    match verdict.rule {
        Rule::SameNote if verdict.destination.is_none() => {
            "It names no file and so means the note it stands in, which is not there."
        }
        Rule::SameNote => "It names no file and so means the note it stands in.",
        Rule::OnlyName => "No other file has this name.",
        Rule::ExactPath if is_relative => "Taken from the note's folder, it is exactly the path of this file.",
        Rule::ExactPath if verdict.linkpath.contains('/') => "It is exactly the path of this file.",
        Rule::ExactPath => "A file at the vault's root goes before all others of its name.",
        Rule::SameFolder | Rule::ShortestPath if !several => "Of the files of this name, no other path ends so.",
        Rule::SameFolder => "Of several that it could mean, this one lies in the note's folder or below it.",
        Rule::ShortestPath => {
            "Of several that it could mean, none lies nearer to the note, and this path is the shortest."
        }
        Rule::NoSuchName => "No file has this name; aliases and titles make no link lead anywhere.",
        Rule::NoSuchRootPath => "With `/` at its beginning it must be exactly the path of a file, and it is none.",
        Rule::NoSuchPath => "Files of this name exist, but none at the end of such a path.",
    }
}
