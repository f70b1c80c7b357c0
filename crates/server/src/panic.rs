//! What is told of a panic: that there was one, and where. Never what it was about: its message
//! may quote the document being read, and a document may be secret.

use std::panic::{Location, PanicHookInfo, set_hook};

/// Work on a blocking thread ended in a panic. The hook has said where; what the panic said stays
/// unsaid, unlike in the error of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("work on a blocking thread fell")]
pub struct Fell;

/// Does work that blocks on a thread made for it.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fell> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fell)
}

/// The code that people find in the log and may pass on.
const CODE: &str = "DONDOC-PANIC";

/// Replaces the hook that prints the message of a panic.
pub fn install() {
    set_hook(Box::new(tell));
}

fn tell(info: &PanicHookInfo<'_>) {
    let place = info.location().map(Location::to_string);
    let place = place.as_deref().unwrap_or("?");
    if tracing::dispatcher::has_been_set() {
        // Within a request its number comes along.
        tracing::error!(code = CODE, place, "an internal fault");
    } else {
        eprintln!("{CODE} {place}");
    }
}
