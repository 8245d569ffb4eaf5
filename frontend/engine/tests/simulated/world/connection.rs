//! What a page wants of its connections, carried out: promises kept late, candidates gathered, descriptions compared with what was written.

use super::World;
use super::page::Life;
use super::peering::{Peering, Signaling, TRANSCEIVERS};
use super::person::Standing;
use super::sdp::{self, Credentials};
use super::watch::brief;
use plenum_engine::api::effect::{Candidate, Command, Role};
use plenum_engine::api::event::{ConnectionEvent, Done, Event, Failure, Sdp};
use plenum_engine::base::ids::{ConnectionId, OpId};
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// A message through a data channel has to fit into one SCTP message everywhere (RFC 8841 §6.1), bytes.
const SAID_BYTES: usize = 64 * 1024;

impl World {
    /// Does something about a connection, or complains.
    pub fn connection_command(&mut self, page: usize, id: ConnectionId, command: Command) {
        if let Command::Open { role, .. } = command {
            self.pages[page].ready.take(role);
            return self.open_connection(page, id, role);
        }
        let Some(&which) = self.pages[page].peerings.get(&id) else {
            panic!("{} uses {}, which it never opened: {}", self.label(page), self.peer_name(id), brief(&command))
        };
        if let Some(objection) = self.peerings[which].objection(&command) {
            panic!("{}: {objection} ({})", self.name(which), brief(&command));
        }
        match command {
            Command::Open { .. } => {}
            Command::Offer { op, .. } => self.promise_description(which, op, move |world| world.offer(which)),
            Command::Answer { op, offer } => {
                self.promise_description(which, op, move |world| world.answer(which, &offer.0))
            }
            Command::Accept { op, answer } => {
                self.promise_description(which, op, move |world| world.accept(which, &answer.0))
            }
            Command::AddCandidates(candidates) => self.add_candidates(which, &candidates),
            Command::Send { op, source, on } => self.switch(which, op, source, on),
            Command::SetParameters { op, source, parameters } => self.set_parameters(which, op, source, parameters),
            Command::SetIceServers(servers) => {
                self.peerings[which].ice_servers = servers.iter().filter_map(|one| one.urls.first().cloned()).collect();
            }
            Command::Say(channel, bytes) => {
                assert!(bytes.len() <= SAID_BYTES, "{} says {} bytes at once", self.name(which), bytes.len());
                self.say(which, channel, bytes);
            }
            Command::Reveal => self.reveal(which),
            Command::Hear(on) => self.hear(which, on),
            Command::Volume(volume) => self.peerings[which].volume = volume,
            Command::Play(said) => self.peerings[which].played = said,
            Command::WatchFrame(source) => {
                self.peerings[which].watching.insert(source);
                self.frames_may_flow(page);
            }
            Command::Close => self.close_connection(which),
        }
    }

    /// "Ada#0 to Ben#1/2": whose, to whom, and the how-manieth.
    pub fn name(&self, which: usize) -> String {
        let peering = &self.peerings[which];
        format!("{} to {}", self.label(peering.page), self.peer_name(peering.id))
    }

    /// News of a connection, unless it has been closed by then.
    pub fn news(&mut self, which: usize, news: ConnectionEvent) {
        let Peering { page, id, closed, .. } = self.peerings[which];
        if !closed {
            self.hears(page, Event::Connection { id, news });
        }
    }

    /// Connections of this page to this peer that are not closed.
    pub fn live_connections(&self, page: usize, peer: PeerId) -> usize {
        self.pages[page].peerings.iter().filter(|(id, which)| id.peer == peer && !self.peerings[**which].closed).count()
    }

    /// "Ben#1/2": to whom, and the how-manieth.
    pub fn peer_name(&self, id: ConnectionId) -> String {
        let to = self.peers.get(&id.peer).map_or("a stranger".to_owned(), |page| self.label(*page));
        format!("{to}/{}", id.epoch.0)
    }

    fn open_connection(&mut self, page: usize, id: ConnectionId, role: Role) {
        assert!(Some(id.peer) != self.pages[page].peer, "{} connects to itself", self.label(page));
        let real = self.peers.contains_key(&id.peer) || self.strangers.contains(&id.peer);
        assert!(real, "{} connects to somebody who does not exist", self.label(page));
        let which = self.peerings.len();
        let certificate = sdp::fingerprint(&mut self.rng);
        let own = self.pages[page].peer;
        self.peerings.push(Peering { own, ..Peering::new(page, id, role, certificate) });
        if let Some(earlier) = self.pages[page].peerings.insert(id, which) {
            // The loser of two offers of one epoch makes room for the winner's; and who left and came back has other keys.
            let Peering { closed, tunnel, own, .. } = self.peerings[earlier];
            let free = closed && (tunnel.is_none() || own != self.pages[page].peer);
            assert!(free, "{} is opened twice", self.name(which));
        }
        let alive = self.live_connections(page, id.peer);
        assert!(alive <= 2, "{} is one of {alive} connections of this pair", self.name(which));
    }

    /// Every description takes a while, may fail, and is answered exactly once.
    fn promise_description(&mut self, which: usize, op: OpId, keep: impl FnOnce(&mut World) -> Option<Done> + 'static) {
        let page = self.peerings[which].page;
        self.promised(page, op);
        self.peerings[which].describing = true;
        let delay = self.patience();
        self.after(delay, move |world| {
            world.peerings[which].describing = false;
            let broken = world.peerings[which].closed || world.rng.chance(world.weather.broken);
            let kept = if broken { None } else { keep(world) };
            world.hears(
                page,
                match kept {
                    Some(done) => Event::Done { op, done },
                    None => Event::Failed { op, failure: Failure::Other },
                },
            );
            world.try_connecting(which);
        });
    }

    /// How long a promise of a connection takes; now and then longer than anybody waits.
    pub fn patience(&mut self) -> u64 {
        if self.rng.chance(self.weather.stuck) { 600_000 } else { self.rng.latency(self.weather.promise) }
    }

    fn offer(&mut self, which: usize) -> Option<Done> {
        let own = self.fresh_credentials(which);
        let text = sdp::offer(&own, &mut self.rng);
        self.peerings[which].signaling = Signaling::HaveLocalOffer;
        Some(self.described(which, own, text))
    }

    fn answer(&mut self, which: usize, offer: &str) -> Option<Done> {
        let theirs = self.take_remote(which, offer)?;
        let peering = &mut self.peerings[which];
        // A second offer brings new ICE credentials; the transceivers are those of the first.
        let restarted = peering.remote.as_ref().is_none_or(|known| known.ufrag != theirs.ufrag);
        peering.remote = Some(theirs);
        peering.transceivers = TRANSCEIVERS;
        let own = match peering.local.clone() {
            Some(own) if !restarted => own,
            _ => self.fresh_credentials(which),
        };
        let text = sdp::answer(&own, &mut self.rng);
        Some(self.described(which, own, text))
    }

    fn accept(&mut self, which: usize, answer: &str) -> Option<Done> {
        let theirs = self.take_remote(which, answer)?;
        self.peerings[which].remote = Some(theirs);
        self.peerings[which].signaling = Signaling::Stable;
        Some(Done::Plain)
    }

    fn described(&mut self, which: usize, own: Credentials, text: Arc<str>) -> Done {
        self.by_ufrag.insert(own.ufrag.clone(), which);
        self.written.insert(own.ufrag.clone(), text.clone());
        self.gather(which, own.ufrag.clone());
        self.peerings[which].local = Some(own);
        Done::Described(Sdp(text))
    }

    fn fresh_credentials(&mut self, which: usize) -> Credentials {
        let ufrag = self.rng.ice_chars(8);
        Credentials { fingerprint: self.peerings[which].certificate.clone(), ufrag }
    }

    /// Reads a remote description. Invariant: pages change nothing in them but the sound codec's parameters.
    fn take_remote(&mut self, which: usize, text: &str) -> Option<Credentials> {
        let read = sdp::read(text)?;
        let honest = self.written.get(&read.ufrag).is_some_and(|written| sdp::same_but_for_sound(written, text));
        assert!(honest || self.hostile, "{}: this description was never written so", self.name(which));
        if !honest && self.given.len() < 100 {
            self.given.push(text.to_owned());
        }
        Some(read)
    }

    /// Candidates trickle in after the local description, the last one sometimes empty (W3C WebRTC §4.8.1.2).
    fn gather(&mut self, which: usize, ufrag: String) {
        let mut delay = self.rng.below(3);
        let count = self.rng.between(1, 4);
        for n in 0..=count {
            let (host, port) = (self.rng.between(1, 250), self.rng.between(1024, 65_535));
            let line = match n == count {
                true if self.rng.chance(500) => break,
                true => String::new(),
                false => format!(
                    "candidate:{n} 1 udp 2113937151 192.168.1.{host} {port} typ host generation 0 ufrag {ufrag}"
                ),
            };
            let candidate =
                Candidate { candidate: line, mid: Some("0".into()), line: Some(0), ufrag: Some(ufrag.clone()) };
            self.after(delay, move |world| world.news(which, ConnectionEvent::Candidate(candidate)));
            delay += self.rng.below(80);
        }
    }

    fn add_candidates(&mut self, which: usize, candidates: &[Candidate]) {
        for Candidate { candidate, .. } in candidates {
            let words: Vec<&str> = candidate.split_ascii_whitespace().collect();
            let address = |word: &&str| word.parse::<std::net::IpAddr>().is_ok() || word.ends_with(".local");
            let port = |word: &&str| word.parse::<u16>().is_ok_and(|port| port >= 1024);
            let harmless = candidate.is_empty() || words.get(4).is_some_and(address) && words.get(5).is_some_and(port);
            assert!(harmless, "{}: {candidate} would knock at strangers' doors", self.name(which));
        }
        let peering = &mut self.peerings[which];
        let current = peering.remote.as_ref().map(|remote| remote.ufrag.clone()).unwrap_or_default();
        // One of another generation is refused by browsers; an empty one says that no more will come.
        let fits =
            |one: &Candidate| !one.candidate.is_empty() && one.ufrag.as_ref().is_none_or(|ufrag| *ufrag == current);
        if candidates.iter().any(fits) {
            peering.candidates.insert(current);
            self.try_connecting(which);
        }
    }

    /// Invariant: nothing is shown or heard but what comes from the very page whose sealed message named the fingerprint.
    fn reveal(&mut self, which: usize) {
        let Peering { page, id, .. } = self.peerings[which];
        let remote = self.peerings[which].remote.as_ref();
        let theirs =
            |one: &Peering| one.own == Some(id.peer) && remote.is_some_and(|r| r.fingerprint == one.certificate);
        assert!(
            self.peerings.iter().any(theirs),
            "{} is revealed though the fingerprint is not theirs",
            self.name(which)
        );
        self.peerings[which].revealed = true;
        self.frames_may_flow(page);
    }

    /// Invariant: of two connections to one peer one is heard.
    fn hear(&mut self, which: usize, on: bool) {
        let Peering { page, id, .. } = self.peerings[which];
        let of_theirs = self.pages[page].peerings.iter().filter(|(other, _)| other.peer == id.peer);
        let heard = of_theirs.filter(|(_, other)| self.peerings[**other].heard && !self.peerings[**other].closed);
        assert!(!on || heard.count() == 0, "{} is heard beside another", self.name(which));
        self.peerings[which].heard = on;
    }

    fn close_connection(&mut self, which: usize) {
        let page = self.peerings[which].page;
        self.peerings[which].closed = true;
        if self.alive_at_the_other_end(which) {
            self.hung_up += 1;
            self.note(|| format!("{} is closed though it lives", self.name(which)));
        }
        self.close_end(which);
        self.frames_may_flow(page);
    }

    /// Both sides want to be in the meeting and nothing is wrong with the connection between them.
    fn alive_at_the_other_end(&self, which: usize) -> bool {
        let Some((tunnel, end)) = self.peerings[which].tunnel else { return false };
        let other = &self.peerings[self.tunnels[tunnel].ends[1 - end]];
        let inside = |page: usize| {
            let tab = &self.pages[page];
            tab.life == Life::Running && self.people[tab.person].standing == Standing::In
        };
        let who_they_think = self.pages[self.peerings[which].page].peer == Some(other.id.peer);
        who_they_think
            && !other.closed
            && inside(other.page)
            && inside(self.peerings[which].page)
            && self.passes(tunnel)
    }
}
