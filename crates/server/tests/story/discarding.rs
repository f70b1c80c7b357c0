//! A draft that nobody wants is thrown away, and comes back whole.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::review::{press, version, with_draft};

#[tokio::test]
async fn a_discarded_draft_leaves_the_lists_and_comes_back_as_it_was() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    press(&mut browser, "confirm t0-lead-1").await;
    let before = browser.get("/drafts/1").await;
    let left = before.one("#bar .left strong");
    let seen = [("version", version(&before))];
    let seen: Vec<_> = seen.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let gone = browser.post("/drafts/1/discarding", &seen).await;
    let to = gone.location().expect("the list of plans");
    let list = browser.get(&to).await;
    assert!(list.one("[role=status] p").contains("Nâng cấp bến đò"));
    assert_eq!(
        list.attributes("[role=status] form", "action"),
        ["/drafts/1/discarding/withdrawal"]
    );
    assert_eq!(list.all("details .files li").len(), 1);
    assert!(!browser.get("/").await.text().contains("Nâng cấp bến đò"));

    // Its address says so; no edit and no confirmation gets through.
    let page = browser.get("/drafts/1").await;
    assert!(page.one(".notice").starts_with("Bản nháp này đã bị bỏ lúc"));
    let mut edit = seen.clone();
    edit.push(("do", "drop 0"));
    for (to, form) in [
        ("edits", &edit),
        ("confirmation", &seen),
        ("discarding", &seen),
    ] {
        let page = browser.post(&format!("/drafts/1/{to}"), form).await;
        assert!(page.status.is_client_error(), "{to}: {}", page.status);
    }

    let back = browser.post("/drafts/1/discarding/withdrawal", &[]).await;
    assert_eq!(back.location().as_deref(), Some("/drafts/1"));
    let page = browser.get("/drafts/1").await;
    assert_eq!(page.one("#bar .left strong"), left);
    assert!(browser.get("/").await.text().contains("Nâng cấp bến đò"));
    let log = browser.get("/events").await.text();
    assert!(log.contains("Bỏ bản nháp") && log.contains("Khôi phục bản nháp"));
    let again = browser.post("/drafts/1/discarding/withdrawal", &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_draft_changed_meanwhile_is_not_discarded_unseen() {
    let app = with_draft().await;
    let mut browser = app.signed_in().await;
    let seen = version(&browser.get("/drafts/1").await);
    press(&mut browser, "drop 1").await;
    let late = browser
        .post("/drafts/1/discarding", &[("version", &seen)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let form = "[role=alert] form";
    assert_eq!(late.attributes(form, "action"), ["/drafts/1/discarding"]);
    let now = late.attributes("[role=alert] [name=version]", "value");
    let done = browser
        .post("/drafts/1/discarding", &[("version", &now[0])])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_file_read_anew_does_not_leave_two_drafts() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let file: &[u8] = "Chỉ là một bài báo.".as_bytes();
    let result = browser.upload(&[("bai-bao.txt", file)]).await;
    let result = browser.get(&result.location().expect("its result")).await;
    let action = result.attributes("form[action$=discarding]", "action");
    let version = result.attributes("form[action$=discarding] [name=version]", "value");
    browser.post(&action[0], &[("version", &version[0])]).await;
    browser.upload(&[("bai-bao.txt", file)]).await;
    let page = browser
        .post(&format!("{}/withdrawal", action[0]), &[])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("đã có bản nháp khác"));
}
