//! The connections of one link: the one that is shown, and at most one beside it (make before break).

use crate::api::context::Context;
use crate::api::effect::Command;
use crate::base::ids::Epoch;
use crate::base::time::Time;
use crate::rtc::connection::Connection;

/// The old connection stays for so long after a fresh one has taken its place, milliseconds: the other side may go back to it.
const DRAINING_MS: u64 = 2_000;

/// An old connection that comes back within so long after a fresh one has taken its place would have done as well, milliseconds.
const NEEDLESS_MS: u64 = 500;

/// The connections of one link.
///
/// Invariant: never more than two, whatever the other side sends.
#[derive(Default)]
pub struct ConnectionSet {
    shown: Option<Connection>,
    beside: Option<Beside>,
    /// Invariant: the sound of one connection is heard, and of no other.
    heard: Option<Epoch>,
}

/// The one beside the one that is shown.
enum Beside {
    /// A fresh one that has to prove itself. `complaint`: we began it, or let it begin, since we heard nothing on the old one.
    Pending { fresh: Connection, complaint: bool },
    /// The one that was shown before. `missed`: we missed its heartbeats, and none has come since the swap.
    Draining { old: Connection, until: Time, missed: bool },
}

/// What came of the end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was the only one.
    Last,
    /// The one beside it is shown now.
    Replaced,
    /// It had not proved itself; the old one is still shown.
    PendingFailed,
    /// It was on its way out, or is unknown.
    Nothing,
}

impl ConnectionSet {
    /// The one that is shown.
    pub fn shown(&self) -> Option<&Connection> {
        self.shown.as_ref()
    }

    /// The same, to be changed.
    pub fn shown_mut(&mut self) -> Option<&mut Connection> {
        self.shown.as_mut()
    }

    /// A fresh one that is pending, and whether it is so because the old one was silent to us.
    pub fn pending(&self) -> Option<(&Connection, bool)> {
        match &self.beside {
            Some(Beside::Pending { fresh, complaint }) => Some((fresh, *complaint)),
            Some(Beside::Draining { .. }) | None => None,
        }
    }

    /// When the one that was shown before may go.
    pub fn draining(&self) -> Option<(Epoch, Time)> {
        match &self.beside {
            Some(Beside::Draining { old, until, .. }) => Some((old.id.epoch, *until)),
            Some(Beside::Pending { .. }) | None => None,
        }
    }

    /// A heartbeat came over this one; true if it was just replaced since we missed its heartbeats: then that was needless.
    pub fn revives(&mut self, epoch: Epoch, now: Time) -> bool {
        match &mut self.beside {
            Some(Beside::Draining { old, missed, until }) if old.id.epoch == epoch => {
                std::mem::take(missed) && until.since(now) >= DRAINING_MS - NEEDLESS_MS
            }
            Some(Beside::Draining { .. } | Beside::Pending { .. }) | None => false,
        }
    }

    /// Both.
    pub fn each(&self) -> impl Iterator<Item = &Connection> {
        self.shown.iter().chain(self.beside.as_ref().map(|beside| match beside {
            Beside::Pending { fresh, .. } => fresh,
            Beside::Draining { old, .. } => old,
        }))
    }

    /// Both, to be changed.
    pub fn each_mut(&mut self) -> impl Iterator<Item = &mut Connection> {
        self.shown.iter_mut().chain(self.beside.as_mut().map(|beside| match beside {
            Beside::Pending { fresh, .. } => fresh,
            Beside::Draining { old, .. } => old,
        }))
    }

    /// That of an epoch.
    pub fn of(&mut self, epoch: Epoch) -> Option<&mut Connection> {
        self.each_mut().find(|connection| connection.id.epoch == epoch)
    }

    /// A fresh one will be made: it is pending beside one that ever worked; anything else makes room for it.
    pub fn make_room(&mut self, cx: &mut Context) {
        let stays = self.shown.as_ref().is_some_and(Connection::confirmed);
        self.close_beside(cx);
        if !stays && let Some(shown) = self.shown.take() {
            shown.close(cx);
        }
    }

    /// Takes in a fresh one, after [`ConnectionSet::make_room`]. `complaint`: nothing comes over the old one.
    pub fn add(&mut self, fresh: Connection, complaint: bool) {
        match self.shown {
            Some(_) => self.beside = Some(Beside::Pending { fresh, complaint }),
            None => self.shown = Some(fresh),
        }
    }

    /// We fail over since the old one is silent, though not yet for as long as it would take by itself.
    pub fn complain(&mut self) {
        if let Some(Beside::Pending { complaint, .. }) = &mut self.beside {
            *complaint = true;
        }
    }

    /// The fresh one has won: it is shown, and the old one goes in a moment. `came_back`: the old one was heard meanwhile.
    pub fn swap(&mut self, came_back: bool, now: Time) {
        match self.beside.take() {
            Some(Beside::Pending { fresh, complaint }) => {
                let old = self.shown.replace(fresh);
                self.beside =
                    old.map(|old| Beside::Draining { old, until: now + DRAINING_MS, missed: complaint && !came_back });
            }
            other => self.beside = other,
        }
    }

    /// Closes that of an epoch, which is of no use any more.
    pub fn end(&mut self, epoch: Epoch, cx: &mut Context) -> End {
        if self.shown.as_ref().is_some_and(|shown| shown.id.epoch == epoch) {
            if let Some(shown) = self.shown.take() {
                shown.close(cx);
            }
            self.shown = match self.beside.take() {
                Some(Beside::Pending { fresh: other, .. } | Beside::Draining { old: other, .. }) => Some(other),
                None => None,
            };
            return if self.shown.is_some() { End::Replaced } else { End::Last };
        }
        let beside = self.each().any(|connection| connection.id.epoch == epoch);
        let pending = self.pending().is_some();
        if beside {
            self.close_beside(cx);
        }
        if beside && pending { End::PendingFailed } else { End::Nothing }
    }

    /// Closes both.
    pub fn close(&mut self, cx: &mut Context) {
        self.close_beside(cx);
        if let Some(shown) = self.shown.take() {
            shown.close(cx);
        }
        self.heard = None;
    }

    fn close_beside(&mut self, cx: &mut Context) {
        match self.beside.take() {
            Some(Beside::Pending { fresh: other, .. } | Beside::Draining { old: other, .. }) => other.close(cx),
            None => {}
        }
    }

    /// Whose sound is heard.
    pub fn heard(&self) -> Option<Epoch> {
        self.heard
    }

    /// Lets the one be heard that is shown, or a fresh one as soon as it works while the old one is `silent`.
    pub fn listen(&mut self, silent: bool, cx: &mut Context) {
        let ahead = self.pending().map(|(fresh, _)| fresh).filter(|fresh| silent && fresh.trusted(cx.now));
        let best = ahead.or(self.shown()).filter(|connection| connection.confirmed()).map(|connection| connection.id);
        if best.map(|id| id.epoch) == self.heard {
            return;
        }
        let before = self.heard.take();
        let before = self.each().find(|connection| Some(connection.id.epoch) == before).map(|old| old.id);
        if let Some(before) = before {
            cx.connection(before, Command::Hear(false));
        }
        if let Some(best) = best {
            cx.connection(best, Command::Hear(true));
            self.heard = Some(best.epoch);
        }
    }
}
