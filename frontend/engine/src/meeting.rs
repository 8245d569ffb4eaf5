//! One meeting: our keys and session, the line, everybody's letter boxes and ties, and where we stand ourselves.

mod ahead;
mod arranging;
mod beats;
mod echoes;
mod lines;
mod mail;
mod manners;
mod report;
mod rescue;
mod roster;
mod sending;
mod settling;
mod shares;
mod sitting;
mod status;
mod tidings;
mod tombstones;

use crate::arrangement::Arrangement;
use crate::effect::{Effect, Role};
use crate::envelopes::Envelopes;
use crate::event::{ConnectionNews, LineNews, PreviousSession, Sdp};
use crate::gathering::{Coming, Gathering, Myself, Occasion, Opening};
use crate::hello::{self, Hello};
use crate::ids::{ConnectionId, LineId, OpId};
use crate::intent::Arrange;
use crate::interruption::{Interrupt, Interruption, Scene};
use crate::keys::Keys;
use crate::letter::{self, Letter, Parting, Resumes, Standing, Status};
use crate::line::{Heard, IceServers, Line};
use crate::link::{self, Link};
use crate::news::Bulletin;
use crate::peer::Peer;
use crate::post::Route;
use crate::quality::Quality;
use crate::session::{Predecessor, Session};
use crate::tie::Common;
use crate::time::{Time, soonest};
use crate::turn::Turn;
use crate::view::{Hearing, Layout, LineView, Lines, NoticeKind, Person, Unable};
pub use manners::Manners;
use plenum_shared::bytes;
use plenum_shared::ids::{PeerId, Seat};
use plenum_shared::words::NoticeKind as ServerNotice;
use rescue::Rescue;
use std::collections::BTreeMap;
use std::sync::Arc;
use tombstones::Tombstones;

/// Where we stand ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Lobby,
    In { since: Time },
}

/// One meeting.
pub struct Meeting {
    link: Link,
    room: Arc<str>,
    keys: Keys,
    session: Session,
    hello: Vec<u8>,
    page_origin: String,
    line: Line,
    line_before: LineView,
    ice_servers: IceServers,
    peers: BTreeMap<PeerId, Peer>,
    seats: BTreeMap<Seat, PeerId>,
    tombstones: Tombstones,
    other_door: bool,
    stand: Stand,
    said: Status,
    tell_name_at: Option<Time>,
    requests: manners::Requests,
    echoes: echoes::Echoes,
    next_tile: u32,
    pulse: Option<u32>,
    quality: Quality,
    rescue: Rescue,
    arrangement: Arrangement,
    lookout: lines::Lookout,
    interruption: Interruption,
    ahead: ahead::Ahead,
    sending: sending::Sending,
}

/// Begins a meeting: its lobby, or straight inside.
pub fn begin(opening: Opening<'_>, turn: &mut Turn<'_>) -> Result<Box<dyn Gathering>, Unable> {
    let Occasion { link, before, coming } = opening.occasion;
    let keys = Keys::derive(link, None).map_err(|_| Unable::Passphrase)?;
    // Who reloads with another link starts afresh.
    let before = before.as_ref().filter(|before| before.room == bytes::encode(&keys.room().0));
    let inside = match coming {
        Coming::ToLobby => false,
        Coming::Inside => true,
        Coming::Reloaded => before.is_some(),
    };
    let mut meeting = Meeting::new(link.clone(), keys, before, &opening, turn);
    if inside {
        meeting.enter(turn);
    }
    Ok(Box::new(meeting))
}

impl Meeting {
    fn new(
        link: Link,
        keys: Keys,
        before: Option<&PreviousSession>,
        opening: &Opening<'_>,
        turn: &mut Turn,
    ) -> Meeting {
        let session = Session::new(turn.dice);
        let room = keys.room();
        let resumes = before.map(|before| {
            let old = Predecessor::from_seed(&before.seed);
            Resumes { key: old.public_key(), signature: old.vouch(&room, &session.peer()) }
        });
        let hello = Hello::new(&session, letter::VERSIONS, &[], hello::Kind::Person);
        // Our own constants: they fit, and if they ever did not, an empty hello opens nowhere.
        let hello = hello::make(&session, &keys, &hello, turn.dice).unwrap_or_default();
        let said = Status {
            revision: 1,
            place: Standing::Lobby,
            name: opening.name.to_owned(),
            microphone: false,
            camera: false,
            deaf: false,
            screen: false,
            screen_sound: false,
            resumes,
        };
        let mut meeting = Meeting {
            line: Line::new(opening.origin, hello.clone(), opening.lines),
            line_before: LineView::Idle,
            link,
            room: bytes::encode(&room.0).into(),
            keys,
            session,
            hello,
            page_origin: opening.origin.to_owned(),
            ice_servers: IceServers::default(),
            peers: BTreeMap::new(),
            seats: BTreeMap::new(),
            tombstones: Tombstones::default(),
            other_door: false,
            stand: Stand::Lobby,
            said,
            tell_name_at: None,
            requests: manners::Requests::default(),
            echoes: echoes::Echoes::default(),
            next_tile: 1,
            pulse: None,
            quality: Quality::new(turn.now),
            rescue: Rescue::new(turn.now),
            arrangement: Arrangement::new(),
            lookout: lines::Lookout::default(),
            interruption: Interruption::default(),
            ahead: ahead::Ahead::default(),
            sending: sending::Sending::new(),
        };
        meeting.line.dial(&meeting.keys, turn);
        meeting
    }

    fn with(&mut self, peer: &PeerId, me: &Myself) -> Option<(&mut Peer, Common)> {
        let common = self.common(me);
        self.peers.get_mut(peer).map(|peer| (peer, common))
    }

    fn common(&self, me: &Myself) -> Common {
        let people = 1 + self.peers.values().filter(|peer| peer.inside()).count();
        Common {
            ice_servers: self.ice_servers.all(),
            sending: me.on_air,
            people,
            crowded: self.crowded(),
            full: self.full(),
        }
    }
}

impl Gathering for Meeting {
    fn link(&self) -> &Link {
        &self.link
    }

    fn room(&self) -> &Arc<str> {
        &self.room
    }

    fn enter(&mut self, turn: &mut Turn) {
        if self.stand == Stand::Lobby {
            self.stand = Stand::In { since: turn.now };
            turn.effect(Effect::WakeLock(true));
            turn.effect(Effect::Bequeath(Some(self.previous())));
        }
    }

    fn inside(&self) -> bool {
        matches!(self.stand, Stand::In { .. })
    }

    fn leave(mut self: Box<Self>, how: Parting, turn: &mut Turn) -> (PreviousSession, u32) {
        for peer in self.peers.values_mut() {
            if !peer.gone() {
                peer.post.write(0, Letter::Goodbye { how }, Route::Every, turn.now);
            }
        }
        self.flush(turn);
        for peer in self.peers.values_mut() {
            peer.tie.end(turn);
        }
        self.echoes.end(turn);
        self.keep_ready(0, 0, turn);
        self.line.leave(turn);
        if self.inside() {
            turn.effect(Effect::WakeLock(false));
            turn.effect(Effect::Bequeath(None));
        }
        if self.pulse.is_some() {
            turn.effect(Effect::Pulse(None));
        }
        (self.previous(), self.line.newest())
    }

    fn line(&mut self, line: LineId, news: LineNews, me: &Myself, bulletin: &mut Bulletin, turn: &mut Turn) {
        match self.line.handle(line, news, &self.keys, &self.session, turn) {
            Some(Heard::Welcome(welcome)) => self.welcome(&welcome, turn),
            Some(Heard::Arrived { sitter, present }) => {
                self.sit(&sitter, if present { Role::Offerer } else { Role::Answerer }, turn);
            }
            Some(Heard::IceServers(named)) => self.renew_ice_servers(&named, turn),
            Some(Heard::Overtaken) => self.hope(turn.now),
            Some(Heard::Seated) | None => {}
            Some(Heard::Departed(seat)) => self.departed(seat, turn),
            Some(Heard::Letter(seat, sealed)) => self.letter_from_seat(seat, &sealed, me, turn),
            Some(Heard::Notice(ServerNotice::ClosedByHost)) => bulletin.pass(NoticeKind::ClosedByHost, turn.now),
            // A draining server comes back by itself, and a full one keeps us: nothing to do for a person.
            Some(Heard::Notice(ServerNotice::Drain | ServerNotice::Full | ServerNotice::Unknown)) => {}
        }
    }

    fn connection(&mut self, id: ConnectionId, news: ConnectionNews, me: &Myself, turn: &mut Turn) {
        if let ConnectionNews::ChannelSaid(crate::event::Channel::Letters, sealed) = &news {
            return self.letter_from_channel(id, sealed, me, turn);
        }
        if let ConnectionNews::Stats(stats) = news {
            return self.stats(id, stats, turn.now);
        }
        let (peer, common) = match self.with(&id.peer, me) {
            Some(both) => both,
            None => return,
        };
        if let ConnectionNews::Level(level) = news {
            if peer.tie.heard() != Some(id.epoch) {
                return;
            }
            let audible = peer.tie.stream().is_some() && peer.status.as_ref().is_some_and(|status| status.microphone);
            let step = if audible { peer.voice.level(level, turn.now) } else { peer.voice.hush() };
            if let Some(step) = step {
                turn.effect(Effect::Level(Some(id.peer), step));
            }
            return;
        }
        peer.tie.news(id.epoch, news, &mut peer.post, &common, turn);
    }

    fn done(&mut self, op: OpId, sdp: Option<&Sdp>, me: &Myself, turn: &mut Turn) -> bool {
        let common = self.common(me);
        self.tuned(op, true, turn)
            || self.peers.values_mut().any(|peer| peer.tie.done(op, sdp, &mut peer.post, &common, turn))
    }

    fn failed(&mut self, op: OpId, me: &Myself, turn: &mut Turn) -> bool {
        let common = self.common(me);
        self.tuned(op, false, turn)
            || self.peers.values_mut().any(|peer| peer.tie.failed(op, &mut peer.post, &common, turn))
    }

    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, turn: &mut Turn) -> bool {
        if what == Interrupt::Shown(true) {
            self.line.nudge(&self.keys, turn);
        }
        self.interruption.hear(what, at, turn)
    }

    fn mind_interruptions(&mut self, at: &mut Scene, turn: &mut Turn) {
        self.interruption.tick(at, turn);
    }

    fn network_changed(&mut self, turn: &mut Turn) {
        self.line.nudge(&self.keys, turn);
        self.hope(turn.now);
    }

    fn retry_line(&mut self, turn: &mut Turn) {
        self.line.dial(&self.keys, turn);
    }

    fn retry_person(&mut self, peer: &PeerId, me: &Myself, turn: &mut Turn) {
        if let Some((peer, common)) = self.with(peer, me) {
            peer.tie.retry(&mut peer.post, &common, turn);
        }
    }

    fn listen(&mut self, peer: &PeerId, change: &dyn Fn(&mut Hearing)) {
        if let Some(peer) = self.peers.get_mut(peer) {
            change(&mut peer.listening.hearing);
        }
    }

    fn ask_to_mute(&mut self, peer: &PeerId, turn: &mut Turn) -> bool {
        self.ask(peer, turn)
    }

    fn sit_together(&mut self, peer: &PeerId, sits: bool, turn: &mut Turn) {
        self.claim(peer, sits, turn);
    }

    fn compare(&mut self, envelopes: Envelopes, me: &Myself, turn: &mut Turn) {
        self.find_echoes(envelopes, me, turn);
    }

    fn finish(&mut self, me: &Myself, bulletin: &mut Bulletin, turn: &mut Turn) {
        self.wake(turn.now);
        self.line.tick(&self.keys, turn);
        self.say_status(me, turn);
        for id in self.in_order_of_sight() {
            self.settle(&id, me, bulletin, turn);
        }
        self.look_at_places(turn);
        self.share(me, turn);
        self.mind_echoes(me, turn);
        self.rescue(me, turn);
        self.judge_lines(turn.now);
        self.tell(bulletin, turn);
        bulletin.hold(NoticeKind::MicrophoneStayedOff, self.interruption.stayed_off());
        self.prepare(turn);
        self.set_pulse(me, turn);
        self.flush(turn);
        self.forget_absent(turn.now);
    }

    fn deadline(&self, now: Time) -> Option<Time> {
        let peers = self.peers.values().fold(None, |soon, peer| soonest(soon, peer.deadline(now)));
        let ours = soonest(self.tell_name_at, self.quality.deadline(self.session.peer(), now));
        let ours = soonest(ours, soonest(self.arrangement.deadline(), self.interruption.deadline()));
        let ours = soonest(ours, soonest(self.lookout.deadline(), self.echoes.deadline()));
        let ours = soonest(ours, soonest(self.ahead.deadline(), self.sending.deadline()));
        soonest(soonest(self.line.deadline(now), ours), peers)
    }

    fn line_view(&self, now: Time) -> LineView {
        self.line.view(now)
    }

    fn moved(&self, origin: &str) -> Option<String> {
        self.line.moved_from(origin).map(|there| link::url(there, &self.link))
    }

    fn carried(&self, now: Time) -> [u32; 2] {
        self.carried_bits(now)
    }

    fn look_at_lines(&mut self, look: bool) {
        self.lookout.look(look);
    }

    fn lines(&self) -> Option<Arc<Lines>> {
        self.lookout.shown()
    }

    fn people(&self, now: Time) -> Vec<Person> {
        let shown = self.peers.iter().filter(|(_, peer)| peer.shown());
        let mut people: Vec<Person> = shown.map(|(id, peer)| peer.view(*id, now)).collect();
        people.sort_by_key(|person| person.tile);
        people
    }

    fn arrange(&mut self, wish: Arrange) {
        self.arrangement.wish(wish);
    }

    fn layout(&self) -> Layout {
        self.arrangement.view()
    }

    fn report(&self, now: Time) -> String {
        self.say_how_it_is(now)
    }

    fn pulse(&mut self, turn: &mut Turn) {
        self.beat(turn);
    }
}
