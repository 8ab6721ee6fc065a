//! Consideration for other processes and for the battery: low priority for background work, and whether the machine is
//! on battery power.

use std::fs;
use std::path::Path;

/// Runs work that nobody waits for, in a new thread pool with low priority.
pub fn at_low_priority<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().start_handler(|_| lower_this_thread()).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// On Linux, each thread has its own priority, which the threads that it starts inherit.
#[cfg(target_os = "linux")]
fn lower_this_thread() {
    // If this is not permitted, the work runs at normal priority.
    let _ = rustix::process::nice(10);
}

/// On other systems the priority belongs to the process, and once lowered, it can't be raised again.
#[cfg(not(target_os = "linux"))]
fn lower_this_thread() {}

/// Whether the machine runs on battery power. `false` if the system does not provide this.
pub fn on_battery() -> bool {
    is_discharging(Path::new("/sys/class/power_supply"))
}

fn is_discharging(supplies: &Path) -> bool {
    let supplies = fs::read_dir(supplies).into_iter().flatten().flatten().map(|entry| entry.path());
    let has = |supply: &Path, name: &str, value: &str| {
        fs::read_to_string(supply.join(name)).is_ok_and(|text| text.trim().eq_ignore_ascii_case(value))
    };
    let (mut on_mains, mut discharging) = (false, false);
    for supply in supplies {
        on_mains |= !has(&supply, "type", "Battery") && has(&supply, "online", "1");
        // Peripherals such as mice have batteries as well.
        let is_of_machine = has(&supply, "type", "Battery") && !has(&supply, "scope", "Device");
        discharging |= is_of_machine && has(&supply, "status", "Discharging");
    }
    discharging && !on_mains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(supplies: &[(&str, &[(&str, &str)])], expected: bool) {
        let home = tempfile::tempdir().unwrap();
        for (name, attributes) in supplies {
            fs::create_dir(home.path().join(name)).unwrap();
            for (file, text) in *attributes {
                fs::write(home.path().join(name).join(file), format!("{text}\n")).unwrap();
            }
        }
        assert_eq!(is_discharging(home.path()), expected, "{supplies:?}");
    }

    #[test]
    fn a_machine_is_on_battery_if_it_discharges_and_no_mains_are_connected() {
        let discharging: (&str, &[(&str, &str)]) = ("BAT0", &[("type", "Battery"), ("status", "Discharging")]);
        check(&[], false);
        check(&[discharging], true);
        check(&[discharging, ("AC", &[("type", "Mains"), ("online", "0")])], true);
        check(&[discharging, ("AC", &[("type", "Mains"), ("online", "1")])], false);
        check(&[("BAT0", &[("type", "Battery"), ("status", "Charging")])], false);
        check(&[("mouse", &[("type", "Battery"), ("scope", "Device"), ("status", "Discharging")])], false);
        assert!(!is_discharging(Path::new("/nowhere")));
    }

    #[test]
    fn low_priority_work_returns_its_result() {
        assert_eq!(at_low_priority(|| 1 + 1), 2);
    }
}
