//! The letters of one round of urging: 144 units, five obligations each (720).

#[path = "../tests/letters/mod.rs"]
mod letters;

use documents::letter::{check, docx, pdf};

fn main() {
    divan::main();
}

#[divan::bench]
fn docx_144_letters(bencher: divan::Bencher) {
    let letters = letters::urgings(144);
    bencher.bench(|| {
        let sizes = letters
            .iter()
            .map(|letter| docx::write(letter).map(|file| file.len()));
        sizes.sum::<Result<usize, _>>()
    });
}

#[divan::bench]
fn pdf_144_letters(bencher: divan::Bencher) {
    let letters = letters::urgings(144);
    bencher.bench(|| {
        let sizes = letters
            .iter()
            .map(|letter| pdf::write(letter).map(|file| file.len()));
        sizes.sum::<Result<usize, _>>()
    });
}

#[divan::bench]
fn check_one(bencher: divan::Bencher) {
    let letter = letters::report();
    let file = docx::write(&letter).expect("written");
    bencher.bench(|| check::check(&file).map(|findings| findings.len()));
}
