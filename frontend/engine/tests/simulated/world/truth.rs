//! What everybody should see, held against what they see: at every step what must never be, and at rest what must be.

use super::World;
use super::page::{Life, Page};
use super::person::Standing;
use plenum_engine::api::effect::Source;
use plenum_engine::api::intent::{Intent, RoomIntent};
use plenum_engine::api::view::{DeviceState, LinkState, Person as Shown, Presence, Screen, Screening, Sharing, View};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything must be right again so long after the last disturbance, milliseconds; three times that where browsers break
/// their promises.
const SETTLES: u64 = 40_000;
/// Somebody who vanished without a goodbye may be shown so long where a connection to them went silent, milliseconds.
const VANISHES: u64 = 75_000;
/// And so long where only the server could tell: until their signaling connection is dead, their seat given away, and a while, milliseconds.
const FADES: u64 = 125_000;
/// Characters of a name at most.
const LONGEST_NAME: usize = 200;
/// And stay right for so long, milliseconds.
const STAYS: u64 = 2_500;

impl World {
    /// After every event: nobody twice, nobody unreal, no stream before its time, tiles stay where they are.
    pub fn look(&mut self, page: usize, before: &View) {
        let view = &self.pages[page].view;
        if Arc::ptr_eq(&view.people, &before.people) {
            return;
        }
        let label = || self.label(page);
        let (mut peers, mut tiles) = (BTreeSet::new(), BTreeSet::new());
        for shown in view.people.iter() {
            assert!(peers.insert(shown.peer), "{} shows somebody twice", label());
            assert!(tiles.insert(shown.tile), "{} has two people in one tile", label());
            assert!(Some(shown.peer) != self.pages[page].peer, "{} shows itself among the others", label());
            assert!(shown.name.chars().count() <= LONGEST_NAME, "{} shows a name without end", label());
            assert!(!shown.name.chars().any(char::is_control), "{} shows control characters", label());
            if self.strangers.contains(&shown.peer) {
                assert!(shown.streams.shown.is_none(), "{} shows a stream of somebody who has no browser", label());
                continue;
            }
            let Some(&real) = self.peers.get(&shown.peer) else {
                panic!("{} shows somebody who does not exist", label())
            };
            let person = &self.people[self.pages[real].person];
            assert!(
                person.names.contains(&*shown.name),
                "{} shows {:?}, which {} never typed",
                label(),
                shown.name,
                person.name
            );
            for stream in shown.streams.shown.into_iter().chain(shown.streams.next) {
                let which = self.pages[page].peerings.get(&stream.connection).map(|which| &self.peerings[*which]);
                assert!(
                    which.is_some_and(|one| one.revealed && !one.closed),
                    "{} attaches a stream that may not be seen",
                    label()
                );
                assert!(stream.connection.peer == shown.peer, "{} shows somebody else's stream", label());
            }
            let earlier = before.people.iter().find(|earlier| earlier.peer == shown.peer);
            assert!(
                earlier.is_none_or(|earlier| earlier.tile == shown.tile),
                "{} moves {:?} to another tile",
                label(),
                shown.name
            );
        }
    }

    /// Runs until everybody sees what is true, and for a while longer to see that it stays so.
    pub fn settle(&mut self) {
        loop {
            while !self.untruths().is_empty() {
                let late = self.now > self.settled_by();
                assert!(
                    !late,
                    "after {} s not settled: {}",
                    (self.now - self.disturbed) / 1000,
                    self.untruths().join("; ")
                );
                assert!(self.haunted().is_none(), "{}", self.haunted().unwrap_or_default());
                self.try_again();
                self.run(100);
            }
            let (since, until) = (self.now, self.now + STAYS);
            while self.now < until && self.untruths().is_empty() {
                self.run(250);
            }
            if self.now >= until && self.untruths().is_empty() {
                return;
            }
            self.note(|| format!("settled for {} ms only: {}", self.now - since, self.untruths().join("; ")));
        }
    }

    /// Where promises are broken so often that an engine gives up, people click on what offers itself: "try again".
    fn try_again(&mut self) {
        if (self.weather.broken == 0 && self.weather.stuck == 0) || self.now % 5_000 >= 100 {
            return;
        }
        for page in 0..self.pages.len() {
            let shown = self.pages[page].view.people.clone();
            for failed in shown.iter().filter(|shown| shown.link == LinkState::Failed) {
                self.clicks(page, Intent::Room(RoomIntent::RetryPerson(failed.peer)));
            }
        }
    }

    /// Everything that is not as it should be, in words.
    pub fn untruths(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for page in 0..self.pages.len() {
            if self.pages[page].life == Life::Running {
                self.judge_self(page, &mut wrong);
                self.judge_others(page, &mut wrong);
            }
        }
        wrong
    }

    /// When everything must be right at the latest: nobody who vanished may hold it up for longer than that.
    fn settled_by(&self) -> u64 {
        let faded = self.ghosts.values().map(|since| since + FADES).max();
        let unreliable = self.weather.broken + self.weather.stuck > 0;
        (self.disturbed + if unreliable { 3 * SETTLES } else { SETTLES }).max(faded.unwrap_or(0))
    }

    /// Where a connection to them went silent, those who vanished are gone sooner than the server can tell.
    fn haunted(&self) -> Option<String> {
        let here = self.pages.iter().enumerate().filter(|(_, tab)| tab.life == Life::Running);
        let mut shown = here.flat_map(|(page, tab)| tab.view.people.iter().map(move |shown| (page, shown)));
        let long_gone =
            |peer| self.ghosts.get(peer).is_some_and(|since| self.now > since.max(&self.disturbed) + VANISHES);
        let (page, shown) = shown.find(|(_, shown)| shown.link != LinkState::None && long_gone(&shown.peer))?;
        Some(format!("{} still shows {:?}, who vanished long ago ({:?})", self.label(page), shown.name, shown.link))
    }

    fn judge_self(&self, page: usize, wrong: &mut Vec<String>) {
        let tab = &self.pages[page];
        let person = &self.people[tab.person];
        let right = match person.standing {
            Standing::Lobby => tab.view.screen == Screen::Lobby,
            Standing::In => tab.view.screen == Screen::Room,
            Standing::Left => tab.view.screen == Screen::Left,
            Standing::Away => true,
        };
        let mut say = |what: String| wrong.push(format!("{} {what}", self.label(page)));
        if !right {
            say(format!("is {:?} but sees {:?}", person.standing, tab.view.screen));
        }
        for (what, wanted, device, shown) in [
            ("microphone", person.microphone, tab.microphone, tab.view.me.microphone == DeviceState::On),
            ("camera", person.camera, tab.camera, tab.view.me.camera == DeviceState::On),
            ("screen", person.screen, tab.screen, matches!(tab.view.me.sharing, Sharing::On { .. })),
        ] {
            if shown != device.on_air() {
                say(format!("shows its {what} as {shown} but it is {device:?}"));
            }
            if wanted != device.on_air() {
                say(format!("should have its {what} {wanted} but it is {device:?}"));
            }
        }
    }

    fn judge_others(&self, page: usize, wrong: &mut Vec<String>) {
        let tab = &self.pages[page];
        let own = self.people[tab.person].standing;
        for shown in tab.view.people.iter().filter(|shown| !self.strangers.contains(&shown.peer)) {
            let real = self.peers.get(&shown.peer).map(|page| &self.pages[*page]);
            let there = real.is_some_and(|other| {
                other.peer == Some(shown.peer) && other.life == Life::Running && self.present(other)
            });
            if !there {
                wrong.push(format!("{} shows {:?}, who is not there ({:?})", self.label(page), shown.name, shown.link));
            }
        }
        for (id, which) in tab.peerings.iter().filter(|(id, _)| !self.strangers.contains(&id.peer)) {
            let owner = self.peers.get(&id.peer).map(|owner| &self.pages[*owner]);
            if !self.peerings[*which].closed
                && !owner.is_some_and(|owner| owner.life == Life::Running && owner.peer == Some(id.peer))
            {
                wrong.push(format!("{} is kept though the other is gone", self.name(*which)));
            }
        }
        for other in (0..self.pages.len()).filter(|other| *other != page && self.pages[*other].life == Life::Running) {
            let standing = self.people[self.pages[other].person].standing;
            let shown = tab.view.people.iter().find(|shown| Some(shown.peer) == self.pages[other].peer);
            let together = own == Standing::In && standing == Standing::In && self.same_room(page, other);
            let live = self.pages[other].peer.map_or(0, |peer| self.live_connections(page, peer));
            let mut say = |what: String| wrong.push(format!("{} {what} {}", self.label(page), self.label(other)));
            match shown {
                Some(shown) => self.judge_shown(page, other, shown, together, &mut say),
                None if matches!(own, Standing::In | Standing::Lobby)
                    && standing == Standing::In
                    && self.same_room(page, other) =>
                {
                    say("does not see".to_owned());
                }
                None => {}
            }
            if live != usize::from(together) {
                say(format!("has {live} connections to"));
            }
        }
    }

    fn judge_shown(&self, page: usize, other: usize, shown: &Shown, together: bool, say: &mut impl FnMut(String)) {
        let them = &self.people[self.pages[other].person];
        let place = if them.standing == Standing::In { Presence::In } else { Presence::Lobby };
        let link = if together { LinkState::Connected } else { LinkState::None };
        if shown.presence != place {
            say(format!("shows {:?} for", shown.presence));
        }
        if shown.link != link {
            say(format!("shows a link {:?} and not {link:?} to", shown.link));
        }
        if *shown.name != *them.name && (them.standing == Standing::In || !shown.name.is_empty()) {
            say(format!("shows the name {:?} for", shown.name));
        }
        if !together {
            return;
        }
        let air = Source::ALL.map(|source| self.on_air(other, source));
        let [microphone, camera, screen, screen_sound] = air;
        let hidden = self.pages[page].hidden;
        // Beside a screen the camera is the first to give way, and strangers who say to be in the room take their shares of a line.
        let gives_way = camera && screen && !self.strangers.is_empty();
        for (what, flag, device) in [
            ("microphone", shown.microphone, microphone),
            ("camera", shown.camera, camera),
            // A page that nobody looks at gets no frame of a camera or screen, and keeps the last one it got.
            ("picture", shown.picture, camera && (shown.picture || !(hidden || gives_way))),
            ("screen", shown.screen == Screening::Shown, screen && (shown.screen == Screening::Shown || !hidden)),
            ("no screen", shown.screen == Screening::No, !screen),
        ] {
            if flag != device {
                say(format!("shows {what} {flag} for"));
            }
        }
        for (source, device) in Source::ALL.into_iter().zip(air) {
            if gives_way && source == Source::Camera {
                continue;
            }
            let device = device && !(hidden && matches!(source, Source::Camera | Source::Screen));
            if self.receives(page, other, source) != device {
                say(format!("should receive the {source:?} ({device}) of"));
            }
        }
        let theirs = self.pages[page].peerings.iter().filter(|(id, _)| id.peer == shown.peer);
        let live = theirs.map(|(_, which)| &self.peerings[*which]).filter(|one| one.revealed && !one.closed);
        if live.into_iter().any(|one| one.played != [microphone, screen_sound]) {
            say("plays what was not said by".to_owned());
        }
        let sends = |which: &usize, source| self.peerings[*which].sends(source);
        let ours = self.pages[other]
            .peerings
            .iter()
            .filter(|(id, which)| Some(id.peer) == self.pages[page].peer && !self.peerings[**which].closed);
        for (_, which) in ours {
            if Source::ALL.map(|source| sends(which, source)) != air {
                say("is sent a track that should not be there by".to_owned());
            }
        }
        if shown.streams.shown.is_none() {
            say("has no stream of".to_owned());
        }
        self.judge_parameters(page, other, say);
    }

    /// What this page gives away of a source right now.
    pub fn on_air(&self, page: usize, source: Source) -> bool {
        let tab = &self.pages[page];
        match source {
            Source::Microphone => tab.microphone.on_air(),
            Source::Camera => tab.camera.on_air(),
            Source::Screen => tab.screen.on_air(),
            Source::ScreenSound => tab.screen_sound.on_air(),
        }
    }

    /// Somebody whom others may show.
    fn present(&self, page: &Page) -> bool {
        matches!(self.people[page.person].standing, Standing::In | Standing::Lobby)
    }

    fn same_room(&self, a: usize, b: usize) -> bool {
        self.people[self.pages[a].person].code == self.people[self.pages[b].person].code
    }
}
