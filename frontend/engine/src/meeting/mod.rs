//! One meeting: our membership, the signaling client, the others, and the features of the room.

mod announcements;
pub mod contract;
mod debug_log;
mod features;
mod heartbeats;
mod incoming;
mod lock;
mod own_status;
mod prepared_connections;
mod reconcile;
mod recovery_scheduler;
mod roster;
mod routing;
mod sending;
pub mod waiting;

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::PreviousSession;
use crate::api::intent::KeepingIntent;
use crate::api::values::DoorTrouble;
use crate::api::view::{NoticeKind, SignalingState};
use crate::base::time::{Time, soonest};
use crate::base::untrusted_text::clean_name;
use crate::crypto::identity::Identity;
use crate::crypto::kept_passphrase;
use crate::crypto::key_schedule::KeySchedule;
use crate::invite::{self, Link};
use crate::media::interruption::{Interrupt, Interruption, Scene};
use crate::meeting::contract::{Beginning, Departure, Entry, EntryMode, Pass, RoomConfig, RoomEvent, RoomHandle};
use crate::messaging::message::{GoodbyeReason, RoomMessage};
use crate::messaging::outbox::Route;
use crate::notifications::Notifications;
use crate::room::facts::AllFacts;
use crate::room::feature::{RoomOccurrence, RoomView};
use crate::room::local_state::LocalState;
use crate::room::membership::Membership;
use crate::room::next_membership::NextMembership;
use crate::room::peer::Peer;
use crate::rtc::peer_link::Common;
use crate::signaling::client::IceServers;
use announcements::Announcements;
use features::Features;
use litemap::LiteMap;
use lock::Lock;
use own_status::OwnStatus;
use plenum_shared::bytes;
use plenum_shared::ids::PeerId;
use plenum_shared::message::IceServer;
use prepared_connections::PreparedConnections;
use recovery_scheduler::RecoveryScheduler;
use sending::Sending;
use std::sync::Arc;

/// One meeting.
pub struct Meeting {
    membership: Membership,
    next: NextMembership,
    ice_servers: IceServers,
    page_origin: String,
    own: OwnStatus,
    peers: LiteMap<PeerId, Peer>,
    facts: AllFacts,
    features: Features,
    next_tile: u32,
    /// Between two heartbeats, milliseconds, while there is anybody to send them to.
    heartbeat_ms: Option<u32>,
    recovery: RecoveryScheduler,
    prepared: PreparedConnections,
    interruption: Interruption,
    sending: Sending,
    announcements: Announcements,
}

/// Begins a meeting: its lobby, or straight inside; or what asks for its passphrase, if that is not known.
pub(crate) fn begin(config: RoomConfig<'_>, cx: &mut Context<'_>) -> Beginning {
    let Entry { link, before, coming, pass } = config.entry;
    let sealed = match pass {
        Pass::Sealed(sealed) => Some(sealed),
        Pass::Unknown => before.as_ref().and_then(|before| before.pass.as_ref()),
        Pass::Another | Pass::Typed(..) => None,
    };
    let pass = sealed.and_then(|sealed| kept_passphrase::open(link, sealed));
    let Ok(keys) = KeySchedule::derive(link, pass.as_ref()) else {
        return Beginning::Lock(Box::new(Lock::new(config.entry.clone(), cx)));
    };
    // Who reloads with another link starts afresh.
    let before = before.as_ref().filter(|before| before.room == bytes::encode(&keys.room().0));
    let inside = match coming {
        EntryMode::ToLobby => false,
        EntryMode::Inside => true,
        EntryMode::Reloaded => before.is_some(),
    };
    let mut meeting = Meeting::new(link.clone(), keys, before, &config, cx);
    meeting.membership.pass = pass.and(sealed.cloned());
    if inside {
        meeting.enter(cx);
    }
    Beginning::Meeting(Box::new(meeting))
}

impl Meeting {
    fn new(
        link: Link,
        keys: KeySchedule,
        before: Option<&PreviousSession>,
        config: &RoomConfig<'_>,
        cx: &mut Context,
    ) -> Meeting {
        let identity = Arc::new(Identity::new(cx.rng));
        let mut membership = Membership::new(link, keys, identity, config.origin, cx.rng);
        membership.keeps = before.is_none_or(|before| before.keeps);
        let resumes = before.map(|before| membership.resume(before));
        membership.resumes = resumes.clone();
        let mut meeting = Meeting {
            membership,
            next: NextMembership::None,
            ice_servers: IceServers::default(),
            page_origin: config.origin.to_owned(),
            own: OwnStatus::new(config.name.to_owned(), resumes),
            peers: LiteMap::new(),
            facts: AllFacts::default(),
            features: Features::new(cx.now),
            next_tile: 1,
            heartbeat_ms: None,
            recovery: RecoveryScheduler::new(cx.now),
            prepared: PreparedConnections::default(),
            interruption: Interruption::default(),
            sending: Sending::new(),
            announcements: Announcements::default(),
        };
        meeting.membership.dial(cx);
        meeting
    }

    fn with(&mut self, peer: &PeerId, me: &LocalState) -> Option<(&mut Peer, Common)> {
        let common = self.common(me);
        self.peers.get_mut(peer).map(|peer| (peer, common))
    }

    fn common(&self, me: &LocalState) -> Common {
        let people = 1 + self.peers.values().filter(|peer| peer.person.inside()).count();
        Common {
            ice_servers: self.ice_servers.all(),
            sending: me.on_air,
            people,
            crowded: self.crowded(),
            full: self.full(),
        }
    }

    /// Whether what is written here may stay, for this tab and its reload.
    fn keeps(&mut self, intent: KeepingIntent, cx: &mut Context) {
        self.membership.keeps = match intent {
            KeepingIntent::Forget | KeepingIntent::ForgetAll => false,
            KeepingIntent::Keep => true,
            KeepingIntent::Look | KeepingIntent::ForgetOther(_) => return,
        };
        if self.own.inside() {
            cx.effect(Effect::Bequeath(Some(self.membership.previous(true))));
        }
    }

    fn enter(&mut self, cx: &mut Context) {
        if self.own.enter(cx.now) {
            cx.effect(Effect::WakeLock(true));
            cx.effect(Effect::Bequeath(Some(self.membership.previous(true))));
        }
    }
}

impl RoomHandle for Meeting {
    fn link(&self) -> &Link {
        &self.membership.link
    }

    fn room(&self) -> &Arc<str> {
        &self.membership.room
    }

    fn called(&self, name: &str) -> String {
        clean_name(name)
    }

    fn inside(&self) -> bool {
        self.own.inside()
    }

    fn handle(&mut self, event: RoomEvent, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        self.route(event, me, notifications, cx);
    }

    fn leave(mut self: Box<Self>, reason: GoodbyeReason, me: &LocalState, cx: &mut Context) -> Departure {
        for (_, peer) in self.peers.iter_mut().filter(|(_, peer)| !peer.person.gone()) {
            peer.outbox.write(0, RoomMessage::Goodbye { reason }, Route::Every, cx.now);
        }
        self.flush(cx);
        for (_, peer) in &mut self.peers {
            peer.link.end(cx);
        }
        // What is said of a room that is being left is said to nobody.
        self.occur(&RoomOccurrence::Closing, me, &mut Notifications::default(), cx);
        self.keep_ready(0, 0, cx);
        self.next.close(cx);
        self.membership.signaling.leave(cx);
        let inside = self.own.inside();
        if inside {
            cx.effect(Effect::WakeLock(false));
            cx.effect(Effect::Bequeath(None));
        }
        if self.heartbeat_ms.is_some() {
            cx.effect(Effect::HeartbeatTimer(None));
        }
        Departure { before: self.membership.previous(inside), remains: self.features.remains() }
    }

    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, cx: &mut Context) -> bool {
        if what == Interrupt::Shown(true) {
            self.membership.nudge(cx);
            self.next.nudge(cx);
        }
        self.interruption.hear(what, at, cx)
    }

    fn mind_interruptions(&mut self, at: &mut Scene, cx: &mut Context) {
        self.interruption.tick(at, cx);
    }

    fn finish(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) -> bool {
        self.wake(cx.now);
        self.membership.tick(cx);
        self.next.tick(cx);
        self.say_status(me, cx);
        for id in self.in_order_of_sight() {
            self.settle(&id, me, notifications, cx);
        }
        self.recover(me, cx);
        let seen = self.tick_features(me, notifications, cx);
        let waited = self.announcements.waited_long(cx.now);
        self.tell(notifications, cx);
        let seen = seen || self.announcements.waited_long(cx.now) != waited;
        notifications.hold(NoticeKind::MicrophoneStayedOff, self.interruption.stayed_off());
        // Without WebRTC there is nothing to be made ready.
        if me.trouble != Some(DoorTrouble::NoWebRtc) {
            self.prepare(cx);
        }
        self.set_heartbeat(me, cx);
        self.flush(cx);
        self.forget_absent(me, notifications, cx);
        let peers = self.peers.iter_mut().map(|(_, peer)| peer);
        peers.fold(seen, |seen, peer| peer.looks_different(cx.now) || seen)
    }

    fn deadline(&self, now: Time) -> Option<Time> {
        let peers = self.peers.values().fold(None, |soon, peer| soonest(soon, peer.deadline(now)));
        let ours = soonest(self.own.deadline(), self.features.deadline(self.membership.us(), now));
        let ours = soonest(ours, soonest(self.interruption.deadline(), self.prepared.deadline()));
        let ours = soonest(ours, soonest(self.sending.deadline(), self.announcements.deadline(now)));
        let signaling = soonest(self.membership.signaling.deadline(now), self.next.deadline(now));
        soonest(soonest(signaling, ours), peers)
    }

    fn signaling(&self, now: Time) -> SignalingState {
        self.membership.signaling.view(now)
    }

    fn ice_servers(&self) -> Arc<[IceServer]> {
        self.ice_servers.all()
    }

    fn round_trip(&self) -> Option<u64> {
        self.membership.signaling.round_trip()
    }

    fn moved(&self, origin: &str) -> Option<String> {
        self.membership.signaling.moved_from(origin).map(|there| invite::url(there, &self.membership.link))
    }

    fn view(&self, now: Time) -> RoomView {
        let shown = self.peers.iter().filter(|(_, peer)| peer.person.shown());
        let seen = shown.map(|(id, peer)| {
            let mut person = peer.view(*id, now);
            self.features.view_person(&mut person, &self.facts);
            person
        });
        let mut people: Vec<_> = seen.collect();
        people.sort_by_key(|person| person.tile);
        let mut view = RoomView { people: people.into(), ..RoomView::default() };
        self.features.view(&mut view, now);
        view.beside.waited_long = self.announcements.waited_long(now);
        view.beside.protection.protected = self.membership.link.passphrase();
        view
    }

    fn report(&self, now: Time) -> String {
        self.debug_log(now)
    }
}
