//! Random acts of a person.

use crate::world::editor::whole;
use crate::world::{SNIPPETS, World};
use plenum_document::api::act::{Act, Change, CheckInAct, DecisionAct, PadAct};
use plenum_document::base::ids::{PadId, RecordId};
use plenum_document::records::content::{Agenda, Answer, Chat, HandSign, List, Method, Rule, Sign, Wish};

/// One act at one replica.
pub fn act(world: &mut World, at: usize) {
    let act = match world.chance.below(20) {
        0..8 => edit(world, at),
        8 => Act::Pad(PadAct::Undo { pad: PadId::default() }),
        9 => {
            let pads: Vec<PadId> = world.replicas[at].view().pads.value.iter().map(|pad| pad.id).collect();
            let pad = *world.chance.pick(&pads);
            match world.chance.below(7) {
                6 => restore(world, at),
                3 => Act::Pad(PadAct::Remove { pad }),
                4 => Act::Pad(PadAct::PutBack { pad }),
                0 => Act::Pad(PadAct::Redo { pad: PadId::default() }),
                1 => Act::Pad(PadAct::Make { name: "Protokoll".to_owned() }),
                2 => Act::Pad(PadAct::Append { pad, text: "## Ergebnis".to_owned() }),
                _ => Act::Pad(PadAct::Cursor { pad, anchor: 0, head: world.chance.below(9) as u32 }),
            }
        }
        10..13 => chat(world, at),
        13 => {
            let sign = *world.chance.pick(&[Sign::Agree, Sign::Unsure, Sign::Break]);
            Act::HandSign(HandSign { sign, up: !world.chance.one_in(3) })
        }
        14 | 15 => list(world, at),
        16 | 17 => decision(world, at),
        18 => agenda(world, at),
        _ => Act::CheckIn(*world.chance.pick(&[CheckInAct::Begin { seconds: 5 }, CheckInAct::Next, CheckInAct::Next])),
    };
    world.act(at, act);
}

fn edit(world: &mut World, at: usize) -> Act {
    let mirror = &world.replicas[at].mirrors[&PadId::default()];
    let len = mirror.units.len();
    let mut changes = Vec::new();
    let mut end = 0;
    for _ in 0..1 + world.chance.below(2) {
        let from = whole(&mirror.units, end + world.chance.below(len + 1 - end.min(len)));
        let taken = if world.chance.one_in(3) { world.chance.below(6) } else { 0 };
        let to = whole(&mirror.units, from as usize + taken).max(from);
        let insert = if world.chance.one_in(5) { "" } else { *world.chance.pick(&SNIPPETS) };
        changes.push(Change { from, to, insert: insert.to_owned() });
        end = to as usize;
    }
    Act::Pad(PadAct::Edit { pad: PadId::default(), version: mirror.version, changes })
}

fn restore(world: &mut World, at: usize) -> Act {
    let pad = PadId::default();
    let versions = world.replicas[at].view().pads.value[0].versions.clone();
    let kept_ms = if versions.is_empty() { 0 } else { *world.chance.pick(&versions) };
    Act::Pad(PadAct::Restore { pad, kept_ms })
}

fn some<T>(world: &mut World, of: &[T], id: impl Fn(&T) -> RecordId) -> RecordId {
    if of.is_empty() { RecordId([9; 16]) } else { id(world.chance.pick(of)) }
}

fn chat(world: &mut World, at: usize) -> Act {
    let lines = world.replicas[at].view().chat.value.lines.clone();
    let target = some(world, &lines, |line| line.id);
    let text = SNIPPETS[world.chance.below(6)].to_owned();
    Act::Chat(match world.chance.below(6) {
        0 => Chat::Edit { target, text },
        1 => Chat::Delete { target },
        2 => Chat::React { target, emoji: "👍".to_owned(), on: !world.chance.one_in(3) },
        _ => Chat::Say { text, reply_to: world.chance.one_in(2).then_some(target) },
    })
}

fn list(world: &mut World, at: usize) -> Act {
    let view = world.replicas[at].view().list.value;
    let entry = some(world, &view.waiting, |entry| entry.id);
    let current = view.current.as_ref().map_or(entry, |turn| turn.entry.id);
    let wish = *world.chance.pick(&[Wish::Contribution, Wish::Question, Wish::PointOfOrder, Wish::DirectReply]);
    let group = world.chance.one_in(2).then(|| "Nord".to_owned());
    let to = world.replicas[world.chance.below(world.replicas.len())].us;
    Act::List(match world.chance.below(16) {
        0 => List::Withdraw { entry },
        1 => List::TakeOff { entry },
        2 => List::PutOn { name: "Telefon".to_owned(), wish, group },
        3 | 4 => List::Begin { entry },
        5 => List::End { entry: current },
        6 => List::Rule(*world.chance.pick(&[Rule::FirstTime, Rule::SpokeLess, Rule::Alternating])),
        7 => List::Moderate { on: world.chance.one_in(2) },
        8 => List::HandOver { to },
        9 => List::Limit { seconds: 60 },
        10 => List::ByItself(world.chance.one_in(2)),
        11 => List::Away { moderator: to },
        12 => {
            List::Left { entry: current, last_ms: world.now.0 - 9_000, next: world.chance.one_in(2).then_some(entry) }
        }
        _ => List::Raise { wish, group },
    })
}

fn decision(world: &mut World, at: usize) -> Act {
    let proposals = world.replicas[at].view().decisions.value;
    let proposal = some(world, &proposals, |proposal| proposal.id);
    Act::Decision(match world.chance.below(7) {
        0 => DecisionAct::Propose {
            text: "Wir kaufen Kaffee".to_owned(),
            method: Method::Consent,
            options: Vec::new(),
            hidden: world.chance.one_in(2),
        },
        1 => DecisionAct::Propose {
            text: "Wann?".to_owned(),
            method: Method::Single,
            options: vec!["Montag".to_owned(), "Dienstag".to_owned()],
            hidden: world.chance.one_in(2),
        },
        2 => DecisionAct::Close { proposal },
        3 => DecisionAct::Answer { proposal, answer: Answer::Veto { reason: "zu teuer".to_owned() } },
        4 => DecisionAct::Answer { proposal, answer: Answer::Choices(vec![world.chance.below(3) as u8]) },
        _ => DecisionAct::Answer { proposal, answer: Answer::Agree },
    })
}

fn agenda(world: &mut World, at: usize) -> Act {
    let items = world.replicas[at].view().agenda.value;
    let item = some(world, &items, |item| item.id);
    let before = world.chance.one_in(2).then(|| some(world, &items, |item| item.id));
    Act::Agenda(match world.chance.below(7) {
        0 => Agenda::Remove { item },
        1 => Agenda::Start { item },
        2 => Agenda::Done { item },
        3 => Agenda::Move { item, before },
        4 => Agenda::Change { item, title: SNIPPETS[world.chance.below(8)].to_owned(), minutes: at as u16 },
        _ => Agenda::Add { title: "Finanzen".to_owned(), minutes: 10 },
    })
}
