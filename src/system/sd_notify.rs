//! Tells a service manager that asked for it (systemd, `Type=notify`) that we are ready, alive, or about to end.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The service manager that started us, if one did that wants to hear.
#[derive(Debug)]
pub struct Manager {
    socket: Option<Socket>,
    watchdog: Option<Duration>,
    last: Mutex<Option<Instant>>,
}

impl Manager {
    /// Finds it by what it put into our environment (sd_notify(3)). Connects at once: later we may not be allowed to.
    pub fn of_this_process() -> Manager {
        let variable = |name: &str| std::env::var(name).ok();
        let is_for_us = variable("WATCHDOG_PID").is_none_or(|pid| pid == std::process::id().to_string());
        let watchdog = variable("WATCHDOG_USEC").filter(|_| is_for_us).and_then(|text| text.parse().ok());
        let socket = variable("NOTIFY_SOCKET").and_then(|address| connect(&address));
        Manager { socket, watchdog: watchdog.map(Duration::from_micros), last: Mutex::default() }
    }

    /// How often it wants to hear that we are alive, at least; `None` where it doesn't.
    pub fn heartbeat(&self) -> Option<Duration> {
        self.watchdog.filter(|_| self.socket.is_some()).map(|watchdog| watchdog / 2)
    }

    /// We do what we are here for.
    pub fn ready(&self) {
        self.send("READY=1");
    }

    /// A line for whoever asks how we are.
    pub fn status(&self, line: &str) {
        self.send(&format!("STATUS={}", line.replace('\n', " ")));
    }

    /// We are alive. May be said as often as one likes: it is passed on when it is due.
    pub fn alive(&self) {
        let Some(heartbeat) = self.heartbeat() else { return };
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= heartbeat / 2) {
            *last = Some(Instant::now());
            self.send("WATCHDOG=1");
        }
    }

    /// We are about to end.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, message: &str) {
        if let Some(socket) = &self.socket {
            // Who doesn't listen is not waited for.
            send(socket, message);
        }
    }
}

#[cfg(unix)]
type Socket = std::os::unix::net::UnixDatagram;

#[cfg(unix)]
fn connect(address: &str) -> Option<Socket> {
    let socket = Socket::unbound().ok()?;
    socket.set_nonblocking(true).ok()?;
    match address.strip_prefix('@') {
        None => socket.connect(address).ok()?,
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name).ok()?;
            socket.connect_addr(&address).ok()?;
        }
        #[cfg(not(target_os = "linux"))]
        Some(_) => return None,
    }
    Some(socket)
}

#[cfg(unix)]
fn send(socket: &Socket, message: &str) {
    let _ = socket.send(message.as_bytes());
}

#[cfg(not(unix))]
type Socket = std::convert::Infallible;

#[cfg(not(unix))]
fn connect(_: &str) -> Option<Socket> {
    None
}

#[cfg(not(unix))]
fn send(_: &Socket, _: &str) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_manager_hears_in_its_own_words() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("notify");
        let ear = Socket::bind(&place).unwrap();
        let socket = connect(&place.to_string_lossy());
        let manager = Manager { socket, watchdog: Some(Duration::from_secs(120)), last: Mutex::default() };
        assert_eq!(manager.heartbeat(), Some(Duration::from_secs(60)));
        manager.ready();
        manager.alive();
        manager.alive();
        manager.status("all\nis well");
        manager.stopping();
        let hear = || {
            let mut message = [0; 64];
            let length = ear.recv(&mut message).unwrap();
            String::from_utf8_lossy(&message[..length]).into_owned()
        };
        let heard: Vec<String> = (0..4).map(|_| hear()).collect();
        assert_eq!(heard, ["READY=1", "WATCHDOG=1", "STATUS=all is well", "STOPPING=1"]);
    }

    #[test]
    fn without_a_manager_nobody_is_told() {
        let manager = Manager { socket: connect("/nowhere/at/all"), watchdog: None, last: Mutex::default() };
        assert_eq!(manager.heartbeat(), None);
        manager.ready();
        manager.alive();
    }
}
