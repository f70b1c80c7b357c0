//! Style, script and pictures, inside the binary, under names that carry their own hash.
//!
//! A file that changes changes its name, so a browser may keep each for a year. The style sheets
//! of `assets/css`, one a component, are joined in the order of their names: one request, no
//! build step.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

struct Asset {
    bytes: Vec<u8>,
    kind: &'static str,
}

struct Assets {
    /// `app.css` → `/assets/app.1a2b3c4d.css`
    addresses: HashMap<String, String>,
    /// `app.1a2b3c4d.css` → what it holds
    files: HashMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(load);

/// Where the page finds an asset. A name nobody embedded gives an address that answers 404, and a
/// test renders every page and follows every such address.
pub fn address(name: &str) -> &'static str {
    ASSETS
        .addresses
        .get(name)
        .map_or("/assets/missing", String::as_str)
}

/// `GET /assets/{name}`
pub async fn show(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes.as_slice()).into_response()
}

fn load() -> Assets {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut style = Vec::new();
    let mut assets = Assets {
        addresses: HashMap::new(),
        files: HashMap::new(),
    };
    for name in names {
        let Some(file) = Files::get(&name) else {
            continue;
        };
        if name.starts_with("css/") {
            style.extend_from_slice(&file.data);
            style.push(b'\n');
        } else {
            let short = name.rsplit('/').next().unwrap_or(&name);
            assets.add(short, file.data.into_owned());
        }
    }
    assets.add("app.css", style);
    assets
}

impl Assets {
    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let mut hash = String::new();
        for byte in &Sha256::digest(&bytes)[..6] {
            let _ = write!(hash, "{byte:02x}");
        }
        let hashed = format!("{stem}.{hash}.{extension}");
        self.addresses
            .insert(name.to_owned(), format!("/assets/{hashed}"));
        self.files.insert(
            hashed,
            Asset {
                bytes,
                kind: kind(extension),
            },
        );
    }
}

fn kind(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
