//! The room document, as far as the engine knows of it: its worker is started and told what happens, its messages travel over
//! streams of the bulk channel, and what it wants signed is signed here, since keys stay in the engine.

mod arrival;
mod farewell;
mod former_sessions;
mod keeper;
pub mod shelf;
mod stored;
mod unread;
mod worker_queue;

use crate::api::document::{DocumentCommand, DocumentEvent, DocumentNews};
use crate::api::effect::{Chime, Effect};
use crate::api::intent::{DocumentIntent, Intent, KeepingIntent};
use crate::api::storage::Stored;
use crate::api::view::{Name, NoticeKind};
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::messaging::fragment::{StreamId, Topic};
use crate::messaging::streams::Received;
use crate::room::feature::{Feature, Remains, Room, RoomContext, RoomView, StreamOccurrence};
use arrival::Arrival;
use farewell::Farewell;
use keeper::Keeper;
use litemap::LiteMap;
use plenum_document::api::act::Act;
use plenum_document::api::effect::{Effect as Asked, Refusal};
use plenum_document::api::event::{Event, Setup};
use plenum_document::api::view::Called;
use plenum_document::api::worker::Reply;
use plenum_document::base::ids::Key;
use plenum_shared::ids::{PeerId, PublicKey};
use unread::Unread;
use worker_queue::WorkerQueue;

/// After somebody came in, milliseconds: the first picture does not wait for the document.
const OPEN_MS: u64 = 2_000;
/// A worker that died is started anew after so long, milliseconds; doubles with each death, up to a minute.
const RESTART_MS: u64 = 1_000;
const LONGEST_RESTART_MS: u64 = 60_000;

/// Acts that wait for a worker at most: more than anybody does in a minute.
const WAITING: usize = 64;

/// The worker.
#[derive(Default)]
enum Worker {
    /// We are not in the room.
    #[default]
    Away,
    /// It is started then.
    Due(Time),
    /// It was started.
    Running {
        /// It has answered, and the views know of it: what shows them anything is fetched together with the worker.
        shown: bool,
    },
}

/// Carries messages between the worker and the others.
#[derive(Default)]
pub struct DocumentRelay {
    worker: Worker,
    deaths: u32,
    /// Since when we are in the room.
    came: Option<Arrival>,
    /// Of whom it knows.
    met: LiteMap<PeerId, Key>,
    /// Who said something before it knew of them: it was lost, and so was perhaps what they have.
    unheard: LiteMap<PeerId, ()>,
    /// What the person did while there was none.
    waiting: Vec<Act>,
    /// Messages that it has not worked in.
    untaken: WorkerQueue,
    /// Who is here, as it was last told.
    present: Vec<(Key, Called)>,
    unread: Unread,
    /// The newest copy, for a worker that takes the place of one that died.
    copy: Option<Vec<u8>>,
    /// What keeps copies over the meeting.
    keeper: Option<Keeper>,
}

impl Feature for DocumentRelay {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        if let Intent::Keeping(intent) = intent {
            return self.keeping(*intent, cx);
        }
        let Intent::Document(DocumentIntent(act)) = intent else { return };
        if !room.inside {
            return;
        }
        match self.worker {
            Worker::Running { .. } => tell(Event::Act(act.clone()), cx),
            // To another worker no pad is open, and whoever opens it there begins anew.
            Worker::Due(_) if self.deaths > 0 && act.is_of_an_editor() => {}
            // An act that kills the worker must not start it again and again.
            Worker::Due(_) if self.deaths > 0 && self.waiting.len() >= WAITING => {
                cx.cx.effect(Effect::ShowDocument(DocumentNews::Refused(Refusal::Busy)));
            }
            Worker::Due(_) if self.deaths > 0 => self.waiting.push(act.clone()),
            // Whoever is quick does not wait for what waits for the first picture.
            Worker::Away | Worker::Due(_) => {
                self.open(room, cx);
                tell(Event::Act(act.clone()), cx);
            }
        }
    }

    fn document(&mut self, event: &DocumentEvent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        match event {
            DocumentEvent::Replied(reply) => self.replied(reply, room, cx),
            DocumentEvent::Died => self.died(cx),
        }
    }

    fn stream(&mut self, id: &PeerId, what: StreamOccurrence<'_>, cx: &mut RoomContext<'_, '_>) {
        match what {
            StreamOccurrence::Received(Received { stream, topic: Topic::DOCUMENT, body }) => {
                self.receive(id, *stream, body, cx);
            }
            StreamOccurrence::Ended(Topic::DOCUMENT, _) => self.tell_of(id, Event::Ready, cx),
            StreamOccurrence::Refused(Topic::DOCUMENT) => self.tell_of(id, Event::Resynchronise, cx),
            StreamOccurrence::Received(_) | StreamOccurrence::Refused(_) | StreamOccurrence::Ended(..) => {}
        }
    }

    fn forgotten(&mut self, id: &PeerId, cx: &mut RoomContext<'_, '_>) {
        self.forget(id, cx);
    }

    fn closing(&mut self, cx: &mut RoomContext<'_, '_>) {
        self.close(cx);
    }

    fn stored(&mut self, op: OpId, what: &Stored, cx: &mut RoomContext<'_, '_>) {
        // What others have saved it may have to forget.
        let concerns = |keeper: &&mut Keeper| keeper.awaits(op) || matches!(what, Stored::Saved(_));
        let Some(keeper) = self.keeper.as_mut().filter(concerns) else { return };
        if keeper.stored(op, what.clone(), cx.cx) {
            cx.notifications.linger(NoticeKind::NotKept, cx.cx.now);
        }
        self.give_copies(cx);
        cx.show();
    }

    fn op(&mut self, op: OpId, kept: bool, cx: &mut RoomContext<'_, '_>) -> bool {
        let ours = !kept && self.keeper.as_ref().is_some_and(|keeper| keeper.awaits(op));
        if ours {
            self.stored(op, &Stored::Unavailable, cx);
        }
        ours
    }

    fn remains(&mut self) -> Option<Box<dyn Remains>> {
        self.keeper.take().map(|keeper| Box::new(Farewell(keeper)) as Box<dyn Remains>)
    }

    fn report(&self, report: &mut String) {
        if let Some(keeper) = &self.keeper {
            *report += &format!("{}\n", keeper.report());
        }
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        if let Some(keeper) = &self.keeper {
            view.beside.keeping = keeper.view();
        }
    }

    /// Starts the worker when it is time, and tells it who can be reached, who is gone and who is here.
    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let keeper = self.keeper.get_or_insert_with(|| Keeper::new(room.membership));
        keeper.tick(cx.cx);
        // What was kept is here long before the worker is, as a rule; what comes later is merged then.
        if room.inside {
            self.came.get_or_insert_with(|| Arrival::new(room, cx.now()));
            keeper.load(cx.cx);
        }
        match self.worker {
            Worker::Away if room.inside => self.worker = Worker::Due(cx.now() + OPEN_MS),
            Worker::Due(at) if at <= cx.now() => self.open(room, cx),
            Worker::Away | Worker::Due(_) | Worker::Running { .. } => {}
        }
        if self.keeper.as_mut().is_some_and(Keeper::changed) {
            cx.show();
        }
        if !matches!(self.worker, Worker::Running { .. }) {
            return;
        }
        for (id, peer) in room.peers {
            let known = self.met.contains_key(id);
            if !known && peer.person.inside() && peer.streams.ready() {
                let key = Key(peer.member.key.0);
                self.met.insert(*id, key);
                // Who comes is greeted, and who greeted us already is asked to do so again.
                let lost = self.unheard.remove(id).is_some();
                tell(if lost { Event::Resynchronise(key) } else { Event::Came(key) }, cx);
            } else if known && peer.person.absent().is_some() {
                self.forget(id, cx);
            }
        }
        self.tell_present(room, cx);
        if let Some(keeper) = &mut self.keeper {
            keeper.sessions.tick(room, cx.now()).into_iter().for_each(|event| tell(event, cx));
        }
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        let kept = self.keeper.as_ref().and_then(Keeper::deadline);
        match self.worker {
            Worker::Due(at) => soonest(Some(at), kept),
            Worker::Running { .. } => soonest(kept, self.keeper.as_ref().and_then(|keeper| keeper.sessions.deadline())),
            Worker::Away => kept,
        }
    }
}

impl DocumentRelay {
    fn open(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.worker = Worker::Running { shown: false };
        let us = Key(room.membership.identity.public_key().0);
        let resumes = room.membership.resumes.as_ref();
        let came = *self.came.get_or_insert_with(|| Arrival::new(room, cx.now()));
        let setup = Setup {
            us,
            room: room.membership.keys.room().0,
            seed: cx.cx.rng.bytes(),
            cached: self.copy.clone(),
            resumes: resumes.map(|old| (Key(old.key.0), old.signature.0.to_vec())),
            inside_ms: cx.now().since(came.at),
            empty: came.empty,
        };
        cx.cx.effect(Effect::Document(DocumentCommand::Open(Box::new(setup))));
        self.present.clear();
        self.give_copies(cx);
        std::mem::take(&mut self.waiting).into_iter().for_each(|act| tell(Event::Act(act), cx));
    }

    /// Gives the worker, if there is one, what was kept earlier.
    fn give_copies(&mut self, cx: &mut RoomContext<'_, '_>) {
        if let (Worker::Running { .. }, Some(keeper)) = (&self.worker, &mut self.keeper) {
            keeper.give().into_iter().for_each(|bytes| tell(Event::Merge { bytes }, cx));
        }
    }

    fn keeping(&mut self, intent: KeepingIntent, cx: &mut RoomContext<'_, '_>) {
        let Some(keeper) = &mut self.keeper else { return };
        keeper.intent(intent, self.copy.as_deref(), cx.cx);
    }

    /// Another worker is told everything anew; those who wait for this one do not wait longer.
    fn died(&mut self, cx: &mut RoomContext<'_, '_>) {
        if !matches!(self.worker, Worker::Running { .. }) {
            return;
        }
        self.untaken.empty(cx);
        // What they said was said to the one that died.
        for (id, _) in std::mem::take(&mut self.met) {
            self.unheard.insert(id, ());
        }
        self.keeper.iter_mut().for_each(Keeper::worker_died);
        let wait = (RESTART_MS << self.deaths.min(10)).min(LONGEST_RESTART_MS);
        self.deaths += 1;
        self.worker = Worker::Due(cx.now() + wait);
    }

    fn close(&mut self, cx: &mut RoomContext<'_, '_>) {
        if matches!(self.worker, Worker::Running { .. }) {
            cx.cx.effect(Effect::Document(DocumentCommand::Close));
            cx.cx.effect(Effect::ShowDocument(DocumentNews::Gone));
        }
        let mut keeper = self.keeper.take();
        // There may be no later.
        keeper.iter_mut().for_each(|keeper| keeper.save(cx.cx));
        *self = DocumentRelay { keeper, ..DocumentRelay::default() };
    }

    fn replied(&mut self, reply: &Reply, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Worker::Running { shown } = &mut self.worker else { return };
        if !std::mem::replace(shown, true) {
            let us = Key(room.membership.identity.public_key().0);
            cx.cx.effect(Effect::ShowDocument(DocumentNews::Begun { us }));
        }
        if reply.taken {
            self.untaken.take(cx);
        }
        for asked in &reply.effects {
            self.asked(asked, room, cx);
        }
        if let Some(chat) = &reply.view.chat
            && self.unread.rings(chat.value.unread, cx.now())
        {
            cx.cx.effect(Effect::Chime(Chime::Message));
        }
        if reply.view.count() > 0 {
            cx.cx.effect(Effect::ShowDocument(DocumentNews::View(Box::new(reply.view.clone()))));
        }
    }

    fn asked(&mut self, asked: &Asked, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        match asked {
            Asked::Send { to, bytes } => {
                cx.stream(&PeerId::of(&PublicKey(to.0)), Topic::DOCUMENT, bytes.as_slice().into());
            }
            Asked::Sign { op, bytes } => {
                // Nothing but records of this room is signed for it.
                if let Some(signature) = room.membership.sign_record(bytes) {
                    tell(Event::Signed { op: *op, signature: signature.0.to_vec() }, cx);
                }
            }
            Asked::Keep { bytes } => {
                self.copy = Some(bytes.clone());
                self.keeper.iter_mut().for_each(|keeper| keeper.keep(bytes));
            }
            Asked::Merged { read } => self.keeper.iter_mut().for_each(|keeper| keeper.merged(*read)),
            Asked::Refused(why) => cx.cx.effect(Effect::ShowDocument(DocumentNews::Refused(*why))),
            Asked::Pad(pad) => cx.cx.effect(Effect::ShowDocument(DocumentNews::Pad(pad.clone()))),
        }
    }

    fn receive(&mut self, id: &PeerId, stream: StreamId, body: &[u8], cx: &mut RoomContext<'_, '_>) {
        match self.met.get(id) {
            Some(key) => {
                self.untaken.wait(*id, stream);
                tell(Event::Bytes { from: *key, bytes: body.to_vec() }, cx);
            }
            // They met us before we met them, and are asked to say it again.
            None => {
                self.unheard.insert(*id, ());
                cx.taken(id, stream);
            }
        }
    }

    fn tell_of(&self, id: &PeerId, event: fn(Key) -> Event, cx: &mut RoomContext<'_, '_>) {
        if let Some(key) = self.met.get(id) {
            tell(event(*key), cx);
        }
    }

    fn forget(&mut self, id: &PeerId, cx: &mut RoomContext<'_, '_>) {
        self.unheard.remove(id);
        if let Some(key) = self.met.remove(id) {
            tell(Event::Went(key), cx);
        }
    }

    /// Tells who is here if that has changed. Nothing is built to find out: this is asked at every heartbeat.
    fn tell_present(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let us = (room.membership.identity.public_key().0, room.me.name.as_str());
        let mut told = self.present.iter();
        let mut is = |key: &[u8; 32], name: &str, number: u32| {
            told.next().is_some_and(|(other, said)| other.0 == *key && said.name == name && said.number == number)
        };
        let number = |name: &Name| name.number.unwrap_or(1);
        let mut others = room.others().map(|(_, peer)| (&peer.member.key.0, peer.person.name()));
        let same = is(&us.0, us.1, 0) && others.all(|(key, name)| is(key, &name, number(&name)));
        if same && told.next().is_none() {
            return;
        }
        let others = room.others().map(|(_, peer)| (Key(peer.member.key.0), peer.person.name()));
        let others = others.map(|(key, name)| (key, Called { name: name.to_string(), number: number(&name) }));
        self.present = [(Key(us.0), us.1.into())].into_iter().chain(others).collect();
        tell(Event::Present(self.present.clone()), cx);
    }
}

fn tell(event: Event, cx: &mut RoomContext<'_, '_>) {
    cx.cx.effect(Effect::Document(DocumentCommand::Tell(event)));
}
