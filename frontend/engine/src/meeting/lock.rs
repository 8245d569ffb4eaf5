//! The lock of a meeting with a passphrase: looks whether it is remembered on this device, asks for it otherwise, has a worker
//! stretch it, and remembers it if the person wants that.
//!
//! Invariant: whether a passphrase is right nobody can say here. A wrong one opens as well, onto another door of the room, and
//! the server says that somebody is behind a different one.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::intent::Passphrase;
use crate::api::storage::{CopyName, KeptCopy, StoreCommand, Stored};
use crate::api::values::{SealedPassphrase, Stretched};
use crate::api::view::{LockTrouble, Locked};
use crate::base::ids::OpId;
use crate::base::time::Time;
use crate::crypto::{kept_passphrase, key_schedule};
use crate::meeting::contract::{Entry, Pass, RoomEvent, RoomLock};

/// What is remembered is here after so long at most, milliseconds: some browsers never answer.
const LOOKING_MS: u64 = 3_000;
/// Argon2id, and fetching the worker for it, takes so long at most, milliseconds, on the slowest phone.
const STRETCHING_MS: u64 = 60_000;

/// Where it stands.
enum Step {
    /// The person is asked.
    Asking,
    /// Whether it is remembered.
    Looking(OpId, Time),
    /// A worker has it; it is to be remembered, or not.
    Stretching(OpId, Time, bool),
    /// It is open, whatever is behind.
    Open,
}

/// One lock.
pub(crate) struct Lock {
    entry: Entry,
    name: CopyName,
    step: Step,
    trouble: Option<LockTrouble>,
    /// What is stored on this device: another one goes into its place.
    stored: Vec<KeptCopy>,
    /// What was remembered was forgotten by this op; a save asked for before it may still arrive.
    forgotten: Option<OpId>,
}

impl Lock {
    /// Before the meeting of this entry.
    pub fn new(entry: Entry, cx: &mut Context) -> Lock {
        let (name, pass) = (key_schedule::passphrase_name(&entry.link), entry.pass.clone());
        let mut lock = Lock { entry, name, step: Step::Asking, trouble: None, stored: Vec::new(), forgotten: None };
        match pass {
            Pass::Typed(passphrase, remember) => lock.unlock(&passphrase, remember, cx),
            Pass::Another => lock.forgotten = Some(lock.store(StoreCommand::Forget(Some(name)), cx)),
            Pass::Unknown | Pass::Sealed(_) => {
                let op = lock.store(StoreCommand::Load(name), cx);
                lock.step = Step::Looking(op, cx.now + LOOKING_MS);
            }
        }
        lock
    }

    fn store(&self, command: StoreCommand, cx: &mut Context) -> OpId {
        let op = cx.op();
        cx.effect(Effect::Store { op, command });
        op
    }

    fn looked(&mut self, copies: &[(KeptCopy, Vec<u8>)], cx: &mut Context) {
        self.stored = copies.iter().map(|(kept, _)| *kept).collect();
        let sealed = copies.iter().map(|(_, bytes)| SealedPassphrase(bytes.clone()));
        let opens = |sealed: &SealedPassphrase| kept_passphrase::open(&self.entry.link, sealed).is_some();
        match sealed.into_iter().find(opens) {
            Some(sealed) => self.open(sealed, true, cx),
            None => self.step = Step::Asking,
        }
    }

    fn stretched(&mut self, pass: &Stretched, remember: bool, cx: &mut Context) {
        let sealed = kept_passphrase::seal(&self.entry.link, pass, cx.rng);
        self.open(sealed, remember, cx);
    }

    /// Who remembers it does so from today on for as long as anything is kept.
    fn open(&mut self, sealed: SealedPassphrase, remember: bool, cx: &mut Context) {
        if remember {
            let (id, replaces) = (u64::from_le_bytes(cx.rng.bytes()), std::mem::take(&mut self.stored));
            self.store(StoreCommand::Save { name: self.name, id, bytes: sealed.0.clone(), replaces }, cx);
        }
        self.entry.pass = Pass::Sealed(sealed);
        self.step = Step::Open;
    }

    /// Nothing came of what was under way.
    fn give_up(&mut self) {
        self.trouble = matches!(self.step, Step::Stretching(..)).then_some(LockTrouble::Failed);
        self.step = Step::Asking;
    }
}

impl RoomLock for Lock {
    fn entry(&self) -> &Entry {
        &self.entry
    }

    fn unlock(&mut self, passphrase: &Passphrase, remember: bool, cx: &mut Context) {
        if !matches!(self.step, Step::Asking) {
            return;
        }
        self.trouble = passphrase.is_empty().then_some(LockTrouble::Empty);
        if self.trouble.is_none() {
            let (op, salt) = (cx.op(), key_schedule::salt(&self.entry.link));
            cx.effect(Effect::Stretch { op, passphrase: passphrase.clone(), salt });
            self.step = Step::Stretching(op, cx.now + STRETCHING_MS, remember);
        }
    }

    fn handle(&mut self, event: &RoomEvent, cx: &mut Context) {
        match (event, &self.step) {
            (RoomEvent::Stretched(op, pass), Step::Stretching(own, _, remember)) if op == own => {
                self.stretched(pass, *remember, cx);
            }
            (RoomEvent::Stored(op, Stored::Copies(copies)), Step::Looking(own, _)) if op == own => {
                self.looked(copies, cx);
            }
            (RoomEvent::Stored(op, Stored::Saved(kept)), _)
                if kept.name == self.name && self.forgotten.is_some_and(|since| *op < since) =>
            {
                self.store(StoreCommand::Forget(Some(self.name)), cx);
            }
            (RoomEvent::Stored(op, _) | RoomEvent::Failed(op), _) if self.awaits(*op) => self.give_up(),
            // Of the meeting, or of an op that nobody waits for any more.
            (_, Step::Asking | Step::Looking(..) | Step::Stretching(..) | Step::Open) => {}
        }
    }

    fn awaits(&self, op: OpId) -> bool {
        matches!(self.step, Step::Looking(own, _) | Step::Stretching(own, ..) if own == op)
    }

    fn tick(&mut self, cx: &mut Context) -> Option<Entry> {
        if self.deadline().is_some_and(|until| until <= cx.now) {
            self.give_up();
        }
        matches!(self.step, Step::Open).then(|| self.entry.clone())
    }

    fn deadline(&self) -> Option<Time> {
        match self.step {
            Step::Looking(_, until) | Step::Stretching(_, until, _) => Some(until),
            Step::Asking | Step::Open => None,
        }
    }

    fn view(&self) -> Locked {
        let looking = matches!(self.step, Step::Looking(..) | Step::Open);
        Locked { looking, checking: matches!(self.step, Step::Stretching(..)), trouble: self.trouble }
    }
}
