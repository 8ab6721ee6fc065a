//! Where one link leads and why: the rule that decided, everyone who could have been meant, and for a link that leads
//! nowhere what it would make.

use serde::Serialize;
pub use vaultdex_notes::resolve::Rule;
use vaultdex_notes::resolve::join;
use vaultdex_notes::{Link, Span, VaultPath, text};

use super::lookup::likest;
use super::{Anchor, LinkState, anchor_in, unresolved_key};
use crate::catalog::Catalog;

/// How many near names are told.
const NEAR: usize = 3;

/// What became of a link (spec/cli.md, JSON shapes).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict<'a> {
    /// Version of this shape.
    pub schema_version: u32,
    /// The link as it was typed.
    pub link: &'a str,
    /// The note that it is taken to stand in.
    pub from: &'a str,
    /// Whether a file answers to it.
    pub state: LinkState,
    /// The file that it leads to.
    pub destination: Option<&'a str>,
    /// The step of the algorithm that decided.
    pub rule: Rule,
    /// Every file that it could mean, the destination first.
    pub candidates: Vec<&'a str>,
    /// The part that names a file.
    pub linkpath: &'a str,
    /// The part that names a heading or block, with its `#`; empty where there is none.
    pub subpath: &'a str,
    /// Whether the heading or block is there.
    pub anchor: Anchor,
    /// The line that the heading or block begins on; of a footnote it is not known.
    pub anchor_line: Option<u32>,
    /// The note that Obsidian would create if it were clicked on.
    pub creates: Option<String>,
    /// For a link that leads nowhere: the names most like it.
    pub near: Vec<Near<'a>>,
}

/// A name that is like one that nobody has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near<'a> {
    /// The file that has it.
    pub path: &'a str,
    /// The file name, alias or title that is like it.
    pub name: &'a str,
}

/// Resolves a link, typed as `typed`, from a note that need not exist. `folder`: where the vault's settings put new
/// notes.
pub fn resolve<'a>(
    catalog: &'a Catalog,
    typed: &'a str,
    link: &'a Link,
    from: &'a VaultPath,
    folder: &str,
) -> Verdict<'a> {
    let resolution = catalog.names.resolve(link.linkpath(), from);
    let path = |file: &u32| catalog.files[*file as usize].path.as_str();
    let destination = resolution.destination();
    let is_wanted = destination.is_none() && resolution.rule != Rule::SameNote;
    let anchor = destination.map_or(Anchor::None, |file| anchor_in(&catalog.files[file as usize], link.subpath()));
    Verdict {
        schema_version: 1,
        link: typed,
        from: from.as_str(),
        state: if destination.is_some() { LinkState::Resolved } else { LinkState::Unresolved },
        destination: destination.as_ref().map(path),
        rule: resolution.rule,
        candidates: resolution.candidates.iter().map(path).collect(),
        linkpath: link.linkpath(),
        subpath: link.subpath(),
        anchor,
        anchor_line: match anchor {
            Anchor::Found(Span { line, .. }) if line > 0 => Some(line),
            _ => None,
        },
        creates: if is_wanted { created(link.linkpath(), from, folder) } else { None },
        near: if is_wanted { near(catalog, link.linkpath()) } else { Vec::new() },
    }
}

/// The note that a click would create (spec/obsidian.md 2.3): a path from the vault's root, or from the source's folder
/// where it says so; a bare name in the folder for new notes. Nothing where the path names no file.
fn created(linkpath: &str, from: &VaultPath, folder: &str) -> Option<String> {
    let key = unresolved_key(linkpath);
    let path = if key.starts_with("./") || key.starts_with("../") {
        join(from.folder(), key)
    } else if key.contains('/') || folder.is_empty() {
        key.trim_start_matches('/').to_owned()
    } else {
        format!("{folder}/{key}")
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    (!name.is_empty()).then(|| format!("{path}.md"))
}

fn near<'a>(catalog: &'a Catalog, linkpath: &str) -> Vec<Near<'a>> {
    let name = unresolved_key(linkpath).rsplit('/').next().unwrap_or_default();
    let mut near: Vec<Near> = Vec::new();
    for (name, file) in likest(catalog, &text::link_key(name)) {
        let path = catalog.files[file].path.as_str();
        if near.len() < NEAR && near.iter().all(|known| known.path != path) {
            near.push(Near { path, name });
        }
    }
    near
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Heading, LinkKind, Note};

    use super::*;
    use crate::catalog::File;

    fn catalog() -> Catalog {
        let file = |path: &str, alias: Option<&str>| {
            File::new(
                VaultPath::new(path),
                Note {
                    aliases: alias.into_iter().map(str::to_owned).collect(),
                    headings: vec![Heading {
                        level: 1,
                        text: "Steps".to_owned(),
                        span: Span { line: 7, ..Span::default() },
                    }],
                    ..Note::default()
                },
            )
        };
        Catalog::new(vec![
            file("a/Orders.md", Some("Ledger")),
            file("b/Orders.md", None),
            file("b/Plan.md", None),
            file("pic.png", None),
        ])
    }

    fn link(target: &str) -> Link {
        Link::new(LinkKind::Wikilink, Span::default(), target)
    }

    #[test]
    fn a_link_that_leads_somewhere_is_told_with_all_who_were_meant() {
        let (catalog, from) = (catalog(), VaultPath::new("b/new.md"));
        let check = |target: &str, rule: Rule, candidates: &[&str], anchor_line: Option<u32>| {
            let link = link(target);
            let verdict = resolve(&catalog, target, &link, &from, "");
            assert_eq!((verdict.rule, verdict.candidates.as_slice()), (rule, candidates), "{target}");
            assert_eq!((verdict.destination, verdict.anchor_line), (candidates.first().copied(), anchor_line));
            assert_eq!((verdict.creates, verdict.near.len()), (None, 0), "{target}");
        };
        check("Orders#Steps", Rule::SameFolder, &["b/Orders.md", "a/Orders.md"], Some(7));
        check("a/Orders#None", Rule::ExactPath, &["a/Orders.md"], None);
        check("Plan", Rule::OnlyName, &["b/Plan.md"], None);
        check("pic.png#Steps", Rule::OnlyName, &["pic.png"], None);
        check("#Steps", Rule::SameNote, &[], None);
    }

    #[test]
    fn a_link_that_leads_nowhere_tells_what_it_would_make() {
        let (catalog, from) = (catalog(), VaultPath::new("b/c/new.md"));
        let check = |target: &str, rule: Rule, creates: Option<&str>, near: &[(&str, &str)]| {
            let link = link(target);
            let verdict = resolve(&catalog, target, &link, &from, "Inbox");
            assert_eq!((verdict.rule, verdict.creates.as_deref()), (rule, creates), "{target}");
            let found: Vec<_> = verdict.near.iter().map(|near| (near.path, near.name)).collect();
            assert_eq!(found, near, "{target}");
        };
        check("Ledger", Rule::NoSuchName, Some("Inbox/Ledger.md"), &[("a/Orders.md", "Ledger")]);
        check("plam.MD#x", Rule::NoSuchName, Some("Inbox/plam.md"), &[("b/Plan.md", "Plan")]);
        check("../zzz", Rule::NoSuchName, Some("b/zzz.md"), &[]);
        check("/zzz", Rule::NoSuchName, Some("zzz.md"), &[]);
        check("x/zzz", Rule::NoSuchName, Some("x/zzz.md"), &[]);
        check("zzz/", Rule::NoSuchName, None, &[]);
        let both = [("a/Orders.md", "Orders"), ("b/Orders.md", "Orders")];
        check("/Orders", Rule::NoSuchRootPath, Some("Orders.md"), &both);
        check("q/Orders", Rule::NoSuchPath, Some("q/Orders.md"), &both);
    }
}
