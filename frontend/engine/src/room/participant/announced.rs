//! What the live region has said of somebody, and when.

use super::Participant;
use crate::api::view::{LinkState, News};
use crate::base::time::Time;

/// Something is announced of one person so often at most, milliseconds.
const ANNOUNCE_MS: u64 = 3_000;

/// What was said of one person.
#[derive(Debug, Default)]
pub struct Announced {
    said: Said,
    /// Whether they shared, as far as it was said; nothing of those who are not inside.
    screen: Option<bool>,
    at: Option<Time>,
}

/// What the live region has said of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Said {
    #[default]
    No,
    /// They took over the tile of who they were before a reload.
    Heir,
    Yes,
    /// That the connection to them broke.
    Interrupted,
}

impl Announced {
    /// Whether anything was said of them, which passes on.
    pub fn give(&mut self) -> bool {
        std::mem::take(&mut self.said) != Said::No
    }

    /// It was said of who they were before a reload.
    pub fn inherit(&mut self) {
        self.said = Said::Heir;
    }

    /// When more may be said.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        self.at.map(|at| at + ANNOUNCE_MS).filter(|at| *at > now)
    }
}

impl Participant {
    /// Whether something was announced of them a moment ago.
    pub fn just_announced(&self, now: Time) -> bool {
        self.announced.at.is_some_and(|at| now.since(at) < ANNOUNCE_MS)
    }

    /// Something was announced of them.
    pub fn note_announced(&mut self, now: Time) {
        self.announced.at = Some(now);
    }

    /// What there is to announce, now that they are (or are not) here.
    pub fn announce(&mut self, here: bool, link: LinkState) -> Option<News> {
        use LinkState::{Connected, Connecting, Failed, Interrupted, Leaving, None as NoLink, OtherVersion};
        let (announced, news) = match (self.announced.said, here, link) {
            (Said::No, true, _) => (Said::Yes, News::Arrived(self.name())),
            (Said::Heir, true, _) => (Said::Yes, News::Back(self.name())),
            (Said::Heir | Said::Yes | Said::Interrupted, false, _) => (Said::No, News::Departed(self.name())),
            (Said::Yes, true, Interrupted | Failed) => (Said::Interrupted, News::Interrupted(self.name())),
            (Said::Interrupted, true, Connected) => (Said::Yes, News::Reconnected(self.name())),
            (Said::No, false, _)
            | (Said::Yes, true, NoLink | Connecting | Connected | Leaving | OtherVersion)
            | (Said::Interrupted, true, _) => return None,
        };
        self.announced.said = announced;
        Some(news)
    }

    /// What there is to announce of their screen. Whoever comes or goes with one says so by that.
    pub fn announce_screen(&mut self) -> Option<News> {
        let shares = self.inside().then(|| self.shares_picture());
        match (std::mem::replace(&mut self.announced.screen, shares), shares) {
            (Some(false), Some(true)) => Some(News::Shares(self.name())),
            (Some(true), Some(false)) => Some(News::SharesNoMore(self.name())),
            (None | Some(_), None | Some(_)) => None,
        }
    }
}
