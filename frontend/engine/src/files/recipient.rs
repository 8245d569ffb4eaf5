//! Recipient: one of those a file of ours is offered to, and how far it has come with them.

use super::ledger::Ledger;
use crate::api::view::{Transfer, TransferState};
use crate::base::time::Time;
use crate::messaging::message::{FileId, FilesMessage};
use crate::room::feature::RoomContext;
use crate::room::peer::Peer;
use plenum_shared::ids::PeerId;

/// One of those a file is offered to.
pub struct Recipient {
    /// Who.
    pub peer: PeerId,
    /// How it stands.
    pub row: Transfer,
    /// From there on it is still to be read; nothing before they want it.
    pub next: Option<u64>,
    /// It is to be offered then, for the first time or again.
    pub offer: Option<Time>,
}

impl Recipient {
    /// It is being taken.
    pub fn active(&self) -> bool {
        self.next.is_some() && !self.row.state.ended()
    }

    /// There is something of it to be sent now.
    pub fn due(&self, size: u64) -> bool {
        self.active() && self.offer.is_none() && self.next.is_some_and(|next| next < size)
    }

    /// They are to be told of it, and asked where they stand.
    pub fn ask(&mut self, at: Time) {
        if !self.row.state.ended() {
            self.offer = Some(at);
        }
    }

    /// Where they are lost nothing is sent, and when they are back they are asked where they stand.
    pub fn follow(&mut self, peer: &Peer, ledger: &mut Ledger, now: Time) {
        if peer.person.absent().is_some() {
            self.ask(now);
        }
        let live = peer.person.inside() && peer.streams.live();
        match (live, self.row.state) {
            (false, TransferState::Waiting | TransferState::Running) => {
                ledger.state(&mut self.row, TransferState::Paused);
            }
            (true, TransferState::Paused) => ledger.state(&mut self.row, TransferState::Waiting),
            _ => {}
        }
    }

    /// Nothing more goes to them.
    pub fn end(&mut self, state: TransferState, ledger: &mut Ledger) {
        self.offer = None;
        ledger.state(&mut self.row, state);
    }

    /// The same, and they are told.
    pub fn withdraw(&mut self, file: FileId, state: TransferState, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        if !self.row.state.ended() {
            cx.write(&self.peer, FilesMessage::Withdraw { file });
            self.end(state, ledger);
        }
    }
}
