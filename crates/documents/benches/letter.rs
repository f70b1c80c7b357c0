//! The letters of one round of urging: 144 units, five obligations each.

#[path = "../tests/letters/mod.rs"]
mod letters;

fn main() {
    divan::main();
}

#[divan::bench]
fn docx_144_letters(bencher: divan::Bencher) {
    let letters = letters::urgings(144);
    bencher.bench(|| {
        let sizes = letters
            .iter()
            .map(|letter| documents::letter::docx::write(letter).map(|file| file.len()));
        sizes.sum::<Result<usize, _>>()
    });
}
