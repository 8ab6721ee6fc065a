//! WET: what we ask of the operating system and tell it: priority, power, a sandbox, signals, the service manager.
//! Knows nothing of vaults and indexes but where they lie.

mod background;
mod sandbox;
mod sd_notify;
mod service;
mod service_unit;
mod signals;

pub use background::{at_low_priority, on_battery};
pub use sandbox::confine;
pub use sd_notify::Manager;
pub use service::{Installed, Service};
pub use service_unit::{Kind, Task};
pub use signals::{LastWords, before_the_end, end_in_order};
