//! Notifies the service manager (systemd with `Type=notify`) that the process is ready, alive or stopping.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The connection to the service manager that started this process. Does nothing if there is none.
#[derive(Debug)]
pub struct ServiceNotifier {
    socket: Option<Socket>,
    /// The time after which the service manager considers a silent process dead.
    watchdog: Option<Duration>,
    last_keep_alive: Mutex<Option<Instant>>,
}

impl ServiceNotifier {
    /// Connects to the service manager that the environment variables of sd_notify(3) describe. Must be called before
    /// entering a sandbox, which may forbid the connection.
    pub fn from_env() -> ServiceNotifier {
        let variable = |name: &str| std::env::var(name).ok();
        let is_this_process = variable("WATCHDOG_PID").is_none_or(|pid| pid == std::process::id().to_string());
        let watchdog = variable("WATCHDOG_USEC").filter(|_| is_this_process).and_then(|text| text.parse().ok());
        let socket = variable("NOTIFY_SOCKET").and_then(|address| connect(&address));
        let watchdog = watchdog.map(Duration::from_micros);
        ServiceNotifier { socket, watchdog, last_keep_alive: Mutex::default() }
    }

    /// Returns the interval in which [`keep_alive`](Self::keep_alive) must be called; `None` if there is no watchdog.
    pub fn heartbeat_interval(&self) -> Option<Duration> {
        self.watchdog.filter(|_| self.socket.is_some()).map(|watchdog| watchdog / 2)
    }

    /// Notifies that startup is complete.
    pub fn ready(&self) {
        self.send("READY=1");
    }

    /// Sets the status line that the service manager displays.
    pub fn status(&self, line: &str) {
        self.send(&format!("STATUS={}", line.replace('\n', " ")));
    }

    /// Notifies the watchdog that the process is alive. May be called often; notifications are sent only when they are
    /// due.
    pub fn keep_alive(&self) {
        let Some(interval) = self.heartbeat_interval() else { return };
        let mut last = self.last_keep_alive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() >= interval / 2) {
            *last = Some(Instant::now());
            self.send("WATCHDOG=1");
        }
    }

    /// Notifies that the process is shutting down.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, message: &str) {
        if let Some(socket) = &self.socket {
            // Errors are ignored: the service manager may be gone.
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
    fn notifications_follow_the_protocol_of_systemd() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("notify");
        let receiver = Socket::bind(&path).unwrap();
        let socket = connect(&path.to_string_lossy());
        let watchdog = Some(Duration::from_secs(120));
        let notifier = ServiceNotifier { socket, watchdog, last_keep_alive: Mutex::default() };
        assert_eq!(notifier.heartbeat_interval(), Some(Duration::from_secs(60)));
        notifier.ready();
        notifier.keep_alive();
        notifier.keep_alive();
        notifier.status("all\nis well");
        notifier.stopping();
        let receive = || {
            let mut message = [0; 64];
            let length = receiver.recv(&mut message).unwrap();
            String::from_utf8_lossy(&message[..length]).into_owned()
        };
        let received: Vec<String> = (0..4).map(|_| receive()).collect();
        assert_eq!(received, ["READY=1", "WATCHDOG=1", "STATUS=all is well", "STOPPING=1"]);
    }

    #[test]
    fn without_a_service_manager_notifications_do_nothing() {
        let socket = connect("/nowhere/at/all");
        let notifier = ServiceNotifier { socket, watchdog: None, last_keep_alive: Mutex::default() };
        assert_eq!(notifier.heartbeat_interval(), None);
        notifier.ready();
        notifier.keep_alive();
    }
}
