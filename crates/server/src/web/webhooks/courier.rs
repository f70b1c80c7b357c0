//! The courier: follows the log, tells the webhooks, and writes down what came of it.
//!
//! It goes only to networks that the person who started the server named: a webhook's address is
//! looked up and every address outside them is dropped before any connection, so that a name
//! cannot be bent to the machine's own services.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use dondoc_core::access::Actor;
use dondoc_core::event::{self, Event};
use dondoc_core::webhook::delivery::{self, Delivery};
use dondoc_core::webhook::{self, Webhook, signature};
use serde::Serialize;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error as HttpError};

use super::super::App;
use super::super::error::{Error, Result};
use super::super::machine::Network;

/// How often the courier looks.
const ROUND: Duration = Duration::from_secs(2);
/// How long one telling may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Tellings of one round.
const TELLINGS: i64 = 50;

/// Goes round until the program ends.
pub async fn run(app: App, networks: Vec<Network>) {
    let agent = agent(networks);
    loop {
        if let Err(error) = round(&app, &agent).await {
            tracing::warn!(%error, "the webhooks could not be told");
        }
        tokio::time::sleep(ROUND).await;
    }
}

/// One round: what is new becomes tellings, what is due is told. How many were told.
pub async fn round(app: &App, agent: &Agent) -> Result<usize> {
    let now = app.now();
    if !delivery::is_waiting(&*app.db().read().await?, now).await? {
        return Ok(0);
    }
    let who = Actor::system("webhook");
    let due = app.db().write(&who, now, |tx| {
        Box::pin(async move {
            delivery::enqueue(tx).await?;
            delivery::claim(tx, TELLINGS).await
        })
    });
    let due = due.await?;
    let number = due.len();
    for (delivery, webhook) in due {
        let came = tell(app, agent, &delivery, &webhook, now).await?;
        let id = delivery.id;
        let noted = app.db().write(&who, app.now(), move |tx| {
            Box::pin(async move { delivery::record(tx, id, came).await })
        });
        noted.await?;
    }
    Ok(number)
}

/// What is told: what happened, and to what. The rest is read through the API.
#[derive(Serialize)]
struct Telling<'a> {
    event: i64,
    at: DateTime<Utc>,
    kind: &'a str,
    subject: &'a str,
    subject_id: i64,
    unit_id: Option<i64>,
}

async fn tell(
    app: &App,
    agent: &Agent,
    delivery: &Delivery,
    webhook: &Webhook,
    now: DateTime<Utc>,
) -> Result<Result<u16, String>> {
    let reader = app.db().read().await?;
    let event = event::after(&reader, delivery.event_id - 1, 1).await?;
    let secret = webhook::secret(&reader, webhook.id).await?;
    drop(reader);
    let event: &Event = event.first().ok_or(Error::NotFound)?;
    let telling = Telling {
        event: event.id,
        at: event.at,
        kind: &event.kind,
        subject: &event.subject,
        subject_id: event.subject_id,
        unit_id: event.unit_id,
    };
    let body = serde_json::to_vec(&telling).map_err(Error::internal)?;
    let signature = signature::of(&secret, now.timestamp(), &body);
    let (agent, url, number) = (agent.clone(), webhook.url.clone(), delivery.id);
    let came = crate::panic::blocking(move || post(&agent, &url, number, &signature, &body));
    came.await.map_err(Error::internal)
}

fn post(
    agent: &Agent,
    url: &str,
    number: i64,
    signature: &str,
    body: &[u8],
) -> Result<u16, String> {
    let request = agent
        .post(url)
        .header("content-type", "application/json")
        .header("dondoc-delivery", number.to_string())
        .header("dondoc-signature", signature);
    match request.send(body) {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => Err(error.to_string()),
    }
}

/// A client that follows no other address, waits for nobody long, and stays in these networks.
pub fn agent(networks: Vec<Network>) -> Agent {
    // The office's own authority, as this machine trusts it.
    agent_trusting(networks, RootCerts::PlatformVerifier)
}

/// The same, trusting these authorities.
pub fn agent_trusting(networks: Vec<Network>, roots: RootCerts) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .max_idle_connections(0)
        .user_agent("Dondoc")
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Within { networks })
}

/// Looks a name up and keeps what lies in the networks.
#[derive(Debug)]
struct Within {
    networks: Vec<Network>,
}

impl Within {
    fn allows(&self, address: SocketAddr) -> bool {
        let address = address.ip().to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(address))
    }
}

impl Resolver for Within {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, HttpError> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().copied().filter(|it| self.allows(*it)) {
            kept.push(address);
        }
        if kept.is_empty() {
            return Err(HttpError::Other("outside the networks allowed".into()));
        }
        Ok(kept)
    }
}
