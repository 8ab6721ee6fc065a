use std::fmt::Write as _;

use vaultdex_notes::VaultPath;
use vaultdex_query::links::explain::{LinkExplanation, Rule};
use vaultdex_query::links::lookup::LookupError;
use vaultdex_query::links::{LinkState, SubpathTarget, explain};

use super::context::Context;
use super::output::Output;
use crate::error::{Error, Result};
use crate::render::json::document_text;
use crate::render::terminal::{Styling, faint, number, strong};
use crate::render::wrap::{Item, fill};
use crate::session::Session;
use crate::{session, vault};

/// Explain which file a link resolves to, and why
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The link as written: `[[x#y|z]]`, `![[x]]`, `[t](x.md)`, or only its target, `x#y`
    link: String,
    /// The note that contains the link; a path need not exist
    #[arg(long, value_name = "NOTE")]
    from: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let typed = args.link.trim();
    let link = session::link(typed).filter(|link| !link.target.contains("[[") && !link.target.contains("]]"));
    let Some(link) = link else { return Err(not_a_link(typed)) };
    let session = context.session()?;
    let from = source(&session, &session.note_argument(&args.from)?)?;
    let catalog = session.link_candidates(link.linkpath(), &from)?;
    let folder = vault::new_note_folder(&session.vault, &from);
    let verdict = explain::resolve(&catalog, typed, &link, &from, &folder);
    let text = match args.json {
        true => document_text(&verdict),
        false => human(&verdict, &context.styling(&session.vault)),
    };
    Ok(Output {
        text,
        for_programs: args.json,
        is_negative: verdict.state == LinkState::Unresolved,
        ..Output::default()
    })
}

/// Returns the note that contains the link. If `name` looks like a path, it need not exist.
fn source(session: &Session, name: &str) -> Result<VaultPath> {
    let path = name.trim_start_matches("./");
    let climbs = path.split('/').any(|part| matches!(part, "" | "." | ".."));
    match session.lookup(name)? {
        Ok(path) => Ok(path),
        Err(LookupError::NotFound(_)) if climbs => Err(Error::PathOutsideVault { path: name.to_owned() }),
        Err(LookupError::NotFound(_)) if path.contains('/') || path.ends_with(".md") => Ok(VaultPath::new(path)),
        Err(unclear) => Err(Error::unclear_note(name, unclear)),
    }
}

fn not_a_link(typed: &str) -> Error {
    match typed.contains(':') {
        true => Error::ExternalLink { link: typed.to_owned() },
        false => Error::NotALink { text: typed.to_owned() },
    }
}

fn human(verdict: &LinkExplanation, styling: &Styling) -> String {
    let mut items = vec![Item::Whole(format!("{} ", strong(&styling.text(verdict.link))))];
    items.extend(leads_to(verdict, styling));
    let mut text = fill("", 2, &items, " ", styling.width);
    let _ = writeln!(text, "{}", why(verdict));
    if let Some(path) = &verdict.creates {
        let _ = writeln!(text, "Following it in Obsidian would create {}.", styling.text(path));
    }
    if verdict.candidates.len() > 1 {
        text.push_str("Candidates, best first:\n");
    }
    for path in verdict.candidates.iter().filter(|_| verdict.candidates.len() > 1) {
        let _ = writeln!(text, "  {}", styling.path(path, None));
    }
    if !verdict.near.is_empty() {
        text.push_str("Similar names:\n");
    }
    for near in &verdict.near {
        let path = VaultPath::new(near.path);
        let is_own = [path.stem(), path.file_name()].contains(&near.name);
        let name = if is_own { String::new() } else { faint(&format!("  named `{}`", styling.text(near.name))) };
        let _ = writeln!(text, "  {}{name}", styling.path(near.path, None));
    }
    text
}

/// Returns the file that a link leads to, and the heading or block in it.
fn leads_to(verdict: &LinkExplanation, styling: &Styling) -> Vec<Item> {
    let Some(destination) = verdict.destination else { return vec![Item::Whole("→  nowhere".to_owned())] };
    let subpath = styling.text(verdict.subpath.unwrap_or_default());
    let line = verdict.anchor_line.filter(|_| matches!(verdict.anchor, SubpathTarget::Found(_)));
    let at_line = line.map(|line| format!(":{}", number(line))).unwrap_or_default();
    let path = Item::Whole(format!("→  {}{at_line}", styling.path(destination, line)));
    match verdict.anchor {
        SubpathTarget::None => vec![path],
        SubpathTarget::Found(_) => vec![path, Item::Words(format!("({subpath})"))],
        SubpathTarget::Missing => vec![path, Item::Words(format!("(no {subpath})"))],
    }
}

/// Returns the rule that decided, as a sentence.
fn why(verdict: &LinkExplanation) -> &'static str {
    let several = verdict.candidates.len() > 1;
    let is_relative = verdict.linkpath.starts_with("./") || verdict.linkpath.starts_with("../");
    match verdict.rule {
        Rule::SameNote if verdict.destination.is_none() => {
            "The link has no file name, so it refers to its own note, which does not exist."
        }
        Rule::SameNote => "The link has no file name, so it refers to its own note.",
        Rule::OnlyName => "No other file has this name.",
        Rule::ExactPath if is_relative => "Relative to the note's folder, this is the exact path of the file.",
        Rule::ExactPath if verdict.linkpath.contains('/') => "This is the exact path of the file.",
        Rule::ExactPath => "A file in the root of the vault precedes all others with the same name.",
        Rule::SameFolder | Rule::ShortestPath if !several => {
            "Of the files with this name, no other has a matching path."
        }
        Rule::SameFolder => "Of several candidates, this one is in the note's folder or below it.",
        Rule::ShortestPath => {
            "Of several candidates, none is in the note's folder or below it, and this one has the shortest path."
        }
        Rule::NoSuchName => "No file has this name; links do not resolve to aliases or titles.",
        Rule::NoSuchRootPath => {
            "A link that begins with `/` must be the exact path of a file, and no file has this path."
        }
        Rule::NoSuchPath => "Files with this name exist, but none has a matching path.",
    }
}
