//! The list of media devices (`navigator.mediaDevices`).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::event_sender::EventSender;
use js_sys::Array;
use plenum_engine::api::event::{Device, DeviceEvent, DeviceKind, Event};
use plenum_engine::base::ids::DeviceId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::EventTarget;

/// Tells the list now and whenever it changes.
pub struct Devices {
    events: EventSender,
    _changed: Option<Listener>,
}

impl Devices {
    /// Listens; a page without the right to devices has none.
    pub fn new(events: EventSender) -> Devices {
        let changed = media_devices().dyn_ref::<EventTarget>().map(|devices| {
            let events = events.clone();
            Listener::new(devices, "devicechange", move |_| list(events.clone()))
        });
        Devices { events, _changed: changed }
    }

    /// Asks the browser and posts what it says.
    pub fn list(&self) {
        list(self.events.clone());
    }
}

fn media_devices() -> JsValue {
    bindings::get(&bindings::navigator(), "mediaDevices")
}

/// All that the browser lists, before permission also those without a name.
pub async fn all() -> Option<Array> {
    let list = bindings::call_async(&media_devices(), "enumerateDevices", &[]).await.ok()?;
    Some(Array::from(&list))
}

fn list(events: EventSender) {
    spawn_local(async move {
        if let Some(list) = all().await {
            let devices = list.iter().filter_map(|device| read(&device)).collect();
            events.send(Event::Devices(DeviceEvent::Listed(devices)));
        }
    });
}

fn read(device: &JsValue) -> Option<Device> {
    let text = |name| bindings::get(device, name).as_string();
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
