//! Tests of the whole, one binary: through the library where that is enough, through the command where it adds something.

mod bridges;
mod captured;
mod commands;
mod errors;
mod kill;
mod parse_props;
mod rebuild;
mod support;
mod tidy;
mod watch;
