//! Small drawn pictures of where to look: a window or a phone, its address bar, and the symbol to press with a ring around it. The
//! sentence beside each says the same.

use leptos::prelude::*;
use plenum_engine::api::event::DeviceKind;
use plenum_engine::rescue::advice::Picture;

/// A window of a computer: frame, row of tabs, address bar.
const WINDOW: &str = "M12 6h216a6 6 0 0 1 6 6v90a6 6 0 0 1-6 6H12a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6zM6 28h228M16 17h48\
    M50 34h166a10 10 0 0 1 0 20H50a10 10 0 0 1 0-20zM76 44h72M6 60h228M24 46l-6-6M24 34l-6 6";
/// The screen of a Mac: menu bar, and a window below it.
const SCREEN: &str = "M12 6h216a6 6 0 0 1 6 6v90a6 6 0 0 1-6 6H12a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6zM6 30h228M16 18h8\
    M84 18h18M112 18h22M144 18h16M46 46h148a6 6 0 0 1 6 6v56H40V52a6 6 0 0 1 6-6zM40 64h160";
/// A phone.
const PHONE: &str = "M92 4h56a8 8 0 0 1 8 8v90a8 8 0 0 1-8 8H92a8 8 0 0 1-8-8V12a8 8 0 0 1 8-8z";
/// Its address bar at the top.
const TOP: &str = "M98 14h44a8 8 0 0 1 0 16H98a8 8 0 0 1 0-16zM112 22h26M84 36h72";
/// Its address bar at the bottom.
const BOTTOM: &str = "M98 84h44a8 8 0 0 1 0 16H98a8 8 0 0 1 0-16zM112 92h26M84 78h72";
/// What an app has at the top of a page: back, title, and dots.
const APP_TOP: &str = "M96 16l-4 5 4 5M104 21h24M84 34h72";
/// What an app has at the bottom of a page.
const APP_BOTTOM: &str = "M84 84h72M96 92l-4 5 4 5M108 92l4 5-4 5";

/// Two sliders.
const SLIDERS: &str =
    "M46 41h3M53 41h6M53 41a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM46 48h6M56 48h3M56 48a2 2 0 1 1-4 0 2 2 0 0 1 4 0z";
/// A microphone, struck out.
const STRUCK_MICROPHONE: &str = "M52 37v7M49 43a3 3 0 0 0 6 0M52 47v4M46 38l12 13";
/// A camera, struck out.
const STRUCK_CAMERA: &str = "M45 40h9v8h-9zM54 43l5-2v6l-5-2M45 37l13 14";
/// The name of the app in the menu bar.
const MENU: &str = "M34 18h30";
/// A lock or sliders, on a phone: at the top.
const SMALL_TOP: &str = "M96 21h8v6h-8zM98 21v-2a2 2 0 0 1 4 0v2";
/// A small page with lines, at the bottom.
const SMALL_BOTTOM: &str = "M96 87h8v6h-8zM95 96h10";
/// Three dots.
const DOTS: &str = "M141 21h.01M146 21h.01M151 21h.01";
/// A compass.
const COMPASS: &str = "M151 97a6 6 0 1 1-12 0 6 6 0 0 1 12 0zM148 94l-2 4-4 2 2-4z";

/// What a picture is made of: what is around, what to press, and the middle of the ring.
type Sketch = (&'static str, &'static str, &'static str, [&'static str; 2]);

fn sketch(picture: Picture) -> Sketch {
    match picture {
        Picture::Sliders => (WINDOW, "", SLIDERS, ["52", "44"]),
        Picture::StruckDevice(DeviceKind::Camera) => (WINDOW, "", STRUCK_CAMERA, ["52", "44"]),
        Picture::StruckDevice(DeviceKind::Microphone | DeviceKind::Speaker) => {
            (WINDOW, "", STRUCK_MICROPHONE, ["52", "44"])
        }
        Picture::MenuBar => (SCREEN, "", MENU, ["49", "18"]),
        Picture::PhoneTop => (PHONE, TOP, SMALL_TOP, ["100", "22"]),
        Picture::PhoneBottom => (PHONE, BOTTOM, SMALL_BOTTOM, ["100", "92"]),
        Picture::PhoneDots => (PHONE, APP_TOP, DOTS, ["146", "21"]),
        Picture::PhoneCompass => (PHONE, APP_BOTTOM, COMPASS, ["145", "97"]),
    }
}

/// Draws one.
pub fn picture(picture: Picture) -> AnyView {
    let (around, bar, press, [x, y]) = sketch(picture);
    view! {
        <svg class="sketch" viewBox="0 0 240 114" aria-hidden="true">
            <path d=around />
            <path d=bar />
            <circle class="ring" cx=x cy=y r="15" />
            <path class="press" d=press />
        </svg>
    }
    .into_any()
}
