//! Whole meetings without a browser: real engines, real sockets to a real server, and an ether in place of WebRTC.

#![allow(dead_code)]

mod ether;
mod page;

pub use page::Page;

use ether::Ether;
use plenum_engine::api::event::Event;
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::view::{LinkState, Person, Presence, View};
use plenum_engine::base::time::Time;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// A meeting takes a second; whoever waits longer than this waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pages, what connects them, and what has happened to them but is not handled yet.
pub struct Meeting {
    pub pages: Vec<Page>,
    ether: Ether,
    server: SocketAddr,
    began: Instant,
    happened: mpsc::UnboundedSender<(usize, Event)>,
    happening: mpsc::UnboundedReceiver<(usize, Event)>,
}

impl Meeting {
    /// Nobody yet. `candidate` is the address all pages gather.
    pub fn at(server: SocketAddr, candidate: &str) -> Meeting {
        let (happened, happening) = mpsc::unbounded_channel();
        let ether = Ether::new(candidate);
        Meeting { pages: Vec::new(), ether, server, began: Instant::now(), happened, happening }
    }

    /// Opens a page with this fragment; gives its number.
    pub fn open(&mut self, name: &str, fragment: Option<&str>) -> usize {
        let number = self.pages.len();
        let seed = [number as u8 + 1; 32];
        let page = Page::new(number, seed, self.server, self.happened.clone());
        let start = page.start(name, fragment);
        self.pages.push(page);
        self.handle(number, Event::Started(Box::new(start)));
        number
    }

    /// A person acts.
    pub fn act(&mut self, page: usize, intent: Intent) {
        self.handle(page, Event::Intent(intent));
    }

    /// The fragment that leads to the meeting of a page.
    pub fn fragment(&self, page: usize) -> String {
        let link = self.pages[page].engine.view().link.expect("in a meeting");
        link.split_once('#').expect("a code").1.to_owned()
    }

    /// Opens a page, and goes straight in with the microphone on.
    pub fn join(&mut self, name: &str, fragment: &str) -> usize {
        let page = self.open(name, Some(fragment));
        self.act(page, Intent::Media(MediaIntent::Microphone(true)));
        self.act(page, Intent::App(AppIntent::Join));
        page
    }

    /// `count` people in one room, named `Ada 0`, `Ada 1`, ….
    pub async fn of(server: SocketAddr, candidate: &str, count: usize) -> Meeting {
        let mut meeting = Meeting::at(server, candidate);
        meeting.open("Ada 0", None);
        meeting.act(0, Intent::App(AppIntent::StartMeeting));
        let fragment = meeting.fragment(0);
        meeting.act(0, Intent::App(AppIntent::Join));
        for number in 1..count {
            meeting.join(&format!("Ada {number}"), &fragment);
        }
        meeting.until(|meeting| meeting.complete()).await;
        meeting
    }

    /// Whether everybody in the room is connected to everybody else, by name.
    pub fn complete(&self) -> bool {
        let names: Vec<String> = self.inside().map(|page| page.engine.view().me.name.to_string()).collect();
        self.inside().all(|page| {
            let view = page.engine.view();
            let mut seen: Vec<String> = connected(&view).map(|person| person.name.to_string()).collect();
            seen.push(view.me.name.to_string());
            seen.sort();
            let mut all = names.clone();
            all.sort();
            seen == all && view.people.len() + 1 == all.len()
        })
    }

    fn inside(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|page| page.engine.view().screen == plenum_engine::api::view::Screen::Room)
    }

    /// Types a name.
    pub fn rename(&mut self, page: usize, name: &str) {
        self.act(page, Intent::App(AppIntent::SetName(Text(name.to_owned()))));
    }

    /// Lets things happen until something is so.
    pub async fn until(&mut self, so: impl Fn(&Meeting) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !so(self) {
            assert!(Instant::now() < deadline, "it never came about; views: {:#?}", self.views());
            self.step().await;
        }
    }

    fn views(&self) -> Vec<View> {
        self.pages.iter().map(|page| page.engine.view()).collect()
    }

    /// Waits for the next thing to happen, and handles it.
    async fn step(&mut self) {
        let now = self.now();
        let due = self.pages.iter().filter_map(Page::due).min();
        let wait = due.map_or(1_000, |due| due.since(now));
        tokio::select! {
            Some((page, event)) = self.happening.recv() => self.handle(page, event),
            () = tokio::time::sleep(Duration::from_millis(wait.clamp(1, 1_000))) => self.wake(),
        }
    }

    fn wake(&mut self) {
        let now = self.now();
        for number in 0..self.pages.len() {
            if self.pages[number].pulse_due(now) {
                self.handle(number, Event::HeartbeatDue);
            }
            if self.pages[number].engine.deadline().is_some_and(|deadline| deadline <= now) {
                self.handle(number, Event::Woke);
            }
        }
    }

    fn now(&self) -> Time {
        Time(self.began.elapsed().as_millis() as u64)
    }

    fn handle(&mut self, page: usize, event: Event) {
        let now = self.now();
        let effects = self.pages[page].engine.handle(event, now);
        for effect in effects {
            let events = self.pages[page].carry_out(effect, now, &mut self.ether);
            for event in events {
                let _ = self.happened.send(event);
            }
        }
    }
}

fn connected(view: &View) -> impl Iterator<Item = &Person> {
    view.people.iter().filter(|person| {
        person.presence == Presence::In && person.link == LinkState::Connected && person.streams.shown.is_some()
    })
}
