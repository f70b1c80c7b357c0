//! Bringing documents in: the good, the same again, and the hostile.

use std::path::Path;

use axum::http::StatusCode;

use crate::app::{Browser, Page, TestApp};

const PLAN: &[u8] = include_bytes!("../../demo/ke-hoach-12-kh-ubnd.docx");
const OTHER: &[u8] = include_bytes!("../../demo/ke-hoach-27-kh-ubnd.txt");

/// Sends files and waits until the page says that all is done.
async fn import(browser: &mut Browser<'_>, files: &[(&str, &[u8])]) -> Page {
    let sent = browser.upload(files).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let to = sent.location().expect("the import's page");
    loop {
        let page = browser.get(&to).await;
        if page.location().is_some() || page.attributes("#import[hx-get]", "hx-get").is_empty() {
            return page;
        }
        tokio::task::yield_now().await;
    }
}

/// What one file that was refused says.
async fn refusal(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let mut browser = app.signed_in().await;
    let page = import(&mut browser, &[(name, bytes)]).await;
    page.one(".files .problem")
}

/// Every byte of every file in a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            bytes.extend(all_bytes(&path));
        } else {
            bytes.extend(path.as_os_str().as_encoded_bytes());
            bytes.extend(std::fs::read(&path).expect("a file"));
        }
    }
    bytes
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

#[tokio::test]
async fn one_plan_leads_straight_to_its_review() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let page = import(&mut browser, &[("Kế hoạch 12.docx", PLAN)]).await;
    let to = page.location().expect("the draft");
    assert_eq!(to, "/drafts/1");
}

#[tokio::test]
async fn several_files_are_listed_and_the_same_again_is_recognised() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let page = import(
        &mut browser,
        &[("Kế hoạch 12.docx", PLAN), ("KH 27.txt", OTHER)],
    )
    .await;
    assert_eq!(page.all(".files .name"), ["Kế hoạch 12.docx", "KH 27.txt"]);
    assert_eq!(
        page.attributes(".files a.button", "href"),
        ["/drafts/1", "/drafts/2"]
    );
    let page = import(
        &mut browser,
        &[("Tên khác.docx", PLAN), ("KH 27.txt", OTHER)],
    )
    .await;
    assert!(
        page.all(".files .sub")
            .iter()
            .all(|said| said.contains("đã nhập trước đây"))
    );
    assert_eq!(
        page.attributes(".files a.button", "href"),
        ["/drafts/1", "/drafts/2"]
    );
}

#[tokio::test]
async fn a_classified_file_leaves_nothing_behind() {
    let app = TestApp::new().await;
    let name = "Bao cao rat dac biet 8861.txt";
    let text = "TỐI MẬT\n\nỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n\nSố: 8861/KH-UBND\n\nKẾ HOẠCH\n\
                Diễn tập phương án tuyệt đối bí mật mang tên Sao Băng\n";
    let said = refusal(&app, name, text.as_bytes()).await;
    assert!(said.contains("mức độ mật"), "{said}");
    let kept = all_bytes(app.folder.path());
    let hash = dondoc_core::document::Sha::of(text.as_bytes());
    for trace in ["Sao Băng", "rat dac biet", "8861", &hash.hex()] {
        assert!(
            !contains(&kept, trace.as_bytes()),
            "{trace} is still in the folder"
        );
    }
    assert!(!contains(&kept, &hash.0));
}

/// Keeps all that is logged.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_nothing_of_a_classified_file_however_much_it_tells() {
    let log = Log::default();
    let kept = log.clone();
    tracing_subscriber::fmt()
        .with_writer(move || kept.clone())
        .with_max_level(tracing::Level::TRACE)
        .try_init()
        .expect("no other log in this process");
    let app = TestApp::new().await;
    let text = "TUYỆT MẬT\n\nỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n\nSố: 771906638/KH-UBND\n\nKẾ HOẠCH\n\
                Phương án Mưa Rào\n";
    refusal(&app, "phuong an mua rao 771906638.txt", text.as_bytes()).await;
    let said = log.0.lock().expect("the log").clone();
    assert!(contains(&said, b"answered"), "the log is not heard");
    let hash = dondoc_core::document::Sha::of(text.as_bytes());
    for trace in ["Mưa Rào", "mua rao", "771906638", "TUYỆT", &hash.hex()] {
        assert!(!contains(&said, trace.as_bytes()), "{trace} is in the log");
    }
}

#[tokio::test]
async fn nor_does_its_name_stay_on_the_page() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let text = "MẬT\n\nỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n\nKẾ HOẠCH\nMột việc\n".as_bytes();
    let page = import(
        &mut browser,
        &[("bi-mat-8861.txt", text), ("KH 27.txt", OTHER)],
    )
    .await;
    assert_eq!(page.all(".files .name"), ["Tệp thứ 1", "KH 27.txt"]);
    assert!(!page.text().contains("8861"));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_nothing_is_stored() {
    let app = TestApp::new().await;
    let cases: [(&str, &[u8], &str); 4] = [
        ("empty.docx", b"", "Tệp rỗng"),
        ("blank.txt", b" \r\n\t ", "Tệp rỗng"),
        (
            "noise.bin",
            &[0, 159, 146, 150, 0, 1, 2, 3, 255, 254, 0, 0, 7],
            "loại tệp",
        ),
        ("cut.docx", &PLAN[..PLAN.len() / 2], "bị hỏng"),
    ];
    for (name, bytes, expected) in cases {
        let said = refusal(&app, name, bytes).await;
        assert!(said.contains(expected), "{name}: {said}");
    }
    let drafts = app.signed_in().await.get("/plans").await;
    assert!(drafts.attributes("a[href^='/drafts/']", "href").is_empty());
}

#[tokio::test]
async fn a_file_over_the_limit_is_told_and_the_others_are_read() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let huge = vec![b'x'; (64 << 20) + 1];
    let page = import(&mut browser, &[("huge.txt", &huge), ("KH 27.txt", OTHER)]).await;
    assert!(
        page.one(".files .problem").contains("lớn hơn 64 MB"),
        "{}",
        page.text()
    );
    assert_eq!(page.attributes(".files a.button", "href"), ["/drafts/1"]);
}

#[tokio::test]
async fn a_form_without_files_or_without_sense_is_told() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let page = browser.upload(&[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.one("[role=alert]").contains("Chưa chọn tệp nào"));
    let page = browser.upload(&[("", b"")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kind = Some("multipart/form-data; boundary=x".to_owned());
    let page = browser
        .send("POST", "/imports", kind, b"--x\r\nbroken".to_vec())
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(!page.one("h1").is_empty());
    let page = browser
        .send("POST", "/imports", None, b"abc".to_vec())
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_import_is_seen_by_its_owner_only() {
    let app = TestApp::new().await;
    let mut browser = app.signed_in().await;
    let to = browser
        .upload(&[("a.txt", b" ")])
        .await
        .location()
        .expect("the import");
    assert_eq!(browser.get(&to).await.status, StatusCode::OK);
    let who = dondoc_core::access::Actor::system("test");
    let db = app.app.db();
    let password = Some(crate::app::PASSWORD);
    let made = dondoc_core::account::create(db, &who, "minh", "Minh", password, app.now()).await;
    made.expect("another account");
    let mut other = app.browser();
    let form = [("login", "minh"), ("password", crate::app::PASSWORD)];
    assert_eq!(
        other.post("/sign-in", &form).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(other.get(&to).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_comes_twice_at_once_is_one_draft() {
    let app = TestApp::new().await;
    let who = dondoc_core::access::Actor::system("test");
    let read = || {
        let bytes = "KẾ HOẠCH\n1. Rà soát\nĐơn vị chủ trì: Sở Nội vụ.\n".as_bytes();
        let limits = reading::file::Limits::default();
        let helpers = reading::file::Helpers::none();
        dondoc_server::import::read("a.txt".to_owned(), bytes.to_vec(), &helpers, &limits, &())
            .expect("a text")
    };
    let (first, second) = (read(), read());
    let first = dondoc_server::import::store(&app.app, &who, first, app.now()).await;
    let second = dondoc_server::import::store(&app.app, &who, second, app.now()).await;
    assert_eq!(first.expect("stored").id, second.expect("found").id);
}
