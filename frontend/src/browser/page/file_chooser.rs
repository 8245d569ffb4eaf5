//! The file chooser (HTML `<input type="file">`).

use crate::browser::base::bindings;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlElement;

/// Lets the person choose files of these kinds, all kinds where none is named, and gives the `FileList`. To be called in the
/// task of their act: later the browser would ask nobody. Of a chooser that is closed nothing is heard.
pub fn choose(accept: &str, several: bool, then: impl AsyncFnOnce(JsValue) + 'static) {
    let Ok((input, chosen)) = ask(accept, several) else { return };
    spawn_local(async move {
        let _ = JsFuture::from(chosen).await;
        let files = bindings::get(&input, "files");
        if bindings::get(&files, "length").as_f64().is_some_and(|length| length > 0.0) {
            then(files).await;
        }
    });
}

fn ask(accept: &str, several: bool) -> Result<(HtmlElement, Promise), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let input: HtmlElement = document.ok_or(JsValue::NULL)?.create_element("input")?.unchecked_into();
    input.set_attribute("type", "file")?;
    input.set_attribute("accept", accept)?;
    if several {
        input.set_attribute("multiple", "")?;
    }
    let chosen = Promise::new(&mut |resolve, _| {
        for name in ["change", "cancel"] {
            let _ = input.add_event_listener_with_callback(name, &resolve);
        }
    });
    input.click();
    Ok((input, chosen))
}
