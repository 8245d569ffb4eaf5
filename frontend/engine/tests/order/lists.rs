//! Which folders each crate has, from its lowest layer up.

use super::layers::Crate;

/// The engine, from the lowest layer up.
pub const ENGINE: Crate = Crate {
    sources: "frontend/engine/src/",
    root: "crate::",
    layers: &[
        &["base"],
        &["invite"],
        &["api"],
        &["crypto", "sdp", "notifications", "rescue", "embedding"],
        &["messaging", "signaling"],
        &["media", "rtc"],
        &["room"],
        &[
            "bandwidth",
            "layout",
            "diagnostics",
            "echo",
            "co_location",
            "mute_request",
            "reactions",
            "live_text",
            "private_messages",
            "door",
            "plan_b",
            "document",
            "files",
        ],
        &["meeting"],
        &["app"],
    ],
};

/// The room document.
pub const DOCUMENT: Crate = Crate {
    sources: "frontend/document/src/",
    root: "crate::",
    layers: &[
        &["base"],
        &["records"],
        &["api"],
        &["markdown", "turns"],
        &["fold"],
        &["pads"],
        &["sync"],
        &["document"],
    ],
};

/// The page.
pub const PAGE: Crate = Crate {
    sources: "frontend/src/",
    root: "crate::",
    layers: &[
        &["words"],
        &["event_sender"],
        &["browser"],
        &["mirror"],
        &["driver"],
        &["views"],
        &["dialogs_chunk", "document_chunk", "room_chunk"],
        &["app"],
    ],
};

/// Its Web APIs.
pub const BROWSER: Crate = Crate {
    sources: "frontend/src/browser/",
    root: "crate::browser::",
    layers: &[&["base"], &["storage"], &["page"], &["media"], &["workers"], &["rtc"], &["socket"]],
};

/// Its views.
pub const VIEWS: Crate = Crate {
    sources: "frontend/src/views/",
    root: "crate::views::",
    layers: &[
        &["ui"],
        &["settings"],
        &["invite"],
        &["rescue"],
        &["lobby"],
        &["start"],
        &["room"],
        &["document"],
        &["shell"],
    ],
};

/// The screen of the room.
pub const ROOM: Crate = Crate {
    sources: "frontend/src/views/room/",
    root: "crate::views::room::",
    layers: &[&["tiles", "captions"], &["panel"], &["toolbar", "door"]],
};

/// The server.
pub const SERVER: Crate = Crate {
    sources: "backend/src/",
    root: "crate::",
    layers: &[
        &["base"],
        &["net"],
        &["ws"],
        &["ice"],
        &["client", "signaling"],
        &["http"],
        &["ops"],
        &["server"],
        &["commands"],
    ],
};
