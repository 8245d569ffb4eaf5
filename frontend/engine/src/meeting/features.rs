//! The one list of features of a room, and how what happens reaches them.

use crate::api::intent::Intent;
use crate::api::view::Person;
use crate::bandwidth::Bandwidth;
use crate::base::time::{Time, soonest};
use crate::co_location::CoLocations;
use crate::diagnostics::Diagnostics;
use crate::document::DocumentRelay;
use crate::door::Door;
use crate::echo::Echoes;
use crate::files::Files;
use crate::layout::Layouts;
use crate::live_text::LiveText;
use crate::messaging::message::PeerMessage;
use crate::mute_request::MuteRequests;
use crate::plan_b::PlanB;
use crate::private_messages::PrivateMessages;
use crate::reactions::Reactions;
use crate::room::facts::AllFacts;
use crate::room::feature::{Feature, Remains, Room, RoomContext, RoomOccurrence, RoomView};
use plenum_shared::ids::PeerId;

/// All features, in the order in which they are called: who reads a fact comes after who finds it out.
pub struct Features(Vec<Box<dyn Feature>>);

impl Features {
    /// Each as it begins.
    pub fn new(now: Time) -> Features {
        Features(vec![
            Box::<CoLocations>::default(),
            Box::<MuteRequests>::default(),
            Box::<Reactions>::default(),
            Box::<LiveText>::default(),
            Box::<PrivateMessages>::default(),
            Box::<Door>::default(),
            Box::<PlanB>::default(),
            Box::<Layouts>::default(),
            Box::new(Bandwidth::new(now)),
            Box::<Echoes>::default(),
            Box::<Diagnostics>::default(),
            Box::<DocumentRelay>::default(),
            Box::<Files>::default(),
        ])
    }

    /// An act of the person.
    pub fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.0.iter_mut().for_each(|feature| feature.intent(intent, room, cx));
    }

    /// A message of somebody who is here.
    pub fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.0.iter_mut().for_each(|feature| feature.message(from, message, room, cx));
    }

    /// Something else; true if a feature waited for it.
    pub fn occurrence(&mut self, what: &RoomOccurrence<'_>, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) -> bool {
        self.0.iter_mut().any(|feature| feature.occurrence(what, room, cx))
    }

    /// The end of every event.
    pub fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.0.iter_mut().for_each(|feature| feature.tick(room, cx));
    }

    /// What is still to be done once the room is left.
    pub fn remains(&mut self) -> Option<Box<dyn Remains>> {
        self.0.iter_mut().find_map(|feature| feature.remains())
    }

    /// When one of them is due.
    pub fn deadline(&self, us: PeerId, now: Time) -> Option<Time> {
        self.0.iter().fold(None, |soon, feature| soonest(soon, feature.deadline(us, now)))
    }

    /// Adds what they know of one person.
    pub fn view_person(&self, person: &mut Person, facts: &AllFacts) {
        self.0.iter().for_each(|feature| feature.view_person(person, facts));
    }

    /// Adds what else there is to see of them.
    pub fn view(&self, view: &mut RoomView, now: Time) {
        self.0.iter().for_each(|feature| feature.view(view, now));
    }

    /// How things stand, for the debug log.
    pub fn report(&self, report: &mut String) {
        self.0.iter().for_each(|feature| feature.report(report));
    }
}
