//! What carries media and data channels between pages here: two ends connect if each applied the other's description.

use plenum_engine::api::effect::{Candidate, Command};
use plenum_engine::api::event::{Channel, ConnectionEvent, ConnectionState, Done, Event, Sdp};
use plenum_engine::base::ids::ConnectionId;
use plenum_shared::ids::PeerId;
use std::collections::HashMap;

const TEMPLATE: &str = include_str!("../../../frontend/engine/tests/descriptions/chromium-offer.sdp");
const CHANNELS: [Channel; 3] = [Channel::Messages, Channel::Bulk, Channel::Heartbeats];

#[derive(Default)]
struct End {
    local: Option<String>,
    remote: Option<String>,
    open: bool,
}

/// All connections of all pages.
pub struct Ether {
    pages: HashMap<PeerId, usize>,
    ends: HashMap<(PeerId, ConnectionId), End>,
    descriptions: u32,
    candidate: String,
}

impl Ether {
    pub fn new(candidate: &str) -> Ether {
        Ether { pages: HashMap::new(), ends: HashMap::new(), descriptions: 0, candidate: candidate.to_owned() }
    }

    /// A page says who it is now.
    pub fn is(&mut self, page: usize, peer: PeerId) {
        self.pages.insert(peer, page);
    }

    fn describe(&mut self) -> String {
        self.descriptions += 1;
        let number = format!("{:08X}", self.descriptions);
        let octets: Vec<&str> = (0..32).map(|octet| &number[octet % 4 * 2..octet % 4 * 2 + 2]).collect();
        let line = TEMPLATE.lines().find(|line| line.starts_with("a=fingerprint")).expect("in the template");
        TEMPLATE.replace(line, &format!("a=fingerprint:sha-256 {}", octets.join(":")))
    }

    /// Carries out a command of `us`; gives what happens to whom.
    pub fn command(&mut self, us: PeerId, id: ConnectionId, command: Command) -> Vec<(usize, Event)> {
        let Some(&page) = self.pages.get(&us) else { return Vec::new() };
        let tell = |news| (page, Event::Connection { id, news });
        match command {
            Command::Open { .. } => {
                self.ends.insert((us, id), End::default());
                Vec::new()
            }
            Command::Offer { op, .. } | Command::Answer { op, .. } => {
                let sdp = self.describe();
                let Some(end) = self.ends.get_mut(&(us, id)) else { return Vec::new() };
                end.local = Some(sdp.clone());
                if let Command::Answer { offer, .. } = command {
                    end.remote = Some(offer.0.to_string());
                }
                let candidate = Candidate {
                    candidate: format!("candidate:1 1 udp 2122260223 {} 54321 typ host", self.candidate),
                    mid: Some("0".to_owned()),
                    line: Some(0),
                    ufrag: None,
                };
                let mut events = vec![(page, Event::Done { op, done: Done::Described(Sdp(sdp.into())) })];
                events.push(tell(ConnectionEvent::Candidate(candidate)));
                events.extend(self.connect(us, id));
                events
            }
            Command::Accept { op, answer } => {
                if let Some(end) = self.ends.get_mut(&(us, id)) {
                    end.remote = Some(answer.0.to_string());
                }
                let mut events = vec![(page, Event::Done { op, done: Done::Plain })];
                events.extend(self.connect(us, id));
                events
            }
            Command::Send { op, .. } | Command::SetParameters { op, .. } => {
                vec![(page, Event::Done { op, done: Done::Plain })]
            }
            Command::Say(channel, bytes) => match self.other(us, id) {
                Some((other, there)) if self.ends.get(&(other, there)).is_some_and(|end| end.open) => {
                    let news = ConnectionEvent::ChannelSaid(channel, bytes);
                    vec![(self.pages[&other], Event::Connection { id: there, news })]
                }
                Some(_) | None => Vec::new(),
            },
            Command::Close => {
                self.ends.remove(&(us, id));
                let Some((other, there)) = self.other(us, id) else { return Vec::new() };
                let closed = |channel| Event::Connection { id: there, news: ConnectionEvent::ChannelClosed(channel) };
                match self.ends.get(&(other, there)) {
                    Some(end) if end.open => CHANNELS.map(|channel| (self.pages[&other], closed(channel))).into(),
                    Some(_) | None => Vec::new(),
                }
            }
            Command::AddCandidates(_)
            | Command::Reveal
            | Command::Hear(_)
            | Command::Volume(_)
            | Command::Play(_)
            | Command::SetIceServers(_)
            | Command::WatchFrame(_) => Vec::new(),
        }
    }

    fn other(&self, us: PeerId, id: ConnectionId) -> Option<(PeerId, ConnectionId)> {
        self.pages.contains_key(&id.peer).then_some((id.peer, ConnectionId { peer: us, epoch: id.epoch }))
    }

    fn connect(&mut self, us: PeerId, id: ConnectionId) -> Vec<(usize, Event)> {
        let Some((other, there)) = self.other(us, id) else { return Vec::new() };
        let (Some(ours), Some(theirs)) = (self.ends.get(&(us, id)), self.ends.get(&(other, there))) else {
            return Vec::new();
        };
        let meet = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => fingerprint(one) == fingerprint(other),
            _ => false,
        };
        if ours.open || !meet(&ours.local, &theirs.remote) || !meet(&theirs.local, &ours.remote) {
            return Vec::new();
        }
        let mut events = Vec::new();
        for (peer, id) in [(us, id), (other, there)] {
            if let Some(end) = self.ends.get_mut(&(peer, id)) {
                end.open = true;
            }
            let page = self.pages[&peer];
            events.push((page, Event::Connection { id, news: ConnectionEvent::State(ConnectionState::Connected) }));
            events.extend(
                CHANNELS.map(|channel| (page, Event::Connection { id, news: ConnectionEvent::ChannelOpened(channel) })),
            );
        }
        events
    }
}

fn fingerprint(sdp: &str) -> Option<&str> {
    sdp.lines().find(|line| line.starts_with("a=fingerprint"))
}
