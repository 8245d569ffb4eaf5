//! What of the view is built anew after each event: what that event may have changed, and after a heartbeat nothing.
//!
//! That nothing is forgotten is held everywhere else: after each event of each simulated meeting the view is compared with
//! one that is built whole (`world/page.rs`).

use crate::world::World;
use crate::world::meeting::Meeting;
use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{Channel, ConnectionEvent, DeviceEvent, Event};
use plenum_engine::api::intent::{AppIntent, Intent, LayoutIntent, LiveTextIntent, Text};
use plenum_engine::api::view::{Revisions, TextChannel, Theme};
use plenum_engine::base::ids::ConnectionId;
use plenum_engine::base::time::Time;

/// Slices of a view: page, person, room, notices.
const ALL: u32 = 4;

/// The page of the first of three who have been talking for a while, and its connection to one of them.
fn page() -> (World, ConnectionId) {
    let world = Meeting::of(3).seed(4).begun();
    let connection = world.pages[0].view.people[0].streams.shown.expect("they are connected").connection;
    (world, connection)
}

/// How many slices an event has built, and which are other ones than before. Nothing else is due at that moment.
fn built(world: &mut World, event: Event) -> (u32, [bool; ALL as usize]) {
    let tab = &mut world.pages[0];
    let before = tab.engine.view().revisions;
    let now = Time(world.now - tab.born);
    assert!(tab.engine.deadline().is_none_or(|at| at > now), "something is due by itself");
    let _: Vec<Effect> = tab.engine.handle(event, now);
    let Revisions { page, me, room, notices } = tab.engine.view().revisions;
    (tab.engine.slices_built(), [page != before.page, me != before.me, room != before.room, notices != before.notices])
}

#[test]
fn a_heartbeat_builds_nothing() {
    let (mut world, id) = page();
    let heartbeat = ConnectionEvent::ChannelSaid(Channel::Heartbeats, vec![0; 8]);
    for event in [Event::HeartbeatDue, Event::Connection { id, news: heartbeat }] {
        assert_eq!(built(&mut world, event), (0, [false; 4]));
    }
}

#[test]
fn a_level_that_makes_nobody_a_speaker_builds_nothing() {
    let (mut world, id) = page();
    assert_eq!(built(&mut world, Event::Connection { id, news: ConnectionEvent::Level(0) }), (0, [false; 4]));
    let (slices, changed) = built(&mut world, Event::Devices(DeviceEvent::Level(0)));
    assert_eq!((slices, changed), (2, [false; 4]), "ours may bring a notice");
}

#[test]
fn an_act_changes_its_own_slice() {
    let (mut world, _) = page();
    let theme = Intent::App(AppIntent::SetTheme(Theme::Dark));
    assert_eq!(built(&mut world, Event::Intent(theme)), (ALL, [true, false, false, false]));
    let layout = Intent::Layout(LayoutIntent::Switch);
    assert_eq!(built(&mut world, Event::Intent(layout)), (ALL, [false, false, true, false]));
}

#[test]
fn a_key_builds_nothing_but_what_is_seen_of_it() {
    let (mut world, _) = page();
    let write =
        |channel, text: &str| Event::Intent(Intent::LiveText(LiveTextIntent::Write(channel, Text(text.into()))));
    for text in ["H", "He", "Hel"] {
        assert_eq!(built(&mut world, write(TextChannel::Chat, text)), (0, [false; 4]), "only the others see it");
    }
    // The caption is said, and seen, at once; what follows only a moment later.
    assert_eq!(built(&mut world, write(TextChannel::Captions, "H")), (2, [false, false, true, false]));
    assert_eq!(built(&mut world, write(TextChannel::Captions, "He")), (0, [false; 4]));
    let end = Event::Intent(Intent::LiveText(LiveTextIntent::End(TextChannel::Captions)));
    assert_eq!(built(&mut world, end), (2, [false, false, true, false]));
}
