//! Limits that the system keeps.

#[cfg(target_os = "linux")]
use rustix::process::{Resource, Rlimit};

use crate::file::limits::Limits;

/// A limit for good. At the softer one on time the system says which limit it was; a second later
/// it kills.
#[cfg(target_os = "linux")]
fn up_to(resource: Resource, most: u64) -> Rlimit {
    Rlimit {
        current: Some(most),
        maximum: Some(most + u64::from(resource == Resource::Cpu)),
    }
}

/// Takes memory, processor time and files away from this process, for good. Tells whether it did.
#[cfg(target_os = "linux")]
pub(super) fn confine(limits: &Limits) -> bool {
    use rustix::process::{Signal, set_parent_process_death_signal, setrlimit};

    let at_most = |resource, most| setrlimit(resource, up_to(resource, most)).is_ok();
    // Whole seconds; the work itself looks at a finer clock, but not in the middle of a stream.
    let seconds = limits.pdf_time.as_millis().div_ceil(1000).max(1);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX - 1);
    let memory = (limits.apart_bytes + crate::file::pdf::STACK) as u64;
    set_parent_process_death_signal(Some(Signal::KILL)).is_ok()
        && at_most(Resource::Core, 0)
        && at_most(Resource::Fsize, 0)
        && at_most(Resource::Cpu, seconds)
        // What can be written to: code and reserved addresses cost nothing.
        && at_most(Resource::Data, memory)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn confine(_: &Limits) -> bool {
    false
}

/// Bounds a program outside, just started: its memory and time, and no core when it falls.
#[cfg(target_os = "linux")]
pub(in crate::file) fn confine_helper(child: &std::process::Child, memory: usize, seconds: u64) {
    use rustix::process::{Pid, prlimit};

    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let limits = [
        (Resource::Core, 0),
        (Resource::Data, memory as u64),
        (Resource::Cpu, seconds),
    ];
    for (resource, most) in limits.into_iter().filter(|_| pid.is_some()) {
        // Gone already: nothing to bound.
        let _ = prlimit(pid, resource, up_to(resource, most));
    }
}

#[cfg(not(target_os = "linux"))]
pub(in crate::file) fn confine_helper(_: &std::process::Child, _: usize, _: u64) {}
