//! Element builder: elements whose attributes, children and handlers have lost their types.
//!
//! Leptos' `view!` makes a type of every element and every closure, and the compiler makes code of every type. Here all
//! elements are one type and all closures of one result are one type; underneath it is Leptos as ever, and ownership,
//! cleanup and fine-grained updates are its own. `--cfg erase_components`, which promises the same, was measured beside it
//! (bytes of brotli as served; build of this crate alone, 2 cores; leptos 0.8.23):
//!
//! | written with `view!` | cfg | first chunk | room chunk | build |
//! |---|---|---|---|---|
//! | nothing: all is `dom.rs` | – | 133,095 | 235,234 | 40 s |
//! | nothing | erased | 133,669 | 234,165 | 43 s |
//! | the lobby and the People panel | – | 139,232 | 242,883 | 55 s |
//! | the lobby and the People panel | erased | 138,907 | 240,767 | |
//! | all other screens of the first chunk | erased | 140,740 | 232,503 | 54 s |
//!
//! So all screens of the first chunk cost 12.3 KB erased, without the components they share, and each panel of the room 6 KB
//! or so: more than the 12 KB that the lobby may pay for it, and more than the 400 KB in all.

use crate::browser::page::{dialog, focus, pointer, toolbar};
use crate::views::ui::language::{arrow, say};
use crate::views::ui::names::about;
use crate::views::ui::rows::{Key, rows};
use crate::words::Word;
use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::tachys::html::class::class;
use leptos::tachys::html::element::{Custom, ElementChild, custom};
use leptos::tachys::html::event::on;
use leptos::tachys::html::node_ref::node_ref;
use leptos::tachys::html::property::prop;
use leptos::tachys::html::style::style;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use leptos::tachys::view::add_attr::AddAnyAttr;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

/// A way to an element once it is there, to give it the focus.
pub type Anchor = NodeRef<Custom<&'static str>>;

/// Whoever moves less has clicked, CSS pixels.
const DRAG_PX: i32 = 3;

/// An element in the making.
pub struct El {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// Begins an element.
pub fn el(tag: &'static str) -> El {
    El { tag, attributes: Vec::new(), children: Vec::new() }
}

/// Begins an element with classes.
pub fn div(classes: &'static str) -> El {
    el("div").set("class", classes)
}

/// A paragraph of one sentence.
pub fn p(classes: &'static str, word: Word) -> El {
    let p = if classes.is_empty() { el("p") } else { el("p").set("class", classes) };
    p.tell(say(word))
}

/// A button with classes, of the kind that submits nothing.
pub fn button(classes: &'static str) -> El {
    el("button").set("type", "button").set("class", classes)
}

/// The one type of all closures with this result.
fn shared<T: 'static>(function: impl FnMut() -> T + Send + 'static) -> SharedReactiveFunction<T> {
    Arc::new(Mutex::new(function))
}

impl El {
    /// An attribute that stays.
    pub fn set(self, name: &'static str, value: &'static str) -> El {
        self.with(custom_attribute(name, value).into_any_attr())
    }

    /// An attribute that follows.
    pub fn bind(self, name: &'static str, value: impl Fn() -> String + Send + 'static) -> El {
        self.with(custom_attribute(name, shared(value)).into_any_attr())
    }

    /// An attribute that is there or not.
    pub fn mark(self, name: &'static str, there: impl Fn() -> bool + Send + 'static) -> El {
        self.with(custom_attribute(name, shared(there)).into_any_attr())
    }

    /// The accessible name, which follows the language.
    pub fn label(self, word: Word) -> El {
        self.bind("aria-label", say(word))
    }

    /// The accessible name of one button of many, and what is shown when one points at it: what it does, and with which.
    pub fn about(self, word: impl Fn() -> String + Copy + Send + 'static, which: Memo<String>) -> El {
        let named = move || about(&word(), &which.read());
        self.bind("aria-label", named).bind("title", named)
    }

    /// A class that is there or not.
    pub fn when(self, name: &'static str, there: impl Fn() -> bool + Send + 'static) -> El {
        self.with(class((name, shared(there))).into_any_attr())
    }

    /// A property of the element's style; the policy of our server forbids the attribute.
    pub fn style(self, name: &'static str, value: impl Fn() -> String + Send + 'static) -> El {
        self.with(style((name, shared(value))).into_any_attr())
    }

    /// What a field holds.
    pub fn value(self, value: impl Fn() -> String + Send + 'static) -> El {
        self.with(prop("value", shared(value)).into_any_attr())
    }

    /// Whether a choice is the chosen one.
    pub fn checked(self, checked: impl Fn() -> bool + Send + 'static) -> El {
        self.with(prop("checked", shared(checked)).into_any_attr())
    }

    /// A way to this element.
    pub fn anchor(self, anchor: Anchor) -> El {
        self.with(node_ref(anchor).into_any_attr())
    }

    /// When it is pressed, by whatever means.
    pub fn press(self, act: impl Fn() + 'static) -> El {
        self.click(move |_| act())
    }

    /// When it is pressed; the second press of a double click counts for nothing, since it answers nothing that was asked.
    pub fn press_singly(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::MouseEvent)> = Box::new(move |event| {
            if event.detail() < 2 {
                act();
            }
        });
        self.with(on(ev::click, act).into_any_attr())
    }

    /// As [`El::press`]; says whether a pointer did it, and not a key or an assistive tool.
    pub fn click(self, act: impl Fn(bool) + 'static) -> El {
        let act: Box<dyn FnMut(ev::MouseEvent)> = Box::new(move |event| act(event.detail() > 0));
        self.with(on(ev::click, act).into_any_attr())
    }

    /// When a finger, pen or the main button of a mouse goes down on it.
    pub fn down(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::PointerEvent)> = Box::new(move |event| {
            if event.button() == 0 {
                act();
            }
        });
        self.with(on(ev::pointerdown, act).into_any_attr())
    }

    /// When the pointer goes down on it, and moves from there, wherever to (Pointer Events, pointer capture): where it is, CSS pixels
    /// from the left, and whether it was let go there. A click is no move.
    pub fn drag(self, act: impl Fn(f64, bool) + 'static) -> El {
        let (act, from) = (Rc::new(act), Rc::new(Cell::new(None)));
        let (moving, since) = (act.clone(), from.clone());
        let begin: Box<dyn FnMut(ev::PointerEvent)> = {
            let from = from.clone();
            Box::new(move |event| {
                pointer::capture(&event);
                from.set(Some((event.client_x(), false)));
            })
        };
        let moved: Box<dyn FnMut(ev::PointerEvent)> = Box::new(move |event| {
            if let Some((begun, far)) = since.get()
                && (far || (event.client_x() - begun).abs() >= DRAG_PX)
            {
                since.set(Some((begun, true)));
                moving(f64::from(event.client_x()), false);
            }
        });
        let end: Box<dyn FnMut(ev::PointerEvent)> = Box::new(move |event| {
            if let Some((_, true)) = from.take() {
                act(f64::from(event.client_x()), true);
            }
        });
        let begun = self.with(on(ev::pointerdown, begin).into_any_attr());
        begun.with(on(ev::pointermove, moved).into_any_attr()).with(on(ev::pointerup, end).into_any_attr())
    }

    /// When it is pressed twice.
    pub fn double(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::MouseEvent)> = Box::new(move |_| act());
        self.with(on(ev::dblclick, act).into_any_attr())
    }

    /// A button that opens the modal dialog of this id.
    pub fn opens(self, id: &'static str) -> El {
        let act: Box<dyn FnMut(ev::MouseEvent)> = Box::new(move |event| dialog::open_from(event.target(), id));
        self.set("aria-haspopup", "dialog").with(on(ev::click, act).into_any_attr())
    }

    /// A button that opens the popover of this id, and has the focus again afterwards.
    pub fn pops(self, id: &'static str) -> El {
        let act: Box<dyn FnMut(ev::MouseEvent)> = Box::new(|event| dialog::focus_pressed(event.target()));
        self.set("popovertarget", id).with(on(ev::click, act).into_any_attr())
    }

    /// Right before a modal dialog is shown.
    pub fn opening(self, act: impl Fn() + 'static) -> El {
        self.hears(dialog::OPENING, act)
    }

    /// When a modal dialog was closed, by whatever means.
    pub fn closed(self, act: impl Fn() + 'static) -> El {
        self.hears("close", act)
    }

    fn hears(self, event: &'static str, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::Event)> = Box::new(move |_| act());
        self.with(on(ev::Custom::new(event), act).into_any_attr())
    }

    /// A toolbar, along whose buttons one walks with the arrow keys.
    pub fn walked(self) -> El {
        let bar = Anchor::new();
        bar.on_load(|bar| toolbar::made(&bar));
        let walk: Box<dyn FnMut(ev::KeyboardEvent)> = Box::new(|event| {
            let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
            if plain && toolbar::walk(event.target(), arrow(&event.key())) {
                event.prevent_default();
            }
        });
        let entered: Box<dyn FnMut(ev::FocusEvent)> = Box::new(|event| toolbar::entered(event.target()));
        let left: Box<dyn FnMut(ev::FocusEvent)> =
            Box::new(|event| toolbar::left(event.target(), event.related_target()));
        let bar = self.set("role", "toolbar").anchor(bar).with(on(ev::keydown, walk).into_any_attr());
        bar.with(on(ev::focusin, entered).into_any_attr()).with(on(ev::focusout, left).into_any_attr())
    }

    /// Keeps where the focus comes from into this.
    pub fn comes_from(self, place: StoredValue<focus::CameFrom, LocalStorage>) -> El {
        let entered: Box<dyn FnMut(ev::FocusEvent)> = Box::new(move |event| {
            let _ = place.try_with_value(|place| place.enters(event.current_target(), event.related_target()));
        });
        self.with(on(ev::focusin, entered).into_any_attr())
    }

    /// When the focus leaves it.
    pub fn blur(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::FocusEvent)> = Box::new(move |_| act());
        self.with(on(ev::blur, act).into_any_attr())
    }

    /// When the form is sent, which goes nowhere but here.
    pub fn submit(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::SubmitEvent)> = Box::new(move |event| {
            event.prevent_default();
            act();
        });
        self.with(on(ev::submit, act).into_any_attr())
    }

    /// At every change of what a field holds.
    pub fn input(self, act: impl Fn(String) + 'static) -> El {
        let act: Box<dyn FnMut(ev::Event)> = Box::new(move |event| act(event_target_value(&event)));
        self.with(on(ev::input, act).into_any_attr())
    }

    /// Keys pressed inside; what this says true to does not reach the page's own keys.
    pub fn key(self, act: impl Fn(&str) -> bool + 'static) -> El {
        let act: Box<dyn FnMut(ev::KeyboardEvent)> = Box::new(move |event| {
            if act(&event.key()) {
                event.stop_propagation();
            }
        });
        self.with(on(ev::keydown, act).into_any_attr())
    }

    /// Keys pressed inside; what this says true to does nothing else.
    pub fn grab(self, act: impl Fn(&str) -> bool + 'static) -> El {
        let act: Box<dyn FnMut(ev::KeyboardEvent)> = Box::new(move |event| {
            if act(&event.key()) {
                event.prevent_default();
            }
        });
        self.with(on(ev::keydown, act).into_any_attr())
    }

    /// When Escape is pressed inside. In a field that holds something which would go with it, nothing happens.
    pub fn escape(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::KeyboardEvent)> = Box::new(move |event| {
            let own = event.is_composing() || event.default_prevented() || focus::is_filled(event.target());
            if event.key() == "Escape" && !own {
                act();
            }
        });
        self.with(on(ev::keydown, act).into_any_attr())
    }

    /// Something inside.
    pub fn child(mut self, child: impl Into<AnyView>) -> El {
        self.children.push(child.into());
        self
    }

    /// Something inside, perhaps.
    pub fn maybe(self, child: Option<impl Into<AnyView>>) -> El {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Words inside that stay.
    pub fn text(self, text: &'static str) -> El {
        self.child(text.into_any())
    }

    /// Words inside that follow.
    pub fn tell(self, text: impl Fn() -> String + Send + 'static) -> El {
        self.child(shared(text).into_any())
    }

    /// Something inside that follows: made anew whenever what it read changes.
    pub fn part(self, part: impl Fn() -> Option<AnyView> + Send + 'static) -> El {
        self.child(shared(part).into_any())
    }

    /// One thing inside for each of these; what stays stays in place.
    pub fn each<K: Key>(self, keys: Memo<Vec<K>>, row: impl Fn(K) -> AnyView + Send + Sync + 'static) -> El {
        self.child(rows(keys, row))
    }

    /// When Enter is pressed in a field of several lines: Shift and Enter begin another one, and what an input method is
    /// still composing (W3C UI Events, `isComposing`) is its own.
    pub fn enter(self, act: impl Fn() + 'static) -> El {
        let act: Box<dyn FnMut(ev::KeyboardEvent)> = Box::new(move |event| {
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                act();
            }
        });
        self.with(on(ev::keydown, act).into_any_attr())
    }

    #[inline(never)]
    fn with(mut self, attribute: AnyAttribute) -> El {
        self.attributes.push(attribute);
        self
    }

    /// Ready to be shown.
    pub fn done(self) -> AnyView {
        custom(self.tag).add_any_attr(self.attributes).child(self.children).into_any()
    }
}

impl From<El> for AnyView {
    fn from(element: El) -> AnyView {
        element.done()
    }
}

/// A value that wakes its readers only when it is another one. Made of closures of one type, like everything here.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    let value: Box<dyn Fn() -> T + Send + Sync> = Box::new(value);
    Memo::new(move |_| value())
}
