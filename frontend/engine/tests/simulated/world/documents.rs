//! In place of the worker with the room document: hands out what a test gives it, takes what comes, and keeps both in mind.

use super::World;
use plenum_document::api::effect::Effect as Asked;
use plenum_document::api::event::Event as Told;
use plenum_document::api::worker::Reply;
use plenum_document::base::ids::Key;
use plenum_engine::api::document::{DocumentCommand, DocumentEvent};
use plenum_engine::api::event::Event;
use plenum_shared::ids::{PeerId, PublicKey};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A worker.
#[derive(Default)]
pub struct Documents {
    /// Who can be reached, and whether they may be sent something.
    pub reached: BTreeMap<PeerId, bool>,
    /// How often it was asked to say everything anew.
    pub resynchronised: u32,
    /// What has come of whom.
    pub received: Vec<(PeerId, Arc<[u8]>)>,
    /// It takes nothing for now.
    pub busy: bool,
    /// What it has not taken.
    pub untaken: u32,
    keys: BTreeMap<PeerId, Key>,
    /// What is still to be sent to everybody, in parts.
    waiting: BTreeMap<PeerId, VecDeque<Arc<[u8]>>>,
}

impl World {
    /// The worker of a page is told something.
    pub fn document_command(&mut self, page: usize, command: DocumentCommand) {
        let documents = &mut self.pages[page].documents;
        let DocumentCommand::Tell(told) = command else { return };
        match told {
            Told::Came(key) | Told::Resynchronise(key) => {
                let peer = peer(key);
                documents.resynchronised += 1;
                documents.keys.insert(peer, key);
                documents.reached.insert(peer, true);
                self.send_documents(page, peer);
            }
            Told::Ready(key) => {
                documents.reached.insert(peer(key), true);
                self.send_documents(page, peer(key));
            }
            Told::Went(key) => _ = documents.reached.remove(&peer(key)),
            Told::Bytes { from, bytes } => {
                documents.received.push((peer(from), bytes.into()));
                match documents.busy {
                    true => documents.untaken += 1,
                    false => self.reply(page, 2, Reply { taken: true, ..Reply::default() }),
                }
            }
            Told::Signed { .. }
            | Told::Present(_)
            | Told::Act(_)
            | Told::Merge { .. }
            | Told::Resumes { .. }
            | Told::Flush
            | Told::Tick => {}
        }
    }

    fn reply(&mut self, page: usize, ms: u64, reply: Reply) {
        self.tell(page, ms, Event::Document(DocumentEvent::Replied(Box::new(reply))));
    }

    /// What a worker that asks for this makes its page do.
    pub fn asks(&mut self, page: usize, to: PeerId, bytes: &[u8]) {
        let Some(to) = self.pages[page].documents.keys.get(&to).copied() else { return };
        let effects = vec![Asked::Send { to, bytes: bytes.to_vec() }];
        self.hears(page, Event::Document(DocumentEvent::Replied(Box::new(Reply { effects, ..Reply::default() }))));
    }

    /// A page's worker has something for somebody; it goes as soon as it may.
    pub fn document(&mut self, page: usize, to: PeerId, bytes: Arc<[u8]>) {
        self.pages[page].documents.waiting.entry(to).or_default().push_back(bytes);
        self.send_documents(page, to);
    }

    /// It has time again.
    pub fn takes_documents(&mut self, page: usize) {
        let documents = &mut self.pages[page].documents;
        documents.busy = false;
        for _ in 0..std::mem::take(&mut documents.untaken) {
            self.reply(page, 0, Reply { taken: true, ..Reply::default() });
        }
    }

    fn send_documents(&mut self, page: usize, to: PeerId) {
        let documents = &mut self.pages[page].documents;
        let Some(may) = documents.reached.get_mut(&to).filter(|may| **may) else { return };
        if let Some(bytes) = documents.waiting.get_mut(&to).and_then(VecDeque::pop_front) {
            *may = false;
            self.after(0, move |world| world.asks(page, to, &bytes));
        }
    }
}

fn peer(key: Key) -> PeerId {
    PeerId::of(&PublicKey(key.0))
}
