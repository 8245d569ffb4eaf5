//! What can be found out when something has failed: permissions, devices, the network, and whether our server answers.

use crate::browser::base::bindings;
use crate::browser::media::{capture_errors, devices};
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::api::rescue::{Examination, Probe};
use wasm_bindgen::prelude::*;

/// What every server of ours has, and no proxy keeps: it is small, and no web page.
const SMALL_FILE: &str = "/robots.txt";

/// Finds out; `probe`: whether our server answers, too.
pub async fn look(probe: bool) -> Result<Done, Failure> {
    let navigator = bindings::navigator();
    let microphone = capture_errors::permission("microphone").await;
    let camera = capture_errors::permission("camera").await;
    let found = Examination {
        permissions: [microphone, camera],
        devices: devices().await,
        online: !bindings::get(&navigator, "onLine").is_falsy(),
        network: network(&bindings::get(&navigator, "connection")),
        probe: if probe { ask().await } else { Probe::NotAsked },
    };
    Ok(Done::Examined(Box::new(found)))
}

/// How many microphones, cameras and loudspeakers there are.
async fn devices() -> [u16; 3] {
    let list = devices::all().await.unwrap_or_default();
    let kinds = ["audioinput", "videoinput", "audiooutput"];
    let count = |kind: &str| list.iter().filter(|device| bindings::get(device, "kind") == kind).count();
    kinds.map(|kind| count(kind).try_into().unwrap_or(u16::MAX))
}

/// `type` and `effectiveType` (WICG Network Information; not in Firefox and Safari).
fn network(connection: &JsValue) -> String {
    let told = ["type", "effectiveType"].map(|name| bindings::get(connection, name).as_string().unwrap_or_default());
    told.join(" ").trim().to_owned()
}

/// Asks our server past every cache. A redirect is not followed (WHATWG Fetch, opaque-redirect filtered response): wherever
/// it leads is none of our business.
async fn ask() -> Probe {
    let how = bindings::object([("cache", "no-store".into()), ("redirect", "manual".into())]);
    let Ok(answer) = bindings::call_async(&js_sys::global(), "fetch", &[SMALL_FILE.into(), how]).await else {
        return Probe::Nothing;
    };
    let kind = bindings::call(&bindings::get(&answer, "headers"), "get", &["Content-Type".into()]);
    let kind = kind.ok().and_then(|kind| kind.as_string()).unwrap_or_default();
    Probe::Answer {
        status: bindings::get(&answer, "status").as_f64().unwrap_or_default() as u16,
        redirect: bindings::get(&answer, "type") == "opaqueredirect",
        html: kind.to_ascii_lowercase().contains("html"),
    }
}
