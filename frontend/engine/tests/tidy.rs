//! Holds the sources in order: how long files are, how they begin, and what each layer may name.

mod order;

use order::cycles::cycles;
use order::direction;
use order::lists::{BROWSER, DOCUMENT, ENGINE, PAGE, ROOM, SERVER, VIEWS};
use order::{Line, Source, sources};

/// Collects complaints, each with its place and what to do.
struct Complaints(Vec<String>);

impl Complaints {
    fn about(&mut self, source: &Source, line: usize, advice: &str) {
        self.0.push(format!("{}:{line}: {advice}", source.path));
    }

    /// Every line of the code (not of its comments) that names one of the words.
    fn words(&mut self, sources: &[&Source], words: &[&str], advice: &str) {
        for source in sources {
            for Line { number, code } in source.code() {
                for word in words.iter().filter(|word| order::names(&code, word)) {
                    self.about(source, number, &format!("`{word}`: {advice}"));
                }
            }
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} things are out of order:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn complain(check: impl FnOnce(&mut Complaints, &[Source])) {
    let mut complaints = Complaints(Vec::new());
    check(&mut complaints, &sources());
    complaints.none();
}

/// Sources below this folder.
fn below<'a>(sources: &'a [Source], folder: &str) -> Vec<&'a Source> {
    sources.iter().filter(|source| source.path.starts_with(folder)).collect()
}

#[test]
fn no_file_is_longer_than_400_lines() {
    complain(|complaints, sources| {
        for source in sources {
            let lines = source.text.lines().count();
            if lines > 400 {
                complaints.about(
                    source,
                    lines,
                    "longer than 400 lines: find the second subject in it and give it a file of its own",
                );
            }
        }
    });
}

#[test]
fn every_file_opens_with_a_sentence() {
    complain(|complaints, sources| {
        for source in sources {
            let first = source.text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
            let opens = if source.is("rs") {
                first.starts_with("//! ")
            } else {
                first.starts_with("//") || first.starts_with("/*")
            };
            if !opens {
                complaints.about(source, 1, "does not open with a sentence that tells a newcomer what it is for");
            }
        }
    });
}

#[test]
fn every_layer_names_only_what_is_below_it() {
    complain(|complaints, sources| {
        let web = ["web_sys", "js_sys", "leptos", "wasm_bindgen"];
        complaints.words(
            &below(sources, "shared/src/"),
            &web,
            "these messages are said on both sides: nothing of a browser here",
        );
        complaints.words(
            &below(sources, "shared/src/"),
            &["tokio", "axum"],
            "these messages are said on both sides: nothing of a server here",
        );
        let pure = [below(sources, "frontend/background/src/"), below(sources, "frontend/passphrase/src/")].concat();
        complaints.words(&pure, &web, "this is tested without a browser: what needs one is in its `worker/`");
        let engine = below(sources, "frontend/engine/src/");
        complaints.words(&engine, &web, "the engine knows no browser: make it an effect or an event");
        complaints.words(
            &engine,
            &["std::time::Instant", "SystemTime", "Instant::now"],
            "the engine has no clock: time is an input (`base::time::Time`)",
        );
        complaints.words(
            &engine,
            &["getrandom", "OsRng", "thread_rng"],
            "the engine has no random source but that of its seed (`base::rng::Rng`)",
        );
        complaints.words(
            &engine,
            &["std::net", "std::fs", "std::env", "std::thread", "println", "eprintln"],
            "the engine does no IO: make it an effect",
        );
        complaints.words(
            &below(sources, "backend/src/"),
            &["plenum_engine"],
            "the server must not even have a type for what peers tell each other",
        );
        complaints.words(
            &below(sources, "backend/rooms/src/"),
            &["plenum_engine", "tokio", "Instant", "SystemTime", "getrandom", "std::net", "std::thread"],
            "the room machine is pure: time is an argument, and what has to be done is an effect",
        );
        complaints.words(
            &below(sources, "backend/turn/src/"),
            &["plenum_engine", "tokio", "Instant", "SystemTime", "getrandom", "std::net", "std::thread", "generate"],
            "the TURN machine is pure: time is an argument, and what has to be sent is an outcome",
        );
    });
}

#[test]
fn no_import_runs_upward_and_no_two_folders_import_each_other() {
    complain(|complaints, sources| {
        for one in [&ENGINE, &DOCUMENT, &PAGE, &BROWSER, &VIEWS, &ROOM, &SERVER] {
            for source in sources.iter().filter(|source| source.path.starts_with(one.sources) && source.is("rs")) {
                if one.folder(source).is_some_and(|folder| one.layer(folder).is_none()) {
                    complaints.about(source, 1, "this folder has no place in the list of layers in `tests/tidy.rs`");
                }
            }
            for (import, back) in one.climbing(sources) {
                let back =
                    back.map_or_else(String::new, |back| format!("\n    and back: {}: {}", back.place, back.code));
                let (from, to) = (import.from, import.to);
                complaints.0.push(format!("{}: {}: `{to}` is not below `{from}`{back}", import.place, import.code));
            }
        }
    });
}

#[test]
fn no_files_of_one_folder_import_each_other_in_a_circle() {
    complain(|complaints, sources| {
        for folder in ENGINE.layers.iter().copied().flatten() {
            for circle in cycles(sources, &format!("{}{folder}/", ENGINE.sources), &format!("crate::{folder}::")) {
                complaints.0.push(format!("a circle of imports:\n    {}", circle.join("\n    ")));
            }
        }
    });
}

/// Fields of a struct at most: more are two nouns. Of the simulated world and of plain tables it is not asked.
const MAX_FIELDS: usize = 15;
const TABLES: [&str; 1] = ["limits.rs"];

#[test]
fn no_struct_has_more_than_15_fields() {
    complain(|complaints, sources| {
        let shipped = [
            ENGINE.sources,
            DOCUMENT.sources,
            PAGE.sources,
            "backend/src/",
            "backend/rooms/src/",
            "backend/turn/src/",
            "shared/src/",
        ];
        for source in shipped.iter().flat_map(|folder| below(sources, folder)) {
            let (mut open, mut fields) = (None, 0);
            for Line { number, code } in source.code() {
                let begins = code.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
                if begins.starts_with("struct ") && code.ends_with('{') {
                    (open, fields) = (Some(number), 0);
                } else if code == "}" {
                    if let Some(line) = open
                        .take()
                        .filter(|_| fields > MAX_FIELDS && !TABLES.iter().any(|table| source.path.ends_with(table)))
                    {
                        complaints.about(source, line, &format!("{fields} fields: divide the state"));
                    }
                } else if open.is_some() && code.contains(": ") && !code.trim_start().starts_with('#') {
                    fields += 1;
                }
            }
        }
    });
}

#[test]
fn style_sheets_say_start_and_end_instead_of_left_and_right() {
    complain(|complaints, sources| {
        for sheet in below(sources, "frontend/css/") {
            let (wrong, meant) = direction::sides(sheet);
            for (line, said) in wrong {
                complaints.about(sheet, line, &format!("`{said}`: lines may run from the right, say start and end"));
            }
            for said in direction::listed(sheet).iter().filter(|said| !meant.contains(said)) {
                complaints.about(sheet, 1, &format!("`{said}` is listed in `order/direction.rs`, and not there"));
            }
        }
    });
}

/// What somebody from the field looks for, and where they should be led: by names of files, or by first sentences.
const TERMS: [(&str, &str); 20] = [
    ("TURN", "signaling/client/ice_servers.rs"),
    ("ICE candidate", "rtc/ice_candidates.rs"),
    ("signaling", "signaling/mod.rs"),
    ("heartbeat", "rtc/heartbeat.rs"),
    ("dominant speaker", "layout/dominant_speaker.rs"),
    ("push-to-talk", "media/push_to_talk.rs"),
    ("voice activity", "media/voice_activity.rs"),
    ("failover", "rtc/peer_link/failover.rs"),
    ("last-N", "bandwidth/last_n.rs"),
    ("screen share", "media/screen_share.rs"),
    ("local media", "media/local_media.rs"),
    ("roster", "meeting/roster.rs"),
    ("participant", "room/participant.rs"),
    ("admission", "signaling/client/admission.rs"),
    ("replay window", "crypto/sealing/replay_window.rs"),
    ("fragment", "messaging/fragment.rs"),
    ("outbox", "messaging/outbox.rs"),
    ("notification", "notifications/mod.rs"),
    ("preferences", "app/preferences.rs"),
    ("layout", "layout/mod.rs"),
];

#[test]
fn whoever_knows_the_field_finds_their_way() {
    complain(|complaints, sources| {
        let engine = below(sources, ENGINE.sources);
        for (term, right) in TERMS {
            // What is written in capitals is meant so: there is no lack of things that turn.
            let exact = term.chars().filter(|c| c.is_uppercase()).count() == term.len();
            let plain = |text: &str| if exact { text.to_owned() } else { text.to_lowercase().replace(['-', '_'], " ") };
            let term = plain(term);
            let path = |source: &Source| source.path.trim_start_matches(ENGINE.sources).to_owned();
            // The name of a file or folder counts before the beginning of one, and both before the first sentence.
            let rank = |source: &&&Source| {
                let (path, first) = (plain(&path(source)), plain(source.text.lines().next().unwrap_or_default()));
                let stem = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
                let name = stem.rsplit('/').next().unwrap_or_default();
                let hits = [name == term, name.starts_with(&term), path.starts_with(&term), first.contains(&term)];
                (hits.iter().position(|hit| *hit).unwrap_or(hits.len()), stem.matches('/').count())
            };
            let found = engine.iter().min_by_key(rank).expect("there are sources");
            if path(found) != right {
                complaints.about(found, 1, &format!("whoever looks for \"{term}\" is led here and not to `{right}`"));
            }
        }
    });
}

#[test]
fn views_read_signals_and_dispatch_intents() {
    complain(|complaints, sources| {
        let views = below(sources, "frontend/src/views/");
        complaints.words(
            &views,
            &["web_sys", "js_sys", "wasm_bindgen"],
            "views touch no browser API: give `browser/` a function and call that",
        );
        complaints.words(&views, &["spawn_local", "Closure"], "views start nothing of their own: dispatch an intent");
        complaints.words(
            &views,
            &["inner_html"],
            "everything that is shown is text nodes: markup is never made of strings",
        );
    });
}

#[test]
fn nothing_is_leaked_left_open_or_passed_over() {
    complain(|complaints, sources| {
        let rust: Vec<&Source> =
            sources.iter().filter(|source| source.is("rs") && !source.path.ends_with("tests/tidy.rs")).collect();
        complaints.words(&rust, &["todo!", "unimplemented!"], "finish it, or leave it out");
        complaints.words(&rust, &["mem::forget"], "what is opened is owned by a value whose `Drop` closes it");
        complaints.words(
            &below(sources, "frontend/src/"),
            &[".forget()"],
            "what is opened is owned by a value whose `Drop` closes it",
        );
        complaints.words(&rust, &["#[ignore"], "a test that does not run says nothing: run it or delete it");
        let safe: Vec<&Source> =
            rust.into_iter().filter(|source| !source.path.ends_with("tests/simulated/world/heap.rs")).collect();
        complaints.words(
            &safe,
            &["allow(unsafe_code"],
            "the one allocator that counts is in `tests/simulated/world/heap.rs`",
        );
    });
}

#[test]
fn every_class_of_a_style_sheet_is_one_of_the_page() {
    complain(|complaints, sources| {
        let page = below(sources, "frontend/");
        let named: String = page.iter().filter(|one| !one.is("css")).map(|one| one.text.as_str()).collect();
        // Neither an index.html nor tests are among the sources; what the page writes there begins with it.
        let html = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../index.html")).unwrap_or_default();
        for sheet in page.iter().filter(|one| one.is("css")) {
            for Line { number, code } in sheet.code() {
                for (at, _) in code.match_indices('.') {
                    let rest = &code[at + 1..];
                    let class = &rest[..rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len())];
                    let used = order::names(&named, class) || order::names(&html, class);
                    if !class.is_empty() && !used {
                        complaints.about(sheet, number, &format!("no part of the page is of the class `{class}`"));
                    }
                }
            }
        }
    });
}

#[test]
fn devices_are_asked_with_wishes_only() {
    complain(|complaints, sources| {
        complaints.words(
            &below(sources, "frontend/src/browser/"),
            &["\"exact\"", "\"mandatory\""],
            "phones refuse altogether what they cannot give exactly: say `ideal`",
        );
    });
}

#[test]
fn browser_tests_wait_for_things_and_never_for_the_clock() {
    complain(|complaints, sources| {
        let e2e: Vec<&Source> = below(sources, "e2e/").into_iter().filter(|source| source.is("ts")).collect();
        complaints.words(
            &e2e,
            &["waitForTimeout"],
            "wait for what should happen (`expect.poll`), not for time to pass",
        );
        complaints.words(
            &e2e,
            &["test.only", "describe.only"],
            "left over from looking at one test: the others would not run",
        );
        for source in e2e {
            for (index, line) in source.text.lines().enumerate() {
                let call: String = source.text.lines().skip(index).take(3).collect();
                let passed_over = [".skip(", ".fixme("].iter().find_map(|word| line.find(word).map(|at| &line[at..]));
                if passed_over.is_some() && !call.contains(", '") && !call.contains(", \"") && !call.contains(", `") {
                    complaints.about(
                        source,
                        index + 1,
                        "a test that is passed over says why, in words: `test.skip(condition, 'reason')`",
                    );
                }
            }
        }
    });
}

#[test]
fn the_rules_find_what_they_forbid() {
    assert!(order::names("use web_sys::Window;", "web_sys") && !order::names("my_web_system()", "web_sys"));
    assert!(order::names("x.forget();", ".forget()") && order::names("#[ignore = \"later\"]", "#[ignore"));
    let source = Source {
        path: "x.rs".into(),
        text: "//! a\nlet a = 1; // todo!\n/* b\nweb_sys */ let c = \"//\"; leptos\n".into(),
    };
    let code: String = source.code().map(|line| line.code).collect();
    assert!(!code.contains("todo!") && !code.contains("web_sys") && code.contains("leptos"));
    assert!(sources().len() > 100, "the house is found");
    let upward = |path: &str, text: &str| Source { path: format!("frontend/engine/src/{path}"), text: text.into() };
    let sources =
        [upward("rtc/a.rs", "use crate::base::x;\nuse crate::room::y;\n"), upward("room/b.rs", "crate::rtc::z();")];
    let climbing = ENGINE.climbing(&sources);
    let [(import, Some(back))] = &climbing[..] else { panic!("{climbing:?}") };
    assert_eq!((&*import.place, &*back.place), ("frontend/engine/src/rtc/a.rs:2", "frontend/engine/src/room/b.rs:1"));
}
