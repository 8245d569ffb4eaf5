//! The size of an element, and whenever it becomes another one (W3C Resize Observer).

use crate::browser::base::bindings::ResizeObserver;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Observes until dropped.
pub struct ElementSize {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut()>,
    _coming: Rc<RefCell<Option<Timeout>>>,
}

impl ElementSize {
    /// Tells the size inside the element, without its scroll bar, in CSS pixels: at once, and then whenever it is another one. Told
    /// after the observer has returned, so that what is laid out then may change that size again (the specification calls
    /// it an error otherwise).
    pub fn observe(element: &Element, told: impl Fn(u32, u32) + 'static) -> Option<ElementSize> {
        let element = element.clone();
        let tell = {
            let element = element.clone();
            Rc::new(move || told(element.client_width().max(0) as u32, element.client_height().max(0) as u32))
        };
        tell();
        let coming = Rc::new(RefCell::new(None));
        let later = coming.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let tell = tell.clone();
            later.replace(Some(Timeout::new(0, move || tell())));
        });
        let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        observer.observe(&element).ok()?;
        Some(ElementSize { observer, _told: changed, _coming: coming })
    }
}

impl Drop for ElementSize {
    fn drop(&mut self) {
        let _ = self.observer.disconnect();
    }
}
