//! What goes into the senders of a connection and how it leaves them, and whether in the end that is what others show.

use super::World;
use super::peering::Peering;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::api::sender_parameters::{Measure, Parameters};
use plenum_engine::api::view::Presence;
use plenum_engine::base::ids::OpId;

/// What is sent to a page that shows us, by the number of people in the room: the ladder for an uplink of
/// 1 Mbit/s, since no figures ever say otherwise here.
const SHOWN: [(u32, u16, u8); 7] = [
    (740_000, 540, 24),
    (340_000, 360, 20),
    (170_000, 180, 15),
    (120_000, 180, 10),
    (90_000, 180, 8),
    (60_000, 180, 8),
    (30_000, 180, 5),
];

/// The best for a small one.
const SMALL: (u32, u16, u8) = (170_000, 180, 15);

impl World {
    /// A track is put in or taken out.
    pub fn switch(&mut self, which: usize, op: OpId, source: Source, on: bool) {
        let page = self.peerings[which].page;
        self.promised(page, op);
        self.peerings[which].switching.insert(source);
        let delay = self.patience();
        self.after(delay, move |world| {
            world.peerings[which].switching.remove(&source);
            world.keep_or_break(which, op, |peering| {
                peering.sending.insert(source, on);
            });
        });
    }

    /// Parameters are set, or refused.
    pub fn set_parameters(&mut self, which: usize, op: OpId, source: Source, parameters: Parameters) {
        assert!(parameters.bitrate > 0, "{}: browsers refuse a bitrate of nothing", self.name(which));
        let page = self.peerings[which].page;
        self.promised(page, op);
        self.peerings[which].pending_parameters.insert(source);
        let delay = self.rng.latency(self.weather.promise);
        self.after(delay, move |world| {
            world.peerings[which].pending_parameters.remove(&source);
            world.keep_or_break(which, op, |peering| {
                peering.parameters.insert(source, parameters);
            });
        });
    }

    /// Keeps the promise of an op and what goes with it, or breaks it.
    fn keep_or_break(&mut self, which: usize, op: OpId, keep: impl FnOnce(&mut Peering)) {
        let broken = self.rng.chance(self.weather.broken);
        let peering = &mut self.peerings[which];
        let page = peering.page;
        let kept = !peering.closed && !broken;
        if kept {
            keep(peering);
        }
        self.hears(
            page,
            match kept {
                true => Event::Done { op, done: Done::Plain },
                false => Event::Failed { op, failure: Failure::Other },
            },
        );
        self.frames_may_flow(page);
    }

    /// What is wrong with the parameters of the senders of these connections; nothing while nobody can know better.
    pub fn judge_parameters(&self, page: usize, other: usize, say: &mut impl FnMut(String)) {
        // A promise that is never answered leaves its sender as it was.
        if self.weather.stuck > 0 {
            return;
        }
        let room = self.pages[other].view.people.iter().filter(|shown| shown.presence == Presence::In);
        let people = room.clone().count();
        // Somebody hostile who goes in and out takes a share and gives it back, and a share grows by steps: while they do, any
        // step is right that lies between what is left with all of them and what is left without any.
        let honest = room.clone().filter(|shown| !self.strangers.contains(&shown.peer)).count();
        let share = |people: usize| SHOWN[people.clamp(1, SHOWN.len()) - 1].0;
        let (least, most) = (share(self.people.len() + self.strangers.len()), share(honest));
        let torn = self.now < self.mischief && !self.strangers.is_empty();
        let mut best = SHOWN[people.clamp(1, SHOWN.len()) - 1];
        let (hidden, shares) = (self.pages[page].hidden, self.pages[other].screen.on_air());
        // Beside a stage everybody is small.
        if !self.pages[page].view.layout.stage.is_empty() && best.0 > SMALL.0 {
            best = SMALL;
        }
        let (bitrate, lines, rate) = best;
        for which in self.pages[other].peerings.iter().filter(|(id, _)| Some(id.peer) == self.pages[page].peer) {
            let peering = &self.peerings[*which.1];
            if peering.closed || self.pages[other].view.people.iter().all(|shown| shown.streams.shown.is_none()) {
                continue;
            }
            let camera = peering.parameters.get(&Source::Camera).copied();
            let fits = match camera {
                Some(set) if hidden => !set.active,
                // What a screen leaves to the camera beside it is held by the ladder's own tests.
                Some(_) if shares => true,
                // Nor what is left for each where strangers without end say to be in the room.
                Some(_) if people > SHOWN.len() => true,
                Some(set) if torn => set.active && (least..=most).contains(&set.bitrate),
                Some(set) => set == Parameters { active: true, bitrate, picture: Some(Measure { lines, rate }) },
                None => false,
            };
            if !fits {
                say(format!("(hidden: {hidden}) is sent a camera as {camera:?} by"));
            }
            let screen = peering.parameters.get(&Source::Screen);
            if shares && screen.is_none_or(|screen| screen.active == hidden) {
                say(format!("(hidden: {hidden}) is sent a screen as {screen:?} by"));
            }
            let sound = Parameters { active: true, bitrate: 32_000, picture: None };
            if peering.parameters.get(&Source::Microphone) != Some(&sound) {
                say("is not sent the best sound by".to_owned());
            }
        }
    }
}
