//! Parses `BY-HAND.md`. Strict: an unknown line fails the test, so that nothing is ignored silently.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Lines;

/// The facts of the page that commands can confirm.
pub struct Page {
    /// Notes, canvases, bases, attachments.
    pub counts: [usize; 4],
    /// Links by the page's name of the source, in the order of the page.
    pub links: Vec<(String, Vec<PageLink>)>,
    /// The numbers of all, resolved and unresolved links.
    pub together: [usize; 3],
    /// Path, number of backlinks, number of those from the file itself.
    pub backlinks: Vec<(String, usize, usize)>,
    /// Target, count, sources.
    pub unresolved: Vec<(String, usize, Vec<String>)>,
    pub orphans: Vec<String>,
    pub strict_orphans: Vec<String>,
    pub deadends: Vec<String>,
    pub events: Vec<PageEvent>,
    /// Path, line, text, suggestion.
    pub malformed: (String, u64, String, String),
    /// Tags in the text: name, path, line.
    pub tags: Vec<(String, String, u64)>,
    /// Aliases and their notes.
    pub aliases: Vec<(String, String)>,
    /// Path, and the numbers of open, done and other tasks.
    pub tasks: Vec<(String, [usize; 3])>,
    /// Queries and the paths that they find.
    pub queries: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageLink {
    pub line: u64,
    pub kind: &'static str,
    pub property: Option<String>,
    pub target: String,
    /// Without `.md` for a note; `None` if unresolved.
    pub destination: Option<String>,
    /// `None` if the page does not say.
    pub anchor: Option<&'static str>,
    pub size: Option<(u32, Option<u32>)>,
    pub in_comment: bool,
    pub itself: bool,
    /// A part of the raw link according to the page: `%20` or `<`.
    pub written_with: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageEvent {
    pub date: String,
    pub time: Option<String>,
    pub verb: Option<String>,
    pub text: String,
    pub source: String,
    pub version: Option<String>,
    pub author: Option<String>,
    pub locations: Vec<(String, u64)>,
    pub subject: Option<Slot>,
    pub object: Option<Slot>,
    pub details: Vec<String>,
}

/// A name in an entry and the note that it refers to.
pub type Slot = (String, Option<String>);

type Source<'a> = Peekable<Lines<'a>>;

impl Page {
    pub fn read(text: &str) -> Page {
        let (head, rest) = text.split_once("\n## ").expect("a first section");
        let mut sections: BTreeMap<&str, Source> = BTreeMap::new();
        for section in rest.split("\n## ") {
            let (title, body) = section.split_once('\n').expect("a section has a body");
            sections.insert(title, body.lines().peekable());
        }
        let mut take = |title: &str| sections.remove(title).unwrap_or_else(|| panic!("no section {title:?}"));
        let (links, together) = outgoing(take("Outgoing links"));
        let (orphans, strict_orphans, deadends) = orphans(take("Orphans and deadends"));
        let (events, malformed) = changes(take("Change entries"));
        let (tags, aliases, mut tasks) = tags(take("Tags, aliases, tasks"));
        tasks.extend(integrations(take("Integrations")));
        let page = Page {
            counts: counts(head),
            links,
            together,
            backlinks: table(take("Backlinks"), |cells| (cells[0].clone(), number(&cells[1]), number(&cells[2]))),
            unresolved: table(take("Unresolved"), |cells| (cells[0].clone(), number(&cells[1]), list(&cells[2]))),
            orphans,
            strict_orphans,
            deadends,
            events,
            malformed,
            tags,
            aliases,
            tasks,
            queries: queries(take("Search")),
        };
        assert!(sections.is_empty(), "sections that no test reads: {:?}", sections.keys());
        page
    }

    /// Returns every link with the page's name of its source.
    pub fn all_links(&self) -> impl Iterator<Item = (&str, &PageLink)> {
        self.links.iter().flat_map(|(source, links)| links.iter().map(move |link| (source.as_str(), link)))
    }
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.trim().parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

fn list(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}

/// Returns the text between two delimiters, and the rest.
#[track_caller]
fn between<'a>(text: &'a str, before: &str, behind: &str) -> (&'a str, &'a str) {
    let inner = text.strip_prefix(before).unwrap_or_else(|| panic!("{text:?} does not begin with {before:?}"));
    inner.split_once(behind).unwrap_or_else(|| panic!("{text:?} has no {behind:?}"))
}

/// Parses `path:line`.
fn location(text: &str) -> (String, u64) {
    let (path, line) = text.rsplit_once(':').unwrap_or_else(|| panic!("{text:?} is no place"));
    (path.to_owned(), number(line))
}

/// Removes a remark in parentheses from the end.
fn without_remark(text: &str) -> &str {
    match text.split_once(" (") {
        Some((before, remark)) if remark.ends_with(')') => before,
        Some(_) => panic!("a remark is not closed in {text:?}"),
        None => text,
    }
}

fn counts(head: &str) -> [usize; 4] {
    let line = head.lines().find(|line| line.starts_with("The vault holds ")).expect("the vault's counts");
    let (notes, rest) = between(line, "The vault holds ", " notes, ");
    let (canvases, rest) = between(rest, "", " canvas, ");
    let (bases, rest) = between(rest, "", " base and ");
    let (attachments, _) = between(rest, "", " attachments. ");
    [notes, canvases, bases, attachments].map(number)
}

fn outgoing(lines: Source) -> (Vec<(String, Vec<PageLink>)>, [usize; 3]) {
    let mut sources: Vec<(String, Vec<PageLink>)> = Vec::new();
    let mut together = None;
    let mut lines = lines.skip_while(|line| !line.starts_with("### ")).filter(|line| !line.is_empty());
    for line in &mut lines {
        if let Some(source) = line.strip_prefix("### ") {
            sources.push((source.to_owned(), Vec::new()));
        } else if line.starts_with("- (") && line.ends_with(')') {
            // A statement about what is not a link, which follows from the list of links.
        } else if line.starts_with("- ") {
            sources.last_mut().expect("a source").1.push(link(line));
        } else if line.starts_with("Together ") {
            let (all, rest) = between(line, "Together ", " links: ");
            let (resolved, rest) = between(rest, "", " resolved, ");
            let (unresolved, rest) = between(rest, "", " unresolved.");
            assert_eq!(rest, "");
            together = Some([all, resolved, unresolved].map(number));
        } else {
            assert_eq!(line, "None.");
            assert_eq!(sources.last().expect("a source").1, []);
        }
    }
    (sources, together.expect("how many there are together"))
}

/// Parses ``- 9: embed `Target#Sub` = Path/To, heading found (a remark)``.
fn link(line: &str) -> PageLink {
    let (at, rest) = between(line, "- ", ": ");
    let mut link = PageLink { line: number(at), kind: "wikilink", ..PageLink::default() };
    let (before, rest) = rest.split_once('`').unwrap_or_else(|| panic!("no target in {line:?}"));
    let (mut first, mut rest) = rest.split_once('`').unwrap_or_else(|| panic!("no target in {line:?}"));
    match before {
        "" => {}
        "embed " | "file card, an embed of " => link.kind = "embed",
        "Markdown " => link.kind = "markdown",
        "property " => {
            link.kind = "property";
            link.property = Some(first.to_owned());
            (first, rest) = between(rest, ": `", "`");
        }
        _ => panic!("what is {before:?} in {line:?}?"),
    }
    link.target = first.to_owned();
    for (words, written_with) in [(", written with `%20`", "%20"), (", written in `<>`", "<")] {
        if let Some(behind) = rest.strip_prefix(words) {
            (link.written_with, rest) = (Some(written_with), behind);
        }
    }
    let rest = without_remark(rest);
    if rest == " ?" {
        return link;
    }
    let rest = rest.strip_prefix(" = ").unwrap_or_else(|| panic!("leads {line:?} anywhere?"));
    let mut parts = rest.split(", ");
    link.destination = parts.next().map(str::to_owned);
    while let Some(part) = parts.next() {
        match part {
            "heading found" | "block found" => link.anchor = Some("found"),
            "heading missing" => link.anchor = Some("missing"),
            "itself" => link.itself = true,
            "in a `%%` comment" => {
                link.in_comment = true;
                assert_eq!(parts.next(), Some("where links count"));
            }
            size => link.size = Some(pixels(size)),
        }
    }
    link
}

/// Parses `480 by 270` or `240 wide`.
fn pixels(text: &str) -> (u32, Option<u32>) {
    match (text.split_once(" by "), text.strip_suffix(" wide")) {
        (Some((width, height)), _) => (number(width), Some(number(height))),
        (None, Some(width)) => (number(width), None),
        (None, None) => panic!("what is {text:?}?"),
    }
}

/// Returns the rows of the table of a section, which may have a paragraph of prose before and after it.
fn table<T>(lines: Source, row: impl Fn(&[String]) -> T) -> Vec<T> {
    let rows = lines.filter(|line| line.starts_with('|')).skip(2);
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_start_matches('|').trim_end_matches('|');
        inner.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(|line| row(&cells(line))).collect()
}

fn orphans(lines: Source) -> (Vec<String>, Vec<String>, Vec<String>) {
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let [orphans, deadends] = lines[..] else { panic!("two lines, not {lines:?}") };
    let (orphans, strict) =
        between(orphans, "- Orphans, notes that nothing else links to: ", ". Strict, nor link anywhere: ");
    let deadends = deadends.strip_prefix("- Deadends, notes without an outgoing link: ").expect("deadends");
    let full_stop = |text: &str| list(text.strip_suffix('.').expect("a full stop"));
    (list(orphans), full_stop(strict), full_stop(deadends))
}

fn changes(mut lines: Source) -> (Vec<PageEvent>, (String, u64, String, String)) {
    let mut events: Vec<PageEvent> = Vec::new();
    let mut malformed = None;
    while let Some(line) = lines.next() {
        let continued = line.trim_start();
        if line.is_empty() || line.starts_with("In time order; ") {
            continue;
        }
        if let Some(rest) = line.strip_prefix("Malformed, one line: ") {
            let (place, rest) = between(rest, "", ", `");
            let (path, at) = location(place);
            let next = lines.next().expect("a suggestion");
            let (suggestion, end) = between(next, "No separator between stamp and sentence; it should read `", "`");
            assert_eq!(end, ".");
            malformed = Some((path, at, rest.strip_suffix("`.").expect("closed").to_owned(), suggestion.to_owned()));
        } else if line.starts_with("No entries: ") {
            // A statement that follows from the list of entries; it continues to the end of the paragraph.
            while lines.next_if(|line| !line.is_empty()).is_some() {}
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            let (position, rest) = between(line, "", ". ");
            assert_eq!(number::<usize>(position), events.len() + 1);
            events.push(event(rest));
        } else {
            assert_ne!(line, continued, "what is this line?");
            let event = events.last_mut().expect("an event");
            match (continued.strip_prefix("Details: "), continued.strip_prefix("Subject ")) {
                (Some(details), _) => {
                    event.details = details.split(" · ").map(|it| without_remark(it).to_owned()).collect()
                }
                (_, Some(names)) => {
                    let (subject, object) = between(names, "", ", object ");
                    (event.subject, event.object) = (Some(slot(subject)), Some(slot(object)));
                }
                _ => panic!("what is {line:?}?"),
            }
        }
    }
    (events, malformed.expect("the malformed line"))
}

/// Parses ``2025-01-20, no verb, `First sketch`, table, version 0.1, author Data Desk, A.md:111 and B.md:2``.
fn event(line: &str) -> PageEvent {
    let (moment, rest) = between(line, "", ", ");
    let (verb, rest) = between(rest, "", ", `");
    let (text, rest) = between(rest, "", "`, ");
    let (date, time) = match moment.split_once(' ') {
        Some((date, time)) => (date, Some(time.to_owned())),
        None => (moment, None),
    };
    let mut event = PageEvent { date: date.to_owned(), time, text: text.to_owned(), ..PageEvent::default() };
    event.verb = (verb != "no verb").then(|| verb.to_owned());
    let parts: Vec<&str> = rest.split(", ").collect();
    event.source = parts[0].to_owned();
    for part in &parts[1..parts.len() - 1] {
        match (part.strip_prefix("version "), part.strip_prefix("author ")) {
            (Some(version), _) => event.version = Some(version.to_owned()),
            (_, Some(author)) => event.author = Some(author.to_owned()),
            _ => panic!("what is {part:?} in {line:?}?"),
        }
    }
    event.locations = parts[parts.len() - 1].split(" and ").map(location).collect();
    event
}

/// Parses `Web Shop → Systems/Web Shop.md (a remark)`, or `"text"`, which is unresolved.
fn slot(text: &str) -> Slot {
    match without_remark(text).split_once(" → ") {
        Some((name, destination)) => (name.trim_matches('"').to_owned(), Some(destination.to_owned())),
        None => (text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).expect("quoted").to_owned(), None),
    }
}

/// Skips the checklists of records.
fn integrations(lines: Source) -> Vec<(String, [usize; 3])> {
    let lists = lines.filter_map(|line| line.strip_prefix("Checklists (open, done, other): ")).next();
    let lists = lists.expect("the checklists").strip_suffix('.').expect("a full stop");
    let list = |text: &str| {
        let (name, counts) = text.split_at(text.find(", ").expect("counts") - 2);
        let counts: Vec<usize> = counts.split(", ").map(number).collect();
        (format!("Integrations/{name}.md"), counts.try_into().expect("three counts"))
    };
    lists.split("; ").map(list).collect()
}

type Tags = (Vec<(String, String, u64)>, Vec<(String, String)>, Vec<(String, [usize; 3])>);

fn tags(lines: Source) -> Tags {
    let text = lines.collect::<Vec<_>>().join("\n").replace("\n  ", " ");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let [tags, aliases, tasks] = lines[..] else { panic!("three lines, not {lines:?}") };
    let (tags, _) = between(tags, "- Tags of the text: ", ". All others stand in frontmatter.");
    let mut found = Vec::new();
    for tag in tags.split("), ") {
        let (name, places) = between(tag, "`", "` (");
        for place in places.trim_end_matches(')').trim_end_matches(", in a comment").split(" and ") {
            let (path, line) = location(place);
            found.push((name.to_owned(), path, line));
        }
    }
    let aliases = aliases.strip_prefix("- Aliases: ").and_then(|it| it.strip_suffix(").")).expect("aliases");
    let aliases = aliases.split("), ").flat_map(|part| {
        let (names, note) = part.split_once(" (").expect("a note");
        names.split(" and ").map(move |name| (name.to_owned(), format!("{note}.md"))).collect::<Vec<_>>()
    });
    let expected = "- Tasks in the daily notes: 2025-03-04 has two done and one open; \
                    2025-05-12 has one done, one open and one cancelled (`[-]`).";
    assert_eq!(tasks, expected, "this sentence is known by heart only");
    let tasks = [("Daily/2025-03-04.md", [1, 2, 0]), ("Daily/2025-05-12.md", [1, 1, 1])];
    (found, aliases.collect(), tasks.map(|(path, counts)| (path.to_owned(), counts)).to_vec())
}

fn queries(lines: Source) -> Vec<(String, Vec<String>)> {
    let mut queries = Vec::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("Every file that a query finds")) {
        let (position, rest) = between(line, "", ". `");
        assert_eq!(number::<usize>(position), queries.len() + 1);
        let (query, paths) = between(rest, "", "`: ");
        let paths = if paths == "nothing" { Vec::new() } else { list(without_remark(paths)) };
        queries.push((query.to_owned(), paths));
    }
    queries
}
