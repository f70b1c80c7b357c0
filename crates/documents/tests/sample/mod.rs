//! A small register of every kind of deadline.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use documents::register::{Deadline, Obligation, Register, Role, Status, Task};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2023, 12, 1, 5, 0, 0)
        .single()
        .expect("a moment")
}

fn obligation(unit: &str, role: Role, status: Status) -> Obligation {
    Obligation {
        unit: unit.to_owned(),
        role,
        deadline: None,
        status,
        note: None,
        said: None,
    }
}

fn task(number: u32, content: &str, deadline: Option<Deadline>, status: Status) -> Task {
    Task {
        id: format!("018c0000-0000-7000-8000-00000000000{number}"),
        code: format!("KH267.III.{number}"),
        plan: "267/KH-UBND".to_owned(),
        label: Some(format!("III.{number}")),
        content: content.to_owned(),
        lead: vec!["Sở Thông tin và Truyền thông".to_owned()],
        coordinate: vec![
            "Các Sở, ban, ngành".to_owned(),
            "UBND các huyện, thành, thị".to_owned(),
        ],
        deadline,
        product: None,
        status,
        note: None,
        url: Some(format!("http://localhost/tasks/{number}")),
        obligations: vec![
            obligation("Sở Thông tin và Truyền thông", Role::Lead, status),
            obligation("Sở Du lịch", Role::Coordinate, Status::WithinTime),
            obligation("UBND thành phố Vinh", Role::Coordinate, Status::DoneOnTime),
        ],
    }
}

fn deadline(text: &str, due: Option<NaiveDate>, inclusive: bool, rrule: Option<&str>) -> Deadline {
    Deadline {
        text: text.to_owned(),
        start: None,
        due,
        inclusive,
        rrule: rrule.map(str::to_owned),
    }
}

pub fn register() -> Register {
    let quarterly = "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=20";
    Register {
        keeper: Some("UBND TỈNH NGHỆ AN".to_owned()),
        title: "Kế hoạch số 267/KH-UBND ngày 18/4/2023".to_owned(),
        as_of: day(2023, 12, 1),
        tasks: vec![
            task(
                1,
                "Hoàn thiện quy chế phối hợp; rà soát, sửa đổi, bổ sung các quyết định đã ban hành",
                Some(deadline(
                    "Đến ngày 30/9/2023",
                    Some(day(2023, 9, 30)),
                    true,
                    None,
                )),
                Status::Overdue,
            ),
            task(
                2,
                "Tổ chức tập huấn",
                Some(deadline(
                    "trước ngày 15/12/2023",
                    Some(day(2023, 12, 15)),
                    false,
                    None,
                )),
                Status::WithinTime,
            ),
            task(
                3,
                "Báo cáo kết quả",
                Some(deadline(
                    "hằng quý, trước ngày 20 tháng cuối quý",
                    None,
                    false,
                    Some(quarterly),
                )),
                Status::WithinTime,
            ),
            task(
                4,
                "Tuyên truyền trên cổng thông tin",
                None,
                Status::NoDeadline,
            ),
        ],
    }
}
