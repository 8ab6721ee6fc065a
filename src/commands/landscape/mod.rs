//! The commands that answer questions about the landscape (docs/spec/questions.md).

pub mod board;
pub mod gaps;
pub mod impact;
pub mod lineage;
pub mod matrix;
pub mod owners;
pub mod path;
pub mod retire;
pub mod review;
mod text;

use vaultdex_notes::VaultPath;
use vaultdex_query::catalogue::find;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::landscape::graph::Landscape;
use vaultdex_query::landscape::questions::Questions;
use vaultdex_query::landscape::walk::Root;

use super::context::Context;
use super::integrations::unreadable_frontmatter;
use super::output::Output;
use super::show::{Found, find_entries};
use crate::error::{Error, Result};
use crate::render::terminal::Styling;
use crate::session::Part;

/// Answers a question about the landscape. Besides names and records, the catalog holds the requested parts.
fn ask(
    context: &Context,
    parts: &[Part],
    answer: impl FnOnce(&Questions, &Styling) -> Result<Output>,
) -> Result<Output> {
    let session = context.session()?;
    let catalog = session.catalog(&[&[Part::Names, Part::Records], parts].concat())?;
    let systems = Systems::new(&catalog);
    let landscape = Landscape::new(&catalog, &systems);
    let read = |path: &VaultPath| session.read_note(path);
    let output = answer(&Questions::new(&landscape, &read, context.today()?), &context.styling(&session.vault))?;
    Ok(Output { closing_note: unreadable_frontmatter(&catalog, context), ..output })
}

/// Returns the position of the system called `name`.
///
/// # Errors
///
/// If there is none; the error suggests similar names.
fn system_called(landscape: &Landscape, name: &str) -> Result<usize> {
    landscape.systems.find(landscape.catalog, name).ok_or_else(|| {
        let near = landscape.systems.nearest(name).iter().map(ToString::to_string).collect();
        Error::NoSuchSystem { name: name.to_owned(), near }
    })
}

/// Returns the system called `name`, otherwise the integration that it stands for.
///
/// # Errors
///
/// If there is neither, or if the name stands for several integrations.
pub fn root_called(landscape: &Landscape, name: &str) -> Result<Root> {
    let Landscape { catalog, systems, .. } = landscape;
    if let Some(system) = systems.find(catalog, name) {
        return Ok(Root::System(system));
    }
    let unknown = || {
        let mut near: Vec<String> = systems.nearest(name).iter().map(ToString::to_string).collect();
        near.extend(
            find::similar_names(catalog, systems, name).into_iter().filter(|it| !near.contains(it)).collect::<Vec<_>>(),
        );
        near.truncate(3);
        Error::NothingCalled { what: "system or integration", name: name.to_owned(), near }
    };
    let entries = match find_entries(catalog, systems, name) {
        Ok(Found::Record(entry)) => vec![entry],
        Ok(Found::Note(_, entries)) => entries,
        Ok(Found::Line(..)) | Err(Error::NothingCalled { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    // A row of a register may repeat a record, and the notes of templates and workspaces record nothing.
    let positions: Vec<usize> = entries.iter().filter_map(|entry| landscape.position_of(entry)).collect();
    match positions.as_slice() {
        [] => Err(unknown()),
        [only] => Ok(Root::Connection(*only)),
        several => {
            let place = |it: &usize| super::record::place(catalog, &landscape.connections[*it].entry);
            let places = several.iter().map(place).collect();
            Err(Error::AmbiguousIntegration { name: name.to_owned(), identified_by: "note", places })
        }
    }
}
