//! Feature detection: what this browser can do, and as what it presents itself.

use crate::browser::base::bindings;
use plenum_engine::api::event::Abilities;
use plenum_engine::api::probe::NetworkInformation;
use plenum_engine::api::rescue::Agent;

/// Looks.
pub fn abilities() -> Abilities {
    let window = js_sys::global();
    let prototype = bindings::get(&bindings::get(&window, "RTCPeerConnection"), "prototype");
    Abilities {
        webrtc: bindings::can(&prototype, "createDataChannel") && bindings::can(&prototype, "addTransceiver"),
        secure: bindings::get(&window, "isSecureContext").is_truthy(),
        screen: bindings::can(&bindings::get(&bindings::navigator(), "mediaDevices"), "getDisplayMedia"),
        network: network(),
    }
}

/// `navigator.connection` (W3C Network Information), where there is one; it counts in megabits.
pub fn network() -> NetworkInformation {
    let connection = bindings::get(&bindings::navigator(), "connection");
    let number = |name, times: f64| bindings::get(&connection, name).as_f64().map(|value| (value * times) as u32);
    NetworkInformation { downlink: number("downlink", 1_000.0), round_trip: number("rtt", 1.0) }
}

/// As what it presents itself.
pub fn agent() -> Agent {
    let (window, navigator) = (js_sys::global(), bindings::navigator());
    // Safari says it of itself, the others by a media feature (W3C Web App Manifest, `display-mode`).
    let alone = bindings::call(&window, "matchMedia", &["(display-mode: standalone)".into()]).unwrap_or_default();
    Agent {
        user_agent: bindings::get(&navigator, "userAgent").as_string().unwrap_or_default(),
        touch: bindings::get(&navigator, "maxTouchPoints").as_f64().is_some_and(|points| points > 1.0),
        standalone: bindings::get(&navigator, "standalone").is_truthy() || bindings::get(&alone, "matches").is_truthy(),
        telegram: bindings::get(&window, "TelegramWebviewProxy").is_object(),
    }
}
