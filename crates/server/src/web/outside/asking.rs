//! Asking a provider over HTTP: what it says of itself (discovery), its keys, and the token for a
//! code. Blocking: called on a thread made for it.
//!
//! As with webhooks, only addresses in the networks are asked that whoever started the server
//! named, whatever the provider's own document points to.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Duration, Utc};
use dondoc_core::account::outside::provider::{Provider, is_address};
use serde::Deserialize;
use serde_json::{Map, Value};
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, parse_pem};

use super::jwt::{Expected, Fault, Keys, verified};
use crate::web::machine::Network;
use crate::web::query::encode;
use crate::web::webhooks::courier;

/// How long what a provider says of itself is believed.
const FRESH: Duration = Duration::hours(1);
/// Largest answer.
const LARGEST: u64 = 256 * 1024;

/// Why a provider could not be asked, or its answer not used.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It does not answer, or not with what it should; told in the log only.
    #[error("{0}")]
    Unreachable(String),
    /// What it says of itself does not fit.
    #[error("the provider's description: {0}")]
    Unfit(&'static str),
    /// It did not take the code.
    #[error("the code was not taken: {0}")]
    Code(String),
    /// The token does not count.
    #[error("the token: {0}")]
    Token(#[from] Fault),
    /// The certificates of its authority cannot be read.
    #[error("the certificates cannot be read")]
    Authority,
}

/// What a provider says of itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
}

impl Description {
    fn check(&self, issuer: &str) -> Result<(), Failure> {
        if self.issuer != issuer {
            return Err(Failure::Unfit("another issuer"));
        }
        let optional = [&self.userinfo_endpoint, &self.end_session_endpoint];
        let mut all = vec![
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ];
        all.extend(optional.into_iter().flatten());
        if !all.into_iter().all(|it| is_address(it)) {
            return Err(Failure::Unfit("an address without TLS"));
        }
        let methods = self.code_challenge_methods_supported.as_ref();
        if methods.is_some_and(|it| !it.iter().any(|method| method == "S256")) {
            return Err(Failure::Unfit("no PKCE with S256"));
        }
        Ok(())
    }

    /// Where a browser goes to sign in.
    pub fn sign_in(&self, parameters: &[(&str, &str)]) -> String {
        with(&self.authorization_endpoint, parameters)
    }

    /// Where a browser goes to sign out there, if that is possible.
    pub fn sign_out(&self, parameters: &[(&str, &str)]) -> Option<String> {
        Some(with(self.end_session_endpoint.as_ref()?, parameters))
    }
}

fn form(parameters: &[(&str, &str)]) -> String {
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn with(address: &str, parameters: &[(&str, &str)]) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{}", form(parameters))
}

/// A provider as it was last asked.
#[derive(Debug, Clone)]
pub struct Known {
    /// What it says of itself.
    pub description: Description,
    keys: Keys,
    authority: String,
    at: DateTime<Utc>,
}

impl Known {
    /// Whether this is of that provider, and not too old.
    pub fn is_of(&self, provider: &Provider, now: DateTime<Utc>) -> bool {
        self.description.issuer == provider.issuer
            && self.authority == provider.authority
            && (Duration::zero()..FRESH).contains(&(now - self.at))
    }

    /// Asks a provider about itself.
    pub fn ask(
        networks: &[Network],
        provider: &Provider,
        now: DateTime<Utc>,
    ) -> Result<Arc<Self>, Failure> {
        let agent = agent(networks, provider)?;
        let base = provider.issuer.trim_end_matches('/');
        let address = format!("{base}/.well-known/openid-configuration");
        let description: Description = get(&agent, &address)?;
        description.check(&provider.issuer)?;
        let keys = get(&agent, &description.jwks_uri)?;
        Ok(Arc::new(Self {
            description,
            keys,
            authority: provider.authority.clone(),
            at: now,
        }))
    }
}

/// The code that came back, and what we asked with.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The code.
    pub code: String,
    /// What proves that we asked (PKCE).
    pub verifier: String,
    /// What the token must repeat.
    pub nonce: String,
    /// Where the code was sent to.
    pub redirect: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: Option<String>,
}

/// The verified claims for a code, and the provider as known afterwards: when the token is signed
/// with a key that is not known yet, the keys are asked for once more.
pub fn claims(
    networks: &[Network],
    provider: &Provider,
    secret: Option<&str>,
    mut known: Arc<Known>,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<(Map<String, Value>, Arc<Known>), Failure> {
    let agent = agent(networks, provider)?;
    let tokens = redeem(&agent, provider, secret, &known.description, answer)?;
    let expected = Expected {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        nonce: &answer.nonce,
        now,
    };
    let mut claims = verified(&tokens.id_token, &known.keys, &expected);
    if matches!(claims, Err(Fault::UnknownKey | Fault::Signature)) {
        known = Known::ask(networks, provider, now)?;
        claims = verified(&tokens.id_token, &known.keys, &expected);
    }
    let mut claims = claims?;
    let lacks = |name: &str| !name.is_empty() && !claims.contains_key(name);
    if let (true, Some(address), Some(token)) = (
        lacks(&provider.claim) || lacks(&provider.unit_claim),
        &known.description.userinfo_endpoint,
        &tokens.access_token,
    ) {
        let more: Map<String, Value> = read(
            agent
                .get(address)
                .header("authorization", format!("Bearer {token}"))
                .call(),
        )?;
        // What is said there of somebody else is not said of this person.
        if more.get("sub") == claims.get("sub") {
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
    }
    Ok((claims, known))
}

fn redeem(
    agent: &Agent,
    provider: &Provider,
    secret: Option<&str>,
    description: &Description,
    answer: &Answer,
) -> Result<Tokens, Failure> {
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", answer.code.as_str()),
        ("redirect_uri", answer.redirect.as_str()),
        ("code_verifier", answer.verifier.as_str()),
    ];
    let methods = description.token_endpoint_auth_methods_supported.as_ref();
    let basic = methods.is_none_or(|it| it.iter().any(|it| it == "client_secret_basic"));
    let mut request = agent
        .post(&description.token_endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json");
    match secret {
        Some(secret) if basic => {
            let pair = format!("{}:{}", encode(&provider.client_id), encode(secret));
            let pair = BASE64_STANDARD.encode(pair);
            request = request.header("authorization", format!("Basic {pair}"));
        }
        Some(secret) => {
            parameters.push(("client_id", &provider.client_id));
            parameters.push(("client_secret", secret));
        }
        None => parameters.push(("client_id", &provider.client_id)),
    }
    match request.send(form(&parameters)) {
        Ok(answer) if answer.status().is_client_error() => {
            Err(Failure::Code(answer.status().to_string()))
        }
        sent => read(sent),
    }
}

fn get<T: serde::de::DeserializeOwned>(agent: &Agent, address: &str) -> Result<T, Failure> {
    read(
        agent
            .get(address)
            .header("accept", "application/json")
            .call(),
    )
}

fn read<T: serde::de::DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, Failure> {
    let unreachable = |error: &dyn std::fmt::Display| Failure::Unreachable(error.to_string());
    let mut answer = answer.map_err(|error| unreachable(&error))?;
    if !answer.status().is_success() {
        return Err(unreachable(&answer.status()));
    }
    let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
    let body = body.map_err(|error| unreachable(&error))?;
    // What the body says is not told: it may hold tokens.
    serde_json::from_slice(&body).map_err(|_| unreachable(&"an answer that cannot be read"))
}

fn agent(networks: &[Network], provider: &Provider) -> Result<Agent, Failure> {
    let roots = if provider.authority.is_empty() {
        RootCerts::PlatformVerifier
    } else {
        certificates(&provider.authority).ok_or(Failure::Authority)?
    };
    Ok(courier::agent_trusting(networks.to_vec(), roots))
}

/// The certificates of an authority, if there are any that can be read.
pub fn certificates(pem: &str) -> Option<RootCerts> {
    let mut found = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        match item.ok()? {
            PemItem::Certificate(certificate) => found.push(certificate),
            _ => return None,
        }
    }
    (!found.is_empty()).then(|| RootCerts::from(found))
}
