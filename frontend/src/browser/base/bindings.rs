//! JS bindings for what web-sys lacks, or binds without a way to catch what browsers throw.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{MediaStreamTrack, RtcDataChannel};

// Invariant: everything that can throw is bound with `catch`. An exception that runs through our frames leaves the
// app half way through something; the registry then takes it for dead.
#[wasm_bindgen]
extern "C" {
    /// `RTCPeerConnection`
    pub type Rtc;
    #[wasm_bindgen(method, catch, js_name = addTransceiver)]
    pub fn add_transceiver(this: &Rtc, track_or_kind: &JsValue, init: &JsValue) -> Result<Transceiver, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getTransceivers)]
    pub fn get_transceivers(this: &Rtc) -> Result<Array, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createDataChannel)]
    pub fn create_data_channel(this: &Rtc, label: &str, init: &JsValue) -> Result<RtcDataChannel, JsValue>;

    /// `RTCRtpTransceiver`
    #[derive(Clone)]
    pub type Transceiver;
    #[wasm_bindgen(method, catch, setter)]
    pub fn set_direction(this: &Transceiver, direction: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn sender(this: &Transceiver) -> Sender;
    #[wasm_bindgen(method, getter)]
    pub fn receiver(this: &Transceiver) -> Receiver;

    /// `RTCRtpSender`
    #[derive(Clone)]
    pub type Sender;
    #[wasm_bindgen(method, catch, js_name = replaceTrack)]
    pub fn replace_track(this: &Sender, track: Option<&MediaStreamTrack>) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getParameters)]
    pub fn get_parameters(this: &Sender) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setParameters)]
    pub fn set_parameters(this: &Sender, parameters: &JsValue) -> Result<Promise, JsValue>;

    /// `RTCRtpReceiver`
    #[derive(Clone)]
    pub type Receiver;
    #[wasm_bindgen(method, getter)]
    pub fn track(this: &Receiver) -> MediaStreamTrack;
    #[wasm_bindgen(method, catch, js_name = getSynchronizationSources)]
    pub fn get_synchronization_sources(this: &Receiver) -> Result<Array, JsValue>;

    /// `ResizeObserver`
    pub type ResizeObserver;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(told: &js_sys::Function) -> Result<ResizeObserver, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn observe(this: &ResizeObserver, element: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn disconnect(this: &ResizeObserver) -> Result<(), JsValue>;

    /// `HTMLVideoElement` with `requestVideoFrameCallback` (not in Firefox before 132).
    pub type FrameTeller;
    #[wasm_bindgen(method, catch, js_name = requestVideoFrameCallback)]
    pub fn request_video_frame_callback(this: &FrameTeller, then: &js_sys::Function) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch, js_name = cancelVideoFrameCallback)]
    pub fn cancel_video_frame_callback(this: &FrameTeller, handle: u32) -> Result<(), JsValue>;
}

mod js {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        /// `import.meta` of the script around this program.
        #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
        pub static META: JsValue;
    }
}

/// The address of what is beside this program, in the folder of this build, as whose address names it.
pub fn beside(name: &str) -> String {
    let own = js::META.with(|meta| get(meta, "url")).as_string().unwrap_or_default();
    let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
    [folder, "/", name].concat()
}

/// `thing[name]`, or `undefined`.
pub fn get(thing: &JsValue, name: &str) -> JsValue {
    Reflect::get(thing, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Whether `thing[name]` is a function.
pub fn can(thing: &JsValue, name: &str) -> bool {
    get(thing, name).is_function()
}

/// `thing[name](...arguments)`, where the method may be missing.
pub fn call(thing: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = get(thing, name).dyn_into()?;
    function.apply(thing, &arguments.iter().collect())
}

/// The same, where it answers with a promise.
pub async fn call_async(thing: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let promise: Promise = call(thing, name, arguments)?.dyn_into()?;
    wasm_bindgen_futures::JsFuture::from(promise).await
}

/// `{name: value, …}`
pub fn object<'a>(entries: impl IntoIterator<Item = (&'a str, JsValue)>) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        set(&object, name, &value);
    }
    object.into()
}

/// `thing[name] = value`; a frozen thing stays as it is.
pub fn set(thing: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(thing, &name.into(), value);
}

/// `navigator`
pub fn navigator() -> JsValue {
    get(&js_sys::global(), "navigator")
}
