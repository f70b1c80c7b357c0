//! Where in a clip somebody speaks.
//!
//! A recogniser that is given silence makes words of it, and the silence behind the words costs
//! it words that were said. So a clip is cut behind the last speech, never before the first (that
//! would take the first consonant with it), and a clip without speech is not recognised at all.

mod energy;
mod silero;

use std::path::Path;
use std::sync::Arc;

use rten::ThreadPool;

use crate::audio::{Clip, RATE};
use crate::net::NetError;

/// What is kept behind the last speech: 50 ms.
const MARGIN: usize = RATE as usize / 20;
/// Weaker than this, a clip is silence whatever its form: -60 dB of full scale.
const FAINTEST: f32 = 0.001;

/// Finds speech.
pub struct Detector(Kind);

enum Kind {
    Silero(Box<silero::Silero>),
    Energy,
}

impl Detector {
    /// By loudness and voice alone, where there is no network for it.
    pub const fn by_energy() -> Self {
        Self(Kind::Energy)
    }

    /// By the network in a file (Silero VAD, 16 kHz).
    pub(crate) fn load(file: &Path, pool: &Arc<ThreadPool>) -> Result<Self, NetError> {
        let silero = silero::Silero::load(file, pool)?;
        Ok(Self(Kind::Silero(Box::new(silero))))
    }

    /// The samples from the beginning to behind the last speech; `None` when nobody speaks.
    pub fn head<'a>(&self, clip: &'a Clip) -> Result<Option<&'a [f32]>, NetError> {
        let samples = clip.samples();
        let loudest = samples.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
        if loudest < FAINTEST {
            return Ok(None);
        }
        let end = match &self.0 {
            Kind::Silero(silero) => silero.end(samples)?,
            Kind::Energy => energy::end(samples),
        };
        Ok(end.map(|end| &samples[..samples.len().min(end + MARGIN)]))
    }
}
