//! Mail that goes out, to a real mail server: what arrives is what was written.

mod server;

use axum::http::StatusCode;
use chrono::Duration;
use dondoc_core::access::{Actor, Role};
use dondoc_core::account::edit::{self, Particulars};
use dondoc_core::db::sql;
use dondoc_core::document::Sha;
use dondoc_core::mail::delivery;
use dondoc_core::reminder::quiet::{self, Notice};
use dondoc_server::web::mail::courier;
use dondoc_server::web::reminders::job;

use crate::app::{Browser, TestApp};
use server::{MailServer, PASSWORD};

/// Fills in the form of the mail server, switched on.
async fn enter(lan: &mut Browser<'_>, server: &MailServer, security: &str, password: &str) {
    enter_with(lan, server, security, password, &server.certificate).await;
}

async fn enter_with(
    lan: &mut Browser<'_>,
    server: &MailServer,
    security: &str,
    password: &str,
    authority: &str,
) {
    let version = lan.get("/mail-server").await;
    let version = version.attributes("input[name=version]", "value").remove(0);
    let port = server.port.to_string();
    let login = if security == "none" { "" } else { "dondoc" };
    let fields = [
        ("version", version.as_str()),
        ("host", "localhost"),
        ("port", port.as_str()),
        ("security", security),
        ("login", login),
        ("password", password),
        ("authority", authority),
        ("sender_name", "Sở Nội vụ, tỉnh Nghệ An"),
        ("sender_address", "dondoc@nghean.gov.vn"),
        ("enabled", "1"),
    ];
    let saved = lan.post("/mail-server", &fields).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    assert!(!saved.text().contains(PASSWORD), "a password is not shown");
}

/// Gives units an address.
async fn contact(house: &TestApp, unit: i64, address: &str) {
    let (who, now, address) = (Actor::system("test"), house.now(), address.to_owned());
    let write = house.app.db().write(&who, now, move |tx| {
        Box::pin(async move {
            let id = sql::next_id(tx, "unit_contact").await?;
            let text = "INSERT INTO unit_contact (id, unit_id, email) VALUES ($1, $2, $3)";
            sql::execute(tx, text, vec![id.into(), unit.into(), address.into()]).await
        })
    });
    write.await.expect("a contact");
}

async fn person(
    house: &TestApp,
    login: &'static str,
    role: Role,
    unit: i64,
    notice: Notice,
) -> i64 {
    let of = Particulars {
        name: "Trần Văn Bình".to_owned(),
        role,
        unit_id: Some(unit),
        disabled: false,
    };
    let who = Actor::system("test");
    let write = house.app.db().write(&who, house.now(), move |tx| {
        Box::pin(async move {
            let account = edit::add(tx, login, &of).await?;
            quiet::change(tx, account.id, notice).await?;
            Ok(account.id)
        })
    });
    write.await.expect("an account")
}

fn reached_at(address: &str) -> Notice {
    Notice {
        address: Some(address.to_owned()),
        ..Notice::default()
    }
}

async fn owing_units(lan: &mut Browser<'_>) -> Vec<String> {
    let new = lan.get("/urgings/new").await;
    new.attributes("input[name=take]", "value")
}

fn number(id: &str) -> i64 {
    id.parse().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_says_what_the_server_says_and_the_password_lies_sealed() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    for mode in ["starttls", "tls"] {
        let Some(server) = MailServer::start(mode) else {
            return;
        };
        enter(&mut lan, &server, mode, "sai mật khẩu").await;
        let to = [("to", "lan@nghean.gov.vn")];
        let wrong = lan.post("/mail-server/test", &to).await;
        assert!(wrong.text().contains("535"), "{}", wrong.text());
        assert!(server.taken().is_empty());
        enter(&mut lan, &server, mode, PASSWORD).await;
        let right = lan.post("/mail-server/test", &to).await;
        assert!(right.text().contains("taken as 1"), "{}", right.text());
        let taken = server.taken();
        assert!(taken[0].tls);
        assert_eq!(taken[0].login.as_deref(), Some("dondoc"));
        assert_eq!(taken[0].from, "dondoc@nghean.gov.vn");
        assert_eq!(taken[0].to, ["lan@nghean.gov.vn"]);
        assert_eq!(taken[0].subject, "Thư thử của Dondoc");
        assert_eq!(taken[0].auto_submitted, "auto-generated");
        let sender = &taken[0].header_from;
        assert!(sender.contains("Sở Nội vụ, tỉnh Nghệ An"), "{sender}");
        assert!(taken[0].defects.is_empty(), "{:?}", taken[0].defects);
        // Without its certificate the server could be anybody: nothing is said to it.
        enter_with(&mut lan, &server, mode, PASSWORD, "").await;
        let stranger = lan.post("/mail-server/test", &to).await;
        assert_eq!(stranger.all(".notice.bad").len(), 1, "{}", stranger.text());
        assert_eq!(server.taken().len(), 1);
    }
    for file in ["dondoc.sqlite", "dondoc.sqlite-wal"] {
        let bytes = std::fs::read(house.folder.path().join(file)).unwrap_or_default();
        let secret = PASSWORD.as_bytes();
        assert!(
            !bytes.windows(secret.len()).any(|it| it == secret),
            "{file}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_protection_mail_stays_within_the_office() {
    let Some(server) = MailServer::start("plain") else {
        return;
    };
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "none", "").await;
    let to = [("to", "lan@nghean.gov.vn")];
    let near = lan.post("/mail-server/test", &to).await;
    assert!(near.text().contains("taken as 1"), "{}", near.text());
    assert!(!server.taken()[0].tls);
    // An address for documentation (RFC 5737): it is refused before anything is sent.
    let fields = [
        ("version", "1"),
        ("host", "203.0.113.9"),
        ("port", "25"),
        ("security", "none"),
        ("sender_address", "dondoc@nghean.gov.vn"),
        ("enabled", "1"),
    ];
    assert_eq!(
        lan.post("/mail-server", &fields).await.status,
        StatusCode::OK
    );
    let far = lan.post("/mail-server/test", &to).await;
    let told = far.all(".notice.bad").join(" ");
    assert!(told.contains("mạng nội bộ"), "{told}");
    // And where protection is promised it is there, or nothing goes.
    enter(&mut lan, &server, "starttls", PASSWORD).await;
    let bare = lan.post("/mail-server/test", &to).await;
    assert!(
        bare.text().contains("không hỗ trợ STARTTLS"),
        "{}",
        bare.text()
    );
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_urged_by_mail_and_the_ledger_says_what_became_of_it() {
    let Some(server) = MailServer::start("starttls") else {
        return;
    };
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "starttls", PASSWORD).await;
    let units = owing_units(&mut lan).await;
    assert!(units.len() > 2, "{units:?}");
    let addresses = ["vanthu@mot.gov.vn", "nobody@hai.gov.vn", "later@ba.gov.vn"];
    for (unit, address) in units.iter().zip(addresses) {
        contact(&house, number(unit), address).await;
    }
    let mut fields = vec![("issuer", "Sở Nội vụ"), ("days", "5")];
    fields.extend(units.iter().map(|it| ("take", it.as_str())));
    let sent = lan.post("/urgings/emails", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    // The button pressed twice: nothing more goes out.
    let twice = lan.post("/urgings/emails", &fields).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(courier::round(&house.app).await.expect("a round"), 3);
    assert_eq!(courier::round(&house.app).await.expect("a round"), 0);
    let taken = server.taken();
    assert_eq!(taken.len(), 1, "one is unknown, one is put off");
    let unit = lan.get(&format!("/units/{}", units[0])).await;
    let name = unit.one("h1");
    let text = taken[0].text.as_deref().expect("a text");
    assert!(text.contains(&format!("Kính gửi {name},")), "{text}");
    assert!(taken[0].header_to.contains(&name), "{}", taken[0].header_to);
    assert!(taken[0].subject.starts_with("Sở Nội vụ: đôn đốc "));
    assert!(taken[0].longest_line <= 998, "RFC 5322");
    let ledger = unit.all("li").join("\n");
    assert!(ledger.contains("thư điện tử: Máy chủ đã nhận"), "{ledger}");
    let unknown = lan
        .get(&format!("/units/{}", units[1]))
        .await
        .all("li")
        .join("\n");
    assert!(unknown.contains("Không gửi được"), "{unknown}");

    house.wait(Duration::minutes(1));
    assert_eq!(courier::round(&house.app).await.expect("a round"), 1);
    assert_eq!(server.taken()[1].to, ["later@ba.gov.vn"]);
    let outbox = lan.get("/mail?state=given_up").await;
    assert_eq!(outbox.all("tbody tr").len(), 1);
    let place = outbox.attributes("tbody th a", "href").remove(0);
    let shown = lan.get(&place).await;
    assert!(
        shown.text().contains("5.1.1 no such user"),
        "{}",
        shown.text()
    );
    let again = lan.post(&format!("{place}/resending"), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let cancelled = lan.post(&format!("{place}/cancelling"), &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    assert_eq!(courier::round(&house.app).await.expect("a round"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_letter_arrives_whole_under_its_vietnamese_name() {
    let Some(server) = MailServer::start("tls") else {
        return;
    };
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "tls", PASSWORD).await;
    let unit = owing_units(&mut lan).await.remove(0);
    contact(&house, number(&unit), "vanthu@mot.gov.vn").await;
    let fields = [
        ("issuer", "Sở Nội vụ"),
        ("symbol", "SNV-VP"),
        ("place", "Nghệ An"),
        ("subject", "đôn đốc thực hiện nhiệm vụ được giao"),
        ("opening", "«đơn vị» còn «số việc» việc"),
        ("days", "5"),
        ("take", unit.as_str()),
    ];
    let place = lan
        .post("/urgings", &fields)
        .await
        .location()
        .expect("letters");
    let unsigned = lan.post(&format!("{place}/emails"), &[]).await;
    assert_eq!(unsigned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let file = lan
        .get(&place)
        .await
        .attributes("a[href$='.docx']", "href")
        .remove(0);
    let letter = file
        .rsplit('/')
        .next()
        .expect("a name")
        .trim_end_matches(".docx");
    let id = place.rsplit('/').next().expect("an id");
    let form = [
        ("batch", id),
        ("version", "1"),
        ("number", "15/SNV-VP"),
        ("signed_on", "2026-03-10"),
    ];
    let sign = format!("/urgings/letters/{letter}/signature");
    assert_eq!(lan.post(&sign, &form).await.status, StatusCode::SEE_OTHER);
    for _ in 0..2 {
        let sent = lan.post(&format!("{place}/emails"), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    assert_eq!(
        courier::round(&house.app).await.expect("a round"),
        1,
        "once"
    );
    let taken = server.taken();
    let came = &taken[0];
    assert!(
        came.subject
            .contains("Công văn số 15/SNV-VP ngày 10/3/2026")
    );
    assert!(came.defects.is_empty(), "{:?}", came.defects);
    let docx = came
        .files
        .iter()
        .find(|it| it.name.as_deref() == Some("Công văn đôn đốc số 15-SNV-VP.docx"))
        .unwrap_or_else(|| panic!("{:?}", came.files));
    let pdf = &came.files[0];
    assert_eq!(
        pdf.name.as_deref(),
        Some("Công văn đôn đốc số 15-SNV-VP.pdf")
    );
    assert_eq!(pdf.media, "application/pdf");
    let kept = lan.get(&file).await.bytes;
    assert_eq!(docx.sha256, Sha::of(&kept).hex(), "not a byte differs");
    let shown = lan.get(&place).await;
    assert!(shown.text().contains("Máy chủ đã nhận"));
    // It was urged once, by a letter that went by mail.
    assert!(lan.get("/urgings/new").await.text().contains("1 lần"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_cut_off_on_its_way_goes_again_under_the_same_id() {
    let Some(server) = MailServer::start("starttls") else {
        return;
    };
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "starttls", PASSWORD).await;
    let unit = owing_units(&mut lan).await.remove(0);
    contact(&house, number(&unit), "vanthu@mot.gov.vn").await;
    let fields = [("issuer", "Sở"), ("days", "5"), ("take", unit.as_str())];
    lan.post("/urgings/emails", &fields).await;
    // Handed out, and the program ends before anything is written down.
    let who = Actor::system("mail");
    let claim = house
        .app
        .db()
        .write(&who, house.now(), |tx| Box::pin(delivery::claim(tx)));
    let lost = claim.await.expect("claimed").expect("a message");
    assert_eq!(courier::round(&house.app).await.expect("a round"), 0);
    house.wait(delivery::LEASE);
    assert_eq!(courier::round(&house.app).await.expect("a round"), 1);
    let id = format!("<{}>", lost.message_id);
    assert_eq!(server.taken()[0].message_id, id);
    let shown = lan.get(&format!("/mail/{}", lost.id)).await;
    assert!(
        shown.text().contains("bị ngắt giữa chừng"),
        "{}",
        shown.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_are_looked_at_switched_on_and_sent_once_a_day() {
    let Some(server) = MailServer::start("starttls") else {
        return;
    };
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "starttls", PASSWORD).await;
    let units = owing_units(&mut lan).await;
    for (at, unit) in units.iter().enumerate() {
        contact(&house, number(unit), &format!("don-vi-{at}@nghean.gov.vn")).await;
    }
    // Some working day within a month something is due to be told: look for it, nothing is sent.
    let mut found = 0;
    for _ in 0..31 {
        let page = lan.get("/reminders").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.text().contains("Đang tắt"));
        found = page.all("tbody tr").len();
        if found > 0 {
            break;
        }
        let day_off = lan.post("/reminders/sending", &[]).await;
        let weekend = page.text().contains("không phải ngày làm việc");
        assert_eq!(day_off.status == StatusCode::UNPROCESSABLE_ENTITY, weekend);
        house.wait(Duration::days(1));
        lan = house.signed_in().await;
    }
    assert!(found > 0, "nothing is due in a month");
    assert_eq!(job::round(&house.app).await.expect("a round"), None, "off");
    let on = [("enabled", "1"), ("hour", "7"), ("version", "0")];
    let switched = lan.post("/reminders/house", &on).await;
    assert_eq!(
        switched.status,
        StatusCode::SEE_OTHER,
        "{}",
        switched.text()
    );
    assert_eq!(job::round(&house.app).await.expect("a round"), Some(found));
    assert_eq!(job::round(&house.app).await.expect("a round"), None, "once");
    let by_hand = lan.post("/reminders/sending", &[]).await;
    assert_eq!(by_hand.location().as_deref(), Some("/reminders?sent=0"));
    assert_eq!(courier::round(&house.app).await.expect("a round"), found);
    let taken = server.taken();
    assert_eq!(taken.len(), found);
    let mut receivers: Vec<&String> = taken.iter().flat_map(|it| &it.to).collect();
    receivers.sort();
    receivers.dedup();
    assert_eq!(receivers.len(), found, "one for each");
    for came in &taken {
        assert!(
            came.subject.starts_with("Nhắc việc ngày "),
            "{}",
            came.subject
        );
        let text = came.text.as_deref().expect("a text");
        assert!(text.contains("1. "), "{text}");
        assert!(!text.contains("/tasks/"), "who has no account gets no link");
    }
    let after = lan.get("/reminders").await;
    assert!(
        after.text().contains(&format!("{found} thư")),
        "{}",
        after.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_by_mail_leads_in_and_is_shown_to_nobody_else() {
    let Some(server) = MailServer::start("starttls") else {
        return;
    };
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let mut lan = house.signed_in().await;
    enter(&mut lan, &server, "starttls", PASSWORD).await;
    let unit = number(&owing_units(&mut lan).await.remove(0));
    let id = person(&house, "binh", Role::UnitOfficer, unit, Notice::default()).await;
    let invite = format!("/accounts/{id}/invitation/mail");
    let unknown = lan.post(&invite, &[]).await;
    assert_eq!(
        unknown.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "no address"
    );
    let fields = [("version", "1"), ("address", "binh@nghean.gov.vn")];
    let entered = lan.post(&format!("/accounts/{id}/mail"), &fields).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
    let place = lan
        .post(&invite, &[])
        .await
        .location()
        .expect("the message");
    assert!(!lan.get(&place).await.text().contains("/sign-in/"));
    assert_eq!(courier::round(&house.app).await.expect("a round"), 1);
    assert!(!lan.get(&place).await.text().contains("/sign-in/"));
    let taken = server.taken();
    let text = taken[0].text.as_deref().expect("a text");
    let link = text.split_whitespace().find(|it| it.contains("/sign-in/"));
    let link = link
        .expect("a link")
        .split("dondoc.test")
        .nth(1)
        .expect("ours");
    let mut binh = house.browser();
    let opened = binh.post(link, &[]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let quiet = binh.get("/settings/mail").await;
    assert_eq!(
        quiet.attributes("input[name=address]", "value"),
        ["binh@nghean.gov.vn"]
    );
    let mine = [
        ("version", "2"),
        ("address", "binh@nghean.gov.vn"),
        ("kind", "reminder"),
        ("day", "5"),
        ("day", "6"),
        ("from", "18:00"),
        ("to", "07:30"),
    ];
    let saved = binh.post("/settings/mail", &mine).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    let half = [("version", "3"), ("from", "18:00"), ("to", "")];
    let refused = binh.post("/settings/mail", &half).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The address is the person's own; the outbox is not.
    assert_eq!(binh.get("/mail").await.status, StatusCode::FORBIDDEN);
    let reached = reached_at("binh@nghean.gov.vn");
    let reader = house.app.db().read().await.expect("a snapshot");
    let notice = quiet::of(&reader, id).await.expect("settings");
    assert_eq!(notice.address, reached.address);
    assert_eq!(notice.hours, Some((18 * 60, 7 * 60 + 30)));
    assert!(notice.days[5] && notice.days[6] && !notice.days[0]);
}
