//! The addresses of this machine.

use std::net::IpAddr;

/// Those at which others on its networks reach it, the shortest way first; none that only itself or one cable knows.
pub fn own_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let addresses = interfaces
        .iter()
        .filter(|interface| interface.is_oper_up() && !interface.is_loopback() && !interface.is_link_local());
    let mut addresses: Vec<IpAddr> = addresses.map(if_addrs::Interface::ip).collect();
    addresses.sort();
    addresses.dedup();
    addresses
}
