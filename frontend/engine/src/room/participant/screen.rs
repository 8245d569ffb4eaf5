//! The screen one of the others shares: what is shown of it, and what the live region says.

use super::{Existence, Peer};
use crate::api::effect::Source;
use crate::api::values::Presence;
use crate::api::view::{News, Screening};

impl Peer {
    /// Whether they share, by their own word.
    pub fn shares(&self) -> bool {
        let status = self.status.as_ref().filter(|status| status.presence == Presence::In);
        self.existence == Existence::Here && status.is_some_and(|status| status.screen || status.screen_sound)
    }

    /// What of their pictures is promised: camera, screen.
    pub fn promised(&self) -> [bool; 2] {
        self.status.as_ref().map_or([false, false], |status| [status.camera, status.screen])
    }

    /// Whether there is something to see of what they share: a sound file needs no room on the stage.
    pub fn shares_picture(&self) -> bool {
        let [_, picture] = self.promised();
        self.shares() && picture
    }

    /// What is shown of their screen.
    pub fn screening(&self) -> Screening {
        let [_, picture] = self.promised();
        match (self.shares(), self.link.picture(Source::Screen)) {
            (false, _) => Screening::No,
            (true, _) if !picture => Screening::Sound,
            (true, _) if self.policy.dark_screen => Screening::Spared,
            (true, false) => Screening::Coming,
            (true, true) => Screening::Shown,
        }
    }

    /// What there is to announce of their screen. Whoever comes or goes with one says so by that.
    pub fn announce_screen(&mut self) -> Option<News> {
        let shares = self.inside().then(|| self.shares_picture());
        match (std::mem::replace(&mut self.announced_screen, shares), shares) {
            (Some(false), Some(true)) => Some(News::Shares(self.name())),
            (Some(true), Some(false)) => Some(News::SharesNoMore(self.name())),
            (None | Some(_), None | Some(_)) => None,
        }
    }
}
