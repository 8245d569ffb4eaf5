//! Update: when it is looked for a newer page on the server, and whether a person is told that there is one.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::base::time::Time;

/// It is not looked for more often, milliseconds; people look at their tabs all the time.
const PAUSE_MS: u64 = 60_000;
/// The same while parts of the page are missing, milliseconds: they are asked for every few seconds.
const MISSING_PAUSE_MS: u64 = 10_000;

/// Whether there is a newer page.
#[derive(Default)]
pub struct Update {
    news: News,
    looked: Option<Time>,
    /// The person is in a meeting.
    inside: bool,
    /// A part of this page could not be fetched.
    missing: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum News {
    /// None that we know of.
    #[default]
    None,
    /// There is one.
    Found,
    /// The person knows.
    Read,
}

impl Update {
    /// Whether the person is in a meeting. After one it is looked for: meetings are long.
    pub fn follow(&mut self, inside: bool, cx: &mut Context) {
        match (std::mem::replace(&mut self.inside, inside), inside) {
            (true, false) => self.look(PAUSE_MS, cx),
            // What was missing before is here by now.
            (false, true) => self.missing = false,
            (true, true) | (false, false) => {}
        }
    }

    /// The page is looked at again, or the network is back. In a meeting the network is for the meeting.
    pub fn again(&mut self, cx: &mut Context) {
        if !self.inside {
            self.look(PAUSE_MS, cx);
        }
    }

    /// A part of the page could not be fetched: the server may have those of another build.
    pub fn part_missing(&mut self, cx: &mut Context) {
        self.missing = true;
        self.look(MISSING_PAUSE_MS, cx);
    }

    /// The server has another page.
    pub fn found(&mut self) {
        if self.news == News::None {
            self.news = News::Found;
        }
    }

    /// The person has read of it.
    pub fn read(&mut self) {
        self.news = News::Read;
    }

    /// Whether a person is to be told. Not in a meeting, where nobody can do anything about it, unless it is why something
    /// does not work.
    pub fn tells(&self) -> bool {
        self.news == News::Found && (!self.inside || self.missing)
    }

    fn look(&mut self, pause: u64, cx: &mut Context) {
        if self.news == News::None && self.looked.is_none_or(|at| cx.now.since(at) >= pause) {
            self.looked = Some(cx.now);
            cx.effect(Effect::LookForUpdate);
        }
    }
}
