//! The grammars over prose and over values, in bytes a second on one core:
//! `cargo bench -p reading --bench grammar`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use reading::grammar::deadline::DateContext;
use reading::grammar::{agency, citation, deadline, label, marker, number};

const PROSE: &str = "1. Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành và UBND các xã, phường tham mưu UBND \
    tỉnh ban hành kế hoạch triển khai thực hiện Quyết định số 15/2014/QĐ-UBND ngày 07/02/2014 của Ủy ban nhân dân \
    tỉnh về quản lý hoạt động đối ngoại; hoàn thành trước ngày 15/12/2025.\n\
    - Đẩy mạnh tuyên truyền, phổ biến, nâng cao nhận thức của cán bộ, công chức, viên chức và người dân về vai trò, \
    ý nghĩa của công tác này; gắn với thực hiện nhiệm vụ chính trị của từng cơ quan, đơn vị, địa phương.\n";

const LISTS: [&str; 4] = [
    "Các sở, ban, ngành; UBND các xã, phường, đặc khu; các cơ quan báo chí.",
    "Sở Văn hóa, Thể thao và Du lịch, Sở Nông nghiệp và Môi trường và các đơn vị liên quan",
    "các Sở: Tài chính, Nội vụ, Tư pháp; Công an tỉnh, Bộ CHQS tỉnh",
    "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch; Liên minh Hợp tác xã tỉnh",
];

const DEADLINES: [&str; 5] = [
    "Trước ngày 15/12/2025",
    "Quý IV/2025 và Quý I/2026",
    "Thường xuyên, hằng năm",
    "Giai đoạn 2026 - 2030",
    "Theo tiến độ dự án",
];

fn main() {
    divan::main();
}

fn context() -> DateContext {
    DateContext {
        issue_date: None,
        plan_year: Some(2025),
    }
}

fn over_prose<T>(bencher: Bencher<'_, '_>, pass: impl Fn(&str) -> T + Sync) {
    let text = PROSE.repeat((1 << 20) / PROSE.len());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| pass(black_box(&text)));
}

/// What the plan reader does: a paragraph at a time.
fn over_lines<T>(bencher: Bencher<'_, '_>, pass: impl Fn(&str) -> T + Sync) {
    over_prose(bencher, |text| {
        text.lines().map(&pass).filter(|_| true).count()
    });
}

fn over_values<T>(bencher: Bencher<'_, '_>, values: &[&str], pass: impl Fn(&str) -> T + Sync) {
    let bytes: usize = values.iter().map(|value| value.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for value in values {
            black_box(pass(black_box(value)));
        }
    });
}

#[divan::bench]
fn numbers(bencher: Bencher<'_, '_>) {
    over_prose(bencher, number::find);
}

#[divan::bench]
fn citations(bencher: Bencher<'_, '_>) {
    over_lines(bencher, citation::find);
}

#[divan::bench]
fn deadlines_in_prose(bencher: Bencher<'_, '_>) {
    over_prose(bencher, |text| deadline::find_in(text, &context()));
}

#[divan::bench]
fn date_faults(bencher: Bencher<'_, '_>) {
    over_prose(bencher, deadline::faults);
}

#[divan::bench]
fn markers_and_labels(bencher: Bencher<'_, '_>) {
    over_lines(bencher, |line| {
        (marker::parse(line).is_some(), label::parse(line))
    });
}

#[divan::bench]
fn lists_of_agencies(bencher: Bencher<'_, '_>) {
    over_values(bencher, &LISTS, agency::split);
}

#[divan::bench]
fn leading_agencies(bencher: Bencher<'_, '_>) {
    over_lines(bencher, agency::leading);
}

#[divan::bench]
fn deadline_values(bencher: Bencher<'_, '_>) {
    over_values(bencher, &DEADLINES, |value| {
        deadline::parse(value, &context())
    });
}
