//! Other programs that are told what happened.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::Duration;
use dondoc_core::webhook::signature;
use dondoc_server::web::webhooks::courier;

use crate::app::TestApp;

/// What came: the headers and the body of each request, and what is answered.
#[derive(Clone, Default)]
struct Receiver {
    came: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answer: Arc<Mutex<u16>>,
}

impl Receiver {
    /// Listens on a free port of this machine; its address.
    async fn listen(&self) -> String {
        let take = |State(own): State<Self>, headers: HeaderMap, body: Bytes| async move {
            own.came.lock().expect("whole").push((headers, body));
            let status = *own.answer.lock().expect("whole");
            (
                StatusCode::from_u16(status).expect("a status"),
                [("location", "/elsewhere")],
            )
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let routes = Router::new().fallback(|| async { StatusCode::IM_A_TEAPOT });
        let routes = routes.route("/dondoc", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}/dondoc")
    }

    fn set(&self, status: u16) {
        *self.answer.lock().expect("whole") = status;
    }

    fn number(&self) -> usize {
        self.came.lock().expect("whole").len()
    }
}

async fn round(house: &TestApp) -> usize {
    let agent = courier::agent(house.app.webhook_networks().to_vec());
    courier::round(&house.app, &agent).await.expect("a round")
}

/// Records that something is done: an event about an obligation.
async fn change(house: &TestApp) {
    let mut lan = house.signed_in().await;
    let page = lan.get("/register?status=overdue").await;
    let task = page
        .attributes("tbody a[href^='/tasks/']", "href")
        .remove(0);
    let page = lan.get(&task).await;
    let to = page
        .attributes("form[action$='/completion']", "action")
        .remove(0);
    let version = page.attributes(&format!("form[action='{to}'] input[name=version]"), "value");
    let fields = [("version", version[0].as_str()), ("on", "2026-03-09")];
    let done = lan.post(&to, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_signed_and_again_until_it_is_received() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let receiver = Receiver::default();
    let url = receiver.listen().await;
    let mut lan = house.signed_in().await;
    let fields = [
        ("name", "Văn bản"),
        ("url", url.as_str()),
        ("obligation", "1"),
    ];
    let made = lan.post("/webhooks", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let secret = made.one(".secret");
    assert!(
        !lan.get("/webhooks").await.text().contains(&secret),
        "shown once"
    );
    assert_eq!(round(&house).await, 0, "nothing has changed since");

    receiver.set(503);
    change(&house).await;
    assert_eq!(round(&house).await, 1, "one event about an obligation");
    assert_eq!(round(&house).await, 0, "not at once again");
    house.wait(Duration::minutes(1));
    receiver.set(302);
    assert_eq!(
        round(&house).await,
        1,
        "a redirection is not followed, and is no success"
    );
    house.wait(Duration::minutes(2));
    receiver.set(204);
    assert_eq!(round(&house).await, 1);
    house.wait(Duration::days(3));
    assert_eq!(
        round(&house).await,
        0,
        "what was received is not told again"
    );

    let came = receiver.came.lock().expect("whole").clone();
    assert_eq!(came.len(), 3);
    let (headers, body) = &came[2];
    let given = headers["dondoc-signature"].to_str().expect("text");
    let seconds = given
        .trim_start_matches("t=")
        .split(',')
        .next()
        .expect("an instant");
    let seconds = seconds.parse().expect("a number");
    assert_eq!(given, signature::of(&secret, seconds, body));
    let told: serde_json::Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(told["kind"], "obligation.completed");
    let keys: Vec<_> = told
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        keys,
        ["at", "event", "kind", "subject", "subject_id", "unit_id"]
    );
    assert_eq!(came[0].0["dondoc-delivery"], came[2].0["dondoc-delivery"]);

    let log = lan.get("/webhooks/1").await;
    assert_eq!(log.all("tbody tr").len(), 1);
    assert!(log.text().contains("204"), "{}", log.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_networks_named_nothing_is_asked() {
    let house = TestApp::new().await;
    house.with_demo_data().await;
    let receiver = Receiver::default();
    receiver.set(204);
    let url = receiver.listen().await;
    let mut lan = house.signed_in().await;
    let fields = [
        ("name", "Máy khác"),
        ("url", url.as_str()),
        ("obligation", "1"),
    ];
    lan.post("/webhooks", &fields).await.one(".secret");
    change(&house).await;
    let agent = courier::agent(vec!["10.0.0.0/8".parse().expect("a network")]);
    let told = courier::round(&house.app, &agent).await.expect("a round");
    assert_eq!((told, receiver.number()), (1, 0), "tried, and not sent");
    let log = lan.get("/webhooks/1").await;
    assert!(
        log.text().contains("outside the networks allowed"),
        "{}",
        log.text()
    );

    let stopped = lan.post("/webhooks/1/stopping", &[]).await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    house.wait(Duration::days(1));
    assert_eq!(round(&house).await, 0, "what was stopped is not told");
    assert_eq!(receiver.number(), 0);
}

#[tokio::test]
async fn a_wrong_webhook_says_why() {
    let house = TestApp::new().await;
    let mut lan = house.signed_in().await;
    for fields in [
        [("name", ""), ("url", "http://10.1.1.1/"), ("plan", "1")],
        [
            ("name", "A"),
            ("url", "http://u:p@10.1.1.1/"),
            ("plan", "1"),
        ],
        [("name", "A"), ("url", "http://10.1.1.1/"), ("other", "1")],
    ] {
        let page = lan.post("/webhooks", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert_eq!(page.all("[role=alert]").len(), 1);
    }
}
