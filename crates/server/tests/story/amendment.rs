//! Documents that replace a plan, laid beside it: which task became which, and what changed.

use dondoc_core::plan::amendment::{Comparison, Field, Sureness, compare};
use dondoc_core::plan::draft::{Draft, RowId};
use dondoc_server::import;
use reading::file::{Helpers, Limits};

const PLAN: &str = include_str!("../../demo/ke-hoach-12-kh-ubnd.txt");
const MOVED: &str = include_str!("../amendments/moved.txt");
const BEFORE_MERGER: &str = include_str!("../amendments/before-merger.txt");
const AFTER_MERGER: &str = include_str!("../amendments/after-merger.txt");
const REWORDED: &str = include_str!("../amendments/reworded.txt");

/// How the tasks that were reworded begin, before and after.
const REWORDINGS: [(&str, &str); 13] = [
    // Its day stands in the sentence itself.
    ("diễn tập ứng cứu sự cố", "diễn tập ứng cứu sự cố"),
    ("Công bố danh mục văn bản", "Rà soát và công bố danh mục"),
    ("Rà soát, đơn giản hóa quy trình", "Tiếp tục đơn giản hóa"),
    ("Tổ chức tiếp nhận", "Tiếp nhận và giải quyết"),
    ("Khảo sát, đo lường", "Đo lường sự hài lòng"),
    ("Đưa vào vận hành", "Hoàn thành, vận hành"),
    (
        "Cập nhật Danh mục dữ liệu",
        "Công bố, cập nhật Danh mục dữ liệu",
    ),
    ("Rà soát chức năng", "Rà soát, điều chỉnh chức năng"),
    ("Kiểm tra việc chấp hành", "Kiểm tra đột xuất"),
    ("Hồ sơ sức khỏe", "Lập hồ sơ sức khỏe"),
    ("Học bạ số", "Triển khai học bạ số"),
    ("Bản đồ số", "Hoàn thiện bản đồ số"),
    (
        "Xây dựng và phát triển chính quyền số",
        "Phát triển chính quyền số",
    ),
];

fn read(text: &str) -> Draft {
    let (helpers, limits) = (Helpers::none(), Limits::default());
    let name = "ke-hoach.txt".to_owned();
    let read = import::read(name, text.as_bytes().to_vec(), &helpers, &limits, &());
    import::draft(&read.expect("a plan").draft)
}

fn words(draft: &Draft, id: RowId) -> String {
    let row = draft.row(id).expect("a row");
    let parts = [&row.heading, &row.text].into_iter().flatten();
    parts
        .map(|part| part.value.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a pair is right: the same words, or one of the rewordings.
fn is_right(old: &str, new: &str) -> bool {
    let key = vietnamese::key::match_key;
    let rewordings = REWORDINGS.iter();
    key(old) == key(new)
        || rewordings
            .clone()
            .any(|(before, after)| old.contains(before) && new.contains(after))
}

struct Sides {
    old: Draft,
    new: Draft,
    comparison: Comparison,
}

fn laid(old: &str, new: &str) -> Sides {
    let (old, new) = (read(old), read(new));
    let comparison = compare(&old, &new);
    let number = comparison.kept.len();
    assert_eq!(number + comparison.dropped.len(), old.rows.len());
    assert_eq!(number + comparison.added.len(), new.rows.len());
    for kept in &comparison.kept {
        let (was, is) = (words(&old, kept.pair.old), words(&new, kept.pair.new));
        let pair = &kept.pair;
        println!(
            "{:?} {}% {was:.60} | {is:.60}",
            pair.sureness, pair.likeness
        );
        assert!(
            pair.sureness == Sureness::Proposed || is_right(&was, &is),
            "certain and wrong: {was} | {is}"
        );
    }
    Sides {
        old,
        new,
        comparison,
    }
}

impl Sides {
    fn certain(&self) -> usize {
        let pairs = self.comparison.kept.iter();
        pairs
            .filter(|kept| kept.pair.sureness == Sureness::Certain)
            .count()
    }

    /// What changed in a field, over all pairs.
    fn changed(&self, field: Field) -> Vec<(String, String)> {
        let changes = self.comparison.kept.iter().flat_map(|kept| &kept.changes);
        changes
            .filter(|change| change.field == field)
            .map(|change| (change.before.clone(), change.after.clone()))
            .collect()
    }
}

#[test]
fn moved_deadlines_are_told_and_nothing_else() {
    let sides = laid(PLAN, MOVED);
    assert_eq!(sides.certain(), sides.comparison.kept.len());
    assert_eq!(sides.comparison.dropped.len(), 1);
    assert_eq!(sides.comparison.added.len(), 2);
    assert_eq!(sides.changed(Field::Deadline).len(), 6);
    assert_eq!(sides.changed(Field::Text).len(), 1);
    for field in [Field::Lead, Field::Coordinate, Field::Product] {
        assert_eq!(sides.changed(field), [], "{field:?}");
    }
    let dropped = words(&sides.old, sides.comparison.dropped[0]);
    assert!(dropped.contains("trợ lý ảo"), "{dropped}");
}

#[test]
fn after_a_merger_the_tasks_stay_and_their_leads_differ() {
    let sides = laid(BEFORE_MERGER, AFTER_MERGER);
    assert_eq!(sides.comparison.dropped, []);
    assert_eq!(sides.comparison.added, []);
    let leads = sides.changed(Field::Lead);
    assert!(leads.len() >= 6, "{leads:?}");
    for (before, after) in leads {
        assert_ne!(before, after);
        assert!(
            [
                "Sở Thông tin và Truyền thông",
                "Sở Tài nguyên và Môi trường",
                "Sở Du lịch"
            ]
            .iter()
            .any(|gone| before.contains(gone)),
            "{before} | {after}"
        );
    }
    assert_eq!(sides.changed(Field::Deadline), []);
}

#[test]
fn what_was_renumbered_and_reworded_is_found_again() {
    let sides = laid(PLAN, REWORDED);
    let right = sides.comparison.kept.iter().filter(|kept| {
        is_right(
            &words(&sides.old, kept.pair.old),
            &words(&sides.new, kept.pair.new),
        )
    });
    assert_eq!(right.count(), sides.old.rows.len(), "every task goes on");
    assert!(
        sides.certain() * 3 >= sides.old.rows.len() * 2,
        "{}",
        sides.certain()
    );
    assert_eq!(sides.changed(Field::Text).len(), 10);
}

#[test]
fn a_new_task_in_the_words_of_an_old_one_is_only_proposed() {
    let other = PLAN
        .replace(
            "Hồ sơ sức khỏe điện tử cho ít nhất 90% dân số của tỉnh",
            "Hồ sơ sức khỏe điện tử cho đội ngũ nhà giáo của tỉnh",
        )
        .replace(
            "Kiện toàn Tổ công nghệ số cộng đồng tại 100% thôn, bản, khối phố",
            "Kiện toàn Tổ hòa giải tại 100% thôn, bản, khối phố",
        )
        .replace(
            "Nâng cấp mạng truyền số liệu chuyên dùng đến 100% xã, phường, dung lượng tối thiểu 100 Mbps.",
            "Nâng cấp đường giao thông đến 100% xã, phường, bề rộng mặt đường tối thiểu 6 mét.",
        );
    let (old, new) = (read(PLAN), read(&other));
    let comparison = compare(&old, &new);
    let key = vietnamese::key::match_key;
    for kept in comparison.kept {
        let (was, is) = (words(&old, kept.pair.old), words(&new, kept.pair.new));
        let certain = kept.pair.sureness == Sureness::Certain;
        assert!(!certain || key(&was) == key(&is), "{was} | {is}");
    }
}

#[test]
fn two_plans_that_have_nothing_to_do_with_each_other_share_no_certain_task() {
    let other = include_str!("../../demo/ke-hoach-27-kh-ubnd.txt");
    let (old, new) = (read(PLAN), read(other));
    let comparison = compare(&old, &new);
    for kept in comparison.kept {
        let (was, is) = (words(&old, kept.pair.old), words(&new, kept.pair.new));
        assert_eq!(kept.pair.sureness, Sureness::Proposed, "{was} | {is}");
    }
}
