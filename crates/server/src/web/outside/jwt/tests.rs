use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::{Expected, Fault, Keys, verified};

const NOW: i64 = 1_780_000_000;

struct Provider {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

fn base64(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Provider {
    fn new() -> Self {
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).unwrap();
        Self { pair, random }
    }

    fn key(&self, kid: &str) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (base64(&point[1..33]), base64(&point[33..]));
        json!({"kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": x, "y": y})
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!(
            "{}.{}",
            base64(header.to_string().as_bytes()),
            base64(claims.to_string().as_bytes())
        );
        let signature = self.pair.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", base64(signature.as_ref()))
    }
}

fn keys(of: &[Value]) -> Keys {
    serde_json::from_value(json!({"keys": of})).unwrap()
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "a"})
}

fn claims() -> Value {
    json!({
        "iss": "https://sso.test", "aud": "dondoc", "sub": "u-1", "nonce": "n",
        "iat": NOW - 5, "exp": NOW + 300,
    })
}

fn read(token: &str, keys: &Keys) -> Result<String, Fault> {
    let expected = Expected {
        issuer: "https://sso.test",
        client_id: "dondoc",
        nonce: "n",
        now: DateTime::<Utc>::from_timestamp(NOW, 0).unwrap(),
    };
    verified(token, keys, &expected).map(|claims| claims["sub"].as_str().unwrap().to_owned())
}

#[test]
fn a_token_of_the_provider_is_taken_also_after_its_keys_were_changed() {
    let (old, new) = (Provider::new(), Provider::new());
    let token = new.sign(&json!({"alg": "ES256", "kid": "b"}), &claims());
    assert_eq!(read(&token, &keys(&[old.key("a")])), Err(Fault::UnknownKey));
    let both = keys(&[old.key("a"), new.key("b")]);
    assert_eq!(read(&token, &both).as_deref(), Ok("u-1"));
    let unnamed = new.sign(&json!({"alg": "ES256"}), &claims());
    assert_eq!(
        read(&unnamed, &both).as_deref(),
        Ok("u-1"),
        "any key of the kind"
    );
    let odd = keys(&[json!({"kty": 7}), json!("x"), new.key("b")]);
    assert_eq!(
        read(&token, &odd).as_deref(),
        Ok("u-1"),
        "a key nobody knows harms nobody"
    );
}

#[test]
fn a_token_changed_on_its_way_is_not() {
    let provider = Provider::new();
    let keys = keys(&[provider.key("a")]);
    let token = provider.sign(&header(), &claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let mut other = claims();
    other["sub"] = json!("u-2");
    let forged = provider.sign(&header(), &other);
    let forged = forged.rsplit_once('.').unwrap().0;
    assert_eq!(
        read(&format!("{forged}.{signature}"), &keys),
        Err(Fault::Signature)
    );
    assert_eq!(read(&format!("{message}."), &keys), Err(Fault::Signature));
    for bad in ["", ".", "..", "a.b.c", message, &"a.".repeat(40_000)] {
        assert_eq!(read(bad, &keys), Err(Fault::Malformed), "{bad:.20}");
    }
}

#[test]
fn a_token_does_not_choose_how_it_is_checked() {
    let provider = Provider::new();
    let keys = keys(&[provider.key("a")]);
    for alg in ["none", "None", "HS256", "RS1", ""] {
        let token = provider.sign(&json!({"alg": alg, "kid": "a"}), &claims());
        assert_eq!(read(&token, &keys), Err(Fault::Algorithm), "{alg}");
    }
    let token = provider.sign(&json!({"alg": "RS256", "kid": "a"}), &claims());
    assert_eq!(
        read(&token, &keys),
        Err(Fault::UnknownKey),
        "a key of another kind"
    );
    let critical = json!({"alg": "ES256", "kid": "a", "crit": ["exp"]});
    assert_eq!(
        read(&provider.sign(&critical, &claims()), &keys),
        Err(Fault::Algorithm)
    );
    let mut wrong_use = provider.key("a");
    wrong_use["use"] = json!("enc");
    let token = provider.sign(&header(), &claims());
    assert_eq!(
        read(&token, &super::tests::keys(&[wrong_use])),
        Err(Fault::UnknownKey)
    );
}

#[test]
fn what_a_token_says_must_fit() {
    let provider = Provider::new();
    let keys = keys(&[provider.key("a")]);
    let cases = [
        ("iss", json!("https://other.test"), Fault::Issuer),
        ("iss", json!("https://sso.test/"), Fault::Issuer),
        ("aud", json!("another"), Fault::Audience),
        ("aud", json!([]), Fault::Audience),
        ("aud", json!(["dondoc", "another"]), Fault::Audience),
        ("azp", json!("another"), Fault::Audience),
        ("exp", json!(NOW - 61), Fault::Time),
        ("exp", Value::Null, Fault::Time),
        ("iat", json!(NOW + 61), Fault::Time),
        ("nbf", json!(NOW + 61), Fault::Time),
        ("nonce", json!("another"), Fault::Nonce),
        ("nonce", Value::Null, Fault::Nonce),
        ("sub", json!(""), Fault::Subject),
        ("sub", json!(7), Fault::Subject),
    ];
    for (name, value, fault) in cases {
        let mut changed = claims();
        changed[name] = value.clone();
        let token = provider.sign(&header(), &changed);
        assert_eq!(read(&token, &keys), Err(fault), "{name} {value}");
    }
    for (name, value) in [
        ("exp", json!(NOW - 59)),
        ("iat", json!(NOW + 59)),
        ("exp", json!(1_780_000_100.5)),
        ("aud", json!(["dondoc"])),
    ] {
        let mut changed = claims();
        changed[name] = value;
        let token = provider.sign(&header(), &changed);
        assert!(read(&token, &keys).is_ok(), "{name}");
    }
}
