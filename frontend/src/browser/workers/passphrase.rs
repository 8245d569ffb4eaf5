//! The worker for passphrases (`passphrase/worker/worker.js`): started for one question and ended with its answer, since the memory
//! it needs never shrinks. It comes with the room chunk.

use crate::browser::base::bindings;
use crate::browser::base::promises::Promises;
use crate::browser::base::registry::Registered;
use crate::browser::page::update;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Promise, Uint8Array};
use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::api::intent::Passphrase;
use plenum_engine::api::values::Stretched;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Worker, WorkerOptions, WorkerType};

/// Its script, beside this program's own.
const SCRIPT: &str = "passphrase-worker.js";

/// Carries out what is wanted of it; of other effects nothing.
pub type AskPassphraseWorker = fn(&Promises, Effect);

/// See [`AskPassphraseWorker`].
pub fn ask(promises: &Promises, effect: Effect) {
    match effect {
        Effect::Stretch { op, passphrase, salt } => promises.keep(op, stretch(passphrase, salt)),
        Effect::Suggest { op, language, places } => promises.keep(op, async move {
            let places = places.iter().map(|place| JsValue::from(*place)).collect::<Array>();
            let question = [("language", language.tag().into()), ("places", places.into())];
            let words = answer(&bindings::object(question), &Array::new()).await?;
            words.as_string().map(|words| Done::Suggested(Passphrase::new(words))).ok_or(Failure::Other)
        }),
        _ => {}
    }
}

async fn stretch(passphrase: Passphrase, salt: [u8; 16]) -> Result<Done, Failure> {
    let typed = Uint8Array::from(passphrase.as_str().as_bytes());
    let given = Array::of1(&typed.buffer());
    let question = [("passphrase", typed.into()), ("salt", Uint8Array::from(&salt[..]).into())];
    let stretched = answer(&bindings::object(question), &given).await?;
    let stretched: Uint8Array = stretched.dyn_into().map_err(|_| Failure::Other)?;
    let mut bytes = [0; 32];
    if stretched.length() != 32 {
        return Err(Failure::Other);
    }
    stretched.copy_to(&mut bytes);
    // What stays in the memory of JS would stay until somebody sweeps it.
    stretched.fill(0, 0, 32);
    Ok(Done::Stretched(Stretched::from_bytes(bytes)))
}

/// Nobody waits longer for a worker, milliseconds, as `meeting/lock.rs` does; it has 64 MiB and the passphrase until it ends.
const LONGEST_MS: u32 = 60_000;

/// The answer of a worker of its own, which is ended whatever comes; `given`: buffers that are the worker's from here on.
async fn answer(question: &JsValue, given: &Array) -> Result<JsValue, Failure> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&bindings::beside(SCRIPT), &options).and_then(Registered::new);
    let worker = worker.map_err(|_| Failure::Other)?;
    let mut late = None;
    let answered = Promise::new(&mut |kept, broken| {
        let gives_up = broken.clone();
        late = Some(Timeout::new(LONGEST_MS, move || drop(gives_up.call0(&JsValue::UNDEFINED))));
        bindings::set(&worker, "onmessage", &kept);
        bindings::set(&worker, "onerror", &broken);
        bindings::set(&worker, "onmessageerror", &broken);
    });
    worker.post_message_with_transfer(question, given).map_err(|_| Failure::Other)?;
    let message = JsFuture::from(answered).await.map_err(|_| {
        update::part_missing();
        Failure::Other
    });
    drop(late);
    let message = message?;
    Ok(bindings::get(&message, "data"))
}
