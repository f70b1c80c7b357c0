//! Letters of a made-up province, for tests, benches and the example.
#![allow(dead_code, reason = "each user takes what it needs")]

use documents::letter::forms::{Debt, Debts, Office, Text, late, slip, urge, urge_many};
use documents::letter::{
    Align, Block, Day, Figure, Letter, Number, Recipients, Shape, Signature, symbol,
};

/// The office that follows the plan.
pub fn office(type_name: Option<&str>) -> Office {
    let division = type_name.is_none().then_some("TTBC");
    Office {
        superior: Some("UBND tỉnh Sông Hồng".to_owned()),
        name: "Sở Thông tin và Truyền thông".to_owned(),
        place: "Sông Hồng".to_owned(),
        number: Number::new(None, &symbol(type_name, "STTTT", division)),
        day: Day::open(2023),
        recipients: Recipients {
            to: vec![
                "UBND tỉnh (để báo cáo)".to_owned(),
                "Giám đốc, các Phó Giám đốc Sở".to_owned(),
            ],
            filing: "VT, TTBC".to_owned(),
        },
        signature: Signature::read(["KT. Giám đốc"], "Phó Giám đốc", Some("Nguyễn Văn Thử")),
    }
}

/// The plan that is followed.
pub const PLAN: &str = "Kế hoạch số 267/KH-UBND ngày 18/4/2023 của UBND tỉnh Sông Hồng về công tác thông tin đối ngoại năm 2023";

/// What is asked.
pub fn text(unit: &str, count: usize) -> Text {
    Text {
        about:
            "đôn đốc thực hiện nhiệm vụ tại Kế hoạch số 267/KH-UBND ngày 18/4/2023 của UBND tỉnh"
                .to_owned(),
        before: vec![format!(
            "Qua theo dõi việc thực hiện {PLAN}, tính đến hết ngày 05/9/2023, {unit} còn {count:02} nhiệm vụ chưa hoàn thành, cụ thể như sau:"
        )],
        after: vec![
            format!(
                "Sở Thông tin và Truyền thông đề nghị {unit} khẩn trương thực hiện; báo cáo kết quả, nêu rõ khó khăn, vướng mắc và thời gian hoàn thành, gửi về Sở Thông tin và Truyền thông trước ngày 15/9/2023 để tổng hợp."
            ),
            "Trân trọng cảm ơn sự phối hợp của quý cơ quan./.".to_owned(),
        ],
    }
}

/// What a unit owes: `count` obligations.
pub fn debts(unit: &str, count: usize) -> Debts {
    const TASKS: [&str; 4] = [
        "Xây dựng chuyên mục giới thiệu tiềm năng, thế mạnh của địa phương trên Cổng thông tin điện tử bằng tiếng Việt và tiếng Anh",
        "Tổ chức tập huấn nghiệp vụ cho cán bộ làm công tác thông tin đối ngoại",
        "Biên soạn, phát hành ấn phẩm giới thiệu văn hóa, con người, du lịch; cung cấp cho các cơ quan đại diện và đoàn khách quốc tế đến làm việc tại tỉnh",
        "Báo cáo kết quả thực hiện gửi cơ quan thường trực",
    ];
    let item = |place: usize| Debt {
        plan: None,
        place: format!("III.{}.{}", place / 3 + 1, ["a", "b", "c"][place % 3]),
        task: TASKS[place % TASKS.len()].to_owned(),
        role: if place % 3 == 2 {
            "Phối hợp"
        } else {
            "Chủ trì"
        }
        .to_owned(),
        deadline: "Trước ngày 30/8/2023".to_owned(),
        state: late(i64::try_from(place).unwrap_or(0) + 6),
    };
    Debts {
        unit: unit.to_owned(),
        items: (0..count).map(item).collect(),
    }
}

/// Units of the province.
pub fn units(count: usize) -> Vec<String> {
    let bodies = [
        "Sở Y tế",
        "Sở Tài chính",
        "Sở Ngoại vụ",
        "Ban Quản lý Khu kinh tế",
    ];
    let communes = (1..).map(|number| format!("UBND xã An Bình {number}"));
    bodies
        .map(str::to_owned)
        .into_iter()
        .chain(communes)
        .take(count)
        .collect()
}

/// One letter to each of many units.
pub fn urgings(count: usize) -> Vec<Letter> {
    let office = office(None);
    let letters = units(count)
        .into_iter()
        .map(|unit| urge(&office, &text(&unit, 5), &debts(&unit, 5)));
    letters.collect()
}

/// How many tasks are done, month by month.
pub fn figure() -> Figure {
    let mut shapes = vec![
        Shape::Line {
            from: (100, 500),
            to: (1300, 500),
            weight: 10,
        },
        Shape::Words {
            at: (0, 40),
            text: "Số việc".to_owned(),
            align: Align::Left,
        },
    ];
    for (at, height) in (0_u16..).zip([80, 200, 340, 450]) {
        shapes.push(Shape::Area {
            at: (180 + at * 280, 500 - height),
            width: 140,
            height,
            grey: 160,
        });
        shapes.push(Shape::Words {
            at: (250 + at * 280, 530),
            text: format!("Quý {}", at + 1),
            align: Align::Centre,
        });
    }
    Figure {
        title: "Hình 1. Số nhiệm vụ hoàn thành theo quý".to_owned(),
        described: "Số nhiệm vụ hoàn thành tăng từ quý 1 đến quý 4".to_owned(),
        width: 1400,
        height: 560,
        shapes,
    }
}

/// A report long enough for several pages.
pub fn report() -> Letter {
    let paragraph = "Các cơ quan, đơn vị, địa phương đã chủ động xây dựng kế hoạch, phân công nhiệm vụ cụ thể và tổ chức thực hiện đúng tiến độ; công tác phối hợp được duy trì thường xuyên, kịp thời tháo gỡ khó khăn, vướng mắc phát sinh trong quá trình thực hiện.";
    let heading = |level, text: &str| Block::Heading {
        level,
        text: text.to_owned(),
    };
    let mut body = vec![heading(1, "I. KẾT QUẢ THỰC HIỆN")];
    for (number, subject) in [
        "Công tác chỉ đạo, điều hành",
        "Kết quả thực hiện nhiệm vụ",
        "Kinh phí",
    ]
    .iter()
    .enumerate()
    {
        body.push(heading(2, &format!("{}. {subject}", number + 1)));
        body.extend((0..4).map(|_| Block::Paragraph(paragraph.to_owned())));
        body.push(Block::Item(
            "Đã hoàn thành 12 nhiệm vụ, trong đó 10 nhiệm vụ đúng hạn;".to_owned(),
        ));
        body.push(Block::Item("Còn 05 nhiệm vụ chưa hoàn thành.".to_owned()));
    }
    body.push(Block::Figure(figure()));
    body.push(heading(1, "II. KHÓ KHĂN, VƯỚNG MẮC"));
    body.push(heading(3, "a) Về nhân lực"));
    body.push(Block::Paragraph(paragraph.to_owned()));
    body.push(Block::Paragraph(
        "Sở Thông tin và Truyền thông kính báo cáo UBND tỉnh xem xét, chỉ đạo.".to_owned(),
    ));
    let about = "Kết quả thực hiện công tác thông tin đối ngoại 9 tháng đầu năm 2023";
    office(Some("Báo cáo")).named("Báo cáo", about, Vec::new(), body)
}

/// Every form once.
pub fn all() -> Vec<(&'static str, Letter)> {
    let several: Vec<_> = units(4)
        .iter()
        .enumerate()
        .map(|(place, unit)| debts(unit, 3 + place * 6))
        .collect();
    let proposal = vec![
        Block::Paragraph(format!("Căn cứ {PLAN}.")),
        Block::Paragraph(
            "Kính trình UBND tỉnh xem xét, quyết định điều chỉnh thời hạn của 02 nhiệm vụ."
                .to_owned(),
        ),
    ];
    let submission = office(Some("Tờ trình")).named(
        "Tờ trình",
        "Về việc điều chỉnh thời hạn thực hiện nhiệm vụ",
        vec!["Ủy ban nhân dân tỉnh Sông Hồng".to_owned()],
        proposal,
    );
    vec![
        (
            "don-doc",
            urge(&office(None), &text("Sở Y tế", 3), &debts("Sở Y tế", 3)),
        ),
        (
            "don-doc-dai",
            urge(&office(None), &text("Sở Y tế", 30), &debts("Sở Y tế", 30)),
        ),
        (
            "don-doc-nhieu-don-vi",
            urge_many(&office(None), &text("các cơ quan, đơn vị", 48), &several),
        ),
        (
            "phieu-theo-doi",
            slip(&office(None), PLAN, &debts("Sở Y tế", 4)),
        ),
        ("bao-cao", report()),
        ("to-trinh", submission),
    ]
}
