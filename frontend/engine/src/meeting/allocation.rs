//! Who sees and hears whom how well, at the end of every turn: what we show is told, what others show of us is sent.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::{Effect, Source};
use crate::api::stats::Stats;
use crate::api::view::Spot;
use crate::bandwidth::{self, Budget, Case, Shared, Targets};
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::Time;
use crate::meeting::contract::LocalState;
use crate::messaging::message::{BandwidthMessage, PeerMessage, PictureSize};
use crate::messaging::outbox::Route;
use crate::room::participant::Peer;
use plenum_shared::ids::PeerId;

impl Meeting {
    /// Every sender gets its parameters, every peer hears what we show of them.
    pub(super) fn share(&mut self, me: &LocalState, cx: &mut Context) {
        let us = self.session.peer();
        let names = |whose: fn(&Peer) -> bool| {
            let peers = self.peers.iter().filter(move |(_, peer)| peer.inside() && whose(peer));
            peers.map(|(id, _)| *id).collect::<Vec<PeerId>>()
        };
        let others = names(|_| true);
        let mut room = others.clone();
        room.push(us);
        let mut cameras = names(|peer| peer.status.as_ref().is_some_and(|status| status.camera));
        cameras.extend(me.on_air[Source::Camera as usize].then_some(us));
        let ours = me.on_air[Source::Camera as usize];
        if let Some(size) = self.quality.lens.look(cameras.len(), ours, cx.now) {
            cx.effect(Effect::CameraSize(size));
        }
        self.listen(us, &room, me, cx.now);
        self.weigh(me, cx.now);
        let case = Case {
            want: PictureSize::None,
            people: room.len(),
            budget: self.quality.budget.bits(),
            ceiling: None,
            speaks: self.quality.order.speaks(us, cx.now),
            chosen: self.quality.sends_pictures(us, &cameras),
            saving: me.saving,
            beside: 0,
        };
        let [.., screen, screen_sound] = me.on_air;
        let shared = (screen || screen_sound).then(|| Shared {
            motion: me.motion,
            picture: screen,
            sound: screen_sound.then(|| bandwidth::screen_sound(&case)),
        });
        let sound = bandwidth::sound(self.quality.sends_sound(us, &room), case.budget, me.saving);
        for peer in self.peers.values_mut() {
            peer.policy.bind(peer.link.stream().map(|stream| stream.connection));
            let places = &self.arrangement;
            let (face, screen) = (places.shown_as(Spot::Person(peer.tile)), places.shown_as(Spot::Screen(peer.tile)));
            let want = bandwidth::want(me.visible, me.saving, face, places.looked_at(peer.tile));
            let want_of_screen = bandwidth::want_of_screen(me.visible, me.saving, screen);
            // A still of a picture that nobody wants to pay for would only be old.
            peer.policy.dark = me.visible && want == PictureSize::None;
            peer.policy.dark_screen = me.visible && want_of_screen == PictureSize::None;
            if let Some(wants) = peer.policy.tell(want, want_of_screen) {
                peer.outbox.withdraw(|_, message| {
                    matches!(message, PeerMessage::Bandwidth(BandwidthMessage::Subscription(_)))
                });
                peer.outbox.write(0, BandwidthMessage::Subscription(wants), Route::Best, cx.now);
            }
            let case = Case { want: peer.policy.asked(), ..case };
            peer.policy.tune(case, sound, shared, cx);
        }
    }

    /// Notes who is being heard.
    fn listen(&mut self, us: PeerId, room: &[PeerId], me: &LocalState, now: Time) {
        let heard = |peer: &Peer| {
            peer.inside() && peer.status.as_ref().is_some_and(|status| status.microphone) && peer.voice.speaking(now)
        };
        let mut speaking: Vec<PeerId> = self.peers.iter().filter(|(_, peer)| heard(peer)).map(|(id, _)| *id).collect();
        speaking.extend(me.speaking.then_some(us));
        self.quality.order.hear(&speaking, room, now);
    }

    /// Looks at what our uplink carries.
    fn weigh(&mut self, me: &LocalState, now: Time) {
        let camera = me.on_air[Source::Camera as usize];
        let policies = || self.peers.values().map(|peer| &peer.policy);
        let bits = policies().fold(0_u32, |sum, policy| sum.saturating_add(policy.target(me.on_air)));
        let starved = camera && policies().any(|policy| policy.starved());
        self.quality.budget.look(policies().filter_map(|policy| policy.road()), Targets { bits, starved }, now);
    }

    /// What a connection carried in the last second.
    pub(super) fn stats(&mut self, id: ConnectionId, stats: Stats, now: Time) {
        let alone = !Budget::is_to_blame(self.peers.values().filter_map(|peer| peer.policy.road()), now);
        if let Some(peer) = self.peers.get_mut(&id.peer)
            && peer.policy.take(id, stats, alone, now)
        {
            peer.link_report.take(&stats, now);
            peer.link.count_voice(id.epoch, &stats, now);
        }
    }

    /// The answer of an op of a tuner; false if nobody waits for it.
    pub(super) fn tuned(&mut self, op: OpId, kept: bool, cx: &mut Context) -> bool {
        self.peers.values_mut().any(|peer| peer.policy.done(op, kept, cx))
    }

    /// Bits per second over all connections: sent, received.
    pub(super) fn carried_bits(&self, now: Time) -> [u32; 2] {
        let fresh = self.peers.values().filter_map(|peer| peer.policy.road()?.fresh(now));
        fresh.fold([0, 0], |[sent, received]: [u32; 2], stats| {
            [sent.saturating_add(stats.sent), received.saturating_add(stats.received)]
        })
    }
}
