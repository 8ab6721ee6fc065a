//! What the service managers want to read: a systemd user unit, a LaunchAgent, a logon task of Windows. Pure texts.

use std::fmt::Write as _;

/// Who looks after services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A user unit of systemd, on Linux.
    Systemd,
    /// A LaunchAgent of launchd, on macOS.
    Launchd,
    /// A task at logon, on Windows.
    Logon,
}

/// A watcher to be started at login and kept alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Names the service: letters, digits and hyphens.
    pub name: String,
    /// The vault's name, for people.
    pub vault: String,
    /// The program and its arguments, absolute.
    pub command: Vec<String>,
    /// The folders that it writes to, absolute.
    pub writes: Vec<String>,
}

impl Kind {
    /// The one that looks after services here.
    pub fn here() -> Kind {
        match std::env::consts::OS {
            "macos" => Kind::Launchd,
            "windows" => Kind::Logon,
            _ => Kind::Systemd,
        }
    }

    /// What it is told of a task.
    pub fn text(self, task: &Task) -> String {
        match self {
            Kind::Systemd => systemd(task),
            Kind::Launchd => launchd(task),
            Kind::Logon => logon(task),
        }
    }
}

/// Hardened as far as a user's own unit can be; what a system doesn't know it passes over with a warning.
fn systemd(task: &Task) -> String {
    let command: Vec<String> = task.command.iter().map(|word| systemd_command_word(word)).collect();
    let mut text = format!(
        "[Unit]\n\
         Description=vaultdex keeps the index of {} up to date\n\
         StartLimitIntervalSec=60\n\
         StartLimitBurst=4\n\
         \n\
         [Service]\n\
         Type=notify\n\
         ExecStart={}\n\
         # The first build of a large vault takes its time; the watchdog knows whether it gets on.\n\
         TimeoutStartSec=infinity\n\
         WatchdogSec=120\n\
         Restart=on-failure\n\
         RestartSec=5\n\
         Nice=10\n\
         IOSchedulingClass=idle\n\
         CPUWeight=20\n\
         MemoryHigh=300M\n\
         UMask=0077\n\
         NoNewPrivileges=yes\n\
         PrivateNetwork=yes\n\
         RestrictAddressFamilies=AF_UNIX\n\
         LockPersonality=yes\n\
         MemoryDenyWriteExecute=yes\n\
         RestrictRealtime=yes\n\
         RestrictSUIDSGID=yes\n\
         SystemCallArchitectures=native\n\
         SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self\n\
         SystemCallErrorNumber=EPERM\n\
         ProtectSystem=strict\n\
         ProtectHome=read-only\n",
        systemd_text(&task.vault),
        command.join(" ")
    );
    for folder in &task.writes {
        let _ = writeln!(text, "ReadWritePaths=\"-{}\"", systemd_word(folder));
    }
    text.push_str("\n[Install]\nWantedBy=default.target\n");
    text
}

/// A word between double quotes: `%` begins a specifier, `\` and `"` are escaped (systemd.syntax(7)).
fn systemd_word(word: &str) -> String {
    word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('\n', "\\n")
}

/// In a command line `$` begins a variable too (systemd.service(5)).
fn systemd_command_word(word: &str) -> String {
    format!("\"{}\"", systemd_word(word).replace('$', "$$"))
}

fn systemd_text(text: &str) -> String {
    text.replace('%', "%%").replace(['\n', '\\'], " ")
}

fn launchd(task: &Task) -> String {
    let words: String = task.command.iter().map(|word| format!("    <string>{}</string>\n", xml(word))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <!-- Keeps the index of the vault {} up to date. -->\n\
         <plist version=\"1.0\">\n\
         <dict>\n\
         \x20 <key>Label</key>\n\
         \x20 <string>{}</string>\n\
         \x20 <key>ProgramArguments</key>\n\
         \x20 <array>\n{words}  </array>\n\
         \x20 <key>RunAtLoad</key>\n\
         \x20 <true/>\n\
         \x20 <key>KeepAlive</key>\n\
         \x20 <dict>\n\
         \x20   <key>SuccessfulExit</key>\n\
         \x20   <false/>\n\
         \x20 </dict>\n\
         \x20 <key>ThrottleInterval</key>\n\
         \x20 <integer>15</integer>\n\
         \x20 <key>ProcessType</key>\n\
         \x20 <string>Background</string>\n\
         \x20 <key>LowPriorityIO</key>\n\
         \x20 <true/>\n\
         \x20 <key>Nice</key>\n\
         \x20 <integer>10</integer>\n\
         \x20 <key>Umask</key>\n\
         \x20 <integer>63</integer>\n\
         </dict>\n\
         </plist>\n",
        // Two hyphens would end the comment.
        xml(&task.vault).replace("--", "- -"),
        xml(&task.name),
    )
}

fn logon(task: &Task) -> String {
    let program = task.command.first().map(String::as_str).unwrap_or_default();
    let arguments: Vec<String> = task.command.iter().skip(1).map(|word| windows_word(word)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n\
         \x20 <RegistrationInfo>\n\
         \x20   <Description>vaultdex keeps the index of {} up to date</Description>\n\
         \x20 </RegistrationInfo>\n\
         \x20 <Triggers>\n\
         \x20   <LogonTrigger>\n\
         \x20     <Enabled>true</Enabled>\n\
         \x20   </LogonTrigger>\n\
         \x20 </Triggers>\n\
         \x20 <Settings>\n\
         \x20   <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n\
         \x20   <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n\
         \x20   <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n\
         \x20   <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\n\
         \x20   <Priority>7</Priority>\n\
         \x20   <RestartOnFailure>\n\
         \x20     <Interval>PT1M</Interval>\n\
         \x20     <Count>4</Count>\n\
         \x20   </RestartOnFailure>\n\
         \x20 </Settings>\n\
         \x20 <Actions>\n\
         \x20   <Exec>\n\
         \x20     <Command>{}</Command>\n\
         \x20     <Arguments>{}</Arguments>\n\
         \x20   </Exec>\n\
         \x20 </Actions>\n\
         </Task>\n",
        xml(&task.vault),
        xml(program),
        xml(&arguments.join(" ")),
    )
}

/// A word of a Windows command line: always quoted; backslashes count double only before a quote.
fn windows_word(word: &str) -> String {
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for letter in word.chars() {
        match letter {
            '\\' => backslashes += 1,
            '"' => {
                quoted.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(letter);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML has no way to write these at all.
            letter if letter.is_control() => safe.push('\u{FFFD}'),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task() -> Task {
        let words = ["/opt/my tools/vaultdex", "--vault", "/home/me/50% \"done\" & $x", "watch"];
        Task {
            name: "vaultdex-notes-1a2b3c4d".to_owned(),
            vault: "Notes & <more>".to_owned(),
            command: words.map(str::to_owned).to_vec(),
            writes: vec!["/home/me/.cache/vaultdex/a b".to_owned()],
        }
    }

    #[track_caller]
    fn check(kind: Kind, expected: &[&str]) {
        let text = kind.text(&task());
        for line in expected {
            assert!(text.lines().any(|it| it.trim() == *line), "no line {line:?} in\n{text}");
        }
    }

    #[test]
    fn a_unit_of_systemd_is_hardened_and_quotes_what_it_must() {
        check(
            Kind::Systemd,
            &[
                "Description=vaultdex keeps the index of Notes & <more> up to date",
                r#"ExecStart="/opt/my tools/vaultdex" "--vault" "/home/me/50%% \"done\" & $$x" "watch""#,
                "Type=notify",
                "WatchdogSec=120",
                "Restart=on-failure",
                "Nice=10",
                "IOSchedulingClass=idle",
                "MemoryHigh=300M",
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "ProtectHome=read-only",
                "ReadWritePaths=\"-/home/me/.cache/vaultdex/a b\"",
                "PrivateNetwork=yes",
                "UMask=0077",
                "RestrictAddressFamilies=AF_UNIX",
                "SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self",
                "WantedBy=default.target",
            ],
        );
    }

    #[test]
    fn a_launch_agent_stays_in_the_background() {
        check(
            Kind::Launchd,
            &[
                "<string>vaultdex-notes-1a2b3c4d</string>",
                "<string>/home/me/50% &quot;done&quot; &amp; $x</string>",
                "<key>KeepAlive</key>",
                "<string>Background</string>",
                "<key>LowPriorityIO</key>",
                "<integer>63</integer>",
            ],
        );
    }

    #[test]
    fn a_logon_task_runs_without_end_on_battery_too() {
        check(
            Kind::Logon,
            &[
                "<Description>vaultdex keeps the index of Notes &amp; &lt;more&gt; up to date</Description>",
                "<Command>/opt/my tools/vaultdex</Command>",
                r"<Arguments>&quot;--vault&quot; &quot;/home/me/50% \&quot;done\&quot; &amp; $x&quot; &quot;watch&quot;</Arguments>",
                "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
                "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
                "<Count>4</Count>",
            ],
        );
        assert_eq!(windows_word(r"C:\my notes\"), r#""C:\my notes\\""#);
    }

    #[test]
    fn systemd_itself_finds_no_fault_with_the_unit() {
        let home = tempfile::tempdir().unwrap();
        let unit = home.path().join("vaultdex-test.service");
        let command = ["/bin/true", "--vault", "/home/me/50% \"done\" & $x", "watch"].map(str::to_owned).to_vec();
        std::fs::write(&unit, Kind::Systemd.text(&Task { command, ..task() })).unwrap();
        let mut verify = std::process::Command::new("systemd-analyze");
        verify.args(["verify", "--user", "--man=no"]).arg(&unit).env("XDG_RUNTIME_DIR", home.path());
        let Ok(output) = verify.output() else {
            println!("SKIPPED: there is no systemd-analyze, so it was not asked");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What it says of other units of the machine is no fault of ours.
        let ours: Vec<&str> = said.lines().filter(|line| line.contains("vaultdex-test")).collect();
        assert!(ours.is_empty(), "{said}");
    }
}
