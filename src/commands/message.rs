//! Messages to the user on stderr: a prefix that says how serious it is, then one line (docs/spec/cli.md#messages).

use std::io;
use std::io::Write;
use std::panic::PanicHookInfo;

use anstyle::{AnsiColor, Style};

use crate::error::REPORT_REQUEST;
use crate::render::terminal::sanitized;

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The command failed.
    Error,
    /// Something needs the user's attention.
    Warning,
    /// Additional information.
    Note,
}

impl Severity {
    fn prefix(self) -> (&'static str, Style) {
        match self {
            Severity::Error => ("error:", AnsiColor::Red.on_default().bold()),
            Severity::Warning => ("warning:", AnsiColor::Yellow.on_default().bold()),
            Severity::Note => ("note:", AnsiColor::Cyan.on_default().bold()),
        }
    }
}

/// Returns a message with its prefix, without a final line break. It always contains colors; the stream removes them if
/// they are not wanted.
pub fn with_prefix(severity: Severity, text: &str) -> String {
    let (prefix, style) = severity.prefix();
    let text = match severity {
        // An invalid query is printed on lines of its own.
        Severity::Error => text.lines().map(sanitized).collect::<Vec<_>>().join("\n"),
        _ => sanitized(text).into_owned(),
    };
    format!("{style}{prefix}{style:#} {text}")
}

/// Prints a message to stderr. Failures are ignored: a closed stderr does not stop the command.
pub fn print(severity: Severity, text: &str, color: anstream::ColorChoice) {
    let mut stderr = anstream::AutoStream::new(io::stderr(), color);
    let _ = writeln!(stderr, "{}", with_prefix(severity, text));
}

/// Reports a panic as an internal error. With `RUST_BACKTRACE`, the standard report with its backtrace follows.
pub fn report_panics(color: anstream::ColorChoice) {
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        print(Severity::Error, &describe_panic(panic), color);
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            standard(panic);
        }
    }));
}

fn describe_panic(panic: &PanicHookInfo) -> String {
    let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    let what = panic.payload_as_str().and_then(|text| text.lines().next()).unwrap_or("unknown");
    format!("internal error{place}: {what}; {REPORT_REQUEST}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_severity_has_a_prefix() {
        let check = |severity, text, expected: &str| {
            let colored = with_prefix(severity, text);
            assert_eq!(anstream::adapter::strip_str(&colored).to_string(), expected);
        };
        check(Severity::Error, "no such note", "error: no such note");
        check(Severity::Warning, "a\u{1b}[2Jb", "warning: a\u{FFFD}[2Jb");
        check(Severity::Note, "one\ntwo", "note: one\u{FFFD}two");
        check(Severity::Error, "invalid query\n(a\n^ here", "error: invalid query\n(a\n^ here");
    }
}
