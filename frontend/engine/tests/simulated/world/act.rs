//! Everything people, networks and machines do to a meeting, each as one act that can stand in a script.

use super::World;
use super::page::Life;
use super::person::{Attitude, Standing};
use super::sockets::Ready;
use super::tricks::Trick;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::view::Screen;

/// One act; people are numbered. One that makes no sense at its moment is left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Opens the link: the lobby.
    Open(usize),
    /// Clicks on "Join", from the lobby or to come back.
    Join(usize),
    /// Clicks on "Leave".
    Leave(usize),
    /// Closes the tab.
    Close(usize),
    /// Reloads the page.
    Reload(usize),
    /// Goes to another page and comes back through the browser's cache after so long.
    Away(usize, u64),
    /// The browser crashes: no goodbye, but its sockets are reset.
    Crash(usize),
    /// The battery is empty: no goodbye at all.
    PowerCut(usize),
    /// Microphone on or off.
    Microphone(usize, bool),
    /// Camera on or off.
    Camera(usize, bool),
    /// Shares a screen, or stops.
    Screen(usize, bool),
    /// The other camera of the phone.
    Flip(usize),
    /// The microphone or camera is pulled out.
    PullOut(usize, Source),
    /// Another name.
    Rename(usize, String),
    /// The tab goes to the background, or comes back.
    Visible(usize, bool),
    /// The signaling connection breaks; page and server hear of it after so long each.
    LoseSignaling(usize, u64, u64),
    /// No packets to or from this person for so long.
    Offline(usize, u64),
    /// No packets between these two for so long.
    Cut(usize, usize, u64),
    /// No heartbeats from one to the other for so long, though everything else passes.
    Swallow(usize, usize, u64),
    /// The path between these two is gone for good; a fresh connection finds another.
    Break(usize, usize),
    /// Another network: every path of this person is dead at once, and so is the signaling connection.
    ChangeNetwork(usize),
    /// The server is killed and starts again after so long.
    Restart(u64),
    /// Writes into the chat.
    Write(usize),
    /// The worker with the room document dies.
    WorkerDies(usize),
    /// Somebody hostile plays a trick: so many rounds, with so long between them.
    Play(Trick, u32, u64),
}

impl World {
    /// Does it, if it makes sense now.
    pub fn act(&mut self, act: &Act) {
        self.note(|| format!("--- {act:?}"));
        // The honest ones settle in the same time, whatever tricks are played.
        if !matches!(act, Act::Play(..)) {
            self.disturb(0);
        }
        match act {
            Act::Restart(down) => {
                self.kill_server();
                self.disturb(*down);
                self.after(*down, World::start_server);
            }
            Act::Play(trick, rounds, pause) => self.play(*trick, *rounds, *pause),
            Act::Open(who) if self.people[*who].page.is_none() => self.open(*who),
            Act::Offline(who, ms) => self.offline(*who, *ms),
            Act::Cut(a, b, ms) if a != b => self.cut_path(*a, *b, *ms),
            Act::Swallow(from, to, ms) if from != to => self.swallow(*from, *to, *ms),
            Act::Break(a, b) => self.break_between(*a, *b),
            Act::Crash(who) | Act::PowerCut(who) => self.crash(*who, matches!(act, Act::PowerCut(_))),
            Act::Join(who)
            | Act::Leave(who)
            | Act::Close(who)
            | Act::Reload(who)
            | Act::Away(who, _)
            | Act::Microphone(who, _)
            | Act::Camera(who, _)
            | Act::Screen(who, _)
            | Act::Flip(who)
            | Act::PullOut(who, _)
            | Act::Rename(who, _)
            | Act::Visible(who, _)
            | Act::LoseSignaling(who, _, _)
            | Act::Write(who)
            | Act::WorkerDies(who)
            | Act::ChangeNetwork(who) => {
                if let Some(page) = self.page_of(*who) {
                    self.act_on(*who, page, act);
                }
            }
            Act::Open(_) | Act::Cut(..) | Act::Swallow(..) => {}
        }
    }

    fn act_on(&mut self, who: usize, page: usize, act: &Act) {
        let standing = self.people[who].standing;
        let here = matches!(standing, Standing::Lobby | Standing::In);
        match act {
            Act::Join(_) if standing != Standing::In => {
                self.people[who].standing = Standing::In;
                self.clicks(page, Intent::App(AppIntent::Join));
            }
            Act::Leave(_) if standing == Standing::In => {
                self.people[who].standing = Standing::Left;
                self.goes(page);
                self.switched_off(who);
                self.clicks(page, Intent::App(AppIntent::Leave));
            }
            Act::Close(_) => {
                self.unload(page);
                self.people[who].standing = Standing::Away;
                self.people[who].page = None;
            }
            Act::Reload(_) => {
                self.unload(page);
                self.people[who].page = None;
                let kept = self.pages[page].kept.take();
                let (delay, standing) =
                    (self.rng.between(50, 1500), std::mem::replace(&mut self.people[who].standing, Standing::Away));
                let inside = kept.as_ref().is_some_and(|kept| kept.inside);
                // Who joined before the code of meetings was there has been nobody to anybody, and is asked again.
                let nobody = kept.is_none() && self.pages[page].sockets.is_empty();
                assert!(
                    inside == (standing == Standing::In) || nobody,
                    "{} was {standing:?} and keeps inside: {inside}",
                    self.label(page)
                );
                self.disturb(delay);
                self.after(delay, move |world| {
                    if world.people[who].page.is_none() {
                        world.load(who, kept);
                    }
                });
            }
            Act::Away(_, ms) => self.away(who, page, *ms),
            Act::Microphone(_, on) if here => {
                self.people[who].microphone = *on && self.people[who].microphone_attitude == Attitude::Opens;
                self.clicks(page, Intent::Media(MediaIntent::Microphone(*on)));
            }
            Act::Camera(_, on) if here => {
                self.people[who].camera = *on && self.people[who].camera_attitude == Attitude::Opens;
                self.clicks(page, Intent::Media(MediaIntent::Camera(*on)));
            }
            Act::Screen(_, on) if self.pages[page].view.screen == Screen::Room => {
                self.people[who].screen = *on && self.people[who].screen_attitude == Attitude::Opens;
                self.clicks(page, Intent::Media(MediaIntent::Screen(*on)));
            }
            Act::Flip(_) if here => self.clicks(page, Intent::Media(MediaIntent::FlipCamera)),
            Act::PullOut(_, source) if here => {
                let device = self.pages[page].device(*source);
                // Another one that was chosen meanwhile still comes.
                if device.open && device.asked == 0 {
                    *self.people[who].wish(*source) = false;
                }
                self.pull_out(page, *source);
            }
            Act::Rename(_, name) if here => {
                self.people[who].call(name);
                self.clicks(page, Intent::App(AppIntent::SetName(Text(name.clone()))));
            }
            Act::Visible(_, visible) => {
                self.pages[page].hidden = !visible;
                self.hears(page, Event::Page(PageEvent::Visible(*visible)));
            }
            Act::LoseSignaling(_, page_hears, server_hears) => {
                for key in self.open_sockets(page) {
                    self.disturb(*page_hears);
                    self.sever(key, *page_hears, *server_hears);
                }
            }
            Act::ChangeNetwork(_) => self.change_network(page),
            Act::Write(_) if standing == Standing::In => self.writes(page),
            Act::WorkerDies(_) if standing == Standing::In => self.document_dies(page),
            _ => {}
        }
    }

    /// Whatever must be right in the end has so much longer for it.
    pub fn disturb(&mut self, ms: u64) {
        self.disturbed = self.disturbed.max(self.now + ms);
    }

    /// The person does something on their page.
    pub fn clicks(&mut self, page: usize, intent: Intent) {
        self.hears(page, Event::Intent(intent));
    }

    fn open(&mut self, who: usize) {
        self.load(who, None);
        let (page, name) = (self.people[who].page.unwrap_or_default(), self.people[who].name.clone());
        self.clicks(page, Intent::App(AppIntent::SetName(Text(name))));
    }

    /// `pagehide`: the page may say its goodbyes and must close everything.
    fn hide(&mut self, page: usize) {
        let who = self.pages[page].person;
        let standing = self.people[who].standing;
        self.pages[page].kept = None;
        let will = self.pages[page].will.clone();
        self.goes(page);
        self.switched_off(who);
        self.hears(page, Event::Page(PageEvent::Hidden));
        assert!(self.pages[page].will.is_none(), "{} has gone in peace and still leaves something", self.label(page));
        let open = self.pages[page].peerings.values().filter(|which| !self.peerings[**which].closed).count();
        assert_eq!(open, 0, "{} leaves connections open while its page is being hidden", self.label(page));
        assert!(
            self.open_sockets(page).is_empty(),
            "{} leaves its socket open while its page is being hidden",
            self.label(page)
        );
        let met = matches!(standing, Standing::Lobby | Standing::In);
        // A page that has not even dialled yet has been nobody to anybody.
        let nobody = met && self.pages[page].sockets.is_empty();
        let kept = self.pages[page].kept.is_some();
        assert!(kept == met || nobody, "{} keeps a session for a reload: {kept}", self.label(page));
        // Had it died instead, its reload would have found the same.
        let kept = self.pages[page].kept.clone().filter(|kept| kept.inside);
        assert!(will == kept || nobody, "{} would have left something else for its reload", self.label(page));
    }

    fn unload(&mut self, page: usize) {
        self.hide(page);
        self.pages[page].life = Life::Gone;
    }

    fn away(&mut self, who: usize, page: usize, ms: u64) {
        self.hide(page);
        let standing = std::mem::replace(&mut self.people[who].standing, Standing::Away);
        self.pages[page].life = Life::Frozen;
        self.disturb(ms);
        self.after(ms, move |world| {
            if world.pages[page].life != Life::Frozen {
                return;
            }
            world.pages[page].life = Life::Running;
            world.people[who].standing = standing;
            world.hears(page, Event::Page(PageEvent::Restored));
            for event in std::mem::take(&mut world.pages[page].waiting) {
                world.hears(page, event);
            }
        });
    }

    /// What the person said about their devices does not count any more.
    fn switched_off(&mut self, who: usize) {
        self.people[who].switched_off();
    }

    /// WebSockets of this page that it has not closed itself.
    pub fn open_sockets(&self, page: usize) -> Vec<u32> {
        let open = |key: &&u32| matches!(self.sockets[*key].state, Ready::Open | Ready::Dialling);
        self.pages[page].sockets.values().filter(open).copied().collect()
    }
}
