//! Installs and removes the watcher as a service of this system, and queries its status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::service_unit::{ServiceManager, ServiceSpec};
use crate::error::{Error, Result};

/// A service, and the file in which its service manager expects the definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    manager: ServiceManager,
    spec: ServiceSpec,
    file: PathBuf,
}

/// The status of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceStatus {
    /// The file with the definition, if it exists.
    pub file: Option<PathBuf>,
    /// Whether the definition is the one that this version writes.
    pub is_current: bool,
    /// The state that the service manager reports, verbatim.
    pub state: String,
}

impl Service {
    /// Describes a service of this user. Its definition is below the folder `config` for configuration files (systemd,
    /// Windows) or below the `home` folder (launchd).
    pub fn new(manager: ServiceManager, spec: ServiceSpec, config: &Path, home: &Path) -> Service {
        let file = match manager {
            ServiceManager::Systemd => config.join("systemd/user").join(format!("{}.service", spec.name)),
            ServiceManager::Launchd => home.join("Library/LaunchAgents").join(format!("{}.plist", spec.name)),
            ServiceManager::TaskScheduler => config.join("vaultdex").join(format!("{}.xml", spec.name)),
        };
        Service { manager, spec, file }
    }

    /// Returns the definition for the service manager.
    pub fn definition(&self) -> String {
        self.manager.definition(&self.spec)
    }

    /// Returns the path of the definition.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Writes the definition, and starts the service now and at every login.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written or the service manager fails.
    pub fn install(&self) -> Result<()> {
        let write = || {
            fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
            fs::write(&self.file, self.bytes())
        };
        write().map_err(|error| Error::write(&self.file, error))?;
        let file = self.file.to_string_lossy().into_owned();
        match self.manager {
            ServiceManager::Systemd => {
                run("systemctl", &["--user", "daemon-reload"])?;
                run("systemctl", &["--user", "enable", "--now", &self.unit()])
                    .and_then(|_| run("systemctl", &["--user", "restart", &self.unit()]))
            }
            ServiceManager::Launchd => {
                // A loaded service must be unloaded first; usually there is none.
                let _ = run("launchctl", &["unload", "-w", &file]);
                run("launchctl", &["load", "-w", &file])
            }
            ServiceManager::TaskScheduler => run("schtasks", &["/Create", "/F", "/TN", &self.spec.name, "/XML", &file])
                .and_then(|_| run("schtasks", &["/Run", "/TN", &self.spec.name])),
        }
        .map(drop)
    }

    /// Stops the service and removes its definition. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// Fails if the service manager fails or the file cannot be removed.
    pub fn uninstall(&self) -> Result<bool> {
        if !self.file.exists() {
            return Ok(false);
        }
        let file = self.file.to_string_lossy().into_owned();
        match self.manager {
            ServiceManager::Systemd => run("systemctl", &["--user", "disable", "--now", &self.unit()]),
            ServiceManager::Launchd => run("launchctl", &["unload", "-w", &file]),
            ServiceManager::TaskScheduler => run("schtasks", &["/Delete", "/F", "/TN", &self.spec.name]),
        }?;
        fs::remove_file(&self.file).map_err(|error| Error::write(&self.file, error))?;
        if self.manager == ServiceManager::Systemd {
            run("systemctl", &["--user", "daemon-reload"])?;
        }
        Ok(true)
    }

    /// Returns the status of the service.
    pub fn status(&self) -> ServiceStatus {
        let existing = fs::read(&self.file).ok();
        let state = match self.manager {
            ServiceManager::Systemd => output("systemctl", &["--user", "is-active", &self.unit()]),
            ServiceManager::Launchd => output("launchctl", &["list", &self.spec.name]),
            ServiceManager::TaskScheduler => output("schtasks", &["/Query", "/TN", &self.spec.name, "/FO", "LIST"]),
        };
        ServiceStatus {
            is_current: existing.as_ref().is_some_and(|bytes| *bytes == self.bytes()),
            file: existing.map(|_| self.file.clone()),
            state: state.unwrap_or_else(|error| error.to_string()),
        }
    }

    fn unit(&self) -> String {
        format!("{}.service", self.spec.name)
    }

    /// Returns the encoded definition: UTF-16 for Windows.
    fn bytes(&self) -> Vec<u8> {
        match self.manager {
            ServiceManager::TaskScheduler => {
                "\u{FEFF}".encode_utf16().chain(self.definition().encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            _ => self.definition().into_bytes(),
        }
    }
}

/// Runs a command. If it fails, the first line of its standard error becomes the error.
fn run(program: &str, args: &[&str]) -> Result<String> {
    let failed = |why: &str| {
        let line = why.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given");
        Error::Program { command: format!("{program} {}", args.join(" ")), why: line.to_owned() }
    };
    let output = Command::new(program).args(args).output().map_err(|error| failed(&crate::error::reason(&error)))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the first line of output of a command, even if it fails, as `systemctl is-active` does for an inactive
/// service.
fn output(program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program).args(args).output();
    let output =
        output.map_err(|error| Error::Program { command: program.to_owned(), why: crate::error::reason(&error) })?;
    let outputs = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let line = outputs.iter().flat_map(|text| text.lines()).map(str::trim).find(|line| !line.is_empty());
    Ok(line.unwrap_or("unknown").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_manager_has_its_own_folder() {
        let spec =
            ServiceSpec { name: "vaultdex-n".to_owned(), vault: "n".to_owned(), command: vec![], writes: vec![] };
        let check = |manager: ServiceManager, expected: &str| {
            let service = Service::new(manager, spec.clone(), Path::new("/config"), Path::new("/home"));
            assert_eq!(service.file(), Path::new(expected));
        };
        check(ServiceManager::Systemd, "/config/systemd/user/vaultdex-n.service");
        check(ServiceManager::Launchd, "/home/Library/LaunchAgents/vaultdex-n.plist");
        check(ServiceManager::TaskScheduler, "/config/vaultdex/vaultdex-n.xml");
        let service = Service::new(ServiceManager::TaskScheduler, spec, Path::new("/config"), Path::new("/home"));
        assert_eq!(&service.bytes()[..4], [0xFF, 0xFE, b'<', 0]);
    }
}
