//! The courier of mail: takes one message after the other out of the outbox to the office's mail
//! server, and writes down what the server said.
//!
//! A message is with the server before it is known to be; a program cut off in between sends it
//! again, under the same Message-ID. Only one message is under way at a time, over all nodes.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use dondoc_core::access::Actor;
use dondoc_core::mail::delivery::{self, Outcome};
use dondoc_core::mail::server::{self, Security, Server};
use dondoc_core::mail::{self, Attachment, Mail};
use dondoc_core::seal::Key;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::super::App;
use super::super::error::{Error, Result};
use super::compose;

/// How often the courier looks.
const ROUND: Duration = Duration::from_secs(2);
/// How long each step of a conversation may take. All steps together take less than the lease.
const PATIENCE: Duration = Duration::from_secs(30);
/// Addresses of one host that are tried.
const ADDRESSES: usize = 3;
/// Messages of one round.
const MESSAGES: usize = 50;

/// The host is not known.
pub const NO_HOST: &str = "local:no_host";
/// Unprotected, and not to a private address.
pub const NOT_PRIVATE: &str = "local:not_private";
/// The server does not protect the way.
pub const NO_STARTTLS: &str = "local:no_starttls";
/// An attachment is gone or damaged.
pub const NO_FILE: &str = "local:no_file";
/// The password does not open with the key of the house.
pub const NO_PASSWORD: &str = "local:no_password";
/// The certificate entered is none.
pub const BAD_AUTHORITY: &str = "local:bad_authority";
/// The message could not be put together.
pub const NOT_COMPOSED: &str = "local:not_composed";

/// The place of the password, for its seal.
const PLACE: &str = "mail_server";

/// The password sealed.
pub fn seal(app: &App, password: &str) -> Result<Vec<u8>> {
    let sealed = app
        .key()
        .seal(password.as_bytes(), PLACE, app.db().random());
    Ok(sealed?)
}

/// Goes round until the program ends.
pub async fn run(app: App) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!(%error, "mail could not be sent");
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// One round: what is due is sent, one after the other. How many were tried.
pub async fn round(app: &App) -> Result<usize> {
    let (who, mut tried) = (who(), 0);
    while tried < MESSAGES {
        let reader = app.db().read().await?;
        let server = server::find(&reader).await?.filter(|it| it.enabled);
        let is_due = delivery::is_due(&reader, app.now()).await?;
        drop(reader);
        let (Some(server), true) = (server, is_due) else {
            break;
        };
        let claim = app.db().write(&who, app.now(), |tx| {
            Box::pin(async move { delivery::claim(tx).await })
        });
        let Some(mail) = claim.await? else { break };
        attempt(app, server, mail, |outcome| outcome).await?;
        tried += 1;
    }
    Ok(tried)
}

fn who() -> Actor {
    Actor::system("mail")
}

/// Tries a message that was handed out, and writes down what came of it.
pub(super) async fn attempt(
    app: &App,
    server: Server,
    mail: Mail,
    judge: fn(Outcome) -> Outcome,
) -> Result<Outcome> {
    let reader = app.db().read().await?;
    let files = mail::files(&reader, mail.id).await?;
    drop(reader);
    let (blobs, key) = (app.blobs().clone(), app.key().clone());
    let (id, number) = (mail.id, mail.attempts);
    let work = crate::panic::blocking(move || {
        let mut parts: Vec<(Attachment, Vec<u8>)> = Vec::new();
        for file in files {
            let Ok(bytes) = blobs.get(&file.sha) else {
                return Outcome::Failed(NO_FILE.to_owned());
            };
            parts.push((file, bytes));
        }
        deliver(&mail, &server, &key, parts).unwrap_or_else(|outcome| outcome)
    });
    let outcome = judge(work.await.map_err(Error::internal)?);
    let (who, noted) = (who(), outcome.clone());
    let write = app.db().write(&who, app.now(), move |tx| {
        Box::pin(async move { delivery::record(tx, id, number, noted).await })
    });
    write.await?;
    Ok(outcome)
}

/// The whole conversation. Blocking.
fn deliver(
    mail: &Mail,
    server: &Server,
    key: &Key,
    files: Vec<(Attachment, Vec<u8>)>,
) -> Result<Outcome, Outcome> {
    let ours = |code: &str| Outcome::Failed(code.to_owned());
    let message = compose::message(mail, server, files)
        .map_err(|_| Outcome::Refused(NOT_COMPOSED.to_owned()))?;
    let bytes = message.formatted();
    let mut connection = connect(server, key)?;
    let answer = match connection.send(message.envelope(), &bytes) {
        Ok(answer) => answer,
        Err(error) if error.is_permanent() => return Ok(Outcome::Refused(error.to_string())),
        Err(error) => return Ok(ours(&error.to_string())),
    };
    // It was taken: what goes wrong with the farewell does not matter.
    let _ = connection.quit();
    let code = answer.code();
    let words: Vec<&str> = answer.message().collect();
    Ok(Outcome::Accepted(format!("{code} {}", words.join(" "))))
}

/// A conversation that has got as far as a message. What fails before is never the message's fault.
fn connect(server: &Server, key: &Key) -> Result<SmtpConnection, Outcome> {
    let ours = |code: &str| Outcome::Failed(code.to_owned());
    let damaged = |_| ours(NO_PASSWORD);
    let security = server.security().map_err(damaged)?;
    let port = server.port().map_err(damaged)?;
    let tls = tls(server, security)?;
    let credentials = credentials(server, key)?;
    let found = (server.host.as_str(), port).to_socket_addrs();
    let found: Vec<SocketAddr> = found.map_err(|_| ours(NO_HOST))?.collect();
    let allowed = |it: &SocketAddr| security != Security::None || is_private(it.ip());
    let kept: Vec<SocketAddr> = found.iter().copied().filter(allowed).collect();
    if kept.is_empty() {
        let code = if found.is_empty() {
            NO_HOST
        } else {
            NOT_PRIVATE
        };
        return Err(ours(code));
    }
    let mut last = NO_HOST.to_owned();
    for address in kept.into_iter().take(ADDRESSES) {
        match greet(
            address,
            server,
            security,
            tls.as_ref(),
            credentials.as_ref(),
        ) {
            Ok(connection) => return Ok(connection),
            Err(failure) => last = failure,
        }
    }
    Err(Outcome::Failed(last))
}

fn greet(
    address: SocketAddr,
    server: &Server,
    security: Security,
    tls: Option<&TlsParameters>,
    credentials: Option<&Credentials>,
) -> Result<SmtpConnection, String> {
    let said = |error: SmtpError| error.to_string();
    let own = server.sender_address.rsplit_once('@');
    let hello = ClientId::Domain(own.map_or("localhost", |(_, host)| host).to_owned());
    let wrapped = tls.filter(|_| security == Security::Tls);
    let connected = SmtpConnection::connect(address, Some(PATIENCE), &hello, wrapped, None);
    let mut connection = connected.map_err(said)?;
    if let Some(tls) = tls.filter(|_| security == Security::StartTls) {
        if !connection.can_starttls() {
            return Err(NO_STARTTLS.to_owned());
        }
        connection.starttls(tls, &hello).map_err(said)?;
    }
    if let Some(credentials) = credentials {
        let ways = [Mechanism::Plain, Mechanism::Login];
        connection.auth(&ways, credentials).map_err(said)?;
    }
    Ok(connection)
}

fn tls(server: &Server, security: Security) -> Result<Option<TlsParameters>, Outcome> {
    if security == Security::None {
        return Ok(None);
    }
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(authority) = &server.authority {
        let certificate = Certificate::from_pem(authority.as_bytes())
            .map_err(|_| Outcome::Failed(BAD_AUTHORITY.to_owned()))?;
        builder = builder.add_root_certificate(certificate);
    }
    let built = builder.build();
    built
        .map(Some)
        .map_err(|error| Outcome::Failed(error.to_string()))
}

fn credentials(server: &Server, key: &Key) -> Result<Option<Credentials>, Outcome> {
    let Some(login) = &server.login else {
        return Ok(None);
    };
    let none = || Outcome::Failed(NO_PASSWORD.to_owned());
    let password = match &server.password {
        Some(sealed) => key.open(sealed, PLACE).map_err(|_| none())?,
        None => Vec::new(),
    };
    let password = String::from_utf8(password).map_err(|_| none())?;
    Ok(Some(Credentials::new(login.clone(), password)))
}

/// Whether an address belongs to the office's own networks, or to this machine.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => it.is_private() || it.is_loopback() || it.is_link_local(),
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn only_the_networks_of_an_office_are_private() {
        for own in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.5.6",
            "127.0.0.1",
            "::1",
            "fd00::1",
        ] {
            assert!(is_private(own.parse().expect("an address")), "{own}");
        }
        for other in [
            "8.8.8.8",
            "172.32.0.1",
            "203.0.113.9",
            "2001:db8::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(!is_private(other.parse().expect("an address")), "{other}");
        }
    }
}
