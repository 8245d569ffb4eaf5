//! What the host of the server says (`/host.json`), fetched once, when somebody wants to know.

use crate::browser::base::bindings;
use js_sys::{Array, JSON, JsString};
use leptos::prelude::*;
use plenum_engine::api::view::Language;
use plenum_engine::embedding::host::Host;
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

const PATH: &str = "/host.json";
/// The longest answer that is read, UTF-16 units: twenty notes of six hundred letters and more.
const ANSWER_UNITS: u32 = 64 * 1024;

thread_local! {
    static HOST: OnceCell<ArcRwSignal<Host>> = const { OnceCell::new() };
}

/// What it says; nothing, until it is here. A server that says nothing of it is one whose host has nothing to say.
pub fn host() -> ArcRwSignal<Host> {
    HOST.with(|host| {
        let signal = host.get_or_init(|| {
            let signal = ArcRwSignal::new(Host::default());
            let said = signal.clone();
            spawn_local(async move {
                if let Some(host) = fetch().await {
                    said.set(host);
                }
            });
            signal
        });
        signal.clone()
    })
}

async fn fetch() -> Option<Host> {
    let how = bindings::object([("redirect", "error".into())]);
    let answer = bindings::call_async(&js_sys::global(), "fetch", &[PATH.into(), how]).await.ok()?;
    if bindings::get(&answer, "ok") != JsValue::TRUE {
        return None;
    }
    let text: JsString = bindings::call_async(&answer, "text", &[]).await.ok()?.dyn_into().ok()?;
    if text.length() > ANSWER_UNITS {
        return None;
    }
    let said = JSON::parse(&String::from(text)).ok()?;
    let note = bindings::get(&said, "note");
    let in_language = |language: Language| Some((language, bindings::get(&note, language.tag()).as_string()?));
    let embedders: Option<Array> = bindings::get(&said, "embedders").dyn_into().ok();
    Some(Host::new(
        Language::ALL.into_iter().filter_map(in_language).collect(),
        bindings::get(&said, "donate").as_string(),
        embedders.iter().flat_map(Array::iter).filter_map(|one| one.as_string()).collect(),
    ))
}
