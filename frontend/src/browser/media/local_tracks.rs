//! Local tracks: what we send, and to which connections it goes.

use plenum_engine::api::effect::Source;
use std::cell::RefCell;
use std::rc::Weak;
use web_sys::{AnalyserNode, MediaStreamTrack};

/// Which of our sources somebody gets, by `Source as usize`.
pub type Wanted = [bool; 4];

/// Somebody to whom our tracks go. A trait, so that connections stay in the room chunk.
pub trait TrackSink {
    /// Puts the current track of this source in, or none.
    fn refresh(&self, source: Source);
}

/// The open tracks by `Source as usize`; the devices own them, this only passes them on.
#[derive(Default)]
pub struct LocalTracks {
    tracks: RefCell<[Option<MediaStreamTrack>; 4]>,
    served: RefCell<Vec<Weak<dyn TrackSink>>>,
    /// Hears what our microphone sends.
    analyser: RefCell<Option<AnalyserNode>>,
}

impl LocalTracks {
    /// This one, too, follows every change from here on.
    pub fn serve(&self, another: Weak<dyn TrackSink>) {
        let mut served = self.served.borrow_mut();
        served.retain(|one| one.strong_count() > 0);
        served.push(another);
    }

    /// Another track for a source, in every sender that has it on; `None`: none.
    pub fn set(&self, source: Source, track: Option<MediaStreamTrack>) {
        self.tracks.borrow_mut()[source as usize] = track;
        let served: Vec<_> = self.served.borrow().iter().filter_map(Weak::upgrade).collect();
        for one in served {
            one.refresh(source);
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
