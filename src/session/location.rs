//! A vault together with the folder of its index.

use std::path::Path;

use vaultdex_records::{Synonyms, Terminology};

use crate::error::{Error, Result};
use crate::index::{Folder, Quarantine};
use crate::vault::{CheckSettings, Settings, Vault};

/// A vault, the folder of its index, and the settings by which its notes are read.
#[derive(Clone)]
pub struct Location {
    /// The vault.
    pub vault: Vault,
    /// The index folder.
    pub folder: Folder,
    /// The terminology of the user's own settings.
    terminology: Terminology,
    /// The synonyms of the user's settings combined with the vault's.
    pub(super) synonyms: Synonyms,
    /// The system that the vault is about, by its settings.
    pub(super) own_system: Option<String>,
    /// Whether a search ends with the notes that fit best if it finds few, by the settings of the vault.
    pub(super) closest: Option<bool>,
    /// Which rules check the vault, by its settings.
    pub(super) checks: CheckSettings,
    /// Messages about invalid entries in the settings.
    pub(super) problems: Vec<String>,
}

impl Location {
    /// Opens a vault and determines its index folder. `terminology` comes from the user's settings; those of the vault
    /// take precedence.
    ///
    /// # Errors
    ///
    /// Fails if the vault cannot be opened, if the index folder would be visible among the files of the vault, or if it
    /// holds the index of another vault.
    pub fn new(vault: &Path, index: &Path, terminology: Terminology) -> Result<Location> {
        let location = Location::for_rebuild(vault, index, terminology)?;
        location.folder.check_owner()?;
        Ok(location)
    }

    /// Like [`Location::new`], but the folder may hold the index of another vault, which is about to be replaced.
    ///
    /// # Errors
    ///
    /// Fails if the vault cannot be opened, or if the index folder would be visible among the files of the vault.
    pub fn for_rebuild(vault: &Path, index: &Path, terminology: Terminology) -> Result<Location> {
        let vault = Vault::open(vault)?;
        if vault.contains_visible(index) {
            return Err(Error::IndexInsideVault { index: index.to_owned() });
        }
        let (synonyms, own_system, closest, problems) = (Synonyms::default(), None, None, Vec::new());
        let (folder, checks) = (Folder::new(index).of_vault(&vault), CheckSettings::default());
        Ok(Location { vault, folder, terminology, synonyms, own_system, closest, checks, problems }.reload_settings())
    }

    /// Reads the settings of the vault again.
    pub(super) fn reload_settings(self) -> Location {
        let settings = Settings::of_vault(&self.vault);
        let terminology = self.terminology.overlaid(&settings.terminology);
        let mut problems = settings.problems;
        problems.extend(vaultdex_records::unknown_meanings(&terminology));
        Location {
            folder: self.folder.with_terminology(&terminology),
            synonyms: Synonyms::new(&terminology),
            own_system: settings.own_system,
            closest: settings.closest,
            checks: settings.checks,
            problems,
            ..self
        }
    }

    /// Returns the location of an index that may have been built with other settings.
    pub(super) fn with_any_terminology(&self) -> Location {
        Location { folder: self.folder.with_any_terminology(), ..self.clone() }
    }

    /// Records that the process reading notes was stopped on purpose, so that no note is suspected of having crashed
    /// it.
    pub fn discard_in_flight(&self) {
        Quarantine::discard_in_flight(&self.folder);
    }
}
