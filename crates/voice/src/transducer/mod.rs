//! A transducer of three networks in the layout of icefall and sherpa-onnx: the encoder hears the
//! whole clip, the decoder knows the last two pieces written, the joiner says how likely each
//! piece is to come next.

mod hotwords;
mod search;

use std::sync::Arc;

use rten::{NodeId, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

pub(crate) use hotwords::Hotwords;
pub(crate) use search::{Hypothesis, Steps, best, greedy};

use crate::features::BINS;
use crate::model::{Folder, ModelError, Part, Tokens};
use crate::net::{Net, NetError};

/// The piece that stands for "nothing new".
pub(crate) const BLANK: u32 = 0;
/// Frames that are all the encoder can make something of.
const FEWEST_FRAMES: usize = 9;

/// The three networks and their pieces.
pub(crate) struct Transducer {
    encoder: Encoder,
    decoder: Decoder,
    joiner: Joiner,
    /// The pieces.
    pub tokens: Tokens,
    start: [i32; 2],
}

struct Encoder {
    net: Net,
    sound: NodeId,
    length: NodeId,
    heard: NodeId,
}

struct Decoder {
    net: Net,
    written: NodeId,
    predicted: NodeId,
}

struct Joiner {
    net: Net,
    heard: NodeId,
    predicted: NodeId,
    scores: NodeId,
}

/// What the encoder heard: frames of the same width.
pub(crate) struct Heard {
    width: usize,
    values: Vec<f32>,
}

impl Heard {
    /// Frame by frame.
    pub fn frames(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.width)
    }
}

impl Transducer {
    /// Loads the networks of a folder and asks them once.
    pub fn open(folder: &Folder, pool: &Arc<ThreadPool>) -> Result<Self, ModelError> {
        let damaged = |part: Part| move |error| ModelError::Network { part, error };
        let load = |part: Part| {
            let file = folder.part(part).ok_or(ModelError::Missing(part.name()))?;
            Net::load(&file, pool).map_err(damaged(part))
        };
        let mut transducer = Self {
            encoder: Encoder::new(load(Part::Encoder)?).map_err(damaged(Part::Encoder))?,
            decoder: Decoder::new(load(Part::Decoder)?).map_err(damaged(Part::Decoder))?,
            joiner: Joiner::new(load(Part::Joiner)?).map_err(damaged(Part::Joiner))?,
            tokens: Tokens::read(folder)?,
            start: [0, 0],
        };
        transducer.start = transducer
            .decoder
            .start(transducer.tokens.len())
            .map_err(damaged(Part::Decoder))?;
        let heard = transducer
            .encode(&vec![0.0; 50 * BINS])
            .map_err(damaged(Part::Encoder))?;
        let first = heard.frames().next().unwrap_or_default();
        let predicted = transducer
            .predict(transducer.start())
            .map_err(damaged(Part::Decoder))?;
        let scores = transducer
            .join(first, &[&predicted])
            .map_err(damaged(Part::Joiner))?;
        if scores.len() != transducer.tokens.len() {
            return Err(ModelError::OtherTokens {
                tokens: transducer.tokens.len(),
                scores: scores.len(),
            });
        }
        Ok(transducer)
    }

    /// Hears features; too few give nothing.
    pub fn encode(&self, features: &[f32]) -> Result<Heard, NetError> {
        let frames = features.len() / BINS;
        if frames < FEWEST_FRAMES {
            return Ok(Heard {
                width: 1,
                values: Vec::new(),
            });
        }
        self.encoder.run(frames, features)
    }
}

impl Steps for Transducer {
    fn start(&self) -> [i32; 2] {
        self.start
    }

    fn predict(&self, written: [i32; 2]) -> Result<Vec<f32>, NetError> {
        self.decoder.run(written)
    }

    fn join(&self, frame: &[f32], predicted: &[&[f32]]) -> Result<Vec<f32>, NetError> {
        self.joiner.run(frame, predicted)
    }
}

impl Encoder {
    fn new(net: Net) -> Result<Self, NetError> {
        Ok(Self {
            sound: net.node("x")?,
            length: net.node("x_lens")?,
            heard: net.node("encoder_out")?,
            net,
        })
    }

    fn run(&self, frames: usize, features: &[f32]) -> Result<Heard, NetError> {
        let sound = NdTensor::from_data([1, frames, BINS], features.to_vec());
        let length = i32::try_from(frames).map_err(NetError::new)?;
        let length = NdTensor::from_data([1], vec![length]);
        let inputs = vec![
            (self.sound, sound.view().into()),
            (self.length, length.view().into()),
        ];
        let [heard] = self.net.run(inputs, [self.heard])?;
        let heard: NdTensor<f32, 3> = heard.try_into().map_err(NetError::new)?;
        let width = heard.size(2);
        if width == 0 || heard.size(0) != 1 {
            return Err(NetError::new("frames of no width"));
        }
        Ok(Heard {
            width,
            values: heard.to_vec(),
        })
    }
}

impl Decoder {
    fn new(net: Net) -> Result<Self, NetError> {
        Ok(Self {
            written: net.node("y")?,
            predicted: net.node("decoder_out")?,
            net,
        })
    }

    fn run(&self, written: [i32; 2]) -> Result<Vec<f32>, NetError> {
        let written = NdTensor::from_data([1, 2], written.to_vec());
        let inputs = vec![(self.written, written.view().into())];
        let [predicted] = self.net.run(inputs, [self.predicted])?;
        let predicted: NdTensor<f32, 2> = predicted.try_into().map_err(NetError::new)?;
        Ok(predicted.to_vec())
    }

    /// What stands before the first piece. Models of icefall were trained with "no piece at all"
    /// (-1) there; one that does not know it takes -1 for the last piece, and is given blanks.
    fn start(&self, tokens: usize) -> Result<[i32; 2], NetError> {
        let blank = BLANK.cast_signed();
        let last = i32::try_from(tokens.saturating_sub(1)).map_err(NetError::new)?;
        let none = self.run([-1, blank]);
        Ok(match none {
            Ok(none) if none != self.run([last, blank])? => [-1, blank],
            _ => [blank, blank],
        })
    }
}

impl Joiner {
    fn new(net: Net) -> Result<Self, NetError> {
        Ok(Self {
            heard: net.node("encoder_out")?,
            predicted: net.node("decoder_out")?,
            scores: net.node("logit")?,
            net,
        })
    }

    /// A row of scores for each of the predictions.
    fn run(&self, frame: &[f32], predicted: &[&[f32]]) -> Result<Vec<f32>, NetError> {
        let rows = predicted.len();
        let width = predicted.first().map_or(0, |row| row.len());
        let heard = NdTensor::from_data([rows, frame.len()], frame.repeat(rows));
        let predicted = NdTensor::from_data([rows, width], predicted.concat());
        let inputs = vec![
            (self.heard, heard.view().into()),
            (self.predicted, predicted.view().into()),
        ];
        let [scores] = self.net.run(inputs, [self.scores])?;
        let scores: NdTensor<f32, 2> = scores.try_into().map_err(NetError::new)?;
        Ok(scores.to_vec())
    }
}
