//! Tests of the whole, one binary: through the library where that is enough, through the command where it adds something.

mod bridges;
mod captured;
mod collisions;
mod commands;
mod errors;
mod excerpts;
mod kill;
mod northwind;
mod operators;
mod parse_props;
mod random_query;
mod random_vault;
mod rebuild;
mod reference;
mod relevance;
mod safety;
mod search_command;
mod search_reference;
mod support;
mod tidy;
mod tour;
mod watch;
