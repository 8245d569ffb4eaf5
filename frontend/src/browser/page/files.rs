//! Files (W3C File API): those that the person chose, and what comes of the others' as Blobs. Nothing of them is opened here:
//! what has arrived is saved by a link with `download`, as `application/octet-stream`, and runs or shows nowhere in our origin.

use crate::browser::base::bindings;
use crate::browser::base::failure;
use crate::browser::base::promises::Promises;
use crate::browser::page::file_chooser;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use plenum_engine::api::event::Done;
use plenum_engine::api::files::{ChosenFile, FileBytes, FileCommand, TransferId};
use plenum_engine::api::intent::{OfferedFile, Text};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlElement;

/// What is saved is of no kind that a browser would show.
const KIND: &str = "application/octet-stream";
/// What a picture says of itself stands before this, bytes: cameras put a small picture first.
const PICTURE_HEAD: u32 = 256 * 1024;

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
    /// Where it is saved and shown from.
    address: Option<JsValue>,
}

impl Drop for Arrived {
    fn drop(&mut self) {
        if let Some(address) = self.address.take() {
            let _ = bindings::call(&urls(), "revokeObjectURL", &[address]);
        }
    }
}

/// Lets the person choose files, and says how they are to be offered. To be called in the task of their act.
pub fn choose(then: impl FnOnce(Vec<OfferedFile>) + 'static) {
    file_chooser::choose("", true, async move |list| then(keep(&list)));
}

/// Whether files are dragged (HTML `DataTransfer`; their names are told only when they are dropped).
pub fn are_dragged(event: &JsValue) -> bool {
    let kinds = bindings::get(&bindings::get(event, "dataTransfer"), "types");
    kinds.is_object() && Array::from(&kinds).includes(&"Files".into(), 0)
}

/// The files that are dropped, and how they are to be offered.
pub fn dropped(event: &JsValue) -> Vec<OfferedFile> {
    keep(&bindings::get(&bindings::get(event, "dataTransfer"), "files"))
}

/// The files that are pasted. Programs that write put a picture beside every text they copy: then it is the text.
pub fn pasted(event: &JsValue) -> Vec<OfferedFile> {
    let pasted = bindings::get(event, "clipboardData");
    let text = bindings::call(&pasted, "getData", &["text/plain".into()]).ok().and_then(|text| text.as_string());
    if text.is_none_or(|text| text.is_empty()) { keep(&bindings::get(&pasted, "files")) } else { Vec::new() }
}

/// A file is not to be offered after all.
pub fn release(file: ChosenFile) {
    SHELF.with_borrow_mut(|shelf| drop(shelf.chosen.remove(&file)));
}

/// The address of what has arrived by a transfer, to be shown as a picture and as nothing else, if `fits` says so of its first
/// bytes. It is good until the transfer is let go.
///
/// Invariant: it has no type by which a browser would take it for more than a picture: one of markup (SVG) shows nothing.
pub fn picture(transfer: TransferId, fits: fn(&[u8]) -> bool, then: impl FnOnce(Option<String>) + 'static) {
    let whole = SHELF.with_borrow(|shelf| shelf.arrived.get(&transfer).and_then(|arrived| arrived.whole.clone()));
    spawn_local(async move {
        let begins = read(whole, 0, PICTURE_HEAD).await.is_ok_and(|head| fits(&head));
        let address = SHELF.with_borrow_mut(|shelf| shelf.arrived.get_mut(&transfer)?.address().ok());
        then(address.filter(|_| begins));
    });
}

/// Keeps the files of a `FileList`. Folders are left out by browsers, or fail when they are read.
fn keep(list: &JsValue) -> Vec<OfferedFile> {
    if !list.is_object() {
        return Vec::new();
    }
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
        FileCommand::Release(file) => release(file),
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
        if self.whole.is_none() {
            return Ok(());
        }
        let address = self.address()?;
        let link = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?.create_element("a")?;
        link.set_attribute("href", &address)?;
        link.set_attribute("download", name)?;
        link.unchecked_into::<HtmlElement>().click();
        Ok(())
    }

    /// Where it is read from. Browsers do so after the task that asked: it stays until the file is let go.
    fn address(&mut self) -> Result<String, JsValue> {
        let whole = self.whole.as_ref().ok_or(JsValue::NULL)?;
        if self.address.is_none() {
            self.address = Some(bindings::call(&urls(), "createObjectURL", std::slice::from_ref(whole))?);
        }
        self.address.as_ref().and_then(JsValue::as_string).ok_or(JsValue::NULL)
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
