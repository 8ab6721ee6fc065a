use std::path::Path;

use etcetera::BaseStrategy;

use super::context::Context;
use super::output::Output;
use crate::error::{Error, Result};
use crate::session::Location;
use crate::system::{Service, ServiceManager, ServiceSpec};

/// Run the watcher as a service that starts at every login
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Action {
    /// Install the service, start it now and at every login
    Install,
    /// Stop the service and remove it
    Uninstall,
    /// Show whether the service is installed and running
    Status,
    /// Print the service definition that `install` writes
    Print,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let location = context.location()?;
    let service = service(&location)?;
    match args.action {
        Action::Install => {
            // The service's sandbox needs the directory to exist.
            location.folder.create()?;
            service.install()?;
            Ok(Output::text(format!(
                "installed {}; the watcher is running and will start at every login\n",
                service.file().display()
            )))
        }
        Action::Uninstall => Ok(match service.uninstall()? {
            true => Output::text(format!("removed {}\n", service.file().display())),
            false => Output { is_negative: true, ..Output::text("no service is installed for this vault\n") },
        }),
        Action::Status => Ok(status(&service)),
        Action::Print => Ok(Output::document(service.definition())),
    }
}

fn status(service: &Service) -> Output {
    let installed = service.status();
    let Some(file) = &installed.file else {
        let text = "no service is installed for this vault; run `vaultdex service install`\n";
        return Output { is_negative: true, ..Output::text(text) };
    };
    let mut text = format!("installed   {}\n", file.display());
    if !installed.is_current {
        text.push_str("outdated    written by another version; run `vaultdex service install` again\n");
    }
    text.push_str(&format!("state       {}\n", installed.state));
    Output::text(text)
}

fn service(location: &Location) -> Result<Service> {
    let base = etcetera::choose_base_strategy().map_err(|_| Error::NoHomeDirectory { option: None })?;
    let program = std::env::current_exe().map_err(|error| Error::read("vaultdex", error))?;
    let words = |path: &Path| path.to_string_lossy().into_owned();
    let command = vec![
        words(&program),
        "--vault".to_owned(),
        words(location.vault.root()),
        "--index-dir".to_owned(),
        words(location.folder.root()),
        "watch".to_owned(),
    ];
    let spec = ServiceSpec {
        name: service_name(&location.vault.name(), location.vault.root()),
        vault: location.vault.name(),
        command,
        writes: vec![words(location.folder.root())],
    };
    Ok(Service::new(ServiceManager::of_this_system(), spec, &base.config_dir(), base.home_dir()))
}

/// Returns a name that every service manager accepts and that is unique to the vault: `vaultdex-my-notes-1a2b3c4d`.
fn service_name(vault: &str, root: &Path) -> String {
    let keep = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = vault.chars().take(40).map(keep).collect();
    let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
    format!("vaultdex-{}-{}", slug.trim_matches('-'), &hash[..8])
}
