//! What happens to a meeting, on its way to the part that it concerns.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::{Effect, Role};
use crate::api::event::{Channel, ConnectionEvent, SocketEvent};
use crate::api::intent::{Intent, RoomIntent};
use crate::api::view::NoticeKind;
use crate::base::ids::{ConnectionId, SocketId};
use crate::invite::{self, Visit};
use crate::meeting::contract::RoomEvent;
use crate::messaging::message::PeerMessage;
use crate::messaging::outbox::Route;
use crate::notifications::Notifications;
use crate::room::feature::{Room, RoomContext, RoomOccurrence, StreamOccurrence, Written};
use crate::room::local_state::LocalState;
use crate::rtc::playback_volume::FULL;
use crate::signaling::client::Heard;
use plenum_shared::ids::PeerId;
use plenum_shared::message::NoticeKind as ServerNotice;

impl Meeting {
    /// One event.
    pub(super) fn route(
        &mut self,
        event: RoomEvent,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        match event {
            RoomEvent::Enter => self.enter(cx),
            RoomEvent::Intent(intent) => self.intent(&intent, me, notifications, cx),
            RoomEvent::Socket(socket, event) => self.socket(socket, event, me, notifications, cx),
            RoomEvent::Connection(id, event) => self.connection(id, event, me, notifications, cx),
            RoomEvent::Done(op, sdp) => {
                let common = self.common(me);
                if !self.occur(&RoomOccurrence::Op(op, true), me, notifications, cx) {
                    let mut peers = self.peers.iter_mut().map(|(_, peer)| peer);
                    peers.any(|peer| peer.link.done(op, sdp.as_ref(), &mut peer.outbox, &common, cx));
                }
            }
            RoomEvent::Stored(op, what) => {
                self.occur(&RoomOccurrence::Stored(op, &what), me, notifications, cx);
            }
            RoomEvent::Read(op, bytes) => {
                self.occur(&RoomOccurrence::Read(op, &bytes), me, notifications, cx);
            }
            RoomEvent::Stretched(op, pass) => {
                self.next.stretched(op, &pass, &self.membership, &self.page_origin, cx);
            }
            RoomEvent::Failed(op) if self.next.failed(op) => {}
            RoomEvent::Failed(op) => {
                let common = self.common(me);
                if !self.occur(&RoomOccurrence::Op(op, false), me, notifications, cx) {
                    let mut peers = self.peers.iter_mut().map(|(_, peer)| peer);
                    peers.any(|peer| peer.link.failed(op, &mut peer.outbox, &common, cx));
                }
            }
            RoomEvent::Loudness(envelopes) => {
                self.occur(&RoomOccurrence::Loudness(&envelopes), me, notifications, cx);
            }
            RoomEvent::Document(event) => {
                self.occur(&RoomOccurrence::Document(&event), me, notifications, cx);
            }
            RoomEvent::NetworkChanged => {
                self.membership.nudge(cx);
                self.next.nudge(cx);
                self.hope(cx.now);
            }
            RoomEvent::HeartbeatDue => self.send_heartbeats(cx),
        }
    }

    fn intent(&mut self, intent: &Intent, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        if let Intent::Keeping(intent) = intent {
            self.keeps(*intent, cx);
        }
        match intent {
            Intent::Room(RoomIntent::RetryServer) => self.membership.dial(cx),
            Intent::Room(RoomIntent::RetryPerson(id)) => {
                if let Some((peer, common)) = self.with(id, me) {
                    peer.link.retry(&mut peer.outbox, &common, cx);
                }
            }
            Intent::Room(RoomIntent::Volume(id, volume)) => {
                if let Some(peer) = self.peers.get_mut(id) {
                    peer.person.playback.hearing.volume = (*volume).min(FULL);
                }
            }
            Intent::Room(RoomIntent::Hush(id, hushed)) => {
                if let Some(peer) = self.peers.get_mut(id) {
                    peer.person.playback.hearing.hushed = *hushed;
                }
            }
            Intent::Room(RoomIntent::OpenNext { link, passphrase }) => {
                if let Ok(Visit { link, .. }) = invite::read(&link.0) {
                    self.next.open(link, passphrase.clone(), &self.membership, &self.page_origin, cx);
                }
            }
            Intent::Room(RoomIntent::CloseNext) => self.next.close(cx),
            Intent::Layout(_)
            | Intent::Diagnostics(_)
            | Intent::CoLocation(_)
            | Intent::MuteRequest(_)
            | Intent::Reactions(_)
            | Intent::LiveText(_)
            | Intent::Private(_)
            | Intent::PlanB(_)
            | Intent::Document(_)
            | Intent::Keeping(_)
            | Intent::Files(_) => {
                self.with_features(me, notifications, cx, |features, room, cx| features.intent(intent, room, cx));
            }
            // Of the page: see `app/engine/intents.rs`.
            Intent::App(_) | Intent::Media(_) => {}
        }
    }

    fn socket(
        &mut self,
        socket: SocketId,
        event: SocketEvent,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        let Some(event) = self.next.socket(socket, event, cx) else { return };
        let heard = self.membership.socket(socket, event, cx);
        match heard {
            Some(Heard::Welcome(welcome)) => self.welcome(&welcome, me, notifications, cx),
            Some(Heard::Arrived { seated_peer, present }) => {
                let role = if present { Role::Offerer } else { Role::Answerer };
                self.sit(&seated_peer, role, me, notifications, cx);
            }
            Some(Heard::IceServers(named)) => self.renew_ice_servers(&named, cx),
            Some(Heard::Overtaken) => self.hope(cx.now),
            Some(Heard::Seated) | None => {}
            Some(Heard::Departed(seat)) => self.departed(seat, cx),
            Some(Heard::Message(seat, sealed)) => self.message_from_seat(seat, &sealed, me, notifications, cx),
            Some(Heard::Notice(ServerNotice::ClosedByHost)) => notifications.pass(NoticeKind::ClosedByHost, cx.now),
            // A draining server comes back by itself, and a full one keeps us: nothing to do for a person.
            Some(Heard::Notice(ServerNotice::Drain | ServerNotice::Full | ServerNotice::Unknown)) => {}
        }
    }

    fn connection(
        &mut self,
        id: ConnectionId,
        event: ConnectionEvent,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        if let ConnectionEvent::ChannelSaid(Channel::Messages, sealed) = &event {
            return self.message_from_channel(id, sealed, me, notifications, cx);
        }
        if let ConnectionEvent::ChannelSaid(Channel::Bulk, sealed) = &event {
            return self.fragments_from_channel(id, sealed, me, notifications, cx);
        }
        let Some((peer, common)) = self.with(&id.peer, me) else { return };
        if let ConnectionEvent::Stats(stats) = event {
            if peer.link.stream().is_some_and(|stream| stream.connection == id) {
                peer.link.count_voice(id.epoch, &stats, cx.now);
                self.occur(&RoomOccurrence::Stats(id, &stats), me, notifications, cx);
            }
            return;
        }
        if let ConnectionEvent::Level(level) = event {
            if peer.link.heard() != Some(id.epoch) {
                return;
            }
            let audible = peer.link.stream().is_some() && peer.person.unmuted();
            let voice = &mut peer.person.voice;
            if let Some(step) = if audible { voice.level(level, cx.now) } else { voice.hush() } {
                cx.effect(Effect::Level(Some(id.peer), step));
            }
            return;
        }
        peer.link.news(id.epoch, event, &mut peer.outbox, &common, cx);
    }

    /// Tells the features of something; true if one of them waited for it.
    pub(super) fn occur(
        &mut self,
        what: &RoomOccurrence<'_>,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) -> bool {
        self.with_features(me, notifications, cx, |features, room, cx| features.occurrence(what, room, cx))
    }

    /// A message for a feature.
    pub(super) fn feature_message(
        &mut self,
        from: &PeerId,
        message: &PeerMessage,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) {
        self.with_features(me, notifications, cx, |features, room, cx| features.message(from, message, room, cx));
    }

    /// The end of every event. True if a feature has changed what a person sees.
    pub(super) fn tick_features(
        &mut self,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    ) -> bool {
        self.with_features(me, notifications, cx, |features, room, cx| {
            features.tick(room, cx);
            cx.seen()
        })
    }

    /// Calls the features with the room to read, and sends what they write.
    fn with_features<T>(
        &mut self,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
        call: impl FnOnce(&mut super::Features, &Room<'_>, &mut RoomContext<'_, '_>) -> T,
    ) -> T {
        let (membership, inside, peers) = (&self.membership, self.own.inside(), &self.peers);
        let room = Room { us: membership.us(), membership, inside, me, peers };
        let mut room_cx = RoomContext::new(cx, notifications, &mut self.facts);
        let answer = call(&mut self.features, &room, &mut room_cx);
        let mut refused = Vec::new();
        for (to, written) in room_cx.into_written() {
            let Some(peer) = self.peers.get_mut(&to) else { continue };
            match written {
                Written::Message(message) => peer.outbox.write_latest(message, Route::Best, cx.now),
                Written::Stream(topic, body) => {
                    if peer.streams.send(topic, body, cx.now).is_err() {
                        refused.push((to, topic));
                    }
                }
                Written::Taken(stream) => peer.streams.taken(stream),
            }
        }
        for (to, topic) in refused {
            self.occur(&RoomOccurrence::Stream(&to, StreamOccurrence::Refused(topic)), me, notifications, cx);
        }
        answer
    }
}
