//! An editor of the notes (`frontend/editor/src/api.ts`): what the page tells it, and what it tells the page.

use crate::browser::base::bindings;
use crate::browser::page::editor_script;
use crate::browser::page::text_files::TextFiles;
use gloo_timers::callback::Timeout;
use js_sys::Array;
use plenum_document::api::act::Change;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// After a change the words are counted within this time, milliseconds: of a long text not at every key.
const SETTLED_MS: u32 = 600;

/// What a button of a toolbar does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Between `**`.
    Bold,
    /// Between `*`.
    Italic,
    /// None, then one, two and three `#`.
    Heading,
    /// Items.
    List,
    /// Items with numbers.
    Numbered,
    /// Items with check boxes.
    Check,
    /// Lines that begin with `>`.
    Quote,
    /// `[words](address)`
    Link,
    /// Takes one's own last edit back.
    Undo,
    /// Makes it again.
    Redo,
    /// Opens the search.
    Find,
}

impl Command {
    /// In the order of a toolbar.
    pub const ALL: [Command; 11] = [
        Command::Bold,
        Command::Italic,
        Command::Heading,
        Command::List,
        Command::Numbered,
        Command::Check,
        Command::Quote,
        Command::Link,
        Command::Undo,
        Command::Redo,
        Command::Find,
    ];

    fn name(self) -> &'static str {
        match self {
            Command::Bold => "bold",
            Command::Italic => "italic",
            Command::Heading => "heading",
            Command::List => "list",
            Command::Numbered => "numbered",
            Command::Check => "check",
            Command::Quote => "quote",
            Command::Link => "link",
            Command::Undo => "undo",
            Command::Redo => "redo",
            Command::Find => "find",
        }
    }
}

/// What an editor tells.
#[derive(Debug)]
pub enum Heard {
    /// Changes to this version; nothing more until they are confirmed or lost.
    Push {
        /// Which.
        version: u64,
        /// What.
        changes: Vec<Change>,
    },
    /// Where one's own caret is.
    Cursor {
        /// Where the selection began.
        anchor: u32,
        /// Where the caret is.
        head: u32,
    },
    /// The last own edit is to be taken back.
    Undo,
    /// Or made again.
    Redo,
    /// What is on where the caret is.
    Active(Vec<Command>),
    /// There is no room for what was typed.
    Full,
    /// Files were pasted into the text, or dropped on it.
    Files(TextFiles),
    /// The text has changed, and has so many words now.
    Settled {
        /// How many.
        words: u32,
    },
}

/// Words in the language of the page.
pub struct Labels {
    /// The accessible name.
    pub name: String,
    /// How one leaves by keyboard.
    pub description: String,
    /// What stands where there is no text.
    pub placeholder: String,
    /// CodeMirror's own words, with what they are in English.
    pub phrases: Vec<(&'static str, String)>,
}

impl Labels {
    fn js(&self) -> JsValue {
        let phrases = self.phrases.iter().map(|(english, word)| (*english, word.as_str().into()));
        bindings::object([
            ("name", self.name.as_str().into()),
            ("description", self.description.as_str().into()),
            ("placeholder", self.placeholder.as_str().into()),
            ("phrases", bindings::object(phrases)),
        ])
    }
}

/// Somebody else's caret.
pub struct Caret {
    /// Whose.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// One of eight.
    pub colour: u8,
    /// Where the selection began.
    pub anchor: u32,
    /// Where the caret is.
    pub head: u32,
}

type Callback = Closure<dyn Fn(JsValue, JsValue, JsValue)>;

/// An editor in an element of its own, which stands wherever it is put, or nowhere. It is closed when this is dropped.
pub struct Editor {
    js: JsValue,
    place: HtmlElement,
    ears: Rc<Ears>,
    callbacks: Vec<Callback>,
    settling: RefCell<Option<Timeout>>,
    me: Weak<Editor>,
}

/// Who hears what it tells, until it is closed.
struct Ears {
    heard: Box<dyn Fn(Heard)>,
    closed: Cell<bool>,
}

impl Ears {
    fn tell(&self, heard: Heard) {
        if !self.closed.get() {
            (self.heard)(heard);
        }
    }
}

impl Editor {
    /// Opens an editor with a version of a text of at most `limit` UTF-16 units; the script is here.
    pub fn open(
        text: &str,
        version: u64,
        limit: usize,
        labels: &Labels,
        heard: impl Fn(Heard) + 'static,
    ) -> Result<Rc<Editor>, JsValue> {
        let ears = Rc::new(Ears { heard: Box::new(heard), closed: Cell::new(false) });
        let mut callbacks: Vec<Callback> = Vec::new();
        let options = bindings::object([
            ("text", text.into()),
            ("version", (version as f64).into()),
            ("limit", (limit as f64).into()),
            ("labels", labels.js()),
        ]);
        let mut on = |name, read: fn(&JsValue, &JsValue) -> Heard| {
            let ears = ears.clone();
            let callback = Callback::new(move |first, second, _| ears.tell(read(&first, &second)));
            bindings::set(&options, name, callback.as_ref());
            callbacks.push(callback);
        };
        on("onPush", |version, changes| Heard::Push { version: number(version) as u64, changes: read(changes) });
        on("onCursor", |anchor, head| Heard::Cursor { anchor: number(anchor) as u32, head: number(head) as u32 });
        on("onUndo", |_, _| Heard::Undo);
        on("onRedo", |_, _| Heard::Redo);
        on("onFull", |_, _| Heard::Full);
        on("onFiles", |files, _| Heard::Files(TextFiles::new(files)));
        on("onActive", |names, _| {
            let names: Vec<String> = Array::from(names).iter().filter_map(|name| name.as_string()).collect();
            let is_on = |command: &Command| names.iter().any(|name| name == command.name());
            Heard::Active(Command::ALL.into_iter().filter(is_on).collect())
        });
        let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
        let place: HtmlElement = document.create_element("div")?.unchecked_into();
        place.set_class_name("editor");
        let js = bindings::call(&editor_script::module(), "open", &[place.clone().into(), options])?;
        Ok(Rc::new_cyclic(|me| Editor { js, place, ears, callbacks, settling: RefCell::default(), me: me.clone() }))
    }

    /// Puts it into an element, in the place of whatever was there.
    pub fn stand_in(&self, element: &Element) {
        element.replace_children_with_node_1(&self.place);
    }

    fn call(&self, name: &str, arguments: &[JsValue]) -> JsValue {
        bindings::call(&self.js, name, arguments).unwrap_or_else(|error| {
            log::warn!("the editor of the notes: {name}: {error:?}");
            JsValue::UNDEFINED
        })
    }

    /// A patch that makes this version; `false` if it does not fit, and all has to be told anew.
    pub fn receive(&self, version: u64, changes: &[Change], own: bool, reveal: bool) -> bool {
        let list: Array = changes.iter().map(written).collect();
        self.settle();
        self.call("receive", &[(version as f64).into(), list.into(), own.into(), reveal.into()]).is_truthy()
    }

    /// Begins anew; what is not confirmed is kept.
    pub fn reset(&self, version: u64, text: &str) {
        self.settle();
        self.call("reset", &[(version as f64).into(), text.into()]);
    }

    /// Where the others are.
    pub fn set_cursors(&self, carets: &[Caret]) {
        let caret = |caret: &Caret| {
            bindings::object([
                ("id", caret.id.as_str().into()),
                ("name", caret.name.as_str().into()),
                ("colour", caret.colour.into()),
                ("anchor", caret.anchor.into()),
                ("head", caret.head.into()),
            ])
        };
        self.call("setCursors", &[carets.iter().map(caret).collect::<Array>().into()]);
    }

    /// Who wrote what, by colours.
    pub fn set_authors(&self, runs: impl Iterator<Item = (u32, u32, u8)>) {
        let run = |(from, to, colour): (u32, u32, u8)| {
            bindings::object([("from", from.into()), ("to", to.into()), ("colour", colour.into())])
        };
        self.call("setAuthors", &[runs.map(run).collect::<Array>().into()]);
    }

    /// Whether the colours of authors are seen.
    pub fn show_authors(&self, shown: bool) {
        self.call("showAuthors", &[shown.into()]);
    }

    /// Whether one can only read.
    pub fn set_read_only(&self, read_only: bool) {
        self.call("setReadOnly", &[read_only.into()]);
    }

    /// The page speaks another language.
    pub fn relabel(&self, labels: &Labels) {
        self.call("relabel", &[labels.js()]);
    }

    /// Does what a button says.
    pub fn command(&self, command: Command) {
        self.call("command", &[command.name().into()]);
    }

    /// Puts a text where the caret is; `false` if there is no room for it.
    pub fn insert(&self, text: &str) -> bool {
        self.call("insert", &[text.into()]).is_truthy()
    }

    /// Ticks the check box of the line at this place, or clears it.
    pub fn tick(&self, at: u32) {
        self.call("tick", &[at.into()]);
    }

    /// The text, with what is not confirmed.
    pub fn text(&self) -> String {
        self.call("text", &[]).as_string().unwrap_or_default()
    }

    /// How many words it has.
    pub fn word_count(&self) -> u32 {
        number(&self.call("wordCount", &[])) as u32
    }

    /// Gives it the focus.
    pub fn focus(&self) {
        self.call("focus", &[]);
    }

    /// Counts the words in a moment, unless it is about to.
    fn settle(&self) {
        let me = self.me.clone();
        self.settling.borrow_mut().get_or_insert_with(|| {
            Timeout::new(SETTLED_MS, move || {
                let Some(me) = me.upgrade() else { return };
                let over = me.settling.borrow_mut().take();
                me.ears.tell(Heard::Settled { words: me.word_count() });
                drop(over);
            })
        });
    }
}

impl Drop for Editor {
    /// Nothing more of it is heard. It may go on for a moment, and has to find its callbacks.
    fn drop(&mut self) {
        self.ears.closed.set(true);
        let (js, callbacks) = (self.js.clone(), std::mem::take(&mut self.callbacks));
        self.place.remove();
        spawn_local(async move {
            let _ = bindings::call_async(&js, "close", &[]).await;
            drop(callbacks);
        });
    }
}

fn number(value: &JsValue) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn written(change: &Change) -> JsValue {
    bindings::object([
        ("from", change.from.into()),
        ("to", change.to.into()),
        ("insert", change.insert.as_str().into()),
    ])
}

fn read(changes: &JsValue) -> Vec<Change> {
    let change = |change: JsValue| Change {
        from: number(&bindings::get(&change, "from")) as u32,
        to: number(&bindings::get(&change, "to")) as u32,
        insert: bindings::get(&change, "insert").as_string().unwrap_or_default(),
    };
    Array::from(changes).iter().map(change).collect()
}
