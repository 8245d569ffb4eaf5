//! What stays on the device: everybody leaves, somebody comes back with the link, and the notes are there.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use plenum_document::api::act::{Act as DocumentAct, PadAct};
use plenum_document::base::ids::PadId;
use plenum_document::records::content::{Chat, HandSign, Sign};
use plenum_engine::api::intent::{AppIntent, Intent, KeepingIntent};
use plenum_engine::api::view::{Keeping, KeepingState, NoticeKind, Screen};

fn say(world: &mut World, who: usize, text: &str) {
    let page = world.running_page(who);
    world.does(page, DocumentAct::Chat(Chat::Say { text: text.into(), reply_to: None }));
}

fn chat(world: &World, who: usize) -> Vec<String> {
    world.pages[world.running_page(who)].worker.chat()
}

fn wants(world: &mut World, who: usize, intent: KeepingIntent) {
    let page = world.running_page(who);
    world.clicks(page, Intent::Keeping(intent));
    world.run(100);
}

fn keeping(world: &World, who: usize) -> Keeping {
    world.pages[world.running_page(who)].view.beside.keeping.clone()
}

/// So many copies are in somebody's browser.
fn copies(world: &World, who: usize) -> usize {
    world.people[who].store.copies.len()
}

/// Opens the link anew and goes in, and waits until what was kept is here.
fn returns(world: &mut World, who: usize) {
    for act in [Act::Open(who), Act::Join(who)] {
        world.act(&act);
        world.run(500);
    }
    world.run(6_000);
}

fn close(world: &mut World, who: usize) {
    world.act(&Act::Close(who));
    world.run(3_000);
}

#[test]
fn everybody_leaves_and_whoever_returns_has_what_was_written() {
    let mut world = Meeting::of(3).with_documents().begun();
    say(&mut world, 0, "Beschlossen: Tee.");
    world.run(3_000);
    (0..3).for_each(|who| close(&mut world, who));
    world.people[1].store.days += 7;
    returns(&mut world, 1);
    assert_eq!(chat(&world, 1), ["Beschlossen: Tee."]);
    assert_eq!(copies(&world, 1), 1, "the new copy is in the place of the old one");
    say(&mut world, 1, "Und Kaffee.");
    world.run(2_000);
    for who in [0, 2] {
        returns(&mut world, who);
        assert_eq!(chat(&world, who), ["Beschlossen: Tee.", "Und Kaffee."]);
    }
}

#[test]
fn what_each_of_two_has_kept_becomes_one() {
    let mut world = Meeting::of(2).with_documents().begun();
    say(&mut world, 0, "vorher");
    world.run(5_000);
    close(&mut world, 0);
    say(&mut world, 1, "allein");
    world.run(3_000);
    close(&mut world, 1);
    returns(&mut world, 0);
    assert_eq!(chat(&world, 0), ["vorher"]);
    say(&mut world, 0, "auch allein");
    world.run(3_000);
    close(&mut world, 0);
    [0, 1].into_iter().for_each(|who| returns(&mut world, who));
    world.run(15_000);
    for who in 0..2 {
        let mut lines = chat(&world, who);
        lines.sort();
        assert_eq!(lines, ["allein", "auch allein", "vorher"]);
    }
}

#[test]
fn what_was_written_in_the_last_moment_is_kept_on_leaving() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "Eins.");
    world.run(200);
    world.act(&Act::Leave(0));
    world.run(100);
    assert_eq!(
        (world.pages[world.running_page(0)].view.screen, keeping(&world, 0).state),
        (Screen::Left, KeepingState::Kept)
    );
    close(&mut world, 0);
    returns(&mut world, 0);
    assert_eq!(chat(&world, 0), ["Eins."]);
}

#[test]
fn a_meeting_in_which_nothing_was_written_leaves_nothing() {
    let mut world = Meeting::of(2).with_documents().begun();
    world.act(&Act::Leave(0));
    world.run(3_000);
    assert_eq!((copies(&world, 0), keeping(&world, 0)), (0, Keeping::default()));
}

#[test]
fn two_tabs_of_one_browser_lose_nothing_of_each_other() {
    let mut world = Meeting::of(2).with_documents().begun();
    // Both are tabs of one browser, and there is no way between them.
    world.people[1].store_of = 0;
    world.act(&Act::Cut(0, 1, 600_000));
    for text in ["a", "b", "c"] {
        for who in 0..2 {
            say(&mut world, who, &format!("{text}{who}"));
            world.run(8_000);
        }
    }
    assert_eq!(copies(&world, 0), 2, "each tab leaves one copy");
    [0, 1].into_iter().for_each(|who| close(&mut world, who));
    returns(&mut world, 1);
    let mut lines = chat(&world, 1);
    lines.sort();
    assert_eq!(lines, ["a0", "a1", "b0", "b1", "c0", "c1"]);
    assert_eq!(copies(&world, 0), 1, "both are merged into one");
}

#[test]
fn a_forgotten_meeting_is_gone_and_stays_so_over_leaving_and_reloading() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "geheim");
    world.run(6_000);
    assert_eq!((copies(&world, 0), keeping(&world, 0).state), (1, KeepingState::Kept));
    wants(&mut world, 0, KeepingIntent::Forget);
    assert_eq!((copies(&world, 0), keeping(&world, 0).state), (0, KeepingState::Forgotten));
    say(&mut world, 0, "immer noch geheim");
    world.run(6_000);
    for act in [Act::Reload(0), Act::Leave(0), Act::Join(0)] {
        world.act(&act);
        world.run(6_000);
        say(&mut world, 0, "nochmals geheim");
        world.run(6_000);
        assert_eq!((copies(&world, 0), keeping(&world, 0).state), (0, KeepingState::Forgotten), "{act:?}");
    }
    wants(&mut world, 0, KeepingIntent::Keep);
    world.run(6_000);
    assert_eq!((copies(&world, 0), keeping(&world, 0).state), (1, KeepingState::Kept));
}

#[test]
fn whoever_has_left_can_have_it_forgotten() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "geheim");
    world.run(6_000);
    world.act(&Act::Leave(0));
    world.run(100);
    wants(&mut world, 0, KeepingIntent::Forget);
    assert_eq!((copies(&world, 0), keeping(&world, 0).state), (0, KeepingState::Forgotten));
    world.act(&Act::Join(0));
    world.run(6_000);
    say(&mut world, 0, "auch das");
    world.run(6_000);
    assert_eq!(copies(&world, 0), 0, "nor is it kept again by coming back");
}

#[test]
fn a_copy_is_gone_after_thirty_days_without_the_meeting() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "alt");
    world.run(6_000);
    close(&mut world, 0);
    for (days, lines) in [(30, 1), (30, 1), (31, 0)] {
        world.people[0].store.days += days;
        returns(&mut world, 0);
        assert_eq!(chat(&world, 0).len(), lines, "opening the link is what keeps it");
        close(&mut world, 0);
    }
}

#[test]
fn what_is_stored_is_listed_and_deleted_one_by_one_and_all_at_once() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "hier");
    world.run(6_000);
    let (mut other, bytes) =
        world.people[0].store.copies.first_key_value().map(|(k, b)| (*k, b.clone())).expect("kept");
    other.day -= 3;
    for name in 1..4 {
        other.name.0 = [name; 16];
        world.people[0].store.copies.insert(other, bytes.clone());
    }
    wants(&mut world, 0, KeepingIntent::Look);
    let stored = keeping(&world, 0).stored.expect("it was asked for");
    let seen: Vec<_> = stored.iter().map(|meeting| (meeting.here, meeting.days, meeting.bytes)).collect();
    assert_eq!(seen, [(true, 0, 4096), (false, 3, 4096), (false, 3, 4096), (false, 3, 4096)]);
    wants(&mut world, 0, KeepingIntent::ForgetOther(stored[2].name));
    assert_eq!(keeping(&world, 0).stored.map(|stored| stored.len()), Some(3));
    assert_eq!(copies(&world, 0), 3);
    wants(&mut world, 0, KeepingIntent::ForgetAll);
    assert_eq!((copies(&world, 0), keeping(&world, 0).stored.map(|stored| stored.len())), (0, Some(0)));
}

#[test]
fn damaged_copies_and_those_of_others_are_ignored_and_the_meeting_goes_on() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "heil");
    world.run(6_000);
    close(&mut world, 0);
    let (kept, bytes) = world.people[0].store.copies.first_key_value().map(|(k, b)| (*k, b.clone())).expect("kept");
    for (id, damage) in [(1, vec![]), (2, vec![1; 4096]), (3, vec![9; 4096]), (4, bytes[..4095].to_vec())] {
        let copy = plenum_engine::api::storage::KeptCopy { id, ..kept };
        world.people[0].store.copies.insert(copy, damage);
    }
    returns(&mut world, 0);
    assert_eq!(chat(&world, 0), ["heil"]);
    assert_eq!(world.pages[world.running_page(0)].worker.started, 1);
    let here = world.running_page(0);
    world.clicks(here, Intent::App(AppIntent::CopyLog));
    let report = world.pages[here].report.clone().unwrap_or_default();
    assert!(report.contains("copies on this device: Kept, 4 did not open"), "{report}");
    // What nobody can open is gone; what a later version may open is still there.
    let left: Vec<u64> = world.people[0].store.copies.keys().map(|copy| copy.id).collect();
    assert!(left.contains(&3) && left.len() == 2, "{left:?}");
}

#[test]
fn without_room_older_meetings_go_first_and_then_the_person_is_told() {
    let mut world = Meeting::of(1).with_documents().begun();
    world.people[0].store.room = Some(4096);
    say(&mut world, 0, "eins");
    world.run(6_000);
    let (mut kept, bytes) = world.people[0].store.copies.pop_first().expect("kept");
    kept.name.0 = [7; 16];
    world.people[0].store.copies.insert(kept, bytes);
    say(&mut world, 0, "zwei");
    world.run(6_000);
    assert!(!world.people[0].store.copies.contains_key(&kept), "the other one has made room");
    assert_eq!(copies(&world, 0), 1);
    world.people[0].store.room = Some(100);
    say(&mut world, 0, "drei");
    world.run(6_000);
    assert_eq!(keeping(&world, 0).state, KeepingState::Full);
    assert!(world.pages[world.running_page(0)].view.notices.contains(&NoticeKind::NotKept));
    assert_eq!(copies(&world, 0), 1, "what was kept before stays");
    assert_eq!(chat(&world, 0).len(), 3);
}

#[test]
fn a_browser_that_keeps_nothing_says_so_in_the_settings_and_nowhere_else() {
    let mut world = Meeting::of(2).with_documents().begun();
    close(&mut world, 0);
    world.people[0].store.missing = true;
    returns(&mut world, 0);
    say(&mut world, 0, "Hallo");
    world.run(6_000);
    assert_eq!(chat(&world, 1), ["Hallo"]);
    assert_eq!(keeping(&world, 0).state, KeepingState::Unavailable);
    assert!(!world.pages[world.running_page(0)].view.notices.contains(&NoticeKind::NotKept));
}

#[test]
fn a_page_that_dies_while_it_saves_has_the_copy_before() {
    let mut world = Meeting::of(1).with_documents().begun();
    say(&mut world, 0, "vorher");
    world.run(6_000);
    world.people[0].store.slow = true;
    say(&mut world, 0, "nachher");
    world.run(6_000);
    world.act(&Act::PowerCut(0));
    world.run(1_000);
    world.people[0].store.slow = false;
    returns(&mut world, 0);
    assert_eq!(chat(&world, 0), ["vorher"]);
}

#[test]
fn everybody_leaves_and_the_notes_are_there() {
    let mut world = Meeting::of(1).with_documents().begun();
    let here = world.running_page(0);
    world.does(here, DocumentAct::Pad(PadAct::Append { pad: PadId([0; 16]), text: "Protokoll".into() }));
    world.run(6_000);
    close(&mut world, 0);
    returns(&mut world, 0);
    let here = world.running_page(0);
    assert_eq!(world.pad_text(here, PadId([0; 16])).trim_end(), "Protokoll");
}

#[test]
fn what_went_on_when_all_left_is_over_for_whoever_returns_later() {
    for (away_ms, comes_first, goes_on) in [(150_000, 0, false), (150_000, 1, false), (10_000, 0, true)] {
        let mut world = Meeting::of(2).with_documents().begun();
        let here = world.running_page(0);
        world.does(here, DocumentAct::HandSign(HandSign { sign: Sign::Agree, up: true }));
        world.run(2_000);
        // Ben has kept nothing: what went on comes with whoever comes after him.
        close(&mut world, 1);
        world.people[1].store.copies.clear();
        close(&mut world, 0);
        world.run(away_ms);
        [comes_first, 1 - comes_first].into_iter().for_each(|who| returns(&mut world, who));
        world.run(5_000);
        for who in 0..2 {
            let page = world.running_page(who);
            assert_eq!(world.pages[page].worker.signs(), usize::from(goes_on), "{away_ms} ms, first {comes_first}");
        }
    }
}

/// Has somebody change the first line, and says what Ben reads then.
fn edits(world: &mut World, who: usize, text: &str) -> String {
    let page = world.running_page(who);
    let target = world.pages[page].worker.lines()[0].id;
    world.does(page, DocumentAct::Chat(Chat::Edit { target, text: text.into() }));
    world.run(5_000);
    chat(world, 1)[0].clone()
}

#[test]
fn who_opens_the_link_again_is_who_they_were_under_the_same_name() {
    let mut world = Meeting::of(2).with_documents().begun();
    say(&mut world, 0, "Ich komme gleich");
    world.run(6_000);
    close(&mut world, 0);
    returns(&mut world, 0);
    assert_eq!(edits(&mut world, 0, "Ich bin da"), "Ich bin da");
    // Nothing of the session in between was written but who it is.
    for text in ["Ich war kurz weg", "Ich war lange weg"] {
        close(&mut world, 0);
        world.people[0].store.days += 7;
        returns(&mut world, 0);
        assert_eq!(edits(&mut world, 0, text), text);
    }
    // Somebody else sits down at the same machine, and then she herself again.
    close(&mut world, 0);
    let name = world.people[0].name.clone();
    world.people[0].call("Dora");
    returns(&mut world, 0);
    assert_eq!(edits(&mut world, 0, "Ich bin nicht Ada"), "Ich war lange weg");
    say(&mut world, 0, "Dora hier");
    world.run(6_000);
    close(&mut world, 0);
    world.people[0].call(&name);
    returns(&mut world, 0);
    assert_eq!(edits(&mut world, 0, "Wieder Ada"), "Wieder Ada");
}

/// Ada has written, and opens a second tab.
fn in_two_tabs() -> World {
    let mut world = Meeting::of(3).with_documents().begun();
    world.act(&Act::Close(2));
    let name = world.people[0].name.clone();
    world.people[2].call(&name);
    world.people[2].store_of = 0;
    say(&mut world, 0, "Im ersten Tab");
    world.run(6_000);
    returns(&mut world, 2);
    assert_eq!(edits(&mut world, 2, "Im zweiten"), "Im ersten Tab");
    world
}

#[test]
fn another_tab_is_somebody_else_while_it_is_there_and_after_a_reload() {
    let mut world = in_two_tabs();
    world.act(&Act::Reload(0));
    world.run(60_000);
    assert_eq!(edits(&mut world, 2, "Im zweiten"), "Im ersten Tab");
    assert_eq!(edits(&mut world, 0, "Noch im ersten"), "Noch im ersten");
    // Both are hers when neither is there any more.
    say(&mut world, 2, "Und im zweiten");
    world.run(6_000);
    [0, 2].into_iter().for_each(|who| close(&mut world, who));
    returns(&mut world, 0);
    for text in ["Wieder da", "Immer noch da"] {
        assert_eq!(edits(&mut world, 0, text), text);
    }
    let authors = world.pages[world.running_page(1)].worker.lines().iter().map(|line| line.author).collect::<Vec<_>>();
    assert!(authors.len() == 2 && authors[0] == authors[1]);
}

#[test]
fn another_tab_that_is_gone_is_ones_own() {
    let mut world = in_two_tabs();
    world.act(&Act::Crash(0));
    world.run(90_000);
    assert_eq!(edits(&mut world, 2, "Im zweiten"), "Im zweiten");
}
