//! At the end of every event: what we show is told, what others show of us is sent.

use super::ladder::{self, Case};
use super::peer_policy::{PeerPolicy, Shared};
use super::uplink_budget::Targets;
use super::{Bandwidth, screen_policy};
use crate::api::effect::{Effect, Source};
use crate::base::time::Time;
use crate::messaging::message::{BandwidthMessage, PictureSize};
use crate::room::feature::{Room, RoomContext};
use crate::room::peer::Peer;
use plenum_shared::ids::PeerId;

impl Bandwidth {
    /// Every sender gets its parameters, every peer hears what we show of them.
    pub(super) fn allocate(&mut self, room: &Room<'_>, cx: &mut RoomContext) {
        let (us, me, now) = (room.us, room.me, cx.now());
        let others: Vec<PeerId> = room.others().map(|(id, _)| *id).collect();
        let mut people = others.clone();
        people.push(us);
        let camera = |peer: &Peer| peer.person.status.as_ref().is_some_and(|status| status.camera);
        let mut cameras: Vec<PeerId> = room.others().filter(|(_, peer)| camera(peer)).map(|(id, _)| *id).collect();
        let ours = me.sends(Source::Camera);
        cameras.extend(ours.then_some(us));
        if let Some(size) = self.capture.look(cameras.len(), ours, now) {
            cx.cx.effect(Effect::CameraSize(size));
        }
        self.hear(room, &people, now);
        self.weigh(room, now);
        let case = Case {
            want: PictureSize::None,
            people: people.len(),
            budget: self.budget.bits(),
            ceiling: None,
            speaks: self.order.speaks(us, now),
            chosen: self.sends_pictures(us, &cameras),
            saving: me.saving,
            beside: 0,
        };
        let (screen, screen_sound) = (me.sends(Source::Screen), me.sends(Source::ScreenSound));
        let shared = (screen || screen_sound).then(|| Shared {
            motion: me.motion,
            picture: screen,
            sound: screen_sound.then(|| screen_policy::screen_sound(&case)),
        });
        let sound = ladder::sound(self.sends_sound(us, &people), case.budget, me.saving);
        for (id, peer) in room.peers {
            let policy = self.policies.entry(*id).or_default();
            policy.bind(peer.link.stream().map(|stream| stream.connection));
            let facts = cx.facts(id);
            let want = ladder::want(me.visible, me.saving, facts.face, facts.looked_at);
            let want_of_screen = ladder::want_of_screen(me.visible, me.saving, facts.screen);
            // A still of a picture that nobody wants to pay for would only be old.
            cx.facts_mut(id).spared = [want, want_of_screen].map(|want| me.visible && want == PictureSize::None);
            if let Some(subscription) = policy.tell(want, want_of_screen) {
                cx.write(id, BandwidthMessage::Subscription(subscription));
            }
            let case = Case { want: policy.asked(), ..case };
            policy.set_parameters(case, sound, shared, cx.cx);
        }
    }

    /// Notes who is being heard.
    fn hear(&mut self, room: &Room<'_>, people: &[PeerId], now: Time) {
        let heard = |peer: &Peer| peer.person.unmuted() && peer.person.voice.speaking(now);
        let mut speaking: Vec<PeerId> = room.others().filter(|(_, peer)| heard(peer)).map(|(id, _)| *id).collect();
        speaking.extend(room.me.speaking.then_some(room.us));
        self.order.hear(&speaking, people, now);
    }

    /// Looks at what our uplink carries.
    fn weigh(&mut self, room: &Room<'_>, now: Time) {
        let policies = || self.policies.values();
        let bits = policies().fold(0_u32, |sum, policy| sum.saturating_add(policy.target(room.me.on_air)));
        let starved = room.me.sends(Source::Camera) && policies().any(PeerPolicy::starved);
        self.budget.look(policies().filter_map(PeerPolicy::path), Targets { bits, starved }, now);
    }
}
