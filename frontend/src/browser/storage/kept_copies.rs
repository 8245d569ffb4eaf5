//! Indexed Database API 3.0: sealed copies of room documents, each under a key that says all there is to say of it (`KeptCopy`).
//! It comes with the room chunk. Whatever fails is told as `Stored::Unavailable`: private windows may have no database at all.

use crate::browser::base::bindings::{call, get, set};
use crate::browser::base::failure;
use crate::browser::base::listener::Listener;
use crate::browser::base::promises::Promises;
use crate::event_sender::EventSender;
use js_sys::{Array, Promise, Uint8Array};
use plenum_engine::api::event::Done;
use plenum_engine::api::storage::{CopyName, KeptCopy, StoreCommand, Stored, to_make_room, to_read};
use plenum_engine::base::ids::OpId;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

const DATABASE: &str = "plenum";
const COPIES: &str = "copies";
const DAY_MS: f64 = 86_400_000.0;

/// Carries out what is wanted of the copies.
pub type RunStore = Box<dyn Fn(OpId, StoreCommand)>;

/// The copies on this device.
pub struct KeptCopies {
    store: Rc<Store>,
    promises: Promises,
}

impl KeptCopies {
    /// Deletes those that have expired.
    pub fn new(events: EventSender) -> KeptCopies {
        let copies = KeptCopies { store: Rc::default(), promises: Promises::new(events) };
        copies.sweep();
        copies
    }

    /// Carries out a command.
    pub fn carry_out(&self, op: OpId, command: StoreCommand) {
        let saves = matches!(command, StoreCommand::Save { .. });
        let store = self.store.clone();
        self.promises.keep(op, async move {
            let stored = store.run(command).await.unwrap_or_else(|error| {
                log::warn!("kept copies: {}", failure::name(&error));
                Stored::Unavailable
            });
            Ok(Done::Stored(stored))
        });
        if saves {
            self.sweep();
        }
    }

    fn sweep(&self) {
        let store = self.store.clone();
        self.promises.also(async move {
            let _ = store.delete(|copy| copy.expired(today())).await;
        });
    }
}

/// The database, open from the first command on: a page that is being hidden has no time to open it.
#[derive(Default)]
struct Store(RefCell<Option<Rc<Database>>>);

/// An `IDBDatabase`, closed with this.
struct Database(JsValue);

impl Drop for Database {
    fn drop(&mut self) {
        let _ = call(&self.0, "close", &[]);
    }
}

/// An `IDBTransaction`, its object store, and how it ends.
struct Transaction {
    whole: JsValue,
    copies: JsValue,
    end: JsFuture,
}

impl Store {
    async fn run(&self, command: StoreCommand) -> Result<Stored, JsValue> {
        match command {
            StoreCommand::Load(name) => self.load(name).await,
            StoreCommand::Save { name, id, bytes, replaces } => self.save(name, id, &bytes, &replaces).await,
            StoreCommand::Forget(name) => {
                self.delete(|copy| name.is_none_or(|name| copy.name == name)).await?;
                Ok(Stored::Forgotten)
            }
            StoreCommand::List => Ok(Stored::Listed { today: today(), copies: self.all().await? }),
        }
    }

    async fn load(&self, name: CopyName) -> Result<Stored, JsValue> {
        let transaction = self.begin("readonly").await?;
        let mut copies = Vec::new();
        for copy in to_read(&transaction.keys().await?, name, today()) {
            let value = ask(&call(&transaction.copies, "get", &[copy.key().into()])?).await?;
            // Somebody else's doing, if it is anything but bytes.
            if let Ok(bytes) = value.dyn_into::<Uint8Array>() {
                copies.push((copy, bytes.to_vec()));
            }
        }
        Ok(Stored::Copies(copies))
    }

    async fn save(&self, name: CopyName, id: u64, bytes: &[u8], replaces: &[KeptCopy]) -> Result<Stored, JsValue> {
        let copy = KeptCopy { name, id, day: today(), bytes: bytes.len() as u32 };
        match self.put(&copy, bytes, replaces).await {
            Err(error) if is_full(&error) => {
                let going = to_make_room(&self.all().await?, name, copy.bytes);
                self.delete(|copy| going.contains(copy)).await?;
            }
            ended => return ended.map(|()| Stored::Saved(copy)),
        }
        match self.put(&copy, bytes, replaces).await {
            Err(error) if is_full(&error) => Ok(Stored::Full),
            ended => ended.map(|()| Stored::Saved(copy)),
        }
    }

    /// One in the place of others. Everything is asked for at once: a page that is being hidden has no later.
    async fn put(&self, copy: &KeptCopy, bytes: &[u8], replaces: &[KeptCopy]) -> Result<(), JsValue> {
        let transaction = self.begin("readwrite").await?;
        call(&transaction.copies, "put", &[Uint8Array::from(bytes).into(), copy.key().into()])?;
        for replaced in replaces {
            call(&transaction.copies, "delete", &[replaced.key().into()])?;
        }
        transaction.end().await
    }

    async fn all(&self) -> Result<Vec<KeptCopy>, JsValue> {
        self.begin("readonly").await?.keys().await
    }

    async fn delete(&self, which: impl Fn(&KeptCopy) -> bool) -> Result<(), JsValue> {
        let transaction = self.begin("readwrite").await?;
        for copy in transaction.keys().await?.iter().filter(|copy| which(copy)) {
            call(&transaction.copies, "delete", &[copy.key().into()])?;
        }
        transaction.end().await
    }

    async fn begin(&self, mode: &'static str) -> Result<Transaction, JsValue> {
        let whole = match self.transact(mode).await {
            Ok(whole) => whole,
            // The browser has closed it, as it does when the data of the site are deleted.
            Err(_) => {
                self.0.take();
                self.transact(mode).await?
            }
        };
        let end = outcome(&whole, "oncomplete", "onabort");
        let copies = call(&whole, "objectStore", &[COPIES.into()])?;
        Ok(Transaction { whole, copies, end })
    }

    async fn transact(&self, mode: &'static str) -> Result<JsValue, JsValue> {
        let database = self.open().await?;
        call(&database.0, "transaction", &[COPIES.into(), mode.into()])
    }

    async fn open(&self) -> Result<Rc<Database>, JsValue> {
        if let Some(database) = self.0.borrow().clone() {
            return Ok(database);
        }
        let request = call(&get(&js_sys::global(), "indexedDB"), "open", &[DATABASE.into(), 1.into()])?;
        let make = |event: web_sys::Event| {
            let database = event.target().map(|request| get(&request, "result")).unwrap_or_default();
            let _ = call(&database, "createObjectStore", &[COPIES.into()]);
        };
        let upgrade = Listener::new(request.dyn_ref::<EventTarget>().ok_or(JsValue::UNDEFINED)?, "upgradeneeded", make);
        let database = Rc::new(Database(ask(&request).await?));
        drop(upgrade);
        Ok(self.0.borrow_mut().get_or_insert(database).clone())
    }
}

impl Transaction {
    async fn keys(&self) -> Result<Vec<KeptCopy>, JsValue> {
        let keys: Array = ask(&call(&self.copies, "getAllKeys", &[])?).await?.dyn_into()?;
        Ok(keys.iter().filter_map(|key| KeptCopy::read(&key.as_string()?)).collect())
    }

    /// Nothing more is asked for.
    async fn end(self) -> Result<(), JsValue> {
        // It would end by itself, a little later; not all browsers have this.
        let _ = call(&self.whole, "commit", &[]);
        self.end.await.map(|_| ()).map_err(|_| get(&self.whole, "error"))
    }
}

/// The result of an `IDBRequest`.
async fn ask(request: &JsValue) -> Result<JsValue, JsValue> {
    outcome(request, "onsuccess", "onerror").await.map_err(|_| get(request, "error"))?;
    Ok(get(request, "result"))
}

/// Which of two events comes.
fn outcome(target: &JsValue, good: &str, bad: &str) -> JsFuture {
    JsFuture::from(Promise::new(&mut |kept, broken| {
        set(target, good, &kept);
        set(target, bad, &broken);
    }))
}

fn is_full(error: &JsValue) -> bool {
    failure::name(error) == "QuotaExceededError"
}

fn today() -> u32 {
    (js_sys::Date::now() / DAY_MS) as u32
}
