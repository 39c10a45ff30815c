//! IP values: an address, and how many of its bits say which network it stands for.

// `core` has addresses, and no sockets.
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bits of the largest address.
const BITS: u8 = 128;
const BITS_V4: u8 = 32;

/// Bytes of the longest text.
const TEXT_MAX: usize = 43;

/// An address with its prefix: of a single one all its bits, of a network those that its addresses
/// have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip {
    v6: bool,
    /// The address from the highest bit on.
    bits: u128,
    prefix: u8,
}

impl Ip {
    /// All addresses of a family.
    #[must_use]
    pub fn any(v6: bool) -> Self {
        Ip { v6, bits: 0, prefix: 0 }
    }

    /// Whether all that it stands for is in a network.
    #[must_use]
    pub fn is_in(self, network: Ip) -> bool {
        let same = |bits: u128| bits.checked_shr(u32::from(BITS - network.prefix)).unwrap_or(0);
        let within = self.v6 == network.v6 && self.prefix >= network.prefix;
        within && same(self.bits) == same(network.bits)
    }

    /// The network that it stands for, as its first address has it.
    #[must_use]
    pub fn network(self) -> Self {
        let mask = u128::MAX.checked_shl(u32::from(BITS - self.prefix)).unwrap_or(0);
        Ip { bits: self.bits & mask, ..self }
    }

    /// The last of its addresses.
    #[must_use]
    pub fn last(self) -> Self {
        let most = if self.v6 { BITS } else { BITS_V4 };
        let all = u128::MAX.checked_shl(u32::from(BITS - most)).unwrap_or(0);
        let hosts = u128::MAX.checked_shr(u32::from(self.prefix)).unwrap_or(0) & all;
        Ip { bits: self.bits | hosts, prefix: most, ..self }
    }

    /// How many bits its prefix has.
    #[must_use]
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// The network of so many bits that it is in; `None` where it has no more than those itself.
    #[must_use]
    pub fn up_to(self, prefix: u8) -> Option<Self> {
        (self.prefix >= prefix).then(|| Ip { prefix, ..self }.network())
    }

    /// The value so many addresses into its network, with a prefix of so many bits; `None` where
    /// there is no such address, or no such prefix.
    #[must_use]
    pub fn within(self, addresses: u128, prefix: u8) -> Option<Self> {
        let most = if self.v6 { BITS } else { BITS_V4 };
        let free = u32::from(most - self.prefix);
        let fits = free >= u32::from(BITS) || addresses >> free == 0;
        let allowed = (self.prefix..=most).contains(&prefix);
        let bits = self.network().bits | addresses << (BITS - most);
        (fits && allowed).then_some(Ip { bits, prefix, ..self })
    }
}

/// An IP value, of a text as Cedar reads one: no address of one family within another.
///
/// ```
/// use tollgate::values::ip;
///
/// let office = ip("10.0.0.0/8").unwrap();
/// assert!(ip("10.1.2.3").unwrap().is_in(office) && !ip("10.0.0.0/7").unwrap().is_in(office));
/// assert_eq!(ip("::ffff:10.1.2.3"), None);
/// ```
#[must_use]
pub fn ip(text: &str) -> Option<Ip> {
    let mixed = text.matches(':').count() > 1 && text.matches('.').count() > 1;
    if text.len() > TEXT_MAX || mixed {
        return None;
    }
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let (v6, bits, most) = match address.parse().ok()? {
        IpAddr::V4(address) => (false, u128::from(u32::from(address)) << (BITS - BITS_V4), BITS_V4),
        IpAddr::V6(address) => (true, u128::from(address), BITS),
    };
    let prefix = match prefix {
        None => most,
        Some("0") => 0,
        Some(digits) => {
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let plain = plain && !digits.starts_with('0');
            digits.parse().ok().filter(|prefix| plain && *prefix <= most)?
        }
    };
    Some(Ip { v6, bits, prefix })
}

/// A text that is read as the value, and as no other one is written.
///
/// ```
/// use tollgate::values::{ip, ip_text};
///
/// assert_eq!(ip_text(ip("10.1.2.3/32").unwrap()), "10.1.2.3");
/// assert_eq!(ip_text(ip("FF00:0::/8").unwrap()), "ff00::/8");
/// assert_eq!(ip_text(ip("::ffff:a00:1").unwrap()), "::ffff:a00:1");
/// ```
#[must_use]
pub fn ip_text(of: Ip) -> String {
    let (address, most) = match of.v6 {
        true => (v6_text(Ipv6Addr::from_bits(of.bits)), BITS),
        false => {
            let bits = (of.bits >> (BITS - BITS_V4)) as u32;
            (Ipv4Addr::from_bits(bits).to_string(), BITS_V4)
        }
    };
    if of.prefix == most { address } else { format!("{address}/{}", of.prefix) }
}

/// A text by which databases keep an IP value: its family, its address in hexadecimal digits and
/// its prefix. By bytes, all that is in a network stands together.
///
/// ```
/// use tollgate::values::{ip, ip_key};
///
/// assert_eq!(ip_key(ip("10.1.2.3").unwrap()), "40a010203/32");
/// assert_eq!(ip_key(ip("ff00::/8").unwrap()), "6ff000000000000000000000000000000/008");
/// ```
#[must_use]
pub fn ip_key(of: Ip) -> String {
    let Ip { v6, bits, prefix } = of;
    match v6 {
        true => format!("6{bits:032x}/{prefix:03}"),
        false => format!("4{:08x}/{prefix:02}", bits >> (BITS - BITS_V4)),
    }
}

/// An address in groups alone: Cedar reads none with another one in it.
fn v6_text(address: Ipv6Addr) -> String {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}"),
        _ => address.to_string(),
    }
}
