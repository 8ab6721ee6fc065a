//! The files of `contrib`, each as its program uses it, on notes whose names a shell could take for commands.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::tools;

/// Names of notes; each but the first would create the file `ran` if a shell saw it unquoted.
const NAMES: [&str; 8] = [
    "Orders to ERP.md",
    "it's; touch ran #.md",
    "$(touch ran).md",
    "`touch ran`.md",
    "'; touch ran; '.md",
    "\"; touch ran; \".md",
    "-l; touch ran.md",
    "\\'; touch ran; '.md",
];

/// A name with a line break, which not every program can show.
const TWO_LINES: &str = "two\ntouch ran.md";

/// A vault with these notes, and a folder with the programs that the files of `contrib` call.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk { home: tempfile::tempdir().expect("a folder") };
        for folder in ["vault/.obsidian", "programs"] {
            fs::create_dir_all(desk.at(folder)).expect("a folder");
        }
        for (number, name) in NAMES.into_iter().chain([TWO_LINES]).enumerate() {
            fs::write(desk.at("vault").join(name), text_of(number)).expect("a note");
        }
        symlink(env!("CARGO_BIN_EXE_vaultdex"), desk.at("programs/vaultdex")).expect("a link");
        let opener = desk.at("programs/xdg-open");
        let script = format!("#!/bin/sh\necho \"$1\" >> '{}'\n", desk.at("opened").display());
        fs::write(&opener, script).expect("a script");
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
        desk.run(desk.command("vaultdex").arg("index"));
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Returns a command that runs in the vault and knows nothing else of the caller.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.home.path()).env("TERM", "xterm-256color").env("LC_ALL", "C.UTF-8");
        command.env("PATH", format!("{}:/usr/bin:/bin", self.at("programs").display()));
        command.env("VAULTDEX_INDEX_DIR", self.at("index")).env("TMUX_TMPDIR", self.home.path());
        command.current_dir(self.at("vault"));
        command
    }

    #[track_caller]
    fn run(&self, command: &mut Command) -> String {
        tools::run(command).expect("it runs")
    }

    /// Returns the names of the notes that were opened so far, once there are `count`.
    #[track_caller]
    fn opened(&self, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        wait_until(&format!("{count} notes are opened"), || {
            let addresses = fs::read_to_string(self.at("opened")).unwrap_or_default();
            let decoded = addresses.lines().map(|line| percent_decode_str(line).decode_utf8_lossy().into_owned());
            let vault = format!("{}/", fs::canonicalize(self.at("vault")).expect("a folder").display());
            names = decoded.map(|line| line.split_once(&vault).expect("a note of the vault").1.to_owned()).collect();
            names.len() >= count
        });
        names
    }

    #[track_caller]
    fn nothing_ran(&self) {
        assert!(!self.at("vault/ran").exists(), "the name of a note was run");
    }
}

fn text_of(number: usize) -> String {
    format!("note number{number}\n")
}

fn contrib(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(file)
}

#[track_caller]
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "timed out waiting until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn fzf_searches_and_opens_notes() {
    let (fzf, tmux) = match (tools::fzf(), tools::tmux()) {
        (Ok(fzf), Ok(tmux)) => (fzf, tmux),
        (fzf, tmux) => return tools::skip("fzf in tmux", &format!("{fzf:?} {tmux:?}")),
    };
    let desk = Desk::new();
    symlink(fzf, desk.at("programs/fzf")).expect("a link");
    let on_tmux = |args: &[&str]| desk.run(desk.command(&tmux).args(["-L", "picker", "-f", "/dev/null"]).args(args));
    let script = contrib("fzf/vaultdex-fzf.sh");
    for (number, name) in NAMES.into_iter().chain([TWO_LINES]).enumerate() {
        let script = format!("'{}'", script.display());
        on_tmux(&["new-session", "-d", "-x", "120", "-y", "30", &script]);
        let shows = |text: &str| wait_until(text, || on_tmux(&["capture-pane", "-p"]).contains(text));
        shows("9/9");
        on_tmux(&["send-keys", "-l", &format!("number{number}")]);
        shows("1/1");
        // The preview.
        shows(text_of(number).trim_end());
        on_tmux(&["send-keys", "Enter"]);
        assert_eq!(desk.opened(number + 1)[number], name);
        // The last session takes the server with it.
        wait_until("the picker ended", || {
            tools::run(desk.command(&tmux).args(["-L", "picker", "has-session"])).is_err()
        });
    }
    desk.nothing_ran();
}

#[test]
fn rofi_lists_searches_and_opens_notes() {
    let desk = Desk::new();
    let mode = |state: &str, row: Option<&str>| {
        let rows = desk.run(desk.command(contrib("rofi/vaultdex-rofi.sh")).env("ROFI_RETV", state).args(row));
        let rows: Vec<String> = rows.lines().map(str::to_owned).collect();
        assert_eq!(rows[0], "\0prompt\u{1f}vault");
        rows[1..].to_vec()
    };
    let mut rows = mode("0", None);
    rows.sort();
    // A path that begins with a hyphen is spelled so that no program takes it for an option.
    let mut expected = NAMES.map(|name| if name.starts_with('-') { format!("./{name}") } else { name.to_owned() });
    expected.sort();
    assert_eq!(rows, expected);
    for (count, row) in rows.iter().enumerate() {
        assert_eq!(mode("1", Some(row)), [""; 0]);
        assert_eq!(desk.opened(count + 1)[count], row.trim_start_matches("./"));
    }
    assert_eq!(mode("2", Some("number0")), [NAMES[0]]);
    for query in ["$(touch ran)", "tag:(", "; touch ran", "'"] {
        assert!(!mode("2", Some(query)).is_empty(), "{query}");
    }
    assert_eq!(mode("2", Some("nowhere")), ["nothing found\0nonselectable\u{1f}true"]);
    desk.nothing_ran();
}

#[test]
fn television_lists_previews_and_opens_notes() {
    let desk = Desk::new();
    let channel = fs::read_to_string(contrib("television/vaultdex.toml")).expect("the channel");
    let channel: toml::Value = toml::from_str(&channel).expect("TOML");
    let text = |table: &toml::Value| table["command"].as_str().expect("a command").to_owned();
    assert_eq!(channel["source"]["entry_delimiter"].as_str(), Some("\\0"));
    let entries = desk.run(desk.command("bash").arg("-c").arg(text(&channel["source"])));
    let mut entries: Vec<&str> = entries.split_terminator('\0').collect();
    entries.sort_unstable();
    let mut expected: Vec<String> = NAMES.into_iter().chain([TWO_LINES]).map(str::to_owned).collect();
    expected.retain(|name| !name.contains('\\'));
    expected.iter_mut().filter(|name| name.starts_with('-')).for_each(|name| name.insert_str(0, "./"));
    expected.sort();
    assert_eq!(entries, expected);
    // As television expands the template for an entry and runs the command.
    let run = |table: &toml::Value, entry: &str| {
        let template = text(table);
        let (before, rest) = template.split_once("{replace:s/'/").expect("a template");
        let (replacement, after) = rest.split_once("/g}").expect("its end");
        assert!(![before, after].iter().any(|part| part.contains(['{', '}'])), "{template}");
        let command = format!("{before}{}{after}", entry.replace('\'', replacement));
        desk.run(desk.command("bash").env("EDITOR", "cat").arg("-c").arg(command))
    };
    let numbers = NAMES.into_iter().chain([TWO_LINES]).enumerate();
    for (count, (number, name)) in numbers.filter(|(_, name)| !name.contains('\\')).enumerate() {
        let entry = if name.starts_with('-') { format!("./{name}") } else { name.to_owned() };
        assert_eq!(run(&channel["preview"], &entry), text_of(number));
        assert_eq!(run(&channel["actions"]["edit"], &entry), text_of(number));
        run(&channel["actions"]["open"], &entry);
        assert_eq!(desk.opened(count + 1)[count], name);
    }
    desk.nothing_ran();
}

#[test]
fn alfred_gets_items_for_every_query() {
    let desk = Desk::new();
    let items = |query: &str| {
        let printed = desk.run(desk.command(contrib("alfred/vaultdex-alfred.sh")).arg(query));
        let document: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
        document["items"].as_array().expect("items").clone()
    };
    let all = items("note");
    assert_eq!(all.len(), NAMES.len() + 1);
    for item in &all {
        // What Alfred documents for an item.
        for (key, value) in item.as_object().expect("an object") {
            let is_known = ["uid", "title", "subtitle", "arg", "quicklookurl", "text", "mods"].contains(&key.as_str());
            assert!(is_known && (value.is_string() || value.is_object()), "{item}");
        }
        let address = item["arg"].as_str().expect("an address");
        assert!(address.starts_with("obsidian://open?") && !address.contains([' ', '\n', '\'', '"', '$']), "{item}");
        assert_eq!(fs::read_to_string(item["quicklookurl"].as_str().expect("a path")).expect("a note").len(), 13);
    }
    for (query, title) in [("nowhere", "No notes found"), ("tag:(", "No answer"), ("", "No answer")] {
        let items = items(query);
        assert_eq!((items.len(), &items[0]["title"], &items[0]["valid"]), (1, &title.into(), &false.into()), "{query}");
    }
    items("$(touch ran)");
    desk.nothing_ran();
}
