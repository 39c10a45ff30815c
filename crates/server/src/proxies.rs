//! Where a request comes from: whoever is connected, or whom a proxy that is trusted says.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

/// The proxies that are trusted to say whom they ask for; none unless configured.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl From<Vec<IpNet>> for Proxies {
    fn from(networks: Vec<IpNet>) -> Self {
        Proxies(networks)
    }
}

impl Proxies {
    /// Who asks: the nearest of those that trusted proxies name whom none of them vouches for.
    ///
    /// A proxy writes one of the two headers, and may pass on the other as it came from the asker:
    /// where they do not say the same, neither counts.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let reported = |name: HeaderName, hops: fn(&str) -> Vec<Option<IpAddr>>| {
            let all = headers.get_all(name);
            let hops = all.iter().flat_map(|each| each.to_str().map_or_else(|_| vec![None], hops));
            let hops: Vec<_> = hops.collect();
            (!hops.is_empty()).then(|| self.nearest(peer, hops))
        };
        let standard = reported(header::FORWARDED, forwarded);
        let usual = reported(HeaderName::from_static("x-forwarded-for"), x_forwarded_for);
        match (standard, usual) {
            (Some(one), Some(other)) if one != other => peer,
            (one, other) => one.or(other).unwrap_or(peer),
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// From the nearest hop on, the first that is not trusted; what cannot be read ends the way.
    fn nearest(&self, peer: IpAddr, hops: Vec<Option<IpAddr>>) -> IpAddr {
        let mut at = peer;
        for hop in hops.into_iter().rev() {
            let Some(hop) = hop else { return at };
            at = hop;
            if !self.trusts(hop) {
                return hop;
            }
        }
        at
    }
}

/// What is counted as one address: of IPv6 the network, which one customer has whole.
pub(crate) fn counted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// A network of the configuration; a single address is one, too.
///
/// # Errors
///
/// For what is neither.
pub fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "this is no address and no network".to_owned())
}

/// `192.0.2.1, 198.51.100.7`
fn x_forwarded_for(text: &str) -> Vec<Option<IpAddr>> {
    text.split(',').map(address).collect()
}

/// `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"` (RFC 7239)
fn forwarded(text: &str) -> Vec<Option<IpAddr>> {
    let hop = |element: &str| {
        let mut pairs = unquoted(element, ';').into_iter().filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case("for").then(|| value.trim().to_owned())
        });
        let value = pairs.next()?;
        match pairs.next() {
            None => address(value.trim_matches('"')),
            Some(_) => None,
        }
    };
    unquoted(text, ',').into_iter().map(hop).collect()
}

/// The parts between a sign, where it does not stand in quotes.
fn unquoted(text: &str, sign: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text.split(|character| {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => return character == sign && !quoted,
        }
        false
    });
    parts.collect()
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().map(|it| it.ip());
    bare.parse::<IpAddr>().or_else(|_| with_port()).ok().map(|it| it.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Headers<'a> = &'a [(&'a str, &'a str)];

    /// Who asks, by a connection from the first address and these headers.
    fn client(peer: &str, headers: Headers<'_>) -> String {
        let networks = ["10.0.0.0/8", "192.0.2.7", "fd00::/8"].map(|it| network(it).unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        Proxies::from(networks.to_vec()).client(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn who_asks_is_the_nearest_whom_no_trusted_proxy_vouches_for() {
        const USUAL: &str = "x-forwarded-for";
        const STANDARD: &str = "forwarded";
        let quoted = "for=203.0.113.1;host=\"a, for=9.9.9.9;\\\", for=8.8.8.8\"";
        let cases: [(&str, Headers<'_>, &str); 22] = [
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[(USUAL, "203.0.113.1")], "203.0.113.1"),
            ("::ffff:10.0.0.1", &[(USUAL, "203.0.113.1")], "203.0.113.1"),
            ("10.0.0.1", &[(USUAL, "203.0.113.1:4711")], "203.0.113.1"),
            ("fd00::1", &[(USUAL, "2001:db8::1")], "2001:db8::1"),
            // What the asker wrote itself stands to the left of what proxies add.
            ("10.0.0.1", &[(USUAL, "9.9.9.9, 203.0.113.1, 192.0.2.7, 10.1.1.1")], "203.0.113.1"),
            ("10.0.0.1", &[(USUAL, "9.9.9.9"), (USUAL, "203.0.113.1")], "203.0.113.1"),
            ("10.0.0.1", &[(USUAL, "9.9.9.9, nonsense")], "10.0.0.1"),
            ("10.0.0.1", &[(USUAL, "9.9.9.9, unknown, 10.1.1.1")], "10.1.1.1"),
            ("10.0.0.1", &[(USUAL, "10.2.2.2, 10.1.1.1")], "10.2.2.2"),
            ("10.0.0.1", &[(USUAL, "")], "10.0.0.1"),
            ("10.0.0.1", &[(USUAL, "9.9.9.9\u{e9}")], "10.0.0.1"),
            // Who is no proxy says nothing.
            ("203.0.113.9", &[(USUAL, "9.9.9.9")], "203.0.113.9"),
            ("203.0.113.9", &[(STANDARD, "for=9.9.9.9")], "203.0.113.9"),
            ("192.0.2.8", &[(USUAL, "9.9.9.9")], "192.0.2.8"),
            ("10.0.0.1", &[(STANDARD, "for=9.9.9.9, For=\"[2001:db8::1]:80\"")], "2001:db8::1"),
            ("10.0.0.1", &[(STANDARD, quoted)], "203.0.113.1"),
            ("10.0.0.1", &[(STANDARD, "for=9.9.9.9, for=_hidden")], "10.0.0.1"),
            ("10.0.0.1", &[(STANDARD, "for=9.9.9.9;for=8.8.8.8")], "10.0.0.1"),
            ("10.0.0.1", &[(STANDARD, "proto=https")], "10.0.0.1"),
            // One of them is what the asker wrote.
            ("10.0.0.1", &[(USUAL, "203.0.113.1"), (STANDARD, "for=9.9.9.9")], "10.0.0.1"),
            ("10.0.0.1", &[(USUAL, "1.1.1.1"), (STANDARD, "for=1.1.1.1")], "1.1.1.1"),
        ];
        for (peer, headers, who) in cases {
            assert_eq!(client(peer, headers), who, "{peer} with {headers:?}");
        }
    }

    #[test]
    fn nobody_is_trusted_unless_configured() {
        let headers = HeaderMap::from_iter([(header::FORWARDED, "for=9.9.9.9".parse().unwrap())]);
        let peer = "127.0.0.1".parse().unwrap();
        assert_eq!(Proxies::default().client(peer, &headers), peer);
        for text in ["", "10.0.0.0/33", "example.org", "*", "10.0.0"] {
            assert!(network(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_customer_of_ipv6_counts_as_one_address() {
        let counted = |text: &str| super::counted(text.parse().unwrap());
        assert_eq!(counted("2001:db8:1:2:3::4"), counted("2001:db8:1:2:ffff::9"));
        assert_ne!(counted("2001:db8:1:2::"), counted("2001:db8:1:3::"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
    }
}
