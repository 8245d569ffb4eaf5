//! Loudness envelopes of our microphone and those of others, many times a second, for as long as the engine compares them.

use crate::browser::base::clock;
use crate::browser::media::local_tracks::LocalTracks;
use crate::browser::media::meter;
use crate::browser::rtc::connection::Connection;
use crate::event_sender::EventSender;
use gloo_timers::callback::Interval;
use plenum_engine::api::event::Event;
use plenum_engine::api::loudness::{BATCH, Envelopes, SAMPLE_MS, decibels};
use plenum_engine::base::ids::ConnectionId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// After so many samples without a turn nothing fits together any more: the page was slowed down.
const LOST: u64 = 5;

/// Samples until dropped.
///
/// It asks the packets that arrive (`getSynchronizationSources`) and not an analyser per person: that costs a question
/// while we speak and nothing at all while we do not, and hears people whom we have turned down.
pub struct Sampling {
    whom: Rc<RefCell<Arc<[ConnectionId]>>>,
    _clock: Interval,
}

/// What has been gathered since the last event.
struct Batch {
    /// The next sample to take, counted from when time began.
    next: u64,
    envelopes: Envelopes,
}

impl Sampling {
    /// Begins.
    pub fn new(
        whom: Arc<[ConnectionId]>,
        events: EventSender,
        local_tracks: Rc<LocalTracks>,
        connections: Rc<RefCell<HashMap<ConnectionId, Rc<Connection>>>>,
    ) -> Sampling {
        let whom = Rc::new(RefCell::new(whom));
        let asked = whom.clone();
        let mut batch = Batch::new();
        let sample = move || {
            let Some(ours) = local_tracks.analyser().map(|analyser| decibels(meter::read(&analyser))) else { return };
            let find = |id: &ConnectionId| Some((*id, connections.borrow().get(id)?.clone()));
            let open: Vec<_> = asked.borrow().iter().filter_map(find).collect();
            let theirs = open.iter().filter_map(|(id, one)| Some((*id, decibels(one.loudness()?)))).collect::<Vec<_>>();
            // A timer that comes late stands for the samples that it missed.
            let now = clock::now().0 / SAMPLE_MS;
            let late = (now + 1).saturating_sub(batch.next);
            if late > LOST {
                batch = Batch::new();
            }
            for _ in 0..if late > LOST { 1 } else { late } {
                batch.add(ours, &theirs);
                if batch.envelopes.ours.len() >= BATCH {
                    let next = Batch { next: batch.next, envelopes: Envelopes::default() };
                    events.send(Event::Envelopes(std::mem::replace(&mut batch, next).envelopes));
                }
            }
        };
        Sampling { whom, _clock: Interval::new(SAMPLE_MS as u32, sample) }
    }

    /// From here on of these.
    pub fn turn_to(&self, whom: Arc<[ConnectionId]>) {
        *self.whom.borrow_mut() = whom;
    }
}

impl Batch {
    fn new() -> Batch {
        Batch { next: clock::now().0 / SAMPLE_MS, envelopes: Envelopes { anew: true, ..Envelopes::default() } }
    }

    fn add(&mut self, ours: u8, theirs: &[(ConnectionId, u8)]) {
        self.next += 1;
        let before = self.envelopes.ours.len();
        self.envelopes.ours.push(ours);
        for (id, level) in theirs {
            match self.envelopes.theirs.iter_mut().find(|(other, _)| other == id) {
                Some((_, levels)) => levels.push(*level),
                // Whoever comes in the middle of a batch was silent before.
                None => self.envelopes.theirs.push((*id, [vec![0; before], vec![*level]].concat())),
            }
        }
    }
}
