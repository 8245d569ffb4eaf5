//! Meetings with a passphrase: who has the right one meets, who has another stands at another door and is told at once.

use crate::world::World;
use crate::world::act::Act;
use crate::world::weather::Weather;
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::api::intent::{AppIntent, Intent, KeepingIntent, Passphrase};
use plenum_engine::api::storage::{CopyKind, PASSPHRASE_BYTES};
use plenum_engine::api::values::Stretched;
use plenum_engine::api::view::{LockTrouble, Locked, NoticeKind, Screen, Unable, View};
use plenum_engine::invite::Link;

const ASKED: Screen = Screen::Locked(Locked { looking: false, checking: false, trouble: None });
const CHECKING: Screen = Screen::Locked(Locked { looking: false, checking: true, trouble: None });

/// People with the link of a meeting that has a passphrase, which they have opened.
fn at_the_door(people: usize) -> World {
    let mut world = World::new(1, people, Weather::calm());
    world.code = Link::from_parts([9; 16], true).code();
    for who in 0..people {
        world.people[who].code.clone_from(&world.code);
        world.act(&Act::Open(who));
    }
    world.run(2_000);
    world
}

fn view(world: &World, who: usize) -> &View {
    &world.pages[world.running_page(who)].view
}

fn does(world: &mut World, who: usize, intent: impl Into<Intent>) {
    let page = world.running_page(who);
    world.clicks(page, intent.into());
}

fn types(world: &mut World, who: usize, passphrase: &str, remember: bool) {
    does(world, who, AppIntent::Unlock { passphrase: Passphrase::new(passphrase.into()), remember });
}

/// In place of Argon2id: other passphrases, other bytes.
fn worker_answers(world: &mut World, who: usize) {
    let page = world.running_page(who);
    let (op, passphrase) = world.pages[page].stretching.take().expect("it was asked");
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(passphrase.as_str().bytes()).for_each(|(to, from)| *to = from);
    world.hears(page, Event::Done { op, done: Done::Stretched(Stretched::from_bytes(bytes)) });
    world.run(2_000);
}

fn enters(world: &mut World, who: usize, passphrase: &str, remember: bool) {
    types(world, who, passphrase, remember);
    worker_answers(world, who);
    world.act(&Act::Microphone(who, true));
    world.act(&Act::Join(who));
    world.run(2_000);
}

fn told(world: &World, who: usize) -> bool {
    view(world, who).notices.contains(&NoticeKind::OtherPassphrase)
}

/// Seats behind each door of the server.
fn seats(world: &World) -> Vec<usize> {
    world.server.as_ref().expect("it runs").seats_by_door()
}

#[test]
fn who_has_the_passphrase_meets() {
    let mut world = at_the_door(3);
    assert!((0..3).all(|who| view(&world, who).screen == ASKED));
    assert_eq!(seats(&world), [0; 0], "nobody calls a server without keys");
    types(&mut world, 0, "vier kurze Worte hier", false);
    assert_eq!(view(&world, 0).screen, CHECKING);
    worker_answers(&mut world, 0);
    assert_eq!(view(&world, 0).screen, Screen::Lobby);
    assert!(view(&world, 0).beside.protection.protected);
    world.act(&Act::Microphone(0, true));
    world.act(&Act::Join(0));
    for who in 1..3 {
        enters(&mut world, who, "vier kurze Worte hier", false);
    }
    world.settle();
    assert_eq!(seats(&world), [3]);
    assert!((0..3).all(|who| view(&world, who).people.len() == 2 && !told(&world, who)));
    assert!(world.people.iter().all(|person| person.store.copies.is_empty()), "nothing stays that nobody asked for");
}

#[test]
fn who_has_another_one_is_told_at_once_and_has_a_way_back() {
    let mut world = at_the_door(2);
    enters(&mut world, 0, "richtig", false);
    types(&mut world, 1, "falsch", true);
    worker_answers(&mut world, 1);
    assert_eq!((view(&world, 1).screen, told(&world, 1), seats(&world)), (Screen::Lobby, true, vec![1, 1]));
    assert!(view(&world, 1).people.is_empty());
    assert_eq!(world.people[1].store.copies.len(), 1);

    does(&mut world, 1, AppIntent::ChangePassphrase);
    world.run(2_000);
    assert_eq!((view(&world, 1).screen, told(&world, 1)), (ASKED, false));
    assert!(world.people[1].store.copies.is_empty(), "a wrong one is not remembered");
    enters(&mut world, 1, "richtig", false);
    world.settle();
    assert_eq!((seats(&world), told(&world, 1)), (vec![2], false));
}

#[test]
fn the_way_back_leads_out_of_the_room_too() {
    let mut world = at_the_door(2);
    enters(&mut world, 0, "richtig", false);
    enters(&mut world, 1, "falsch", false);
    assert_eq!((view(&world, 1).screen, told(&world, 1)), (Screen::Room, true));
    does(&mut world, 1, AppIntent::ChangePassphrase);
    world.run(2_000);
    assert_eq!(view(&world, 1).screen, ASKED);
    assert_eq!(seats(&world), [1]);
}

#[test]
fn a_reload_and_coming_back_do_not_ask_again() {
    let mut world = at_the_door(2);
    for who in 0..2 {
        enters(&mut world, who, "richtig", false);
    }
    for act in [Act::Reload(0), Act::Leave(0), Act::Join(0), Act::Away(0, 1_000)] {
        world.act(&act);
        world.run(5_000);
        if !matches!(act, Act::Leave(_)) {
            assert_eq!(view(&world, 0).screen, Screen::Room, "{act:?}");
        }
    }
    world.settle();
    assert_eq!(seats(&world), [2]);
    world.act(&Act::Close(0));
    world.act(&Act::Open(0));
    world.run(2_000);
    assert_eq!(view(&world, 0).screen, ASKED, "another tab has nothing");
}

#[test]
fn it_is_remembered_only_if_that_is_wanted_and_listed_and_forgotten() {
    let mut world = at_the_door(1);
    enters(&mut world, 0, "richtig", true);
    let kept: Vec<u32> = world.people[0].store.copies.keys().map(|kept| kept.bytes).collect();
    assert_eq!(kept, [PASSPHRASE_BYTES]);
    for days in [20, 40] {
        world.act(&Act::Close(0));
        world.people[0].store.days = days;
        world.act(&Act::Open(0));
        world.run(2_000);
        assert_eq!(view(&world, 0).screen, Screen::Lobby, "every visit keeps it for another 30 days");
    }
    does(&mut world, 0, KeepingIntent::Look);
    world.run(100);
    let stored = view(&world, 0).beside.keeping.stored.clone().expect("it was asked for");
    let [one] = *stored else { panic!("one thing is stored: {stored:?}") };
    assert!(one.kind == CopyKind::Passphrase && one.here && one.days == 0);
    does(&mut world, 0, KeepingIntent::ForgetOther(one.name));
    world.run(100);
    assert!(world.people[0].store.copies.is_empty());
    world.act(&Act::Close(0));
    world.act(&Act::Open(0));
    world.run(2_000);
    assert_eq!(view(&world, 0).screen, ASKED);
}

#[test]
fn forgetting_the_meeting_forgets_its_passphrase() {
    let mut world = at_the_door(1);
    enters(&mut world, 0, "richtig", true);
    does(&mut world, 0, KeepingIntent::Forget);
    world.run(100);
    assert!(world.people[0].store.copies.is_empty());
}

#[test]
fn a_passphrase_that_is_being_saved_when_it_is_forgotten_does_not_stay() {
    for forget in [AppIntent::ChangePassphrase.into(), KeepingIntent::Forget.into(), KeepingIntent::ForgetAll.into()] {
        let forget: Intent = forget;
        let mut world = at_the_door(1);
        world.people[0].store.slow = true;
        enters(&mut world, 0, "richtig", true);
        does(&mut world, 0, forget.clone());
        world.run(1_000);
        assert_eq!(world.people[0].store.on_their_way.len(), 1);
        world.hasten_store(0);
        world.run(1_000);
        assert!(world.people[0].store.copies.is_empty(), "{forget:?}");
    }
}

#[test]
fn a_worker_that_fails_or_is_silent_and_an_empty_field_ask_again() {
    let mut world = at_the_door(1);
    let trouble = |trouble| Screen::Locked(Locked { looking: false, checking: false, trouble: Some(trouble) });
    types(&mut world, 0, " \u{3000}", false);
    assert_eq!(view(&world, 0).screen, trouble(LockTrouble::Empty));
    types(&mut world, 0, "richtig", false);
    let page = world.running_page(0);
    let (op, _) = world.pages[page].stretching.take().expect("it was asked");
    world.hears(page, Event::Failed { op, failure: Failure::Other });
    assert_eq!(view(&world, 0).screen, trouble(LockTrouble::Failed));
    types(&mut world, 0, "richtig", false);
    world.run(61_000);
    assert_eq!(view(&world, 0).screen, trouble(LockTrouble::Failed));
    // What comes too late opens nothing.
    worker_answers(&mut world, 0);
    assert_eq!(view(&world, 0).screen, trouble(LockTrouble::Failed));
}

#[test]
fn whoever_begins_one_chooses_it_or_has_words_proposed() {
    let mut world = World::new(1, 1, Weather::calm());
    world.people[0].code.clear();
    world.act(&Act::Open(0));
    world.run(500);
    does(&mut world, 0, AppIntent::StartProtected { passphrase: Passphrase::new("  ".into()), remember: false });
    assert!(matches!(view(&world, 0).screen, Screen::Start { .. }));
    does(&mut world, 0, AppIntent::SuggestPassphrase);
    world.run(100);
    let words = view(&world, 0).beside.protection.suggested.clone().expect("they are proposed");
    does(&mut world, 0, AppIntent::StartProtected { passphrase: Passphrase::new(words.to_string()), remember: false });
    assert_eq!(view(&world, 0).screen, CHECKING);
    assert_eq!(view(&world, 0).beside.protection.suggested, None);
    worker_answers(&mut world, 0);
    assert_eq!(view(&world, 0).screen, Screen::Lobby);
    let code = view(&world, 0).link.clone().expect("there is a link");
    assert!(plenum_engine::invite::read(&code).expect("it reads").link.passphrase());
}

#[test]
fn whoever_goes_elsewhere_meanwhile_is_left_alone() {
    let mut world = at_the_door(1);
    types(&mut world, 0, "richtig", true);
    does(&mut world, 0, AppIntent::GoToStart);
    worker_answers(&mut world, 0);
    assert!(matches!(view(&world, 0).screen, Screen::Start { .. }));
    assert_eq!(seats(&world), [0; 0]);
    assert!(world.people[0].store.copies.is_empty());
}

#[test]
fn a_browser_without_webrtc_is_asked_too_since_those_inside_can_help() {
    let mut world = World::new(1, 1, Weather::calm());
    world.code = Link::from_parts([9; 16], true).code();
    world.people[0].code.clone_from(&world.code);
    world.people[0].no_webrtc = true;
    world.act(&Act::Open(0));
    world.run(2_000);
    assert_eq!(view(&world, 0).screen, ASKED);
    types(&mut world, 0, "four words of ours", false);
    worker_answers(&mut world, 0);
    assert_eq!(view(&world, 0).screen, Screen::Unable(Unable::NoWebRtc));
    assert!(world.listed(world.peer_of(0)), "it has a seat, and can ask whoever is inside");
}
