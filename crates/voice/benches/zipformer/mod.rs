//! A model of full size with weights drawn by chance: a Zipformer transducer of 65 million
//! parameters, with the layers, widths and operations of the real ones. It understands nothing
//! and takes exactly as long.

mod onnx;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use onnx::{Attribute, Graph};
use voice::model::{Arrival, Folder, Terms};

const LAYERS: [usize; 6] = [2, 2, 3, 4, 3, 2];
const WIDTHS: [usize; 6] = [192, 256, 384, 512, 384, 256];
const FEED: [usize; 6] = [512, 768, 1_024, 1_536, 1_024, 768];
const HEADS: [usize; 6] = [4, 4, 4, 8, 4, 4];
const KERNELS: [usize; 6] = [31, 31, 15, 15, 15, 31];
const DOWN: [i64; 6] = [1, 2, 4, 8, 4, 2];
const QUERY: usize = 32;
const PLACE: usize = 4;
const PLACES: usize = 48;
const VALUE: usize = 12;
const JOINT: usize = 512;
const PIECES: usize = 2_000;
/// Longest clip the table of places is for, in frames.
const LONGEST: usize = 1_000;

fn ints(values: &[i64]) -> Attribute {
    Attribute::Ints(values.to_vec())
}

/// The graph of the encoder with the names it needs everywhere.
struct Encoder {
    g: Graph,
    lengths: String,
}

/// What all layers of a stack share.
struct Stack {
    width: usize,
    feed: usize,
    heads: usize,
    kernel: usize,
    /// How many frames there are, as a scalar and as a list of one,
    frames: String,
    frame_list: String,
    /// the encoded places, and the frames that are none.
    places: String,
    mask: String,
}

impl Encoder {
    fn add(&mut self, a: &str, b: &str) -> String {
        self.g.op("Add", &[a, b])
    }

    fn transpose(&mut self, x: &str, order: &[i64]) -> String {
        self.g.with("Transpose", &[x], &[("perm", ints(order))])
    }

    fn reshape(&mut self, x: &str, shape: &[i64]) -> String {
        let shape = self.g.ints(shape);
        self.g.op("Reshape", &[x, &shape])
    }

    fn slice(&mut self, x: &str, from: i64, to: i64, axis: i64) -> String {
        let [from, to, axis] = [from, to, axis].map(|it| self.g.ints(&[it]));
        self.g.op("Slice", &[x, &from, &to, &axis])
    }

    /// log(1 + e^(x - shift)) - 0.08 x - offset, as it is exported.
    fn swoosh(&mut self, x: &str, shift: f32, offset: f32) -> String {
        let g = &mut self.g;
        let (shift, one) = (g.float(shift), g.float(1.0));
        let (slope, offset) = (g.float(0.08), g.float(offset));
        let moved = g.op("Sub", &[x, &shift]);
        let size = g.op("Abs", &[&moved]);
        let size = g.op("Neg", &[&size]);
        let small = g.op("Exp", &[&size]);
        let small = g.op("Add", &[&small, &one]);
        let small = g.op("Log", &[&small]);
        let large = g.op("Relu", &[&moved]);
        let sum = g.op("Add", &[&small, &large]);
        let line = g.op("Mul", &[x, &slope]);
        let rest = g.op("Sub", &[&sum, &line]);
        g.op("Sub", &[&rest, &offset])
    }

    fn right(&mut self, x: &str) -> String {
        self.swoosh(x, 1.0, 0.313_261_7)
    }

    fn left(&mut self, x: &str) -> String {
        self.swoosh(x, 4.0, 0.035)
    }

    fn conv(
        &mut self,
        x: &str,
        dims: &[usize],
        groups: usize,
        pads: &[i64],
        strides: &[i64],
    ) -> String {
        let inputs = dims[1..].iter().product();
        let weight = self.g.weight(dims, inputs);
        let bias = self.g.weight(&dims[..1], 1_000);
        let attributes = [
            ("group", Attribute::Int(groups as i64)),
            ("pads", ints(pads)),
            ("strides", ints(strides)),
        ];
        self.g.with("Conv", &[x, &weight, &bias], &attributes)
    }

    /// Convolutions that halve the frames; (1, T, 80) becomes (T / 2, 1, 192).
    fn front(&mut self, x: &str) -> String {
        let axis = self.g.ints(&[1]);
        let x = self.g.op("Unsqueeze", &[x, &axis]);
        let x = self.conv(&x, &[8, 1, 3, 3], 1, &[0, 1, 0, 1], &[1, 1]);
        let x = self.right(&x);
        let x = self.conv(&x, &[32, 8, 3, 3], 1, &[0, 0, 0, 0], &[2, 2]);
        let x = self.right(&x);
        let x = self.conv(&x, &[128, 32, 3, 3], 1, &[0, 0, 0, 0], &[1, 2]);
        let before = self.right(&x);
        let x = self.conv(&before, &[128, 1, 7, 7], 128, &[3, 3, 3, 3], &[1, 1]);
        let x = self.conv(&x, &[384, 128, 1, 1], 1, &[0, 0, 0, 0], &[1, 1]);
        let x = self.left(&x);
        let x = self.conv(&x, &[128, 384, 1, 1], 1, &[0, 0, 0, 0], &[1, 1]);
        let x = self.add(&x, &before);
        let x = self.transpose(&x, &[0, 2, 1, 3]);
        let x = self.reshape(&x, &[0, 0, -1]);
        let x = self.g.linear(&x, 128 * 19, WIDTHS[0], true);
        let x = self.norm(&x, WIDTHS[0]);
        self.transpose(&x, &[1, 0, 2])
    }

    fn norm(&mut self, x: &str, width: usize) -> String {
        let bias = self.g.weight(&[width], 1_000);
        let (two, scale) = (self.g.float(2.0), self.g.float(1.0));
        let off = self.g.op("Sub", &[x, &bias]);
        let squares = self.g.op("Pow", &[&off, &two]);
        let mean = self.g.with(
            "ReduceMean",
            &[&squares],
            &[("axes", ints(&[-1])), ("keepdims", Attribute::Int(1))],
        );
        let size = self.g.op("Sqrt", &[&mean]);
        let scales = self.g.op("Div", &[&scale, &size]);
        self.g.op("Mul", &[x, &scales])
    }

    fn bypass(&mut self, old: &str, new: &str, width: usize) -> String {
        let scale = self.g.floats(&[width], &vec![0.5; width]);
        self.g.weights += width;
        let change = self.g.op("Sub", &[new, old]);
        let change = self.g.op("Mul", &[&change, &scale]);
        self.add(old, &change)
    }

    fn stack(&mut self, x: &str, n: usize, frames_of: &str) -> Stack {
        let shape = self.g.op("Shape", &[x]);
        let zero = self.g.int(0);
        let zeros = self.g.ints(&[0]);
        let frames = self.g.op("Gather", &[&shape, &zero]);
        let frame_list = self.g.op("Gather", &[&shape, &zeros]);
        // The places -T + 1 … T - 1 from the table.
        let (middle, one) = (self.g.ints(&[LONGEST as i64]), self.g.ints(&[1]));
        let from = self.g.op("Sub", &[&middle, &frame_list]);
        let to = self.g.op("Add", &[&middle, &frame_list]);
        let to = self.g.op("Sub", &[&to, &one]);
        let table: Vec<f32> = (0..2 * LONGEST * PLACES)
            .map(|it| (it as f32 * 0.37).sin())
            .collect();
        let table = self.g.floats(&[1, 2 * LONGEST, PLACES], &table);
        let places = self.g.op("Slice", &[&table, &from, &to, &one]);
        let (first, step) = (self.g.int(0), self.g.int(1));
        let numbers = self.g.op("Range", &[&first, &frames, &step]);
        let mask = self.g.op("GreaterOrEqual", &[&numbers, frames_of]);
        Stack {
            width: WIDTHS[n],
            feed: FEED[n],
            heads: HEADS[n],
            kernel: KERNELS[n],
            frames,
            frame_list,
            places,
            mask,
        }
    }

    /// How much each frame looks at each other: (heads, 1, T, T).
    fn attention(&mut self, x: &str, s: &Stack) -> String {
        let (h, query, place) = (s.heads, s.heads * QUERY, s.heads * PLACE);
        let all = self.g.linear(x, s.width, 2 * query + place, true);
        let q = self.slice(&all, 0, query as i64, 2);
        let k = self.slice(&all, query as i64, 2 * query as i64, 2);
        let p = self.slice(&all, 2 * query as i64, (2 * query + place) as i64, 2);
        let heads = |e: &mut Self, it: &str, width: usize, order: &[i64]| {
            let it = e.reshape(it, &[0, 0, h as i64, width as i64]);
            e.transpose(&it, order)
        };
        let q = heads(self, &q, QUERY, &[2, 1, 0, 3]);
        let k = heads(self, &k, QUERY, &[2, 1, 3, 0]);
        let p = heads(self, &p, PLACE, &[2, 1, 0, 3]);
        let scores = self.g.op("MatMul", &[&q, &k]);
        let places = self.g.linear(&s.places, PLACES, place, false);
        let places = heads(self, &places, PLACE, &[2, 0, 3, 1]);
        let by_place = self.g.op("MatMul", &[&p, &places]);
        let shifted = self.shift(&by_place, s);
        let scores = self.add(&scores, &shifted);
        let none = self.g.float(-1_000.0);
        let scores = self.g.op("Where", &[&s.mask, &none, &scores]);
        self.g
            .with("Softmax", &[&scores], &[("axis", Attribute::Int(-1))])
    }

    /// From distances to places: (h, 1, T, 2T - 1) becomes (h, 1, T, T).
    fn shift(&mut self, x: &str, s: &Stack) -> String {
        let (one, minus, zero) = (self.g.int(1), self.g.int(-1), self.g.int(0));
        let last = self.g.op("Sub", &[&s.frames, &one]);
        let rows = self.g.op("Range", &[&last, &minus, &minus]);
        let heads = self.g.ints(&[s.heads as i64]);
        let rows = self.g.op("Tile", &[&rows, &heads]);
        let axis = self.g.ints(&[1]);
        let rows = self.g.op("Unsqueeze", &[&rows, &axis]);
        let columns = self.g.op("Range", &[&zero, &s.frames, &one]);
        let places = self.add(&rows, &columns);
        let (any, two, ones) = (self.g.ints(&[-1]), self.g.ints(&[2]), self.g.ints(&[1]));
        let width = self.g.op("Mul", &[&s.frame_list, &two]);
        let width = self.g.op("Sub", &[&width, &ones]);
        let flat = self
            .g
            .with("Concat", &[&any, &width], &[("axis", Attribute::Int(0))]);
        let flat = self.g.op("Reshape", &[x, &flat]);
        let taken = self.g.with(
            "GatherElements",
            &[&flat, &places],
            &[("axis", Attribute::Int(1))],
        );
        let front = self.g.ints(&[s.heads as i64, 1, -1]);
        let shape = self.g.with(
            "Concat",
            &[&front, &s.frame_list],
            &[("axis", Attribute::Int(0))],
        );
        self.g.op("Reshape", &[&taken, &shape])
    }

    fn feed(&mut self, x: &str, width: usize, inner: usize) -> String {
        let y = self.g.linear(x, width, inner, true);
        let y = self.left(&y);
        let y = self.g.linear(&y, inner, width, true);
        self.add(x, &y)
    }

    fn look(&mut self, x: &str, attention: &str, s: &Stack) -> String {
        let width = s.heads * VALUE;
        let v = self.g.linear(x, s.width, width, true);
        let v = self.reshape(&v, &[0, 0, s.heads as i64, VALUE as i64]);
        let v = self.transpose(&v, &[2, 1, 0, 3]);
        let v = self.g.op("MatMul", &[attention, &v]);
        let v = self.transpose(&v, &[2, 1, 0, 3]);
        let v = self.reshape(&v, &[0, 0, width as i64]);
        let v = self.g.linear(&v, width, s.width, true);
        self.add(x, &v)
    }

    fn bent_look(&mut self, x: &str, attention: &str, s: &Stack) -> String {
        let inner = s.width * 3 / 4;
        let all = self.g.linear(x, s.width, inner * 3, true);
        let [gate, v, y] =
            [0, 1, 2].map(|n| self.slice(&all, n * inner as i64, (n + 1) * inner as i64, 2));
        let gate = self.g.op("Tanh", &[&gate]);
        let v = self.g.op("Mul", &[&v, &gate]);
        let first = self.slice(attention, 0, 1, 0);
        let v = self.reshape(&v, &[0, 0, 1, inner as i64]);
        let v = self.transpose(&v, &[2, 1, 0, 3]);
        let v = self.g.op("MatMul", &[&first, &v]);
        let v = self.transpose(&v, &[2, 1, 0, 3]);
        let v = self.reshape(&v, &[0, 0, inner as i64]);
        let v = self.g.op("Mul", &[&v, &y]);
        let v = self.g.linear(&v, inner, s.width, true);
        self.add(x, &v)
    }

    fn convolve(&mut self, x: &str, s: &Stack) -> String {
        let all = self.g.linear(x, s.width, 2 * s.width, true);
        let v = self.slice(&all, 0, s.width as i64, 2);
        let gate = self.slice(&all, s.width as i64, 2 * s.width as i64, 2);
        let gate = self.g.op("Sigmoid", &[&gate]);
        let v = self.g.op("Mul", &[&v, &gate]);
        let v = self.transpose(&v, &[1, 2, 0]);
        let zero = self.g.float(0.0);
        let v = self.g.op("Where", &[&s.mask, &zero, &v]);
        let half = s.kernel as i64 / 2;
        let v = self.conv(&v, &[s.width, 1, s.kernel], s.width, &[half, half], &[1]);
        let v = self.transpose(&v, &[2, 0, 1]);
        let v = self.right(&v);
        let v = self.g.linear(&v, s.width, s.width, true);
        self.add(x, &v)
    }

    fn layer(&mut self, before: &str, s: &Stack) -> String {
        let attention = self.attention(before, s);
        let x = self.feed(before, s.width, s.feed * 3 / 4);
        let x = self.bent_look(&x, &attention, s);
        let x = self.look(&x, &attention, s);
        let x = self.convolve(&x, s);
        let x = self.feed(&x, s.width, s.feed);
        let x = self.bypass(before, &x, s.width);
        let x = self.look(&x, &attention, s);
        let x = self.convolve(&x, s);
        let x = self.feed(&x, s.width, s.feed * 5 / 4);
        let x = self.norm(&x, s.width);
        self.bypass(before, &x, s.width)
    }

    /// The weighted mean of each `by` frames.
    fn fewer(&mut self, x: &str, by: i64, width: usize) -> String {
        let last = self.slice(x, -1, i64::MAX, 0);
        let times = self.g.ints(&[by - 1, 1, 1]);
        let extra = self.g.op("Tile", &[&last, &times]);
        let x = self
            .g
            .with("Concat", &[x, &extra], &[("axis", Attribute::Int(0))]);
        let (zero, by_list) = (self.g.ints(&[0]), self.g.ints(&[by]));
        let shape = self.g.op("Shape", &[&x]);
        let frames = self.g.op("Gather", &[&shape, &zero]);
        let whole = self.g.op("Div", &[&frames, &by_list]);
        let whole = self.g.op("Mul", &[&whole, &by_list]);
        let x = self.g.op("Slice", &[&x, &zero, &whole, &zero]);
        let x = self.reshape(&x, &[-1, by, 1, width as i64]);
        let weights = vec![1.0 / by as f32; by as usize];
        let weights = self.g.floats(&[by as usize, 1, 1], &weights);
        let x = self.g.op("Mul", &[&x, &weights]);
        let axis = self.g.ints(&[1]);
        self.g.with(
            "ReduceSum",
            &[&x, &axis],
            &[("keepdims", Attribute::Int(0))],
        )
    }

    /// Each frame `by` times, cut to as many as there were.
    fn more(&mut self, x: &str, by: i64, width: usize, frames: &str) -> String {
        let x = self.reshape(x, &[-1, 1, 1, width as i64]);
        let times = self.g.ints(&[1, by, 1, 1]);
        let x = self.g.op("Tile", &[&x, &times]);
        let x = self.reshape(&x, &[-1, 1, width as i64]);
        let zero = self.g.ints(&[0]);
        self.g.op("Slice", &[&x, &zero, frames, &zero])
    }

    fn widened(&mut self, x: &str, from: usize, to: usize) -> String {
        if to <= from {
            return self.slice(x, 0, to as i64, 2);
        }
        let zero = self.g.float(0.0);
        let pads = self.g.ints(&[0, 0, 0, 0, 0, (to - from) as i64]);
        self.g.op("Pad", &[x, &pads, &zero])
    }

    fn half(&mut self, lengths: &str, by: i64) -> String {
        let (more, by) = (self.g.ints(&[by - 1]), self.g.ints(&[by]));
        let sum = self.g.op("Add", &[lengths, &more]);
        self.g.op("Div", &[&sum, &by])
    }

    fn run(&mut self) {
        let x = self.g.input("x", true, &["N", "T", "80"]);
        let seven = self.g.ints(&[7]);
        let two = self.g.ints(&[2]);
        let lengths = self.g.op("Sub", &[&self.lengths.clone(), &seven]);
        let lengths = self.g.op("Div", &[&lengths, &two]);
        let mut x = self.front(&x);
        let (mut width, mut done) = (WIDTHS[0], Vec::new());
        for n in 0..6 {
            x = self.widened(&x, width, WIDTHS[n]);
            width = WIDTHS[n];
            let before = x.clone();
            let shape = self.g.op("Shape", &[&x]);
            let zero = self.g.ints(&[0]);
            let frames = self.g.op("Gather", &[&shape, &zero]);
            if DOWN[n] > 1 {
                x = self.fewer(&x, DOWN[n], width);
            }
            let down = self.half(&lengths, DOWN[n]);
            let stack = self.stack(&x, n, &down);
            for _ in 0..LAYERS[n] {
                x = self.layer(&x, &stack);
            }
            if DOWN[n] > 1 {
                x = self.more(&x, DOWN[n], width, &frames);
                x = self.bypass(&before, &x, width);
            }
            done.push(x.clone());
        }
        let four = self.slice(&done[4], 256, 384, 2);
        let three = self.slice(&done[3], 384, 512, 2);
        let x = self.g.with(
            "Concat",
            &[&done[5], &four, &three],
            &[("axis", Attribute::Int(2))],
        );
        let x = self.fewer(&x, 2, JOINT);
        let x = self.transpose(&x, &[1, 0, 2]);
        let x = self.g.linear(&x, JOINT, JOINT, true);
        self.g.output(&x, "encoder_out", true, &["N", "T2", "512"]);
        let lengths = self.half(&lengths, 2);
        self.g.output(&lengths, "encoder_out_lens", false, &["N"]);
    }
}

fn encoder(int8: bool) -> Graph {
    let mut g = Graph::new(int8);
    let lengths = g.input("x_lens", false, &["N"]);
    let mut encoder = Encoder { g, lengths };
    encoder.run();
    encoder.g
}

fn decoder() -> Graph {
    let mut g = Graph::new(false);
    let y = g.input("y", false, &["N", "2"]);
    let table = g.weight(&[PIECES, JOINT], 3);
    let zero = g.int(0);
    let at = g.op("Max", &[&y, &zero]);
    let known = g.op("GreaterOrEqual", &[&y, &zero]);
    let known = g.with("Cast", &[&known], &[("to", Attribute::Int(1))]);
    let axis = g.ints(&[2]);
    let known = g.op("Unsqueeze", &[&known, &axis]);
    let x = g.op("Gather", &[&table, &at]);
    let x = g.op("Mul", &[&x, &known]);
    let x = g.with("Transpose", &[&x], &[("perm", ints(&[0, 2, 1]))]);
    let weight = g.weight(&[JOINT, 4, 2], 8);
    let x = g.with("Conv", &[&x, &weight], &[("group", Attribute::Int(128))]);
    let x = g.op("Relu", &[&x]);
    let flat = g.ints(&[0, JOINT as i64]);
    let x = g.op("Reshape", &[&x, &flat]);
    let x = g.linear(&x, JOINT, JOINT, true);
    g.output(&x, "decoder_out", true, &["N", "512"]);
    g
}

fn joiner(int8: bool) -> Graph {
    let mut g = Graph::new(int8);
    let heard = g.input("encoder_out", true, &["N", "512"]);
    let predicted = g.input("decoder_out", true, &["N", "512"]);
    let x = g.op("Add", &[&heard, &predicted]);
    let x = g.op("Tanh", &[&x]);
    let x = g.linear(&x, JOINT, PIECES, true);
    g.output(&x, "logit", true, &["N", "2000"]);
    g
}

/// Puts a model into its place; gives how many parameters it has.
pub fn install(place: &Path, int8: bool, detector: Option<&Path>) -> (Folder, usize) {
    let arrival = Arrival::begin(place).expect("a place");
    let graphs = [
        ("encoder", encoder(int8)),
        ("decoder", decoder()),
        ("joiner", joiner(int8)),
    ];
    for (name, graph) in &graphs {
        let file = graph.file();
        arrival
            .put(&format!("{name}.onnx"), &mut file.as_slice())
            .expect("taken");
    }
    let mut tokens = "<blk> 0\n<sos/eos> 1\n<unk> 2\n".to_owned();
    for number in 3..PIECES {
        writeln!(tokens, "▁P{number} {number}").expect("a string takes all");
    }
    arrival
        .put("tokens.txt", &mut tokens.as_bytes())
        .expect("taken");
    if let Some(detector) = detector {
        let mut file = fs::File::open(detector).expect("the detector");
        arrival.put("silero_vad.onnx", &mut file).expect("taken");
    }
    let terms = Terms {
        name: Some("weights drawn by chance".to_owned()),
        licence: Some("MIT".to_owned()),
    };
    let folder = arrival.finish(&terms).expect("a model");
    (folder, graphs.iter().map(|(_, graph)| graph.weights).sum())
}
