//! Silero VAD: a small recurrent network that says for each 32 ms how likely it is that somebody
//! speaks.

use std::path::Path;
use std::sync::Arc;

use rten::{NodeId, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::audio::RATE;
use crate::net::{Net, NetError};

/// Samples looked at in one step.
const WINDOW: usize = 512;
/// Samples before them that the network sees again.
const CONTEXT: usize = 64;
/// From here on it is speech,
const SPEECH: f32 = 0.5;
/// and from here down it is none; in between it goes on as it was.
const NONE: f32 = 0.35;
/// Steps that make speech: 96 ms. Less is a click.
const SHORTEST: usize = 3;

pub(super) struct Silero {
    net: Net,
    input: NodeId,
    state: NodeId,
    rate: Option<NodeId>,
    output: NodeId,
    next_state: NodeId,
}

impl Silero {
    pub fn load(file: &Path, pool: &Arc<ThreadPool>) -> Result<Self, NetError> {
        let net = Net::load(file, pool)?;
        let silero = Self {
            input: net.node("input")?,
            state: net.node("state")?,
            rate: net.find("sr"),
            output: net.node("output")?,
            next_state: net.node("stateN")?,
            net,
        };
        silero.end(&[0.0; WINDOW])?;
        Ok(silero)
    }

    /// Where the last speech ends.
    pub fn end(&self, samples: &[f32]) -> Result<Option<usize>, NetError> {
        let mut state: NdTensor<f32, 3> = NdTensor::zeros([2, 1, 128]);
        let mut window = [0.0; CONTEXT + WINDOW];
        let (mut steps, mut end) = (0, None);
        for (n, chunk) in samples.chunks(WINDOW).enumerate() {
            window.copy_within(WINDOW.., 0);
            window[CONTEXT..].fill(0.0);
            window[CONTEXT..CONTEXT + chunk.len()].copy_from_slice(chunk);
            let (likely, next) = self.step(&window, &state)?;
            state = next;
            if likely >= SPEECH {
                steps += 1;
            } else if likely < NONE {
                steps = 0;
            }
            if likely >= SPEECH && steps >= SHORTEST {
                end = Some(n * WINDOW + chunk.len());
            }
        }
        Ok(end)
    }

    fn step(
        &self,
        window: &[f32],
        state: &NdTensor<f32, 3>,
    ) -> Result<(f32, NdTensor<f32, 3>), NetError> {
        let sound = NdTensor::from_data([1, window.len()], window.to_vec());
        let rate = NdTensor::from_data([], vec![RATE.cast_signed()]);
        let mut inputs = vec![
            (self.input, sound.view().into()),
            (self.state, state.view().into()),
        ];
        inputs.extend(self.rate.map(|node| (node, rate.view().into())));
        let [likely, next] = self.net.run(inputs, [self.output, self.next_state])?;
        let likely: NdTensor<f32, 2> = likely.try_into().map_err(NetError::new)?;
        let likely = likely.iter().next().copied().unwrap_or_default();
        Ok((likely, next.try_into().map_err(NetError::new)?))
    }
}
