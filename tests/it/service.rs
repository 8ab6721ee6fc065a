//! The service, without affecting the user who runs the tests: printed, installed with a fake `systemctl` that records
//! its arguments, and observed through the notification socket.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use crate::support::{Ran, Vault, ran};
use crate::watcher::Watcher;

fn run(vault: &Vault, action: &str) -> Ran {
    let home = vault.root().parent().expect("a home").to_owned();
    let bin = home.join("bin");
    fs::create_dir_all(&bin).expect("a folder");
    let systemctl = bin.join("systemctl");
    fs::write(&systemctl, format!("#!/bin/sh\necho \"$@\" >> '{}/asked'\necho active\n", home.display()))
        .expect("written");
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).expect("executable");
    let mut command = vault.command(&["service", action]);
    command.env("HOME", &home).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    ran(&mut command)
}

#[cfg(target_os = "linux")]
#[test]
fn service_is_installed_reported_and_removed() {
    let vault = Vault::new("//- a.md\nx\n");
    let home = vault.root().parent().expect("a home").to_owned();
    assert_eq!(run(&vault, "status").code, 1);
    let printed = run(&vault, "print");
    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(printed.stdout.contains("\"watch\"") && printed.stdout.contains("Type=notify"), "{printed:?}");

    let installed = run(&vault, "install");
    assert_eq!(installed.code, 0, "{installed:?}");
    let units = fs::read_dir(home.join("config/systemd/user")).expect("a folder").flatten();
    let units: Vec<_> = units.map(|entry| entry.path()).collect();
    assert_eq!(units.len(), 1, "{units:?}");
    assert_eq!(fs::read_to_string(&units[0]).expect("a unit"), printed.stdout);
    let name = units[0].file_name().expect("a name").to_string_lossy().into_owned();
    let asked = fs::read_to_string(home.join("asked")).expect("it was asked");
    assert!(
        asked.contains("--user daemon-reload") && asked.contains(&format!("--user enable --now {name}")),
        "{asked}"
    );

    let status = run(&vault, "status");
    assert!(status.code == 0 && status.stdout.contains("state       active"), "{status:?}");
    assert!(!status.stdout.contains("outdated"), "{status:?}");
    fs::write(&units[0], "something older").expect("written");
    assert!(run(&vault, "status").stdout.contains("outdated"));

    assert_eq!(run(&vault, "uninstall").code, 0);
    assert!(!units[0].exists());
    assert_eq!(run(&vault, "uninstall").code, 1);
}

#[test]
fn watcher_notifies_the_service_manager() {
    let vault = Vault::new("//- a.md\nx\n");
    let socket = vault.root().with_file_name("notify");
    let manager = UnixDatagram::bind(&socket).expect("a socket");
    manager.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
    let hear = || {
        let mut message = [0; 256];
        let length = manager.recv(&mut message).expect("a message of the watcher");
        String::from_utf8_lossy(&message[..length]).into_owned()
    };
    let mut command = vault.command(&["watch"]);
    command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "400000");
    let mut watcher = Watcher::of(&mut command);
    let mut alive = 0;
    let mut ready = false;
    // The watchdog is notified at rest too.
    while !ready || alive < 5 {
        match hear().as_str() {
            "READY=1" => ready = true,
            "WATCHDOG=1" => alive += 1,
            other => assert!(other.starts_with("STATUS="), "{other}"),
        }
    }
    watcher.signal(rustix::process::Signal::TERM);
    while hear() != "STOPPING=1" {}
    assert_eq!(watcher.ended().code(), Some(0));
}
