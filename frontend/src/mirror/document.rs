//! The mirror of the room document: a signal per slice, and what comes for editors, in order.
//!
//! Its code is only needed in a meeting: [`DocumentSignals`] comes with the document chunk, and until then its place is empty.

use leptos::prelude::*;
use plenum_document::api::effect::{PadEffect, Refusal};
use plenum_document::api::view::{
    AgendaItem, ChatView, CursorView, ListView, Names, News, PadView, ProposalView, RoundView, SignsView, Slice, View,
};
use plenum_document::api::worker::ViewPatch;
use plenum_document::base::ids::{Key, PadId};
use plenum_engine::api::document::DocumentNews;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

/// What comes with the document chunk.
pub trait DocumentDisplay: Send + Sync {
    /// Shows what is new.
    fn show(&self, news: DocumentNews);
    /// What views read.
    fn signals(&self) -> &DocumentSignals;
}

/// Where the document is shown, as soon as the document chunk is here; in the context of all views.
#[derive(Clone, Default)]
pub struct DocumentMirror(Arc<OnceLock<Box<dyn DocumentDisplay>>>);

impl DocumentMirror {
    /// The chunk is here.
    pub fn install(&self, display: fn() -> Box<dyn DocumentDisplay>) {
        self.0.get_or_init(display);
    }

    /// Shows what is new.
    pub fn show(&self, news: DocumentNews) {
        if let Some(display) = self.0.get() {
            display.show(news);
        }
    }
}

/// The room document of this page, for the views of the document chunk: to whatever else asks, its code is tied.
pub fn use_document() -> DocumentSignals {
    expect_context::<DocumentMirror>().0.get_or_init(DocumentSignals::display).signals().clone()
}

/// Signals for the views, one per slice of the document, set only when the slice came.
#[derive(Clone, Default)]
pub struct DocumentSignals {
    /// Chat lines.
    pub chat: ArcRwSignal<Arc<ChatView>>,
    /// Hand signs of those present.
    pub signs: ArcRwSignal<Arc<SignsView>>,
    /// The speaking list.
    pub list: ArcRwSignal<Arc<ListView>>,
    /// Proposals.
    pub decisions: ArcRwSignal<Arc<Vec<ProposalView>>>,
    /// The agenda.
    pub agenda: ArcRwSignal<Arc<Vec<AgendaItem>>>,
    /// The check-in round.
    pub check_in: ArcRwSignal<Arc<Option<RoundView>>>,
    /// Pads by name.
    pub pads: ArcRwSignal<Arc<Vec<PadView>>>,
    /// Others' carets.
    pub cursors: ArcRwSignal<Arc<Vec<CursorView>>>,
    /// What everybody who wrote something was last called.
    pub people: ArcRwSignal<Arc<Names>>,
    /// Where others have written something that nobody here has looked at.
    pub news: ArcRwSignal<Arc<News>>,
    /// How far the room's clock is ahead of this device's, milliseconds.
    pub ahead_ms: ArcRwSignal<i64>,
    /// Under which key we write.
    pub us: ArcRwSignal<Option<Key>>,
    /// How many workers have run: another number is another worker, to which no pad is open.
    pub worker: ArcRwSignal<u32>,
    listeners: Arc<Mutex<Listeners>>,
}

/// Who listens to what is not there to be looked at, but happens once.
#[derive(Default)]
struct Listeners {
    pads: Vec<(PadId, Weak<Shared<PadEffect>>)>,
    refusals: Vec<Weak<Shared<Refusal>>>,
}

/// What happens, in order, to whoever holds this: nothing is lost between two looks.
#[derive(Clone)]
pub struct Inbox<T>(Arc<Shared<T>>);

struct Shared<T> {
    waiting: Mutex<VecDeque<T>>,
    arrived: ArcTrigger,
}

impl<T> Inbox<T> {
    fn new() -> Inbox<T> {
        Inbox(Arc::new(Shared { waiting: Mutex::default(), arrived: ArcTrigger::new() }))
    }

    /// What has come since it was last asked, oldest first. An effect that asks runs again when more comes.
    pub fn take(&self) -> VecDeque<T> {
        self.0.arrived.track();
        std::mem::take(&mut *lock(&self.0.waiting))
    }
}

impl DocumentSignals {
    /// An empty one, as the chunk brings it.
    pub fn display() -> Box<dyn DocumentDisplay> {
        Box::new(DocumentSignals::default())
    }

    /// What comes for whoever has this pad open, from now on. Whoever listens does so before they open it.
    pub fn listen(&self, pad: PadId) -> Inbox<PadEffect> {
        let inbox = Inbox::new();
        lock(&self.listeners).pads.push((pad, Arc::downgrade(&inbox.0)));
        inbox
    }

    /// Which acts did not take place, from now on.
    pub fn refusals(&self) -> Inbox<Refusal> {
        let inbox = Inbox::new();
        lock(&self.listeners).refusals.push(Arc::downgrade(&inbox.0));
        inbox
    }

    fn show_view(&self, patch: ViewPatch) {
        let ViewPatch {
            chat,
            signs,
            list,
            decisions,
            agenda,
            check_in,
            pads,
            cursors,
            people,
            news,
            ahead_ms,
            counters: _,
        } = patch;
        set(&self.chat, chat);
        set(&self.signs, signs);
        set(&self.list, list);
        set(&self.decisions, decisions);
        set(&self.agenda, agenda);
        set(&self.check_in, check_in);
        set(&self.pads, pads);
        set(&self.cursors, cursors);
        set(&self.people, people);
        set(&self.news, news);
        if let Some(ahead_ms) = ahead_ms {
            self.ahead_ms.set(ahead_ms);
        }
    }

    fn show_pad(&self, pad: &PadEffect) {
        let id = *of(pad);
        let listening: Vec<_> = {
            let mut listeners = lock(&self.listeners);
            listeners.pads.retain(|(_, listener)| listener.strong_count() > 0);
            let of_it = listeners.pads.iter().filter(|(other, _)| *other == id);
            of_it.filter_map(|(_, listener)| listener.upgrade()).collect()
        };
        tell(listening, pad);
    }

    fn show_refusal(&self, why: Refusal) {
        let listening: Vec<_> = {
            let mut listeners = lock(&self.listeners);
            listeners.refusals.retain(|listener| listener.strong_count() > 0);
            listeners.refusals.iter().filter_map(Weak::upgrade).collect()
        };
        tell(listening, &why);
    }
}

impl DocumentDisplay for DocumentSignals {
    fn show(&self, news: DocumentNews) {
        match news {
            DocumentNews::Begun { us } => {
                self.us.set(Some(us));
                self.worker.update(|worker| *worker += 1);
            }
            DocumentNews::View(patch) => self.show_view(*patch),
            DocumentNews::Pad(pad) => self.show_pad(&pad),
            DocumentNews::Refused(why) => self.show_refusal(why),
            DocumentNews::Gone => self.show_view(ViewPatch::whole(&View::default())),
        }
    }

    fn signals(&self) -> &DocumentSignals {
        self
    }
}

fn set<T: Send + Sync + 'static>(signal: &ArcRwSignal<Arc<T>>, slice: Option<Slice<T>>) {
    if let Some(slice) = slice {
        signal.set(slice.value);
    }
}

/// Invariant: no lock is held here, so whoever is told may ask for anything.
fn tell<T: Clone>(listening: Vec<Arc<Shared<T>>>, news: &T) {
    for listener in listening {
        lock(&listener.waiting).push_back(news.clone());
        listener.arrived.notify();
    }
}

fn of(pad: &PadEffect) -> &PadId {
    match pad {
        PadEffect::Opened { pad, .. }
        | PadEffect::Patch { pad, .. }
        | PadEffect::Refused { pad }
        | PadEffect::Version { pad, .. } => pad,
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
