//! Who sees and hears whom how well, at the end of every turn: what we show is told, what others show of us is sent.

use super::Meeting;
use crate::effect::{Effect, Source};
use crate::gathering::Myself;
use crate::ids::{ConnectionId, OpId};
use crate::letter::{Letter, Want};
use crate::peer::Peer;
use crate::post::Route;
use crate::quality::{self, Budget, Case, Shared, Targets};
use crate::stats::Stats;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::Spot;
use plenum_shared::ids::PeerId;

impl Meeting {
    /// Every sender gets its parameters, every peer hears what we show of them.
    pub(super) fn share(&mut self, me: &Myself, turn: &mut Turn) {
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
        if let Some(size) = self.quality.lens.look(cameras.len(), ours, turn.now) {
            turn.effect(Effect::CameraSize(size));
        }
        self.listen(us, &room, me, turn.now);
        self.weigh(me, turn.now);
        let case = Case {
            want: Want::None,
            people: room.len(),
            budget: self.quality.budget.bits(),
            ceiling: None,
            speaks: self.quality.order.speaks(us, turn.now),
            chosen: self.quality.sends_pictures(us, &cameras),
            saving: me.saving,
            beside: 0,
        };
        let [.., screen, screen_sound] = me.on_air;
        let shared = (screen || screen_sound).then(|| Shared {
            motion: me.motion,
            picture: screen,
            sound: screen_sound.then(|| quality::screen_sound(&case)),
        });
        let sound = quality::sound(self.quality.sends_sound(us, &room), case.budget, me.saving);
        for peer in self.peers.values_mut() {
            peer.course.bind(peer.tie.stream().map(|stream| stream.connection));
            let places = &self.arrangement;
            let (face, screen) = (places.shown_as(Spot::Person(peer.tile)), places.shown_as(Spot::Screen(peer.tile)));
            let want = quality::want(me.visible, me.saving, face, places.looked_at(peer.tile));
            let want_of_screen = quality::want_of_screen(me.visible, me.saving, screen);
            // A still of a picture that nobody wants to pay for would only be old.
            peer.course.dark = me.visible && want == Want::None;
            peer.course.dark_screen = me.visible && want_of_screen == Want::None;
            if let Some(wants) = peer.course.tell(want, want_of_screen) {
                peer.post.withdraw(|_, letter| matches!(letter, Letter::Wants(_)));
                peer.post.write(0, Letter::Wants(wants), Route::Best, turn.now);
            }
            let case = Case { want: peer.course.asked(), ..case };
            peer.course.tune(case, sound, shared, turn);
        }
    }

    /// Notes who is being heard.
    fn listen(&mut self, us: PeerId, room: &[PeerId], me: &Myself, now: Time) {
        let heard = |peer: &Peer| {
            peer.inside() && peer.status.as_ref().is_some_and(|status| status.microphone) && peer.voice.speaking(now)
        };
        let mut speaking: Vec<PeerId> = self.peers.iter().filter(|(_, peer)| heard(peer)).map(|(id, _)| *id).collect();
        speaking.extend(me.speaking.then_some(us));
        self.quality.order.hear(&speaking, room, now);
    }

    /// Looks at what our uplink carries.
    fn weigh(&mut self, me: &Myself, now: Time) {
        let camera = me.on_air[Source::Camera as usize];
        let courses = || self.peers.values().map(|peer| &peer.course);
        let bits = courses().fold(0_u32, |sum, course| sum.saturating_add(course.target(me.on_air)));
        let starved = camera && courses().any(|course| course.starved());
        self.quality.budget.look(courses().filter_map(|course| course.road()), Targets { bits, starved }, now);
    }

    /// What a connection carried in the last second.
    pub(super) fn stats(&mut self, id: ConnectionId, stats: Stats, now: Time) {
        let alone = !Budget::is_to_blame(self.peers.values().filter_map(|peer| peer.course.road()), now);
        if let Some(peer) = self.peers.get_mut(&id.peer)
            && peer.course.take(id, stats, alone, now)
        {
            peer.account.take(&stats, now);
            peer.tie.count_voice(id.epoch, &stats, now);
        }
    }

    /// The answer of an op of a tuner; false if nobody waits for it.
    pub(super) fn tuned(&mut self, op: OpId, kept: bool, turn: &mut Turn) -> bool {
        self.peers.values_mut().any(|peer| peer.course.done(op, kept, turn))
    }

    /// Bits per second over all connections: sent, received.
    pub(super) fn carried_bits(&self, now: Time) -> [u32; 2] {
        let fresh = self.peers.values().filter_map(|peer| peer.course.road()?.fresh(now));
        fresh.fold([0, 0], |[sent, received]: [u32; 2], stats| {
            [sent.saturating_add(stats.sent), received.saturating_add(stats.received)]
        })
    }
}
