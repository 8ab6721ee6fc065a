//! Integration tests in one binary: through the library where that is sufficient, otherwise through the command.

// The modules below that need Linux or Unix are left out elsewhere, and with them the only callers of some helpers in
// `support`. Which ones depends on the platform, so that no narrower place would hold; on Linux nothing is exempt.
#![cfg_attr(not(target_os = "linux"), allow(dead_code))]

#[cfg(target_os = "linux")]
mod bulk_changes;
mod captured;
mod cases;
mod catalogue;
mod changelog;
#[cfg(unix)]
mod collisions;
mod commands;
mod corpus;
#[cfg(unix)]
mod editor_saves;
mod errors;
#[cfg(unix)]
mod exports;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(unix)]
mod interruption;
#[cfg(unix)]
mod kill;
mod languages;
mod northwind;
mod not_understood;
mod obsidian_differences;
mod operators;
mod parser_properties;
mod partial_catalog;
mod random_query;
mod random_vault;
mod rebuild;
#[cfg(target_os = "linux")]
mod recovery;
mod reference;
mod relevance;
#[cfg(target_os = "linux")]
mod resource_limits;
#[cfg(unix)]
mod safety;
#[cfg(unix)]
mod search_command;
mod search_records;
mod search_reference;
#[cfg(target_os = "linux")]
mod service;
#[cfg(unix)]
mod settings;
mod support;
mod tour;
#[cfg(unix)]
mod watch;
#[cfg(unix)]
mod watcher;
