//! `RTCConfiguration` of every connection: `max-bundle`, with the ICE servers that the welcome named.

use crate::browser::base::bindings;
use js_sys::Array;
use plenum_shared::message::IceServer;
use wasm_bindgen::prelude::*;
use web_sys::{RtcConfiguration, RtcPeerConnection};

/// `new RTCPeerConnection(…)`. A server that this browser cannot read is left out, and no other.
pub fn make(ice_servers: &[IceServer]) -> Result<RtcPeerConnection, JsValue> {
    with(ice_servers).or_else(|_| {
        let taken = taken(ice_servers, |one| with(one).map(|connection| connection.close()).is_ok());
        log::warn!("the browser refuses {} ICE servers; going without them", ice_servers.len() - taken.len());
        with(&taken).or_else(|_| with(&[]))
    })
}

/// From the next ICE restart on it goes over these servers.
pub fn renew(pc: &RtcPeerConnection, ice_servers: &[IceServer]) {
    let set = |servers: &[IceServer]| bindings::call(pc, "setConfiguration", &[configuration(servers)]).is_ok();
    if !set(ice_servers) && !set(&taken(ice_servers, set)) {
        log::warn!("the browser keeps the ICE servers it has");
    }
}

/// Those that are taken, each tried alone.
fn taken(servers: &[IceServer], takes: impl Fn(&[IceServer]) -> bool) -> Vec<IceServer> {
    servers.iter().filter(|server| takes(std::slice::from_ref(server))).cloned().collect()
}

fn with(ice_servers: &[IceServer]) -> Result<RtcPeerConnection, JsValue> {
    RtcPeerConnection::new_with_configuration(configuration(ice_servers).unchecked_ref::<RtcConfiguration>())
}

fn configuration(ice_servers: &[IceServer]) -> JsValue {
    let servers: Array = ice_servers.iter().map(ice_server).collect();
    bindings::object([("bundlePolicy", "max-bundle".into()), ("iceServers", servers.into())])
}

fn ice_server(server: &IceServer) -> JsValue {
    let urls: Array = server.urls.iter().map(|url| JsValue::from_str(url)).collect();
    let init = bindings::object([("urls", urls.into())]);
    for (name, value) in [("username", &server.username), ("credential", &server.credential)] {
        if let Some(value) = value {
            bindings::set(&init, name, &value.as_str().into());
        }
    }
    init
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_that_is_refused_is_left_out() {
        let server = |url: &str| IceServer { urls: vec![url.into()], username: None, credential: None };
        let all = [server("stun:a"), server("stun:bad"), server("stun:b")];
        let taken = taken(&all, |one| one.iter().all(|server| server.urls != ["stun:bad"]));
        assert_eq!(taken, [server("stun:a"), server("stun:b")]);
    }
}
