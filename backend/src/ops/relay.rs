//! The options of relays: whether there are any, where, and how much they may carry.

use super::refused::Refused;
use super::settings::Settings;
use crate::base::limits::TurnLimits;
use crate::ice::servers::IceServers;
use crate::ice::turn::start::{RELAY_PORTS, RelayConfig};
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// Fewer ports than these are taken by one meeting.
const FEWEST_PORTS: u16 = 128;
/// Bytes a second of a megabit a second.
const MEGABIT: u64 = 125_000;
/// The widest line that a machine has.
const MOST_MBITS: u64 = 100_000;

/// Reads them. There are relays unless another server relays, or somebody says that there shall be none; who says
/// anything else about them wants them all the same.
///
/// # Errors
/// Key, place and what to change.
pub fn relay(settings: &Settings, stun_port: Option<u16>, others: &IceServers) -> Result<Option<RelayConfig>, Refused> {
    let ports = settings.read("relay-ports", ports)?;
    let addresses = settings.read_list("relay-address", address)?;
    let is_twice = |one: &IpAddr| addresses.iter().filter(|other| other.is_ipv4() == one.is_ipv4()).count() > 1;
    let said = settings.text("relay-ports").filter(|_| ports.as_ref().is_some_and(Option::is_some));
    let said =
        said.map(|said| ("relay-ports", said)).or(settings.text("relay-address").map(|said| ("relay-address", said)));
    match said {
        Some(("relay-address", (value, place))) if addresses.iter().any(is_twice) => {
            let why = "one address of IPv4 and one of IPv6 are enough: each relay is known by one";
            return Err(Refused::about("relay-address", Some(&value), &place, why));
        }
        Some((key, (value, place))) if stun_port.is_none() => {
            let why = "relays listen on the port of STUN, and stun-port is 0: leave that out, or this";
            return Err(Refused::about(key, Some(&value), &place, why));
        }
        Some(_) | None => {}
    }
    let is_wanted = match &ports {
        Some(None) => false,
        _ if stun_port.is_none() => false,
        Some(Some(_)) => true,
        None => !addresses.is_empty() || !others.has_relay(),
    };
    Ok(is_wanted.then(|| RelayConfig {
        addresses,
        ports: ports.flatten().unwrap_or(RELAY_PORTS),
        ..RelayConfig::default()
    }))
}

/// What relays may carry.
///
/// # Errors
/// Key, place and what to change.
pub fn limits(settings: &Settings, defaults: TurnLimits) -> Result<TurnLimits, Refused> {
    let mbits = settings.read("relay-mbits", |text| match text.parse::<u64>() {
        Ok(0) => Err("nothing would come through; to have no relay say relay-ports 0".to_owned()),
        Ok(mbits @ 1..=MOST_MBITS) => Ok(mbits),
        Ok(_) | Err(_) => Err(format!("a whole number of Mbit/s is expected, {MOST_MBITS} at most; 100 is usual")),
    })?;
    let bytes_per_second = mbits.map_or(defaults.bytes_per_second, |mbits| mbits * MEGABIT);
    Ok(defaults.with_bytes_per_second(bytes_per_second))
}

/// A range of ports; `None` for no relay.
fn ports(text: &str) -> Result<Option<RangeInclusive<u16>>, String> {
    let expected = || {
        format!("a range of ports is expected, like {}-{}, or 0 for no relay", RELAY_PORTS.start(), RELAY_PORTS.end())
    };
    if text == "0" {
        return Ok(None);
    }
    let port = |text: &str| text.trim().parse::<u16>().ok();
    let (first, last) =
        text.split_once('-').and_then(|(first, last)| port(first).zip(port(last))).ok_or_else(expected)?;
    match (first, last) {
        (0..1024, _) => Err("ports below 1024 belong to services of the system, and no browser sends there".to_owned()),
        _ if last < first || last - first < FEWEST_PORTS - 1 => {
            Err(format!("at least {FEWEST_PORTS} ports are needed: one meeting of eight takes 112"))
        }
        _ => Ok(Some(first..=last)),
    }
}

fn address(text: &str) -> Result<IpAddr, &'static str> {
    let address: IpAddr = text
        .parse()
        .map_err(|_| "an address is expected, as people reach this machine from outside: 192.0.2.7 or 2001:db8::7")?;
    let address = address.to_canonical();
    let is_link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    match address.is_unspecified() || address.is_multicast() || is_link_local {
        true => {
            Err("nobody outside reaches such an address; say the one that your provider or router gives this machine")
        }
        false => Ok(address),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::limits::Limits;
    use crate::ice::turn::start::RelayConfig;
    use crate::ops::command_line::parse;
    use crate::ops::settings::Settings;
    use crate::ops::start::Start;
    use std::ffi::OsString;
    use std::ops::RangeInclusive;

    fn of(arguments: &[&str]) -> Result<(Option<RelayConfig>, Limits), String> {
        let told = ["plenum", "--config", "/dev/null"].iter().chain(arguments).map(OsString::from);
        let matches = parse(told).unwrap();
        let settings = Settings::gather(matches.subcommand().unwrap().1).map_err(|why| why.to_string())?;
        let start = Start::of(&settings).map_err(|why| why.to_string())?;
        Ok((start.config.relay, start.config.limits))
    }

    fn ports(arguments: &[&str]) -> Option<RangeInclusive<u16>> {
        of(arguments).unwrap().0.map(|relay| relay.ports)
    }

    #[test]
    fn every_mistake_names_its_key_and_says_why() {
        for (key, value, hint) in [
            ("relay-ports", "50000", "a range of ports"),
            ("relay-ports", "50000-65536", "a range of ports"),
            ("relay-ports", "1023-2000", "below 1024"),
            ("relay-ports", "50127-50000", "at least 128"),
            ("relay-ports", "50000-50126", "at least 128"),
            ("relay-address", "meet.example", "an address is expected"),
            ("relay-address", "0.0.0.0", "nobody outside"),
            ("relay-address", "fe80::1", "nobody outside"),
            ("relay-mbits", "0", "no relay"),
            ("relay-mbits", "100001", "100 is usual"),
            ("relay-mbits", "1.5", "100 is usual"),
        ] {
            let why = of(&[&format!("--{key}={value}")]).map(drop).unwrap_err();
            assert!(why.starts_with(&format!("--{key} {value}: ")) && why.contains(hint), "{why}");
        }
        for (key, value) in [
            ("relay-ports", "0"),
            ("relay-ports", "1024-1151"),
            ("relay-ports", "50000 - 65535"),
            ("relay-address", "192.0.2.7"),
            ("relay-mbits", "1"),
            ("relay-mbits", "100000"),
        ] {
            assert!(of(&[&format!("--{key}={value}")]).is_ok(), "{key} {value}");
        }
    }

    #[test]
    fn there_are_relays_unless_another_server_relays_or_nobody_wants_them() {
        assert_eq!(ports(&[]), Some(49_152..=65_535));
        assert_eq!(ports(&["--relay-ports", "0"]), None);
        assert_eq!(ports(&["--stun-port", "0"]), None);
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("ice-servers.json");
        let write = |url: &str| {
            let list = format!(r#"[{{"urls": "{url}", "username": "a", "credential": "b"}}]"#);
            std::fs::write(&other, list).unwrap();
        };
        let beside = |arguments: &[&str]| ports(&[&["--ice-servers", other.to_str().unwrap()], arguments].concat());
        write("stun:stun.example");
        assert_eq!(beside(&[]), Some(49_152..=65_535));
        write("turn:turn.example");
        assert_eq!(beside(&[]), None, "another server relays");
        assert_eq!(beside(&["--relay-ports", "50000-50127"]), Some(50_000..=50_127));
        assert_eq!(beside(&["--relay-address", "192.0.2.7,2001:db8::7"]), Some(49_152..=65_535));
        assert_eq!(beside(&["--relay-ports", "0", "--relay-address", "192.0.2.7"]), None);
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for said in [["--relay-address", "192.0.2.7"], ["--relay-ports", "50000-51000"]] {
            let why = of(&[&said[..], &["--stun-port", "0"]].concat()).map(drop).unwrap_err();
            assert!(why.starts_with(said[0]) && why.contains("the port of STUN"), "{why}");
        }
        let why = of(&["--relay-address", "192.0.2.7,192.0.2.8"]).map(drop).unwrap_err();
        assert!(why.contains("one address of IPv4"), "{why}");
    }

    #[test]
    fn nobody_has_more_than_all_together() {
        let turn = of(&["--relay-mbits", "8"]).unwrap().1.turn;
        assert_eq!((turn.bytes_per_second, turn.bytes_per_second_of_holder), (1_000_000, 1_000_000));
        assert_eq!(turn.bytes_per_second_of_address, 1_000_000);
        let turn = of(&["--relay-mbits", "1000"]).unwrap().1.turn;
        assert_eq!((turn.bytes_per_second, turn.bytes_per_second_of_holder), (125_000_000, 2_000_000));
        assert_eq!(turn.bytes_per_second_of_address, 62_500_000, "half of it, so that others have the other half");
    }
}
