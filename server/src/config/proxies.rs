//! The reverse proxies in front of this server.

use std::{net::IpAddr, str::FromStr, sync::Arc};

use ipnet::{AddrParseError, IpNet};

/// Whoever connects from these may say whom a request comes from; nobody, unless told.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    pub const ACCEPTS: &str = "addresses and networks such as 127.0.0.1, 10.0.0.0/8, with commas between";

    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for TrustedProxies {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(|part| part.parse::<IpAddr>().map(IpNet::from).or_else(|_| part.parse()));
        Ok(Self(networks.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_addresses_and_networks() {
        let proxies: TrustedProxies = " 127.0.0.1, 10.0.0.0/8,fd00::/8 ,".parse().unwrap();
        for (address, trusted) in [
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("fd12::1", true),
            ("2001:db8::1", false),
        ] {
            assert_eq!(proxies.contains(address.parse().unwrap()), trusted, "{address}");
        }
        assert!(!"".parse::<TrustedProxies>().unwrap().contains("127.0.0.1".parse().unwrap()));
        for wrong in ["proxy.example", "10.0.0.0/33", "10.0.0.1 10.0.0.2", "*", "10.0.0.1:80"] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
    }
}
