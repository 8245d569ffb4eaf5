//! The sound check: a tone, and a few seconds of our microphone recorded in this page's memory (`MediaRecorder`, W3C MediaStream
//! Recording) and played back. It knows no connection, so that nothing of it can go to anybody.

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::base::promises::answer;
use crate::browser::media::audio_element;
use crate::browser::media::local_tracks::LocalTracks;
use crate::event_sender::EventSender;
use js_sys::{Array, Reflect, Uint8Array};
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{Done, Failure};
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::base::ids::{DeviceId, OpId};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventTarget, HtmlAudioElement, HtmlMediaElement, MediaStream};

/// Samples in a second of the tone: enough for its highest note.
const RATE: u32 = 8_000;
/// One note, samples: a third of a second.
const NOTE: u32 = RATE / 3;
/// How long a note takes to begin and to end, samples: without that it clicks.
const EDGE: u32 = RATE / 50;
/// The notes, hertz: a chord, so that a loudspeaker that is bad at one is heard all the same.
const NOTES: [u32; 3] = [440, 550, 660];

/// What goes on, if anything.
pub struct SoundCheck {
    events: EventSender,
    local_tracks: Rc<LocalTracks>,
    going_on: Rc<RefCell<Option<GoingOn>>>,
}

/// Ended when dropped.
enum GoingOn {
    Recording(Recording),
    Playing(#[expect(dead_code, reason = "held for its Drop")] Playing),
}

/// Our microphone being recorded.
struct Recording {
    recorder: JsValue,
    parts: Array,
    heard: Vec<Listener>,
}

/// A sound being played, once.
struct Playing {
    audio: HtmlAudioElement,
    address: JsValue,
    _heard: Vec<Listener>,
}

impl SoundCheck {
    /// Nothing goes on.
    pub fn new(events: EventSender, local_tracks: Rc<LocalTracks>) -> SoundCheck {
        SoundCheck { events, local_tracks, going_on: Rc::default() }
    }

    /// Carries out a command.
    pub fn carry_out(&self, command: SoundCheckCommand) {
        match command {
            SoundCheckCommand::Tone { op, speaker } => {
                let bytes = Uint8Array::from(&*tone());
                self.set(None);
                play(&Array::of1(&bytes), "audio/wav", speaker.as_ref(), op, &self.events, &self.going_on);
            }
            SoundCheckCommand::Record { op } => {
                let recording = self.record(op);
                if recording.is_err() {
                    self.events.send(answer(op, Err(Failure::Unsupported)));
                }
                self.set(recording.ok().map(GoingOn::Recording));
            }
            SoundCheckCommand::Play { op, speaker } => {
                let recording = self.going_on.take();
                let Some(GoingOn::Recording(recording)) = recording else {
                    return self.events.send(answer(op, Err(Failure::Other)));
                };
                self.finish(recording, op, speaker);
            }
            SoundCheckCommand::Stop => self.set(None),
        }
    }

    fn set(&self, next: Option<GoingOn>) {
        let before = self.going_on.replace(next);
        drop(before);
    }

    /// Of the track that is silenced when the microphone is off.
    fn record(&self, op: OpId) -> Result<Recording, JsValue> {
        let track = self.local_tracks.track_if([true; 4], Source::Microphone).ok_or(JsValue::UNDEFINED)?;
        let stream = MediaStream::new_with_tracks(&Array::of1(&track))?;
        let recorder: js_sys::Function = bindings::get(&js_sys::global(), "MediaRecorder").dyn_into()?;
        let recorder = Reflect::construct(&recorder, &Array::of1(&stream))?;
        let (parts, target) = (Array::new(), recorder.clone().dyn_into::<EventTarget>()?);
        let kept = parts.clone();
        let part = Listener::new(&target, "dataavailable", move |event| {
            kept.push(&bindings::get(&event, "data"));
        });
        let events = self.events.clone();
        let failed = Listener::new(&target, "error", move |_| events.send(answer(op, Err(Failure::Other))));
        bindings::call(&recorder, "start", &[])?;
        Ok(Recording { recorder, parts, heard: vec![part, failed] })
    }

    /// Ends a recording, and plays it as soon as its last part is here.
    fn finish(&self, mut recording: Recording, op: OpId, speaker: Option<DeviceId>) {
        let (events, going_on) = (self.events.clone(), self.going_on.clone());
        let (parts, kind) = (recording.parts.clone(), bindings::get(&recording.recorder, "mimeType"));
        let kind = kind.as_string().unwrap_or_default();
        let play = move || play(&parts, &kind, speaker.as_ref(), op, &events, &going_on);
        // One whose track has ended has stopped by itself.
        if bindings::get(&recording.recorder, "state") == "inactive" {
            return play();
        }
        if let Ok(target) = recording.recorder.clone().dyn_into::<EventTarget>() {
            recording.heard.push(Listener::new(&target, "stop", move |_| play()));
        }
        let stopped = bindings::call(&recording.recorder, "stop", &[]);
        self.set(Some(GoingOn::Recording(recording)));
        if stopped.is_err() {
            self.events.send(answer(op, Err(Failure::Other)));
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.heard.clear();
        if bindings::get(&self.recorder, "state") != "inactive" {
            let _ = bindings::call(&self.recorder, "stop", &[]);
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.audio.pause();
        // What has not begun to play does not begin.
        self.audio.set_src("");
        let _ = bindings::call(&url(), "revokeObjectURL", std::slice::from_ref(&self.address));
    }
}

fn url() -> JsValue {
    bindings::get(&js_sys::global(), "URL")
}

/// Plays these parts of a sound through a loudspeaker, in the place of what went on, and answers when it has ended.
fn play(
    parts: &Array,
    kind: &str,
    speaker: Option<&DeviceId>,
    op: OpId,
    events: &EventSender,
    going_on: &Rc<RefCell<Option<GoingOn>>>,
) {
    let playing = begin(parts, kind, speaker, op, events, going_on);
    if playing.is_err() {
        events.send(answer(op, Err(Failure::Other)));
    }
    let before = going_on.replace(playing.ok().map(GoingOn::Playing));
    drop(before);
}

fn begin(
    parts: &Array,
    kind: &str,
    speaker: Option<&DeviceId>,
    op: OpId,
    events: &EventSender,
    going_on: &Rc<RefCell<Option<GoingOn>>>,
) -> Result<Playing, JsValue> {
    let blob: js_sys::Function = bindings::get(&js_sys::global(), "Blob").dyn_into()?;
    let options = bindings::object([("type", kind.into())]);
    let blob = Reflect::construct(&blob, &Array::of2(parts, &options))?;
    let address = bindings::call(&url(), "createObjectURL", &[blob])?;
    let audio = HtmlAudioElement::new()?;
    let heard = [("ended", true), ("error", false)].map(|(name, well)| {
        let (events, going_on) = (events.clone(), Rc::downgrade(going_on));
        let result = move || if well { Ok(Done::Plain) } else { Err(Failure::Other) };
        Listener::new(&audio, name, move |_| {
            let ended = going_on.upgrade().and_then(|going_on| going_on.take());
            events.send(answer(op, result()));
            drop(ended);
        })
    });
    audio.set_src(&address.as_string().unwrap_or_default());
    let (media, speaker, events) = (HtmlMediaElement::from(audio.clone()), speaker.cloned(), events.clone());
    spawn_local(async move {
        // Not a note of it through another one.
        audio_element::turn_to(&media, speaker.as_ref()).await;
        audio_element::play(&media, move || events.send(answer(op, Err(Failure::Denied))));
    });
    Ok(Playing { audio, address, _heard: heard.into() })
}

/// Three notes as a file (RIFF WAVE, PCM, one channel of 8 bits).
fn tone() -> Vec<u8> {
    let samples: Vec<u8> = NOTES.into_iter().flat_map(|pitch| (0..NOTE).map(move |at| sample(at, pitch))).collect();
    let size = samples.len() as u32;
    let mut file = Vec::with_capacity(44 + samples.len());
    file.extend(b"RIFF");
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(RATE.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend(b"\x01\0\x08\0data");
    file.extend(size.to_le_bytes());
    file.extend(samples);
    file
}

/// A triangle wave, which is soft enough, at a third of full scale; 128 is silence.
fn sample(at: u32, pitch: u32) -> u8 {
    let phase = (at * pitch % RATE * 4 / (RATE / 100)) as i32;
    let height = if phase < 200 { phase - 100 } else { 300 - phase };
    let loud = at.min(NOTE - 1 - at).min(EDGE) as i32;
    (128 + height * 42 * loud / (100 * EDGE as i32)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tone_is_a_file_of_a_second_that_begins_and_ends_in_silence() {
        let file = tone();
        assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
        let size = |at: usize| u32::from_le_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize;
        assert_eq!((size(4), size(40)), (file.len() - 8, file.len() - 44));
        let notes = &file[44..];
        assert!((RATE as usize - 3..=RATE as usize).contains(&notes.len()));
        for note in notes.chunks(NOTE as usize) {
            assert_eq!((note[0], note[note.len() - 1]), (128, 128));
        }
    }

    #[test]
    fn each_note_swings_as_often_as_its_pitch_says_and_is_not_loud() {
        for (note, pitch) in tone()[44..].chunks(NOTE as usize).zip(NOTES) {
            let rises = note.windows(2).filter(|pair| pair[0] < 128 && pair[1] >= 128).count() as u32;
            assert!(rises.abs_diff(pitch / 3) <= 1, "{rises} of {pitch} hertz");
            assert!(note.iter().all(|sample| (86..=170).contains(sample)));
            assert!(note.iter().any(|sample| *sample > 165));
        }
    }
}
