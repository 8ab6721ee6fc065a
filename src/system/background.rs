//! Manners on a laptop: what can wait, waits for the rest of the machine, and for the mains.

use std::fs;
use std::path::Path;

/// Does something that nobody waits for: on threads of its own, which let all others go first.
pub fn at_low_priority<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().start_handler(|_| lower_this_thread()).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Linux has a priority for each thread, and threads that are started later inherit it.
#[cfg(target_os = "linux")]
fn lower_this_thread() {
    // What is not granted is done at the usual priority.
    let _ = rustix::process::nice(10);
}

/// Elsewhere a priority is the process's own, and what is lowered can't be raised again.
#[cfg(not(target_os = "linux"))]
fn lower_this_thread() {}

/// Whether the machine runs on its battery, as far as it says so.
pub fn on_battery() -> bool {
    is_discharging(Path::new("/sys/class/power_supply"))
}

fn is_discharging(supplies: &Path) -> bool {
    let supplies = fs::read_dir(supplies).into_iter().flatten().flatten().map(|entry| entry.path());
    let says = |supply: &Path, name: &str, value: &str| {
        fs::read_to_string(supply.join(name)).is_ok_and(|text| text.trim().eq_ignore_ascii_case(value))
    };
    let (mut on_mains, mut discharging) = (false, false);
    for supply in supplies {
        on_mains |= !says(&supply, "type", "Battery") && says(&supply, "online", "1");
        // A mouse has a battery too.
        let is_ours = says(&supply, "type", "Battery") && !says(&supply, "scope", "Device");
        discharging |= is_ours && says(&supply, "status", "Discharging");
    }
    discharging && !on_mains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(supplies: &[(&str, &[(&str, &str)])], expected: bool) {
        let home = tempfile::tempdir().unwrap();
        for (name, says) in supplies {
            fs::create_dir(home.path().join(name)).unwrap();
            for (file, text) in *says {
                fs::write(home.path().join(name).join(file), format!("{text}\n")).unwrap();
            }
        }
        assert_eq!(is_discharging(home.path()), expected, "{supplies:?}");
    }

    #[test]
    fn a_machine_runs_on_its_battery_where_that_is_emptied_and_no_mains_are_there() {
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
    fn what_can_wait_is_done_all_the_same() {
        assert_eq!(at_low_priority(|| 1 + 1), 2);
    }
}
