//! Why a device could not be had: names of DOMExceptions (Web IDL §2.8.1) as `getUserMedia` uses them (W3C Media Capture and
//! Streams §10.2), and who said no.

use crate::api::event::Failure;
use crate::api::rescue::Permission;

/// What the name of an exception means.
pub fn failure(name: &str) -> Failure {
    match name {
        // The last two are what Chrome and Firefox said before 2017; forks and extensions still do.
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" | "PermissionDismissedError" => Failure::Denied,
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => Failure::NotFound,
        "NotReadableError" | "AbortError" | "TrackStartError" => Failure::Busy,
        "TypeError" | "NotSupportedError" => Failure::Unsupported,
        _ => Failure::Other,
    }
}

/// Who said no. Chromium says it of the system; Firefox and Safari only contradict what they say of the permission.
/// `passed_on`: the page around this one, if there is one, lets it ask.
pub fn who_denied(message: &str, passed_on: bool, permission: Permission) -> Failure {
    match permission {
        _ if !passed_on => Failure::Embedded,
        _ if message.contains("by system") => Failure::System,
        Permission::Granted => Failure::System,
        Permission::Prompt | Permission::Denied | Permission::Unknown => Failure::Denied,
    }
}

/// What a browser says of a permission (`PermissionStatus.state`).
pub fn permission(state: Option<&str>) -> Permission {
    match state {
        Some("granted") => Permission::Granted,
        Some("prompt") => Permission::Prompt,
        Some("denied") => Permission::Denied,
        Some(_) | None => Permission::Unknown,
    }
}
