//! Advice: what to press in which browser, and where on the screen that is.

use crate::api::event::DeviceKind;
use crate::api::rescue::{App, Browser, Family, System};
use crate::api::view::DeviceTrouble;

/// What to press, for the views to say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The symbol left of the address, and a switch there.
    ChromeDesktop,
    /// The struck-out device left of the address, whose block is taken away.
    FirefoxDesktop,
    /// The menu bar of the Mac.
    SafariMac,
    /// The symbol in the address field, "Website Settings".
    SafariIos,
    /// The settings of an iPhone or iPad, where each browser has its own.
    AppIos,
    /// The symbol left of the address, "Permissions".
    ChromeAndroid,
    /// The lock beside the address.
    FirefoxAndroid,
    /// Privacy settings of a Mac.
    SystemMac,
    /// Privacy settings of Windows.
    SystemWindows,
    /// Permissions of the browser in the settings of Android.
    SystemAndroid,
    /// "Open in browser" behind the dots at the top of an app.
    AppMenu,
    /// The compass or share symbol at the bottom of an app on an iPhone.
    AppCompass,
    /// A setting of Firefox and those made of it.
    WebRtcFirefox,
    /// An extension, or whoever looks after the computer.
    WebRtcChrome,
    /// Lockdown Mode.
    WebRtcApple,
}

/// Where to look on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Two sliders left of the address, in a window.
    Sliders,
    /// A struck-out device left of the address, in a window.
    StruckDevice(DeviceKind),
    /// A menu in the bar at the top of the screen.
    MenuBar,
    /// Left of the address at the top of a phone.
    PhoneTop,
    /// Left of the address at the bottom of a phone.
    PhoneBottom,
    /// Dots at the top right of a phone.
    PhoneDots,
    /// A compass at the bottom right of a phone.
    PhoneCompass,
}

/// What helps against this trouble with a device, beyond the sentence that tells of it.
pub fn device(trouble: DeviceTrouble, browser: Browser) -> Option<Advice> {
    match trouble {
        DeviceTrouble::Denied => permission(browser),
        DeviceTrouble::System => match browser.system {
            System::Mac => Some(Advice::SystemMac),
            System::Windows => Some(Advice::SystemWindows),
            System::Android => Some(Advice::SystemAndroid),
            System::Ios => Some(Advice::AppIos),
            System::Other => None,
        },
        DeviceTrouble::Embedded
        | DeviceTrouble::Unanswered
        | DeviceTrouble::NotFound
        | DeviceTrouble::Busy
        | DeviceTrouble::Insecure
        | DeviceTrouble::Lost
        | DeviceTrouble::BackgroundFailed
        | DeviceTrouble::Other => None,
    }
}

fn permission(browser: Browser) -> Option<Advice> {
    match (browser.system, browser.family) {
        (System::Ios, Family::Safari) => Some(Advice::SafariIos),
        (System::Ios, _) => Some(Advice::AppIos),
        (System::Android, Family::Firefox) => Some(Advice::FirefoxAndroid),
        (System::Android, Family::Chrome | Family::Edge | Family::Samsung | Family::Opera) => {
            Some(Advice::ChromeAndroid)
        }
        (System::Mac, Family::Safari) => Some(Advice::SafariMac),
        (_, Family::Firefox) => Some(Advice::FirefoxDesktop),
        (_, Family::Chrome | Family::Edge | Family::Opera) => Some(Advice::ChromeDesktop),
        (_, Family::Safari | Family::Samsung | Family::Other) => None,
    }
}

/// The way out of an app.
pub fn app(app: App, browser: Browser) -> Option<Advice> {
    match (app, browser.system) {
        (App::WhatsApp | App::Gmail | App::Google | App::X | App::Line, System::Ios) => Some(Advice::AppCompass),
        (App::Unnamed, _) => None,
        (_, _) => Some(Advice::AppMenu),
    }
}

/// What may have switched WebRTC off.
pub fn webrtc(browser: Browser) -> Option<Advice> {
    match (browser.system, browser.family) {
        (System::Ios, _) | (_, Family::Safari) => Some(Advice::WebRtcApple),
        (_, Family::Firefox) => Some(Advice::WebRtcFirefox),
        (_, Family::Chrome | Family::Edge | Family::Opera | Family::Samsung) => Some(Advice::WebRtcChrome),
        (_, Family::Other) => None,
    }
}

/// The picture that belongs to it.
pub fn picture(advice: Advice, device: DeviceKind) -> Option<Picture> {
    match advice {
        Advice::ChromeDesktop => Some(Picture::Sliders),
        Advice::FirefoxDesktop => Some(Picture::StruckDevice(device)),
        Advice::SafariMac => Some(Picture::MenuBar),
        Advice::SafariIos => Some(Picture::PhoneBottom),
        Advice::ChromeAndroid | Advice::FirefoxAndroid => Some(Picture::PhoneTop),
        Advice::AppMenu => Some(Picture::PhoneDots),
        Advice::AppCompass => Some(Picture::PhoneCompass),
        Advice::WebRtcApple
        | Advice::AppIos
        | Advice::SystemMac
        | Advice::SystemWindows
        | Advice::SystemAndroid
        | Advice::WebRtcFirefox
        | Advice::WebRtcChrome => None,
    }
}
