//! Layout of drawings. Depends on the graph alone and is deterministic: it uses only arithmetic and square roots, which
//! IEEE 754 defines exactly, so every machine computes the same positions.

mod apart;
mod arrange;
mod beside;
mod cloud;
mod force;
mod geometry;
mod layered;
mod pack;
mod random;
mod springs;
mod tree;

pub(super) use arrange::{Arranged, align_widths, arrange};
pub(super) use beside::route_beside;
pub(super) use geometry::{Frame, Point, Size};
pub(super) use layered::{Card, Cluster, Diagram, Drawing, Fit, Line, Route, layered};
