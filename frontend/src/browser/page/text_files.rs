//! Text files: those that the person chooses, pastes or drops, one that they keep, and paper (W3C File API; HTML `download`, `print()`).

use crate::browser::base::bindings;
use crate::browser::page::file_chooser;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// What is printed is laid out by then, milliseconds.
const LAID_OUT_MS: u32 = 100;

thread_local! {
    /// The address of the file that was kept last: browsers may ask for it long after the click.
    static KEPT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    static PRINTING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Files that the person gave to a text.
#[derive(Debug)]
pub struct TextFiles(Array);

impl TextFiles {
    /// Those of a list.
    pub fn new(files: &JsValue) -> TextFiles {
        TextFiles(Array::from(files))
    }

    /// Reads them, one after the other; `None` if they are longer than `most` bytes together, or one of them is no text.
    pub fn read(self, most: u32, then: impl FnOnce(Option<String>) + 'static) {
        spawn_local(async move { then(read(&self.0, most).await) });
    }
}

/// Lets the person choose a text file, and reads it; `None` if it is longer than `most` bytes or no text.
pub fn choose(most: u32, then: impl FnOnce(Option<String>) + 'static) {
    file_chooser::choose(".md,.markdown,.txt,text/*", false, async move |files| {
        then(read(&Array::from(&files), most).await);
    });
}

/// Nothing of them is read before it is known that they fit.
async fn read(files: &Array, most: u32) -> Option<String> {
    let size = |file| bindings::get(&file, "size").as_f64().unwrap_or(f64::INFINITY);
    if files.iter().map(size).sum::<f64>() > most.into() {
        return None;
    }
    let mut all = String::new();
    for file in files.iter() {
        let bytes = bindings::call_async(&file, "arrayBuffer", &[]).await.ok()?;
        let text = decoded(Uint8Array::new(&bytes).to_vec())?;
        if !all.is_empty() && !all.ends_with('\n') {
            all.push('\n');
        }
        all.push_str(&text);
    }
    Some(all).filter(|text| !text.trim().is_empty())
}

/// Bytes as text: what is not UTF-8 is what older programs of Windows write; what has zeros is no text.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(other) => {
            let decoder: js_sys::Function = bindings::get(&js_sys::global(), "TextDecoder").dyn_into().ok()?;
            let decoder = Reflect::construct(&decoder, &Array::of1(&"windows-1252".into())).ok()?;
            let bytes = Uint8Array::from(other.as_bytes());
            bindings::call(&decoder, "decode", &[bytes.into()]).ok()?.as_string()
        }
    }
}

/// Gives the person a file of this name to keep.
pub fn keep(name: &str, kind: &str, text: &str) {
    if let Err(error) = hand_over(name, kind, text) {
        log::warn!("a file could not be handed over: {error:?}");
    }
}

fn hand_over(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let blob: js_sys::Function = bindings::get(&js_sys::global(), "Blob").dyn_into()?;
    let options = bindings::object([("type", [kind, ";charset=utf-8"].concat().into())]);
    let file = Reflect::construct(&blob, &Array::of2(&Array::of1(&text.into()), &options))?;
    let url = bindings::get(&js_sys::global(), "URL");
    let address = bindings::call(&url, "createObjectURL", &[file])?;
    let link = element("a")?;
    link.set_attribute("href", &address.as_string().unwrap_or_default())?;
    link.set_attribute("download", name)?;
    link.click();
    if let Some(before) = KEPT.replace(Some(address)) {
        bindings::call(&url, "revokeObjectURL", &[before])?;
    }
    Ok(())
}

/// Prints the page as its style sheets for paper have it, once what was just shown is laid out.
pub fn print() {
    let print = || {
        let _ = bindings::call(&js_sys::global(), "print", &[]);
    };
    let _before = PRINTING.replace(Some(Timeout::new(LAID_OUT_MS, print)));
}

fn element(name: &str) -> Result<HtmlElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    Ok(document.ok_or(JsValue::NULL)?.create_element(name)?.unchecked_into())
}
