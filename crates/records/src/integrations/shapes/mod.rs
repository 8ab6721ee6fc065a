//! The shelf of shapes: what speaks for each, and what is read of it beside what is read of all.

pub mod blueprint;
pub mod generic;
pub mod hub;
pub mod note;
pub mod record;
pub mod register;
pub mod spec;
pub mod system;
pub mod workspace;

use super::builder::Draft;
use super::classify::classifier::{Signal, Signs};
use super::context::Reading;
use crate::model::Shape;

/// One shape of notes.
pub(crate) struct Reader {
    /// Which.
    pub shape: Shape,
    /// What it is called in `vaultdex-shape`.
    pub name: &'static str,
    /// What such a note is, in a few words.
    pub about: &'static str,
    /// What speaks for it.
    pub signals: &'static [Signal],
    /// What must hold beside the points.
    pub fits: Option<fn(&Signs) -> bool>,
    /// What it says by its form, once its lines and tables are read.
    pub finish: fn(&Reading, &mut Draft),
}

/// Every shape that is told by points.
pub(crate) const SHELF: &[Reader] = &[
    hub::READER,
    record::READER,
    workspace::READER,
    blueprint::READER,
    spec::READER,
    note::READER,
    register::READER,
    system::READER,
    generic::READER,
];

/// The reader of a shape.
pub(crate) fn reader(shape: Shape) -> Option<&'static Reader> {
    SHELF.iter().find(|reader| reader.shape == shape)
}
