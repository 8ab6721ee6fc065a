use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{FileKind, text};

use super::context::Context;
use super::output::Output;
use super::section;
use super::text::counted;
use crate::error::{Error, Result};
use crate::render::json::{Document, document_text};
use crate::render::terminal::Styling;
use crate::render::wrap::wrap_line;
use crate::session::Notices;
use crate::vault;

/// Print the text of a note, or of a heading or block in it
///
/// A pipe or file gets the text as it is in the note. On a terminal, long lines are wrapped at words.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Path, file name, title, alias or integration ID of the note, with `#heading` or `#^block` for a part of it
    #[arg(value_name = "NOTE[#HEADING]")]
    note: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// A note, or a part of it.
#[derive(Serialize, JsonSchema)]
pub struct Section<'a> {
    /// The path of the note.
    path: &'a str,
    /// The text of the heading that was named; `None` if none was.
    heading: Option<&'a str>,
    /// The first line, from 1.
    line: u32,
    /// The last line, from 1.
    last_line: u32,
    /// The byte offset of the start.
    start: usize,
    /// The byte offset of the end, exclusive.
    end: usize,
    /// The text.
    text: &'a str,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let session = context.session()?;
    let (path, subpath) = session.find_place(&args.note)?;
    if FileKind::from_path(&path) == FileKind::Attachment {
        return Err(Error::NoText { path: path.to_string() });
    }
    let (file, note) = session.read_text(&path)?;
    let section = section::find(&path, &note, &file.text, subpath)?;
    if file.invalid > 0 {
        context.warn(&format!("{} of `{path}` cannot be read as UTF-8", counted(file.invalid, "byte")));
    }
    if file.truncated {
        context.warn(&format!("only the first {} MiB of `{path}` were read", vault::MAX_READ_BYTES >> 20));
    }
    let text = &file.text[section.range.clone()];
    // A byte that is not UTF-8 is shown as what stands for one everywhere.
    let text = &*if file.invalid > 0 { text.replace('\u{1a}', "\u{fffd}") } else { text.to_owned() };
    let heading = note.headings.iter().find(|it| !subpath.is_empty() && it.span.line == section.line);
    if args.json {
        return Ok(Output::document(document_text(&Document::new(Section {
            path: path.as_str(),
            heading: heading.map(|heading| heading.text.as_str()),
            line: section.line,
            last_line: section.last_line,
            start: section.range.start,
            end: section.range.end,
            text,
        }))));
    }
    let styling = context.styling(&session.vault);
    Ok(if styling.terminal { Output::text(for_terminal(text, &styling)) } else { Output::document(text) })
}

fn for_terminal(text: &str, styling: &Styling) -> String {
    let shown = |line: &str| {
        let line = styling.text(line);
        styling.width.map_or_else(|| line.to_string(), |width| wrap_line(&line, width)) + "\n"
    };
    let without_last_break = text.strip_suffix('\n').unwrap_or(text);
    text::lines(without_last_break).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_safe_and_wrapped_lines() {
        let styling = Styling::of_terminal(Some(24));
        let text = "# A\r\n\n- the quick brown fox jumps\nred: \u{1b}[31m";
        let expected = "# A\n\n- the quick brown fox\njumps\nred: \u{FFFD}[31m\n";
        assert_eq!(for_terminal(text, &styling), expected);
    }
}
