//! The promises under way for one owner: each op gets exactly one answer, at the latest when the owner is dropped.

use crate::event_sender::EventSender;
use futures_util::future::{AbortHandle, abortable};
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::base::ids::OpId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Work that is given up when this is dropped. Browsers let promises of a closed connection hang for ever.
pub struct Promises {
    events: EventSender,
    next: Cell<u64>,
    open: Rc<RefCell<HashMap<u64, Open>>>,
}

struct Open {
    /// Who waits for it, if anybody.
    op: Option<OpId>,
    handle: AbortHandle,
}

impl Promises {
    /// No work yet.
    pub fn new(events: EventSender) -> Promises {
        Promises { events, next: Cell::new(0), open: Rc::default() }
    }

    /// Does the work and posts how it went.
    pub fn keep(&self, op: OpId, work: impl Future<Output = Result<Done, Failure>> + 'static) {
        let events = self.events.clone();
        self.spawn(Some(op), work, move |result| events.send(answer(op, result)));
    }

    /// Does work that nobody waits for.
    pub fn also(&self, work: impl Future<Output = ()> + 'static) {
        self.spawn(None, work, |()| {});
    }

    fn spawn<T: 'static>(
        &self,
        op: Option<OpId>,
        work: impl Future<Output = T> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        let number = self.next.replace(self.next.get() + 1);
        let (work, handle) = abortable(work);
        self.open.borrow_mut().insert(number, Open { op, handle });
        let open = Rc::downgrade(&self.open);
        spawn_local(async move {
            let Ok(result) = work.await else { return };
            // Invariant: whoever takes the entry out answers, and nobody else.
            let mine = open.upgrade().and_then(|open| open.borrow_mut().remove(&number));
            if mine.is_some() {
                then(result);
            }
        });
    }
}

impl Drop for Promises {
    fn drop(&mut self) {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        for Open { op, handle } in open.into_values() {
            handle.abort();
            if let Some(op) = op {
                self.events.send(answer(op, Err(Failure::Other)));
            }
        }
    }
}

/// The event that answers an op.
pub fn answer(op: OpId, result: Result<Done, Failure>) -> Event {
    match result {
        Ok(done) => Event::Done { op, done },
        Err(failure) => Event::Failed { op, failure },
    }
}
