//! Writes ONNX files: just what a transducer needs.

use std::collections::HashMap;

/// A protocol buffer under construction.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn raw(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(&mut self, field: u64, value: i64) -> &mut Self {
        self.raw(field << 3);
        self.raw(value.cast_unsigned());
        self
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) -> &mut Self {
        self.raw(field << 3 | 2);
        self.raw(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn text(&mut self, field: u64, text: &str) -> &mut Self {
        self.bytes(field, text.as_bytes())
    }
}

/// What an attribute holds.
pub enum Attribute {
    Int(i64),
    Ints(Vec<i64>),
}

const FLOAT: i64 = 1;
const INT8: i64 = 3;
const INT64: i64 = 7;

/// A graph under construction. Values are their names.
#[derive(Default)]
pub struct Graph {
    nodes: Vec<Vec<u8>>,
    tensors: Vec<Vec<u8>>,
    inputs: Vec<Vec<u8>>,
    outputs: Vec<Vec<u8>>,
    count: usize,
    state: u64,
    /// What was made into whole numbers already.
    quantised: HashMap<String, [String; 3]>,
    /// How many weights it has.
    pub weights: usize,
    /// Whether the weights of linear layers are whole numbers of 8 bits.
    int8: bool,
}

impl Graph {
    pub fn new(int8: bool) -> Self {
        Self {
            int8,
            ..Self::default()
        }
    }

    fn name(&mut self) -> String {
        self.count += 1;
        format!("v{}", self.count)
    }

    pub fn input(&mut self, name: &str, float: bool, shape: &[&str]) -> String {
        let kind = if float { FLOAT } else { INT64 };
        self.inputs.push(value_info(name, kind, shape));
        name.to_owned()
    }

    pub fn output(&mut self, value: &str, name: &str, float: bool, shape: &[&str]) {
        self.node("Identity", &[value], &[name], &[]);
        let kind = if float { FLOAT } else { INT64 };
        self.outputs.push(value_info(name, kind, shape));
    }

    pub fn node(
        &mut self,
        op: &str,
        inputs: &[&str],
        outputs: &[&str],
        attributes: &[(&str, Attribute)],
    ) {
        let mut node = Message::default();
        for input in inputs {
            node.text(1, input);
        }
        for output in outputs {
            node.text(2, output);
        }
        node.text(3, &format!("n{}", self.nodes.len())).text(4, op);
        for (name, attribute) in attributes {
            let mut it = Message::default();
            it.text(1, name);
            match attribute {
                Attribute::Int(value) => it.number(3, *value).number(20, 2),
                Attribute::Ints(values) => {
                    for value in values {
                        it.number(8, *value);
                    }
                    it.number(20, 7)
                }
            };
            node.bytes(5, &it.0);
        }
        self.nodes.push(node.0);
    }

    /// A node with one output.
    pub fn op(&mut self, op: &str, inputs: &[&str]) -> String {
        self.with(op, inputs, &[])
    }

    pub fn with(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, Attribute)]) -> String {
        let output = self.name();
        self.node(op, inputs, &[&output], attributes);
        output
    }

    fn tensor(&mut self, kind: i64, dims: &[usize], raw: &[u8]) -> String {
        let name = self.name();
        let mut tensor = Message::default();
        for dim in dims {
            tensor.number(1, *dim as i64);
        }
        tensor.number(2, kind).text(8, &name).bytes(9, raw);
        self.tensors.push(tensor.0);
        name
    }

    pub fn ints(&mut self, values: &[i64]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
        self.tensor(INT64, &[values.len()], &raw)
    }

    pub fn int(&mut self, value: i64) -> String {
        self.tensor(INT64, &[], &value.to_le_bytes())
    }

    pub fn float(&mut self, value: f32) -> String {
        self.tensor(FLOAT, &[], &value.to_le_bytes())
    }

    pub fn floats(&mut self, dims: &[usize], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
        self.tensor(FLOAT, dims, &raw)
    }

    /// A number between -1 and 1, the same each time.
    fn draw(&mut self) -> f32 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }

    /// Weights drawn so that what goes through keeps its size.
    pub fn weight(&mut self, dims: &[usize], inputs: usize) -> String {
        let count: usize = dims.iter().product();
        self.weights += count;
        let size = (3.0 / inputs as f32).sqrt();
        let values: Vec<f32> = (0..count).map(|_| self.draw() * size).collect();
        self.floats(dims, &values)
    }

    /// A linear layer over the last dimension.
    pub fn linear(&mut self, x: &str, inputs: usize, outputs: usize, bias: bool) -> String {
        let product = if self.int8 {
            self.linear_int8(x, inputs, outputs)
        } else {
            let weight = self.weight(&[inputs, outputs], inputs);
            self.op("MatMul", &[x, &weight])
        };
        if !bias {
            return product;
        }
        let bias = self.weight(&[outputs], 1_000);
        self.op("Add", &[&product, &bias])
    }

    /// As a dynamic quantiser writes it.
    fn linear_int8(&mut self, x: &str, inputs: usize, outputs: usize) -> String {
        let known = self.quantised.get(x).cloned();
        let [whole, scale, zero] = known.unwrap_or_else(|| {
            let names = [self.name(), self.name(), self.name()];
            self.node(
                "DynamicQuantizeLinear",
                &[x],
                &[&names[0], &names[1], &names[2]],
                &[],
            );
            self.quantised.insert(x.to_owned(), names.clone());
            names
        });
        self.weights += inputs * outputs;
        let raw: Vec<u8> = (0..inputs * outputs)
            .map(|_| ((self.draw() * 127.0) as i8).cast_unsigned())
            .collect();
        let weight = self.tensor(INT8, &[inputs, outputs], &raw);
        let weight_zero = self.tensor(INT8, &[], &[0]);
        let product = self.op("MatMulInteger", &[&whole, &weight, &zero, &weight_zero]);
        let product = self.with("Cast", &[&product], &[("to", Attribute::Int(FLOAT))]);
        let weight_scale = self.float((3.0 / inputs as f32).sqrt() / 127.0);
        let scale = self.op("Mul", &[&scale, &weight_scale]);
        self.op("Mul", &[&product, &scale])
    }

    /// The file.
    pub fn file(&self) -> Vec<u8> {
        let mut graph = Message::default();
        for (field, parts) in [
            (1, &self.nodes),
            (5, &self.tensors),
            (11, &self.inputs),
            (12, &self.outputs),
        ] {
            for part in parts {
                graph.bytes(field, part);
            }
        }
        graph.text(2, "main");
        let mut opset = Message::default();
        opset.text(1, "").number(2, 13);
        let mut model = Message::default();
        model.number(1, 8).bytes(8, &opset.0).bytes(7, &graph.0);
        model.0
    }
}

fn value_info(name: &str, kind: i64, shape: &[&str]) -> Vec<u8> {
    let mut dims = Message::default();
    for dim in shape {
        let mut it = Message::default();
        match dim.parse() {
            Ok(size) => it.number(1, size),
            Err(_) => it.text(2, dim),
        };
        dims.bytes(1, &it.0);
    }
    let mut tensor = Message::default();
    tensor.number(1, kind).bytes(2, &dims.0);
    let mut of = Message::default();
    of.bytes(1, &tensor.0);
    let mut info = Message::default();
    info.text(1, name).bytes(2, &of.0);
    info.0
}
