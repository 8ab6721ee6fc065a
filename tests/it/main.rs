//! Integration tests in one binary: through the library where that is sufficient, otherwise through the command.

mod as_in_obsidian;
#[cfg(target_os = "linux")]
mod bulk_changes;
mod captured;
mod cases;
mod catalogue;
mod changelog;
mod check;
mod checks_page;
#[cfg(unix)]
mod clock;
mod closest;
#[cfg(unix)]
mod collisions;
mod commands;
#[cfg(target_os = "linux")]
mod completions;
mod corpus;
#[cfg(target_os = "linux")]
mod damage;
#[cfg(unix)]
mod editor_saves;
mod errors;
#[cfg(unix)]
mod exports;
mod formulas;
mod fuzz_targets;
#[cfg(target_os = "linux")]
mod guides;
#[cfg(target_os = "linux")]
mod help;
mod hostile;
#[cfg(target_os = "linux")]
mod idle;
mod index_formats;
#[cfg(unix)]
mod interruption;
#[cfg(unix)]
mod kill;
mod landscape;
mod languages;
mod linear;
#[cfg(target_os = "linux")]
mod live;
mod malformed;
mod northwind;
mod not_understood;
mod obsidian_differences;
mod operators;
#[cfg(target_os = "linux")]
mod own_commands;
#[cfg(unix)]
mod ownership;
mod parser_properties;
mod partial_catalog;
#[cfg(unix)]
mod paths;
#[cfg(target_os = "linux")]
mod power_cut;
mod process;
#[cfg(unix)]
mod promises;
#[cfg(target_os = "linux")]
mod questions_page;
mod random_query;
mod random_vault;
mod rebuild;
#[cfg(target_os = "linux")]
mod recording;
#[cfg(target_os = "linux")]
mod recovery;
mod reference;
mod relevance;
#[cfg(target_os = "linux")]
mod resource_limits;
#[cfg(unix)]
mod safety;
mod schemas;
#[cfg(unix)]
mod search_command;
mod search_limits;
mod search_records;
mod search_reference;
#[cfg(target_os = "linux")]
mod service;
#[cfg(unix)]
mod settings;
mod support;
mod tables;
#[cfg(target_os = "linux")]
mod terminal;
mod tour;
#[cfg(unix)]
mod unreported;
#[cfg(unix)]
mod watch;
#[cfg(unix)]
mod watcher;
mod widths;
