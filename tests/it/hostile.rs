//! Files that could block, flood or mislead a reader. Nothing hangs or crashes, memory is bounded, the other notes are
//! found, and `doctor` lists the unreadable files.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::process::{by_way_of, isolated, output};
use crate::support::{Vault, ran};
use crate::watcher::{Watcher, assert_settled};

/// Creates a vault with one file of each kind; returns it with the paths that `doctor` must report.
fn hostile() -> (Vault, Vec<&'static str>) {
    let vault = Vault::new("//- good.md\nneedle [[bad name]]\n//- sub/also good.md\nneedle\n");
    let root = vault.root();
    let place = |name: &str| root.join(name);
    let mut expected = Vec::new();

    mknodat(CWD, place("pipe.md"), FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
    expected.push("pipe.md: it is a pipe");
    let _ = UnixListener::bind(place("socket.md")).expect("a socket");
    expected.push("socket.md: it is a socket");
    match mknodat(CWD, place("zero.md"), FileType::CharacterDevice, Mode::RWXU, makedev(1, 5)) {
        Ok(()) => expected.push("zero.md: it is a device"),
        Err(error) => println!("SKIPPED: could not create a device file: {error}"),
    }
    fs::create_dir(place("folder.md")).expect("a folder");

    File::create(place("sparse.md")).expect("made").set_len(1 << 30).expect("a gigabyte of nothing");
    expected.push("sparse.md: only the first 8 MiB were read");
    fs::write(place("line.md"), "[[x]] #y ".repeat(100_000_000 / 9)).expect("a line");
    expected.push("line.md: only the first 8 MiB were read");
    fs::write(place("nul.md"), "needle\0\0\u{1}\n".repeat(1000)).expect("written");
    let utf16: Vec<u8> = "\u{FEFF}needle in UTF-16 é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(place("utf16.md"), utf16).expect("written");
    expected.push("utf16.md:");
    fs::write(place("latin.md"), b"needle caf\xE9\n").expect("written");
    expected.push("latin.md: 1 byte is not valid UTF-8");
    fs::write(place("empty.md"), "").expect("written");

    fs::write(root.join(std::ffi::OsStr::from_bytes(b"caf\xE9.md")), "x").expect("written");
    expected.push("caf\u{FFFD}.md: its name is not valid UTF-8");
    vault.write(
        "new\nline \u{1b}]0;title\u{7}\u{1b}[31m \u{202e}\u{9b}2J.md",
        "needle \u{1b}]52;c;aGk=\u{7} \u{9b}31m\n",
    );
    vault.write("-rf --help.md", "needle\n");
    vault.write(&format!("{}.md", "n".repeat(252)), "needle\n");

    let mut bomb = String::from("---\na: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (next, last) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        bomb.push_str(&format!("{next}: &{next} [{}]\n", vec![format!("*{last}"); 10].join(", ")));
    }
    vault.write("bomb.md", format!("{bomb}---\nneedle\n"));
    vault.write("deep.md", format!("---\nx: {}{}\n---\nneedle\n", "[".repeat(20_000), "]".repeat(20_000)));
    vault.write("open.md", format!("---\n{}\nneedle\n", "k: v\n".repeat(50_000)));
    vault.write("quotes.md", format!("{} needle\n", ">".repeat(100_000)));
    vault.write("stars.md", format!("{} needle\n", "*a _b ".repeat(50_000)));
    vault.write("board.canvas", "[".repeat(100_000));

    symlink(".", place("loop")).expect("a link");
    symlink("other", place("this")).expect("a link");
    symlink("this", place("other")).expect("a link");
    symlink("/", place("everything")).expect("a link");
    symlink("/etc/passwd", place("secret.md")).expect("a link");
    expected.extend(["loop: it is a symbolic link", "secret.md: it is a symbolic link"]);
    (vault, expected)
}

/// The notes of the hostile vault that contain the word.
const NEEDLES: usize = 12;

#[test]
fn hostile_files_are_harmless_and_reported_by_doctor() {
    let (vault, expected) = hostile();
    let inner = vault.command(&["index"]);
    // An unbounded read of any of these files would exceed this.
    let indexed = ran(&mut by_way_of("prlimit", &["--data=1200000000", "--cpu=120", "--"], &inner));
    assert_eq!(indexed.code, 0, "{indexed:?}");
    let found = vault.found(&["needle", "--no-refresh"]);
    assert!(found.len() >= NEEDLES, "{found:?}");
    assert_eq!(vault.found(&["root", "--no-refresh"]), Vec::<String>::new(), "nothing outside is read");
    let doctor = vault.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{}", doctor.stderr);
    for line in expected {
        assert!(doctor.stdout.contains(line), "no `{line}` in\n{}", doctor.stdout);
    }
    let mut broken = vault.json(&["doctor", "--json"])["findings"].as_array().expect("findings").clone();
    broken.retain(|finding| finding["severity"] == "broken");
    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn watcher_survives_hostile_files() {
    let (vault, _) = hostile();
    let _watcher = Watcher::start(&vault, &[]);
    for round in 0..3 {
        vault.save("good.md", &format!("needle g{round}g\n"));
        assert_eq!(vault.found(&[&format!("g{round}g")]), ["good.md"]);
        let pipe = vault.root().join(format!("late{round}.md"));
        mknodat(CWD, pipe, FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
    }
    // `assert_settled` reads the bytes of each file, which would block on a pipe and exhaust the memory.
    for name in ["sparse.md", "line.md"] {
        vault.remove(name);
    }
    assert_settled(&vault);
}

/// Records every escape sequence except colors, hyperlinks and the progress line.
#[derive(Default)]
struct Terminal {
    obeyed: Vec<String>,
    colors: usize,
}

impl vte::Perform for Terminal {
    fn csi_dispatch(&mut self, params: &vte::Params, _intermediates: &[u8], _ignore: bool, action: char) {
        match action {
            'm' => self.colors += 1,
            // Erasing the progress line, which appears on slow machines.
            'K' if params.iter().eq([&[2][..]]) => {}
            _ => self.obeyed.push(format!("CSI {params:?} {action}")),
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _bell_terminated: bool) {
        if params.first() != Some(&&b"8"[..]) {
            self.obeyed.push(format!("OSC {params:?}"));
        }
    }

    fn esc_dispatch(&mut self, _intermediates: &[u8], _ignore: bool, byte: u8) {
        // `ESC \` terminates the URI of a hyperlink.
        if byte != b'\\' {
            self.obeyed.push(format!("ESC {byte}"));
        }
    }

    fn execute(&mut self, byte: u8) {
        if !matches!(byte, b'\n' | b'\r' | b'\t') {
            self.obeyed.push(format!("control {byte}"));
        }
    }
}

#[test]
fn terminal_receives_only_colors_links_and_progress() {
    let (vault, _) = hostile();
    fs::remove_file(vault.root().join("line.md")).expect("removed");
    vault.index();
    let commands: [&[&str]; 8] = [
        &["search", "needle"],
        &["search", "needle", "-l"],
        &["links", "--all"],
        &["orphans"],
        &["unresolved"],
        &["doctor"],
        &["status"],
        &["index", "-v"],
    ];
    for args in commands {
        let inner = vault.command(args);
        let quote = |word: &std::ffi::OsStr| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''"));
        let line: Vec<String> = std::iter::once(inner.get_program()).chain(inner.get_args()).map(quote).collect();
        let mut script = isolated("script", vault.root().parent().expect("a home"));
        script.args(["-q", "-e", "-c", &line.join(" "), "/dev/null"]).env("TERM", "xterm-256color");
        let Some(output) = output(&mut script) else {
            println!("SKIPPED: `script` is not installed, so there is no terminal");
            return;
        };
        let mut terminal = Terminal::default();
        vte::Parser::new().advance(&mut terminal, &output.stdout);
        assert!(terminal.obeyed.is_empty(), "{args:?}: {:?}", terminal.obeyed);
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(!shown.contains(['\u{9b}', '\u{202e}']), "{args:?}");
        if args == ["search", "needle"] {
            assert!(terminal.colors > 0, "the output was not for a terminal: {shown}");
        }
    }
}
