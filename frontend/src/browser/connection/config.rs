//! How every connection is made: `max-bundle`, with the servers that the welcome named.

use crate::browser::gaps;
use js_sys::Array;
use plenum_shared::words::IceServer;
use wasm_bindgen::prelude::*;
use web_sys::{RtcConfiguration, RtcPeerConnection};

/// `new RTCPeerConnection(…)`. Servers a browser cannot read are left out rather than the whole connection.
pub fn make(ice_servers: &[IceServer]) -> Result<RtcPeerConnection, JsValue> {
    with(ice_servers).or_else(|_| {
        log::warn!("the browser refuses the ICE servers; going without");
        with(&[])
    })
}

/// From the next ICE restart on it goes over these servers.
pub fn renew(pc: &RtcPeerConnection, ice_servers: &[IceServer]) {
    if gaps::call(pc, "setConfiguration", &[configuration(ice_servers)]).is_err() {
        log::warn!("the browser keeps the ICE servers it has");
    }
}

fn with(ice_servers: &[IceServer]) -> Result<RtcPeerConnection, JsValue> {
    RtcPeerConnection::new_with_configuration(configuration(ice_servers).unchecked_ref::<RtcConfiguration>())
}

fn configuration(ice_servers: &[IceServer]) -> JsValue {
    let servers: Array = ice_servers.iter().map(ice_server).collect();
    gaps::object([("bundlePolicy", "max-bundle".into()), ("iceServers", servers.into())])
}

fn ice_server(server: &IceServer) -> JsValue {
    let urls: Array = server.urls.iter().map(|url| JsValue::from_str(url)).collect();
    let init = gaps::object([("urls", urls.into())]);
    for (name, value) in [("username", &server.username), ("credential", &server.credential)] {
        if let Some(value) = value {
            gaps::set(&init, name, &value.as_str().into());
        }
    }
    init
}
