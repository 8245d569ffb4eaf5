//! Meetings with a passphrase: made, unlocked, and left for another try.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::intent::Passphrase;
use crate::base::ids::OpId;
use crate::invite::Link;
use crate::meeting::contract::{Entry, EntryMode, Pass};
use crate::messaging::message::GoodbyeReason;

impl Engine {
    /// Act of a person: a new meeting, into which nobody comes without this passphrase.
    pub(super) fn start_protected(&mut self, passphrase: Passphrase, remember: bool, cx: &mut Context) {
        if !passphrase.is_empty() {
            self.start_new(Pass::Typed(passphrase, remember), cx);
        }
    }

    /// Act of a person: this is the passphrase.
    pub(super) fn unlock(&mut self, passphrase: &Passphrase, remember: bool, cx: &mut Context) {
        if let Stage::Locked(lock) = &mut self.stage {
            lock.unlock(passphrase, remember, cx);
        }
    }

    /// Act of a person: out of this meeting, and back to where another passphrase can be typed.
    pub(super) fn change_passphrase(&mut self, cx: &mut Context) {
        if let Some(link) = self.at().filter(Link::passphrase) {
            self.end(GoodbyeReason::Left, cx);
            self.meet(Entry { link, before: None, coming: EntryMode::ToLobby, pass: Pass::Another }, cx);
        }
    }

    /// In every event: whoever is through goes on.
    pub(super) fn pass_lock(&mut self, cx: &mut Context) {
        if let Stage::Locked(lock) = &mut self.stage
            && let Some(entry) = lock.tick(cx)
        {
            self.meet(entry, cx);
        }
    }

    /// Whether an op is that of a lock.
    pub(super) fn is_for_lock(&self, op: OpId) -> bool {
        matches!(&self.stage, Stage::Locked(lock) if lock.awaits(op))
    }
}
