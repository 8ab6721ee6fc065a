use std::path::Path;

use etcetera::BaseStrategy;

use super::Output;
use super::context::Context;
use crate::error::{Error, Result};
use crate::session::Place;
use crate::system::{Kind, Service, Task};

/// Have the watcher started at every login and kept alive
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Action {
    /// Write the service's description, start it now and at every login
    Install,
    /// Stop it and remove its description
    Uninstall,
    /// Tell whether it is installed and runs
    Status,
    /// Print the description that `install` writes
    Print,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let place = context.place()?;
    let service = service(&place)?;
    match args.action {
        Action::Install => {
            // What the service may write to has to be there before it is shut in.
            place.folder.create()?;
            service.install()?;
            Ok(Output::found(format!(
                "installed as {}; the watcher runs now and at every login, see `vaultdex status`\n",
                service.file().display()
            )))
        }
        Action::Uninstall => Ok(match service.uninstall()? {
            true => Output::found(format!("removed {}\n", service.file().display())),
            false => Output { nothing: true, ..Output::found("no service is installed for this vault\n") },
        }),
        Action::Status => Ok(status(&service)),
        Action::Print => Ok(Output::document(service.text())),
    }
}

fn status(service: &Service) -> Output {
    let installed = service.status();
    let Some(file) = &installed.file else {
        let text = "no service is installed for this vault; `vaultdex service install` does it\n";
        return Output { nothing: true, ..Output::found(text) };
    };
    let mut text = format!("installed   {}\n", file.display());
    if !installed.is_current {
        text.push_str("outdated    it is not what this version writes; run `vaultdex service install` again\n");
    }
    text.push_str(&format!("state       {}\n", installed.state));
    Output::found(text)
}

fn service(place: &Place) -> Result<Service> {
    let base = etcetera::choose_base_strategy()
        .map_err(|error| Error::Usage(format!("no home folder to keep the service's description in: {error}")))?;
    let program = std::env::current_exe().map_err(|error| Error::read("vaultdex", error))?;
    let words = |path: &Path| path.to_string_lossy().into_owned();
    let command = vec![
        words(&program),
        "--vault".to_owned(),
        words(place.vault.root()),
        "--index-dir".to_owned(),
        words(place.folder.root()),
        "watch".to_owned(),
    ];
    let task = Task {
        name: name(&place.vault.name(), place.vault.root()),
        vault: place.vault.name(),
        command,
        writes: vec![words(place.folder.root())],
    };
    Ok(Service::new(Kind::here(), task, &base.config_dir(), base.home_dir()))
}

/// A name that every service manager takes, one a vault: `vaultdex-my-notes-1a2b3c4d`.
fn name(vault: &str, root: &Path) -> String {
    let keep = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = vault.chars().take(40).map(keep).collect();
    let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
    format!("vaultdex-{}-{}", slug.trim_matches('-'), &hash[..8])
}
