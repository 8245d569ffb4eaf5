//! Advice in words: what to press.

use crate::words::{self, Word};
use plenum_engine::api::rescue::App;
use plenum_engine::api::view::Language;
use plenum_engine::rescue::advice::Advice;
use plenum_engine::rescue::app::name;

/// One piece of advice; `app`: the app around the page.
pub fn sentence(advice: Advice, app: Option<App>, language: Language) -> String {
    let app = app.and_then(name).unwrap_or_default();
    let word: Word = match advice {
        Advice::AppMenu => return words::rescue_app_menu(language, app),
        Advice::AppCompass => return words::rescue_app_compass(language, app),
        Advice::ChromeDesktop => words::rescue_chrome,
        Advice::FirefoxDesktop => words::rescue_firefox,
        Advice::SafariMac => words::rescue_safari_mac,
        Advice::SafariIos => words::rescue_safari_ios,
        Advice::AppIos => words::rescue_app_ios,
        Advice::ChromeAndroid => words::rescue_chrome_android,
        Advice::FirefoxAndroid => words::rescue_firefox_android,
        Advice::SystemMac => words::rescue_system_mac,
        Advice::SystemWindows => words::rescue_system_windows,
        Advice::SystemAndroid => words::rescue_system_android,
        Advice::WebRtcFirefox => words::rescue_webrtc_firefox,
        Advice::WebRtcChrome => words::rescue_webrtc_chrome,
        Advice::WebRtcApple => words::rescue_webrtc_apple,
    };
    word(language).to_string()
}
