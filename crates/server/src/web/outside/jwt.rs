//! The token in which a provider vouches for a person (ID token, a signed JWT): nothing in it
//! counts before its signature, its times and everything it says about us are verified.
//!
//! Only public-key signatures are taken, and the kind of the key decides which: a token cannot
//! choose `none`, nor have a public key taken for a shared secret.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Seconds by which the clocks of the two may differ.
const SKEW: i64 = 60;
/// Longest token looked at.
const LONGEST: usize = 32 * 1024;
/// Longest subject, as the standard has it.
const LONGEST_SUBJECT: usize = 255;

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a signed token at all.
    #[error("malformed token")]
    Malformed,
    /// Signed in a way that is not taken.
    #[error("signature algorithm not taken")]
    Algorithm,
    /// Signed with a key that the provider does not publish.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// The signature does not fit.
    #[error("signature does not fit")]
    Signature,
    /// Of another provider.
    #[error("issued by another provider")]
    Issuer,
    /// For another program.
    #[error("issued for another program")]
    Audience,
    /// Too old, or of the future.
    #[error("too old or of the future")]
    Time,
    /// Not the answer to our question.
    #[error("not the answer to this sign-in")]
    Nonce,
    /// Without a subject that can be remembered.
    #[error("no subject")]
    Subject,
}

/// The keys a provider publishes.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Keys {
    keys: Vec<Value>,
}

/// A key as published (RFC 7517); what is of no use here is left out.
#[derive(Debug, Clone, Deserialize)]
struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// What is expected of a token.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// What it calls us.
    pub client_id: &'a str,
    /// What we asked with.
    pub nonce: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The claims of a token, verified.
pub fn verified(
    token: &str,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Map<String, Value>, Fault> {
    let claims = signed(token, keys)?;
    let Value::Object(claims) = serde_json::from_slice(&claims).map_err(|_| Fault::Malformed)?
    else {
        return Err(Fault::Malformed);
    };
    check(&claims, expected)?;
    Ok(claims)
}

fn decode(part: &str) -> Result<Vec<u8>, Fault> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Fault::Malformed)
}

/// The payload of a token whose signature fits a key.
fn signed(token: &str, keys: &Keys) -> Result<Vec<u8>, Fault> {
    if token.len() > LONGEST {
        return Err(Fault::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Fault::Malformed)?;
    let (header, payload) = message.split_once('.').ok_or(Fault::Malformed)?;
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Fault::Malformed)?;
    if header.crit.is_some() {
        return Err(Fault::Algorithm);
    }
    if !["RS256", "PS256", "ES256", "ES384", "EdDSA"].contains(&header.alg.as_str()) {
        return Err(Fault::Algorithm);
    }
    let signature = decode(signature)?;
    let mut fault = Fault::UnknownKey;
    let known = keys.keys.iter().filter_map(|it| Key::deserialize(it).ok());
    for key in known.filter(|key| key.may_sign(&header)) {
        match key.verify(&header.alg, message.as_bytes(), &signature) {
            Ok(()) => return decode(payload),
            Err(found) => fault = found,
        }
    }
    Err(fault)
}

impl Key {
    fn may_sign(&self, header: &Header) -> bool {
        let kind = match header.alg.as_str() {
            "RS256" | "PS256" => ("RSA", None),
            "ES256" => ("EC", Some("P-256")),
            "ES384" => ("EC", Some("P-384")),
            _ => ("OKP", Some("Ed25519")),
        };
        (self.kty.as_str(), kind.1) == (kind.0, kind.1.and(self.crv.as_deref()))
            && self.purpose.as_deref().is_none_or(|it| it == "sig")
            && self.alg.as_deref().is_none_or(|it| it == header.alg)
            && (header.kid.is_none() || self.kid == header.kid)
    }

    fn verify(&self, alg: &str, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
        let part = |part: &Option<String>| decode(part.as_deref().ok_or(Fault::UnknownKey)?);
        let elliptic = |algorithm, size: usize| {
            let (x, y) = (part(&self.x)?, part(&self.y)?);
            if x.len() != size || y.len() != size {
                return Err(Fault::UnknownKey);
            }
            let point = [&[4][..], &x, &y].concat();
            Ok(UnparsedPublicKey::new(algorithm, point).verify(message, signature))
        };
        let checked = match alg {
            "RS256" | "PS256" => {
                let (n, e) = (part(&self.n)?, part(&self.e)?);
                let parameters = match alg {
                    "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
                    _ => &signature::RSA_PSS_2048_8192_SHA256,
                };
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
            "ES256" => elliptic(&signature::ECDSA_P256_SHA256_FIXED, 32)?,
            "ES384" => elliptic(&signature::ECDSA_P384_SHA384_FIXED, 48)?,
            _ => UnparsedPublicKey::new(&signature::ED25519, part(&self.x)?)
                .verify(message, signature),
        };
        checked.map_err(|_| Fault::Signature)
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// Seconds since 1970; a fraction is allowed by the standard.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a time; what is out of range saturates"
)]
fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = claims.get(name)?;
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|it| it as i64))
}

fn check(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), Fault> {
    if text(claims, "iss") != Some(expected.issuer) {
        return Err(Fault::Issuer);
    }
    let several = match claims.get("aud") {
        Some(Value::String(one)) if one == expected.client_id => false,
        Some(Value::Array(all)) if all.iter().any(|it| it == expected.client_id) => all.len() > 1,
        _ => return Err(Fault::Audience),
    };
    match text(claims, "azp") {
        Some(party) if party != expected.client_id => return Err(Fault::Audience),
        None if several => return Err(Fault::Audience),
        _ => {}
    }
    let now = expected.now.timestamp();
    let fresh = seconds(claims, "exp").is_some_and(|it| now < it.saturating_add(SKEW));
    let begun = |name| seconds(claims, name).is_none_or(|it| it <= now.saturating_add(SKEW));
    if !fresh || !claims.contains_key("iat") || !begun("iat") || !begun("nbf") {
        return Err(Fault::Time);
    }
    if text(claims, "nonce") != Some(expected.nonce) {
        return Err(Fault::Nonce);
    }
    let subject = text(claims, "sub").unwrap_or_default();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(Fault::Subject);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
