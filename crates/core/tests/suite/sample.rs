//! A small plan of a made-up kind, in a real place.

use dondoc_core::{
    document::{Incoming, Sha},
    obligation::{self, Obligation},
    plan::{
        Plan, confirmation,
        draft::{
            Actor, ActorKind, Certainty, Deadline, DeadlineKind, Draft, Finding, Meta, Quote, Row,
            RowId, Span, Value, store,
        },
    },
    unit,
};

use crate::house::{House, day};

/// The text the spans of [`row`] point into.
pub const TEXT: &str = "Tuyên truyền trên báo. Mở lớp tập huấn. Báo cáo kết quả.";

#[expect(clippy::unnecessary_wraps, reason = "the fields it is for are options")]
pub fn read<T>(value: T) -> Option<Value<T>> {
    Some(Value {
        value,
        quote: None,
        certainty: Certainty::Read,
        confirmed: false,
    })
}

pub fn actor(name: &str, kind: ActorKind) -> Actor {
    Actor {
        name: name.to_owned(),
        quote: None,
        kind,
        certainty: Certainty::Read,
        confirmed: false,
        exceptions: Vec::new(),
    }
}

pub fn agency(name: &str) -> Actor {
    actor(name, ActorKind::Agency)
}

#[expect(clippy::unnecessary_wraps, reason = "the field it is for is an option")]
pub fn deadline(due: &str, inclusive: bool) -> Option<Deadline> {
    Some(Deadline {
        text: format!("trước {due}"),
        quote: None,
        kind: DeadlineKind::Date,
        due: Some(day(due)),
        start: None,
        inclusive,
        rrule: None,
        certainty: Certainty::Read,
        confirmed: false,
    })
}

pub fn row(id: u32, label: &str, text: &str) -> Row {
    let quote = TEXT.find(text).map(|start| Quote {
        text: text.to_owned(),
        span: Span {
            start,
            end: start + text.len(),
        },
    });
    Row {
        id: RowId(id),
        label: Some(label.to_owned()),
        node: None,
        heading: None,
        text: Some(Value {
            value: text.to_owned(),
            quote,
            certainty: Certainty::Read,
            confirmed: false,
        }),
        lead: Vec::new(),
        coordinate: Vec::new(),
        monitor: Vec::new(),
        deadline: None,
        product: None,
        budget: None,
        follow: true,
        certainty: Certainty::Read,
        confirmed: false,
    }
}

/// Ready to be confirmed.
pub fn draft() -> Draft {
    let mut first = row(0, "III.1", "Tuyên truyền trên báo.");
    first.lead = vec![
        agency("Sở Thông tin và Truyền thông"),
        agency("Sở Tài chính"),
    ];
    first.coordinate = vec![
        actor("Các Sở, ban, ngành", ActorKind::Group),
        actor("các cơ quan liên quan", ActorKind::OpenGroup),
    ];
    first.deadline = deadline("2023-12-15", false);
    let mut second = row(1, "III.2", "Mở lớp tập huấn.");
    second.lead = vec![agency("STTTT")];
    second.coordinate = vec![actor("UBND các huyện, thành, thị", ActorKind::Group)];
    second.coordinate[0].exceptions = vec!["na.ubnd-huyen-anh-son".to_owned()];
    second.deadline = deadline("2023-09-30", true);
    let mut third = row(2, "III.3", "Báo cáo kết quả.");
    third.lead = vec![agency("Hội Sinh vật cảnh Xứ Lạ")];
    third.follow = false;
    let findings = vec![Finding {
        code: "task.several_leads".to_owned(),
        span: None,
        line: Some(1),
        row: Some(RowId(0)),
        seen: None,
        expected: None,
        dismissed: false,
    }];
    Draft {
        meta: meta("267/KH-UBND"),
        rows: vec![first, second, third],
        findings,
        ..Draft::default()
    }
}

pub fn meta(number: &str) -> Meta {
    Meta {
        kind: read("Kế hoạch".to_owned()),
        number: read(number.to_owned()),
        issuer: read("Ủy ban nhân dân tỉnh Nghệ An".to_owned()),
        place: read("Nghệ An".to_owned()),
        date: read(day("2023-04-18")),
        title: read("Thông tin đối ngoại năm 2023".to_owned()),
        years: read((2023, 2023)),
        ..Meta::default()
    }
}

/// Bring in the directory of Nghệ An.
pub async fn import_units(house: &House) -> unit::import::Report {
    let directory = unit::import::shipped().unwrap().into_iter();
    let (_, directory) = directory
        .into_iter()
        .find(|(name, _)| name == "nghe-an")
        .unwrap();
    house
        .write(move |tx| Box::pin(async move { unit::import::run(tx, &directory).await }))
        .await
        .unwrap()
}

pub fn incoming(bytes: &[u8]) -> Incoming {
    Incoming {
        sha: Sha::of(bytes),
        size: bytes.len() as u64,
        name: "ke-hoach.txt".to_owned(),
        format: "text".to_owned(),
        text: TEXT.to_owned(),
        shape: "{}".to_owned(),
    }
}

/// Store a document and a draft of it.
pub async fn store_draft(house: &House, bytes: &[u8], draft: Draft) -> store::Head {
    let incoming = incoming(bytes);
    house
        .write(move |tx| {
            Box::pin(async move {
                let document = dondoc_core::document::receive(tx, &incoming).await?;
                store::create(tx, document.id, draft).await
            })
        })
        .await
        .unwrap()
}

/// Store and confirm.
/// The sample's plan confirmed, and what its first task has units owe, the lead first.
pub async fn first_owed(house: &House) -> Vec<Obligation> {
    import_units(house).await;
    confirmed(house, b"a", draft()).await;
    let reader = house.db.read().await.unwrap();
    obligation::of_task(&reader, 1).await.unwrap()
}

pub async fn confirmed(house: &House, bytes: &[u8], draft: Draft) -> Plan {
    let head = store_draft(house, bytes, draft).await;
    house
        .write(move |tx| {
            Box::pin(async move { confirmation::confirm(tx, head.id, head.version).await })
        })
        .await
        .unwrap()
}
