//! The page around this one, once it has said hello: what it was told of us, and when it is told again.

use crate::api::effect::Effect;
use crate::api::embedding::EmbedderStatus;
use crate::base::time::Time;

/// It is told so often at most, milliseconds: others can come and go as often as they like.
const TELL_MS: u64 = 200;
/// The person is asked to talk so often at most, milliseconds.
const ASK_MS: u64 = 10_000;

/// What it was told.
#[derive(Default)]
pub struct Embedder {
    state: Option<State>,
    /// When the person was asked to talk.
    asked: Option<Time>,
}

/// Since its last hello.
struct State {
    told: Option<EmbedderStatus>,
    /// Before that it is told nothing more.
    next: Time,
    /// There is something to tell.
    waits: bool,
}

impl Embedder {
    /// It says hello, and is told everything anew.
    pub fn greet(&mut self) {
        let next = self.state.take().map_or(Time(0), |state| state.next);
        self.state = Some(State { told: None, next, waits: true });
    }

    /// Tells it how things stand, if that is news.
    pub fn follow(&mut self, status: EmbedderStatus, now: Time) -> Option<Effect> {
        let state = self.state.as_mut()?;
        state.waits = state.told != Some(status);
        if !state.waits || now < state.next {
            return None;
        }
        (state.told, state.next, state.waits) = (Some(status), now + TELL_MS, false);
        Some(Effect::TellEmbedder(status))
    }

    /// Whether somebody is there to be told.
    pub fn is_there(&self) -> bool {
        self.state.is_some()
    }

    /// Whether the person may be asked to talk; counts as asking.
    pub fn asks(&mut self, now: Time) -> bool {
        let may = self.asked.is_none_or(|asked| now.since(asked) >= ASK_MS);
        if may {
            self.asked = Some(now);
        }
        may
    }

    /// When it is to be told what it waits for.
    pub fn deadline(&self) -> Option<Time> {
        self.state.as_ref().filter(|state| state.waits).map(|state| state.next)
    }
}
