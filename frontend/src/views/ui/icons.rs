//! The icons, one path each, drawn in the manner of Lucide (ISC licence); they never carry a meaning alone.

use crate::views::ui::dom::el;
use crate::words::Word;
use leptos::prelude::*;

/// A microphone.
pub const MICROPHONE: &str = "M12 2.5a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0v-6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3.5";
/// A microphone, struck out.
pub const MICROPHONE_OFF: &str = "M3 3l18 18M9 9v2.5a3 3 0 0 0 5 2.2M15 10V5.5a3 3 0 0 0-5.8-1M5 11a7 7 0 0 0 11 5.7\
    M19 11a7 7 0 0 1-.6 2.8M12 18v3.5";
/// A camera.
pub const CAMERA: &str = "M5 6h8a2.5 2.5 0 0 1 2.5 2.5v7A2.5 2.5 0 0 1 13 18H5a2.5 2.5 0 0 1-2.5-2.5v-7\
    A2.5 2.5 0 0 1 5 6zM15.5 10.5l6-3.5v10l-6-3.5";
/// A camera, struck out.
pub const CAMERA_OFF: &str = "M3 3l18 18M15.5 15.5A2.5 2.5 0 0 1 13 18H5a2.5 2.5 0 0 1-2.5-2.5v-7\
    A2.5 2.5 0 0 1 5 6h1M10 6h3a2.5 2.5 0 0 1 2.5 2.5v2l6-3.5v10l-3-1.75";
/// Sliders: settings.
pub const SLIDERS: &str = "M4 7h8.8M17.2 7H20M4 17h2.8M11.2 17H20M17.2 7a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0z\
    M11.2 17a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0z";
/// Two people.
pub const PEOPLE: &str = "M12.5 7.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.5 20v-1.5A4.5 4.5 0 0 1 7 14h4\
    a4.5 4.5 0 0 1 4.5 4.5V20M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 14.4a4.5 4.5 0 0 1 3 4.1V20";
/// Somebody, and room for one more.
pub const INVITE: &str = "M13 7.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.5 20v-1.5A4.5 4.5 0 0 1 7 14h5\
    a4.5 4.5 0 0 1 4.5 4.5V20M19 7.5v6M16 10.5h6";
/// Two at one table.
pub const TOGETHER: &str = "M9.5 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19.5 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z\
    M3.5 14.5v-.5a3.5 3.5 0 0 1 7 0v.5M13.5 14.5v-.5a3.5 3.5 0 0 1 7 0v.5M2 17.5h20M6 17.5V21M18 17.5V21";
/// Out through a door.
pub const LEAVE: &str = "M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 8l-4 4 4 4M6 12h10";
/// A lock.
pub const LOCK: &str = "M7 10.5h10a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 18v-5\
    A2.5 2.5 0 0 1 7 10.5zM8 10.5V7.5a4 4 0 0 1 8 0v3";
/// Two links of a chain.
pub const LINK: &str =
    "M10 14a4.5 4.5 0 0 0 6.4 0l3-3A4.5 4.5 0 0 0 13 4.6l-1 1M14 10a4.5 4.5 0 0 0-6.4 0l-3 3A4.5 4.5 0 0 0 11 19.4l1-1";
/// Out of a box, to others.
pub const SHARE: &str = "M12 15V3.5M8 7l4-3.5L16 7M6 11.5H5v9h14v-9h-1";
/// Rising bars.
pub const BARS: &str = "M4 19v-3M9 19v-7M14 19V9M19 19V5";
/// Round and round: the other camera.
pub const FLIP: &str =
    "M4 9.5A8.3 8.3 0 0 1 18.5 7L20 8.5M20 4v4.5h-4.5M20 14.5A8.3 8.3 0 0 1 5.5 17L4 15.5M4 20v-4.5h4.5";
/// A screen on its foot.
pub const SCREEN: &str = "M4.5 4h15A2.5 2.5 0 0 1 22 6.5v8a2.5 2.5 0 0 1-2.5 2.5h-15A2.5 2.5 0 0 1 2 14.5v-8A2.5 2.5 0 0 1 4.5 4z\
    M8 21h8M12 17v4";
/// A strip of film, to be played.
pub const FILM: &str = "M5 4h14v16H5zM8.5 4v16M15.5 4v16M5 9.3h3.5M5 14.7h3.5M15.5 9.3H19M15.5 14.7H19";
/// One large, three small.
pub const STAGE: &str = "M4 4h9v16H4zM17 4h3v3h-3zM17 10.5h3v3h-3zM17 17h3v3h-3z";
/// A pin.
pub const PIN: &str = "M12 16.5V22M8 3h8M9 3v6.5L6 13v3.5h12V13l-3-3.5V3";
/// Four corners.
pub const FILL: &str = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
/// A small window over a large one.
pub const FLOAT: &str =
    "M21 11V6a1.5 1.5 0 0 0-1.5-1.5h-15A1.5 1.5 0 0 0 3 6v11a1.5 1.5 0 0 0 1.5 1.5H10M13.5 14H21v6h-7.5z";
/// An eye, struck out.
pub const HIDE: &str = "M3 3l18 18M6.5 6.7A17 17 0 0 0 2 12s3.5 6.5 10 6.5a10 10 0 0 0 5-1.3M10 5.7a10 10 0 0 1 2-.2\
    c6.5 0 10 6.5 10 6.5a17 17 0 0 1-2.4 3.2M10 10a3 3 0 0 0 4 4.2";
/// Smaller.
pub const MINUS: &str = "M5 12h14";
/// All of it, between its edges.
pub const FIT: &str = "M4 5v14M20 5v14M8 12h8M10.5 9.5L8 12l2.5 2.5M13.5 9.5L16 12l-2.5 2.5";
/// Once more.
pub const RELOAD: &str = "M20 12a8 8 0 1 1-2.3-5.7L20 8.5M20 4v4.5h-4.5";
/// A raised hand.
pub const HAND: &str = "M8 12V5.5a1.5 1.5 0 0 1 3 0V11M11 11V4a1.5 1.5 0 0 1 3 0v7M14 11V5.5a1.5 1.5 0 0 1 3 0V13\
    M17 9.5a1.5 1.5 0 0 1 3 0V15a6.5 6.5 0 0 1-6.5 6.5c-3 0-4.6-1.2-6-3.5L4.6 13.6a1.5 1.5 0 0 1 2.6-1.5L8 13.5";
/// A smiling face.
pub const SMILE: &str = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8.5 14a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01";
/// What is said, with three dots.
pub const CHAT: &str = "M5.5 4h13A2.5 2.5 0 0 1 21 6.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4h-.5A2.5 2.5 0 0 1 3 14.5v-8A2.5 2.5 0 0 1 5.5 4z\
    M8 10.5h.01M12 10.5h.01M16 10.5h.01";
/// Off to others.
pub const SEND: &str = "M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4";
/// A cross.
pub const CLOSE: &str = "M6 6l12 12M18 6L6 18";
/// A headset.
pub const HEADSET: &str = "M4 14.5V12a8 8 0 0 1 16 0v2.5M4 14h2a1.5 1.5 0 0 1 1.5 1.5v3A1.5 1.5 0 0 1 6 20H5.5A1.5 1.5 0 0 1 4 18.5z\
    M20 14h-2a1.5 1.5 0 0 0-1.5 1.5v3A1.5 1.5 0 0 0 18 20h.5a1.5 1.5 0 0 0 1.5-1.5z";
/// A loudspeaker.
pub const SOUND: &str = "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11";
/// A note of music.
pub const NOTE: &str =
    "M9.5 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM9.5 18V5.5L19.5 3.5V16M19.5 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z";
/// A loudspeaker, struck out.
pub const DEAF: &str = "M3 3l18 18M8 9.5H4v5h3.5L12 19v-7M12 8V5L9.8 7M15.5 9a4 4 0 0 1 1 4.5M18 6.5a8 8 0 0 1 1.5 9";
/// The sun.
pub const SUN: &str = "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM12 2v2M12 20v2M4 12H2M22 12h-2M5 5l1.4 1.4M17.6 17.6L19 19\
    M5 19l1.4-1.4M17.6 6.4L19 5";
/// The moon.
pub const MOON: &str = "M20.5 14A8.7 8.7 0 1 1 10 3.5a7 7 0 0 0 10.5 10.5z";
/// Half sun, half moon: as the device has it.
pub const HALF: &str = "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 3v18M12 7.5h7.5M12 12h9M12 16.5h7.5";
/// Notes: a sheet with lines.
pub const NOTES: &str = "M7 3h7l5 5v11a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM9 12h6M9 16h6M9 8h1.5";
/// More of something: plus.
pub const PLUS: &str = "M12 5v14M5 12h14";
/// A list of things to do.
pub const LIST: &str = "M10 6h10M10 12h10M10 18h10M4 6l1.2 1.2L7.5 5M4 12l1.2 1.2 2.3-2.2M4 18l1.2 1.2 2.3-2.2";
/// A paper clip.
pub const CLIP: &str =
    "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.3-8.3a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.5-7.4";
/// Back to who said it: a bent arrow.
pub const REPLY: &str = "M9 6L4 11l5 5M4.5 11H14a6 6 0 0 1 6 6v2";
/// Three dots: more.
pub const MORE: &str = "M5.5 12h.01M12 12h.01M18.5 12h.01";
/// Up: arrow.
pub const UP: &str = "M12 19V5M6 11l6-6 6 6";
/// Down: arrow.
pub const DOWN: &str = "M12 5v14M6 13l6 6 6-6";
/// A pencil.
pub const PENCIL: &str = "M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19zM14.5 6l3.5 3.5";
/// A tick.
pub const TICK: &str = "M5 12.5l4.5 4.5L19 7.5";

/// A screen with two lines of words.
pub const CAPTIONS: &str = "M5.5 4.5h13A2.5 2.5 0 0 1 21 7v10a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 17V7a2.5 2.5 0 0 1 2.5-2.5z\
    M7 12h4.5M14.5 12H17M7 15.5h2.5M12.5 15.5H17";

/// Those that point along the line: from the left, or from the right.
const ALONG: [&str; 4] = [LEAVE, LIST, REPLY, SEND];

/// One icon, hidden from assistive tools: the words beside it say the same.
pub fn icon(path: &'static str) -> AnyView {
    drawn(path, ALONG.contains(&path))
}

/// An icon; `along`: it points along the line.
pub fn drawn(path: &'static str, along: bool) -> AnyView {
    view! {
        <svg class=if along { "i along" } else { "i" } viewBox="0 0 24 24" aria-hidden="true">
            <path d=path />
        </svg>
    }
    .into_any()
}

/// An icon that is a sign of its own, with its words.
pub fn sign(path: &'static str, word: Word) -> AnyView {
    el("span").set("class", "sign").set("role", "img").label(word).child(icon(path)).into()
}
