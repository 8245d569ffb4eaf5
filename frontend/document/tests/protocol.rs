//! Holds the code and `DOCUMENT-PROTOCOL.md` together: every example there is made here, byte for byte, and the bounds are those of the code.

#![allow(clippy::unwrap_used)]

mod world;

use ed25519_dalek::{Signer, SigningKey};
use litemap::LiteMap;
use plenum_document::base::ids::{Key, PadId, RecordId};
use plenum_document::fold::{check_in, decisions};
use plenum_document::pads::authors::client_id;
use plenum_document::pads::cursors::Place;
use plenum_document::pads::pad::{Pad, STATE_BYTES, TEXT_UNITS};
use plenum_document::pads::update_reader::CLIENTS;
use plenum_document::records::content::{
    Agenda, Answer, Chat, CheckIn, Content, Decision, HandSign, List, Meeting, Method, Pads, Person, Rule, Sign,
    TEXT_BYTES, Wish,
};
use plenum_document::records::record::{CLOCK_LIMIT, Head, RECORD_BYTES, Record, signature_input};
use plenum_document::records::store::{
    AUTHORS, Added, BYTES_PER_AUTHOR, LOGS_PER_AUTHOR, RECORDS_PER_AUTHOR, Store, TOTAL_BYTES,
};
use plenum_document::sync::message::{LogState, MESSAGE_BYTES, Message, PadState, RECORDS_BYTES, Unread};
use std::collections::BTreeMap;

const PAGE: &str = include_str!("../DOCUMENT-PROTOCOL.md");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// The examples of the page: lines `name = hex` in its code blocks; what is indented goes on the line before.
fn told() -> BTreeMap<String, String> {
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in PAGE.split("```").skip(1).step_by(2).flat_map(str::lines) {
        match line.split_once(" = ") {
            Some((name, value)) => {
                last = name.to_owned();
                told.insert(last.clone(), value.to_owned());
            }
            None => told.entry(last.clone()).or_default().push_str(line.trim()),
        }
    }
    told.remove("");
    told
}

const ROOM: [u8; 16] = [0xA0; 16];
const TARGET: RecordId = RecordId([0xB0; 16]);

fn ada() -> SigningKey {
    SigningKey::from_bytes(&[0x11; 32])
}

fn author() -> Key {
    Key(ada().verifying_key().to_bytes())
}

fn say() -> Content {
    Content::Chat(Chat::Say { text: "Hallo".to_owned(), reply_to: None })
}

fn head() -> Head {
    Head { author: author(), log: 1, sequence: 0, clock: 5, time_ms: 1_800_000_000_000, kind: 1 }
}

fn contents() -> Vec<(&'static str, Content)> {
    let text = || "Ja?".to_owned();
    let round = TARGET;
    let list = |content| Content::List(content);
    let decision = |content| Content::Decision(content);
    vec![
        ("say", say()),
        ("edit", Content::Chat(Chat::Edit { target: TARGET, text: text() })),
        ("delete", Content::Chat(Chat::Delete { target: TARGET })),
        ("react", Content::Chat(Chat::React { target: TARGET, emoji: "👍".to_owned(), on: true })),
        ("hand sign", Content::HandSign(HandSign { sign: Sign::Slower, up: true })),
        ("raise", list(List::Raise { wish: Wish::Contribution, group: Some("Nord".to_owned()) })),
        ("withdraw", list(List::Withdraw { entry: TARGET })),
        ("put on", list(List::PutOn { name: "Eva".to_owned(), wish: Wish::Question, group: None })),
        ("take off", list(List::TakeOff { entry: TARGET })),
        ("begin turn", list(List::Begin { entry: TARGET })),
        ("end turn", list(List::End { entry: TARGET })),
        ("rule", list(List::Rule(Rule::SpokeLess))),
        ("moderate", list(List::Moderate { on: true })),
        ("hand over", list(List::HandOver { to: author() })),
        ("limit", list(List::Limit { seconds: 180 })),
        ("by itself", list(List::ByItself(true))),
        ("away", list(List::Away { moderator: author() })),
        ("left", list(List::Left { entry: TARGET, last_ms: 1_800_000_000_000, next: Some(TARGET) })),
        (
            "propose",
            decision(Decision::Propose { text: text(), method: Method::Consent, options: vec![], hidden: false }),
        ),
        ("answer", decision(Decision::Answer { proposal: TARGET, answer: Answer::Veto { reason: "Nein".to_owned() } })),
        ("commit", decision(Decision::Commit { proposal: TARGET, commitment: [0xC0; 32] })),
        ("reveal", decision(Decision::Reveal { proposal: TARGET, nonce: [0xD0; 16], answer: Answer::Agree })),
        ("close", decision(Decision::Close { proposal: TARGET, counted: vec![TARGET] })),
        ("give up", decision(Decision::GiveUp { proposal: TARGET })),
        ("noted", decision(Decision::Noted { proposal: TARGET })),
        ("add item", Content::Agenda(Agenda::Add { title: text(), minutes: 300 })),
        ("change item", Content::Agenda(Agenda::Change { item: TARGET, title: text(), minutes: 5 })),
        ("remove item", Content::Agenda(Agenda::Remove { item: TARGET })),
        ("start item", Content::Agenda(Agenda::Start { item: TARGET })),
        ("done item", Content::Agenda(Agenda::Done { item: TARGET })),
        ("move item", Content::Agenda(Agenda::Move { item: TARGET, before: None })),
        (
            "begin round",
            Content::CheckIn(CheckIn::Begin { people: vec![author()], seconds: 60, commitment: [0xC0; 32] }),
        ),
        ("salt", Content::CheckIn(CheckIn::Salt { round, salt: [0xE0; 16] })),
        ("open round", Content::CheckIn(CheckIn::Open { round, nonce: [0xD0; 16], salts: vec![TARGET] })),
        ("next", Content::CheckIn(CheckIn::Next { round, step: 2 })),
        ("end round", Content::CheckIn(CheckIn::End { round })),
        ("open without", Content::CheckIn(CheckIn::OpenWithout { round, salts: vec![TARGET] })),
        ("make pad", Content::Pads(Pads::Make { name: text() })),
        ("rename pad", Content::Pads(Pads::Rename { pad: PadId::default(), name: text() })),
        ("remove pad", Content::Pads(Pads::Remove { pad: PadId::default() })),
        ("put back pad", Content::Pads(Pads::PutBack { pad: PadId::default() })),
        ("restore version", Content::Pads(Pads::Restore { pad: PadId::default(), kept_ms: 1_800_000_000_000 })),
        ("name", Content::Person(Person::Name { name: "Ada".to_owned() })),
        ("over", Content::Meeting(Meeting::Over { last_ms: 1_800_000_000_000 })),
        ("heir", Content::Person(Person::Heir { of: author(), signature: vec![0xA0; 64] })),
    ]
}

fn record() -> Vec<u8> {
    world::record_bytes(head(), &say().encode(), &ada(), &ROOM)
}

fn update() -> Vec<u8> {
    let mut pad = Pad::new(client_id(&author(), 1));
    let change = plenum_document::api::act::Change { from: 0, to: 0, insert: "Grüße".to_owned() };
    pad.edit(pad.version(), &[change], world::BEGIN).unwrap();
    pad.take_outgoing(world::BEGIN + 30).remove(0)
}

fn digest() -> [u8; 8] {
    let mut store = Store::new(ROOM);
    assert_eq!(store.add(Record::read(&record(), &ROOM).unwrap(), false), Added::Appended);
    store.digest(&(author(), 1), 1).unwrap()
}

fn messages<'a>(record: &'a [u8], update: &'a [u8]) -> Vec<(&'static str, Message<'a>)> {
    let clocks = vec![(client_id(&author(), 1), 5)];
    let pads = vec![PadState { pad: PadId::default(), clocks, deleted: Pad::new(1).deleted() }];
    let logs = vec![LogState { author: author(), log: 1, count: 1, digest: digest() }];
    vec![
        ("vector", Message::Vector { ask: true, logs, pads }),
        ("records", Message::Records(vec![record])),
        ("updates", Message::Updates { pad: PadId::default(), updates: vec![update] }),
        (
            "cursor",
            Message::Cursor { pad: PadId::default(), anchor: Place::Before { client: 7, clock: 3 }, head: Place::End },
        ),
        ("summary", Message::Summary([0xF0; 8])),
        ("clock asked", Message::Clock { asked_ms: 1_800_000_000_000, told_ms: None }),
        ("clock told", Message::Clock { asked_ms: 1_800_000_000_000, told_ms: Some(1_800_000_180_000) }),
    ]
}

fn examples() -> Vec<(String, Vec<u8>)> {
    let body = head().body(&say().encode());
    let input = signature_input(&ROOM, &body);
    let (record, update) = (record(), update());
    let nonce = [0xD0; 16];
    let salts = LiteMap::from_iter([(author(), [0xE0; 16])]);
    let order = check_in::order(&[Key([1; 32]), Key([2; 32])], &nonce, &salts);
    let mut examples: Vec<(String, Vec<u8>)> = [
        ("seed", vec![0x11; 32]),
        ("room", ROOM.to_vec()),
        ("body", body),
        ("signature input", input.clone()),
        ("signature", ada().sign(&input).to_bytes().to_vec()),
        ("record", record.clone()),
        ("record id", Record::read(&record, &ROOM).unwrap().id.0.to_vec()),
        ("log digest", digest().to_vec()),
        ("vote commitment", decisions::commitment(&TARGET, &author(), &nonce, &Answer::Agree).to_vec()),
        ("round commitment", check_in::commitment(&nonce).to_vec()),
        ("round order", order.iter().map(|key| key.0[0]).collect()),
        ("client id", client_id(&author(), 1).to_le_bytes()[..7].to_vec()),
        ("pad update", update.clone()),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .into();
    for (name, content) in contents() {
        let kind = content.kind();
        examples.push((format!("{kind} {name}"), content.encode()));
    }
    examples.extend(
        messages(&record, &update).into_iter().map(|(name, message)| (format!("message {name}"), message.encode())),
    );
    examples
}

#[test]
fn every_example_of_the_page_is_made_by_the_code() {
    let mut told = told();
    let mut missing = String::new();
    for (name, made) in examples() {
        let made = hex(&made);
        if told.remove(&name).as_ref() != Some(&made) {
            missing += &format!("{name} = {made}\n");
        }
    }
    assert!(missing.is_empty(), "the page should say:\n{missing}");
    assert!(told.is_empty(), "nothing makes these: {:?}", told.keys());
}

#[test]
fn what_the_page_shows_is_read_as_what_it_says() {
    let told = told();
    for (name, content) in contents() {
        let kind = content.kind();
        assert!(Content::decode(kind, &bytes(&told[&format!("{kind} {name}")])) == Some(content), "{name}");
    }
    let (record, update) = (record(), update());
    for (name, message) in messages(&record, &update) {
        assert!(Message::read(&bytes(&told[&format!("message {name}")])) == Ok(message), "{name}");
    }
    let read = Record::read(&bytes(&told["record"]), &ROOM).unwrap();
    assert!(read.head == head() && read.is_signed(&ROOM) && !read.is_signed(&[0; 16]));
    assert_eq!(Message::read(&[2, 1]).err(), Some(Unread::Unknown));
    assert_eq!(Message::read(&[1, 7]).err(), Some(Unread::Unknown));
    let mut pad = Pad::new(9);
    pad.apply(&bytes(&told["pad update"])).unwrap();
    assert_eq!(pad.text(), "Grüße");
}

#[test]
fn the_page_names_the_bounds() {
    let bounds: [(&str, usize); 13] = [
        ("bytes of a record", RECORD_BYTES),
        ("records of an author", RECORDS_PER_AUTHOR),
        ("bytes of an author", BYTES_PER_AUTHOR),
        ("logs of an author", LOGS_PER_AUTHOR),
        ("authors", AUTHORS),
        ("bytes of all records", TOTAL_BYTES),
        ("largest clock", CLOCK_LIMIT as usize),
        ("bytes of a chat text", TEXT_BYTES),
        ("bytes of a message of records", RECORDS_BYTES),
        ("bytes of a message", MESSAGE_BYTES),
        ("UTF-16 units of a pad", TEXT_UNITS),
        ("bytes of a pad's state", STATE_BYTES),
        ("clients of a pad", CLIENTS),
    ];
    for (what, bound) in bounds {
        let line = format!("| {what} | {bound} |");
        assert!(PAGE.contains(&line), "{line}");
    }
}
