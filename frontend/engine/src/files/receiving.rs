//! Receiving: files of the others, offered, wanted, and appended piece by piece to what the adaptor keeps.
//!
//! Invariant: nothing of a file is kept that a person has not accepted, and never more than it was offered with.

use super::ledger::Ledger;
use super::name;
use super::piece::{AHEAD, MAX_PIECE, Piece};
use crate::api::effect::Effect;
use crate::api::files::{FileBytes, FileCommand, TransferId};
use crate::api::view::{Direction, FileTrouble, Transfer, TransferState};
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::{Bucket, Rate};
use crate::messaging::fragment::StreamId;
use crate::messaging::message::{FileId, FileOffer, FilesMessage};
use crate::room::feature::{Room, RoomContext};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;
use std::collections::VecDeque;

/// Files of one peer that are offered and have not ended, at most: as many as an honest page offers.
pub const MAX_OPEN: usize = 16;
/// New offers of one peer that are shown: whoever offers and takes back all the time is refused.
const OFFERS: Rate = Rate::one_every(16, 2_000);
/// Whoever comes back, or has loaded their page anew, is offered again what they were offered before. What comes within so long of their coming
/// in, milliseconds, is shown and not told as news.
const AGAIN_MS: u64 = 10_000;
/// For so long a file may have been offered, milliseconds: a page is open for a day or two. What claims more says nothing that can be
/// believed, and counts as new.
pub const MAX_AGO_MS: u64 = 30 * 24 * 3_600_000;
/// A write that has not answered for so long, milliseconds, will not.
const WRITE_MS: u64 = 30_000;

/// For how long a file has been offered, by the word of its sender; nothing where that cannot be.
fn believed(ago_ms: u64) -> u64 {
    if ago_ms <= MAX_AGO_MS { ago_ms } else { 0 }
}

/// One file of one peer.
struct Theirs {
    peer: PeerId,
    file: FileId,
    row: Transfer,
    accepted: bool,
    /// Bytes that are here without a gap, those being written included.
    next: u64,
    writes: VecDeque<Write>,
    /// Pieces that overtook the one before them. Not taken, so they are bounded by the streams there may be.
    ahead: Vec<(u64, StreamId, Vec<u8>)>,
    /// Their streams were dropped: they are to be told where we stand.
    away: bool,
}

/// A piece that is being written.
struct Write {
    op: OpId,
    asked: Time,
    stream: StreamId,
    length: u64,
}

/// Files of all of them.
#[derive(Default)]
pub struct Receiving {
    files: Vec<Theirs>,
    offers: LiteMap<PeerId, Bucket>,
    /// Since when we are in the room.
    came: Option<Time>,
}

impl Receiving {
    /// What there is to see.
    pub fn rows(&self) -> impl Iterator<Item = &Transfer> {
        self.files.iter().map(|one| &one.row)
    }

    fn find(&mut self, peer: &PeerId, file: FileId) -> Option<&mut Theirs> {
        self.files.iter_mut().find(|one| one.peer == *peer && one.file == file)
    }

    fn by_id(&mut self, id: TransferId) -> Option<&mut Theirs> {
        self.files.iter_mut().find(|one| one.row.id == id)
    }

    /// Somebody offers a file, or says again that they do.
    pub fn offered(
        &mut self,
        from: &PeerId,
        offer: &FileOffer,
        room: &Room<'_>,
        ledger: &mut Ledger,
        cx: &mut RoomContext<'_, '_>,
    ) {
        let Some(peer) = room.companion(from) else { return };
        let file = offer.file;
        if let Some(one) = self.find(from, file) {
            if (one.row.size, &one.row.name) != (offer.size, &name::clean(&offer.name)) {
                return ledger.wrong();
            }
            match one.row.state {
                TransferState::Offered => {}
                TransferState::Waiting | TransferState::Running | TransferState::Paused => {
                    // What their streams still held does not come any more.
                    one.drop_ahead(cx);
                    cx.write(from, FilesMessage::Accept { file, offset: one.next });
                }
                TransferState::Done => cx.write(from, FilesMessage::Received { file }),
                TransferState::Cancelled | TransferState::Refused | TransferState::Failed(_) => {
                    cx.write(from, FilesMessage::Refuse { file });
                }
            }
            return;
        }
        let open = self.files.iter().filter(|one| one.peer == *from && !one.row.state.ended()).count();
        let shown = self.offers.entry(*from).or_insert_with(|| Bucket::new(OFFERS)).take(cx.now());
        if open >= MAX_OPEN || !shown {
            ledger.wrong();
            return cx.write(from, FilesMessage::Refuse { file });
        }
        let again = self.came.is_none_or(|came| cx.now().since(came) < AGAIN_MS);
        let row = Transfer {
            id: ledger.transfer(),
            peer: Some(*from),
            who: peer.person.name(),
            direction: Direction::Incoming,
            name: name::clean(&offer.name),
            kind: name::kind(&offer.kind),
            size: offer.size,
            done: 0,
            state: TransferState::Offered,
            news: !(again && room.membership.resumes.is_some()),
            ago_ms: believed(offer.ago_ms),
        };
        let (writes, ahead) = (VecDeque::new(), Vec::new());
        self.files.push(Theirs { peer: *from, file, row, accepted: false, next: 0, writes, ahead, away: false });
    }

    /// They take it back. Of what nobody here has wanted nothing is left.
    pub fn withdrawn(&mut self, from: &PeerId, file: FileId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        match self.find(from, file) {
            Some(one) if one.accepted => one.end(TransferState::Cancelled, ledger, cx),
            Some(one) if !one.row.state.ended() => {
                let id = one.row.id;
                self.forget(id, ledger);
            }
            Some(_) => {}
            None => ledger.wrong(),
        }
    }

    /// The person wants it.
    pub fn accept(&mut self, id: TransferId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let Some(one) = self.by_id(id).filter(|one| one.row.state == TransferState::Offered) else { return };
        one.accepted = true;
        ledger.state(&mut one.row, TransferState::Waiting);
        cx.write(&one.peer, FilesMessage::Accept { file: one.file, offset: 0 });
        one.finish(ledger, cx);
    }

    /// The person does not want it, or no more of it.
    pub fn cancel(&mut self, id: TransferId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let Some(one) = self.by_id(id).filter(|one| !one.row.state.ended()) else { return };
        cx.write(&one.peer, FilesMessage::Refuse { file: one.file });
        if one.accepted {
            one.end(TransferState::Cancelled, ledger, cx);
        } else {
            self.forget(id, ledger);
        }
    }

    /// The person keeps it.
    pub fn save(&mut self, id: TransferId, cx: &mut RoomContext<'_, '_>) {
        if let Some(one) = self.by_id(id).filter(|one| one.row.state == TransferState::Done) {
            cx.cx.effect(Effect::Files(FileCommand::Save { transfer: id, name: one.row.name.clone() }));
        }
    }

    /// The person wants no more of one that has ended.
    pub fn dismiss(&mut self, id: TransferId, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        let Some(one) = self.by_id(id).filter(|one| one.row.state.ended()) else { return };
        if one.row.state == TransferState::Done {
            cx.cx.effect(Effect::Files(FileCommand::Discard(id)));
        }
        self.forget(id, ledger);
    }

    fn forget(&mut self, id: TransferId, ledger: &mut Ledger) {
        self.files.retain(|one| one.row.id != id);
        ledger.gone();
    }

    /// A piece has come.
    pub fn piece(
        &mut self,
        from: &PeerId,
        stream: StreamId,
        piece: Option<Piece<'_>>,
        ledger: &mut Ledger,
        cx: &mut RoomContext<'_, '_>,
    ) {
        let found = piece.and_then(|piece| Some((self.find(from, piece.file)?, piece)));
        let Some((one, piece)) = found.filter(|(one, _)| one.accepted && !one.row.state.ended()) else {
            // Not accepted, or called off a moment ago.
            ledger.wrong();
            return cx.taken(from, stream);
        };
        let end = piece.offset.checked_add(piece.bytes.len() as u64);
        let lies = piece.bytes.is_empty() || end.is_none_or(|end| end > one.row.size);
        // Who is back is told twice where we stand, once since they are and once since they offer it again, and begins anew each time.
        if one.ahead.iter().any(|(offset, ..)| *offset == piece.offset) {
            return cx.taken(from, stream);
        }
        let jumps = piece.offset > one.next.saturating_add((AHEAD * MAX_PIECE) as u64);
        if lies || jumps || one.ahead.len() > AHEAD {
            ledger.wrong();
            cx.taken(from, stream);
            cx.write(from, FilesMessage::Refuse { file: one.file });
            return one.end(TransferState::Failed(FileTrouble::Broken), ledger, cx);
        }
        ledger.state(&mut one.row, TransferState::Running);
        if piece.offset > one.next {
            one.ahead.push((piece.offset, stream, piece.bytes.to_vec()));
            return;
        }
        one.append(piece.offset, stream, piece.bytes, cx);
        while let Some(at) = one.ahead.iter().position(|(offset, ..)| *offset <= one.next) {
            let (offset, stream, bytes) = one.ahead.remove(at);
            one.append(offset, stream, &bytes, cx);
        }
    }

    /// An op was carried out or failed; false if it is none of these.
    pub fn op(&mut self, op: OpId, kept: bool, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) -> bool {
        let waits = |one: &&mut Theirs| one.writes.iter().any(|write| write.op == op);
        let Some(one) = self.files.iter_mut().find(waits) else { return false };
        let Some(at) = one.writes.iter().position(|write| write.op == op) else { return false };
        let Some(Write { stream, length, .. }) = one.writes.remove(at) else { return false };
        cx.taken(&one.peer, stream);
        if kept {
            let done = one.row.done + length;
            ledger.done(&mut one.row, done);
            one.finish(ledger, cx);
        } else {
            cx.write(&one.peer, FilesMessage::Refuse { file: one.file });
            one.end(TransferState::Failed(FileTrouble::Unwritable), ledger, cx);
        }
        true
    }

    /// Who is gone sends nothing any more; who is back is told where we stand.
    pub fn tick(&mut self, room: &Room<'_>, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        if room.inside {
            self.came.get_or_insert(cx.now());
        }
        self.files.retain_mut(|one| {
            if one.row.state.ended() {
                return true;
            }
            let Some(peer) = room.peers.get(&one.peer).filter(|peer| !peer.person.gone()) else {
                if one.accepted {
                    one.end(TransferState::Failed(FileTrouble::Gone), ledger, cx);
                } else {
                    ledger.gone();
                }
                return one.accepted;
            };
            if !one.accepted {
                return true;
            }
            let live = peer.person.inside() && peer.streams.live();
            if peer.person.absent().is_some() {
                one.drop_ahead(cx);
                one.away = true;
            } else if live && std::mem::take(&mut one.away) {
                cx.write(&one.peer, FilesMessage::Accept { file: one.file, offset: one.next });
            }
            match (live, one.row.state) {
                (false, _) => ledger.state(&mut one.row, TransferState::Paused),
                (true, TransferState::Paused) => ledger.state(&mut one.row, TransferState::Waiting),
                (true, _) => {}
            }
            if one.writes.front().is_some_and(|write| cx.now().since(write.asked) >= WRITE_MS) {
                cx.write(&one.peer, FilesMessage::Refuse { file: one.file });
                one.end(TransferState::Failed(FileTrouble::Unwritable), ledger, cx);
            }
            true
        });
    }

    /// When `tick` is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        let writes = self.files.iter().filter_map(|one| one.writes.front());
        writes.fold(None, |soon, write| soonest(soon, Some(write.asked + WRITE_MS)))
    }

    /// Somebody is forgotten.
    pub fn forgotten(&mut self, id: &PeerId) {
        self.offers.remove(id);
    }

    /// Of transfers that brought nothing and have ended, the oldest goes; false if there is none.
    pub fn drop_one(&mut self) -> bool {
        let idle = |one: &Theirs| one.row.state.ended() && one.row.state != TransferState::Done;
        let at = self.files.iter().position(idle);
        at.map(|at| self.files.remove(at)).is_some()
    }

    /// The room is being left: what has arrived is let go.
    pub fn close(&mut self, cx: &mut RoomContext<'_, '_>) {
        for one in self.files.drain(..).filter(|one| one.accepted) {
            cx.cx.effect(Effect::Files(FileCommand::Discard(one.row.id)));
        }
    }
}

impl Theirs {
    /// Gives to the adaptor what is new in these bytes.
    fn append(&mut self, offset: u64, stream: StreamId, bytes: &[u8], cx: &mut RoomContext<'_, '_>) {
        let new = usize::try_from(self.next - offset).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        if new.is_empty() {
            // Sent again since its sender did not know that it had come.
            return cx.taken(&self.peer, stream);
        }
        let (op, length) = (cx.cx.op(), new.len() as u64);
        let (transfer, bytes) = (self.row.id, FileBytes(new.into()));
        cx.cx.effect(Effect::Files(FileCommand::Write { op, transfer, offset: self.next, bytes }));
        self.next += length;
        self.writes.push_back(Write { op, asked: cx.now(), stream, length });
    }

    /// Pieces that overtook others are not kept longer: they are sent again.
    fn drop_ahead(&mut self, cx: &mut RoomContext<'_, '_>) {
        self.ahead.drain(..).for_each(|(_, stream, _)| cx.taken(&self.peer, stream));
    }

    /// All of it may be here.
    fn finish(&mut self, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        if self.accepted && !self.row.state.ended() && self.row.done == self.row.size {
            cx.cx.effect(Effect::Files(FileCommand::Finish(self.row.id)));
            cx.write(&self.peer, FilesMessage::Received { file: self.file });
            ledger.state(&mut self.row, TransferState::Done);
        }
    }

    /// Nothing more comes of it, and nothing is kept of what came.
    fn end(&mut self, state: TransferState, ledger: &mut Ledger, cx: &mut RoomContext<'_, '_>) {
        if self.row.state.ended() {
            return;
        }
        self.drop_ahead(cx);
        self.writes.drain(..).for_each(|write| cx.taken(&self.peer, write.stream));
        cx.cx.effect(Effect::Files(FileCommand::Discard(self.row.id)));
        ledger.state(&mut self.row, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_claims_to_be_older_than_any_page_counts_as_new() {
        for (claimed, shown) in [(0, 0), (5_000, 5_000), (MAX_AGO_MS, MAX_AGO_MS), (MAX_AGO_MS + 1, 0), (u64::MAX, 0)] {
            assert_eq!(believed(claimed), shown, "{claimed}");
        }
    }
}
