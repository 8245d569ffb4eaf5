//! The one door into the mind: routes events to the machines and collects what they want done.

use crate::effect::Effect;
use crate::event::Event;
use crate::time::Time;
use crate::view::*;
use std::sync::Arc;

/// The mind of one page.
pub struct Engine {
    view: View,
}

impl Engine {
    /// A mind whose every random choice follows from the seed.
    pub fn new(_seed: [u8; 32], _now: Time) -> Engine {
        Engine {
            view: View {
                taste: Taste { language: Language::En, theme: Theme::System },
                screen: Screen::Start { problem: None },
                me: Me {
                    name: Arc::from(""),
                    microphone: DeviceState::Off,
                    camera: DeviceState::Off,
                    mirrored: true,
                    preview: Default::default(),
                    microphone_device: None,
                    camera_device: None,
                    speaking: false,
                    insecure: false,
                    in_app: false,
                },
                people: Arc::from([]),
                line: LineView::Idle,
                devices: Arc::from([]),
                notices: Arc::from([]),
                announcement: None,
                link: None,
            },
        }
    }

    /// Takes in one event and says what is to be done. Also does everything whose time has come.
    pub fn handle(&mut self, _event: Event, _now: Time) -> Vec<Effect> {
        Vec::new()
    }

    /// When `Event::Woke` is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        None
    }

    /// What there is to see.
    pub fn view(&self) -> View {
        self.view.clone()
    }
}
