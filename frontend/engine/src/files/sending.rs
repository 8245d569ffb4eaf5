//! Sending: our files, offered to one or to all, and sent piece by piece to whoever wants them, from where they stand.

use super::ledger::Ledger;
use super::name;
use super::piece::{self, Piece};
use super::pipeline::{Flight, Pipeline};
use super::recipient::Recipient;
use crate::api::effect::Effect;
use crate::api::files::{ChosenFile, FileBytes, FileCommand, FileNumber, TransferId};
use crate::api::intent::OfferedFile;
use crate::api::view::{Direction, FileTrouble, Name, Transfer, TransferState};
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::messaging::bounds::FILE_BYTES;
use crate::messaging::fragment::Topic;
use crate::messaging::message::{FileId, FileOffer, FilesMessage};
use crate::room::feature::{Room, RoomContext};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// Files that we offer at a time. When one more is, an offer to all that nobody is taking goes first.
const MAX_OFFERED: usize = super::receiving::MAX_OPEN;
/// After one of our streams was refused, milliseconds, it is asked where the other one stands: they may still be busy.
const AGAIN_MS: u64 = 1_000;

/// One of our files.
struct Ours {
    file: FileId,
    number: FileNumber,
    chosen: ChosenFile,
    /// It is offered; the adaptor keeps it.
    open: bool,
    /// The offer as such: to all, or one that could not be made.
    row: Option<Transfer>,
    /// To nobody else.
    to: Option<PeerId>,
    /// As in the offer.
    name: Arc<str>,
    kind: Arc<str>,
    size: u64,
    offered: Time,
    recipients: Vec<Recipient>,
}

/// All of them.
#[derive(Default)]
pub struct Sending {
    files: Vec<Ours>,
    pipelines: LiteMap<PeerId, Pipeline>,
}

impl Sending {
    /// What there is to see.
    pub fn rows(&self) -> impl Iterator<Item = &Transfer> {
        self.files.iter().flat_map(|one| one.row.iter().chain(one.recipients.iter().map(|to| &to.row)))
    }

    /// The person offers a file.
    pub fn offer(
        &mut self,
        offered: &OfferedFile,
        to: Option<PeerId>,
        room: &Room<'_>,
        ledger: &mut Ledger,
        cx: &mut RoomContext<'_, '_>,
    ) {
        if self.files.iter().filter(|one| one.open).count() >= MAX_OFFERED {
            self.close_idle(ledger, cx);
        }
        let full = self.files.iter().filter(|one| one.open).count() >= MAX_OFFERED;
        let trouble = match (offered.size > FILE_BYTES, full) {
            (true, _) => Some(FileTrouble::TooLarge),
            (false, true) => Some(FileTrouble::TooMany),
            (false, false) => None,
        };
        let mut one = Ours {
            file: FileId(cx.cx.rng.bytes()),
            number: ledger.file(),
            chosen: offered.chosen,
            open: trouble.is_none(),
            row: None,
            to,
            name: name::clean(&offered.name.0),
            kind: name::kind(&offered.kind),
            size: offered.size,
            offered: cx.now(),
            recipients: Vec::new(),
        };
        if let Some(trouble) = trouble {
            one.row = Some(one.transfer(None, Name::default(), TransferState::Failed(trouble), ledger));
            cx.cx.effect(Effect::Files(FileCommand::Release(one.chosen)));
        } else if let Some(to) = to {
            let who = room.companion(&to).map(|peer| peer.person.name()).unwrap_or_default();
            one.add(to, who, ledger, cx.now());
        } else {
            one.row = Some(one.transfer(None, Name::default(), TransferState::Offered, ledger));
        }
        self.files.push(one);
    }

    /// Somebody wants one of our files from there on.
    pub fn accepted(
        &mut self,
        from: &PeerId,
        file: FileId,
        offset: u64,
        ledger: &mut Ledger,
        cx: &mut RoomContext<'_, '_>,
    ) {
        let Some((size, to)) = self.find(from, file) else {
            ledger.wrong();
            return cx.write(from, FilesMessage::Withdraw { file });
        };
        match to.row.state {
            TransferState::Done => {}
            TransferState::Cancelled | TransferState::Refused | TransferState::Failed(_) => {
                cx.write(from, FilesMessage::Withdraw { file });
            }
            TransferState::Offered | TransferState::Waiting | TransferState::Running | TransferState::Paused => {
                if offset > size {
                    return ledger.wrong();
                }
                (to.next, to.offer) = (Some(offset), None);
                ledger.state(&mut to.row, TransferState::Waiting);
                ledger.done(&mut to.row, offset);
                self.pipelines.entry(*from).or_default().forget(file);
            }
        }
    }

    /// Somebody does not want it, or no more of it.
    pub fn refused(&mut self, from: &PeerId, file: FileId, ledger: &mut Ledger) {
        let Some((_, to)) = self.find(from, file) else { return ledger.wrong() };
        match to.row.state {
            TransferState::Offered => to.end(TransferState::Refused, ledger),
            TransferState::Waiting | TransferState::Running | TransferState::Paused => {
                to.end(TransferState::Cancelled, ledger);
            }
            TransferState::Done | TransferState::Cancelled | TransferState::Refused | TransferState::Failed(_) => {}
        }
    }

    /// Somebody has all of it, as they say.
    pub fn received(&mut self, from: &PeerId, file: FileId, ledger: &mut Ledger) {
        let wanted = |to: &&mut Recipient| to.next.is_some() && !to.row.state.ended();
        let Some((size, to)) = self.find(from, file).and_then(|(size, to)| Some((size, Some(to).filter(wanted)?)))
        else {
            return ledger.wrong();
        };
        ledger.done(&mut to.row, size);
        to.end(TransferState::Done, ledger);
    }

    /// The person sends no more of it, to one or to all.
    pub fn cancel(&mut self, id: TransferId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        for one in &mut self.files {
            let all = one.row.as_ref().is_some_and(|row| row.id == id);
            for to in one.recipients.iter_mut().filter(|to| all || to.row.id == id) {
                to.withdraw(one.file, TransferState::Cancelled, ledger, cx);
            }
            if let Some(row) = one.row.as_mut().filter(|row| all && !row.state.ended()) {
                ledger.state(row, TransferState::Cancelled);
            }
        }
    }

    /// The person has seen that it has ended.
    pub fn dismiss(&mut self, id: TransferId, ledger: &mut Ledger) {
        for one in &mut self.files {
            if one.row.as_ref().is_some_and(|row| row.id == id && row.state.ended()) {
                one.row = None;
                one.recipients.retain(|to| !to.row.state.ended());
                ledger.gone();
            }
            let before = one.recipients.len();
            // Of an offer to all it stays known who has had it.
            one.recipients.retain(|to| one.row.is_some() || to.row.id != id || !to.row.state.ended());
            if one.recipients.len() < before {
                ledger.gone();
            }
        }
        self.files.retain(|one| one.open || one.row.is_some() || !one.recipients.is_empty());
    }

    /// A part of a file was read, or could not be; false if nobody here waits for it.
    pub fn read(
        &mut self,
        op: OpId,
        bytes: Option<&FileBytes>,
        ledger: &mut Ledger,
        cx: &mut RoomContext<'_, '_>,
    ) -> bool {
        let mut found = self.pipelines.iter_mut();
        let Some((peer, flight)) = found.find_map(|(peer, pipe)| Some((*peer, pipe.read(op)?))) else { return false };
        match bytes.filter(|bytes| bytes.0.len() == flight.length as usize) {
            Some(bytes) => {
                let piece = Piece { file: flight.file, offset: flight.offset, bytes: &bytes.0 };
                cx.stream(&peer, Topic::FILES, piece::write(piece));
            }
            None => self.unreadable(flight.file, ledger, cx),
        }
        true
    }

    /// It has changed, or is not there any more: nobody gets the rest of it.
    fn unreadable(&mut self, file: FileId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let Some(one) = self.files.iter_mut().find(|one| one.file == file) else { return };
        let state = TransferState::Failed(FileTrouble::Unreadable);
        one.recipients.iter_mut().for_each(|to| to.withdraw(file, state, ledger, cx));
        if let Some(row) = &mut one.row {
            ledger.state(row, state);
        }
    }

    /// One of our pieces was taken.
    pub fn taken(&mut self, by: &PeerId, body: &[u8], ledger: &mut Ledger) {
        let Some(piece) = piece::read(body) else { return };
        let known = self.pipelines.get_mut(by).is_some_and(|pipe| pipe.taken(piece.file, piece.offset));
        if let Some((size, to)) = self.find(by, piece.file).filter(|(_, to)| known && !to.row.state.ended()) {
            let done = (to.row.done + piece.bytes.len() as u64).min(size);
            ledger.done(&mut to.row, done);
            ledger.state(&mut to.row, TransferState::Running);
        }
    }

    /// A piece of ours found no room: they are asked where they stand.
    pub fn bounced(&mut self, by: &PeerId, now: Time) {
        self.pipelines.remove(by);
        for to in self.files.iter_mut().flat_map(|one| &mut one.recipients).filter(|to| to.peer == *by) {
            to.ask(now + AGAIN_MS);
        }
    }

    /// Somebody is back after a reload, with nothing of what they had: what was for them alone is offered anew.
    pub fn resumed(&mut self, old: &PeerId, heir: &PeerId, ledger: &mut Ledger, now: Time) {
        for one in self.files.iter_mut().filter(|one| one.open && one.to == Some(*old)) {
            let who = one.recipients.iter().find(|to| to.peer == *old && !to.row.state.ended());
            if let Some(who) = who.map(|to| to.row.who.clone()) {
                one.to = Some(*heir);
                one.add(*heir, who, ledger, now);
            }
        }
    }

    /// Offers what is to be offered, ends what is for people who are gone, and reads what may be sent.
    pub fn tick(&mut self, room: &Room<'_>, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let overdue: Vec<_> = self.pipelines.values().flat_map(|pipe| pipe.overdue(cx.now())).collect();
        overdue.into_iter().for_each(|file| self.unreadable(file, ledger, cx));
        for one in &mut self.files {
            one.tick(room, ledger, cx);
        }
        let files = &self.files;
        for (id, pipe) in &mut self.pipelines {
            let active = |to: &Recipient| to.peer == *id && to.active();
            pipe.keep(|file| files.iter().any(|one| one.file == file && one.recipients.iter().any(active)));
        }
        self.pipelines.retain(|id, _| room.peers.get(id).is_some_and(|peer| peer.person.absent().is_none()));
        for one in self.files.iter_mut().filter(|one| one.open && one.over()) {
            one.open = false;
            cx.cx.effect(Effect::Files(FileCommand::Release(one.chosen)));
        }
        self.files.retain(|one| one.open || one.row.is_some() || !one.recipients.is_empty());
        for (id, peer) in room.others() {
            while peer.streams.ready() && self.send_next(id, cx) {}
        }
    }

    /// Reads the next piece for somebody, of their files in turn; false if there is none, or enough are under way.
    fn send_next(&mut self, id: &PeerId, cx: &mut RoomContext<'_, '_>) -> bool {
        let wants = |one: &Ours| one.open && one.recipients.iter().any(|to| to.peer == *id && to.due(one.size));
        if !self.files.iter().any(wants) {
            return false;
        }
        let pipe = self.pipelines.entry(*id).or_default();
        if pipe.full() {
            return false;
        }
        let last = pipe.last();
        let due = self.files.iter_mut().filter(|one| wants(one));
        let Some(one) = due.min_by_key(|one| (Some(one.number) <= last, one.number)) else { return false };
        let Some(to) = one.recipients.iter_mut().find(|to| to.peer == *id && to.due(one.size)) else { return false };
        let offset = to.next.unwrap_or_default();
        let length = (one.size - offset).min(piece::MAX_PIECE as u64) as u32;
        to.next = Some(offset + u64::from(length));
        let op = cx.cx.op();
        pipe.begin(Flight { file: one.file, offset, length, reading: Some((op, cx.now())) }, one.number);
        cx.cx.effect(Effect::Files(FileCommand::Read { op, file: one.chosen, offset, length }));
        true
    }

    /// When `tick` is due at the latest.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let offers = self.files.iter().flat_map(|one| &one.recipients).filter_map(|to| to.offer);
        // One that is due and waits for a connection has nothing to be woken for.
        let offers = offers.filter(|at| *at > now).min();
        self.pipelines.values().fold(offers, |soon, pipe| soonest(soon, pipe.deadline()))
    }

    /// Somebody is forgotten.
    pub fn forgotten(&mut self, id: &PeerId) {
        self.pipelines.remove(id);
    }

    /// Of those that have ended the oldest goes; false if there is none.
    pub fn drop_one(&mut self) -> bool {
        let at = self.files.iter().position(|one| !one.open);
        at.map(|at| self.files.remove(at)).is_some()
    }

    /// The room is being left.
    pub fn close(&mut self, cx: &mut RoomContext<'_, '_>) {
        for one in self.files.drain(..).filter(|one| one.open) {
            cx.cx.effect(Effect::Files(FileCommand::Release(one.chosen)));
        }
        self.pipelines = LiteMap::new();
    }

    /// Takes back the oldest offer to all that nobody is taking.
    fn close_idle(&mut self, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let idle = |one: &&Ours| one.open && one.to.is_none() && one.recipients.iter().all(|to| !to.active());
        if let Some(id) = self.files.iter().find(idle).and_then(|one| one.row.as_ref()).map(|row| row.id) {
            self.cancel(id, ledger, cx);
            let closed = self.files.iter_mut().find(|one| one.row.as_ref().is_some_and(|row| row.id == id));
            if let Some(one) = closed {
                one.open = false;
                cx.cx.effect(Effect::Files(FileCommand::Release(one.chosen)));
            }
        }
    }

    fn find(&mut self, peer: &PeerId, file: FileId) -> Option<(u64, &mut Recipient)> {
        let one = self.files.iter_mut().find(|one| one.file == file)?;
        let size = one.size;
        // After a reload there are two; the later one is who they are.
        one.recipients.iter_mut().rev().find(|to| to.peer == *peer).map(|to| (size, to))
    }
}

impl Ours {
    fn transfer(&self, peer: Option<PeerId>, who: Name, state: TransferState, ledger: &mut Ledger) -> Transfer {
        let (id, direction) = (ledger.transfer(), Direction::Outgoing(self.number));
        let (name, kind) = (self.name.clone(), self.kind.clone());
        Transfer { id, peer, who, direction, name, kind, size: self.size, done: 0, state, news: false, ago_ms: 0 }
    }

    fn add(&mut self, peer: PeerId, who: Name, ledger: &mut Ledger, now: Time) {
        let row = self.transfer(Some(peer), who, TransferState::Offered, ledger);
        self.recipients.push(Recipient { peer, row, next: None, offer: Some(now) });
    }

    /// Whether nothing more is sent of it.
    fn over(&self) -> bool {
        let all = self.to.is_none() && self.row.as_ref().is_some_and(|row| !row.state.ended());
        !all && self.recipients.iter().all(|to| to.row.state.ended())
    }

    fn tick(&mut self, room: &Room<'_>, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        if !self.open {
            return;
        }
        let to_all = self.row.as_ref().is_some_and(|row| row.state == TransferState::Offered);
        for (id, peer) in room.others().filter(|_| to_all && room.inside) {
            if !self.recipients.iter().any(|to| to.peer == *id) {
                self.add(*id, peer.person.name(), ledger, cx.now());
            }
        }
        let (file, name, size, kind) = (self.file, &self.name, self.size, &self.kind);
        let ago_ms = cx.now().since(self.offered);
        self.recipients.retain_mut(|to| {
            if to.row.state.ended() {
                return true;
            }
            let Some(peer) = room.peers.get(&to.peer).filter(|peer| !peer.person.gone()) else {
                let wanted = to.next.is_some() || !to_all;
                to.end(TransferState::Failed(FileTrouble::Gone), ledger);
                return wanted;
            };
            to.follow(peer, ledger, cx.now());
            if to.offer.is_some_and(|at| at <= cx.now()) && peer.person.inside() && peer.streams.live() {
                to.offer = None;
                let offer = FileOffer { file, name: name.to_string(), size, kind: kind.to_string(), ago_ms };
                cx.write(&to.peer, FilesMessage::Offer(offer));
            }
            true
        });
    }
}
