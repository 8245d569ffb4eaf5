//! In place of the worker with the room document: hands out what a test gives it, takes what comes, and keeps both in mind.

use super::World;
use plenum_engine::api::document::{DocumentCommand, DocumentEvent};
use plenum_engine::api::event::Event;
use plenum_shared::ids::PeerId;
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
    pub untaken: Vec<(PeerId, u32)>,
    /// What is still to be sent to everybody, in parts.
    waiting: BTreeMap<PeerId, VecDeque<Arc<[u8]>>>,
}

impl World {
    /// The worker of a page is told something.
    pub fn document_command(&mut self, page: usize, command: DocumentCommand) {
        let documents = &mut self.pages[page].documents;
        match command {
            DocumentCommand::Resynchronise(peer) => {
                documents.resynchronised += 1;
                documents.reached.insert(peer, true);
                self.send_documents(page, peer);
            }
            DocumentCommand::Ready(peer) => {
                documents.reached.insert(peer, true);
                self.send_documents(page, peer);
            }
            DocumentCommand::Forget(peer) => _ = documents.reached.remove(&peer),
            DocumentCommand::Receive { from, stream, bytes } => {
                documents.received.push((from, bytes));
                match documents.busy {
                    true => documents.untaken.push((from, stream)),
                    false => self.tell(page, 2, Event::Document(DocumentEvent::Taken { from, stream })),
                }
            }
        }
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
        for (from, stream) in std::mem::take(&mut documents.untaken) {
            self.tell(page, 0, Event::Document(DocumentEvent::Taken { from, stream }));
        }
    }

    fn send_documents(&mut self, page: usize, to: PeerId) {
        let documents = &mut self.pages[page].documents;
        let Some(may) = documents.reached.get_mut(&to).filter(|may| **may) else { return };
        if let Some(bytes) = documents.waiting.get_mut(&to).and_then(VecDeque::pop_front) {
            *may = false;
            self.tell(page, 0, Event::Document(DocumentEvent::Send { to, bytes }));
        }
    }
}
