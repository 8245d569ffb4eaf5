//! What a page and the worker that runs the document send each other, encoded by postcard.

use crate::api::counters::Counters;
use crate::api::effect::Effect;
use crate::api::event::{Event, Setup};
use crate::api::view::{
    AgendaItem, ChatView, CursorView, ListView, Names, News, PadView, ProposalView, RoundView, SignsView, Slice, View,
};
use crate::base::time::Time;
use serde::{Deserialize, Serialize};

/// For the worker, in order. Each is answered by one [`Reply`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Comes first, and once; with the time at which it was asked.
    Open(Setup, Time),
    /// Something happened.
    Event(Event),
}

/// What came of a request, or, unasked, of time that has passed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reply {
    /// The request is an event that held a peer's message, which is worked in by now.
    pub taken: bool,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
    /// What is to be seen.
    pub view: ViewPatch,
}

/// The slices of a view, and its clock, that are others than when it was last told.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ViewPatch {
    /// Chat lines.
    pub chat: Option<Slice<ChatView>>,
    /// Hand signs of those present.
    pub signs: Option<Slice<SignsView>>,
    /// The speaking list.
    pub list: Option<Slice<ListView>>,
    /// Proposals.
    pub decisions: Option<Slice<Vec<ProposalView>>>,
    /// The agenda.
    pub agenda: Option<Slice<Vec<AgendaItem>>>,
    /// The check-in round.
    pub check_in: Option<Slice<Option<RoundView>>>,
    /// Pads by name.
    pub pads: Option<Slice<Vec<PadView>>>,
    /// Others' carets.
    pub cursors: Option<Slice<Vec<CursorView>>>,
    /// Names of all who ever wrote.
    pub people: Option<Slice<Names>>,
    /// Where there is something new.
    pub news: Option<Slice<News>>,
    /// How far the room's clock is ahead of this device's, milliseconds.
    pub ahead_ms: Option<i64>,
    /// What was dropped.
    pub counters: Counters,
}

impl ViewPatch {
    /// All of a view, for a page that shows nothing of it or that of another worker.
    pub fn whole(view: &View) -> ViewPatch {
        ViewPatch {
            chat: Some(view.chat.clone()),
            signs: Some(view.signs.clone()),
            list: Some(view.list.clone()),
            decisions: Some(view.decisions.clone()),
            agenda: Some(view.agenda.clone()),
            check_in: Some(view.check_in.clone()),
            pads: Some(view.pads.clone()),
            cursors: Some(view.cursors.clone()),
            people: Some(view.people.clone()),
            news: Some(view.news.clone()),
            ahead_ms: Some(view.ahead_ms),
            counters: view.counters,
        }
    }

    /// What is new in a view since `told`, which becomes it.
    pub fn since(told: &mut View, view: View) -> ViewPatch {
        fn new<T>(told: &Slice<T>, slice: &Slice<T>) -> Option<Slice<T>> {
            (told.revision != slice.revision).then(|| Slice { revision: slice.revision, value: slice.value.clone() })
        }
        let patch = ViewPatch {
            chat: new(&told.chat, &view.chat),
            signs: new(&told.signs, &view.signs),
            list: new(&told.list, &view.list),
            decisions: new(&told.decisions, &view.decisions),
            agenda: new(&told.agenda, &view.agenda),
            check_in: new(&told.check_in, &view.check_in),
            pads: new(&told.pads, &view.pads),
            cursors: new(&told.cursors, &view.cursors),
            people: new(&told.people, &view.people),
            news: new(&told.news, &view.news),
            ahead_ms: (told.ahead_ms != view.ahead_ms).then_some(view.ahead_ms),
            counters: view.counters,
        };
        *told = view;
        patch
    }

    /// How many of them are new.
    pub fn count(&self) -> usize {
        let new = [
            self.chat.is_some(),
            self.signs.is_some(),
            self.list.is_some(),
            self.decisions.is_some(),
            self.agenda.is_some(),
            self.check_in.is_some(),
            self.pads.is_some(),
            self.cursors.is_some(),
            self.people.is_some(),
            self.news.is_some(),
            self.ahead_ms.is_some(),
        ];
        new.into_iter().filter(|new| *new).count()
    }
}

/// Which slices are new, and nothing of what they say.
impl std::fmt::Debug for ViewPatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ViewPatch({} slices)", self.count())
    }
}
