//! One meeting: our keys and session, the line, everybody's message boxes and ties, and where we stand ourselves.

mod allocation;
mod announcements;
mod arranging;
mod co_located;
mod connections;
pub mod contract;
mod debug_log;
mod echoes;
mod heartbeats;
mod incoming;
mod mute_requests;
mod prepared_connections;
mod presence;
mod reconcile;
mod recovery_scheduler;
mod roster;
mod sending;
mod tombstones;

use crate::api::context::Context;
use crate::api::effect::{Effect, Role};
use crate::api::event::{ConnectionEvent, PreviousSession, Sdp, SocketEvent};
use crate::api::intent::Arrange;
use crate::api::loudness::Envelopes;
use crate::api::values::Presence;
use crate::api::view::{Hearing, Layout, Lines, NoticeKind, Person, SignalingState, Unable};
use crate::bandwidth::Bandwidth;
use crate::base::ids::{ConnectionId, OpId, SocketId};
use crate::base::time::{Time, soonest};
use crate::crypto::hello::{self, Hello};
use crate::crypto::identity::{Identity, PreviousIdentity};
use crate::crypto::key_schedule::KeySchedule;
use crate::invite::{self, Link};
use crate::layout::arrangement::TileLayout;
use crate::media::interruption::{Interrupt, Interruption, Scene};
use crate::meeting::contract::{Entry, EntryMode, LocalState, RoomConfig, RoomHandle};
use crate::messaging::message::{self, GoodbyeReason, Resumes, RoomMessage, Status};
use crate::messaging::outbox::Route;
use crate::notifications::Notifications;
use crate::room::participant::Peer;
use crate::rtc::peer_link::Common;
use crate::signaling::client::{Client, Heard, IceServers};
pub use mute_requests::Manners;
use plenum_shared::bytes;
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::message::NoticeKind as ServerNotice;
use recovery_scheduler::RecoveryScheduler;
use std::collections::BTreeMap;
use std::sync::Arc;
use tombstones::Tombstones;

/// Where we stand ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Lobby,
    In { since: Time },
}

/// One meeting.
pub struct Meeting {
    link: Link,
    room: Arc<str>,
    keys: KeySchedule,
    session: Identity,
    hello: Vec<u8>,
    page_origin: String,
    signaling: Client,
    signaling_before: SignalingState,
    ice_servers: IceServers,
    peers: BTreeMap<PeerId, Peer>,
    seats: BTreeMap<Seat, PeerId>,
    tombstones: Tombstones,
    other_door: bool,
    stand: Stand,
    said: Status,
    tell_name_at: Option<Time>,
    requests: mute_requests::Requests,
    echoes: echoes::Echoes,
    next_tile: u32,
    pulse: Option<u32>,
    quality: Bandwidth,
    rescue: RecoveryScheduler,
    arrangement: TileLayout,
    lookout: connections::Lookout,
    interruption: Interruption,
    ahead: prepared_connections::PreparedConnections,
    sending: sending::Sending,
}

/// Begins a meeting: its lobby, or straight inside.
pub(crate) fn begin(opening: RoomConfig<'_>, cx: &mut Context<'_>) -> Result<Box<dyn RoomHandle>, Unable> {
    let Entry { link, before, coming } = opening.occasion;
    let keys = KeySchedule::derive(link, None).map_err(|_| Unable::Passphrase)?;
    // Who reloads with another link starts afresh.
    let before = before.as_ref().filter(|before| before.room == bytes::encode(&keys.room().0));
    let inside = match coming {
        EntryMode::ToLobby => false,
        EntryMode::Inside => true,
        EntryMode::Reloaded => before.is_some(),
    };
    let mut meeting = Meeting::new(link.clone(), keys, before, &opening, cx);
    if inside {
        meeting.enter(cx);
    }
    Ok(Box::new(meeting))
}

impl Meeting {
    fn new(
        link: Link,
        keys: KeySchedule,
        before: Option<&PreviousSession>,
        opening: &RoomConfig<'_>,
        cx: &mut Context,
    ) -> Meeting {
        let session = Identity::new(cx.rng);
        let room = keys.room();
        let resumes = before.map(|before| {
            let old = PreviousIdentity::from_seed(&before.seed);
            Resumes { key: old.public_key(), signature: old.vouch(&room, &session.peer()) }
        });
        let hello = Hello::new(&session, message::VERSIONS, &[], hello::Kind::Person);
        // Our own constants: they fit, and if they ever did not, an empty hello opens nowhere.
        let hello = hello::make(&session, &keys, &hello, cx.rng).unwrap_or_default();
        let said = Status {
            revision: 1,
            presence: Presence::Lobby,
            name: opening.name.to_owned(),
            microphone: false,
            camera: false,
            deaf: false,
            screen: false,
            screen_sound: false,
            resumes,
        };
        let mut meeting = Meeting {
            signaling: Client::new(opening.origin, hello.clone(), opening.lines),
            signaling_before: SignalingState::Idle,
            link,
            room: bytes::encode(&room.0).into(),
            keys,
            session,
            hello,
            page_origin: opening.origin.to_owned(),
            ice_servers: IceServers::default(),
            peers: BTreeMap::new(),
            seats: BTreeMap::new(),
            tombstones: Tombstones::default(),
            other_door: false,
            stand: Stand::Lobby,
            said,
            tell_name_at: None,
            requests: mute_requests::Requests::default(),
            echoes: echoes::Echoes::default(),
            next_tile: 1,
            pulse: None,
            quality: Bandwidth::new(cx.now),
            rescue: RecoveryScheduler::new(cx.now),
            arrangement: TileLayout::new(),
            lookout: connections::Lookout::default(),
            interruption: Interruption::default(),
            ahead: prepared_connections::PreparedConnections::default(),
            sending: sending::Sending::new(),
        };
        meeting.signaling.dial(&meeting.keys, cx);
        meeting
    }

    fn with(&mut self, peer: &PeerId, me: &LocalState) -> Option<(&mut Peer, Common)> {
        let common = self.common(me);
        self.peers.get_mut(peer).map(|peer| (peer, common))
    }

    fn common(&self, me: &LocalState) -> Common {
        let people = 1 + self.peers.values().filter(|peer| peer.inside()).count();
        Common {
            ice_servers: self.ice_servers.all(),
            sending: me.on_air,
            people,
            crowded: self.crowded(),
            full: self.full(),
        }
    }
}

impl RoomHandle for Meeting {
    fn link(&self) -> &Link {
        &self.link
    }

    fn room(&self) -> &Arc<str> {
        &self.room
    }

    fn enter(&mut self, cx: &mut Context) {
        if self.stand == Stand::Lobby {
            self.stand = Stand::In { since: cx.now };
            cx.effect(Effect::WakeLock(true));
            cx.effect(Effect::Bequeath(Some(self.previous())));
        }
    }

    fn inside(&self) -> bool {
        matches!(self.stand, Stand::In { .. })
    }

    fn leave(mut self: Box<Self>, how: GoodbyeReason, cx: &mut Context) -> (PreviousSession, u32) {
        for peer in self.peers.values_mut() {
            if !peer.gone() {
                peer.outbox.write(0, RoomMessage::Goodbye { reason: how }, Route::Every, cx.now);
            }
        }
        self.flush(cx);
        for peer in self.peers.values_mut() {
            peer.link.end(cx);
        }
        self.echoes.end(cx);
        self.keep_ready(0, 0, cx);
        self.signaling.leave(cx);
        if self.inside() {
            cx.effect(Effect::WakeLock(false));
            cx.effect(Effect::Bequeath(None));
        }
        if self.pulse.is_some() {
            cx.effect(Effect::HeartbeatTimer(None));
        }
        (self.previous(), self.signaling.newest())
    }

    fn line(
        &mut self,
        line: SocketId,
        news: SocketEvent,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        match self.signaling.handle(line, news, &self.keys, &self.session, cx) {
            Some(Heard::Welcome(welcome)) => self.welcome(&welcome, cx),
            Some(Heard::Arrived { seated_peer, present }) => {
                self.sit(&seated_peer, if present { Role::Offerer } else { Role::Answerer }, cx);
            }
            Some(Heard::IceServers(named)) => self.renew_ice_servers(&named, cx),
            Some(Heard::Overtaken) => self.hope(cx.now),
            Some(Heard::Seated) | None => {}
            Some(Heard::Departed(seat)) => self.departed(seat, cx),
            Some(Heard::PeerMessage(seat, sealed)) => self.message_from_seat(seat, &sealed, me, cx),
            Some(Heard::Notice(ServerNotice::ClosedByHost)) => notifications.pass(NoticeKind::ClosedByHost, cx.now),
            // A draining server comes back by itself, and a full one keeps us: nothing to do for a person.
            Some(Heard::Notice(ServerNotice::Drain | ServerNotice::Full | ServerNotice::Unknown)) => {}
        }
    }

    fn connection(&mut self, id: ConnectionId, news: ConnectionEvent, me: &LocalState, cx: &mut Context) {
        if let ConnectionEvent::ChannelSaid(crate::api::event::Channel::Messages, sealed) = &news {
            return self.message_from_channel(id, sealed, me, cx);
        }
        if let ConnectionEvent::Stats(stats) = news {
            return self.stats(id, stats, cx.now);
        }
        let (peer, common) = match self.with(&id.peer, me) {
            Some(both) => both,
            None => return,
        };
        if let ConnectionEvent::Level(level) = news {
            if peer.link.heard() != Some(id.epoch) {
                return;
            }
            let audible = peer.link.stream().is_some() && peer.status.as_ref().is_some_and(|status| status.microphone);
            let step = if audible { peer.voice.level(level, cx.now) } else { peer.voice.hush() };
            if let Some(step) = step {
                cx.effect(Effect::Level(Some(id.peer), step));
            }
            return;
        }
        peer.link.news(id.epoch, news, &mut peer.outbox, &common, cx);
    }

    fn done(&mut self, op: OpId, sdp: Option<&Sdp>, me: &LocalState, cx: &mut Context) -> bool {
        let common = self.common(me);
        self.tuned(op, true, cx)
            || self.peers.values_mut().any(|peer| peer.link.done(op, sdp, &mut peer.outbox, &common, cx))
    }

    fn failed(&mut self, op: OpId, me: &LocalState, cx: &mut Context) -> bool {
        let common = self.common(me);
        self.tuned(op, false, cx)
            || self.peers.values_mut().any(|peer| peer.link.failed(op, &mut peer.outbox, &common, cx))
    }

    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, cx: &mut Context) -> bool {
        if what == Interrupt::Shown(true) {
            self.signaling.nudge(&self.keys, cx);
        }
        self.interruption.hear(what, at, cx)
    }

    fn mind_interruptions(&mut self, at: &mut Scene, cx: &mut Context) {
        self.interruption.tick(at, cx);
    }

    fn network_changed(&mut self, cx: &mut Context) {
        self.signaling.nudge(&self.keys, cx);
        self.hope(cx.now);
    }

    fn retry_line(&mut self, cx: &mut Context) {
        self.signaling.dial(&self.keys, cx);
    }

    fn retry_person(&mut self, peer: &PeerId, me: &LocalState, cx: &mut Context) {
        if let Some((peer, common)) = self.with(peer, me) {
            peer.link.retry(&mut peer.outbox, &common, cx);
        }
    }

    fn listen(&mut self, peer: &PeerId, change: &dyn Fn(&mut Hearing)) {
        if let Some(peer) = self.peers.get_mut(peer) {
            change(&mut peer.listening.hearing);
        }
    }

    fn ask_to_mute(&mut self, peer: &PeerId, cx: &mut Context) -> bool {
        self.ask(peer, cx)
    }

    fn sit_together(&mut self, peer: &PeerId, sits: bool, cx: &mut Context) {
        self.claim(peer, sits, cx);
    }

    fn compare(&mut self, envelopes: Envelopes, me: &LocalState, cx: &mut Context) {
        self.find_echoes(envelopes, me, cx);
    }

    fn finish(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        self.wake(cx.now);
        self.signaling.tick(&self.keys, cx);
        self.say_status(me, cx);
        for id in self.in_order_of_sight() {
            self.settle(&id, me, notifications, cx);
        }
        self.look_at_places(cx);
        self.share(me, cx);
        self.mind_echoes(me, cx);
        self.rescue(me, cx);
        self.judge_lines(cx.now);
        self.tell(notifications, cx);
        notifications.hold(NoticeKind::MicrophoneStayedOff, self.interruption.stayed_off());
        self.prepare(cx);
        self.set_pulse(me, cx);
        self.flush(cx);
        self.forget_absent(cx.now);
    }

    fn deadline(&self, now: Time) -> Option<Time> {
        let peers = self.peers.values().fold(None, |soon, peer| soonest(soon, peer.deadline(now)));
        let ours = soonest(self.tell_name_at, self.quality.deadline(self.session.peer(), now));
        let ours = soonest(ours, soonest(self.arrangement.deadline(), self.interruption.deadline()));
        let ours = soonest(ours, soonest(self.lookout.deadline(), self.echoes.deadline()));
        let ours = soonest(ours, soonest(self.ahead.deadline(), self.sending.deadline()));
        soonest(soonest(self.signaling.deadline(now), ours), peers)
    }

    fn line_view(&self, now: Time) -> SignalingState {
        self.signaling.view(now)
    }

    fn moved(&self, origin: &str) -> Option<String> {
        self.signaling.moved_from(origin).map(|there| invite::url(there, &self.link))
    }

    fn carried(&self, now: Time) -> [u32; 2] {
        self.carried_bits(now)
    }

    fn watch_connections(&mut self, look: bool) {
        self.lookout.look(look);
    }

    fn lines(&self) -> Option<Arc<Lines>> {
        self.lookout.shown()
    }

    fn people(&self, now: Time) -> Vec<Person> {
        let shown = self.peers.iter().filter(|(_, peer)| peer.shown());
        let mut people: Vec<Person> = shown.map(|(id, peer)| peer.view(*id, now)).collect();
        people.sort_by_key(|person| person.tile);
        people
    }

    fn arrange(&mut self, wish: Arrange) {
        self.arrangement.wish(wish);
    }

    fn layout(&self) -> Layout {
        self.arrangement.view()
    }

    fn report(&self, now: Time) -> String {
        self.say_how_it_is(now)
    }

    fn pulse(&mut self, cx: &mut Context) {
        self.heartbeat(cx);
    }
}
