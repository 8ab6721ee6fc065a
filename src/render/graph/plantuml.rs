//! The graph in the language of PlantUML, without its library of shapes, so that nothing is included or downloaded.

use std::fmt::Write as _;
use std::io::{self, Write};

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use super::format::{Failure, Format, Options, Part};
use super::nesting::{self, Block};
use super::{colors, label, titles};

pub(super) const FORMAT: Format = Format {
    name: "plantuml",
    endings: &["puml", "plantuml"],
    about: "For PlantUML, in Confluence, GitLab and documentation",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "@startuml\nleft to right direction\nskinparam shadowing false")?;
    write_blocks(view, options, out)?;
    for edge in &view.edges {
        writeln!(out, "{}", edge_line(view, options, edge))?;
    }
    write_legend(view, out)?;
    writeln!(out, "@enduml")?;
    Ok(())
}

/// Writes the groups, each with its members inside.
fn write_blocks(view: &GraphView, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for (depth, block) in nesting::blocks(view) {
        let indent = "  ".repeat(depth);
        match block {
            Block::Node(position, node) => writeln!(out, "{indent}{}", node_line(options, position, node))?,
            Block::Start(position, group) => {
                writeln!(out, "{indent}package \"{}\" as g{position} {{", escaped(&label::display(&group.name)))?;
            }
            Block::End => writeln!(out, "{indent}}}")?,
        }
    }
    Ok(())
}

fn node_line(options: &Options, position: usize, node: &Node) -> String {
    let shape = match node.kind {
        NodeKind::Note | NodeKind::Field => "card",
        NodeKind::Attachment => "file",
        NodeKind::Integration => "storage",
        NodeKind::Canvas => "frame",
        NodeKind::Tag => "label",
        NodeKind::Unresolved | NodeKind::System => "rectangle",
    };
    let mut line = format!("{shape} \"{}\" as n{position}", escaped(&label::display(&node.label)));
    if let Some(link) = link(options, node.path.as_deref(), None) {
        write!(line, " [[{link}]]").expect("writing to a string does not fail");
    }
    match node.class {
        Some(class) => write!(line, " {};line:{}", colors::tint(class), colors::hex(class).trim_start_matches('#')),
        None => write!(line, " #white;line:888888"),
    }
    .expect("writing to a string does not fail");
    if node.lacks_note() {
        line.push_str(";line.dashed");
    }
    line
}

fn edge_line(view: &GraphView, options: &Options, edge: &Edge) -> String {
    let style = edge.status().and_then(colors::of_status);
    let mut drawn = vec![style.map_or("#888888", |style| style.color)];
    drawn.extend(match style {
        Some(_) => colors::dashes(edge).map(pattern),
        None => edge.only_embeds().then_some("dashed"),
    });
    drawn.extend(style.filter(is_thick).map(|_| "thickness=3"));
    let (tail, head) = match edge.kind {
        EdgeKind::Tag => ("", ""),
        _ if edge.is_two_way() => ("<", ">"),
        _ => ("", ">"),
    };
    let mut line = format!("n{} {tail}-[{}]-{head} n{}", edge.source, drawn.join(","), edge.target);
    if let Some(text) = label::of_edge(edge) {
        let title = titles::of_edge(view, edge);
        let text = escaped(&text);
        match link(options, edge.path(), title.as_deref()) {
            Some(link) => write!(line, " : [[{link} {text}]]"),
            None => write!(line, " : {text}"),
        }
        .expect("writing to a string does not fail");
    }
    line
}

/// Returns the name of the pattern that is closest to dashes: PlantUML has two.
fn pattern(dashes: &str) -> &'static str {
    match colors::are_dots(dashes) {
        true => "dotted",
        false => "dashed",
    }
}

/// Whether the line of a status is much thicker than others.
fn is_thick(style: &colors::Style) -> bool {
    colors::whole_width(style) >= 3
}

/// Returns what a link to a note has between its brackets: the URI, and in braces what is shown on hover. `None` if links
/// are not wanted.
fn link(options: &Options, path: Option<&str>, title: Option<&str>) -> Option<String> {
    let uri = options.link(path)?;
    // Escapes are not known here, so syntax becomes blanks.
    let is_syntax = |letter: char| is_invisible(letter) && letter != ' ' || "{}[]\"\\'%!$<~".contains(letter);
    let title = title.or(path).unwrap_or_default().replace(is_syntax, " ");
    Some(format!("{uri}{{{title}}}"))
}

/// Writes the legend: the classes of nodes, and the statuses that edges have.
fn write_legend(view: &GraphView, out: &mut dyn Write) -> io::Result<()> {
    let statuses = colors::statuses_in(view.edges.iter());
    if statuses.is_empty() && view.classes.is_empty() {
        return Ok(());
    }
    writeln!(out, "legend right\n|= |= legend |")?;
    for (class, name) in view.classes.iter().enumerate() {
        writeln!(out, "|<{}>    | {} |", colors::hex(class), escaped(&label::display(name)))?;
    }
    for (status, style) in statuses {
        let line = match style.dashes {
            Some(dashes) => format!(", {}", pattern(dashes)),
            None if is_thick(&style) => ", thick".to_owned(),
            None => String::new(),
        };
        writeln!(out, "|<{}>    | {status}{line} |", style.color)?;
    }
    writeln!(out, "endlegend")
}

/// Escapes a text for a label. Everything that PlantUML, its preprocessor or Creole might interpret is written as
/// `<U+0022>`: all punctuation that does not stand alone between letters or blanks.
fn escaped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_alphanumeric());
    let is_blank = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|letter| *letter == ' ');
    let mut label = String::with_capacity(text.len() + 16);
    for (at, letter) in letters.iter().enumerate() {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let is_inside = before.is_some() && at + 1 < letters.len();
        let is_plain = match letter {
            // A label that begins or ends with a blank would be trimmed.
            ' ' => is_inside,
            '-' | '_' | '.' | ',' | '&' | '/' | '+' => {
                is_inside && (is_word(before) || is_blank(before)) && (is_word(after) || is_blank(after))
            }
            '(' => is_blank(before) && is_word(after),
            ')' => is_word(before) && is_blank(after),
            letter => letter.is_alphanumeric() || !(letter.is_ascii() || is_invisible(*letter)),
        };
        match letter {
            // PlantUML would write it into its picture, which would then be no XML.
            '\u{fffe}' | '\u{ffff}' => label.push('\u{fffd}'),
            letter if is_plain => label.push(*letter),
            letter => write!(label, "<U+{:04X}>", u32::from(*letter)).expect("writing to a string does not fail"),
        }
    }
    label
}

/// Whether a character could change the order or the lines of the source.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace()
        || matches!(letter, '\u{200b}'..='\u{206f}' | '\u{61c}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn groups_are_packages_and_statuses_are_lines() {
        let expected = r##"@startuml
left to right direction
skinparam shadowing false
package "Sales" as g0 {
  rectangle "ERP" as n0 #white;line:888888;line.dashed
  rectangle "Shop" as n1 #white;line:888888;line.dashed
}
n0 -[#7a5cc9,dotted]-> n1 : INT-10 · hourly
n0 -[#1f8559]-> n1 : INT-2 · daily
legend right
|= |= legend |
|<#7a5cc9>    | planned, dotted |
|<#1f8559>    | active |
endlegend
@enduml
"##;
        assert_eq!(render_to_string(&FORMAT.parts[0], &landscape()), expected);
    }

    #[test]
    fn syntax_is_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check("Orders to ERP v1.2", "Orders to ERP v1.2");
        check("B & C", "B & C");
        check("Orders (v2)", "Orders (v2)");
        check("f(x)", "f<U+0028>x)");
        check("INT-2024-007 · daily", "INT-2024-007 · daily");
        check("a--b__c", "a<U+002D><U+002D>b<U+005F><U+005F>c");
        check("\"a\\n\"", "<U+0022>a<U+005C>n<U+0022>");
        check("%date()", "<U+0025>date<U+0028><U+0029>");
        check("* x", "<U+002A> x");
        check("[[x]] /' '/", "<U+005B><U+005B>x<U+005D><U+005D> <U+002F><U+0027> <U+0027><U+002F>");
        check(" x ", "<U+0020>x<U+0020>");
        check("Größe 日本 🎉", "Größe 日本 🎉");
        check("a\u{202e}b", "a<U+202E>b");
        let document = render_to_string(&FORMAT.parts[0], &small());
        assert!(
            document.contains("\ncard \"B & C\" as n0 #white;line:888888\ncard \"Home\" as n1 #d8e6f4;line:3b82c4\n"),
            "{document}"
        );
    }

    #[test]
    fn links_open_notes_and_show_what_an_edge_is() {
        let options = Options { links_uri: Some("V".to_owned()) };
        let line = node_line(&options, 0, &small().nodes[0]);
        assert_eq!(
            line,
            "card \"B & C\" as n0 [[obsidian://open?vault=V&file=a%2FB%20%26%20C.md{a/B & C.md}]] #white;line:888888"
        );
    }
}
