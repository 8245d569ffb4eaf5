//! A quiet room: everybody is connected, knows everybody's name, and what one does reaches all at once.

use super::World;
use plenum_document::api::act::Act;
use plenum_document::api::event::Event;
use plenum_document::api::view::{Called, Speaker};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::records::content::{Chat, List, Wish};

/// A room in which everybody knows everybody's name.
pub fn room(names: &[&str]) -> World {
    let mut world = World::new(1, names.len() as u8);
    meet(&mut world, names);
    world
}

/// Everybody is connected and knows everybody's name.
pub fn meet(world: &mut World, names: &[&str]) {
    world.connect_all();
    let all: Vec<(Key, Called)> =
        world.replicas.iter().zip(names).map(|(replica, name)| (replica.us, Called::from(*name))).collect();
    (0..names.len()).for_each(|at| world.event(at, Event::Present(all.clone())));
    world.quiesce();
}

/// An act, carried out everywhere, a second later than the last.
pub fn act(world: &mut World, at: usize, act: Act) {
    world.act(at, act);
    world.now = world.now + 1_000;
    world.quiesce();
}

pub fn say(world: &mut World, at: usize, text: &str) -> RecordId {
    act(world, at, Act::Chat(Chat::Say { text: text.to_owned(), reply_to: None }));
    world.replicas[at].view().chat.value.lines.last().unwrap().id
}

/// Everybody says something, so that their names are known: whatever they write from now on is one record.
pub fn greet(world: &mut World) {
    for at in 0..world.replicas.len() {
        say(world, at, "Hallo");
    }
}

pub fn raise(world: &mut World, at: usize, wish: Wish, group: Option<&str>) -> RecordId {
    let before: Vec<RecordId> = waiting(world).iter().map(|(id, _)| *id).collect();
    act(world, at, Act::List(List::Raise { wish, group: group.map(str::to_owned) }));
    waiting(world).into_iter().find(|(id, _)| !before.contains(id)).unwrap().0
}

pub fn waiting(world: &mut World) -> Vec<(RecordId, usize)> {
    let entries = world.replicas[0].view().list.value.waiting.clone();
    let of = |speaker: &Speaker| match speaker {
        Speaker::Key(key) => world.index(key).unwrap(),
        Speaker::Named(_) => 99,
    };
    entries.iter().map(|entry| (entry.id, of(&entry.speaker))).collect()
}

pub fn order(world: &mut World) -> Vec<usize> {
    waiting(world).iter().map(|(_, at)| *at).collect()
}

/// Everybody but these is told that these have left. All keep their names: another one would be one more record.
pub fn left(world: &mut World, gone: &[usize]) {
    let named = world.replicas.iter().zip(["Ada", "Ben", "Eva"]);
    let all = named.map(|(replica, name)| (replica.us, Called::from(name))).enumerate();
    let here: Vec<(Key, Called)> = all.filter(|(at, _)| !gone.contains(at)).map(|(_, one)| one).collect();
    for at in (0..world.replicas.len()).filter(|at| !gone.contains(at)) {
        world.event(at, Event::Present(here.clone()));
    }
    world.quiesce();
}

/// Time passes; pages wake up when they have asked for it.
pub fn pass(world: &mut World, ms: u64) {
    let until = world.now + ms;
    loop {
        let due = world.replicas.iter().filter_map(|replica| replica.deadline()).min();
        let Some(due) = due.filter(|due| *due <= until) else { break };
        world.now = due.max(world.now);
        (0..world.replicas.len()).for_each(|at| world.event(at, Event::Tick));
        world.quiesce();
    }
    world.now = until;
}
