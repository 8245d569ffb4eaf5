//! Feature detection: what this browser can do.

use crate::browser::base::bindings;
use plenum_engine::api::event::Abilities;
use plenum_engine::api::probe::NetworkInformation;

/// Looks.
pub fn abilities() -> Abilities {
    let window = js_sys::global();
    let agent = bindings::get(&bindings::navigator(), "userAgent").as_string().unwrap_or_default();
    let prototype = bindings::get(&bindings::get(&window, "RTCPeerConnection"), "prototype");
    Abilities {
        webrtc: bindings::can(&prototype, "createDataChannel") && bindings::can(&prototype, "addTransceiver"),
        secure: bindings::get(&window, "isSecureContext").is_truthy(),
        screen: bindings::can(&bindings::get(&bindings::navigator(), "mediaDevices"), "getDisplayMedia"),
        in_app: in_app(&agent) || bindings::get(&window, "TelegramWebviewProxy").is_object(),
        network: network(),
    }
}

/// `navigator.connection` (W3C Network Information), where there is one; it counts in megabits.
fn network() -> NetworkInformation {
    let connection = bindings::get(&bindings::navigator(), "connection");
    let number = |name, times: f64| bindings::get(&connection, name).as_f64().map(|value| (value * times) as u32);
    NetworkInformation { downlink: number("downlink", 1_000.0), round_trip: number("rtt", 1.0) }
}

/// Signs of browsers inside other apps; the last two are Android's web view.
const IN_APP: [&str; 16] = [
    "FBAN",
    "FBAV",
    "FB_IAB",
    "Instagram",
    "Line/",
    "Telegram",
    "TikTok",
    "musical_ly",
    "BytedanceWebview",
    "Snapchat",
    "LinkedInApp",
    "MicroMessenger",
    "Twitter for",
    "GSA/",
    "; wv)",
    "WebView",
];

fn in_app(agent: &str) -> bool {
    IN_APP.iter().any(|sign| agent.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_around_the_page_is_noticed() {
        assert!(in_app(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E148 [FBAN/FBIOS]"
        ));
        assert!(in_app(
            "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/123.0 Mobile"
        ));
    }

    #[test]
    fn an_ordinary_browser_is_not_an_app() {
        assert!(!in_app(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36"
        ));
        assert!(!in_app("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"));
        assert!(!in_app(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"
        ));
    }
}
