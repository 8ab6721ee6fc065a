//! Time is linear in the length of a note, for parsing, extraction and indexing, whatever the note consists of.

use std::time::Duration;

use vaultdex_notes::{VaultPath, parse};
use vaultdex_records::{Synonyms, extract};

#[cfg(unix)]
use crate::process::by_way_of;
use crate::support::Vault;

/// A shape of notes: its name, and a note of it of about a given length.
pub type Shape = (&'static str, Box<dyn Fn(usize) -> String>);

/// Returns a shape that repeats a piece between a beginning and an end.
fn repeated(name: &'static str, start: &'static str, piece: &'static str, end: &'static str) -> Shape {
    (name, Box::new(move |length| [start, &piece.repeat(length / piece.len() + 1), end].concat()))
}

/// Returns a shape of numbered pieces; `{}` is the number.
fn numbered(name: &'static str, start: &'static str, piece: &'static str, end: &'static str) -> Shape {
    (
        name,
        Box::new(move |length| {
            let pieces = (0..length / (piece.len() + 3) + 1).map(|nth| piece.replace("{}", &nth.to_string()));
            [start, &pieces.collect::<String>(), end].concat()
        }),
    )
}

/// Returns a shape that opens brackets and closes them again.
fn nested(name: &'static str, open: &'static str, middle: &'static str, close: &'static str) -> Shape {
    (
        name,
        Box::new(move |length| {
            let n = length / (open.len() + close.len());
            [&open.repeat(n), middle, &close.repeat(n)].concat()
        }),
    )
}

/// Returns all shapes.
pub fn shapes() -> Vec<Shape> {
    const HEAD: &str = "---\ntype: integration\nsource: Shop\ntarget: ERP\n---\n# Shop to ERP\n";
    const MAPPINGS: &str = "---\ntype: integration\n---\n# A → B\n\n## Data Mapping\n\n| Source Field | Target Field | Rule |\n|---|---|---|\n";
    const LOG: &str = "---\ntype: integration\n---\n# A → B\n\n## Changelog\n\n";
    vec![
        repeated("a tag of many levels", "#", "a/", ""),
        repeated("a long tag", "#", "abcdefgh", " x"),
        numbered("many tags of many levels", "", "#a{}/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z ", ""),
        repeated("a tag in the frontmatter", "---\ntags: [", "a/", "b]\n---\nx"),
        repeated("tags in the frontmatter", "---\ntags:\n", "  - a/b/c\n", "---\nx"),
        repeated("a long property name", "---\n", "abcdefgh", ": [\"[[A]]\", \"[[B]]\"]\n---\nx"),
        (
            "links below a long property name",
            Box::new(|n| {
                let links = "\"[[A]]\", ".repeat(n / 20);
                format!("---\n{}: [{links}]\n---\nx", "k".repeat(n / 2))
            }),
        ),
        numbered("properties on one line", "---\n{", "k{}: v, ", "z: 1}\n---\nx"),
        numbered("properties", "---\n", "k{}: v\n", "---\nx"),
        numbered("aliases", "---\naliases: [", "a{}, ", "z]\n---\nx"),
        repeated("one alias", "---\naliases: ", "word ", "\n---\nx"),
        repeated("one title", "---\ntitle: ", "word ", "\n---\nx"),
        repeated("unquoted placeholders", "---\na: [", "{{x}}, ", "z]\n---\nx"),
        nested("flow lists", "---\na: [", "x", "]"),
        repeated("keys that are lists", "---\n", "? [a, b]\n: c\n", "---\nx"),
        repeated("a key that is a list", "---\n? [", "a, ", "b]\n: c\n---\nx"),
        nested("keys in keys", "{", "x", "}"),
        repeated("aliases of an anchor", "---\na: &x [b]\nl: [", "*x, ", "c]\n---\nx"),
        repeated("an invalid block", "---\na: b: c\n", "  - \"x: [\n", "---\nx"),
        repeated("an unclosed quote", "---\na: \"\n", "b: 'c\n", "---\nx"),
        repeated("a quoted value", "---\na: \"", "b\\\" ", "\"\n---\nx"),
        repeated("a folded value", "---\na: >\n", "  b c\n", "---\nx"),
        repeated("brackets of links around wikilinks", "", "[a [[b]] ", ""),
        nested("links around wikilinks", "[a [[b]] ", "x", "](c)"),
        nested("images around wikilinks", "![a [[b]] ", "x", "](c)"),
        repeated("destinations without an end", "", "[a [[b]]](c", ""),
        repeated("destinations with brackets", "", "[a [[b]]](((c ", ""),
        repeated("links around wikilinks in a row", "", "[a [[b]]](c) ", ""),
        repeated("rows with missing cells", "| a | b | c |\n|---|---|---|\n", "| [[A]] |\n", ""),
        repeated("rows with excess cells", "| a |\n|---|\n", "| b | [[A]] | c #t |\n", ""),
        repeated("embeds in links", "", "[![[a.png]]](b) ", ""),
        repeated("nested emphasis", "", "*a **b ", ""),
        repeated("cells beyond the header", "| a |\n|---|\n", "| b | [[C]] | #d | `e` |\n", ""),
        repeated("one row of cells beyond the header", "| a |\n|---|\n| b ", "| [[C]] ", "|\n"),
        repeated("escaped pipes", "| a |\n|---|\n| b | ", "c \\| ", "|\n"),
        repeated("text below a table", "| a |\n|---|\n| b |\n", "c [[D]] #e\n", ""),
        repeated("tables with text below", "", "| a |\n|---|\n| b |\nc ^id\n\n", ""),
        repeated("tables in a quote", "", "> | a |\n> |---|\n> c\n>\n", ""),
        repeated("a table of many columns", "| a |", " b |", "\n|---|\n"),
        repeated("lines above an underline", "", "a\n", "===\n"),
        repeated("underlined headings", "", "a\nb\n===\n", ""),
        repeated("comments", "", "%% [[a]] %% %%\n", ""),
        repeated("a comment", "%%\n", "[a [[b]]](c) #d/e ", "\n%%"),
        numbered("footnotes", "", "[^{}]: a [^{}]\n\n", ""),
        repeated("callouts", "", "> [!note] a [[b]]\n> > [!x]\n", ""),
        repeated("nested callouts", "", "> ", "[!a] b"),
        repeated("HTML", "", "<a href='b'><c> ", ""),
        repeated("HTML comments", "- a\n", "<!-- b\n", ""),
        repeated("formulas", "", "$a$ $$b$$ $c", ""),
        numbered("headings", "", "# a{}\n## b ^c{}\n", ""),
        repeated("a link of many levels", "[[", "a/", "b]]"),
        repeated("a Markdown link of many levels", "[x](", "a/", "b.md)"),
        repeated("a link to many headings", "[[A", "#b", "]]"),
        repeated("a link to a long block", "[[A#^", "b-", "c]]"),
        repeated("a long block identifier", "a ^", "b-", "c\n\n[[#^b-c]]"),
        repeated("a property of many levels", "---\n", "a/", ": [\"[[A]]\"]\n---\nx"),
        repeated("a long heading", "# ", "a b ", "\n"),
        repeated("nested list items on one line", "", "- ", "a ^b"),
        repeated("numbered items", "", "1. a\n   1) b ^c\n", ""),
        repeated("tasks", "", "- [ ] a [due:: 2024-01-01] #b/c ^d\n", ""),
        repeated("fields", "", "a:: [b:: (c:: d)] ", ""),
        repeated("a long field name", "", "abcdefgh", ":: x"),
        repeated("one word", "", "abcdefgh", ""),
        repeated("one word of other letters", "", "äöüß", ""),
        repeated("ideographs", "", "日本語", ""),
        repeated("combining marks", "a", "\u{301}", ""),
        repeated("carriage returns", "", "a [[b]]\r", ""),
        repeated("white space", "", " \t", "x"),
        repeated("arrows", HEAD, "A → B ", "\n"),
        repeated("arrows in lines", HEAD, "- A → B → C\n", ""),
        repeated("arrows of dashes", HEAD, "A --> B -->|x| ", "\n"),
        numbered("mapping rows", MAPPINGS, "| a{} | b{} | c |\n", ""),
        repeated("a row of many mappings", MAPPINGS, "| a<br>b ", "|\n"),
        numbered("change entries", LOG, "- 2024-01-01: change {} by A\n", ""),
        repeated("dates in a change entry", LOG, "2024-01-01 ", "\n"),
        repeated("dates in a line", LOG, "- 2024-01-01 - 1 May 2024, ", "\n"),
        repeated("versions", LOG, "### v1.2.3 (2024-01-01)\n- a\n", ""),
        repeated("key lines", HEAD, "- **Status**: active\n", ""),
        repeated("a long value", HEAD, "**Owner**: ", "\n"),
        repeated("owners", HEAD, "**Owner**: A, B and C; [[D]] (e@f.g)\n", ""),
        repeated("brackets of templates", HEAD, "- **Status**: [a/b/c] [Name] {{x}}\n", ""),
        repeated("a diagram", HEAD, "```mermaid\ngraph LR\nA -->|x| B\n```\n", ""),
        repeated("one diagram", "# A → B\n```mermaid\ngraph LR\n", "A[a] --> B[b] --> C\n", "```\n"),
        repeated(
            "error tables",
            "---\ntype: integration\n---\n## Error Handling\n\n| Error | Action |\n|---|---|\n",
            "| 500 | retry |\n",
            "",
        ),
        repeated(
            "sections of integrations",
            "# Integrations\n\n",
            "## A → B\n- **Status**: active\n- **Frequency**: daily\n\n",
            "",
        ),
        repeated("lists of integrations", "# Integrations\n\n", "- A → B: orders, daily\n", ""),
        repeated("sentences", HEAD, "The Shop sends orders to the ERP every day at 10:00. ", "\n"),
    ]
}

/// The lengths of the notes, in bytes.
const LENGTHS: [usize; 3] = [64 << 10, 512 << 10, 4 << 20];

/// Eight times the text may take this many times as long. A quadratic step takes 64 times as long; the tolerance is for
/// slower memory and for other processes.
const LIMIT: f64 = 8.0 * 3.0;

/// Times below this are too short to be compared.
const FLOOR: f64 = 5e-3;

/// Returns the seconds that this thread needs to run a function: those of the processor where the system provides them,
/// because other processes hardly change these.
pub fn thread_time(run: impl FnOnce()) -> f64 {
    #[cfg(unix)]
    let now = || -> Duration {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime)).unwrap()
    };
    #[cfg(not(unix))]
    let now = {
        let start = std::time::Instant::now();
        move || start.elapsed()
    };
    let start = now();
    run();
    (now() - start).as_secs_f64()
}

/// Returns the seconds that reading a note takes.
fn read(text: &str) -> f64 {
    thread_time(|| {
        let note = parse::note(text);
        std::hint::black_box(extract(text, &note, &VaultPath::new("Feeds/Note.md"), &Synonyms::default()));
    })
}

/// Runs something short and something long, and returns how many times as long the latter takes, if that is not below
/// the limit. Times below `floor` seconds are too short to be compared. The best of several runs counts.
pub fn excess(limit: f64, floor: f64, short: impl Fn() -> f64, long: impl Fn() -> f64) -> Option<f64> {
    let (mut best_short, mut best_long) = (f64::MAX, f64::MAX);
    for _ in 0..8 {
        best_short = best_short.min(short());
        best_long = best_long.min(long());
        if best_long < limit * best_short.max(floor) {
            return None;
        }
    }
    Some(best_long / best_short)
}

#[test]
fn notes_of_any_shape_are_read_in_linear_time() {
    let shapes = shapes();
    assert!(shapes.len() >= 40);
    let mut slow = Vec::new();
    for (name, text) in &shapes {
        let notes = LENGTHS.map(text);
        for (nth, pair) in notes.windows(2).enumerate() {
            let found = excess(LIMIT, FLOOR, || read(&pair[0]), || read(&pair[1]));
            slow.extend(found.map(|ratio| format!("{name}: {} bytes take {ratio:.0} times as long", LENGTHS[nth + 1])));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Indexes a vault and returns the seconds of the processor that this takes, which are rounded to hundredths.
#[cfg(unix)]
fn index_time(vault: &Vault) -> f64 {
    let mut timed = by_way_of("sh", &["-c", "\"$@\" >/dev/null && times", "sh"], &vault.command(&["index"]));
    let output = timed.output().expect("a shell");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("times");
    let of_children = text.lines().nth(1).expect("a line of its own for the program");
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect("minutes and seconds");
        60.0 * minutes.parse::<f64>().expect("a number") + seconds.parse::<f64>().expect("a number")
    };
    of_children.split(' ').map(seconds).sum()
}

/// Indexes a vault and returns the seconds that this takes.
#[cfg(not(unix))]
fn index_time(vault: &Vault) -> f64 {
    let start = std::time::Instant::now();
    vault.index();
    start.elapsed().as_secs_f64()
}

#[test]
fn notes_of_any_shape_are_indexed_in_linear_time() {
    let index = |length: usize| {
        let vault = Vault::new("");
        for (nth, (_, text)) in shapes().iter().enumerate() {
            vault.write(&format!("{nth}.md"), text(length));
        }
        index_time(&vault)
    };
    let ratio = excess(LIMIT, FLOOR, || index(LENGTHS[0]), || index(LENGTHS[1]));
    assert!(ratio.is_none(), "eight times the text takes {ratio:.0?} times as long");
}
