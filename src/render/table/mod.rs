//! Tables for people: aligned columns that fit the terminal. In a table of records each takes one line, and what does not
//! fit is shortened ([`records`]); in a table of texts they are wrapped ([`columns`]).

mod cell;
mod records;
mod shorten;
mod wrapped;

pub use self::cell::Cell;
pub use self::records::{Column, lines, records};
pub use self::shorten::shorten;
pub use self::wrapped::{body, columns};
