//! One load of the page: an engine, its fake browser's state, and the driver's loop between them.

use super::cost::Cost;
use super::devices::Device;
use super::document_worker::DocumentWorker;
use super::documents::Documents;
use super::files::Disk;
use super::heap;
use super::honesty::Honesty;
use super::toll::Tolls;
use super::watch::Alarm;
use super::{World, person::Standing};
use plenum_engine::api::effect::{Effect, Role};
use plenum_engine::api::event::{Abilities, Event, PageEvent, PreviousSession, Remembered, Start};
use plenum_engine::api::intent::{AppIntent, Intent, Passphrase, Text};
use plenum_engine::api::view::View;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::{ConnectionId, OpId, SocketId};
use plenum_engine::base::time::Time;
use plenum_shared::ids::PeerId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whether a page runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It runs.
    Running,
    /// In the back-forward cache: what happens waits.
    Frozen,
    /// Unloaded or crashed.
    Gone,
}

/// Connections that are kept ready, as the browser has them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ready {
    /// With offers.
    pub offers: usize,
    /// For either role.
    pub plain: usize,
    /// How many were taken so far.
    pub taken: usize,
}

impl Ready {
    /// A connection is opened: with one that is ready, if there is one.
    pub fn take(&mut self, role: Role) {
        let kept = match role {
            Role::Offerer if self.offers > 0 => &mut self.offers,
            Role::Offerer | Role::Answerer => &mut self.plain,
        };
        if *kept > 0 {
            *kept -= 1;
            self.taken += 1;
        }
    }
}

/// A page.
pub struct Page {
    /// In whose tab.
    pub person: usize,
    /// Its mind.
    pub engine: Engine,
    /// When it was loaded; its own clock starts here.
    pub born: u64,
    /// Whether it runs.
    pub life: Life,
    /// In the background.
    pub hidden: bool,
    /// What there is to see after the last event.
    pub view: View,
    /// Who it is to the others, since its first join.
    pub peer: Option<PeerId>,
    /// Its WebSockets.
    pub sockets: BTreeMap<SocketId, u32>,
    /// Its `RTCPeerConnection`s, closed ones too.
    pub peerings: BTreeMap<ConnectionId, usize>,
    /// Its microphone.
    pub microphone: Device,
    /// Its camera.
    pub camera: Device,
    /// Its shared screen.
    pub screen: Device,
    /// The sound of that screen.
    pub screen_sound: Device,
    /// Counts closings of the screen: a choice made before one comes to nothing.
    pub screen_turn: u32,
    /// Every promise it ever asked for.
    pub promises: BTreeSet<OpId>,
    /// Milliseconds between pulses, and which series of them.
    pub pulse: (Option<u32>, u32),
    /// The timer for the engine's deadline.
    pub alarm: Alarm,
    /// Kept in `sessionStorage` while the page was hidden.
    pub kept: Option<PreviousSession>,
    /// What would be kept if the app died now.
    pub will: Option<PreviousSession>,
    /// The last debug log that was copied.
    pub report: Option<String>,
    /// Notifications, and the names in them.
    pub notified: Vec<Option<String>>,
    /// Of these envelopes are wanted.
    pub compared: Arc<[ConnectionId]>,
    /// How loud its microphone is gets measured.
    pub measured: bool,
    /// Connections that are kept ready.
    pub ready: Ready,
    /// What the address bar shows behind `#`.
    pub fragment: Option<String>,
    /// What happened while the page was frozen.
    pub waiting: Vec<Event>,
    /// The last passphrase that it wanted stretched.
    pub stretching: Option<(OpId, Passphrase)>,
    /// In place of the worker with the room document.
    pub documents: Documents,
    /// The worker itself, where the world has documents.
    pub worker: DocumentWorker,
    /// What its adaptor keeps of files.
    pub disk: Disk,
    /// Watches over microphone and camera.
    pub honesty: Honesty,
    /// What it has cost its person so far.
    pub cost: Cost,
    /// What of that somebody hostile made it pay.
    pub toll: Tolls,
}

impl Page {
    /// The engine hears of something. Its heap is counted, so what it is given and what it gives away are copies: it frees
    /// and allocates both sides of them itself.
    fn think(&mut self, event: Event, now: Time) -> Vec<Effect> {
        let (effects, heap) = heap::counted(|| self.engine.handle(event.clone(), now));
        self.toll.heap += heap;
        let copies = effects.clone();
        self.toll.heap += heap::counted(|| drop(effects)).1;
        copies
    }
}

/// Makes a link as a first person would, by clicking on "Start a meeting"; gives its code.
pub fn invitation(seed: [u8; 32]) -> String {
    let mut engine = Engine::whole(seed, Time(0));
    let start = Start { origin: "https://meet.example".into(), ..Start::default() };
    engine.handle(Event::Started(Box::new(start)), Time(0));
    engine.handle(Event::Intent(Intent::App(AppIntent::StartMeeting)), Time(1));
    let link = engine.view().link.unwrap_or_default();
    link.rsplit('#').next().unwrap_or_default().to_owned()
}

impl World {
    /// A person's tab loads the page.
    pub fn load(&mut self, person: usize, previous: Option<PreviousSession>) {
        let engine = Engine::new(self.rng.bytes32(), Time(0));
        let page = self.pages.len();
        let who = &mut self.people[person];
        who.page = Some(page);
        who.standing = match &previous {
            Some(session) if session.inside => Standing::In,
            _ => Standing::Lobby,
        };
        who.switched_off();
        let remembered = Remembered { name: who.kept_name.clone().map(Text), ..Remembered::default() };
        let no_webrtc = who.no_webrtc;
        self.pages.push(Page {
            person,
            view: engine.view(),
            engine,
            born: self.now,
            life: Life::Running,
            hidden: false,
            peer: None,
            sockets: BTreeMap::new(),
            peerings: BTreeMap::new(),
            microphone: Device::default(),
            camera: Device::default(),
            screen: Device::default(),
            screen_sound: Device::default(),
            screen_turn: 0,
            promises: BTreeSet::new(),
            pulse: (None, 0),
            alarm: Alarm::default(),
            kept: None,
            will: None,
            report: None,
            notified: Vec::new(),
            compared: Arc::from([]),
            measured: false,
            ready: Ready::default(),
            fragment: Some(who.code.clone()),
            waiting: Vec::new(),
            stretching: None,
            documents: Documents::default(),
            worker: DocumentWorker::default(),
            disk: Disk::default(),
            honesty: Honesty::default(),
            cost: Cost::default(),
            toll: Tolls::default(),
        });
        let start = Start {
            origin: "https://meet.example".into(),
            fragment: self.pages[page].fragment.clone().map(Text),
            remembered,
            previous,
            abilities: Abilities { webrtc: !no_webrtc, ..Abilities::default() },
            ..Start::default()
        };
        self.hears(page, Event::Started(Box::new(start)));
    }

    /// The driver's loop: one event in, effects out, and a look at what came of it.
    pub fn hears(&mut self, page: usize, event: Event) {
        match self.pages[page].life {
            Life::Running => {}
            Life::Frozen => return self.pages[page].waiting.push(event),
            Life::Gone => return,
        }
        let of = if let Event::Connection { id, .. } = &event { Some(*id) } else { None };
        self.note(|| format!("{} hears {}", self.label(page), self.gist(&event, of)));
        let gist = self.gist(&event, of);
        let hiding = matches!(event, Event::Page(PageEvent::Hidden));
        let tab = &mut self.pages[page];
        let now = Time(self.now - tab.born);
        tab.honesty.hears(&event);
        let effects = if self.hostile { tab.think(event, now) } else { tab.engine.handle(event, now) };
        if let Err(why) = tab.honesty.judge(&effects) {
            panic!("{} is dishonest: {why}", self.label(page));
        }
        let chimes = effects.iter().filter(|effect| matches!(effect, Effect::Chime(_))).count();
        for effect in effects {
            self.charge(page, &effect);
            let of = if let Effect::Connection { id, .. } = &effect { Some(*id) } else { None };
            self.note(|| format!("{}   wants {}", self.label(page), self.gist(&effect, of)));
            self.carry_out(page, effect, hiding);
        }
        let tab = &mut self.pages[page];
        let (before, heap) = heap::counted(|| std::mem::replace(&mut tab.view, tab.engine.view()));
        // Only what has changed is built anew; nothing that has is forgotten.
        assert!(tab.view == tab.engine.view_built_anew(), "{gist}: {:?}", tab.engine.view_built_anew());
        tab.toll.heap += heap;
        self.look(page, &before);
        self.charge_news(page, &before, chimes);
        self.pages[page].toll.heap += heap::counted(|| drop(before)).1;
        self.set_alarm(page);
    }

    /// "Ada#2": whose page, and the how-manieth page of the world.
    pub fn label(&self, page: usize) -> String {
        format!("{}#{page}", self.people[self.pages[page].person].name)
    }

    /// The person's page, which is open and runs.
    pub fn running_page(&self, person: usize) -> usize {
        self.page_of(person).expect("it is open")
    }

    /// The person's page, if their tab is open and the page runs.
    pub fn page_of(&self, person: usize) -> Option<usize> {
        self.people[person].page.filter(|page| self.pages[*page].life == Life::Running)
    }
}
