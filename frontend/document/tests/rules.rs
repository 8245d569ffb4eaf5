//! What acts mean: chat, hand signs, speaking list; signatures, the kept copy, the view.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, Change, DecisionAct, PadAct};
use plenum_document::api::effect::{Effect, Refusal};
use plenum_document::api::event::Event;
use plenum_document::api::view::Speaker;
use plenum_document::base::ids::PadId;
use plenum_document::records::content::{Chat, HandSign, List, Method, Rule, Sign, TEXT_BYTES, Wish};
use world::room::{act, order, raise, room, say, waiting};
use world::{BEGIN, Replica, World};

const PAD: PadId = PadId([0; 16]);

fn chat(world: &mut World, at: usize) -> Vec<String> {
    world.replicas[at].view().chat.value.lines.iter().map(|line| line.text.clone()).collect()
}

#[test]
fn a_line_is_edited_and_deleted_by_its_author_alone_and_visibly() {
    let mut world = room(&["Ada", "Ben"]);
    let target = say(&mut world, 0, "Hallo");
    act(&mut world, 1, Act::Chat(Chat::Edit { target, text: "gefälscht".to_owned() }));
    act(&mut world, 1, Act::Chat(Chat::Delete { target }));
    assert_eq!(chat(&mut world, 1), ["Hallo"]);
    act(&mut world, 1, Act::Chat(Chat::React { target, emoji: "👍".to_owned(), on: true }));
    act(&mut world, 0, Act::Chat(Chat::Edit { target, text: "Hallo alle".to_owned() }));
    let line = world.replicas[1].view().chat.value.lines[0].clone();
    assert!(
        line.edited && !line.deleted && line.text == "Hallo alle" && line.reactions.get("👍").map(Vec::len) == Some(1)
    );
    act(&mut world, 0, Act::Chat(Chat::Delete { target }));
    let line = world.replicas[1].view().chat.value.lines[0].clone();
    assert!(line.deleted && line.text.is_empty() && line.reactions.is_empty());
}

#[test]
fn unread_lines_are_those_of_others_after_the_last_that_was_read() {
    let mut world = room(&["Ada", "Ben"]);
    let first = say(&mut world, 0, "eins");
    say(&mut world, 0, "zwei");
    say(&mut world, 1, "drei");
    let unread = |world: &mut World, at: usize| world.replicas[at].view().chat.value.unread;
    assert_eq!([unread(&mut world, 0), unread(&mut world, 1)], [1, 2]);
    act(&mut world, 1, Act::Read(first));
    assert_eq!(unread(&mut world, 1), 1);
    // The device remembers it.
    world.event(1, Event::Flush);
    let copy = world.replicas[1].copies.last().cloned();
    let mut again = Replica::new(1, [9; 32], copy, world.now);
    assert_eq!(again.view().chat.value.unread, 1);
}

#[test]
fn acts_without_text_or_with_too_much_of_it_are_refused() {
    let mut world = room(&["Ada"]);
    for text in ["", " \n", &"x".repeat(TEXT_BYTES + 1)] {
        world.act(0, Act::Chat(Chat::Say { text: text.to_owned(), reply_to: None }));
    }
    let options = vec!["x".repeat(500); 20];
    let text = "Was?".to_owned();
    world.act(0, Act::Decision(DecisionAct::Propose { text, method: Method::Single, options, hidden: false }));
    assert_eq!(world.replicas[0].refusals, [Refusal::Unfit; 4]);
    for _ in 0..70 {
        world.act(0, Act::HandSign(HandSign { sign: Sign::Agree, up: true }));
    }
    assert!(world.replicas[0].refusals[4..].iter().all(|why| *why == Refusal::Busy));
    assert!((5..=6).contains(&world.replicas[0].refusals[4..].len()), "64 wait, and the one under way");
}

#[test]
fn hand_signs_stay_until_lowered_and_count_for_those_present() {
    let mut world = room(&["Ada", "Ben"]);
    for at in 0..2 {
        act(&mut world, at, Act::HandSign(HandSign { sign: Sign::Agree, up: true }));
    }
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Slower, up: true }));
    assert_eq!(world.replicas[1].view().signs.value.counts[&Sign::Agree], 2);
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Agree, up: false }));
    let signs = world.replicas[1].view().signs.value;
    assert_eq!((signs.counts[&Sign::Agree], signs.counts[&Sign::Slower]), (1, 1));
    let ben = world.replicas[1].us;
    world.event(1, Event::Present(vec![(ben, "Ben".into())]));
    assert_eq!(world.replicas[1].view().signs.value.counts.len(), 1, "who has left counts no more");
}

#[test]
fn points_of_order_come_before_questions_before_replies_before_contributions() {
    let mut world = room(&["Ada", "Ben", "Eva", "Udo", "Ida"]);
    for (at, wish) in
        [Wish::Contribution, Wish::DirectReply, Wish::Question, Wish::PointOfOrder].into_iter().enumerate()
    {
        raise(&mut world, at, wish, None);
    }
    raise(&mut world, 4, Wish::Contribution, None);
    assert_eq!(order(&mut world), [3, 2, 1, 0, 4]);
    act(&mut world, 0, Act::List(List::PutOn { name: "Telefon".to_owned(), wish: Wish::Question, group: None }));
    assert_eq!(order(&mut world), [3, 2, 99, 1, 0, 4]);
    act(&mut world, 0, Act::List(List::Raise { wish: Wish::Contribution, group: None }));
    assert_eq!(order(&mut world).len(), 6, "nobody stands on it twice for one wish");
}

#[test]
fn contributions_are_ordered_by_the_rule() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    // Ada speaks for ten seconds, Ben for three.
    for (at, ms) in [(0, 10_000), (1, 3_000)] {
        let entry = raise(&mut world, at, Wish::Contribution, None);
        act(&mut world, at, Act::List(List::Begin { entry }));
        world.now = world.now + ms;
        act(&mut world, at, Act::List(List::End { entry }));
    }
    for at in 0..3 {
        raise(&mut world, at, Wish::Contribution, Some(["Nord", "Nord", "Süd"][at]));
    }
    let rule = |world: &mut World, rule: Rule| {
        act(world, 0, Act::List(List::Rule(rule)));
        order(world)
    };
    assert_eq!(rule(&mut world, Rule::Raised), [0, 1, 2]);
    assert_eq!(rule(&mut world, Rule::FirstTime), [2, 0, 1]);
    assert_eq!(rule(&mut world, Rule::SpokeLess), [2, 1, 0]);
    assert_eq!(rule(&mut world, Rule::Alternating), [0, 2, 1]);
    let list = world.replicas[2].view().list.value;
    let ada = Speaker::Key(world.replicas[0].us);
    assert!((11_000..12_000).contains(&list.spoken_ms[&ada]), "{}", list.spoken_ms[&ada]);
}

#[test]
fn who_is_put_on_the_list_has_the_group_that_was_chosen_for_them() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::List(List::Rule(Rule::Alternating)));
    raise(&mut world, 0, Wish::Contribution, Some("Nord"));
    let group = Some(" Nord ".to_owned());
    act(&mut world, 0, Act::List(List::PutOn { name: "Telefon".to_owned(), wish: Wish::Contribution, group }));
    raise(&mut world, 1, Wish::Contribution, Some("Süd"));
    assert_eq!(order(&mut world), [0, 1, 99], "two of one group do not follow each other");
    let group = Some("Süd".repeat(1_000));
    act(&mut world, 1, Act::List(List::PutOn { name: "Saal".to_owned(), wish: Wish::Contribution, group }));
    let waiting = world.replicas[0].view().list.value.waiting.clone();
    let groups: Vec<usize> = waiting.iter().filter_map(|entry| Some(entry.group.as_ref()?.chars().count())).collect();
    assert!(groups.len() == 4 && groups.iter().all(|letters| *letters <= 40), "{groups:?}");
}

#[test]
fn who_moderates_calls_and_everybody_can_take_the_moderation() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::List(List::Moderate { on: true }));
    let entry = raise(&mut world, 1, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry }));
    assert!(world.replicas[0].view().list.value.current.is_none());
    act(&mut world, 0, Act::List(List::Begin { entry }));
    act(&mut world, 1, Act::List(List::End { entry }));
    let list = world.replicas[0].view().list.value;
    assert!(list.current.is_none() && list.past.len() == 1, "one's own turn one ends oneself");
    act(&mut world, 1, Act::List(List::Moderate { on: true }));
    assert_eq!(world.replicas[0].view().list.value.moderator, Some(world.replicas[1].us));
    let entry = raise(&mut world, 0, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Withdraw { entry }));
    assert_eq!(order(&mut world), [0], "nobody withdraws for another");
    act(&mut world, 1, Act::List(List::TakeOff { entry }));
    assert!(order(&mut world).is_empty());
}

#[test]
fn a_record_exists_only_once_its_signature_came_and_acts_keep_their_order() {
    let mut world = room(&["Ada"]);
    for text in ["eins", "zwei"] {
        world.act(0, Act::Chat(Chat::Say { text: text.to_owned(), reply_to: None }));
    }
    assert!(chat(&mut world, 0).is_empty());
    // One that does not come is asked for again; the late answer to the first op is none.
    let (first, _) = world.replicas[0].asked.pop_front().unwrap();
    world.now = world.now + 5_000;
    world.event(0, Event::Tick);
    let (second, _) = world.replicas[0].asked.front().unwrap().clone();
    world.event(0, Event::Signed { op: first, signature: vec![0; 64] });
    assert!(first != second && world.replicas[0].refusals.is_empty());
    world.quiesce();
    assert_eq!(chat(&mut world, 0), ["eins", "zwei"]);
    // A wrong signature makes no record, and what follows is not held up.
    world.act(0, Act::Chat(Chat::Say { text: "drei".to_owned(), reply_to: None }));
    world.act(0, Act::Chat(Chat::Say { text: "vier".to_owned(), reply_to: None }));
    let (op, _) = world.replicas[0].asked.pop_front().unwrap();
    world.event(0, Event::Signed { op, signature: vec![0; 64] });
    world.quiesce();
    assert_eq!(chat(&mut world, 0), ["eins", "zwei", "vier"]);
    assert_eq!(world.replicas[0].refusals, [Refusal::Unsigned]);
}

#[test]
fn a_copy_is_kept_two_seconds_after_a_change_and_found_again() {
    let mut world = room(&["Ada", "Ben"]);
    let before = world.replicas[0].copies.len();
    say(&mut world, 0, "nächste Woche");
    let now = world.now;
    world.replicas[0].open(PadId::default(), now);
    let change = Change { from: 0, to: 0, insert: "Notizen".to_owned() };
    let version = world.replicas[0].mirrors[&PadId::default()].version;
    world.act(0, Act::Pad(PadAct::Edit { pad: PadId::default(), version, changes: vec![change] }));
    world.quiesce();
    world.now = world.now + 1_999;
    world.event(0, Event::Tick);
    assert_eq!(world.replicas[0].copies.len(), before);
    world.now = world.now + 1;
    world.event(0, Event::Tick);
    assert_eq!(world.replicas[0].copies.len(), before + 1);
    let copy = world.replicas[0].copies.last().unwrap().clone();
    let mut again = Replica::new(9, [5; 32], Some(copy.clone()), BEGIN);
    assert_eq!(again.view().chat.value.lines[0].text, "nächste Woche");
    assert_eq!(again.open(PadId::default(), BEGIN).0, "Notizen");
    assert_eq!(again.view().people.value[&world.replicas[0].us].name, "Ada", "also their names");
    assert!(again.document.handle(Event::Tick, BEGIN).is_empty(), "nothing has changed by that");
    // Damaged in any place, it counts as none.
    for at in 0..copy.len() {
        let mut damaged = copy.clone();
        damaged[at] ^= 0x10;
        let mut none = Replica::new(9, [5; 32], Some(damaged), BEGIN);
        assert!(none.view().chat.value.lines.is_empty(), "byte {at}");
    }
}

#[test]
fn slices_that_have_not_changed_are_not_made_anew() {
    let mut world = room(&["Ada"]);
    say(&mut world, 0, "eins");
    let before = world.replicas[0].view();
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Agree, up: true }));
    let after = world.replicas[0].view();
    assert!(after.signs.revision > before.signs.revision);
    assert_eq!(after.chat.revision, before.chat.revision);
    assert!(std::sync::Arc::ptr_eq(&after.chat.value, &before.chat.value));
    assert!(matches!(world.replicas[0].document.handle(Event::Flush, BEGIN)[..], [Effect::Keep { .. }]));
}

/// A copy of everything that a replica has.
fn copy_of(world: &mut World, at: usize) -> Vec<u8> {
    world.event(at, Event::Flush);
    world.replicas[at].copies.last().cloned().unwrap()
}

#[test]
fn copies_that_two_tabs_have_kept_are_merged_in_any_order() {
    let mut copies = Vec::new();
    // Nobody is connected with anybody.
    let mut world = World::new(2, 5);
    for (at, text) in ["eins ", "zwei "].into_iter().enumerate() {
        world.act(at, Act::Chat(Chat::Say { text: text.to_owned(), reply_to: None }));
        world.act(at, Act::Pad(PadAct::Append { pad: PAD, text: text.to_owned() }));
        (0..4).for_each(|_| world.sign(at));
        copies.push(copy_of(&mut world, at));
    }
    let mut seen = Vec::new();
    for order in [[0, 1], [1, 0], [0, 0], [1, 1]] {
        let mut replica = Replica::new(7, [order[0] as u8; 32], None, BEGIN);
        order.iter().for_each(|at| drop(replica.handle(Event::Merge { bytes: copies[*at].clone() }, BEGIN)));
        assert_eq!(replica.merged, [true, true]);
        let lines = replica.view().chat.value.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
        let (text, _) = replica.open(PAD, BEGIN);
        // What was merged is kept anew, as one.
        replica.handle(Event::Tick, BEGIN + 3_000);
        let again = Replica::new(8, [9; 32], replica.copies.pop(), BEGIN).open(PAD, BEGIN).0;
        assert_eq!(again, text);
        seen.push((lines, text));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!((seen[0].0.len(), seen[2].0.len(), seen[3].0.len()), (2, 1, 1));
    assert!(seen[0].1.contains("eins") && seen[0].1.contains("zwei"), "{:?}", seen[0].1);
}

#[test]
fn a_copy_that_cannot_be_read_changes_nothing_and_is_told() {
    let mut world = room(&["Ada"]);
    say(&mut world, 0, "da");
    let mut copy = copy_of(&mut world, 0);
    copy.push(0);
    for bytes in [vec![], vec![1], vec![2; 40], copy] {
        world.event(0, Event::Merge { bytes });
    }
    assert_eq!(world.replicas[0].merged, [false; 4]);
    assert_eq!(chat(&mut world, 0), ["da"]);
}

#[test]
fn what_is_kept_already_is_not_kept_again_when_the_page_goes() {
    let mut world = room(&["Ada"]);
    world.event(0, Event::Flush);
    assert!(world.replicas[0].copies.is_empty(), "nothing was written");
    say(&mut world, 0, "da");
    (0..2).for_each(|_| world.event(0, Event::Flush));
    assert_eq!(world.replicas[0].copies.len(), 1);
}

#[test]
fn the_moderation_is_handed_over_and_settings_are_the_moderators() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    let keys: Vec<_> = world.replicas.iter().map(|replica| replica.us).collect();
    act(&mut world, 0, Act::List(List::Moderate { on: true }));
    act(&mut world, 1, Act::List(List::HandOver { to: keys[1] }));
    let list = world.replicas[2].view().list.value;
    assert_eq!(list.moderator, Some(keys[0]), "nobody hands over what is not theirs");
    assert!(!list.handed, "she took it herself");
    act(&mut world, 0, Act::List(List::HandOver { to: keys[2] }));
    let list = world.replicas[1].view().list.value;
    assert!(list.moderator == Some(keys[2]) && list.handed);
    for (at, on) in [(1, true), (2, false)] {
        act(&mut world, at, Act::List(List::Moderate { on }));
        assert!(!world.replicas[0].view().list.value.handed, "taken from whoever had it");
    }
    act(&mut world, 1, Act::List(List::HandOver { to: keys[2] }));
    act(&mut world, 2, Act::List(List::Moderate { on: false }));
    assert!(!world.replicas[0].view().list.value.handed, "nobody has it");
    act(&mut world, 0, Act::List(List::HandOver { to: keys[0] }));
    assert!(!world.replicas[2].view().list.value.handed, "to oneself is to take it");
    act(&mut world, 0, Act::List(List::HandOver { to: keys[2] }));
    for (at, seconds) in [(0, 60), (2, 180)] {
        act(&mut world, at, Act::List(List::Limit { seconds }));
        act(&mut world, at, Act::List(List::ByItself(seconds == 180)));
    }
    let list = world.replicas[1].view().list.value;
    assert_eq!((list.limit_s, list.by_itself), (180, true));
}

#[test]
fn an_entry_that_two_pages_begin_is_one_turn() {
    let mut world = room(&["Ada", "Ben"]);
    let entry = raise(&mut world, 0, Wish::Contribution, None);
    for at in [0, 1] {
        world.act(at, Act::List(List::Begin { entry }));
    }
    world.quiesce();
    let list = world.replicas[1].view().list.value;
    assert!(list.past.is_empty() && list.current.as_ref().is_some_and(|turn| turn.entry.id == entry));
}

#[test]
fn who_has_left_keeps_their_place_and_is_passed_over() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    act(&mut world, 2, Act::List(List::PutOn { name: "Telefon".to_owned(), wish: Wish::Contribution, group: None }));
    let telephone = waiting(&mut world)[0].0;
    let entries = [0, 1].map(|at| raise(&mut world, at, Wish::Contribution, None));
    act(&mut world, 2, Act::List(List::TakeOff { entry: telephone }));
    let keys: Vec<_> = world.replicas.iter().map(|replica| replica.us).collect();
    world.event(2, Event::Present(vec![(keys[1], "Ben".into()), (keys[2], "Eva".into())]));
    let list = world.replicas[2].view().list.value;
    assert!(list.gone == [keys[0]] && list.next().is_some_and(|next| next.id == entries[1]));
    assert_eq!(order(&mut world), [0, 1], "she keeps her place");
    let entry = entries[1];
    act(&mut world, 2, Act::List(List::Begin { entry }));
    act(&mut world, 2, Act::List(List::PutOn { name: "Telefon".to_owned(), wish: Wish::Contribution, group: None }));
    let list = world.replicas[2].view().list.value;
    assert!(list.waiting[0].id == entries[0] && list.next().is_some_and(|next| next.id == list.waiting[1].id));
    // She comes back with a page that was loaded anew.
    world.reload(0, 40, None);
    world.quiesce();
    let all: Vec<_> = world.replicas.iter().map(|replica| (replica.us, "Ada".into())).collect();
    (0..3).for_each(|at| world.event(at, Event::Present(all.clone())));
    world.quiesce();
    let list = world.replicas[2].view().list.value;
    assert!(list.gone.is_empty() && list.next().is_some_and(|next| next.id == entries[0]));
}
