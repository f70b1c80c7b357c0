//! A whole application on a folder of its own, without a port: requests go through the router.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use dondoc_core::access::Actor;
use dondoc_core::account;
use dondoc_core::db::{Db, Location, Options};
use dondoc_core::document::BlobStore;
use dondoc_server::web::{App, Parts, router};
use reading::file::Helpers;
use scraper::{Html, Selector};
use tower::ServiceExt as _;

use super::empty;

/// The password of the account that every test has.
pub const PASSWORD: &str = "câu mật khẩu dài";

/// An application for one test.
pub struct TestApp {
    /// The application.
    pub app: App,
    router: axum::Router,
    /// Its folder.
    pub folder: tempfile::TempDir,
    clock: Arc<Mutex<DateTime<Utc>>>,
}

/// A browser: it keeps cookies.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: Vec<(String, String)>,
    /// What each request carries; a test may change it.
    pub headers: Vec<(&'static str, String)>,
    /// The other end of the connection, where a test needs one.
    pub peer: Option<SocketAddr>,
}

/// An answer.
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
}

impl TestApp {
    /// An application on the morning of 10/3/2026 in the office.
    pub async fn new() -> Self {
        Self::with(false).await
    }

    /// The same behind https.
    pub async fn with_https() -> Self {
        Self::with(true).await
    }

    async fn with(https: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dondoc.sqlite");
        empty::copy(Path::new(env!("CARGO_TARGET_TMPDIR")), &path).await;
        let location = Location::Sqlite(path);
        let db = Db::open(&location, Options::default())
            .await
            .expect("a database");
        let blobs = BlobStore::open(folder.path().join("files")).expect("a folder of files");
        let start = Utc
            .with_ymd_and_hms(2026, 3, 10, 2, 0, 0)
            .single()
            .expect("an instant");
        let clock = Arc::new(Mutex::new(start));
        let hand = Arc::clone(&clock);
        let app = App::new(Parts {
            db,
            blobs,
            clock: Arc::new(move || *hand.lock().expect("the clock")),
            https,
            helpers: Helpers::none(),
            trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
            webhook_networks: vec!["127.0.0.0/8".parse().expect("a network")],
            sign_in_networks: vec!["127.0.0.0/8".parse().expect("a network")],
            key: dondoc_core::seal::Key::new([7; 32]),
        });
        let who = Actor::system("test");
        let made = account::create(
            app.db(),
            &who,
            "lan",
            "Nguyễn Thị Lan",
            Some(PASSWORD),
            start,
        );
        made.await.expect("an account");
        Self {
            router: router(app.clone()),
            app,
            folder,
            clock,
        }
    }

    /// Loads what `dondoc demo` loads: one plan confirmed, one draft waiting.
    pub async fn with_demo_data(&self) {
        let texts = dondoc_server::text::Lang::Vi.texts();
        let prepared = dondoc_server::cli::demo::prepare(&self.app, self.now(), texts);
        prepared.await.expect("the demo's data");
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        *self.clock.lock().expect("the clock") += time;
    }

    /// The instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        let headers = vec![("sec-fetch-site", "same-origin".to_owned())];
        Browser {
            app: self,
            cookies: Vec::new(),
            headers,
            peer: None,
        }
    }

    /// A browser that is signed in.
    pub async fn signed_in(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser
            .post("/sign-in", &[("login", "lan"), ("password", PASSWORD)])
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        browser
    }
}

impl Browser<'_> {
    /// Asks for a page.
    pub async fn get(&mut self, to: &str) -> Page {
        self.send("GET", to, None, Vec::new()).await
    }

    /// Asks for a page and follows where it leads.
    pub async fn follow(&mut self, to: &str) -> Page {
        let mut page = self.get(to).await;
        for _ in 0..5 {
            let Some(next) = page.location() else { break };
            page = self.get(&next).await;
        }
        page
    }

    /// Sends a form.
    pub async fn post(&mut self, to: &str, fields: &[(&str, &str)]) -> Page {
        let encode = dondoc_server::web::query::encode;
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.send("POST", to, Some(kind), body.join("&").into_bytes())
            .await
    }

    /// Sends files as the import form does.
    pub async fn upload(&mut self, files: &[(&str, &[u8])]) -> Page {
        let edge = "----edge-of-a-part";
        let mut body = Vec::new();
        for (name, bytes) in files {
            body.extend_from_slice(
                format!(
                    "--{edge}\r\nContent-Disposition: form-data; name=\"files\"; \
                     filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{edge}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={edge}");
        self.send("POST", "/imports", Some(kind), body).await
    }

    /// Sends anything.
    pub async fn send(
        &mut self,
        method: &str,
        to: &str,
        kind: Option<String>,
        body: Vec<u8>,
    ) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(to)
            .header("host", "dondoc.test");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let cookies = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            request = request.header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "));
        }
        if let Some(peer) = self.peer {
            request = request.extension(ConnectInfo(peer));
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self
            .app
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        self.remember(&response);
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body")
            .to_vec();
        Page {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    fn remember(&mut self, response: &Response<Body>) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a readable cookie");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("name and value");
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

impl Page {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as HTML.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// Where it leads, if it does.
    pub fn location(&self) -> Option<String> {
        let value = self.headers.get(header::LOCATION)?;
        Some(value.to_str().expect("a readable address").to_owned())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a readable header"))
    }

    /// The texts of the elements that a selector finds, blanks collapsed.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a valid selector");
        self.html()
            .select(&selector)
            .map(|element| collapse(&element.text().collect::<String>()))
            .collect()
    }

    /// The text of the one element that a selector must find.
    pub fn one(&self, selector: &str) -> String {
        let mut found = self.all(selector);
        assert_eq!(
            found.len(),
            1,
            "{selector} finds {found:?} in\n{}",
            self.text()
        );
        found.remove(0)
    }

    /// An attribute of every element that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a valid selector");
        let html = self.html();
        let values = html
            .select(&selector)
            .filter_map(|element| element.attr(name));
        values.map(str::to_owned).collect()
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
