//! First frames of one connection, camera and screen: each is shown from its first decoded frame on, for as long as one is promised.

use crate::api::context::Context;
use crate::api::effect::{Command, Source};
use crate::base::ids::ConnectionId;

/// Where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Picture {
    /// None is promised.
    #[default]
    Unwatched,
    /// The first frame is waited for.
    Watched,
    /// There is one.
    Decoded,
}

impl Picture {
    /// Waits for the first frame while one is promised.
    fn watch(&mut self, promised: bool, source: Source, id: ConnectionId, cx: &mut Context) {
        match (promised, *self) {
            (true, Picture::Unwatched) => {
                *self = Picture::Watched;
                cx.connection(id, Command::WatchFrame(source));
            }
            (false, Picture::Watched | Picture::Decoded) => *self = Picture::Unwatched,
            (true, Picture::Watched | Picture::Decoded) | (false, Picture::Unwatched) => {}
        }
    }

    /// A frame was decoded.
    fn decoded(&mut self) {
        if *self == Picture::Watched {
            *self = Picture::Decoded;
        }
    }
}

/// Both.
#[derive(Default)]
pub struct Pictures {
    camera: Picture,
    screen: Picture,
}

impl Pictures {
    /// Waits for first frames while pictures are promised: of the camera, of the screen.
    pub fn watch(&mut self, [camera, screen]: [bool; 2], id: ConnectionId, cx: &mut Context) {
        self.camera.watch(camera, Source::Camera, id, cx);
        self.screen.watch(screen, Source::Screen, id, cx);
    }

    /// A frame was decoded.
    pub fn decoded(&mut self, source: Source) {
        match source {
            Source::Camera => self.camera.decoded(),
            Source::Screen => self.screen.decoded(),
            Source::Microphone | Source::ScreenSound => {}
        }
    }

    /// Whether there is one to show.
    pub fn shown(&self, source: Source) -> bool {
        match source {
            Source::Camera => self.camera == Picture::Decoded,
            Source::Screen => self.screen == Picture::Decoded,
            Source::Microphone | Source::ScreenSound => false,
        }
    }
}
