//! Opens a file in the user's editor.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::in_foreground;

/// Returns the words of the command that edits: `VISUAL`, else `EDITOR`. `None` if neither is set.
pub fn command() -> Option<Vec<String>> {
    let configured = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| env::var(name).ok());
    configured.filter_map(|command| shlex::split(&command)).find(|words| !words.is_empty())
}

/// Opens a file at a line, from 1, and waits until the editor ends.
///
/// # Errors
///
/// Fails if the editor cannot be started.
pub fn open(command: &[String], path: &Path, line: u32) -> io::Result<ExitStatus> {
    let [program, args @ ..] = command else { return Err(io::ErrorKind::NotFound.into()) };
    in_foreground(|| Command::new(program).args(args).args(place(program, path, line)).status())
}

/// Returns the arguments that name the place, in the way of the editor.
fn place(program: &str, path: &Path, line: u32) -> Vec<OsString> {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let path_and_line = || {
        let mut place = path.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match &*name {
        "vi" | "vim" | "nvim" | "view" | "gvim" | "nano" | "pico" | "emacs" | "emacsclient" | "kak" | "micro"
        | "joe" | "jed" | "mg" | "ne" => vec![format!("+{line}").into(), path.into()],
        "code" | "code-insiders" | "codium" | "cursor" => vec!["--goto".into(), path_and_line()],
        "hx" | "helix" | "subl" | "zed" => vec![path_and_line()],
        _ => vec![path.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_way() {
        let check = |program: &str, expected: &[&str]| {
            assert_eq!(place(program, Path::new("/v/a b.md"), 7), expected, "{program}");
        };
        check("/usr/bin/nvim", &["+7", "/v/a b.md"]);
        check("code", &["--goto", "/v/a b.md:7"]);
        check("hx", &["/v/a b.md:7"]);
        check("ed", &["/v/a b.md"]);
    }
}
