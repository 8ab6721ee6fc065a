//! The explanation of one link: where it leads, by which rule and past which candidates; for an unresolved link, the
//! note that a click would create (docs/spec/cli.md#resolve).

use schemars::JsonSchema;
use serde::Serialize;
pub use vaultdex_notes::resolve::Rule;
use vaultdex_notes::resolve::{SubpathTarget, join_relative};
use vaultdex_notes::{Link, Span, VaultPath, text};

use super::link_rows::{LinkState, subpath_target};
use super::lookup::similar_names;
use super::unresolved::unresolved_key;
use crate::catalog::Catalog;

/// The number of similar names that are reported.
const MAX_SIMILAR: usize = 3;

/// The explanation of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkExplanation<'a> {
    /// The version of this JSON document.
    pub schema_version: u32,
    /// The link as the user typed it.
    pub link: &'a str,
    /// The path of the note that is assumed to contain the link.
    pub from: &'a str,
    /// Whether the link leads to a file.
    pub state: LinkState,
    /// The path of the file that the link leads to.
    pub destination: Option<&'a str>,
    /// The step of the resolution algorithm that decided.
    pub rule: Rule,
    /// The paths of all files that the link could mean, the destination first.
    pub candidates: Vec<&'a str>,
    /// The part that names a file.
    pub linkpath: &'a str,
    /// The part that names a heading or block, with its `#`.
    pub subpath: Option<&'a str>,
    /// Whether the heading or block exists.
    pub anchor: SubpathTarget,
    /// The line where the heading or block begins, from 1; not known for a footnote.
    pub anchor_line: Option<u32>,
    /// The path of the note that Obsidian would create on a click, if the link is unresolved.
    pub creates: Option<String>,
    /// The most similar names, if the link is unresolved.
    pub near: Vec<SimilarName<'a>>,
}

/// A name that is similar to the linkpath of an unresolved link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SimilarName<'a> {
    /// The path of the file with this name.
    pub path: &'a str,
    /// The file name, alias or title.
    pub name: &'a str,
}

/// Resolves a link, which the user typed as `typed`, from a note that need not exist. `folder` is the folder in which
/// the settings of the vault place new notes.
pub fn resolve<'a>(
    catalog: &'a Catalog,
    typed: &'a str,
    link: &'a Link,
    from: &'a VaultPath,
    folder: &str,
) -> LinkExplanation<'a> {
    let resolution = catalog.resolver.resolve(link.linkpath(), from);
    let path = |file: &u32| catalog.files[*file as usize].path.as_str();
    let destination = resolution.destination();
    let is_unresolved = destination.is_none() && resolution.rule != Rule::SameNote;
    let anchor =
        destination.map_or(SubpathTarget::None, |file| subpath_target(&catalog.files[file as usize], link.subpath()));
    LinkExplanation {
        schema_version: 1,
        link: typed,
        from: from.as_str(),
        state: if destination.is_some() { LinkState::Resolved } else { LinkState::Unresolved },
        destination: destination.as_ref().map(path),
        rule: resolution.rule,
        candidates: resolution.candidates.iter().map(path).collect(),
        linkpath: link.linkpath(),
        subpath: Some(link.subpath()).filter(|subpath| !subpath.is_empty()),
        anchor,
        anchor_line: match anchor {
            SubpathTarget::Found(Span { line, .. }) if line > 0 => Some(line),
            _ => None,
        },
        creates: if is_unresolved { created_path(link.linkpath(), from, folder) } else { None },
        near: if is_unresolved { similar(catalog, link.linkpath()) } else { Vec::new() },
    }
}

/// Returns the path of the note that a click would create (docs/spec/obsidian.md#unresolved-links): relative to the
/// folder of the source if the linkpath begins with `./` or `../`, to the vault if it contains another `/`, otherwise
/// in the folder for new notes. `None` if the linkpath does not end in a name.
fn created_path(linkpath: &str, from: &VaultPath, folder: &str) -> Option<String> {
    let key = unresolved_key(linkpath);
    let path = if key.starts_with("./") || key.starts_with("../") {
        join_relative(from.folder(), key)
    } else if key.contains('/') || folder.is_empty() {
        key.trim_start_matches('/').to_owned()
    } else {
        format!("{folder}/{key}")
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    (!name.is_empty()).then(|| format!("{path}.md"))
}

/// Returns the names most similar to that of a linkpath, at most one per file, best first.
fn similar<'a>(catalog: &'a Catalog, linkpath: &str) -> Vec<SimilarName<'a>> {
    let name = unresolved_key(linkpath).rsplit('/').next().unwrap_or_default();
    let mut similar: Vec<SimilarName> = Vec::new();
    for (name, file) in similar_names(catalog, &text::link_key(name)) {
        let path = catalog.files[file].path.as_str();
        if similar.len() < MAX_SIMILAR && similar.iter().all(|known| known.path != path) {
            similar.push(SimilarName { path, name });
        }
    }
    similar
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
    fn resolved_link_has_its_candidates() {
        let (catalog, from) = (catalog(), VaultPath::new("b/new.md"));
        let check = |target: &str, rule: Rule, candidates: &[&str], anchor_line: Option<u32>| {
            let link = link(target);
            let explanation = resolve(&catalog, target, &link, &from, "");
            assert_eq!((explanation.rule, explanation.candidates.as_slice()), (rule, candidates), "{target}");
            assert_eq!((explanation.destination, explanation.anchor_line), (candidates.first().copied(), anchor_line));
            assert_eq!((explanation.creates, explanation.near.len()), (None, 0), "{target}");
        };
        check("Orders#Steps", Rule::SameFolder, &["b/Orders.md", "a/Orders.md"], Some(7));
        check("a/Orders#None", Rule::ExactPath, &["a/Orders.md"], None);
        check("Plan", Rule::OnlyName, &["b/Plan.md"], None);
        check("pic.png#Steps", Rule::OnlyName, &["pic.png"], None);
        check("#Steps", Rule::SameNote, &[], None);
    }

    #[test]
    fn unresolved_link_has_the_note_it_would_create() {
        let (catalog, from) = (catalog(), VaultPath::new("b/c/new.md"));
        let check = |target: &str, rule: Rule, creates: Option<&str>, near: &[(&str, &str)]| {
            let link = link(target);
            let explanation = resolve(&catalog, target, &link, &from, "Inbox");
            assert_eq!((explanation.rule, explanation.creates.as_deref()), (rule, creates), "{target}");
            let found: Vec<_> = explanation.near.iter().map(|near| (near.path, near.name)).collect();
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
