//! Hands a task to the service manager of this system, takes it back, asks how it fares.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::service_unit::{Kind, Task};
use crate::error::{Error, Result};

/// A task and where its service manager looks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    kind: Kind,
    task: Task,
    file: PathBuf,
}

/// How a service fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The file that describes it, where there is one.
    pub file: Option<PathBuf>,
    /// Whether that file is what we would write now.
    pub is_current: bool,
    /// What the manager says of it, in its own words.
    pub state: String,
}

impl Service {
    /// A service of this user, kept below the folder of his configuration (systemd) or his home (launchd, Windows).
    pub fn new(kind: Kind, task: Task, config: &Path, home: &Path) -> Service {
        let file = match kind {
            Kind::Systemd => config.join("systemd/user").join(format!("{}.service", task.name)),
            Kind::Launchd => home.join("Library/LaunchAgents").join(format!("{}.plist", task.name)),
            Kind::Logon => config.join("vaultdex").join(format!("{}.xml", task.name)),
        };
        Service { kind, task, file }
    }

    /// What the manager reads.
    pub fn text(&self) -> String {
        self.kind.text(&self.task)
    }

    /// The file that describes it.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Writes the description, has the service started now and at each login.
    pub fn install(&self) -> Result<()> {
        let write = || {
            fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
            fs::write(&self.file, self.bytes())
        };
        write().map_err(|error| Error::write(&self.file, error))?;
        let file = self.file.to_string_lossy().into_owned();
        match self.kind {
            Kind::Systemd => {
                run("systemctl", &["--user", "daemon-reload"])?;
                run("systemctl", &["--user", "enable", "--now", &self.unit()])
                    .and_then(|_| run("systemctl", &["--user", "restart", &self.unit()]))
            }
            Kind::Launchd => {
                // One that is loaded already has to go first; mostly there is none.
                let _ = run("launchctl", &["unload", "-w", &file]);
                run("launchctl", &["load", "-w", &file])
            }
            Kind::Logon => run("schtasks", &["/Create", "/F", "/TN", &self.task.name, "/XML", &file])
                .and_then(|_| run("schtasks", &["/Run", "/TN", &self.task.name])),
        }
        .map(drop)
    }

    /// Stops the service and removes its description. Gives back whether there was one.
    pub fn uninstall(&self) -> Result<bool> {
        if !self.file.exists() {
            return Ok(false);
        }
        let file = self.file.to_string_lossy().into_owned();
        match self.kind {
            Kind::Systemd => run("systemctl", &["--user", "disable", "--now", &self.unit()]),
            Kind::Launchd => run("launchctl", &["unload", "-w", &file]),
            Kind::Logon => run("schtasks", &["/Delete", "/F", "/TN", &self.task.name]),
        }?;
        fs::remove_file(&self.file).map_err(|error| Error::write(&self.file, error))?;
        if self.kind == Kind::Systemd {
            run("systemctl", &["--user", "daemon-reload"])?;
        }
        Ok(true)
    }

    /// How it fares.
    pub fn status(&self) -> Installed {
        let there = fs::read(&self.file).ok();
        let state = match self.kind {
            Kind::Systemd => output("systemctl", &["--user", "is-active", &self.unit()]),
            Kind::Launchd => output("launchctl", &["list", &self.task.name]),
            Kind::Logon => output("schtasks", &["/Query", "/TN", &self.task.name, "/FO", "LIST"]),
        };
        Installed {
            is_current: there.as_ref().is_some_and(|bytes| *bytes == self.bytes()),
            file: there.map(|_| self.file.clone()),
            state: state.unwrap_or_else(|error| error.to_string()),
        }
    }

    fn unit(&self) -> String {
        format!("{}.service", self.task.name)
    }

    /// Windows wants its tasks in UTF-16.
    fn bytes(&self) -> Vec<u8> {
        match self.kind {
            Kind::Logon => {
                "\u{FEFF}".encode_utf16().chain(self.text().encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            _ => self.text().into_bytes(),
        }
    }
}

/// Runs a service manager's command; what it complains of is the error.
fn run(program: &str, args: &[&str]) -> Result<String> {
    let failed = |why: &str| {
        let line = why.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it does not say why");
        Error::Usage(format!("`{program} {}` failed: {line}", args.join(" ")))
    };
    let output = Command::new(program).args(args).output().map_err(|error| failed(&crate::error::reason(&error)))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first line of what a command says, whether or not it succeeds: `inactive` is an answer too.
fn output(program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program).args(args).output();
    let output = output.map_err(|error| Error::Usage(format!("`{program}`: {}", crate::error::reason(&error))))?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let line = said.iter().flat_map(|text| text.lines()).map(str::trim).find(|line| !line.is_empty());
    Ok(line.unwrap_or("no answer").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_manager_has_its_place() {
        let task = Task { name: "vaultdex-n".to_owned(), vault: "n".to_owned(), command: vec![], writes: vec![] };
        let check = |kind: Kind, expected: &str| {
            let service = Service::new(kind, task.clone(), Path::new("/config"), Path::new("/home"));
            assert_eq!(service.file(), Path::new(expected));
        };
        check(Kind::Systemd, "/config/systemd/user/vaultdex-n.service");
        check(Kind::Launchd, "/home/Library/LaunchAgents/vaultdex-n.plist");
        check(Kind::Logon, "/config/vaultdex/vaultdex-n.xml");
        let service = Service::new(Kind::Logon, task, Path::new("/config"), Path::new("/home"));
        assert_eq!(&service.bytes()[..4], [0xFF, 0xFE, b'<', 0]);
    }
}
