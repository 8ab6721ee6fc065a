//! The interface to the operating system: priorities, power supply, sandbox, signals, the service manager. This module
//! knows nothing about vaults and indexes but their paths.

mod background;
pub mod editor;
pub mod pager;
mod sandbox;
mod sd_notify;
mod service;
mod service_unit;
mod signals;
mod usage;

pub use background::{at_low_priority, on_battery};
pub use sandbox::enter_sandbox;
pub use sd_notify::ServiceNotifier;
pub use service::{Service, ServiceStatus};
pub use service_unit::{ServiceManager, ServiceSpec};
pub use signals::{TerminationHook, in_foreground, on_termination, shut_down_gracefully, suspend};
pub use usage::{ThreadUsage, resident_memory};
