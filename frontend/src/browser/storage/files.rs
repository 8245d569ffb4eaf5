//! Files (W3C File API): those that the person chose, and what comes of the others' as Blobs. Nothing of them is opened here:
//! what has arrived is saved by a link with `download`, as `application/octet-stream`, and runs or shows nowhere in our origin.

use crate::browser::base::bindings;
use crate::browser::base::failure;
use crate::browser::base::promises::Promises;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use plenum_engine::api::event::Done;
use plenum_engine::api::files::{ChosenFile, FileBytes, FileCommand, TransferId};
use plenum_engine::api::intent::{OfferedFile, Text};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// What is saved is of no kind that a browser would show.
const KIND: &str = "application/octet-stream";

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

/// All that is kept of files.
#[derive(Default)]
struct Shelf {
    next: u64,
    chosen: HashMap<ChosenFile, JsValue>,
    arrived: HashMap<TransferId, Arrived>,
}

/// What has come by a transfer.
#[derive(Default)]
struct Arrived {
    /// A Blob for each part, so that browsers may keep them on disk.
    parts: Array,
    whole: Option<JsValue>,
    /// Where it was last saved from.
    address: Option<JsValue>,
}

impl Drop for Arrived {
    fn drop(&mut self) {
        if let Some(address) = self.address.take() {
            let _ = bindings::call(&urls(), "revokeObjectURL", &[address]);
        }
    }
}

/// Keeps the files of a `FileList` (chosen, dropped or pasted) and says how they are to be offered. Folders are left out by
/// browsers, or fail when they are read.
#[expect(dead_code, reason = "the views of files are still to come")]
pub fn keep(list: &JsValue) -> Vec<OfferedFile> {
    let files = Array::from(list);
    SHELF.with_borrow_mut(|shelf| files.iter().map(|file| shelf.keep(file)).collect())
}

/// Does something with a file.
pub fn carry_out(promises: &Promises, command: FileCommand) {
    match command {
        FileCommand::Read { op, file, offset, length } => {
            let file = SHELF.with_borrow(|shelf| shelf.chosen.get(&file).cloned());
            promises.keep(op, async move {
                let bytes = read(file, offset, length).await.map_err(|error| failure::read(&error))?;
                Ok(Done::Read(FileBytes(bytes.into())))
            });
        }
        FileCommand::Write { op, transfer, bytes, .. } => {
            let part = Uint8Array::from(&bytes.0[..]);
            let kept = blob(&Array::of1(&part)).map(|blob| {
                SHELF.with_borrow_mut(|shelf| shelf.arrived.entry(transfer).or_default().parts.push(&blob));
            });
            promises.keep(op, async move { kept.map(|()| Done::Written).map_err(|error| failure::read(&error)) });
        }
        FileCommand::Release(file) => SHELF.with_borrow_mut(|shelf| drop(shelf.chosen.remove(&file))),
        FileCommand::Finish(transfer) => SHELF.with_borrow_mut(|shelf| {
            let arrived = shelf.arrived.entry(transfer).or_default();
            arrived.whole = blob(&std::mem::take(&mut arrived.parts)).ok();
        }),
        FileCommand::Save { transfer, name } => SHELF.with_borrow_mut(|shelf| {
            let saved = shelf.arrived.get_mut(&transfer).map(|arrived| arrived.save(&name));
            if let Some(Err(error)) = saved {
                log::warn!("a file cannot be saved: {}", failure::name(&error));
            }
        }),
        FileCommand::Discard(transfer) => SHELF.with_borrow_mut(|shelf| drop(shelf.arrived.remove(&transfer))),
    }
}

impl Shelf {
    fn keep(&mut self, file: JsValue) -> OfferedFile {
        self.next += 1;
        let chosen = ChosenFile(self.next);
        let text = |field| bindings::get(&file, field).as_string().unwrap_or_default();
        // A size is a whole number below 2^53, or this is no file.
        let size = bindings::get(&file, "size").as_f64().map_or(u64::MAX, |size| size as u64);
        let (name, kind) = (Text(text("name")), text("type"));
        self.chosen.insert(chosen, file);
        OfferedFile { chosen, name, size, kind }
    }
}

impl Arrived {
    /// As if the person had clicked on a link to it.
    fn save(&mut self, name: &str) -> Result<(), JsValue> {
        let Some(whole) = &self.whole else { return Ok(()) };
        let address = match self.address.take() {
            Some(address) => address,
            None => bindings::call(&urls(), "createObjectURL", std::slice::from_ref(whole))?,
        };
        let link = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?.create_element("a")?;
        link.set_attribute("href", &address.as_string().unwrap_or_default())?;
        link.set_attribute("download", name)?;
        // Browsers read from there after this task: it stays until the file is let go.
        self.address = Some(address);
        link.unchecked_into::<HtmlElement>().click();
        Ok(())
    }
}

async fn read(file: Option<JsValue>, offset: u64, length: u32) -> Result<Vec<u8>, JsValue> {
    let file = file.ok_or(JsValue::NULL)?;
    let (from, to) = (offset as f64, (offset + u64::from(length)) as f64);
    let part = bindings::call(&file, "slice", &[from.into(), to.into()])?;
    let bytes: Promise = bindings::call(&part, "arrayBuffer", &[])?.dyn_into()?;
    let bytes: ArrayBuffer = JsFuture::from(bytes).await?.dyn_into()?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

fn blob(parts: &Array) -> Result<JsValue, JsValue> {
    let (global, options) = (js_sys::global(), bindings::object([("type", KIND.into())]));
    let arguments: Array = [parts.into(), options].iter().collect();
    bindings::call(&bindings::get(&global, "Reflect"), "construct", &[bindings::get(&global, "Blob"), arguments.into()])
}

fn urls() -> JsValue {
    bindings::get(&js_sys::global(), "URL")
}
