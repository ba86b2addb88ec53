//! Where a request comes from, as far as that can be known.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::config::TrustedProxies;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of whoever connected; of the client, when that was a proxy we trust.
///
/// Every proxy appends to `X-Forwarded-For` whom it heard from, so the list is read from its end: the first address that
/// is no trusted proxy is the client's. What stands before it is what the client made up.
pub fn client(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    let mut client = peer.to_canonical();
    let lists: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().map(|list| list.to_str().unwrap_or_default()).collect();
    for heard_from in lists.iter().rev().flat_map(|list| list.rsplit(',')) {
        if !proxies.contains(client) {
            break;
        }
        let Some(address) = parse(heard_from.trim()) else { break };
        client = address;
    }
    client
}

/// Some proxies add the port.
fn parse(text: &str) -> Option<IpAddr> {
    let address = text.parse().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip())).ok()?;
    Some(IpAddr::to_canonical(&address))
}

/// What belongs to one subscriber: an IPv4 address, or the 64 bits of an IPv6 address that they cannot choose.
pub fn network_of(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Net::from(address).into(),
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).trunc().into(),
    }
}

/// The same, of an address as text.
pub fn network(address: &str) -> Option<IpNet> {
    address.parse().ok().map(network_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, lists: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(FORWARDED_FOR, list.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &"10.0.0.0/8, ::1".parse().unwrap()).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_about_whom_it_heard_from() {
        for (peer, lists, client) in [
            ("203.0.113.5", &[][..], "203.0.113.5"),
            ("203.0.113.5", &["198.51.100.1"], "203.0.113.5"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["192.0.2.9, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["192.0.2.9, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["192.0.2.9", "198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &["192.0.2.9, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["192.0.2.9, nonsense, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("::1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("::1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("::1", &[""], "::1"),
        ] {
            assert_eq!(client_of(peer, lists), client, "{peer} {lists:?}");
        }
    }

    #[test]
    fn a_network_is_an_address_or_the_first_half_of_a_long_one() {
        for (address, expected) in [
            ("192.0.2.1", "192.0.2.1/32"),
            ("::ffff:192.0.2.1", "192.0.2.1/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address).unwrap().to_string(), expected);
        }
        assert!(network("nowhere").is_none());
    }
}
