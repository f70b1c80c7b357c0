//! Which machine a request comes from: the peer of the connection or, behind a server in front that
//! `--trusted-proxy` names, the machine that server says it speaks for.
//!
//! Anybody can write such a header, so it is believed from those servers only, and read from its
//! end: each of them adds the address it saw, and the first that is not one of them is the answer.
//! A server in front keeps one of the two headers, `X-Forwarded-For` or `Forwarded`; a request with
//! both has one that its sender wrote, so neither is believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

use super::App;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A range of addresses: `10.0.0.0/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// Why something is not a [`Network`]; the command line shows it beside what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("10.0.0.0/8, 127.0.0.1, fd00::/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) => bits.parse().map_err(|_| NotANetwork)?,
        };
        (bits <= most)
            .then_some(Self { address, bits })
            .ok_or(NotANetwork)
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}

/// The machine a request comes from, as far as known. Of an IPv6 address only the network counts:
/// one machine has as many addresses in it as it likes.
#[derive(Debug, Clone, Copy)]
pub struct Machine(pub Option<IpAddr>);

impl FromRequestParts<App> for Machine {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = info.map(|ConnectInfo(address)| address.ip());
        let found = peer.map(|peer| behind(peer, &parts.headers, app.trusted_proxies()));
        Ok(Self(found.map(network)))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// The machine that a chain of trusted servers speaks for.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut known = peer.to_canonical();
    let hops = match (
        lists(headers, &X_FORWARDED_FOR),
        lists(headers, &header::FORWARDED),
    ) {
        (hops, rest) if rest.is_empty() => hops.into_iter().map(address).collect(),
        (rest, hops) if rest.is_empty() => hops.into_iter().map(forwarded).collect(),
        _ => Vec::new(),
    };
    let mut hops: Vec<Option<IpAddr>> = hops;
    while is_trusted(known) {
        match hops.pop() {
            Some(Some(next)) => known = next,
            // The chain ends, or says "unknown": the last server that is known counts.
            _ => break,
        }
    }
    known
}

/// The entries of a header, over all its lines.
fn lists<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Vec<&'h str> {
    let lines = headers.get_all(name).iter();
    lines
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .collect()
}

/// `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::9`, `[2001:db8::9]:4711`
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let found = bare.unwrap_or(text).parse::<IpAddr>();
    let found = found.or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    found.ok().map(|address| address.to_canonical())
}

/// `for="[2001:db8::9]:4711";proto=https`
fn forwarded(entry: &str) -> Option<IpAddr> {
    let pairs = entry.split(';').filter_map(|pair| pair.split_once('='));
    let mut hop = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    hop.next()
        .and_then(|(_, value)| address(value.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn seen(peer: &str, lines: &[(&'static str, &str)]) -> IpAddr {
        let trusted: Vec<Network> = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        behind(ip(peer), &headers, &trusted)
    }

    #[test]
    fn ranges_are_read_and_hold_what_they_say() {
        let network: Network = "192.168.8.0/22".parse().unwrap();
        assert!(network.contains(ip("192.168.11.255")) && !network.contains(ip("192.168.12.0")));
        assert!(
            !network.contains(ip("::ffff:192.168.8.1")),
            "peers are made plain first"
        );
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("203.0.113.9")));
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0",
            "fd00::/129",
            "x/8",
            "10.0.0.0/-1",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }

    #[test]
    fn only_servers_that_were_named_are_believed() {
        let xff = "x-forwarded-for";
        assert_eq!(
            seen("203.0.113.1", &[(xff, "198.51.100.7")]),
            ip("203.0.113.1")
        );
        assert_eq!(
            seen("10.0.0.1", &[(xff, "198.51.100.7")]),
            ip("198.51.100.7")
        );
        assert_eq!(
            seen("::ffff:10.0.0.1", &[(xff, "198.51.100.7:4711")]),
            ip("198.51.100.7")
        );
        assert_eq!(seen("10.0.0.1", &[]), ip("10.0.0.1"));
    }

    #[test]
    fn what_the_sender_wrote_before_the_servers_is_not_believed() {
        let xff = "x-forwarded-for";
        let forged = [(xff, "192.0.2.66, 198.51.100.7"), (xff, "10.1.1.1")];
        assert_eq!(seen("127.0.0.1", &forged), ip("198.51.100.7"));
        assert_eq!(
            seen("10.0.0.1", &[(xff, "192.0.2.66, unknown")]),
            ip("10.0.0.1")
        );
        let both = [(xff, "198.51.100.7"), ("forwarded", "for=192.0.2.66")];
        assert_eq!(seen("10.0.0.1", &both), ip("10.0.0.1"));
    }

    #[test]
    fn the_standard_header_is_read_as_well() {
        let lines = [(
            "forwarded",
            "for=192.0.2.66, proto=https;For=\"[2001:db8::9]:4711\";by=10.0.0.1, for=10.0.0.7",
        )];
        assert_eq!(seen("fd00::1", &lines), ip("2001:db8::9"));
    }

    #[test]
    fn an_ipv6_machine_is_its_network() {
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(network(ip("203.0.113.9")), ip("203.0.113.9"));
    }
}
