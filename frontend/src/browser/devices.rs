//! The list of devices (`navigator.mediaDevices`).

use crate::browser::gaps;
use crate::browser::listener::Listener;
use crate::driver::Post;
use js_sys::Array;
use plenum_engine::api::event::{Device, DeviceEvent, DeviceKind, Event};
use plenum_engine::base::ids::DeviceId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::EventTarget;

/// Tells the list now and whenever it changes.
pub struct Devices {
    post: Post,
    _changed: Option<Listener>,
}

impl Devices {
    /// Listens; a page without the right to devices has none.
    pub fn new(post: Post) -> Devices {
        let changed = media_devices().dyn_ref::<EventTarget>().map(|devices| {
            let post = post.clone();
            Listener::new(devices, "devicechange", move |_| list(post.clone()))
        });
        Devices { post, _changed: changed }
    }

    /// Asks the browser and posts what it says.
    pub fn list(&self) {
        list(self.post.clone());
    }
}

fn media_devices() -> JsValue {
    gaps::get(&gaps::navigator(), "mediaDevices")
}

fn list(post: Post) {
    spawn_local(async move {
        if let Ok(list) = gaps::call_async(&media_devices(), "enumerateDevices", &[]).await {
            let devices = Array::from(&list).iter().filter_map(|device| read(&device)).collect();
            post.post(Event::Devices(DeviceEvent::Listed(devices)));
        }
    });
}

fn read(device: &JsValue) -> Option<Device> {
    let text = |name| gaps::get(device, name).as_string();
    let kind = match text("kind")?.as_str() {
        "audioinput" => DeviceKind::Microphone,
        "videoinput" => DeviceKind::Camera,
        "audiooutput" => DeviceKind::Speaker,
        _ => return None,
    };
    // Before permission Chrome names none: there is nothing to choose.
    let id = text("deviceId").filter(|id| !id.is_empty())?;
    Some(Device { id: DeviceId(id.into()), kind, label: text("label").unwrap_or_default().into() })
}
