//! Lists, and how they are printed. Every command that prints a list builds a [`List`], so each format is implemented
//! once.

pub mod cells;
mod formats;
mod items;
mod order;
mod template;

pub use self::formats::{CsvTable, FORMATS, Format, null_separated};
pub use self::items::{Layout, List};
pub use self::order::sort_by_field;
pub use self::template::{TemplateProblem, fill};
