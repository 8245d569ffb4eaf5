//! What networks and machines do to people: lost paths, other networks, crashes.

use super::World;
use super::page::Life;
use super::person::Standing;
use plenum_engine::api::event::{Event, PageEvent};

impl World {
    /// No packets to or from this person for so long.
    pub fn offline(&mut self, who: usize, ms: u64) {
        if std::mem::replace(&mut self.people[who].offline, true) {
            return;
        }
        self.roads_changed();
        self.disturb(ms);
        // Some systems close sockets at once when their network goes, others wait for the time to run out.
        if let Some(page) = self.page_of(who).filter(|_| self.rng.chance(500)) {
            for key in self.open_sockets(page) {
                let hears = self.rng.between(0, ms);
                self.sever(key, hears, 60_000);
            }
        }
        self.after(ms, move |world| {
            world.people[who].offline = false;
            world.roads_changed();
            let Some(page) = world.page_of(who) else { return };
            for key in world.open_sockets(page) {
                if world.server.is_some() {
                    world.pump(key);
                }
            }
            if world.rng.chance(700) {
                world.hears(page, Event::Page(PageEvent::Online(Default::default())));
            }
        });
    }

    /// No packets between these two for so long.
    pub fn cut_path(&mut self, a: usize, b: usize, ms: u64) {
        let pair = (a.min(b), a.max(b));
        if self.cut.insert(pair) {
            self.roads_changed();
            self.disturb(ms);
            self.after(ms, move |world| {
                world.cut.remove(&pair);
                world.roads_changed();
            });
        }
    }

    /// No heartbeats from one to the other for so long, though everything else passes.
    pub fn swallow(&mut self, from: usize, to: usize, ms: u64) {
        if self.swallows.insert((from, to)) {
            self.disturb(ms);
            self.after(ms, move |world| {
                world.swallows.remove(&(from, to));
            });
        }
    }

    /// The path of every connection between these two is gone for good.
    pub fn break_between(&mut self, a: usize, b: usize) {
        for tunnel in 0..self.tunnels.len() {
            let [one, other] = self.tunnels[tunnel].ends.map(|which| self.pages[self.peerings[which].page].person);
            if (one, other) == (a, b) || (one, other) == (b, a) {
                self.break_path(tunnel);
            }
        }
    }

    /// Another network: every path of this page is dead at once, and so is its signaling connection.
    pub fn change_network(&mut self, page: usize) {
        for key in self.open_sockets(page) {
            let (hears, server_hears) = (self.rng.between(0, 3_000), self.rng.between(0, 50_000));
            self.disturb(hears);
            self.sever(key, hears, server_hears);
        }
        for tunnel in 0..self.tunnels.len() {
            if self.tunnels[tunnel].ends.iter().any(|which| self.peerings[*which].page == page) {
                self.break_path(tunnel);
            }
        }
        if self.rng.chance(700) {
            let delay = self.rng.between(0, 800);
            self.tell(page, delay, Event::Page(PageEvent::Online(Default::default())));
        }
    }

    /// The page vanishes without a goodbye; with `dark` even its machine does, so that not a single packet tells of it.
    pub fn crash(&mut self, who: usize, dark: bool) {
        let Some(page) = self.people[who].page.take() else { return };
        self.people[who].standing = Standing::Away;
        self.people[who].switched_off();
        self.pages[page].life = Life::Gone;
        if let Some(peer) = self.pages[page].peer {
            self.ghosts.insert(peer, self.now);
        }
        for key in self.open_sockets(page) {
            let server_hears = if dark { 60_000 } else { self.rng.between(0, 500) };
            self.sever(key, 0, server_hears);
        }
        for tunnel in 0..self.tunnels.len() {
            if self.tunnels[tunnel].ends.iter().any(|which| self.peerings[*which].page == page) {
                self.break_path(tunnel);
            }
        }
    }

    /// Whoever goes while their signaling connection is down can say goodbye only to those with a connection; to the others they vanish.
    pub fn goes(&mut self, page: usize) {
        let (Some(peer), since) = (self.pages[page].peer, self.now) else { return };
        self.after(1_500, move |world| {
            if world.listed(peer) {
                world.ghosts.insert(peer, since);
            }
        });
    }

    /// Some path is open that was not, or closed that was.
    fn roads_changed(&mut self) {
        for tunnel in 0..self.tunnels.len() {
            if self.passes(tunnel) { self.relieve(tunnel) } else { self.trouble(tunnel) }
        }
        for which in 0..self.peerings.len() {
            if self.peerings[which].tunnel.is_none() {
                self.try_connecting(which);
            }
        }
    }
}
