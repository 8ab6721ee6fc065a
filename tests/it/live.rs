//! Live search, driven through a terminal in tmux.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::process::{ended, isolated, ran, try_run, wait_until};
use crate::support::{Vault, fixture};

/// A terminal in which a shell runs. It has a server of tmux of its own, which ends with it.
struct Tmux {
    socket: String,
    home: PathBuf,
    /// How often vaultdex has been run.
    n_runs: Cell<u32>,
}

impl Tmux {
    /// Returns a terminal in `folder`, for the index of this vault; `None`, with a message, if tmux is not installed.
    fn start(vault: &Vault, folder: &Path, size: (u16, u16)) -> Option<Tmux> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let socket = format!("vaultdex-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let home = vault.root().parent().expect("a home").to_owned();
        let tmux = Tmux { socket, home, n_runs: Cell::new(0) };
        let [width, height] = [size.0, size.1].map(|number| number.to_string());
        let mut start = tmux.command(&["-f", "/dev/null", "new-session", "-d", "-x", &width, "-y", &height]);
        start.arg("env PS1='$ ' sh").current_dir(folder);
        start.env("VAULTDEX_INDEX_DIR", vault.index_folder());
        // What `open` starts, and an editor whose way to name lines is known.
        let programs = tmux.home.join("programs");
        fs::create_dir_all(&programs).expect("a folder");
        for program in ["xdg-open", "nano"] {
            let file = programs.join(program);
            let record = tmux.record(program);
            let text = format!(
                "#!/bin/sh\necho \"$*\" > '{0}.new' && mv '{0}.new' '{0}'\nif [ {program} = nano ]; then read line; fi\n",
                record.display()
            );
            fs::write(&file, text).expect("a script");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a program");
        }
        start.env("PATH", format!("{}:/usr/bin:/bin", programs.display())).env("EDITOR", "nano").env_remove("VISUAL");
        let Some(started) = try_run(&mut start) else {
            let required = std::env::var_os("VAULTDEX_CONSUMERS").is_some();
            assert!(!required, "`tmux` is required and not installed; install Debian's package `tmux`");
            println!("SKIPPED: `tmux` is not installed, so live search is not tested");
            return None;
        };
        assert_eq!(started.code, 0, "{started:?}");
        tmux.wait_for("$");
        Some(tmux)
    }

    /// Returns a terminal with a live search in the vault, once it shows `text`.
    fn searching(vault: &Vault, args: &str, size: (u16, u16), text: &str) -> Option<Tmux> {
        vault.index();
        let tmux = Tmux::start(vault, &vault.root(), size)?;
        tmux.run(args);
        tmux.wait_for(text);
        Some(tmux)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = isolated("tmux", &self.home);
        command.args(["-L", &self.socket]).args(args).env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        // Where the socket is, which tmux leaves behind.
        command.env("TMUX_TMPDIR", &self.home);
        command
    }

    /// Runs vaultdex in the shell, on an empty screen.
    fn run(&self, args: &str) {
        let run = self.n_runs.get() + 1;
        self.n_runs.set(run);
        let binary = env!("CARGO_BIN_EXE_vaultdex");
        self.send(&["-l", &format!("clear; echo begin; {binary} {args}; echo \"[run {run}: $?]\"")]);
        self.send(&["Enter"]);
    }

    /// Waits until vaultdex has ended with this code, and returns the screen.
    #[track_caller]
    fn wait_for_exit(&self, code: u8) -> String {
        self.wait_for(&format!("[run {}: {code}]", self.n_runs.get()))
    }

    /// Presses keys.
    fn send(&self, keys: &[&str]) {
        let sent = ran(&mut self.command(&[&["send-keys"], keys].concat()));
        assert_eq!(sent.code, 0, "{sent:?}");
    }

    fn screen(&self) -> String {
        ran(&mut self.command(&["capture-pane", "-p"])).stdout
    }

    /// Waits until the screen shows a text, and returns the screen.
    #[track_caller]
    fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    #[track_caller]
    fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let mut screen = String::new();
        wait_until(&format!("the screen shows {what}"), || {
            screen = self.screen();
            holds(&screen)
        });
        screen
    }

    /// Returns the file in which a program records its arguments.
    fn record(&self, program: &str) -> PathBuf {
        self.home.join(format!("{program}.args"))
    }

    /// Waits until a program has been started, and returns its arguments.
    #[track_caller]
    fn arguments_of(&self, program: &str) -> String {
        let record = self.record(program);
        wait_until(&format!("{program} is started"), || record.exists());
        fs::read_to_string(record).expect("its arguments").trim_end().to_owned()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = self.command(&["kill-server"]).output();
    }
}

fn tour() -> Vault {
    Vault::copy_of(&fixture("tour/vault"))
}

#[test]
fn results_and_preview_follow_what_is_typed() {
    let vault = tour();
    let Some(tmux) = Tmux::searching(&vault, "search -i", (140, 30), "24 notes, last modified first") else { return };
    tmux.send(&["gdpr mask"]);
    let screen = tmux.wait_until("the preview", |it| it.contains("2 notes") && it.contains("for GDPR masking"));
    assert!(screen.contains("> Orders to ERP") || screen.contains("> Integrations"), "{screen}");
    // An incomplete query keeps the notes.
    tmux.send(&[" \"or"]);
    let screen = tmux.wait_for("unclosed quote");
    assert!(screen.contains("Orders to ERP"), "{screen}");
    tmux.send(&["C-u"]);
    tmux.send(&["-l", "file:\"Orders to ERP\""]);
    let screen = tmux.wait_until("the brief", |it| it.contains("id      INT-2024-003"));
    assert!(screen.contains("ends    Web Shop → ERP") && screen.contains("owner   Team Orders"), "{screen}");
    tmux.send(&["C-u", "wharehouse"]);
    let screen = tmux.wait_for("≈ ");
    assert!(screen.contains("0 notes, "), "{screen}");
}

#[test]
fn tab_shows_integrations_and_changes() {
    let vault = tour();
    let Some(tmux) = Tmux::searching(&vault, "search -i feed", (140, 30), "[Notes]") else { return };
    tmux.send(&["Tab"]);
    let screen = tmux.wait_until("an integration", |it| it.contains("of 6 integrations") && it.contains("next review"));
    assert!(screen.contains("> INT-2025-007  Price Feed  active  ERP → Web Shop"), "{screen}");
    tmux.send(&["Tab", "C-u", "gdpr"]);
    let screen = tmux.wait_until("a change", |it| it.contains("> 2025-03-04 14:30") && it.contains("[Changes]"));
    assert!(screen.contains(" changes"), "{screen}");
    tmux.send(&["BTab", "BTab"]);
    tmux.wait_for("[Notes]");
}

#[test]
fn notes_are_opened_in_the_editor_and_in_obsidian() {
    let vault = Vault::new("//- a b.md\n# One\n\n## Two\nx\nneedle\n//- c.md\nother\n");
    let Some(tmux) = Tmux::searching(&vault, "search -i needle", (80, 24), "> a b") else { return };
    tmux.send(&["C-e"]);
    let expected = format!("+5 {}/a b.md", vault.canonical_root());
    assert_eq!(tmux.arguments_of("nano"), expected);
    // What is saved is found once the editor ends.
    vault.write("d.md", "needle\n");
    tmux.send(&["Enter"]);
    tmux.wait_for("2 notes");
    tmux.send(&["Enter"]);
    assert_eq!(tmux.arguments_of("xdg-open"), vault.address_in_obsidian("a%20b.md%23One%23Two"));
    tmux.wait_for("opened a b.md");
    vault.write("e.md", "needle\n");
    tmux.send(&["C-r"]);
    tmux.wait_for("3 notes");
}

#[test]
fn the_terminal_is_as_before_at_the_end() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let Some(tmux) = Tmux::searching(&vault, "search -i needle", (80, 24), "> a") else { return };
    for keys in [&["Escape"][..], &["C-c"], &["C-d"]] {
        tmux.send(keys);
        let screen = tmux.wait_for_exit(0);
        assert!(screen.starts_with("begin\n[run "), "{screen}");
        // The shell edits its line again, so the terminal is not raw any more.
        tmux.send(&["clear; stty -a | grep -c ' echo '", "Enter"]);
        tmux.wait_until("that keys are echoed", |it| it.lines().any(|line| line == "1"));
        tmux.run("search -i needle");
        tmux.wait_for("[Notes]");
    }
    let processes = ran(&mut tmux.command(&["display-message", "-p", "#{pane_pid}"]));
    let shell = processes.stdout.trim().to_owned();
    let children = ran(isolated("ps", &tmux.home).args(["-o", "pid=", "--ppid", &shell]));
    let mut kill = isolated("kill", &tmux.home).arg(children.stdout.trim()).spawn().expect("kill starts");
    assert!(ended(&mut kill).success(), "{children:?}");
    let screen = tmux.wait_for_exit(143);
    assert!(screen.starts_with("begin\n") && !screen.contains("[Notes]"), "{screen}");
}

#[test]
fn the_preview_is_scrolled_below_its_title() {
    let numbered: String = (1..=60).map(|number| format!("line {number}\n")).collect();
    let vault = Vault::new(&format!("//- a.md\n{numbered}//- b.md\nother\n"));
    let Some(tmux) = Tmux::searching(&vault, "search -i file:a", (140, 20), "1  line 1") else { return };
    let shows = |what: &str, texts: [&str; 2], hidden: &str| {
        tmux.wait_until(what, |screen| texts.iter().all(|it| screen.contains(it)) && !screen.contains(hidden));
    };
    tmux.send(&["S-Down", "S-Down"]);
    shows("the third line", ["a.md", "3  line 3"], " 2  line 2");
    tmux.send(&["S-Up"]);
    shows("the second line", ["a.md", "2  line 2"], " 1  line 1 ");
    tmux.send(&["M-Down", "M-Down", "M-Down", "M-Down", "M-Down"]);
    shows("the end", ["a.md", "60  line 60"], "45  line 45");
}

#[test]
fn ctrl_z_suspends_until_the_shell_continues() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let Some(tmux) = Tmux::searching(&vault, "search -i needle", (80, 24), "> a") else { return };
    tmux.send(&["C-z"]);
    let screen = tmux.wait_for("[run 1: ");
    assert!(screen.contains("begin\n") && !screen.contains("[Notes]"), "{screen}");
    tmux.send(&["clear; stty -a | grep -c ' echo '", "Enter"]);
    tmux.wait_until("that keys are echoed", |it| it.lines().any(|line| line == "1"));
    tmux.send(&["fg", "Enter"]);
    tmux.wait_until("the live search", |screen| screen.contains("[Notes]") && screen.contains("> a"));
    tmux.send(&["Escape"]);
    tmux.wait_until("the shell", |screen| !screen.contains("[Notes]"));
}

#[test]
fn what_another_process_commits_is_shown_and_the_selection_stays() {
    let vault = Vault::new("//- a.md\nneedle\n//- b.md\nneedle\n");
    let Some(tmux) = Tmux::searching(&vault, "search -i --sort name needle", (100, 24), "2 notes") else { return };
    tmux.send(&["Down"]);
    tmux.wait_for("> b");
    vault.write("aa.md", "needle\n");
    assert_eq!(vault.run(&["index"]).code, 0);
    let screen = tmux.wait_for("3 notes");
    assert!(screen.contains("> b") && screen.contains("  aa"), "{screen}");
}

#[test]
fn guesses_are_marked() {
    let vault = Vault::new(
        "//- Ledger → Ghost.md\n**Integration ID**: INT-1\n**Owner**: [Ticket Desk]\n**Frequency**: daily\n",
    );
    let Some(tmux) = Tmux::searching(&vault, "search -i", (140, 30), "owner   Ticket Desk?") else { return };
    tmux.wait_for("ends    Ledger? → Ghost?");
    tmux.send(&["Tab"]);
    let screen = tmux.wait_until("the record", |it| it.contains("[Integrations]") && it.contains("frequency"));
    assert!(screen.contains("> INT-1  Ledger → Ghost  Ledger? → Ghost?"), "{screen}");
    assert!(screen.contains("owner           Ticket Desk?"), "{screen}");
}

#[test]
fn the_screen_follows_the_size_of_the_terminal() {
    let vault = tour();
    let Some(tmux) = Tmux::searching(&vault, "search -i gdpr masking", (140, 30), "│") else { return };
    let resize = |width: &str, height: &str| {
        ran(&mut tmux.command(&["resize-window", "-x", width, "-y", height]));
    };
    resize("40", "12");
    let screen = tmux.wait_until("a narrow list", |it| !it.contains('│') && it.contains("2 notes"));
    assert!(screen.contains("> gdpr masking\n") && screen.contains("Orders to ERP"), "{screen}");
    resize("80", "30");
    tmux.wait_until("the preview below", |it| it.contains("───") && it.contains("for GDPR masking"));
}

#[test]
fn characters_that_control_a_terminal_are_not_shown() {
    let vault = Vault::new("");
    vault.write("b\u{1b}[2J.md", "needle \u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}\n");
    let Some(tmux) = Tmux::searching(&vault, "search -i needle", (100, 20), "1 note") else { return };
    let screen = tmux.wait_for("\u{FFFD}[31mred\u{FFFD}]0;title\u{FFFD}\u{FFFD}");
    assert!(screen.contains("> b\u{FFFD}[2J"), "{screen}");
    let title = ran(&mut tmux.command(&["display-message", "-p", "#{pane_title}"]));
    assert_ne!(title.stdout.trim(), "title");
}

#[test]
fn without_a_command_live_search_begins_in_an_indexed_vault() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let Some(tmux) = Tmux::start(&vault, &vault.root(), (100, 24)) else { return };
    // No index yet.
    tmux.run("--no-pager");
    let screen = tmux.wait_for_exit(0);
    assert!(screen.contains("Next: `vaultdex search WORD` in this vault"), "{screen}");
    vault.index();
    tmux.run("");
    tmux.wait_for("1 note, last modified first");
    tmux.send(&["Escape"]);
    tmux.wait_for_exit(0);
    // Outside of the vault.
    tmux.send(&["cd /", "Enter"]);
    tmux.run(&format!("--no-pager --vault '{}'", vault.root().display()));
    let screen = tmux.wait_for_exit(0);
    assert!(screen.contains("Next: "), "{screen}");
}

#[test]
fn live_search_needs_a_terminal_and_prints_nothing() {
    let vault = Vault::new("//- a.md\nneedle\n");
    let refused = vault.run(&["search", "-i", "needle"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{refused:?}");
    let message =
        "error: live search needs a terminal as standard input and output; leave out -i to print the results\n";
    assert_eq!(refused.stderr, message);
    for option in ["--json", "--format=tsv", "-0", "-l", "--count", "--vimgrep", "--explain", "--open", "-e", "-C1"] {
        let refused = vault.run(&["search", "-i", option, "needle"]);
        assert!(refused.code == 2 && refused.stderr.contains("cannot be used with"), "{option}: {refused:?}");
    }
}
