//! What of ours is on air, and to which connections it goes.

use crate::browser::connection::{Connection, Wanted};
use plenum_engine::effect::Source;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use web_sys::{AnalyserNode, MediaStreamTrack};

/// The open tracks by `Source as usize`; the devices own them, this only passes them on.
#[derive(Default)]
pub struct Outgoing {
    tracks: RefCell<[Option<MediaStreamTrack>; 4]>,
    served: RefCell<Vec<Weak<Connection>>>,
    /// Hears what our microphone sends.
    analyser: RefCell<Option<AnalyserNode>>,
}

impl Outgoing {
    /// This connection, too, follows every change from here on.
    pub fn serve(&self, connection: &Rc<Connection>) {
        let mut served = self.served.borrow_mut();
        served.retain(|one| one.strong_count() > 0);
        served.push(Rc::downgrade(connection));
    }

    /// Another track for a source, in every sender that has it on; `None`: none.
    pub fn set(&self, source: Source, track: Option<MediaStreamTrack>) {
        self.tracks.borrow_mut()[source as usize] = track;
        let served: Vec<_> = self.served.borrow().iter().filter_map(Weak::upgrade).collect();
        for connection in served {
            connection.refresh(source);
        }
    }

    /// From here on this hears our microphone.
    pub fn hear(&self, analyser: Option<AnalyserNode>) {
        *self.analyser.borrow_mut() = analyser;
    }

    /// What hears our microphone.
    pub fn analyser(&self) -> Option<AnalyserNode> {
        self.analyser.borrow().clone()
    }

    /// What a peer gets that wants these.
    pub fn track_if(&self, wanted: Wanted, source: Source) -> Option<MediaStreamTrack> {
        if wanted[source as usize] { self.tracks.borrow()[source as usize].clone() } else { None }
    }
}
