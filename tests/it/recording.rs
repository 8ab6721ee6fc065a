//! `docs/terminal.svg`, the picture of a terminal in the README: commands on the tour vault as a terminal shows them.
//! `TRYCMD=overwrite` draws it anew.

use std::fmt::Write as _;
use std::path::Path;

use unicode_width::UnicodeWidthChar;

use crate::support::{Vault, fixture};
use crate::terminal::{is_available, on_terminal};

const COMMANDS: [&str; 2] = ["vaultdex search what if a scaner goes silent -n 1", "vaultdex impact ERP"];

const COLUMNS: usize = 108;
const CELL_WIDTH: f64 = 8.4;
const LINE_HEIGHT: usize = 20;
const MARGIN: usize = 20;

/// The colors of text on light and dark, by their numbers on a terminal.
const COLORS: [(u16, &str, &str); 6] = [
    (1, "#b3261e", "#ff8a80"),
    (2, "#1a7f37", "#7ee787"),
    (3, "#8a6100", "#e3b341"),
    (4, "#0a5fc2", "#79b8ff"),
    (5, "#8039b8", "#d2a8ff"),
    (6, "#0b7285", "#76e3ea"),
];

/// How a letter is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    bold: bool,
    faint: bool,
    color: Option<u16>,
}

/// The lines of a terminal, each as runs of letters that look the same, with their first columns.
#[derive(Default)]
struct Screen {
    lines: Vec<Vec<(usize, Look, String)>>,
    column: usize,
    look: Look,
}

impl vte::Perform for Screen {
    fn print(&mut self, letter: char) {
        let width = letter.width().unwrap_or(0);
        if self.column + width > COLUMNS {
            self.execute(b'\n');
        }
        let line = self.lines.last_mut().expect("a line");
        match line.last_mut() {
            Some((_, look, text)) if *look == self.look => text.push(letter),
            _ => line.push((self.column, self.look, letter.to_string())),
        }
        self.column += width;
    }

    fn execute(&mut self, byte: u8) {
        if byte == b'\n' {
            self.lines.push(Vec::new());
            self.column = 0;
        }
    }

    fn csi_dispatch(&mut self, params: &vte::Params, _intermediates: &[u8], _ignore: bool, action: char) {
        assert_eq!(action, 'm', "only the look of text changes");
        for param in params.iter() {
            match *param {
                [0] => self.look = Look::default(),
                [1] => self.look.bold = true,
                [2] => self.look.faint = true,
                [color @ 30..=37] => self.look.color = Some(color - 30),
                _ => panic!("the picture knows no SGR {param:?}"),
            }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Draws lines as SVG, in the reader's light or dark theme.
fn draw(screen: &Screen) -> String {
    let (width, height) = (
        (COLUMNS as f64 * CELL_WIDTH) as usize + 2 * MARGIN,
        screen.lines.len() * LINE_HEIGHT + 2 * MARGIN - LINE_HEIGHT / 2,
    );
    let colors = |is_dark: bool| -> String {
        let rules = COLORS.iter().map(|(number, light, dark)| {
            let color = if is_dark { dark } else { light };
            format!("  .c{number} {{ fill: {color} }}\n")
        });
        rules.collect()
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\">\n<title>{}</title>\n<style>\n  \
         text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; \
         white-space: pre; fill: #1f2328 }}\n  \
         rect {{ fill: #f6f8fa; stroke: #d0d7de }}\n  .b {{ font-weight: 700 }}\n  .f {{ opacity: .65 }}\n{}  \
         @media (prefers-color-scheme: dark) {{\n  text {{ fill: #e6edf3 }}\n  rect {{ fill: #0d1117; stroke: #30363d }}\n{}  \
         }}\n</style>\n<rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
        escape(&COMMANDS.join("; ")),
        colors(false),
        colors(true),
        width - 1,
        height - 1,
    );
    for (number, line) in screen.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let _ = write!(svg, "<text y=\"{}\">", MARGIN + 10 + number * LINE_HEIGHT);
        for (column, look, text) in line {
            let x = MARGIN as f64 + *column as f64 * CELL_WIDTH;
            let color = look.color.map(|color| format!("c{color}"));
            let classes = [look.bold.then(|| "b".to_owned()), look.faint.then(|| "f".to_owned()), color];
            let classes: Vec<String> = classes.into_iter().flatten().collect();
            let class = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
            // Whatever font there is, the columns are below each other.
            let width: usize = text.chars().filter_map(UnicodeWidthChar::width).sum();
            let length = width as f64 * CELL_WIDTH;
            let _ = write!(svg, "<tspan x=\"{x:.1}\" textLength=\"{length:.1}\"{class}>{}</tspan>", escape(text));
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

#[test]
fn picture_of_a_terminal_is_what_is_printed() {
    if !is_available() {
        return;
    }
    let vault = Vault::copy_of(&fixture("tour/vault"));
    vault.index();
    let mut printed = String::new();
    for command in COMMANDS {
        let shown = on_terminal(&vault, COLUMNS, command, &[("TERM", "xterm-256color")]);
        let _ = write!(printed, "\u{1b}[2m$\u{1b}[0m \u{1b}[1m{command}\u{1b}[0m\n{shown}\n");
    }
    let mut screen = Screen { lines: vec![Vec::new()], ..Screen::default() };
    vte::Parser::new().advance(&mut screen, printed.trim_end().as_bytes());
    let drawn = draw(&screen);
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/terminal.svg");
    if std::env::var_os("TRYCMD").is_some_and(|it| it == "overwrite") {
        std::fs::write(&picture, drawn).expect("written");
        return;
    }
    let shown = std::fs::read_to_string(&picture).expect("the picture");
    let first = drawn.lines().zip(shown.lines()).find(|(found, expected)| found != expected);
    assert!(drawn == shown, "docs/terminal.svg differs, first in (printed, picture): {first:#?}");
}
