//! Service definitions: a systemd user unit, a LaunchAgent, a scheduled task of Windows. Only creates texts.

use std::fmt::Write as _;

/// A service manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceManager {
    /// A user unit of systemd, on Linux.
    Systemd,
    /// A LaunchAgent of launchd, on macOS.
    Launchd,
    /// The task scheduler, with a task at logon, on Windows.
    TaskScheduler,
}

/// What a service definition contains: a watcher that is started at login and restarted if it fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSpec {
    /// The name of the service: letters, digits and hyphens.
    pub name: String,
    /// The vault's name, for people.
    pub vault: String,
    /// The program and its arguments, with absolute paths.
    pub command: Vec<String>,
    /// The absolute paths of the folders that it writes to.
    pub writes: Vec<String>,
}

impl ServiceManager {
    /// Returns the service manager of this operating system.
    pub fn of_this_system() -> ServiceManager {
        match std::env::consts::OS {
            "macos" => ServiceManager::Launchd,
            "windows" => ServiceManager::TaskScheduler,
            _ => ServiceManager::Systemd,
        }
    }

    /// Returns the definition of a service.
    pub fn definition(self, spec: &ServiceSpec) -> String {
        match self {
            ServiceManager::Systemd => systemd(spec),
            ServiceManager::Launchd => launchd(spec),
            ServiceManager::TaskScheduler => logon(spec),
        }
    }
}

/// Returns a unit that is hardened as far as a user unit can be that starts on every system (docs/spec/cli.md#service).
/// systemd ignores options that it does not know, with a warning.
///
/// A user manager sets up mounts in a user namespace, and goes on without where the kernel does not allow one. Hence
/// left out is what needs that namespace, or else does not start: `PrivateUsers`, `CapabilityBoundingSet`, and all that
/// take capabilities away (`PrivateDevices`, `ProtectClock`, `ProtectKernelLogs`, `ProtectKernelModules`). `PrivateTmp`
/// would hide a vault or cache that lies in `/tmp`; `ProtectProc`, `DevicePolicy` and `IPAddressDeny` have no effect in
/// user units.
fn systemd(spec: &ServiceSpec) -> String {
    let command: Vec<String> = spec.command.iter().map(|argument| systemd_argument(argument)).collect();
    let mut text = format!(
        "[Unit]\n\
         Description=vaultdex keeps the index of {} up to date\n\
         StartLimitIntervalSec=60\n\
         StartLimitBurst=4\n\
         \n\
         [Service]\n\
         Type=notify\n\
         ExecStart={}\n\
         # Building the index of a large vault takes time; the watchdog detects whether it hangs.\n\
         TimeoutStartSec=infinity\n\
         WatchdogSec=120\n\
         Restart=on-failure\n\
         RestartSec=5\n\
         Nice=10\n\
         IOSchedulingClass=idle\n\
         CPUWeight=20\n\
         MemoryHigh=1G\n\
         UMask=0077\n\
         NoNewPrivileges=yes\n\
         PrivateNetwork=yes\n\
         RestrictAddressFamilies=AF_UNIX\n\
         LockPersonality=yes\n\
         MemoryDenyWriteExecute=yes\n\
         RestrictRealtime=yes\n\
         RestrictSUIDSGID=yes\n\
         RestrictNamespaces=yes\n\
         KeyringMode=private\n\
         SystemCallArchitectures=native\n\
         SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self\n\
         SystemCallFilter=~@privileged @resources\n\
         SystemCallErrorNumber=EPERM\n\
         ProtectHostname=yes\n\
         ProtectKernelTunables=yes\n\
         ProtectControlGroups=yes\n\
         PrivateMounts=yes\n\
         ProtectSystem=strict\n\
         ProtectHome=read-only\n",
        systemd_text(&spec.vault),
        command.join(" ")
    );
    for folder in &spec.writes {
        let _ = writeln!(text, "ReadWritePaths=\"-{}\"", systemd_escape(folder));
    }
    text.push_str("\n[Install]\nWantedBy=default.target\n");
    text
}

/// Escapes a string for double quotes: `\` and `"`, and `%`, which starts a specifier (systemd.syntax(7)).
fn systemd_escape(word: &str) -> String {
    word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('\n', "\\n")
}

/// Quotes an argument of a command line, in which `$` starts a variable (systemd.service(5)).
fn systemd_argument(word: &str) -> String {
    format!("\"{}\"", systemd_escape(word).replace('$', "$$"))
}

/// Escapes a string that is not quoted.
fn systemd_text(text: &str) -> String {
    text.replace('%', "%%").replace(['\n', '\\'], " ")
}

fn launchd(spec: &ServiceSpec) -> String {
    let words: String =
        spec.command.iter().map(|argument| format!("    <string>{}</string>\n", xml(argument))).collect();
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
        xml(&spec.vault).replace("--", "- -"),
        xml(&spec.name),
    )
}

fn logon(spec: &ServiceSpec) -> String {
    let program = spec.command.first().map(String::as_str).unwrap_or_default();
    let arguments: Vec<String> = spec.command.iter().skip(1).map(|argument| windows_argument(argument)).collect();
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
        xml(&spec.vault),
        xml(program),
        xml(&arguments.join(" ")),
    )
}

/// Quotes an argument of a Windows command line. Backslashes are doubled only before a quote.
fn windows_argument(word: &str) -> String {
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
            // XML cannot represent control characters.
            letter if letter.is_control() => safe.push('\u{FFFD}'),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> ServiceSpec {
        let words = ["/opt/my tools/vaultdex", "--vault", "/home/me/50% \"done\" & $x", "watch"];
        ServiceSpec {
            name: "vaultdex-notes-1a2b3c4d".to_owned(),
            vault: "Notes & <more>".to_owned(),
            command: words.map(str::to_owned).to_vec(),
            writes: vec!["/home/me/.cache/vaultdex/a b".to_owned()],
        }
    }

    #[track_caller]
    fn check(manager: ServiceManager, expected: &[&str]) {
        let text = manager.definition(&spec());
        for line in expected {
            assert!(text.lines().any(|it| it.trim() == *line), "no line {line:?} in\n{text}");
        }
    }

    #[test]
    fn a_systemd_unit_is_hardened_and_escapes_its_arguments() {
        check(
            ServiceManager::Systemd,
            &[
                "Description=vaultdex keeps the index of Notes & <more> up to date",
                r#"ExecStart="/opt/my tools/vaultdex" "--vault" "/home/me/50%% \"done\" & $$x" "watch""#,
                "Type=notify",
                "WatchdogSec=120",
                "Restart=on-failure",
                "Nice=10",
                "IOSchedulingClass=idle",
                "MemoryHigh=1G",
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "ProtectHome=read-only",
                "ReadWritePaths=\"-/home/me/.cache/vaultdex/a b\"",
                "PrivateNetwork=yes",
                "UMask=0077",
                "RestrictAddressFamilies=AF_UNIX",
                "RestrictNamespaces=yes",
                "KeyringMode=private",
                "ProtectHostname=yes",
                "ProtectKernelTunables=yes",
                "ProtectControlGroups=yes",
                "PrivateMounts=yes",
                "SystemCallFilter=~@privileged @resources",
                "SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self",
                "WantedBy=default.target",
            ],
        );
    }

    #[test]
    fn a_launch_agent_runs_in_the_background() {
        check(
            ServiceManager::Launchd,
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
    fn a_scheduled_task_has_no_time_limit_and_runs_on_battery() {
        check(
            ServiceManager::TaskScheduler,
            &[
                "<Description>vaultdex keeps the index of Notes &amp; &lt;more&gt; up to date</Description>",
                "<Command>/opt/my tools/vaultdex</Command>",
                r"<Arguments>&quot;--vault&quot; &quot;/home/me/50% \&quot;done\&quot; &amp; $x&quot; &quot;watch&quot;</Arguments>",
                "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
                "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
                "<Count>4</Count>",
            ],
        );
        assert_eq!(windows_argument(r"C:\my notes\"), r#""C:\my notes\\""#);
    }

    /// Returns what `systemd-analyze` prints about the unit on both outputs; `None`, with a message, without it.
    fn analyzed(args: &[&str]) -> Option<String> {
        let home = tempfile::tempdir().unwrap();
        let unit = home.path().join("vaultdex-test.service");
        let command = ["/bin/true", "--vault", "/home/me/50% \"done\" & $x", "watch"].map(str::to_owned).to_vec();
        std::fs::write(&unit, ServiceManager::Systemd.definition(&ServiceSpec { command, ..spec() })).unwrap();
        let mut analyze = std::process::Command::new("systemd-analyze");
        analyze.args(args).arg(&unit).env("XDG_RUNTIME_DIR", home.path()).env("LC_ALL", "C.UTF-8");
        let Ok(output) = analyze.output() else {
            println!("SKIPPED: systemd-analyze is not installed");
            return None;
        };
        Some([output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
    }

    #[test]
    fn systemd_analyze_accepts_the_unit() {
        let Some(printed) = analyzed(&["verify", "--user", "--man=no"]) else { return };
        // It also reports problems of other units.
        let problems: Vec<&str> = printed.lines().filter(|line| line.contains("vaultdex-test")).collect();
        assert!(problems.is_empty(), "{printed}");
    }

    #[test]
    fn systemd_analyze_finds_the_unit_hardened() {
        let Some(printed) = analyzed(&["security", "--offline=true", "--no-pager"]) else { return };
        let Some((_, rest)) = printed.split_once("Overall exposure level for vaultdex-test.service: ") else {
            println!("SKIPPED: this systemd-analyze does not judge files: {printed}");
            return;
        };
        let exposure: f64 = rest.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap();
        // 4.6 with systemd 252; versions weigh differently.
        assert!(exposure < 5.0, "{printed}");
    }
}
