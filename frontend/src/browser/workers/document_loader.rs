//! Fetches the document chunk when a room document is first opened, and passes on to it what is wanted of the worker.

use crate::browser::base::chunk::{Fetched, Missing};
use crate::event_sender::EventSender;
use plenum_engine::api::document::{DocumentCommand, DocumentEvent};
use plenum_engine::api::event::Event;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Carries out what is wanted of the worker with the room document.
pub type RunDocument = Box<dyn Fn(DocumentCommand)>;

/// Fetches the document chunk.
pub type FetchDocument = Box<dyn Fn() -> Fetched<fn(EventSender) -> RunDocument>>;

/// The way to the worker, whether its code is here or not.
pub struct DocumentLoader {
    events: EventSender,
    fetch: Rc<FetchDocument>,
    chunk: RefCell<Chunk>,
}

/// Where the chunk is.
enum Chunk {
    /// Nobody has asked for it, or it could not be fetched.
    Absent,
    /// It is on its way; this waits for it.
    Fetching(Vec<DocumentCommand>),
    /// It is here.
    Here(Rc<RunDocument>),
}

impl DocumentLoader {
    /// Nothing is fetched yet.
    pub fn new(events: EventSender, fetch: Rc<FetchDocument>) -> Rc<DocumentLoader> {
        Rc::new(DocumentLoader { events, fetch, chunk: RefCell::new(Chunk::Absent) })
    }

    /// Carries out a command, as soon as that is possible. Without the chunk the worker counts as dead, and the engine, which
    /// opens another one later, has it fetched again.
    pub fn carry_out(self: &Rc<Self>, command: DocumentCommand) {
        // Invariant: nothing is borrowed while the worker is told, since what it says at once may come back here.
        if let Some(run) = self.here() {
            return run(command);
        }
        match (&mut *self.chunk.borrow_mut(), command) {
            (Chunk::Fetching(waiting), DocumentCommand::Close) => return waiting.clear(),
            (_, DocumentCommand::Close) => return,
            (Chunk::Fetching(waiting), command) => return waiting.push(command),
            (chunk, command) => *chunk = Chunk::Fetching(vec![command]),
        }
        let (me, fetched) = (Rc::downgrade(self), (self.fetch)());
        spawn_local(async move {
            let fetched = fetched.await;
            if let Some(me) = me.upgrade() {
                me.came(fetched);
            }
        });
    }

    fn came(&self, fetched: Result<fn(EventSender) -> RunDocument, Missing>) {
        let chunk = match fetched {
            Ok(make) => Chunk::Here(Rc::new(make(self.events.clone()))),
            Err(Missing) => Chunk::Absent,
        };
        let Chunk::Fetching(waiting) = mem::replace(&mut *self.chunk.borrow_mut(), chunk) else { return };
        match self.here() {
            Some(run) => waiting.into_iter().for_each(|command| run(command)),
            None if waiting.is_empty() => {}
            None => {
                log::warn!("the room document's code could not be fetched");
                self.events.send(Event::Document(DocumentEvent::Died));
            }
        }
    }

    fn here(&self) -> Option<Rc<RunDocument>> {
        match &*self.chunk.borrow() {
            Chunk::Here(run) => Some(run.clone()),
            Chunk::Absent | Chunk::Fetching(_) => None,
        }
    }
}
