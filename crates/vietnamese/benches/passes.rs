//! The passes over text, in bytes a second on one core: `cargo bench -p vietnamese`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use vietnamese::key::{Keyed, fold};
use vietnamese::syllable::terms;
use vietnamese::{View, legacy, order};

const PARAGRAPH: &str = "1. Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành và UBND các xã, phường tham mưu \
    UBND tỉnh ban hành kế hoạch; hoàn thành trước ngày 15/12/2025.\n";

fn main() {
    divan::main();
}

/// A megabyte of administrative prose, with `odd` put in for every space of every tenth line.
fn megabyte(odd: &str) -> String {
    let mut text = String::with_capacity(1 << 20);
    for line in 0.. {
        if text.len() >= 1 << 20 {
            return text;
        }
        if line % 10 == 0 {
            text.push_str(&PARAGRAPH.replace(' ', odd));
        } else {
            text.push_str(PARAGRAPH);
        }
    }
    text
}

fn run<T>(bencher: Bencher<'_, '_>, text: &str, pass: impl Fn(&str) -> T + Sync) {
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| pass(black_box(text)));
}

#[divan::bench]
fn view_of_clean_text(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte(" "), |text| View::of(text).text().len());
}

#[divan::bench]
fn view_of_odd_text(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte("\u{a0}"), |text| {
        View::of(text).text().len()
    });
}

#[divan::bench]
fn fold_text(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte(" "), fold);
}

#[divan::bench]
fn match_keys(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte(" "), |text| {
        Keyed::of(text).words().len()
    });
}

#[divan::bench]
fn search_terms(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte(" "), terms);
}

#[divan::bench]
fn detect_encoding(bencher: Bencher<'_, '_>) {
    run(bencher, &megabyte(" ")[..4096], legacy::detect);
}

#[divan::bench]
fn sort_key(bencher: Bencher<'_, '_>) {
    run(bencher, "Sở Văn hóa, Thể thao và Du lịch", order::sort_key);
}
