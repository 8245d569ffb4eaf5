//! The tabs of the panel: which one is shown, how it is opened and closed, and the row to choose from (ARIA APG, tabs).

use crate::views::room::panel::document::DocumentSlot;
use crate::views::room::panel::people;
use crate::views::room::panel::splitter::splitter;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, next_tab, say};
use crate::words::{self, Word};
use leptos::prelude::*;

/// What the panel can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What is written to each other.
    Chat,
    /// What is written together.
    Notes,
    /// Who speaks, and who wants to.
    List,
    /// What there is to talk about and to decide.
    Agenda,
    /// Who is here.
    People,
}

impl Tab {
    /// In the order of the row.
    const ALL: [Tab; 5] = [Tab::Chat, Tab::Notes, Tab::List, Tab::Agenda, Tab::People];

    fn word(self) -> Word {
        match self {
            Tab::Chat => words::panel_chat,
            Tab::Notes => words::panel_notes,
            Tab::Agenda => words::panel_agenda,
            Tab::List => words::panel_list,
            Tab::People => words::room_people,
        }
    }

    /// Its words, and shorter ones where a narrow panel has no room for those.
    fn words(self) -> El {
        let words = el("span").tell(say(self.word()));
        match self {
            Tab::Agenda => words.bind("data-short", say(words::panel_agenda_short)),
            Tab::List => words.bind("data-short", say(words::panel_list_short)),
            Tab::People => words.bind("data-short", say(words::room_people_short)),
            Tab::Chat | Tab::Notes => words,
        }
    }

    /// Beside its words, or above them.
    fn icon(self) -> &'static str {
        match self {
            Tab::Chat => icons::CHAT,
            Tab::Notes => icons::NOTES,
            Tab::List => icons::HAND,
            Tab::Agenda => icons::LIST,
            Tab::People => icons::PEOPLE,
        }
    }

    /// The id of its button in the row, and that of what it shows.
    fn ids(self) -> [&'static str; 2] {
        match self {
            Tab::Chat => ["tab-chat", "panel-chat"],
            Tab::Notes => ["tab-notes", "panel-notes"],
            Tab::Agenda => ["tab-agenda", "panel-agenda"],
            Tab::List => ["tab-list", "panel-list"],
            Tab::People => ["tab-people", "panel-people"],
        }
    }
}

/// The panel of this room.
#[derive(Clone, Copy)]
pub struct Panel {
    shown: RwSignal<Option<Tab>>,
    /// What the tabs of the document show.
    pub document: DocumentSlot,
    /// The buttons in the toolbar that open it, by tab.
    openers: [Anchor; Tab::ALL.len()],
    /// Whoever walks along the row stays there.
    walking: StoredValue<bool>,
}

impl Panel {
    /// Closed. The views of the document in it belong to whoever calls this.
    pub fn new() -> Panel {
        let panel = Panel {
            shown: RwSignal::new(None),
            document: DocumentSlot::new(),
            openers: Tab::ALL.map(|_| Anchor::new()),
            walking: StoredValue::new(false),
        };
        panel.document.fill(panel);
        panel
    }

    /// Whether this tab is shown.
    pub fn shows(&self, tab: Tab) -> bool {
        self.shown.get() == Some(tab)
    }

    /// Shows a tab, or nothing any more if it is shown.
    pub fn toggle(&self, tab: Tab) {
        match self.shown.get_untracked() == Some(tab) {
            true => self.close(),
            false => self.shown.set(Some(tab)),
        }
    }

    /// Shows a tab.
    pub fn open(&self, tab: Tab) {
        self.shown.set(Some(tab));
    }

    /// Shows nothing; the focus goes back to what opened it.
    fn close(&self) {
        let Some(tab) = self.shown.get_untracked() else { return };
        self.shown.set(None);
        self.lead_back(tab);
    }

    /// Gives the focus to what opens a tab.
    pub fn lead_back(&self, tab: Tab) {
        // A tab without a button of its own was reached from that of the chat.
        let opener = self.openers[tab as usize].get_untracked();
        if let Some(opener) = opener.or_else(|| self.openers[Tab::Chat as usize].get_untracked()) {
            // Where the focus cannot go it stays, and that is fine.
            let _ = opener.focus();
        }
    }

    /// What a tab is called, with what waits there; and whether something does.
    pub fn named(self, tab: Tab) -> (Memo<String>, Memo<bool>) {
        let language = language();
        let fresh = memo(move || self.document.get().is_some_and(|document| document.news(tab)));
        let unread = memo(move || self.document.get().filter(|_| tab == Tab::Chat)?.unread());
        let name = memo(move || {
            let (language, name) = (language.get(), tab.word()(language.get()));
            match (unread.get(), fresh.get()) {
                (Some(count), _) => words::chat_unread(language, count),
                (None, true) => words::panel_new(language, name),
                (None, false) => name.to_string(),
            }
        });
        (name, fresh)
    }

    /// A button of the toolbar that opens a tab.
    pub fn opener(self, opener: El, tab: Tab) -> El {
        opener
            .anchor(self.openers[tab as usize])
            .bind("aria-expanded", move || self.shows(tab).to_string())
            .press(move || self.toggle(tab))
    }
}

/// The panel, while it is open.
pub fn panel(panel: Panel) -> impl Fn() -> Option<AnyView> + Send {
    let made = move |tab: Tab| {
        let walking = panel.walking.get_value();
        panel.walking.set_value(false);
        let head = div("panel-head")
            .child(row(panel, tab, walking || tab != Tab::Chat))
            .child(components::cross().press(move || panel.close()));
        // A part of its own: head and edge stay when the document's views come.
        let shown = move || {
            // Its children stand in the grid of the panel.
            let [button, id] = tab.ids();
            let shown = div("tab-panel").set("role", "tabpanel").set("id", id).set("aria-labelledby", button);
            let shown = match tab {
                Tab::Chat | Tab::Notes | Tab::List | Tab::Agenda => match panel.document.get() {
                    Some(document) => document.fill(tab, shown, !walking),
                    None => shown.child(p("quiet", words::panel_loading)),
                },
                Tab::People => people::fill(shown),
            };
            Some(shown.done())
        };
        el("aside")
            .set("class", "panel")
            .label(tab.word())
            .escape(move || panel.close())
            .child(splitter(tab == Tab::Notes))
            .child(head)
            .part(shown)
            .done()
    };
    move || panel.shown.get().map(made)
}

/// The row of tabs. One of them is in the order of Tab; the arrow keys go from one to the next.
fn row(panel: Panel, current: Tab, focused: bool) -> El {
    let anchors = Tab::ALL.map(|_| Anchor::new());
    let step = move |key: &str| {
        let at = Tab::ALL.iter().position(|tab| *tab == current).unwrap_or_default();
        let Some(next) = next_tab(key, at, Tab::ALL.len()) else { return false };
        panel.walking.set_value(true);
        panel.open(Tab::ALL[next]);
        true
    };
    let row = div("tabs").set("role", "tablist").label(words::panel_tabs).grab(step);
    Tab::ALL.into_iter().zip(anchors).fold(row, |row, (tab, anchor)| {
        let chosen = tab == current;
        if chosen && focused {
            anchor.on_load(|button| {
                let _ = button.focus();
            });
        }
        let (name, fresh) = panel.named(tab);
        let button = button("tab")
            .when("fresh", move || fresh.get())
            .bind("aria-label", move || name.get())
            .set("id", tab.ids()[0])
            .set("role", "tab")
            .set("aria-selected", if chosen { "true" } else { "false" })
            .set("tabindex", if chosen { "0" } else { "-1" })
            .anchor(anchor)
            .press(move || panel.open(tab))
            .bind("title", move || name.get())
            .child(icon(tab.icon()))
            .child(tab.words());
        row.child(button)
    })
}
