//! The next membership: a seat in the room of another link, taken beside the one we have, so that a group can move there.
//!
//! Its keys are derived first. Where the link asks for a passphrase that takes a worker and some time, so it is an op, and
//! this is its owner: an answer to any other op, or after the seat was given up, is nobody's.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::SocketEvent;
use crate::api::intent::Passphrase;
use crate::api::values::Stretched;
use crate::base::ids::{OpId, SocketId};
use crate::base::time::Time;
use crate::crypto::kept_passphrase;
use crate::crypto::key_schedule::{self, KeySchedule};
use crate::invite::Link;
use crate::room::membership::Membership;

/// Argon2id takes so long at most, milliseconds, on the slowest phone.
const DERIVING_MS: u64 = 60_000;

/// Where the next membership stands.
#[derive(Default)]
pub enum NextMembership {
    /// There is none.
    #[default]
    None,
    /// Its keys are being derived.
    Deriving {
        /// The promise of the worker.
        op: OpId,
        /// Where to.
        link: Link,
        /// A worker that has not answered by then does not answer any more.
        until: Time,
    },
    /// It has keys and calls the server.
    Open(Box<Membership>),
}

impl NextMembership {
    /// Takes a seat in the room of a link, in place of any other that was opened like this. Nothing comes of it where the
    /// link asks for a passphrase and there is none, or where we are `here` already: two connections of one session to one door
    /// would displace each other for ever.
    pub fn open(
        &mut self,
        link: Link,
        passphrase: Option<Passphrase>,
        here: &Membership,
        page_origin: &str,
        cx: &mut Context,
    ) {
        match (KeySchedule::derive(&link, None), passphrase) {
            (Ok(keys), _) => {
                self.close(cx);
                self.enter(link, keys, here, page_origin, cx);
            }
            (Err(key_schedule::PassphraseNeeded), Some(passphrase)) => {
                self.close(cx);
                let op = cx.op();
                cx.effect(Effect::Stretch { op, passphrase, salt: key_schedule::salt(&link) });
                *self = NextMembership::Deriving { op, link, until: cx.now + DERIVING_MS };
            }
            (Err(key_schedule::PassphraseNeeded), None) => {}
        }
    }

    fn enter(&mut self, link: Link, keys: KeySchedule, here: &Membership, page_origin: &str, cx: &mut Context) {
        *self = NextMembership::None;
        if (keys.room(), keys.admission_key()) == (here.keys.room(), here.keys.admission_key()) {
            return;
        }
        let mut membership = Membership::new(link, keys, here.identity.clone(), page_origin, cx.rng);
        membership.dial(cx);
        *self = NextMembership::Open(Box::new(membership));
    }

    /// A passphrase was stretched.
    pub fn stretched(&mut self, op: OpId, pass: &Stretched, here: &Membership, page_origin: &str, cx: &mut Context) {
        let NextMembership::Deriving { op: awaited, link, .. } = self else { return };
        if *awaited != op {
            return;
        }
        let link = link.clone();
        if let Ok(keys) = KeySchedule::derive(&link, Some(pass)) {
            let sealed = kept_passphrase::seal(&link, pass, cx.rng);
            self.enter(link, keys, here, page_origin, cx);
            if let Some(membership) = self.membership() {
                membership.pass = Some(sealed);
            }
        }
    }

    /// An op failed; true if it was this one's.
    pub fn failed(&mut self, op: OpId) -> bool {
        let ours = matches!(self, NextMembership::Deriving { op: awaited, .. } if *awaited == op);
        if ours {
            *self = NextMembership::None;
        }
        ours
    }

    /// Gives the seat back and closes its connection, and nothing else.
    pub fn close(&mut self, cx: &mut Context) {
        if let NextMembership::Open(membership) = self {
            membership.signaling.leave(cx);
        }
        *self = NextMembership::None;
    }

    fn membership(&mut self) -> Option<&mut Membership> {
        match self {
            NextMembership::Open(membership) => Some(membership),
            NextMembership::None | NextMembership::Deriving { .. } => None,
        }
    }

    /// News of one of its sockets; gives them back if it is not one of its own.
    pub fn socket(&mut self, socket: SocketId, event: SocketEvent, cx: &mut Context) -> Option<SocketEvent> {
        match self.membership().filter(|membership| membership.signaling.owns(socket)) {
            Some(membership) => {
                // Nobody is met there before the group moves.
                membership.socket(socket, event, cx);
                None
            }
            None => Some(event),
        }
    }

    /// The network or the page woke up.
    pub fn nudge(&mut self, cx: &mut Context) {
        if let Some(membership) = self.membership() {
            membership.nudge(cx);
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, cx: &mut Context) {
        if matches!(self, NextMembership::Deriving { until, .. } if *until <= cx.now) {
            *self = NextMembership::None;
        }
        if let Some(membership) = self.membership() {
            membership.tick(cx);
        }
    }

    /// When that is.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        match self {
            NextMembership::Open(membership) => membership.signaling.deadline(now),
            NextMembership::Deriving { until, .. } => Some(*until),
            NextMembership::None => None,
        }
    }
}
