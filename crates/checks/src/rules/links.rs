//! Links that lead nowhere, or not where the author may think.

use std::collections::{BTreeMap, HashMap, HashSet};

use vaultdex_notes::resolve::{SubpathTarget, SubpathTargets};
use vaultdex_notes::{FileKind, Link, LinkKind, Note, text};
use vaultdex_query::catalog::Catalog;
use vaultdex_query::links::explain::Rule as Resolution;
use vaultdex_query::links::unresolved_key;
use vaultdex_records::normalize::moment;

use super::placeholders::is_dummy;
use crate::context::{Context, is_template};
use crate::rule::{Findings, Rule, Scope, Severity};

/// A link to no note.
pub static LK01: Rule = Rule {
    id: "LK01",
    name: "unresolved-link",
    about: "A wikilink leads to no note; reported once for each target, as info if no integration or system has the link.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the link, or write the note.",
    scope: Scope::Vault(unresolved_links),
};

/// Links with one target.
struct Target<'a> {
    first: (usize, &'a Link),
    is_of_record: bool,
    count: usize,
    notes: HashSet<usize>,
}

fn unresolved_links(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let owners = linked_owners(context);
    let mut targets: BTreeMap<String, Target> = BTreeMap::new();
    for file in context.notes().filter(|file| context.reports(LK01.id, *file)) {
        let is_record = context.is_record(file);
        let unfilled: HashSet<u32> = context.unfilled_links(file).iter().map(|link| link.span.start).collect();
        for (link, _) in catalog.links(file).filter(|(_, destination)| destination.is_none()) {
            let key = text::link_key(unresolved_key(link.linkpath()));
            if !is_name(link) || unfilled.contains(&link.span.start) || owners.contains(&key) {
                continue;
            }
            let new = || Target { first: (file, link), is_of_record: is_record, count: 0, notes: HashSet::new() };
            let target = targets.entry(key).or_insert_with(new);
            if is_record && !target.is_of_record {
                (target.first, target.is_of_record) = ((file, link), true);
            }
            target.count += 1;
            target.notes.insert(file);
        }
    }
    let names = Names::new(catalog);
    for Target { first: (file, link), is_of_record, count, notes } in targets.into_values() {
        let name = unresolved_key(link.linkpath());
        let others = match (count, notes.len()) {
            (1, _) => String::new(),
            (_, 1) => format!("; {count} links lead there"),
            (_, notes) => format!("; {count} links in {notes} notes lead there"),
        };
        let finding = findings.add(file, link.span, name, format!("there is no note `{name}`{others}"));
        if !is_of_record {
            finding.severity(Severity::Info);
        }
        let meant = if is_of_record { names.meant(name) } else { None };
        if let Some(meant) = meant {
            let shortest = shortest_linkpath(catalog, file, meant);
            finding.suggest(format!("write `[[{shortest}]]`, if that is what is meant"));
        }
    }
}

/// Returns the shortest linkpath that leads from one note to another.
fn shortest_linkpath(catalog: &Catalog, from: usize, to: usize) -> &str {
    let path = &catalog.files[to].path;
    let is_enough = catalog.destination(path.stem(), from) == Some(to);
    if is_enough { path.stem() } else { path.linkpath() }
}

/// Whether a link outside of comments is a name that could be that of a note. A day may have no note, and a path in a
/// Markdown link is LK03.
fn is_name(link: &Link) -> bool {
    let name = link.linkpath();
    let base = name.rsplit('/').next().unwrap_or(name);
    link.kind != LinkKind::Markdown
        && !link.in_comment
        && !base.is_empty()
        && !name.contains(['{', '<', '%'])
        && moment(base).is_none()
}

/// Returns the linkpaths of owners, as keys. OW02 reports them.
fn linked_owners(context: &Context) -> HashSet<String> {
    let owners = context.integrations().flat_map(|(_, it)| it.entry.integration.owners());
    owners.filter_map(|owner| owner.linkpath.as_deref()).map(|it| text::link_key(unresolved_key(it))).collect()
}

/// The names of notes by which the target of a link may be meant: links know file names only.
struct Names<'a> {
    /// Titles and aliases, as keys.
    other: HashMap<String, usize>,
    /// File names.
    files: Vec<FileName>,
    catalog: &'a Catalog,
}

/// A file name, with what tells at once that it is not similar to another.
struct FileName {
    key: String,
    file: usize,
    letters: Letters,
}

/// The number of letters of a text, and a bit for each letter that occurs in it.
#[derive(Clone, Copy)]
struct Letters {
    count: usize,
    set: u64,
}

impl Letters {
    fn of(key: &str) -> Letters {
        let bit = |letter: char| 1_u64 << (u32::from(letter) % 64);
        Letters { count: key.chars().count(), set: key.chars().fold(0, |set, letter| set | bit(letter)) }
    }

    /// Whether one text may turn into the other by a number of edits. Each changes at most two letters of the set.
    fn may_be_within(self, edits: usize, other: Letters) -> bool {
        let differing = (self.set ^ other.set).count_ones() as usize;
        self.count.abs_diff(other.count) <= edits && differing <= 2 * edits
    }
}

impl Names<'_> {
    fn new(catalog: &Catalog) -> Names<'_> {
        let mut names = Names { other: HashMap::new(), files: Vec::new(), catalog };
        for file in catalog.notes() {
            let it = &catalog.files[file];
            for name in it.names() {
                names.other.entry(text::link_key(name)).or_insert(file);
            }
            let key = text::link_key(it.path.stem());
            names.files.push(FileName { letters: Letters::of(&key), key, file });
        }
        names
    }

    /// Returns the note that a target may mean: one with that title or alias, else the one with a similar file name.
    fn meant(&self, name: &str) -> Option<usize> {
        let base = text::link_key(name.rsplit('/').next().unwrap_or(name));
        if let Some(file) = self.other.get(&base).filter(|file| !is_template(self.catalog, **file)) {
            return Some(*file);
        }
        let letters = Letters::of(&base);
        let edits = match letters.count {
            ..5 => return None,
            5..10 => 1,
            _ => 2,
        };
        // Names that differ in a number are names of different things.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let near = self.files.iter().filter(|it| it.letters.may_be_within(edits, letters));
        let rated = near.map(|it| (strsim::damerau_levenshtein(&it.key, &base), it));
        let best = rated.min_by_key(|(distance, it)| (*distance, it.file)).filter(|(distance, _)| *distance <= edits);
        best.map(|(_, it)| it).filter(|it| digits(&it.key) == digits(&base)).map(|it| it.file)
    }
}

/// A heading or block that is not there.
pub static LK02: Rule = Rule {
    id: "LK02",
    name: "missing-anchor",
    about: "A link leads to a heading or block that the note does not have.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the name of the heading or block.",
    scope: Scope::Vault(missing_anchors),
};

fn missing_anchors(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let mut known: HashMap<usize, SubpathTargets> = HashMap::new();
    for file in context.notes() {
        for (link, destination) in catalog.links(file).filter(|(link, _)| link.subpath().len() > 1 && !link.in_comment)
        {
            let Some(destination) = destination.filter(|it| catalog.files[*it].kind() == FileKind::Note) else {
                continue;
            };
            let note = &catalog.files[destination].note;
            let targets = known.entry(destination).or_insert_with(|| SubpathTargets::new(note));
            if targets.find(link.subpath()) != SubpathTarget::Missing {
                continue;
            }
            let name = link.subpath().trim_start_matches('#');
            let headings = || note.headings.iter().map(|heading| heading.text.as_str());
            if link.kind == LinkKind::Markdown && is_found_by_others(catalog, file, link, note) {
                continue;
            }
            let (what, id) = match name.strip_prefix('^') {
                Some(id) => ("block", id),
                None => ("heading", name),
            };
            let path = catalog.path(destination);
            let finding =
                findings.add(file, link.span, format!("{path}#{name}"), format!("`{path}` has no {what} `{id}`"));
            let last = text::fold(name.rsplit('#').next().unwrap_or(name)).into_owned();
            let similarity = |heading: &str| strsim::normalized_damerau_levenshtein(&text::fold(heading), &last);
            let near = headings()
                .map(|heading| (similarity(heading), heading))
                .max_by(|left, right| left.0.total_cmp(&right.0));
            if let Some((_, near)) = near.filter(|(similarity, _)| what == "heading" && *similarity >= 0.6) {
                finding.suggest(format!("write `#{near}`"));
            }
        }
    }
}

/// Whether a renderer other than Obsidian finds the heading of a Markdown link: by its name in addresses, and in the file
/// that the path leads to from the folder of the note, even if Obsidian prefers another file.
fn is_found_by_others(catalog: &Catalog, file: usize, link: &Link, note: &Note) -> bool {
    let relative = relative_path(catalog, file, link.linkpath());
    let neighbor = catalog.position(&relative).map(|position| &catalog.files[position].note);
    let wanted = slug(link.subpath().trim_start_matches('#'));
    let has_heading = |note: &Note| {
        let is_named = |text: &str| ["name", "id"].iter().any(|key| text.contains(&format!("{key}=\"{wanted}\"")));
        note.headings.iter().any(|heading| slug(&heading.text) == wanted || is_named(&heading.text))
    };
    neighbor.into_iter().chain([note]).any(has_heading)
}

/// Returns the name of a heading in an address. Renderers disagree about repeated hyphens and underscores.
fn slug(heading: &str) -> String {
    let words = heading.split(|letter: char| letter.is_whitespace() || letter == '-').map(|word| {
        let kept: String = word.chars().filter(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        kept.trim_matches('_').to_lowercase()
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A file that is not there.
pub static LK03: Rule = Rule {
    id: "LK03",
    name: "missing-file",
    about: "A Markdown link leads to a file that is not in the vault.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Correct the path, or add the file.",
    scope: Scope::Vault(missing_files),
};

fn missing_files(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let mut missing: BTreeMap<String, (usize, &Link, usize)> = BTreeMap::new();
    for file in context.notes().filter(|file| context.reports(LK03.id, *file)) {
        let links = catalog.links(file);
        let links = links.filter(|(link, destination)| link.kind == LinkKind::Markdown && destination.is_none());
        for (link, _) in links.filter(|(link, _)| !link.in_comment && !is_dummy(&link.target)) {
            let path = link.linkpath();
            // Addresses without a scheme, and what a program fills in.
            let is_address = path.starts_with("www.") || path.contains("://") || path.contains(['{', '<', '$', '*']);
            if !is_address && path.contains(['/', '.']) && !is_there(catalog, file, path) {
                missing.entry(relative_path(catalog, file, path)).or_insert((file, link, 0)).2 += 1;
            }
        }
    }
    for (file, link, count) in missing.into_values() {
        let path = link.linkpath();
        let others = if count == 1 { String::new() } else { format!("; {count} links lead there") };
        findings.add(file, link.span, path, format!("there is no file `{path}`{others}"));
    }
}

/// Whether a path without a file is that of a folder, or of a page as a site has it: `../orders/`.
fn is_there(catalog: &Catalog, file: usize, path: &str) -> bool {
    let relative = relative_path(catalog, file, path);
    let folder = format!("{relative}/");
    let start = catalog.files.partition_point(|it| it.path.as_str() < folder.as_str());
    let is_folder = || catalog.files.get(start).is_some_and(|it| it.path.as_str().starts_with(&folder));
    let is_page = || {
        path.ends_with('/') && [&relative, &format!("{relative}.md")].iter().any(|it| catalog.position(it).is_some())
    };
    relative.is_empty() || is_folder() || is_page()
}

/// Returns the path in the vault to which a path leads from the folder of a note, or from the root if it begins with `/`.
fn relative_path(catalog: &Catalog, file: usize, path: &str) -> String {
    let mut parts: Vec<&str> = catalog.files[file].path.folder().split('/').filter(|it| !it.is_empty()).collect();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match part {
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A link that may mean several notes.
pub static LK05: Rule = Rule {
    id: "LK05",
    name: "ambiguous-link",
    about: "Several notes have the name in a link, and only the length of their paths decides between them; reported once for \
            each name.",
    severity: Severity::Warning,
    on_by_default: true,
    how_to_mend: "Write the path in the link, or rename one of the notes.",
    scope: Scope::Vault(ambiguous_links),
};

fn ambiguous_links(context: &Context, findings: &mut Findings) {
    let catalog = context.catalog();
    let mut names: HashMap<String, usize> = HashMap::new();
    for file in context.notes() {
        *names.entry(text::link_key(catalog.files[file].path.stem())).or_default() += 1;
    }
    names.retain(|_, count| *count > 1);
    if names.is_empty() {
        return;
    }
    let mut known: BTreeMap<(String, usize), (usize, &Link, usize, usize)> = BTreeMap::new();
    for file in context.notes().filter(|file| context.reports(LK05.id, *file)) {
        for (link, destination) in catalog.links(file) {
            let path = unresolved_key(link.linkpath());
            let base = text::link_key(path.rsplit('/').next().unwrap_or(path));
            let Some(destination) = destination.filter(|_| names.contains_key(&base)) else { continue };
            let resolution = catalog.resolver.resolve(link.linkpath(), &catalog.files[file].path);
            let others = resolution.other_candidates().iter().map(|it| *it as usize);
            let mut others =
                others.filter(|it| catalog.files[*it].kind() == FileKind::Note && !is_template(catalog, *it));
            let Some(other) = others.next().filter(|_| resolution.rule == Resolution::ShortestPath) else { continue };
            known.entry((base, destination)).or_insert((file, link, other, 0)).3 += 1;
        }
    }
    for ((_, destination), (file, link, other, count)) in known {
        let (name, path, other) = (link.linkpath(), catalog.path(destination), catalog.path(other));
        let others = if count == 1 { String::new() } else { format!("; {count} links are written so") };
        let message = format!("`{name}` leads to `{path}`, but may mean `{other}` as well{others}");
        let linkpath = catalog.files[destination].path.linkpath();
        findings
            .add(file, link.span, name, message)
            .suggest(format!("write `[[{linkpath}|{name}]]`, if that is what is meant"));
    }
}

#[cfg(test)]
mod tests {
    use crate::test_vault::{check_clean, check_rule};

    const SYSTEM: &str = "//- CRM.md\n---\ntype: system\n---\n# CRM\n";

    #[test]
    fn links_lead_to_notes() {
        check_rule("LK01", "//- A.md\nSee [[Ghost]].\n", &["A.md:1:5 info there is no note `Ghost`"]);
        check_rule(
            "LK01",
            &format!("//- A.md\nSee [[Ghost]].\n{SYSTEM}See [[Ghost]] and [[ghost|it]].\n"),
            &["CRM.md:5:5 warning there is no note `Ghost`; 3 links in 2 notes lead there"],
        );
        check_clean("LK01", "//- A.md\n`[[Ghost]]` [[B]] [[2026-01-01]] %% [[Ghost]] %% [x](ghost.md)\n//- B.md\n");
        check_clean("LK01", "//- Templates/A.md\n[[Ghost]]\n");
    }

    #[test]
    fn links_by_other_names_suggest_the_file_name() {
        let vault = |link: &str| format!("{SYSTEM}[[{link}]]\n//- Order Feed.md\n---\naliases: [OF]\n---\n# Orders\n");
        let check = |link: &str, near: &str| {
            check_rule("LK01", &vault(link), &[&format!("CRM.md:5:1 warning there is no note `{link}`{near}")]);
        };
        let near = " => write `[[Order Feed]]`, if that is what is meant";
        check("OF", near);
        check("Orders", near);
        check("Ordr Feed", near);
        check("Order Feed 2", "");
        check("Something", "");
    }

    #[test]
    fn owners_and_template_links_are_reported_by_other_rules() {
        let note = "//- A.md\n---\ntype: integration\nstatus: active\nsource: CRM\ntarget: ERP\nowner: \"[[Ann]]\"\n---\n# A\n[[ann]] [[runbook]]\n";
        check_clean("LK01", &format!("{note}//- Templates/T.md\n[[runbook]]\n"));
    }

    #[test]
    fn headings_and_blocks_exist() {
        let vault = |link: &str| format!("//- A.md\n{link}\n//- B.md\n# B\n## Error handling\ntext ^one\n");
        check_rule(
            "LK02",
            &vault("[[B#Eror handling]] [[B#^two]]"),
            &[
                "A.md:1:1 warning `B.md` has no heading `Eror handling` => write `#Error handling`",
                "A.md:1:21 warning `B.md` has no block `two`",
            ],
        );
        check_clean(
            "LK02",
            &vault("[[B#Error handling]] [[B#error HANDLING]] [[B#^one]] [[B]] [x](B.md#error-handling) [[C#x]]"),
        );
    }

    #[test]
    fn headings_are_found_as_other_renderers_find_them() {
        let vault = |link: &str| {
            format!(
                "//- a/A.md\n{link}\n//- B.md\n//- a/B.md\n## Build & test  (_list_)\n## <a name=\"old-name\"></a>Why?\n"
            )
        };
        check_clean("LK02", &vault("[x](B.md#build-test-list) [x](B.md#build--test-list) [x](B.md#old-name)"));
        check_rule("LK02", &vault("[x](B.md#build)"), &["a/A.md:1:1 warning `B.md` has no heading `build`"]);
    }

    #[test]
    fn files_exist() {
        check_rule(
            "LK03",
            "//- a/A.md\n[x](../b/C.md)\n//- b/B.md\n",
            &["a/A.md:1:1 warning there is no file `../b/C.md`"],
        );
        check_clean(
            "LK03",
            "//- a/A.md\n[x](../b/B.md) [y](../b/) [z](https://x.example/y.md) [w](www.x.example/y) `[v](../b/C.md)`\n//- b/B.md\n",
        );
    }

    #[test]
    fn names_in_links_are_clear() {
        let vault = |link: &str, from: &str| format!("//- {from}\n{link}\n//- one/Orders.md\n//- other/Orders.md\n");
        check_rule(
            "LK05",
            &vault("[[Orders]] [[orders]]", "A.md"),
            &[
                "A.md:1:1 warning `Orders` leads to `one/Orders.md`, but may mean `other/Orders.md` as well; 2 links are written so \
               => write `[[one/Orders|Orders]]`, if that is what is meant",
            ],
        );
        check_clean("LK05", &vault("[[other/Orders]]", "A.md"));
        check_clean("LK05", &vault("[[Orders]]", "one/A.md"));
        check_clean("LK05", "//- A.md\n[[Orders]]\n//- one/Orders.md\n//- Templates/Orders.md\n");
    }
}
