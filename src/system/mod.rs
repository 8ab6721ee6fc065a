//! WET: what we ask of the operating system and tell it: priority, power, a sandbox, the service manager.
//! Knows nothing of vaults and indexes but where they lie.

mod manners;
mod ready;
mod sandbox;
mod service;
mod unit;

pub use manners::{at_low_priority, on_battery};
pub use ready::Manager;
pub use sandbox::confine;
pub use service::{Installed, Service};
pub use unit::{Kind, Task};
