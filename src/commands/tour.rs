//! Unpacks the vault of a small tea merchant, to try everything on.

use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::Embed;

use super::context::Context;
use super::output::Output;
use super::text::counted;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// What to try first.
const COMMANDS: [&str; 5] = [
    "vaultdex search what happens when an order gets stuck",
    "vaultdex integrations",
    "vaultdex show 'Orders to ERP'",
    "vaultdex impact 'Message Hub'",
    "vaultdex graph --view landscape --open",
];

#[derive(Embed)]
#[folder = "vault-fixtures/tour/vault"]
struct TourVault;

/// Unpack an example vault into a new folder
///
/// It is the vault of a small tea merchant, with systems, the feeds between them, and an example of everything that vaultdex
/// reads.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder, which must not exist or be empty
    #[arg(default_value = "vaultdex-tour", value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(args: &Args, context: &Context) -> Result<Output> {
    let folder = &args.folder;
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::TourFolder { path: folder.clone() });
    }
    if let Some(vault) = Vault::find_upwards(folder) {
        return Err(Error::TourInVault { path: folder.clone(), vault });
    }
    let mut count = 0;
    for name in TourVault::iter() {
        if let Some(file) = TourVault::get(&name) {
            write(&folder.join(&*name), &file.data)?;
            count += 1;
        }
    }
    let commands: String = COMMANDS.iter().map(|command| format!("  {command}\n")).collect();
    // `cd -x` would be an option.
    let is_option_like = folder.to_string_lossy().starts_with('-');
    let folder = if is_option_like { &Path::new(".").join(folder) } else { folder };
    let styling = context.plain_styling();
    let name = folder.to_string_lossy();
    let place = shlex::try_quote(&name).unwrap_or_else(|_| name.clone());
    let (place, name) = (styling.text(&place), styling.text(&name));
    Ok(Output::text(format!("{} in {name}. Try:\n\n  cd {place}\n{commands}", counted(count, "file"))))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    let failed = |source| Error::write(path, source);
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    fs::write(path, content).map_err(failed)
}
