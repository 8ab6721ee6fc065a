//! WET: what we ask of the operating system and tell it: priority, power, a sandbox, signals, the service manager.
//! Knows nothing of vaults and indexes but where they lie.

mod manners;
mod ready;
mod sandbox;
mod service;
mod signals;
mod unit;

pub use manners::{at_low_priority, on_battery};
pub use ready::Manager;
pub use sandbox::confine;
pub use service::{Installed, Service};
pub use signals::{LastWords, before_the_end, end_in_order};
pub use unit::{Kind, Task};
