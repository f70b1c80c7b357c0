//! Speed of reading: the sample in process, and cost over length.

use divan::Bencher;
use divan::counter::BytesCount;
use reading::{file, plan};

fn main() {
    divan::main();
}

/// The sample plan, when it is at hand.
fn sample() -> Option<String> {
    let root = std::env::var("DONDOC_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    std::fs::read_to_string(format!("{root}/bench/docs/nghean-267-kh-2023.txt")).ok()
}

#[divan::bench(args = [1, 10, 100])]
fn sample_times(bencher: Bencher<'_, '_>, times: usize) {
    let Some(text) = sample() else { return };
    // The body is repeated, head and foot stand once: all of it is read.
    let (head, rest) = text.split_at(text.find("\n1. Mục đích").unwrap_or(0));
    let (body, foot) = rest.split_at(rest.find("\nTrên đây là").unwrap_or(rest.len()));
    let text = [head, &body.repeat(times), foot].concat();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| text.clone())
        .bench_values(|text| plan::read(&file::text::read(text)));
}
