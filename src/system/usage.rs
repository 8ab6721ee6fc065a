//! What this process and its threads use: processor time and memory.

use std::time::Duration;

/// A thread whose processor time can be asked for by other threads.
#[derive(Debug, Clone, Copy)]
pub struct ThreadUsage {
    #[cfg(target_os = "linux")]
    id: rustix::thread::Pid,
}

impl ThreadUsage {
    /// Refers to the current thread.
    pub fn of_this_thread() -> ThreadUsage {
        ThreadUsage {
            #[cfg(target_os = "linux")]
            id: rustix::thread::gettid(),
        }
    }

    /// Returns the processor time that the current thread has used; `None` if the system does not provide it.
    #[cfg(target_os = "linux")]
    pub fn own_processor_time() -> Option<Duration> {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime)).ok()
    }

    /// Returns `None`: only the processor time of other threads would be needed, which is not determined on this system.
    #[cfg(not(target_os = "linux"))]
    pub fn own_processor_time() -> Option<Duration> {
        None
    }

    /// Returns the processor time that the thread has used; `None` if the system does not provide it or the thread has
    /// ended.
    #[cfg(target_os = "linux")]
    pub fn processor_time(self) -> Option<Duration> {
        let path = format!("/proc/self/task/{}/schedstat", self.id.as_raw_nonzero());
        let nanos = std::fs::read_to_string(path).ok()?.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanos))
    }

    /// Returns `None`: the processor time of other threads is not determined on this system.
    #[cfg(not(target_os = "linux"))]
    pub fn processor_time(self) -> Option<Duration> {
        None
    }
}

/// Returns how much memory of this process is in use, in bytes; `None` if the system does not provide it.
#[cfg(target_os = "linux")]
pub fn resident_memory() -> Option<u64> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// Returns `None`: memory is not determined on this system.
#[cfg(not(target_os = "linux"))]
pub fn resident_memory() -> Option<u64> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn usage_grows_with_work() {
        let thread = ThreadUsage::of_this_thread();
        let before = thread.processor_time().expect("Linux has it");
        let start = Instant::now();
        while thread.processor_time().expect("Linux has it") < before + Duration::from_millis(5) {
            assert!(start.elapsed() < Duration::from_secs(60), "the processor time of a busy thread does not grow");
        }
        assert!(resident_memory().expect("Linux has it") > 1 << 20);
    }
}
