//! The push-to-talk key: which key presses talk, and which of them the browser must not also turn into clicks.
//!
//! Space presses what has the focus, and talks. A control that was reached by keyboard (`:focus-visible`, CSS
//! Selectors 4) gets it; one that was clicked has the focus by accident, and there Space talks.
//!
//! Invariant: a press either talks or goes to the control, never both, from its first `keydown` to its `keyup`.

use crate::api::intent::MediaIntent;
use crate::api::view::Hold;

/// What has the focus, as far as keys matter to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The page, or nothing that wants keys.
    Nothing,
    /// Something one writes or chooses in: every key is its own.
    Field,
    /// A button, checkbox and the like, which Space presses.
    Control {
        /// The person moved the focus there with the keyboard, and sees it there.
        by_keyboard: bool,
    },
}

/// One `keydown` or `keyup` (W3C UI Events).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroke<'a> {
    /// `KeyboardEvent.code`: with Shift the same key comes up under another name.
    pub code: &'a str,
    /// `KeyboardEvent.key`
    pub key: &'a str,
    /// It is the key to hold.
    pub talks: bool,
    /// Control or Alt is down.
    pub modified: bool,
    /// Command is down: a Mac says nothing of keys that come up meanwhile.
    pub command: bool,
    /// `KeyboardEvent.repeat`
    pub repeat: bool,
    /// Somebody took it already.
    pub taken: bool,
    /// Where it went.
    pub focus: Focus,
}

/// What comes of a stroke.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyOutcome {
    /// The browser shall do nothing with it.
    pub prevent: bool,
    /// What the person wants by it.
    pub intent: Option<MediaIntent>,
}

impl KeyOutcome {
    fn of(prevent: bool, intent: Option<MediaIntent>) -> KeyOutcome {
        KeyOutcome { prevent, intent }
    }
}

/// The key that is held, if one is.
#[derive(Default)]
pub struct TalkKey {
    held: Option<String>,
}

impl TalkKey {
    /// A key went down, or repeats itself.
    pub fn down(&mut self, stroke: Stroke<'_>) -> KeyOutcome {
        if self.held.as_deref() == Some(stroke.code) {
            return KeyOutcome::of(true, None);
        }
        if stroke.command && self.held.take().is_some() {
            return KeyOutcome::of(false, Some(MediaIntent::LoseHold));
        }
        // A held Enter would press a button over and over.
        let again = stroke.repeat && stroke.key == "Enter" && matches!(stroke.focus, Focus::Control { .. });
        let stray = strays(stroke);
        let speaks = stroke.talks && !(stroke.modified || stroke.command || stroke.repeat || stroke.taken);
        let free = match stroke.focus {
            Focus::Nothing => true,
            Focus::Field => false,
            Focus::Control { by_keyboard } => stroke.key != " " || !by_keyboard,
        };
        if speaks && free && self.held.is_none() {
            self.held = Some(stroke.code.to_owned());
            return KeyOutcome::of(true, Some(MediaIntent::Hold(Hold::Key)));
        }
        KeyOutcome::of(again || stray, None)
    }

    /// A key came up.
    pub fn up(&mut self, stroke: Stroke<'_>) -> KeyOutcome {
        if self.held.as_deref() == Some(stroke.code) {
            self.held = None;
            // The focus may have moved meanwhile, and some browsers press at `keyup`.
            return KeyOutcome::of(true, Some(MediaIntent::Release(Hold::Key)));
        }
        KeyOutcome::of(strays(stroke), None)
    }

    /// The window lost the focus: nobody hears of the key any more.
    pub fn lose(&mut self) {
        self.held = None;
    }
}

/// The talk key as Space, which must not press a control that was only clicked.
fn strays(stroke: Stroke<'_>) -> bool {
    stroke.talks && stroke.key == " " && stroke.focus == Focus::Control { by_keyboard: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLICKED: Focus = Focus::Control { by_keyboard: false };
    const TABBED: Focus = Focus::Control { by_keyboard: true };

    fn space(focus: Focus) -> Stroke<'static> {
        Stroke {
            code: "Space",
            key: " ",
            talks: true,
            modified: false,
            command: false,
            repeat: false,
            taken: false,
            focus,
        }
    }

    fn talks() -> KeyOutcome {
        KeyOutcome::of(true, Some(MediaIntent::Hold(Hold::Key)))
    }

    fn ends() -> KeyOutcome {
        KeyOutcome::of(true, Some(MediaIntent::Release(Hold::Key)))
    }

    #[test]
    fn space_talks_on_the_page_and_on_what_was_clicked() {
        for focus in [Focus::Nothing, CLICKED] {
            let mut key = TalkKey::default();
            assert_eq!(key.down(space(focus)), talks());
            assert_eq!(key.down(Stroke { repeat: true, ..space(focus) }), KeyOutcome::of(true, None));
            assert_eq!(key.up(space(focus)), ends());
            assert_eq!(key.up(space(focus)).intent, None, "once");
        }
    }

    #[test]
    fn space_belongs_to_fields_and_to_what_was_reached_by_keyboard() {
        for focus in [Focus::Field, TABBED] {
            let mut key = TalkKey::default();
            assert_eq!(key.down(space(focus)), KeyOutcome::of(false, None));
            assert_eq!(key.up(space(focus)), KeyOutcome::of(false, None));
        }
    }

    #[test]
    fn a_letter_talks_on_any_control_and_in_no_field() {
        let letter = |focus| Stroke { code: "KeyT", key: "t", ..space(focus) };
        for focus in [Focus::Nothing, CLICKED, TABBED] {
            assert_eq!(TalkKey::default().down(letter(focus)), talks());
        }
        assert_eq!(TalkKey::default().down(letter(Focus::Field)), KeyOutcome::of(false, None));
        let unused = Stroke { talks: false, ..space(CLICKED) };
        assert_eq!(TalkKey::default().down(unused), KeyOutcome::of(false, None), "Space is no talk key any more");
    }

    #[test]
    fn a_focus_that_moves_while_space_is_held_gets_nothing_of_it() {
        let mut key = TalkKey::default();
        assert_eq!(key.down(space(CLICKED)), talks());
        assert_eq!(key.down(Stroke { repeat: true, ..space(TABBED) }), KeyOutcome::of(true, None));
        assert_eq!(key.up(space(TABBED)), ends());
    }

    #[test]
    fn what_is_left_of_a_lost_hold_presses_nothing() {
        let mut key = TalkKey::default();
        assert_eq!(key.down(space(CLICKED)), talks());
        key.lose();
        assert_eq!(key.down(Stroke { repeat: true, ..space(CLICKED) }), KeyOutcome::of(true, None));
        assert_eq!(key.up(space(CLICKED)), KeyOutcome::of(true, None));
    }

    #[test]
    fn with_other_keys_down_nobody_talks_and_nothing_is_pressed() {
        for modified in [Stroke { modified: true, ..space(CLICKED) }, Stroke { command: true, ..space(CLICKED) }] {
            assert_eq!(TalkKey::default().down(modified), KeyOutcome::of(true, None));
        }
        let mut key = TalkKey::default();
        assert_eq!(key.down(space(Focus::Nothing)), talks());
        let command = Stroke { code: "MetaLeft", key: "Meta", talks: false, command: true, ..space(Focus::Nothing) };
        assert_eq!(key.down(command), KeyOutcome::of(false, Some(MediaIntent::LoseHold)));
        assert_eq!(key.up(space(Focus::Nothing)).intent, None);
    }

    #[test]
    fn a_held_enter_presses_once() {
        let enter = |repeat, focus| Stroke { code: "Enter", key: "Enter", talks: false, repeat, ..space(focus) };
        for focus in [CLICKED, TABBED] {
            let mut key = TalkKey::default();
            assert_eq!(key.down(enter(false, focus)), KeyOutcome::of(false, None));
            assert_eq!(key.down(enter(true, focus)), KeyOutcome::of(true, None));
        }
        assert_eq!(TalkKey::default().down(enter(true, Focus::Field)), KeyOutcome::of(false, None));
    }

    #[test]
    fn what_somebody_took_does_not_talk() {
        let taken = Stroke { taken: true, ..space(Focus::Nothing) };
        assert_eq!(TalkKey::default().down(taken), KeyOutcome::of(false, None));
    }
}
