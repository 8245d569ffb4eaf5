//! Files between whole pages: whole in spite of loss and cuts, in nobody's way, and never more than a person wanted.

use crate::world::World;
use crate::world::act::Act;
use crate::world::mallory::MALLORY;
use crate::world::meeting::Meeting;
use crate::world::weather::Weather;
use plenum_engine::api::files::TransferId;
use plenum_engine::api::intent::{FilesIntent, Intent};
use plenum_engine::api::view::{FileTrouble, TransferState};
use serde_json::{Value, json};

const PIECE: u64 = 128 * 1024;

/// Twenty megabits a second each way, one packet of a hundred lost.
fn lossy() -> Weather {
    Weather { bytes_per_ms: 2_500, packets_lost: 10, heartbeats_lost: 20, ..Weather::calm() }
}

/// Two who are in, and a file of Ada's that Ben has accepted.
fn accepted(weather: Weather, size: u64) -> World {
    let mut world = Meeting::of(2).weather(weather).lasting(3_000).begun();
    let (ada, ben, to) = (world.running_page(0), world.running_page(1), world.peer_of(1));
    world.offers(ada, Some(to), "Protokoll.pdf", size);
    world.run(1_000);
    world.takes(ben);
    world
}

fn states(world: &World) -> [TransferState; 2] {
    [0, 1].map(|who| world.transfer(world.running_page(who)).state)
}

fn wants(world: &mut World, who: usize, intent: fn(TransferId) -> FilesIntent) {
    let page = world.running_page(who);
    let id = world.transfer(page).id;
    world.clicks(page, Intent::Files(intent(id)));
}

/// Nothing of any file is left with anybody.
fn nothing_kept(world: &World) -> bool {
    world.pages.iter().all(|page| page.disk.chosen.is_empty() && page.disk.kept.is_empty())
}

#[test]
fn fifty_megabytes_arrive_whole_over_a_line_that_breaks_while_sound_is_not_kept_waiting() {
    let size = 50_000_000;
    let mut world = Meeting::of(5).weather(lossy()).lasting(3_000).begun();
    let (ada, ben, to) = (world.running_page(0), world.running_page(1), world.peer_of(1));
    world.offers(ada, Some(to), "Mitschnitt.ogg", size);
    world.run(1_000);
    assert_eq!(world.pages[ada].disk.pending.1, 0, "nothing is read before it is wanted");
    world.takes(ben);
    assert!(world.run_till(60_000, |world| world.transfer(ben).done > size / 2), "{:?}", world.transfer(ben));
    let before = world.transfer(ben).done;
    world.act(&Act::Break(0, 1));
    let (mut slowest, mut last, mut stood) = (0, before, false);
    while world.transfer(ada).state != TransferState::Done {
        // Those between whom nothing broke are told, and between those two everything is until it broke.
        for on in [false, true] {
            slowest = slowest.max(world.until_known(2, on));
            world.run(300);
            let done = world.transfer(ben).done;
            stood |= std::mem::replace(&mut last, done) == done && done < size;
        }
        assert!(world.now < 300_000, "it does not arrive: {:?}", world.transfer(ben));
    }
    assert!(stood && before < size, "nothing came while the line was broken");
    assert_eq!(world.transfer(ben).state, TransferState::Done);
    assert!(slowest < 200, "a microphone was known to be off or on after {slowest} ms");
    assert_eq!(world.pages[ben].disk.kept.values().copied().collect::<Vec<_>>(), [(size, true)]);
    assert!(world.pages[ada].disk.chosen.is_empty(), "what everybody has is not kept");
    let most = [ada, ben].map(|page| world.pages[page].disk.pending.1);
    assert!(most.iter().all(|most| *most <= 2 * PIECE), "held at once: {most:?}");
    wants(&mut world, 1, FilesIntent::Save);
    assert_eq!(world.pages[ben].disk.saved, ["Mitschnitt.ogg"]);
}

#[test]
fn who_is_cut_off_until_they_count_as_lost_goes_on_where_it_stood() {
    let mut world = accepted(lossy(), 20_000_000);
    let [ada, ben] = [0, 1].map(|who| world.running_page(who));
    assert!(world.run_till(30_000, |world| world.transfer(ben).done > 5_000_000));
    world.act(&Act::Offline(1, 90_000));
    world.run(85_000);
    assert_eq!(states(&world), [TransferState::Paused; 2]);
    let stood = world.transfer(ben).done;
    assert!(world.run_till(120_000, |world| states(world) == [TransferState::Done; 2]), "{:?}", states(&world));
    assert!(stood >= 5_000_000 && world.pages[ben].disk.kept.values().all(|kept| *kept == (20_000_000, true)));
    assert!(world.pages[ada].disk.chosen.is_empty());
}

#[test]
fn what_shows_how_far_it_is_changes_four_times_a_second_at_most() {
    let mut world = accepted(lossy(), 8_000_000);
    let ben = world.running_page(1);
    let (mut shown, mut changes, since) = (world.transfers(ben), 0, world.now);
    while world.transfer(ben).state != TransferState::Done {
        world.run(10);
        let now = world.transfers(ben);
        changes += u64::from(!std::sync::Arc::ptr_eq(&shown, &now) && shown != now);
        shown = now;
        assert!(world.now < since + 60_000);
    }
    assert!(changes > 4 && changes <= 4 + (world.now - since) / 250, "{changes} in {} ms", world.now - since);
}

#[test]
fn an_offer_to_all_is_for_each_to_take_and_for_whoever_comes_later() {
    let mut world = Meeting::of(3).lasting(3_000).begun();
    let [ada, ben, cem] = [0, 1, 2].map(|who| world.running_page(who));
    world.act(&Act::Leave(2));
    world.run(10_000);
    world.offers(ada, None, "Einladung.pdf", 300_000);
    world.run(1_000);
    assert_eq!(world.transfers(cem).len(), 0);
    world.takes(ben);
    world.run(2_000);
    world.act(&Act::Join(2));
    world.settle();
    world.run(3_000);
    let cem = world.running_page(2);
    assert!(!world.transfer(cem).news, "it was there when they came back");
    world.takes(cem);
    world.run(3_000);
    for page in [ben, cem] {
        assert_eq!(world.transfer(page).state, TransferState::Done);
        assert_eq!(world.pages[page].disk.kept.values().copied().collect::<Vec<_>>(), [(300_000, true)]);
    }
    let all = world.transfers(ada)[0].id;
    world.clicks(ada, Intent::Files(FilesIntent::Cancel(all)));
    assert!(world.pages[ada].disk.chosen.is_empty());
    assert_eq!(world.transfer(ben).state, TransferState::Done, "what has arrived stays");
}

#[test]
fn either_side_may_end_it_and_nothing_is_kept() {
    for ends in [0, 1] {
        let mut world = accepted(lossy(), 20_000_000);
        world.run(2_000);
        assert_eq!(states(&world), [TransferState::Running; 2]);
        wants(&mut world, ends, FilesIntent::Cancel);
        world.run(3_000);
        assert_eq!(states(&world), [TransferState::Cancelled; 2]);
        assert!(nothing_kept(&world), "{ends}");
        // And the next one goes as if nothing had been.
        let (ada, ben, to) = (world.running_page(0), world.running_page(1), world.peer_of(1));
        world.offers(ada, Some(to), "noch eins", 1_000_000);
        world.run(1_000);
        world.takes(ben);
        assert!(world.run_till(10_000, |world| states(world) == [TransferState::Done; 2]), "{:?}", states(&world));
    }
}

#[test]
fn what_is_refused_or_taken_back_leaves_nothing_with_who_did_not_want_it() {
    for refused in [true, false] {
        let mut world = Meeting::of(2).lasting(3_000).begun();
        let (ada, ben, to) = (world.running_page(0), world.running_page(1), world.peer_of(1));
        world.offers(ada, Some(to), "x", 1_000);
        world.run(1_000);
        wants(&mut world, usize::from(refused), FilesIntent::Cancel);
        world.run(1_000);
        let state = if refused { TransferState::Refused } else { TransferState::Cancelled };
        assert_eq!((world.transfer(ada).state, world.transfers(ben).len()), (state, 0));
        assert!(nothing_kept(&world));
    }
}

#[test]
fn an_empty_file_and_one_that_ends_with_a_piece_arrive() {
    for size in [0, 1, PIECE, 3 * PIECE, 3 * PIECE + 1] {
        let mut world = accepted(Weather::calm(), size);
        assert!(world.run_till(10_000, |world| states(world) == [TransferState::Done; 2]), "{size}");
        let ben = world.running_page(1);
        assert_eq!(world.pages[ben].disk.kept.values().copied().collect::<Vec<_>>(), [(size, true)]);
    }
}

#[test]
fn a_slow_disk_holds_up_the_sender_and_a_broken_one_ends_it() {
    let mut world = accepted(Weather::calm(), 4_000_000);
    let [ada, ben] = [0, 1].map(|who| world.running_page(who));
    world.pages[ben].disk.slow_ms = 500;
    world.run(5_000);
    assert!(world.pages[ben].disk.pending.1 <= 2 * PIECE && world.transfer(ada).done <= 24 * PIECE);
    world.pages[ben].disk.broken = true;
    world.run(3_000);
    assert_eq!(states(&world), [TransferState::Cancelled, TransferState::Failed(FileTrouble::Unwritable)]);
    assert!(nothing_kept(&world));
    let mut world = accepted(Weather::calm(), 4_000_000);
    let ada = world.running_page(0);
    world.pages[ada].disk.broken = true;
    world.run(3_000);
    assert_eq!(states(&world), [TransferState::Failed(FileTrouble::Unreadable), TransferState::Cancelled]);
}

#[test]
fn a_sender_who_reloads_has_lost_it_and_a_receiver_who_does_is_offered_it_anew() {
    let mut world = accepted(lossy(), 20_000_000);
    world.run(2_000);
    let ben = world.running_page(1);
    world.act(&Act::Reload(0));
    world.settle();
    world.run(10_000);
    assert_eq!(world.transfer(ben).state, TransferState::Failed(FileTrouble::Gone));
    assert!(world.pages[ben].disk.kept.is_empty(), "nothing is kept of half a file");

    let mut world = accepted(lossy(), 2_000_000);
    world.run(200);
    world.act(&Act::Reload(1));
    world.settle();
    world.run(10_000);
    let ben = world.running_page(1);
    assert_eq!((world.transfer(ben).state, world.transfer(ben).news), (TransferState::Offered, false));
    assert!(world.transfer(ben).ago_ms >= 1_200, "it is told since when it is offered");
    world.offers(world.running_page(0), None, "neu.pdf", 5);
    world.run(2_000);
    assert!(
        world.transfers(ben).last().is_some_and(|file| file.news && file.ago_ms < 1_000),
        "what is offered later is news"
    );
    world.takes(ben);
    world.run(10_000);
    assert_eq!(states(&world), [TransferState::Done; 2]);
}

#[test]
fn too_many_and_too_large_ones_are_not_offered_and_that_is_said() {
    let mut world = Meeting::of(2).lasting(3_000).begun();
    let (ada, ben, to) = (world.running_page(0), world.running_page(1), world.peer_of(1));
    world.offers(ada, Some(to), "large", (2 << 30) + 1);
    assert_eq!(world.transfer(ada).state, TransferState::Failed(FileTrouble::TooLarge));
    for _ in 0..17 {
        world.offers(ada, Some(to), "many", 10);
    }
    assert_eq!(world.transfer(ada).state, TransferState::Failed(FileTrouble::TooMany));
    world.run(2_000);
    assert_eq!((world.transfers(ben).len(), world.pages[ada].disk.chosen.len()), (16, 16));
    world.act(&Act::Leave(0));
    assert!(world.pages[ada].disk.chosen.is_empty());
}

fn says(world: &mut World, message: Value) {
    world.guest_writes_json(MALLORY, 0, 0, message);
}

fn offer(n: u8, name: &str, size: Value) -> Value {
    let file = plenum_shared::bytes::encode(&[n; 16]);
    json!({"topic": "files", "type": "offer", "file": file, "name": name, "size": size, "kind": "text/html"})
}

#[test]
fn what_somebody_hostile_says_of_files_is_dropped_and_bounded() {
    let mut world = World::two_talk_with_mallory(21);
    let ada = world.running_page(0);
    for size in [json!(-1), json!(1e30), json!(3_u64 << 30), json!(u64::MAX), json!("9")] {
        says(&mut world, offer(1, "x", size));
    }
    says(&mut world, offer(1, &"n".repeat(2_000), json!(1)));
    world.run(1_000);
    assert_eq!(world.transfers(ada).len(), 0);
    says(&mut world, offer(1, "../../etc/\u{202E}fdp.sh", json!(9)));
    // The same id for another file, and answers to what was never offered.
    says(&mut world, offer(1, "other", json!(10)));
    for kind in ["accept", "refuse", "received", "withdraw"] {
        let file = plenum_shared::bytes::encode(&[7; 16]);
        says(&mut world, json!({"topic": "files", "type": kind, "file": file, "offset": 5}));
    }
    world.run(1_000);
    let shown = world.transfers(ada);
    assert_eq!((shown.len(), &*shown[0].name, shown[0].size), (1, "fdp.sh", 9));
    // A flood of offers, and of offers that are taken back at once.
    for n in 2..250 {
        says(&mut world, offer(n, "flood", json!(9)));
    }
    world.run(60_000);
    for n in 2..250 {
        says(&mut world, json!({"topic": "files", "type": "withdraw", "file": plenum_shared::bytes::encode(&[n; 16])}));
    }
    assert!(world.transfers(ada).len() <= 16, "{}", world.transfers(ada).len());
    world.run(60_000);
    assert!(world.pages[ada].disk.kept.is_empty());
    world.unharmed();
}
