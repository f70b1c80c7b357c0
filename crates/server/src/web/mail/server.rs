//! The office's mail server: entered, changed, tried.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use dondoc_core::access::Act;
use dondoc_core::error::Error as CoreError;
use dondoc_core::mail::delivery::{self, Outcome};
use dondoc_core::mail::server::{self, Entered, Password, Security, Server};
use dondoc_core::mail::{self, Kind, Message, Recipient};
use serde::Deserialize;

use super::super::App;
use super::super::error::{Error, Result};
use super::super::page::Page;
use super::super::session::SignedIn;
use super::{courier, said};
use crate::key;
use crate::text::Lang;

/// Longest password.
const LONGEST: usize = 1_000;

/// `templates/mail/server.html`
#[derive(Debug, Template)]
#[template(path = "mail/server.html")]
pub struct ServerPage<'a> {
    /// The context.
    pub page: &'a Page,
    /// The form.
    pub form: Typed,
    /// Ways of protection: the code, the key of its name, whether chosen.
    pub securities: Vec<(&'static str, &'static str, bool)>,
    /// Whether a server was entered: then it can be tried.
    pub is_entered: bool,
    /// Whether a password is kept.
    pub has_password: bool,
    /// Why nothing was changed, as a key.
    pub problem: Option<&'static str>,
    /// What came of a trial: whether it was taken, what was said.
    pub trial: Option<(bool, String)>,
    /// Whether it was just saved.
    pub saved: bool,
}

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    host: String,
    port: String,
    security: String,
    login: String,
    password: String,
    no_password: Option<String>,
    authority: String,
    sender_name: String,
    sender_address: String,
    enabled: Option<String>,
    version: i64,
}

impl Typed {
    fn of(server: Option<&Server>) -> Result<Self> {
        let Some(it) = server else {
            return Ok(Self {
                port: "587".to_owned(),
                security: Security::StartTls.as_str().to_owned(),
                enabled: Some(String::new()),
                ..Self::default()
            });
        };
        Ok(Self {
            host: it.host.clone(),
            port: it.port()?.to_string(),
            security: it.security()?.as_str().to_owned(),
            login: it.login.clone().unwrap_or_default(),
            authority: it.authority.clone().unwrap_or_default(),
            sender_name: it.sender_name.clone(),
            sender_address: it.sender_address.clone(),
            enabled: it.enabled.then(String::new),
            version: it.version,
            ..Self::default()
        })
    }
}

fn allowed(page: &Page) -> Result<&SignedIn> {
    let me = page.me()?;
    me.actor.may(Act::ManageSettings)?;
    Ok(me)
}

/// What a page shows besides the form.
#[derive(Default)]
struct Shown {
    typed: Option<Typed>,
    problem: Option<&'static str>,
    trial: Option<(bool, String)>,
    saved: bool,
}

/// The page.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    render(&app, &page, Shown::default()).await
}

async fn render(app: &App, page: &Page, shown: Shown) -> Result<Response> {
    allowed(page)?;
    let server = server::find(&*app.db().read().await?).await?;
    let form = match shown.typed {
        Some(typed) => typed,
        None => Typed::of(server.as_ref())?,
    };
    let status = match shown.problem {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let view = ServerPage {
        page,
        securities: Security::ALL
            .map(|it| (it.as_str(), security_key(it), it.as_str() == form.security))
            .to_vec(),
        form,
        is_entered: server.is_some(),
        has_password: server.is_some_and(|it| it.password.is_some()),
        problem: shown.problem,
        trial: shown.trial,
        saved: shown.saved,
    };
    page.render_as(status, &view)
}

fn security_key(security: Security) -> &'static str {
    match security {
        Security::StartTls => key!("mail-security-starttls"),
        Security::Tls => key!("mail-security-tls"),
        Security::None => key!("mail-security-none"),
    }
}

/// Enters the server.
pub async fn enter(
    State(app): State<App>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let me = allowed(&page)?;
    let entered = match understood(&app, &typed)? {
        Ok(entered) => entered,
        Err(problem) => return refuse(&app, &page, typed, problem).await,
    };
    let version = typed.version;
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move { server::enter(tx, version, entered).await })
    });
    let problem = match write.await {
        Ok(()) => {
            let shown = Shown {
                saved: true,
                ..Shown::default()
            };
            return render(&app, &page, shown).await;
        }
        Err(CoreError::Invalid { field, .. }) => match field {
            "host" => key!("mail-server-no-host"),
            "port" => key!("mail-server-no-port"),
            "authority" => key!("mail-bad-authority"),
            "sender_address" => key!("mail-server-no-sender"),
            _ => key!("mail-server-no-login"),
        },
        Err(error) => return Err(error.into()),
    };
    refuse(&app, &page, typed, problem).await
}

async fn refuse(app: &App, page: &Page, typed: Typed, problem: &'static str) -> Result<Response> {
    let shown = Shown {
        // A password is not sent back.
        typed: Some(Typed {
            password: String::new(),
            ..typed
        }),
        problem: Some(problem),
        ..Shown::default()
    };
    render(app, page, shown).await
}

/// What was typed, or why it cannot be, as a key.
fn understood(app: &App, typed: &Typed) -> Result<Result<Entered, &'static str>> {
    let Ok(port) = typed.port.trim().parse() else {
        return Ok(Err(key!("mail-server-no-port")));
    };
    let Some(security) = Security::parse(&typed.security) else {
        return Ok(Err(key!("mail-server-no-security")));
    };
    if typed.password.len() > LONGEST {
        return Ok(Err(key!("mail-server-no-login")));
    }
    let password = match (typed.no_password.is_some(), typed.password.as_str()) {
        (true, _) => Password::Gone,
        (false, "") => Password::Same,
        (false, password) => Password::Sealed(courier::seal(app, password)?),
    };
    Ok(Ok(Entered {
        host: typed.host.clone(),
        port,
        security,
        login: Some(typed.login.clone()),
        password,
        authority: Some(typed.authority.clone()),
        sender_name: typed.sender_name.clone(),
        sender_address: typed.sender_address.clone(),
        enabled: typed.enabled.is_some(),
    }))
}

/// To whom a trial goes.
#[derive(Debug, Deserialize)]
pub struct Trial {
    to: String,
}

/// Sends a message at once, also while nothing else goes out, and shows what the server says.
pub async fn test(State(app): State<App>, page: Page, Form(form): Form<Trial>) -> Result<Response> {
    let me = allowed(&page)?;
    let found = server::find(&*app.db().read().await?).await?;
    let server = found.ok_or(Error::NotFound)?;
    if !mail::is_address(form.to.trim()) {
        let shown = Shown {
            problem: Some(key!("mail-test-no-address")),
            ..Shown::default()
        };
        return render(&app, &page, shown).await;
    }
    // Letters are in Vietnamese, whatever language the pages have.
    let t = Lang::Vi.texts();
    let to = Recipient {
        name: me.name.clone(),
        address: form.to,
        ..Recipient::default()
    };
    let message = Message {
        subject: t.get("mail-test-subject").to_owned(),
        text: t.one("mail-test-text", "who", me.name.as_str()),
        ..Message::new(Kind::Test, String::new(), to)
    };
    let write = app.db().write(&me.actor, page.now, move |tx| {
        Box::pin(async move {
            let key = format!("test:{}", tx.uid());
            let id = mail::queue(tx, Message { key, ..message }).await?;
            delivery::take(tx, id).await
        })
    });
    let mail = write.await?;
    // Somebody waits for the answer: a trial that fails is not tried again behind their back.
    let outcome = courier::attempt(&app, server, mail, |outcome| match outcome {
        Outcome::Failed(answer) => Outcome::Refused(answer),
        outcome => outcome,
    });
    let trial = match outcome.await? {
        Outcome::Accepted(answer) => (true, answer),
        Outcome::Failed(answer) | Outcome::Refused(answer) => (false, said(page.t, &answer)),
    };
    let shown = Shown {
        trial: Some(trial),
        ..Shown::default()
    };
    render(&app, &page, shown).await
}
